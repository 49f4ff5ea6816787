//! Minimum of several shale volumes.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, Port};
use crate::operators::support::samples::map_all;

/// Takes the least of several shale volumes: each method errs towards too much shale.
///
/// ## Formula
/// `VSH = min(VSH_1, …, VSH_n)` over those that are not null
/// ## Units
/// All shale volumes in v/v.
/// ## Nulls
/// A sample is null when fewer than min_count of the shale volumes are not. More wanted than are bound is an error.
/// ## Source
/// Crain's Petrophysical Handbook, shale volume: choose the minimum of feasible results, 2000.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Shale volumes a sample needs; at most as many as are bound.
    #[schemars(range(min = 1, max = 1000), extend("x-unit" = "1"))]
    pub min_count: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self { min_count: 1 }
    }
}

pub struct Minimum;

impl Operator for Minimum {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "vshale_minimum",
        title: "Minimum of several shale volumes",
        terms: &["vsh", "least", "combine", "vcl", "vclay", "clay volume"],
        inputs: &[Port::curve("VSH", FRACTION).repeated()],
        outputs: &[Output::curve("VSH", FRACTION)],
        examples: &[
            Example {
                note: "The least of those that are there.",
                params: "{}",
                input: r#"{"VSH_1": [0.3, 0.4, null, null], "VSH_2": [0.2, null, null, 0.1], "VSH_3": [0.5, 0.6, null, 0.7]}"#,
                output: r#"{"VSH": [0.2, 0.4, null, 0.1]}"#,
            },
            Example {
                note: "One method alone is not trusted.",
                params: r#"{"min_count": 2}"#,
                input: r#"{"VSH_GR": [0.3, 0.4], "VSH_ND": [0.2, null]}"#,
                output: r#"{"VSH": [0.2, null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let volumes = input.curves("VSH");
        if volumes.len() < params.min_count as usize {
            return Err(KernelError::Parameter(BrokenRule::new(
                "min_count",
                params.min_count,
                format!("1 to {}, the shale volumes that are bound", volumes.len()),
                "bind more shale volumes, or lower min_count",
            )));
        }
        // Mostly nothing is null, and there is nothing to count.
        if volumes.iter().all(|(_, volume)| volume.null_count() == 0) {
            let volumes: Vec<&Float64Array> = volumes.iter().map(|(_, volume)| *volume).collect();
            let least = |row: &[f64]| row.iter().copied().fold(f64::INFINITY, f64::min);
            return Ok(Outputs::one("VSH", map_all(&volumes, least)));
        }
        let mut least = vec![f64::INFINITY; input.len()];
        let mut counts = vec![0_u32; input.len()];
        for (_, volume) in volumes {
            for (row, value) in volume.iter().enumerate().take(input.len()) {
                if let Some(value) = value {
                    least[row] = least[row].min(value);
                    counts[row] += 1;
                }
            }
        }
        let enough = |(least, count): (f64, u32)| (count >= params.min_count).then_some(least);
        let minimum: Float64Array = least.into_iter().zip(counts).map(enough).collect();
        Ok(Outputs::one("VSH", minimum))
    }
}
