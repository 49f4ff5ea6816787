//! Repeat section.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, METRE, NUMBER, Output, Port};
use crate::operators::support::curve_class::CurveClass;
use crate::operators::support::declared_unit::in_unit_of;
use crate::operators::support::limits::slack;
use crate::operators::support::samples::{flag, map};
use crate::operators::support::statistics::{mean, percentile, sorted};
use crate::operators::values::Finite;

/// Compares a repeated interval with the main log: one row with the difference and whether it is small enough.
///
/// ## Formula
/// `d = REPEAT - MAIN` at the same depths; `bias = mean(d)`, `rms = sqrt(mean(d^2))`, `p95` = percentile 95 of `abs(d)` by the linear method of NumPy, `pass = 1 where p95 <= tolerance, else 0`, where rounding, 1e-9 of the two readings, does not count. A tolerance that is not given is that of the class: gamma ray 5 gAPI, bulk density 0.025 g/cm3, neutron porosity 0.02 v/v, sonic slowness 2 us/ft, caliper 0.25 in, photoelectric factor 0.2 b/e; none for resistivity, whose repeatability is no fixed number of ohm.m.
/// ## Units
/// MAIN any; REPEAT is converted to its unit, in which bias, rms, p95 and tolerance are. With curve_class `auto` the class is the one whose curves come in the unit of MAIN. `pairs` counts the samples that were compared.
/// ## Nulls
/// Samples null in either curve are left out. Without a pair there are no numbers; without a tolerance pass is null.
/// ## Source
/// Theys, Log Data Acquisition and Quality Control, 2nd ed., Editions Technip, 1999; the tolerances are those that service companies state for their wireline tools, rounded.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Difference that 95 % of the samples must not exceed; null takes that of the class.
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "port"))]
    pub tolerance: Option<f64>,
    /// Class of the curve, whose tolerance holds where none is given.
    pub curve_class: CurveClass,
}

impl Default for Params {
    fn default() -> Self {
        Self { tolerance: None, curve_class: CurveClass::Auto }
    }
}

pub struct RepeatSection;

impl Operator for RepeatSection {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "repeat_section_difference",
        title: "Repeat section check",
        terms: &["repeat", "repeatability", "main pass", "bias"],
        inputs: &[
            Port::any("MAIN").alias(&["X main", "main X"]),
            Port::any("REPEAT").alias(&["X repeat", "repeat X"]),
            Port::depth(METRE),
        ],
        outputs: &[
            Output::keeping("bias", "MAIN").in_table("repeat"),
            Output::keeping("rms", "MAIN").in_table("repeat"),
            Output::keeping("p95", "MAIN").in_table("repeat"),
            Output::curve("pass", FLAG).in_table("repeat"),
            Output::curve("pairs", NUMBER).in_table("repeat"),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Differences 1, -1, 3 and 5; the fifth has no pair.",
                params: r#"{"curve_class": "gr"}"#,
                input: r#"{"MAIN": [60, 70, 80, 90, 95], "REPEAT": [61, 69, 83, 95, null]}"#,
                output: r#"{"bias": [2], "rms": [3], "p95": [4.7], "pass": [1], "pairs": [4]}"#,
            },
            Example {
                note: "A tolerance of one's own.",
                params: r#"{"tolerance": 0.01}"#,
                input: r#"{"MAIN": [2.4, 2.5], "REPEAT": [2.45, 2.55]}"#,
                output: r#"{"bias": [0.05], "rms": [0.05], "p95": [0.05], "pass": [0], "pairs": [2]}"#,
            },
            Example {
                note: "The tolerance itself is still good.",
                params: r#"{"curve_class": "rhob"}"#,
                input: r#"{"MAIN": [2.4, 2.5, 2.3], "REPEAT": [2.425, 2.525, 2.325]}"#,
                output: r#"{"p95": [0.025], "pass": [1]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let repeat = in_unit_of("MAIN", "REPEAT", input)?;
        let pairs = [input.curve("MAIN")?, &repeat];
        let differences = valid(&map(pairs, |[main, repeat]| repeat - main));
        let squares: Vec<f64> = differences.iter().map(|one| one * one).collect();
        let p95 = percentile_95(differences.iter().map(|one| one.abs()).collect());

        let unit = input.unit("MAIN");
        let mut tolerance = params.tolerance;
        if let (None, Some(facts)) = (tolerance, params.curve_class.facts(unit)) {
            let factor = facts.factor_to(unit, "MAIN")?;
            tolerance = facts.repeatability.map(|within| within * factor);
        }
        // Readings carry rounding, so that a difference on the limit in decimals may lie beyond it.
        let least = map(pairs, |[main, repeat]| (repeat - main).abs() - slack(main, repeat));
        let pass = percentile_95(valid(&least)).zip(tolerance);
        let pass = pass.map(|(least, tolerance)| flag(least <= tolerance));

        let row = |number: Option<f64>| Float64Array::from(vec![number]);
        let outputs = Outputs::one("bias", row(mean(&differences)))
            .with("rms", row(mean(&squares).map(f64::sqrt)))
            .with("p95", row(p95))
            .with("pass", row(pass))
            .with("pairs", row(Some(differences.len() as f64)));
        if tolerance.is_some() {
            return Ok(outputs);
        }
        Ok(outputs.note("not judged: set tolerance, or a curve_class that has one"))
    }
}

fn valid(curve: &Finite) -> Vec<f64> {
    curve.iter().flatten().collect()
}

fn percentile_95(values: Vec<f64>) -> Option<f64> {
    percentile(&sorted(values), 95.0)
}
