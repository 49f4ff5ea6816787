//! Water resistivity at another temperature, Arps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::units::{Conversion, conversion, is_blank};
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{OHM_M, Output, Port};
use crate::operators::support::samples::{map, only_if};

/// Brings the resistivity of water from one temperature to that of the formation.
///
/// ## Formula
/// `RW = r1 * (t1 + c) / (TEMP + c)`, where c is 6.77 in degF and 21.5 in degC
/// ## Units
/// r1 and RW in ohm.m; t1 in the unit that `unit` names: with degC its default means 75 degC, which is noted. TEMP is brought from its own unit to that one; without a unit of its own it counts as given in it.
/// ## Nulls
/// Null in, null out; TEMP at or below -c gives null. The result is not limited.
/// ## Source
/// Arps, The Effect of Temperature on the Density and Electrical Resistivity of Sodium Chloride Solutions, Transactions of the AIME 198, 1953.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Resistivity of the water at t1.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub r1: f64,
    /// Temperature at which r1 was measured, in degC where `unit` says so.
    #[schemars(range(min = -20.0, max = 1000.0), extend("x-unit" = "degF"))]
    pub t1: f64,
    /// Unit of t1, and of a TEMP that has none.
    pub unit: TemperatureUnit,
}

impl Default for Params {
    fn default() -> Self {
        Self { r1: 0.1, t1: 75.0, unit: TemperatureUnit::DegF }
    }
}

/// A scale of temperature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TemperatureUnit {
    /// Degrees Fahrenheit.
    #[serde(rename = "degF")]
    DegF,
    /// Degrees Celsius.
    #[serde(rename = "degC")]
    DegC,
}

impl TemperatureUnit {
    fn symbol(self) -> &'static str {
        match self {
            Self::DegF => "degF",
            Self::DegC => "degC",
        }
    }

    /// Returns how far below zero of the scale water would conduct nothing.
    fn offset(self) -> f64 {
        match self {
            Self::DegF => 6.77,
            Self::DegC => 21.5,
        }
    }
}

pub struct RwArps;

impl Operator for RwArps {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "rw_arps",
        title: "Resistivity at another temperature, Arps",
        terms: &["rw", "rmf", "temperature", "arps"],
        inputs: &[Port::any("TEMP").fits(&[Quantity::Temperature])],
        outputs: &[Output::curve("RW", OHM_M)],
        examples: &[
            Example {
                note: "Warmer water conducts better; at -6.77 degF the formula ends.",
                params: r#"{"t1": 93.23}"#,
                input: r#"{"TEMP": [93.23, 193.23, -6.77, null]}"#,
                output: r#"{"RW": [0.1, 0.05, null, null]}"#,
            },
            Example {
                note: "In degrees Celsius.",
                params: r#"{"t1": 28.5, "unit": "degC"}"#,
                input: r#"{"TEMP": [78.5]}"#,
                output: r#"{"RW": [0.05]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let scale = to_scale(input.unit("TEMP"), params.unit)?;
        let offset = params.unit.offset();
        let resistivity = map([input.curve("TEMP")?], |[temperature]| {
            let above = scale.apply(temperature) + offset;
            only_if(above > 0.0, params.r1 * (params.t1 + offset) / above)
        });
        let outputs = Outputs::one("RW", resistivity);
        if params.unit == TemperatureUnit::DegC && params.t1 == Params::default().t1 {
            let note = "t1 is 75 degC; where the usual 75 degF is meant, give 23.9";
            return Ok(outputs.note(note));
        }
        Ok(outputs)
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let offset = params.unit.offset();
        if params.t1 > -offset {
            return Vec::new();
        }
        let wanted = format!("more than {} {}", -offset, params.unit.symbol());
        vec![BrokenRule::new("t1", params.t1, wanted, "give the temperature at which r1 was read")]
    }
}

/// Returns how a curve in its own unit, if it has one, is brought to the scale of the parameters.
fn to_scale(own: Option<&str>, scale: TemperatureUnit) -> Result<Conversion, KernelError> {
    let own = own.filter(|unit| !is_blank(unit)).unwrap_or(scale.symbol());
    conversion(own, scale.symbol()).ok_or_else(|| {
        KernelError::invalid(
            "TEMP",
            "the unit of the curve is none of temperature",
            own,
            "degF or degC",
            "bind a curve of temperature, or set its unit",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::Float64Array;

    fn at_boiling(unit: &str) -> Result<Option<f64>, KernelError> {
        let input = Inputs::new(Float64Array::from(vec![0.0]))
            .with("TEMP", Float64Array::from(vec![100.0]))
            .with_unit("TEMP", unit);
        let outputs = RwArps::run(&Params::default(), &input)?;
        Ok(outputs.curve("RW").map(|curve| curve.value(0)))
    }

    #[test]
    fn a_curve_is_brought_from_its_own_unit_to_that_of_the_parameters() {
        // 100 degC is 212 degF: 0.1 * (75 + 6.77) / (212 + 6.77)
        let found = at_boiling("degC").expect("runs").expect("a value");
        assert!((found - 8.177 / 218.77).abs() < 1e-12, "{found}");
        assert_eq!(at_boiling("").expect("runs"), at_boiling("degF").expect("runs"));
        assert!(matches!(at_boiling("ohm.m"), Err(KernelError::InvalidData { .. })));
    }
}
