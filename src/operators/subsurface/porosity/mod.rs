//! Porosity.

pub mod density;
pub mod density_shale_corrected;
pub mod effective;
pub mod nd_average;
pub mod nd_crossplot;
pub mod nd_rms;
pub mod secondary;
pub mod sonic_compaction_factor;
pub mod sonic_rhg;
pub mod sonic_rhg_approx;
pub mod sonic_wyllie;
pub mod total;
