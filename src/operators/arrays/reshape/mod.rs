//! Reshaping arrays.
