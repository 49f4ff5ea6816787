//! Desurveying.
