//! Depth shifts.
