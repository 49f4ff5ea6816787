//! Header against data.

use arrow::array::{Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::domain::units::Unit;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, METRE, NUMBER, Output, Port};
use crate::operators::support::declared_unit::UNIT;
use crate::operators::support::depth_window::ROUNDING;
use crate::operators::support::samples::flag;
use crate::operators::support::statistics::{median, sorted};

/// Compares what the header of a LAS file declares with what its data hold.
///
/// ## Formula
/// One row for each of STRT, STOP, STEP, NULL and unit. STRT and STOP agree with the first and the last depth when they differ by `tolerance` at most. STEP agrees with the median step when it leads from the first depth to the last within `tolerance`; a STEP of zero says that the index is irregular, and agrees when a step differs from the median by more than `tolerance`. NULL agrees when neither it nor another usual null value (-999.25, -999, -9999, -9999.25, -99999) is left among the values of the curves; `observed` is the first that is. The unit agrees when it is that of the depths, where that is known; else when STRT and STOP agree, and not when they would in feet instead of metres or the other way round.
/// ## Units
/// STRT, STOP, STEP and tolerance in m; NULL has no unit; agrees is 1 or 0.
/// ## Nulls
/// Null depths are passed over. What is not declared, or cannot be observed, leaves agrees null. `mismatches` counts the rows that do not agree.
/// ## Source
/// CWLS, LAS Version 2.0, 1992; the checks of lascheck, 2018; Kansas Geological Survey, Wellington KGS 1-32, 2015, declares STOP 5252.0 where the data end at 5247.5.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Difference within which depths agree; null takes half of the median step.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "m"))]
    pub tolerance: Option<f64>,
}

/// Values that data files write where there is none.
const USUAL_NULLS: [f64; 5] = [-999.25, -999.0, -9999.0, -9999.25, -99999.0];

/// Metres in a foot.
const FOOT: f64 = 0.3048;

pub struct HeaderMismatch;

impl Operator for HeaderMismatch {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "header_data_mismatch",
        title: "Header against data",
        terms: &["las", "strt", "stop", "step", "null value", "declared"],
        inputs: &[
            Port::depth(METRE),
            Port::curve("STRT", METRE).alone().optional(),
            Port::curve("STOP", METRE).alone().optional(),
            Port::curve("STEP", METRE).alone().optional(),
            Port::any("NULL").alone().optional(),
            UNIT,
            Port::any("curves").repeated().optional(),
        ],
        outputs: &[
            Output::curve("mismatches", NUMBER).alone(),
            Output::text("item").in_table("header"),
            Output::curve("declared", NUMBER).in_table("header"),
            Output::curve("observed", NUMBER).in_table("header"),
            Output::curve("agrees", FLAG).in_table("header"),
            Output::text("remark").in_table("header"),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "The header promises 4.5 m more than there are.",
                params: "{}",
                input: r#"{"DEPT": [5246.5, 5247, 5247.5], "STRT": 5246.5, "STOP": 5252, "STEP": 0.5}"#,
                output: r#"{"mismatches": 1, "item": ["STRT", "STOP", "STEP", "NULL", "unit"], "declared": [5246.5, 5252, 0.5, null, null], "observed": [5246.5, 5247.5, 0.5, null, null], "agrees": [1, 0, 1, null, null]}"#,
            },
            Example {
                note: "A null value that the header does not name, and depths that are in feet.",
                params: "{}",
                input: r#"{"DEPT": [1000, 1001], "STRT": 304.8, "STOP": 305.1048, "NULL": -999.25, "unit": "M", "curves": {"GR": [80, -9999]}}"#,
                output: r#"{"mismatches": 4, "observed": [1000, 1001, 1, -9999, null], "agrees": [0, 0, null, 0, 0], "remark": [null, null, null, "GR holds -9999", "declared M, but the depths look to be in ft"]}"#,
            },
            Example {
                note: "The header is in feet, as it says; the depths are in metres.",
                params: "{}",
                input: r#"{"DEPT": [304.8, 305.1048], "STRT": 1000, "STOP": 1001, "unit": "ft"}"#,
                output: r#"{"agrees": [0, 0, null, null, 0], "remark": [null, null, null, null, "declared ft, but the depths look to be in m"]}"#,
            },
            Example {
                note: "The header says feet; its STRT and STOP are metres of depths in feet.",
                params: "{}",
                input: r#"{"DEPT": [1000, 1001], "STRT": 304.8, "STOP": 305.1048, "unit": "ft"}"#,
                output: r#"{"agrees": [0, 0, null, null, 0], "remark": [null, null, null, null, "declared ft, but STRT and STOP look to be in m"]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let index = Index::of(input.depth());
        let step = index.step.unwrap_or(0.0).abs();
        let tolerance = params.tolerance.unwrap_or(step / 2.0) + ROUNDING;
        let header = |item: &str| input.number(item);
        let within = |declared: Option<f64>, observed: Option<f64>| {
            Some((declared? - observed?).abs() <= tolerance)
        };
        let [start, stop] = [header("STRT"), header("STOP")];

        let step_agrees = header("STEP").zip(index.step).map(|(declared, step)| {
            if declared == 0.0 {
                return index.steps.iter().any(|one| (one - step).abs() > tolerance);
            }
            (declared - step).abs() * index.steps.len() as f64 <= tolerance
        });
        let (null_left, null_agrees, null_remark) = nulls(input);
        let (unit_agrees, unit_remark) = unit(input, |factor| {
            let scaled = |one: Option<f64>| one.map(|one| one * factor);
            Some(within(scaled(start), index.first)? && within(scaled(stop), index.last)?)
        });

        let rows = [
            ("STRT", start, index.first, within(start, index.first), None),
            ("STOP", stop, index.last, within(stop, index.last), None),
            ("STEP", header("STEP"), index.step, step_agrees, None),
            ("NULL", header("NULL"), null_left, null_agrees, null_remark),
            ("unit", None, None, unit_agrees, unit_remark),
        ];
        let mismatches = rows.iter().filter(|(_, _, _, agrees, _)| *agrees == Some(false)).count();
        let items: StringArray = rows.iter().map(|(item, ..)| Some(*item)).collect();
        let declared: Float64Array = rows.iter().map(|(_, declared, ..)| *declared).collect();
        let observed: Float64Array = rows.iter().map(|(_, _, observed, ..)| *observed).collect();
        let agrees: Float64Array = rows.iter().map(|row| row.3.map(flag)).collect();
        let remarks: StringArray = rows.iter().map(|row| row.4.as_deref()).collect();
        Ok(Outputs::default()
            .with_number("mismatches", Some(mismatches as f64))
            .with("item", items)
            .with("declared", declared)
            .with("observed", observed)
            .with("agrees", agrees)
            .with("remark", remarks))
    }
}

/// What the depths say of themselves.
struct Index {
    first: Option<f64>,
    last: Option<f64>,
    steps: Vec<f64>,
    step: Option<f64>,
}

impl Index {
    fn of(depth: &Float64Array) -> Self {
        let known: Vec<f64> = depth.iter().flatten().collect();
        let steps: Vec<f64> = known.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let step = median(&sorted(steps.clone()));
        Self { first: known.first().copied(), last: known.last().copied(), steps, step }
    }
}

/// Looks for null values that were not taken for such: the first, whether there is none, and where.
fn nulls(input: &Inputs) -> (Option<f64>, Option<bool>, Option<String>) {
    let declared = input.number("NULL");
    let is_null = |value: &f64| declared == Some(*value) || USUAL_NULLS.contains(value);
    let curves = input.curves("curves");
    let found = curves
        .iter()
        .find_map(|(name, curve)| Some((*name, curve.iter().flatten().find(is_null)?)));
    match found {
        Some((name, value)) => (Some(value), Some(false), Some(format!("{name} holds {value}"))),
        None => (None, (declared.is_some() && !curves.is_empty()).then_some(true), None),
    }
}

/// Compares the declared unit with that of the depths, or sees whether the ends would agree in another.
fn unit(
    input: &Inputs,
    ends_agree: impl Fn(f64) -> Option<bool>,
) -> (Option<bool>, Option<String>) {
    let declared = input.optional_text("unit").and_then(|unit| unit.iter().next().flatten());
    let Some(declared) = declared else { return (None, None) };
    if let Some(observed) = input.unit("DEPT") {
        let symbol = |unit: &str| Unit::parse(unit).map(|unit| unit.symbol);
        let same = declared.trim() == observed.trim()
            || symbol(declared).is_some_and(|unit| symbol(observed) == Some(unit));
        let remark = (!same).then(|| format!("declared {declared}, the depths are in {observed}"));
        return (Some(same), remark);
    }
    if ends_agree(1.0) == Some(true) {
        return (Some(true), None);
    }
    // Units of the header's ends and of the depths that would let them agree.
    for (ends, depths, factor) in [("m", "ft", 1.0 / FOOT), ("ft", "m", FOOT)] {
        if ends_agree(factor) == Some(true) {
            let symbol = Unit::parse(declared).map(|unit| unit.symbol);
            let but = match symbol {
                Some(unit) if unit == ends => format!("the depths look to be in {depths}"),
                Some(unit) if unit == depths => format!("STRT and STOP look to be in {ends}"),
                _ => format!("STRT and STOP look to be in {ends}, the depths in {depths}"),
            };
            return (Some(false), Some(format!("declared {declared}, but {but}")));
        }
    }
    (None, None)
}
