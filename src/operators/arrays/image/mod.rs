//! Borehole images.
