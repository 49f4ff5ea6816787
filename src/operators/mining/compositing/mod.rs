//! Compositing.
