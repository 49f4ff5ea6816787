//! Depth references and thickness.
