//! Gassmann's equation: the bulk modulus of rock, dry and with a fluid in its pores.
//!
//! Moduli share one unit, which does not matter. Gassmann 1951; Mavko, Mukerji and Dvorkin 2009.

use super::limits::ROUNDING;
use super::samples::{NULL, only_if};

/// Returns the modulus of the dry frame; null below zero and above that of the mineral.
///
/// Without pores it is that of the mineral, as in [`saturated`].
#[inline]
pub fn dry(saturated: f64, porosity: f64, fluid: f64, mineral: f64) -> f64 {
    // Multiplied by fluid and mineral: a fluid of no stiffness leaves the rock as it is, and a single
    // division is left.
    let pores = porosity * mineral;
    let frame = mineral * (saturated * (pores + (1.0 - porosity) * fluid) - mineral * fluid)
        / (mineral * pores + (saturated - mineral * (1.0 + porosity)) * fluid);
    let limited = frame.max(0.0).min(mineral);
    let held = only_if((frame - limited).abs() <= ROUNDING * mineral, limited);
    if porosity <= 0.0 { mineral } else { only_if(fluid >= 0.0, held) }
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

    #[test]
    fn a_frame_on_a_limit_is_not_lost_by_rounding() {
        for step in 1..1000 {
            let porosity = f64::from(step) * 1e-3;
            for frame in [0.0, 36.6] {
                let wet = saturated(frame, porosity, 2.5, 36.6);
                let found = dry(wet, porosity, 2.5, 36.6);
                assert!((found - frame).abs() < 1e-7, "{frame} at {porosity}: {found}");
            }
        }
        assert!(dry(1.0, 0.2, 2.5, 36.6).is_nan() && dry(40.0, 0.2, 2.5, 36.6).is_nan());
    }

    #[test]
    fn rock_without_pores_is_mineral_and_a_fluid_without_stiffness_leaves_the_frame() {
        assert_eq!((dry(20.0, 0.0, 2.5, 36.6), saturated(20.0, 0.0, 2.5, 36.6)), (36.6, 36.6));
        for found in [dry(20.0, 0.2, 0.0, 36.6), saturated(20.0, 0.2, 0.0, 36.6)] {
            assert!((found - 20.0).abs() < 1e-12, "{found}");
        }
        assert!(dry(20.0, 0.2, -1.0, 36.6).is_nan() && saturated(20.0, 0.2, -1.0, 36.6).is_nan());
    }
}
