//! Noise.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::robust::{SIGMA_PER_MAD, median_deviation};
use crate::operators::support::runs::null_free_runs;
use crate::operators::support::statistics::{median, sorted};

/// Estimates the standard deviation of what varies from sample to sample, with one number for the well.
///
/// ## Formula
/// `NOISE = 1.4826 * MAD(X above - 2 * X + X below) / sqrt(6)`: the second difference takes beds and trends away and is sqrt(6) times as noisy as the curve; the median absolute deviation does not see the boundaries that are left.
/// ## Units
/// NOISE has the unit of X. Samples are taken to be regular.
/// ## Nulls
/// Second differences that meet a null are left out; without any there is no number.
/// ## Source
/// von Neumann, Distribution of the Ratio of the Mean Square Successive Difference to the Variance, Annals of Mathematical Statistics 12, 1941; Donoho and Johnstone, Ideal Spatial Adaptation by Wavelet Shrinkage, Biometrika 81, 1994, for the median absolute deviation.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct NoiseLevel;

impl Operator for NoiseLevel {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "noise_level",
        title: "High-frequency noise estimate",
        terms: &["noise", "second difference", "signal to noise"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("NOISE", "X").alone()],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "A straight line is free of noise; a null parts it.",
                params: "{}",
                input: r#"{"X": [1, 2, 3, 4, null, 9, 8, 7]}"#,
                output: r#"{"NOISE": 0}"#,
            },
            Example {
                note: "Second differences -6, 6, -3 and 3: their median is 0, the MAD 4.5.",
                params: "{}",
                input: r#"{"X": [0, 3, 0, 3, 3, 6]}"#,
                output: r#"{"NOISE": 2.723710119487755}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let runs = null_free_runs(curve).into_iter();
        let differences = sorted(
            runs.flat_map(|run| curve.values()[run].windows(3))
                .map(|three| three[0] - 2.0 * three[1] + three[2])
                .filter(|difference| difference.is_finite())
                .collect(),
        );
        let noise = (!differences.is_empty()).then(|| {
            let deviation =
                median_deviation(&differences, median(&differences).unwrap_or_default());
            SIGMA_PER_MAD * deviation / 6.0_f64.sqrt()
        });
        Ok(Outputs::default().with_number("NOISE", noise))
    }
}
