//! Outliers by modified z score.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, Output, Port};
use crate::operators::support::robust::median_deviation;
use crate::operators::support::samples::{flag, map};
use crate::operators::support::statistics::{median, sorted};

/// Median absolute deviations in one standard deviation of normally distributed values.
const MAD_PER_SIGMA: f64 = 0.6745;

/// Flags the samples too far from the median of the well, by a spread that outliers do not widen.
///
/// ## Formula
/// `OUT_MAD = 1 where 0.6745 * abs(X - median) / MAD > z, else 0`, with the median absolute deviation `MAD`.
/// ## Units
/// Any; OUT_MAD is 1 for an outlier and 0 otherwise.
/// ## Nulls
/// Null in, null out; nulls are left out of the median. Where `MAD` is zero, as when more than half of the samples are equal, every sample that differs from the median is flagged.
/// ## Source
/// Iglewicz and Hoaglin, How to Detect and Handle Outliers, ASQC Quality Press, 1993.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Modified score beyond which a value is an outlier.
    #[schemars(range(min = 0.0, max = 100.0), extend("x-unit" = "1"))]
    pub z: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { z: 3.5 }
    }
}

pub struct Mad;

impl Operator for Mad {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "outlier_mad",
        title: "Outliers by modified z score",
        terms: &["median absolute deviation", "robust", "modified z"],
        inputs: &[Port::any("X")],
        outputs: &[Output::curve("OUT_MAD", FLAG).measures(Quantity::Flag)],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Median 3 and MAD 1: the score of 9 is 4.05, that of 8 is 3.37.",
                params: "{}",
                input: r#"{"X": [1, 2, 3, 3, 3, 4, 4, null, 8, 9, 2]}"#,
                output: r#"{"OUT_MAD": [0, 0, 0, 0, 0, 0, 0, null, 0, 1, 0]}"#,
            },
            Example {
                note: "More than half are equal.",
                params: "{}",
                input: r#"{"X": [5, 5, 5, 5.1]}"#,
                output: r#"{"OUT_MAD": [0, 0, 0, 1]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let values = sorted(curve.iter().flatten().collect());
        let median = median(&values).unwrap_or_default();
        let spread = median_deviation(&values, median);
        let flags = map([curve], |[value]| {
            let apart = (value - median).abs();
            if spread == 0.0 {
                return flag(apart > 0.0);
            }
            flag(MAD_PER_SIGMA * apart / spread > params.z)
        });
        Ok(Outputs::one("OUT_MAD", flags))
    }
}
