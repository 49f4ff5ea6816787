//! Petrophysics, rock physics and geomechanics.

pub mod elastic;
pub mod geomechanics;
pub mod lithology;
pub mod net_pay;
pub mod permeability;
pub mod porosity;
pub mod saturation;
pub mod temperature_rw;
pub mod toc;
pub mod vshale;
