//! Bad hole.
