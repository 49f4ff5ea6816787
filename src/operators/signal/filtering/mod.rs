//! Filters and spectra.
