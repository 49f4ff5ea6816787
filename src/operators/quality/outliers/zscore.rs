//! Outliers by z score.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, Output, Port};
use crate::operators::support::samples::{flag, map};
use crate::operators::support::statistics::{deviation, mean};

/// Flags the samples too many standard deviations from the mean of the well.
///
/// ## Formula
/// `OUT_Z = 1 where abs((X - mean) / std) > z, else 0`, with the standard deviation of all samples (no degree of freedom taken off).
/// ## Units
/// Any; OUT_Z is 1 for an outlier and 0 otherwise. Among n samples no score exceeds sqrt(n - 1): few samples never have an outlier, however wild, since it widens the deviation itself.
/// ## Nulls
/// Null in, null out; nulls are left out of mean and deviation. A constant curve has no outlier.
/// ## Source
/// scipy.stats.zscore (ddof 0), 2024; Shiffler, Maximum Z Scores and Outliers, The American Statistician 42, 1988.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Standard deviations beyond which a value is an outlier.
    #[schemars(range(min = 0.0, max = 100.0), extend("x-unit" = "1"))]
    pub z: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { z: 3.0 }
    }
}

pub struct Zscore;

impl Operator for Zscore {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "outlier_zscore",
        title: "Outliers by z score",
        terms: &["z score", "sigma", "standard deviation"],
        inputs: &[Port::any("X")],
        outputs: &[Output::curve("OUT_Z", FLAG).measures(Quantity::Flag)],
        scope: Scope::Well,
        examples: &[Example {
            note: "Mean 4 and deviation 4: the score of 12 is 2.",
            params: r#"{"z": 1.9}"#,
            input: r#"{"X": [2, 2, null, 2, 2, 12]}"#,
            output: r#"{"OUT_Z": [0, 0, null, 0, 0, 1]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let valid: Vec<f64> = curve.iter().flatten().collect();
        // A constant has a deviation all the same, where its mean is not exact.
        let varies = valid.iter().any(|value| *value != valid[0]);
        let mean = mean(&valid).unwrap_or(0.0);
        let deviation = deviation(&valid, 0).filter(|deviation| varies && *deviation > 0.0);
        let flags = map([curve], |[value]| {
            flag(deviation.is_some_and(|deviation| ((value - mean) / deviation).abs() > params.z))
        });
        Ok(Outputs::one("OUT_Z", flags))
    }
}
