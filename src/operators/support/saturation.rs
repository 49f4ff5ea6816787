//! What the water saturation equations share: Archie's rock, what shale does to the answer, and roots.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::root::of_increasing;
use super::samples::{NULL, clipped};
use crate::operators::ports::{FRACTION, OHM_M, POROSITY, Port};

/// Archie's constants and the resistivity of the formation water.
#[derive(Debug, Clone, Copy)]
pub struct Rock {
    /// Tortuosity factor.
    pub a: f64,
    /// Cementation exponent.
    pub m: f64,
    /// Saturation exponent.
    pub n: f64,
    /// Resistivity of the water, ohm.m.
    pub rw: f64,
}

impl Rock {
    /// Returns the conductivity of the rock without shale, full of water: `PHI^m / (a * rw)`.
    pub fn conductivity(&self, porosity: f64) -> f64 {
        porosity.powf(self.m) / (self.a * self.rw)
    }

    /// Returns the saturation of rock without shale, not limited.
    pub fn archie(&self, rt: f64, porosity: f64) -> f64 {
        (1.0 / (self.conductivity(porosity) * rt)).powf(1.0 / self.n)
    }
}

/// Parameters that the equations for shaly sands share, and their ports.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ShalySand {
    /// Tortuosity factor.
    #[schemars(range(min = 0.3, max = 2.5), extend("x-unit" = "1"))]
    pub a: f64,
    /// Cementation exponent.
    #[schemars(range(min = 1.0, max = 4.0), extend("x-unit" = "1"))]
    pub m: f64,
    /// Saturation exponent.
    #[schemars(range(min = 1.0, max = 4.0), extend("x-unit" = "1"))]
    pub n: f64,
    /// Resistivity of the formation water.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub rw: f64,
    /// Resistivity of shale.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub r_sh: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for ShalySand {
    fn default() -> Self {
        Self { a: 1.0, m: 2.0, n: 2.0, rw: 0.1, r_sh: 4.0, clip: true }
    }
}

impl ShalySand {
    /// Returns the rock without its shale.
    pub fn rock(&self) -> Rock {
        Rock { a: self.a, m: self.m, n: self.n, rw: self.rw }
    }
}

/// Ports of these equations.
pub const SHALY_SAND_PORTS: &[Port] = &[
    Port::curve("RT", OHM_M),
    Port::curve("PHIE", FRACTION).fits(POROSITY),
    Port::curve("VSH", FRACTION),
];

/// Applies the rules for samples without an equation: no resistivity is null; rock without pores is
/// wet where results are limited and null otherwise, as in Archie's.
pub fn in_pores(rt: f64, porosity: f64, clip: bool, solve: impl FnOnce() -> f64) -> f64 {
    if rt <= 0.0 {
        return NULL;
    }
    if porosity <= 0.0 {
        return if clip { 1.0 } else { NULL };
    }
    clipped(solve(), clip)
}

/// Returns the greater root of `square * s^2 + linear * s = constant`, where square and constant are not negative.
pub fn quadratic(square: f64, linear: f64, constant: f64) -> f64 {
    let root = (linear * linear + 4.0 * square * constant).sqrt();
    // The form that adds numbers of one sign keeps its digits where the other would lose them.
    if linear >= 0.0 { 2.0 * constant / (linear + root) } else { (root - linear) / (2.0 * square) }
}

/// Returns the saturation that solves `s^n + linear * s^p = constant` with a constant that is not negative.
///
/// `linear` is below zero only where `p` is `n - 1`. Null where there is no answer.
pub fn power_root(n: f64, linear: f64, p: f64, constant: f64) -> f64 {
    if n == 2.0 && p == 1.0 {
        return quadratic(1.0, linear, constant);
    }
    if p == 0.0 {
        // Here n is 1: a straight line, which may cross below zero.
        return constant - linear;
    }
    if !linear.is_finite() {
        return NULL;
    }
    // Without the linear term Archie's root is the upper bound; with a negative one both ends move up.
    let low = (-linear).max(0.0);
    let high = low + constant.powf(1.0 / n);
    let balance = |s: f64| {
        let (power, other) = (s.powf(n), linear * s.powf(p));
        (power + other - constant, (n * power + p * other) / s)
    };
    of_increasing(low, high, balance).unwrap_or(NULL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_those_of_brentq() {
        // scipy.optimize.brentq(lambda s: s**n + l*s**p - c, lo, hi, xtol=1e-15)
        for (n, linear, p, constant, wanted) in ROOTS {
            let found = power_root(*n, *linear, *p, *constant);
            assert!((found - wanted).abs() < 1e-10, "{n} {linear} {p} {constant}: {found}");
        }
    }

    /// n, linear, p, constant, root.
    const ROOTS: &[(f64, f64, f64, f64, f64)] = &[
        (1.8, 0.6, 1.0, 0.4, 0.3777376266145033),
        (1.5, 3.0, 1.0, 0.02, 0.006492294924896165),
        (3.0, 0.2, 1.0, 1.7, 1.137666975119853),
        (4.0, 0.001, 1.0, 1e-06, 0.000999999000004),
        (1.8, 0.225, 0.8, 0.09, 0.16166953559774236),
        (1.2, 2.0, 0.2, 0.9, 0.017659295907971117),
        (1.7, -0.3, 0.7, 0.05, 0.39568150139790503),
        (3.0, -0.9, 2.0, 0.0001, 0.9001234229361998),
        (2.0, -0.21, 1.0, 0.075, 0.3983001875212493),
        (2.0, 5.0, 1.0, 1e-09, 1.9999999999199998e-10),
        (1.0, 0.5, 0.0, 0.2, -0.3),
        (1.0, 0.5, 1.0, 0.3, 0.2),
    ];

    #[test]
    fn nonsense_is_null() {
        for (linear, constant) in [(f64::NAN, 1.0), (1.0, f64::INFINITY), (f64::INFINITY, 1.0)] {
            assert!(!power_root(1.8, linear, 1.0, constant).is_normal(), "{linear} {constant}");
        }
    }
}
