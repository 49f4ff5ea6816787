//! Despiking.

pub mod hampel_filter;
