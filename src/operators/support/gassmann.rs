//! Gassmann's equation: the bulk modulus of rock, dry and with a fluid in its pores.
//!
//! Moduli share one unit, which does not matter. Gassmann 1951; Mavko, Mukerji and Dvorkin 2009.

use super::samples::NULL;

/// Returns the modulus of the dry frame; null below zero and above that of the mineral.
pub fn dry(saturated: f64, porosity: f64, fluid: f64, mineral: f64) -> f64 {
    let pores = porosity * mineral / fluid;
    let frame = (saturated * (pores + 1.0 - porosity) - mineral)
        / (pores + saturated / mineral - 1.0 - porosity);
    if (0.0..=mineral).contains(&frame) { frame } else { NULL }
}

/// Returns the modulus with the fluid; without pores it is that of the mineral.
pub fn saturated(frame: f64, porosity: f64, fluid: f64, mineral: f64) -> f64 {
    if porosity <= 0.0 {
        return mineral;
    }
    if fluid < 0.0 {
        return NULL;
    }
    let stiffening = (1.0 - frame / mineral).powi(2);
    frame
        + stiffening / (porosity / fluid + (1.0 - porosity) / mineral - frame / (mineral * mineral))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_taken_out_again() {
        for frame in [0.5, 10.0, 30.0] {
            let wet = saturated(frame, 0.2, 2.5, 36.6);
            assert!(wet > frame);
            assert!((dry(wet, 0.2, 2.5, 36.6) - frame).abs() < 1e-9, "{frame}");
        }
    }
}
