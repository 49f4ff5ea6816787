//! Depth index checks.
