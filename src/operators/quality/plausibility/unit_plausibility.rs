//! Plausibility of a unit.

use arrow::array::StringArray;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::domain::units::{Unit, conversion};
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, Output, Port};
use crate::operators::support::curve_class::{CurveClass, Facts};
use crate::operators::support::declared_unit::{UNIT, unit_of};
use crate::operators::support::samples::flag;
use crate::operators::support::statistics::{percentile, sorted};

/// Tells in which unit a curve most likely is, judged by its median, and whether that is the declared one.
///
/// ## Formula
/// A unit is possible when the median, taken to be in it, lies in the range of the class: gamma ray 0..300 gAPI; bulk density 1.0..3.2 g/cm3, also in kg/m3; neutron porosity -0.15..1.0 v/v, also in %; sonic slowness 40..240 us/ft, also in us/m; resistivity 0.01..1e5 ohm.m; caliper 3..40 in, also in cm and mm; photoelectric factor 0..20 b/e. Of several possible units the likely one brings the median nearest to a common reading (75 gAPI, 2.4 g/cm3, 0.2 v/v, 85 us/ft, 10 ohm.m, 9 in, 3 b/e), as a ratio; a declared unit stays unless another one is nearer by a factor of more than 2. A median at or below zero has no such ratio: a possible declared unit stays, else the first possible one in the order above is the likely one.
/// ## Units
/// likely_unit is the unit; p50 the median, in the unit of X; plausible is 1 where the likely unit is the declared one and 0 where not. With curve_class `auto` the class is the one whose curves come in the declared unit.
/// ## Nulls
/// Nulls are left out. Where no unit is possible likely_unit is null and plausible is 0; where none is declared plausible is null; without a sample all are. Without class and unit the curve is refused.
/// ## Source
/// After the tests of the kind `all_between` of welly, Agile Scientific, 2021; ranges of Theys, Log Data Acquisition and Quality Control, 2nd ed., Editions Technip, 1999.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Class of the curve.
    pub curve_class: CurveClass,
}

impl Default for Params {
    fn default() -> Self {
        Self { curve_class: CurveClass::Auto }
    }
}

/// How much nearer another unit must be than the declared one.
const NEARER: f64 = 2.0;

pub struct UnitPlausibility;

impl Operator for UnitPlausibility {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "unit_plausibility",
        title: "Unit plausibility test",
        terms: &["wrong unit", "percent", "likely unit", "declared"],
        inputs: &[Port::any("X"), UNIT],
        outputs: &[
            Output::text("likely_unit").alone(),
            Output::keeping("p50", "X").alone(),
            Output::curve("plausible", FLAG).alone(),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "A neutron porosity of 25 is no fraction.",
                params: "{}",
                input: r#"{"X": [22, 25, null, 31], "unit": "v/v"}"#,
                output: r#"{"likely_unit": "%", "p50": 25, "plausible": 0}"#,
            },
            Example {
                note: "0.25 % could be, but 0.25 v/v is common.",
                params: "{}",
                input: r#"{"X": [0.25], "unit": "%"}"#,
                output: r#"{"likely_unit": "v/v", "p50": 0.25, "plausible": 0}"#,
            },
            Example {
                note: "A negative porosity says nothing of its unit.",
                params: "{}",
                input: r#"{"X": [-0.1], "unit": "%"}"#,
                output: r#"{"likely_unit": "%", "p50": -0.1, "plausible": 1}"#,
            },
            Example {
                note: "A slowness of 250 is one per metre.",
                params: r#"{"curve_class": "dt"}"#,
                input: r#"{"X": [240, 250, 260]}"#,
                output: r#"{"likely_unit": "us/m", "p50": 250, "plausible": null}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let declared = unit_of(input, "X");
        let Some(facts) = params.curve_class.facts(declared) else {
            let what = "the unit of the curve tells no class";
            let found = declared.unwrap_or("no unit");
            let hint = "set curve_class";
            return Err(KernelError::invalid("X", what, found, "the unit of a known class", hint));
        };
        let declared = declared.map(|unit| Unit::parse(unit).map_or(unit, |unit| unit.symbol));
        let median = percentile(&sorted(curve.iter().flatten().collect()), 50.0);
        let likely = median.and_then(|median| likely_unit(facts, declared, median));
        let plausible = declared.zip(median).map(|(declared, _)| flag(likely == Some(declared)));
        Ok(Outputs::one("likely_unit", StringArray::from(vec![likely]))
            .with_number("p50", median)
            .with_number("plausible", plausible))
    }
}

/// Returns the unit of the class in which a median is most common; `None` where it is possible in none.
fn likely_unit(facts: &Facts, declared: Option<&str>, median: f64) -> Option<&'static str> {
    let [low, high] = facts.range;
    let distance = |unit: &str| {
        let value = conversion(unit, facts.unit)?.apply(median);
        let far = if value > 0.0 { (value / facts.common).ln().abs() } else { 0.0 };
        // A lead of the declared unit: another one must be nearer by more than it.
        let lead = if declared == Some(unit) { NEARER.ln() } else { 0.0 };
        (low..=high).contains(&value).then_some(far - lead)
    };
    let possible = facts.units.iter().filter_map(|unit| Some((*unit, distance(unit)?)));
    possible.min_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(unit, _)| unit)
}
