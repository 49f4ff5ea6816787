//! Organic carbon from the separation of a porosity log and resistivity, after Passey.

use super::samples::NULL;

/// What turns a separation into organic carbon.
#[derive(Debug, Clone, Copy)]
pub struct Overlay {
    rt_base: f64,
    carbon: f64,
    background: f64,
}

impl Overlay {
    /// Takes the resistivity of the base line, the level of metamorphism and the background carbon.
    pub fn new(rt_base: f64, lom: f64, toc_bg: f64) -> Self {
        Self { rt_base, carbon: 10_f64.powf(2.297 - 0.1688 * lom), background: toc_bg }
    }

    /// Returns organic carbon, in percent, of a resistivity and what the porosity log adds to the separation.
    ///
    /// Without resistivity null; where the curves cross the wrong way, the background.
    pub fn organic_carbon(&self, rt: f64, porosity_part: f64) -> f64 {
        if rt <= 0.0 {
            return NULL;
        }
        let separation = (rt / self.rt_base).log10() + porosity_part;
        if separation < 0.0 { self.background } else { separation * self.carbon + self.background }
    }
}
