//! Rolling statistics and correlation.
