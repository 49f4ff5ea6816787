//! Grade.
