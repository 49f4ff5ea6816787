//! Standard deviation across the array.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::arrays::reduce;
use crate::operators::support::statistics::deviation;

/// Measures how far the bins of each row scatter about their mean.
///
/// ## Formula
/// `out[i] = sqrt(sum((A[i, j] - mean)^2) / (n - ddof))` over the n bins j that are not null
/// ## Units
/// Any; out has the unit of A.
/// ## Nulls
/// Null bins are left out; a null row, and a row with no more than ddof valid bins, give null.
/// ## Source
/// numpy.nanstd(axis=1), NumPy 2.4, 2026.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Degrees of freedom taken off: 0 describes the bins themselves, 1 what they are a sample of.
    #[schemars(range(min = 0, max = 1000), extend("x-unit" = "1"))]
    pub ddof: u32,
}

pub struct ArrayStd;

impl Operator for ArrayStd {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "array_std",
        title: "Standard deviation across the array",
        terms: &["scatter", "spread", "texture", "bins"],
        inputs: &[Port::array("A", None)],
        outputs: &[Output::keeping("out", "A")],
        examples: &[
            Example {
                note: "Null bins are left out; equal bins do not scatter.",
                params: "{}",
                input: r#"{"A": [[1, 2, 3, 4], [1, null, 3, null], [5, 5, 5, 5], [null, null]]}"#,
                output: r#"{"out": [1.118033988749895, 1, 0, null]}"#,
            },
            Example {
                note: "With one degree of freedom off, a single bin says nothing.",
                params: r#"{"ddof": 1}"#,
                input: r#"{"A": [[1, 2, 3, 4], [7, null, null, null]]}"#,
                output: r#"{"out": [1.2909944487358056, null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let scatter = reduce(input.array("A")?, |bins| deviation(bins, params.ddof as usize));
        Ok(Outputs::one("out", scatter))
    }
}
