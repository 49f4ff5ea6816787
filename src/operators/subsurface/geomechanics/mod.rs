//! Geomechanics and pore pressure.
