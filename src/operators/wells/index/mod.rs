//! Depth index and coverage.
