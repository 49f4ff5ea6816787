//! Pore pressure by the ratio of a reading to its normal trend.

use super::samples::NULL;

/// Returns `SV - (SV - PHYD) * ratio^n`; null where either side of the ratio is not above zero.
///
/// `ratio` is below 1 in overpressure: reading over normal, or the reverse for what grows with pressure.
pub fn pore_pressure(ratio: [f64; 2], exponent: f64, overburden: f64, hydrostatic: f64) -> f64 {
    let [numerator, denominator] = ratio;
    if numerator <= 0.0 || denominator <= 0.0 {
        return NULL;
    }
    overburden - (overburden - hydrostatic) * (numerator / denominator).powf(exponent)
}
