//! Lithology.
