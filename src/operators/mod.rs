//! The operators: pure kernels over Arrow arrays, one folder a family, one file an operator.
//!
//! An operator does no input or output, knows no engine, and never sees or returns NaN or infinity:
//! [`inputs`] turns such values into nulls on both sides.

pub mod catalogue;
pub mod eval;
pub mod inputs;
pub mod operator;
pub mod ports;

mod params;
mod support;

mod despike;
mod net_pay;
mod permeability;
mod porosity;
mod saturation;
mod smoothing;
mod vshale;

pub use catalogue::{Catalogue, Entry, catalogue};
pub use inputs::{Inputs, Outputs};
pub use operator::{Kernel, KernelError, Operator};
