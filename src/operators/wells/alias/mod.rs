//! Curve names.
