//! Classes of curves, with what is usual in each.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::units::{Unit, conversion};
use crate::operators::operator::KernelError;

/// Class of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CurveClass {
    /// By the unit of the curve.
    Auto,
    /// Gamma ray.
    Gr,
    /// Bulk density.
    Rhob,
    /// Neutron porosity.
    Nphi,
    /// Sonic slowness.
    Dt,
    /// Resistivity.
    Rt,
    /// Caliper.
    Cali,
    /// Photoelectric factor.
    Pef,
}

/// What is usual in a class, in its unit.
#[derive(Debug)]
pub struct Facts {
    class: CurveClass,
    /// Unit of the numbers here.
    pub unit: &'static str,
    /// Units in which such curves come.
    pub units: &'static [&'static str],
    /// Smallest and greatest value that can be true.
    pub range: [f64; 2],
    /// A reading in the middle of what is common.
    pub common: f64,
    /// Difference within which a repeated reading agrees; `None` where none holds for all values.
    pub repeatability: Option<f64>,
}

macro_rules! classes {
    ($($class:ident $unit:literal [$($other:literal)*] $low:literal .. $high:literal common $common:literal within $within:expr;)*) => {
        &[$(Facts {
            class: CurveClass::$class,
            unit: $unit,
            units: &[$unit, $($other),*],
            range: [$low, $high],
            common: $common,
            repeatability: $within,
        }),*]
    };
}

// Ranges: the operator list, after Theys 1999. Common readings and repeatabilities: those that
// service companies state for their wireline tools, rounded.
static CLASSES: &[Facts] = classes! {
    Gr "gAPI" [] 0.0 .. 300.0 common 75.0 within Some(5.0);
    Rhob "g/cm3" ["kg/m3"] 1.0 .. 3.2 common 2.4 within Some(0.025);
    Nphi "v/v" ["%"] -0.15 .. 1.0 common 0.2 within Some(0.02);
    Dt "us/ft" ["us/m"] 40.0 .. 240.0 common 85.0 within Some(2.0);
    Rt "ohm.m" [] 0.01 .. 1e5 common 10.0 within None;
    Cali "in" ["cm" "mm"] 3.0 .. 40.0 common 9.0 within Some(0.25);
    Pef "b/e" [] 0.0 .. 20.0 common 3.0 within Some(0.2);
};

impl CurveClass {
    /// Returns what is usual; of [`CurveClass::Auto`] in the class whose curves come in this unit.
    pub fn facts(self, unit: Option<&str>) -> Option<&'static Facts> {
        if self != Self::Auto {
            return CLASSES.iter().find(|facts| facts.class == self);
        }
        let unit = Unit::parse(unit?)?;
        CLASSES.iter().find(|facts| facts.units.contains(&unit.symbol))
    }
}

impl Facts {
    /// Returns the factor from the unit of the class to that of the curve at a port.
    ///
    /// A curve whose unit is not known is taken to be in that of its class.
    pub fn factor_to(&self, unit: Option<&str>, port: &str) -> Result<f64, KernelError> {
        let Some(unit) = unit else { return Ok(1.0) };
        conversion(self.unit, unit).map(|conversion| conversion.factor).ok_or_else(|| {
            KernelError::invalid(
                port,
                "the unit of the curve is not one of its class",
                unit,
                format!("one of {}", self.units.join(", ")),
                "choose another curve_class, or convert the curve before",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_tells_the_class_where_only_one_class_comes_in_it() {
        let class = |unit: &str| CurveClass::Auto.facts(Some(unit)).map(|facts| facts.class);
        assert_eq!(class("API"), Some(CurveClass::Gr));
        assert_eq!(class("K/M3"), Some(CurveClass::Rhob));
        // Mud weight and depths are no logs of density and caliper.
        assert_eq!([class("ppg"), class("m"), class("-")], [None, None, None]);
        assert!(CurveClass::Auto.facts(None).is_none());
    }
}
