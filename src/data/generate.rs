//! Synthetic wells.
