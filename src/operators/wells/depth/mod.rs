//! Depth references and thickness.

pub mod reference_shift;
pub mod true_stratigraphic_thickness;
pub mod tvd_subsea;
