//! Physical range.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, Output, Port};
use crate::operators::support::curve_class::CurveClass;
use crate::operators::support::declared_unit::{UNIT, unit_of};
use crate::operators::support::samples::{flag, map};

/// Flags the samples outside the range of values that can be true.
///
/// ## Formula
/// `RNG = 1 where X < min or X > max, else 0`. A limit that is not given is that of the class of the curve: gamma ray 0..300 gAPI, bulk density 1.0..3.2 g/cm3, neutron porosity -0.15..1.0 v/v, sonic slowness 40..240 us/ft, resistivity 0.01..1e5 ohm.m, caliper 3..40 in, photoelectric factor 0..20 b/e. Limits that leave nothing inside, as a min above the max of the class, are refused.
/// ## Units
/// X any, min and max in the unit of X; the limits of a class are converted to it. RNG is 1 outside and 0 inside. With curve_class `auto` the class is the one whose curves come in the unit of X: any density is taken for a bulk density, any fraction for a neutron porosity. A curve whose unit is not known is taken to be in that of its class; with `auto` and no limit given it is refused. A curve in another unit than its class is measured in, such as ohm.m with `gr`, is refused, too.
/// ## Nulls
/// Null in, null out.
/// ## Source
/// Theys, Log Data Acquisition and Quality Control, 2nd ed., Editions Technip, 1999.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Smallest value that can be true; null takes that of the class.
    #[schemars(range(min = -1e12, max = 1e12), extend("x-unit" = "port"))]
    pub min: Option<f64>,
    /// Greatest value that can be true; null takes that of the class.
    #[schemars(range(min = -1e12, max = 1e12), extend("x-unit" = "port"))]
    pub max: Option<f64>,
    /// Class of the curve, whose limits hold where none are given.
    pub curve_class: CurveClass,
}

impl Default for Params {
    fn default() -> Self {
        Self { min: None, max: None, curve_class: CurveClass::Auto }
    }
}

pub struct RangeCheck;

impl Operator for RangeCheck {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "range_check_flag",
        title: "Physical range check",
        terms: &["limits", "out of range", "plausible", "rng"],
        inputs: &[Port::any("X"), UNIT],
        outputs: &[Output::curve("RNG", FLAG).measures(Quantity::Flag)],
        examples: &[
            Example {
                note: "Gamma ray; both limits are inside.",
                params: r#"{"curve_class": "gr"}"#,
                input: r#"{"X": [-1, 0, 75, 300, 301, null]}"#,
                output: r#"{"RNG": [1, 0, 0, 0, 1, null]}"#,
            },
            Example {
                note: "The unit tells a density; its limits are 1000 and 3200 kg/m3, the lower one is given.",
                params: r#"{"min": 1900}"#,
                input: r#"{"X": [1800, 2400, 3300], "unit": "K/M3"}"#,
                output: r#"{"RNG": [1, 0, 1]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let unit = unit_of(input, "X");
        let (mut min, mut max) = (params.min, params.max);
        if let Some(facts) = params.curve_class.facts(unit) {
            let factor = facts.factor_to(unit, "X")?;
            min = min.or(Some(facts.range[0] * factor));
            max = max.or(Some(facts.range[1] * factor));
        }
        if min.is_none() && max.is_none() {
            let what = "no limit is given, and the unit of the curve tells no class";
            let found = unit.unwrap_or("no unit");
            let hint = "set min, max or curve_class";
            return Err(KernelError::invalid("X", what, found, "the unit of a known class", hint));
        }
        let (lowest, highest) = (min.unwrap_or(f64::NEG_INFINITY), max.unwrap_or(f64::INFINITY));
        if lowest > highest {
            let what = "nothing lies inside a limit that is given and that of the class";
            let found = format!("min {lowest}, max {highest}");
            let hint = "set both min and max, or choose another curve_class";
            return Err(KernelError::invalid("X", what, found, "min not above max", hint));
        }
        let flags = map([curve], |[value]| flag((value < lowest) | (value > highest)));
        Ok(Outputs::one("RNG", flags))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        match (params.min, params.max) {
            (Some(min), Some(max)) if min > max => {
                let hint = "exchange the two, or leave one out";
                vec![BrokenRule::new("max", max, format!("at least min, which is {min}"), hint)]
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::Float64Array;

    use super::*;

    #[test]
    fn a_limit_beyond_that_of_the_class_is_refused() {
        let one = Float64Array::from(vec![75.0]);
        let input = Inputs::new(one.clone()).with("X", one);
        let run = |min, max| {
            let params = Params { min, max, curve_class: CurveClass::Gr };
            RangeCheck::run(&params, &input)
        };
        let error = run(Some(400.0), None).expect_err("refused").to_string();
        assert!(error.ends_with("found min 400, max 300, wanted min not above max"), "{error}");
        assert!(run(None, Some(-1.0)).is_err());
        assert!(run(Some(300.0), None).is_ok());
    }
}
