//! Upscaling to blocks.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::average::{Mean, Weighed};
use crate::operators::support::thickness::thickness;

/// Replaces the samples of each block by one mean.
///
/// ## Formula
/// Each mean weighs by thickness `h`: arithmetic `sum(h * X) / sum(h)`; harmonic `sum(h) / sum(h / X)`; geometric `exp(sum(h * ln(X)) / sum(h))`; median, the value that half of the thickness lies below, or half way between two values where the half falls exactly between them; mode, the value of the greatest thickness, the smallest of several. Blocks of length block are counted from the depth of the first sample that has one, in the order of the samples, and a sample belongs to the block that its depth lies in, the upper end included and the lower one not. Where DEPT decreases the first sample is the deepest: it begins a block that reaches down from it and holds it alone.
/// ## Units
/// DEPT, block and thickness in m; X_BLK has the unit of X. A sample is as thick as half the distance to both its neighbours, the first and the last as the whole distance to their one neighbour, unless thickness is bound. With thickness and without DEPT, which only happens where numbers are given by hand, all samples are one block.
/// ## Nulls
/// Null samples are left out; the mean is written at every sample of the block, null ones too. A block is null where the thickness with values is less than min_fraction of the thickness of its samples, and for harmonic and geometric where a value is not positive, which is reported. Samples without depth are null.
/// ## Source
/// Deutsch, Calculating Effective Absolute Permeability in Sandstone/Shale Sequences, SPE Formation Evaluation 4, 1989, power averaging with w = 1, -1 and 0.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of a block.
    #[schemars(range(max = 10000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "m"))]
    pub block: f64,
    /// Which mean.
    pub mean: Mean,
    /// Part of the thickness of the samples of a block that must have values.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "1"))]
    pub min_fraction: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { block: 1.0, mean: Mean::Arithmetic, min_fraction: 0.5 }
    }
}

pub struct BlockAverage;

impl Operator for BlockAverage {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "block_average",
        title: "Upscale to blocks",
        terms: &["blocking", "harmonic", "geometric", "permeability", "grid", "average"],
        inputs: &[Port::any("X"), Port::depth(METRE), Port::curve("thickness", METRE).optional()],
        outputs: &[Output::keeping("X_BLK", "X")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Two blocks of 1 m; the second has values for half of it.",
                params: r#"{"block": 1}"#,
                input: r#"{"X": [1, 3, 5, null, 8], "DEPT": [0, 0.5, 1, 1.5, 2.0]}"#,
                output: r#"{"X_BLK": [2, 2, 5, 5, 8]}"#,
            },
            Example {
                note: "One block of known thicknesses: (1 * 1 * 16 * 16)^(1/4) = 4.",
                params: r#"{"mean": "geometric"}"#,
                input: r#"{"X": [1, 16], "thickness": [2, 2]}"#,
                output: r#"{"X_BLK": [4, 4]}"#,
            },
            Example {
                note: "Flow across beds: 4 / (2 / 1 + 2 / 3).",
                params: r#"{"mean": "harmonic"}"#,
                input: r#"{"X": [1, 3], "thickness": [2, 2]}"#,
                output: r#"{"X_BLK": [1.5, 1.5]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (curve, depth) = (input.curve("X")?, input.depth());
        let given = input.optional("thickness");
        let blocks = if given.is_some() && input.optional("DEPT").is_none() {
            vec![Some(0); curve.len()]
        } else {
            let first = depth.iter().flatten().next().unwrap_or_default();
            // A depth that misses the end of a block by rounding has reached it.
            let block = |at: f64| ((at - first) / params.block + 1e-6).floor() as i64;
            depth.iter().map(|at| at.map(block)).collect()
        };
        let thickness: Vec<f64> = match given {
            Some(given) => given.iter().map(|one| one.unwrap_or_default().max(0.0)).collect(),
            None => thickness(depth),
        };
        let rows: Vec<usize> = (0..curve.len()).filter(|row| blocks[*row].is_some()).collect();
        let mut averaged = vec![None; curve.len()];
        let mut refused = 0;
        for rows in rows.chunk_by(|one, other| blocks[*one] == blocks[*other]) {
            let valid: Vec<Weighed> = rows
                .iter()
                .filter(|row| curve.is_valid(**row))
                .map(|row| Weighed { value: curve.value(*row), weight: thickness[*row] })
                .collect();
            let total: f64 = rows.iter().map(|row| thickness[*row]).sum();
            let covered: f64 = valid.iter().map(|sample| sample.weight).sum();
            if valid.is_empty() || covered < params.min_fraction * total * (1.0 - 1e-9) {
                continue;
            }
            let mean = params.mean.of(valid);
            refused += usize::from(mean.is_none());
            rows.iter().for_each(|row| averaged[*row] = mean);
        }
        let outputs = Outputs::one("X_BLK", Float64Array::from(averaged));
        Ok(if refused == 0 {
            outputs
        } else {
            outputs.note(format!("{refused} blocks with values that are not positive are null"))
        })
    }
}
