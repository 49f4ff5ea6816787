//! Maximum across the array.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::arrays::reduce;

/// Takes the largest bin of each row.
///
/// ## Formula
/// `out[i] = max(A[i, j])` over the bins j that are not null
/// ## Units
/// Any; out has the unit of A.
/// ## Nulls
/// Null bins are left out; a null row, and a row of null bins alone, give null.
/// ## Source
/// numpy.nanmax(axis=1), NumPy 2.4, 2026.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct ArrayMax;

impl Operator for ArrayMax {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "array_max",
        title: "Maximum across the array",
        terms: &["largest", "peak", "bins"],
        inputs: &[Port::array("A", None)],
        outputs: &[Output::keeping("out", "A")],
        examples: &[Example {
            note: "Null bins are left out; of null bins alone comes null.",
            params: "{}",
            input: r#"{"A": [[1, 2, null, 6], [-5, 5, 5, 5], [null, null, null, null], null]}"#,
            output: r#"{"out": [6, 5, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        Ok(Outputs::one(
            "out",
            reduce(input.array("A")?, |bins| bins.iter().copied().reduce(f64::max)),
        ))
    }
}
