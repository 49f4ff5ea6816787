//! Regularity of the index.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, METRE, NUMBER, Output, Port};
use crate::operators::support::depth_window::ROUNDING;
use crate::operators::support::samples::flag;
use crate::operators::support::statistics::{median, sorted};

/// Tells the step of the index, lists the rows that do not follow it, and compares it with the header.
///
/// ## Formula
/// `median_step = median(diff(DEPT))`; a row is off step where `abs(diff - median_step) > tolerance`, with the difference from the depth before. `step_agrees = 1 where abs(STEP - median_step) <= tolerance, else 0`; a STEP of zero says that the index is irregular, and agrees when rows are off step. Depths carry rounding: 0.000001 m beyond the tolerance are not off.
/// ## Units
/// Depth, steps and tolerance in m, negative steps where depth decreases; `row` counts samples from 1; `off_step` is how many rows are listed.
/// ## Nulls
/// Null depths are passed over. Without two depths there is no step; without STEP in the header step_agrees is null.
/// ## Source
/// The checks of lascheck (invalid step), 2018; CWLS, LAS Version 2.0, 1992, for a STEP of zero.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Difference from the median step within which a row follows it.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "m"))]
    pub tolerance: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { tolerance: 0.001 }
    }
}

pub struct StepCheck;

impl Operator for StepCheck {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "depth_step_check",
        title: "Index step regularity",
        terms: &["step", "sampling", "regular", "spacing", "header"],
        inputs: &[
            Port::depth(METRE),
            Port::curve("STEP", METRE).alone().optional().alias(&["header STEP"]),
        ],
        outputs: &[
            Output::curve("median_step", METRE).alone(),
            Output::curve("off_step", NUMBER).alone(),
            Output::curve("step_agrees", FLAG).alone(),
            Output::curve("row", NUMBER).in_table("off_step_rows"),
            Output::curve("depth", METRE).in_table("off_step_rows"),
            Output::curve("difference", METRE).in_table("off_step_rows"),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "One sample was lost; the header has the step of the others.",
                params: "{}",
                input: r#"{"DEPT": [10, 10.5, 11, 12, 12.5], "STEP": 0.5}"#,
                output: r#"{"median_step": 0.5, "off_step": 1, "step_agrees": 1, "row": [4], "depth": [12], "difference": [1]}"#,
            },
            Example {
                note: "A step that is off by the tolerance itself is not off.",
                params: "{}",
                input: r#"{"DEPT": [1000, 1000.1524, 1000.3048, 1000.4582, 1000.6106]}"#,
                output: r#"{"median_step": 0.1524, "off_step": 0}"#,
            },
            Example {
                note: "Without a step in the header nothing is compared.",
                params: "{}",
                input: r#"{"DEPT": [12, 11, null, 10]}"#,
                output: r#"{"median_step": -1, "off_step": 0, "step_agrees": null}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let depths = input.depth().iter().enumerate();
        let known: Vec<(usize, f64)> =
            depths.filter_map(|(row, depth)| depth.map(|depth| (row, depth))).collect();
        let steps: Vec<f64> = known.windows(2).map(|pair| pair[1].1 - pair[0].1).collect();
        let step = median(&sorted(steps.clone()));

        let tolerance = params.tolerance + ROUNDING;
        let off = |difference: f64| step.is_some_and(|step| (difference - step).abs() > tolerance);
        let off: Vec<(usize, f64, f64)> = steps
            .iter()
            .zip(&known[known.len().min(1)..])
            .filter(|(difference, _)| off(**difference))
            .map(|(difference, (row, depth))| (*row, *depth, *difference))
            .collect();
        let agrees = input.number("STEP").zip(step).map(|(header, step)| match header {
            0.0 => flag(!off.is_empty()),
            header => flag((header - step).abs() <= tolerance),
        });

        let column = |value: fn(&(usize, f64, f64)) -> f64| {
            off.iter().map(|row| Some(value(row))).collect::<Float64Array>()
        };
        Ok(Outputs::default()
            .with_number("median_step", step)
            .with_number("off_step", Some(off.len() as f64))
            .with_number("step_agrees", agrees)
            .with("row", column(|(row, ..)| *row as f64 + 1.0))
            .with("depth", column(|(_, depth, _)| *depth))
            .with("difference", column(|(.., difference)| *difference)))
    }
}
