//! Normalise each row to unit sum.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{NUMBER, Output, Port};
use crate::operators::support::arrays::map_rows;

/// Divides each row by its sum, so that the bins are shares.
///
/// ## Formula
/// `out[i, j] = A[i, j] / sum(A[i])`
/// ## Units
/// A in any unit; out is a bare number.
/// ## Nulls
/// Null bins stay null and do not enter the sum; a row whose sum is 0, and a null row, give a null row. So does one whose sum is no more than rounding leaves of it, such as 0.1, 0.2, -0.3: less than `2.2e-16 * bins * sum(abs(A[i]))`.
/// ## Source
/// Definition; the sum as numpy.nansum(axis=1), NumPy 2.4, 2026.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct NormaliseRows;

impl Operator for NormaliseRows {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "array_normalise_rows",
        title: "Normalise each row to unit sum",
        terms: &["normalize", "shares", "spectrum"],
        inputs: &[Port::array("A", None)],
        outputs: &[Output::array("out", NUMBER)],
        examples: &[Example {
            note: "Shares of the sum; a row that sums to 0, or to rounding, has none.",
            params: "{}",
            input: r#"{"A": [[1, 2, 5], [3, null, 1], [1, -1, 0], [0.1, 0.2, -0.3], null]}"#,
            output: r#"{"out": [[0.125, 0.25, 0.625], [0.75, null, 0.25], null, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let mut room = Vec::new();
        let shares = map_rows(input.array("A")?, |_, row, bins| {
            let add = |(sum, size): (f64, f64), bin: f64| (sum + bin, size + bin.abs());
            let (sum, size) = match row.plain() {
                Some(bins) => bins.iter().copied().fold((0.0, 0.0), add),
                None => row.iter().flatten().fold((0.0, 0.0), add),
            };
            bins.extend(row.or_nan(&mut room).iter().map(|bin| bin / sum));
            sum.is_finite() && sum.abs() > f64::EPSILON * row.len() as f64 * size
        });
        Ok(Outputs::one("out", shares))
    }
}
