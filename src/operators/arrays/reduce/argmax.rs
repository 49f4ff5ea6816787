//! Bin of the maximum.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::bins::positions;
use crate::operators::support::samples::NULL;

/// Says at which bin each row has its maximum.
///
/// ## Formula
/// `out[i] = bins[argmax(A[i, j])]` over the bins j that are not null; of equal bins the first counts
/// ## Units
/// Any; out has the unit of bins, such as ms for T2 or us/ft for slowness. The positions come from port bins, or from the parameter bins where the port is not fed.
/// ## Nulls
/// Null bins are left out; a null row, and a row of null bins alone, give null.
/// ## Source
/// numpy.nanargmax(axis=1), NumPy 2.4, 2026.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Position of each bin, where port bins is not fed.
    pub bins: Vec<f64>,
}

pub struct ArrayArgmax;

impl Operator for ArrayArgmax {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "array_argmax",
        title: "Bin of the maximum",
        terms: &["peak", "mode", "spectrum"],
        inputs: &[Port::array("A", None), Port::array("bins", None).alone().optional()],
        outputs: &[Output::keeping("out", "bins")],
        examples: &[
            Example {
                note: "The peak of a spectrum; of two equal peaks the first, of nothing none.",
                params: "{}",
                input: r#"{"A": [[0.1, 0.3, 0.2], [0.3, null, 0.3], [null, null, null]], "bins": [1, 10, 100]}"#,
                output: r#"{"out": [10, 1, null]}"#,
            },
            Example {
                note: "Positions written as a parameter.",
                params: r#"{"bins": [1, 10, 100]}"#,
                input: r#"{"A": [[0.1, 0.2, 0.3]]}"#,
                output: r#"{"out": [100]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let array = input.array("A")?;
        let bins = positions(input, &params.bins, "A", array)?;
        let mut room = Vec::new();
        let peaks = array.rows().map(|row| {
            let mut peak = (f64::NEG_INFINITY, NULL);
            let Some(row) = row else { return NULL };
            for (value, bin) in row.or_nan(&mut room).iter().zip(&bins) {
                // NaN, which is null, is greater than nothing.
                if *value > peak.0 {
                    peak = (*value, *bin);
                }
            }
            peak.1
        });
        let peaks: Vec<f64> = peaks.collect();
        Ok(Outputs::one("out", Float64Array::from(peaks)))
    }
}
