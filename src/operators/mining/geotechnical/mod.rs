//! Core and rock mass.
