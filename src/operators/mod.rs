//! The operators: pure kernels over Arrow arrays; a folder a category, in it a folder a family, in it a file an operator.
//!
//! An operator does no input or output, knows no engine, and never sees or returns NaN or infinity:
//! [`inputs`] turns such values into nulls on both sides.

pub mod catalogue;
pub mod compatible;
pub mod eval;
pub mod inputs;
pub mod operator;
pub mod ports;
pub mod values;

mod params;
mod support;

mod arrays;
mod mining;
mod quality;
mod signal;
mod subsurface;
mod wells;

pub use catalogue::{Catalogue, Entry, catalogue};
pub use inputs::{Inputs, Outputs};
pub use operator::{Kernel, KernelError, Operator};
pub use values::Values;

#[cfg(test)]
mod tests;
