//! Stuck tool.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, METRE, Output, Port};
use crate::operators::support::depth_window::{ROUNDING, downwards};
use crate::operators::support::samples::flag;

/// Flags the samples of intervals in which a curve does not change, as when a tool sticks.
///
/// ## Formula
/// `FLAT = 1 in runs of abs(X - X above) <= tolerance that are at least min_length long, else 0`; a run is as long as from its first to its last sample.
/// ## Units
/// X any, tolerance in the unit of X; depth and min_length in m; FLAT is 1 in a run and 0 otherwise.
/// ## Nulls
/// Null in, null out; a null ends the run. A sample without depth gives null and is passed over.
/// ## Source
/// The no_flat test of welly, Agile Scientific, 2021.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length from which on a run is suspicious.
    #[schemars(range(min = 0.0, max = 10000.0), extend("x-unit" = "m"))]
    pub min_length: f64,
    /// Difference of neighbours that counts as none.
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "port"))]
    pub tolerance: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { min_length: 2.0, tolerance: 0.0 }
    }
}

pub struct FlatlineFlag;

impl Operator for FlatlineFlag {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "flatline_flag",
        title: "Stuck tool flag",
        terms: &["flat", "constant", "stuck", "pulled tight"],
        inputs: &[Port::any("X"), Port::depth(METRE)],
        outputs: &[Output::curve("FLAT", FLAG).measures(Quantity::Flag)],
        scope: Scope::Well,
        examples: &[Example {
            note: "Three equal samples reach over 2 m; two, or three parted by a null, do not.",
            params: "{}",
            input: r#"{"DEPT": [1, 2, 3, 4, 5, 6, 7, 8, 9], "X": [7, 5, 5, 5, 6, 6, null, 6, 6]}"#,
            output: r#"{"FLAT": [0, 1, 1, 1, 0, 0, null, 0, 0]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (curve, depth) = (input.curve("X")?, input.depth());
        let rows = downwards(depth);
        let mut flags = vec![None; curve.len()];
        let goes_on = |above: &usize, row: &usize| {
            curve.is_valid(*above)
                && curve.is_valid(*row)
                && (curve.value(*row) - curve.value(*above)).abs() <= params.tolerance
        };
        for run in rows.chunk_by(goes_on) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            // One sample alone is no run, nor are several at one depth, however short a run may be.
            let length = depth.value(*last) - depth.value(*first);
            let flat = length > 0.0 && length >= params.min_length - ROUNDING;
            for row in run.iter().filter(|row| curve.is_valid(**row)) {
                flags[*row] = Some(flag(flat));
            }
        }
        Ok(Outputs::one("FLAT", Float64Array::from(flags)))
    }
}
