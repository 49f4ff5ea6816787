//! Exponential moving average.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};

/// Smooths a curve by letting each sample pull the running value towards itself.
///
/// ## Formula
/// `y[0] = x[0]`; `y[i] = alpha * x[i] + (1 - alpha) * y[i - 1]`, downwards, or upwards from the last sample
/// ## Units
/// Any; X_EMA has the unit of X.
/// ## Nulls
/// A null sample stays null and leaves the running value as it is, so that the curve goes on below it as if nothing had been missing.
/// ## Source
/// pandas.Series.ewm(alpha, adjust=False, ignore_na=True).mean, pandas 2.3, 2025; Brown, Statistical Forecasting for Inventory Control, McGraw-Hill, 1959.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Weight of the new sample; 1 leaves the curve as it is, 0 keeps the first sample for ever.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "1"))]
    pub alpha: f64,
    /// Which way the running value runs; features are delayed that way.
    pub direction: Direction,
}

/// Which way the running value runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the first sample to the last.
    Down,
    /// From the last sample to the first.
    Up,
}

impl Default for Params {
    fn default() -> Self {
        Self { alpha: 0.3, direction: Direction::Down }
    }
}

pub struct ExponentialSmoothing;

impl Operator for ExponentialSmoothing {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "exponential_smoothing",
        title: "Exponential moving average",
        terms: &["smooth", "ewm", "ema", "recursive"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_EMA", "X")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Half way to each new sample; the null changes nothing.",
                params: r#"{"alpha": 0.5}"#,
                input: r#"{"X": [null, 8, 4, null, 0]}"#,
                output: r#"{"X_EMA": [null, 8, 6, null, 3]}"#,
            },
            Example {
                note: "Upwards.",
                params: r#"{"alpha": 0.5, "direction": "up"}"#,
                input: r#"{"X": [8, 4, 0]}"#,
                output: r#"{"X_EMA": [5, 2, 0]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let mut running = None;
        let mut step = |sample: Option<f64>| {
            let sample = sample?;
            let before = running.unwrap_or(sample);
            running = Some(params.alpha * sample + (1.0 - params.alpha) * before);
            running
        };
        let smooth: Float64Array = match params.direction {
            Direction::Down => curve.iter().map(step).collect(),
            Direction::Up => {
                let mut upwards: Vec<Option<f64>> = curve.iter().rev().map(&mut step).collect();
                upwards.reverse();
                upwards.into()
            }
        };
        Ok(Outputs::one("X_EMA", smooth))
    }
}
