//! Normalising arrays and images.
