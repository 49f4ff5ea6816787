//! Derivatives, integrals and trends.
