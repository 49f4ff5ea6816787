//! Normalisation by two percentiles.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::samples::map;
use crate::operators::support::statistics::{percentile, sorted};

/// Shifts and scales a curve so that two of its percentiles come to lie where those of the field do.
///
/// ## Formula
/// `X_N = ref_low + (ref_high - ref_low) * (X - q_low) / (q_high - q_low)`, with the percentiles `q` of X at p_low and p_high
/// ## Units
/// Any; X_N, ref_low and ref_high have the unit of X. p_low and p_high in percent.
/// ## Nulls
/// Nulls are left out of the statistics and stay null. Where both percentiles of X are the same X_N is ref_low. A reference that is null is that percentile of X itself: with both null the curve is unchanged. What became what is noted.
/// ## Source
/// Shier, Well Log Normalization: Methods and Guidelines, Petrophysics 45, 2004; numpy.percentile, NumPy 2.4, 2026.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Lower percentile.
    #[schemars(range(min = 0.0, max = 100.0), extend("x-unit" = "%"))]
    pub p_low: f64,
    /// Upper percentile; above p_low.
    #[schemars(range(min = 0.0, max = 100.0), extend("x-unit" = "%"))]
    pub p_high: f64,
    /// What the lower percentile becomes; null keeps that of the curve.
    #[schemars(range(min = -1e12, max = 1e12), extend("x-unit" = "port"))]
    pub ref_low: Option<f64>,
    /// What the upper percentile becomes; null keeps that of the curve.
    #[schemars(range(min = -1e12, max = 1e12), extend("x-unit" = "port"))]
    pub ref_high: Option<f64>,
    /// What a percentile between two samples is.
    pub method: Method,
}

/// What a percentile between two samples is, as numpy.percentile names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Interpolated between the two.
    Linear,
    /// The smaller of the two.
    Lower,
    /// The larger of the two.
    Higher,
    /// Half way between the two.
    Midpoint,
}

impl Default for Params {
    fn default() -> Self {
        Self { p_low: 5.0, p_high: 95.0, ref_low: None, ref_high: None, method: Method::Linear }
    }
}

pub struct NormalisePercentile;

impl Operator for NormalisePercentile {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "normalise_percentile",
        title: "Two-point percentile normalisation",
        terms: &["gamma ray", "histogram", "multi-well", "calibrate"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_N", "X")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "The ends, 10 and 50, are brought to 20 and 120.",
                params: r#"{"p_low": 0, "p_high": 100, "ref_low": 20, "ref_high": 120}"#,
                input: r#"{"X": [10, 20, 50, null]}"#,
                output: r#"{"X_N": [20, 45, 120, null]}"#,
            },
            Example {
                note: "Without references nothing is moved.",
                params: "{}",
                input: r#"{"X": [10, 20, 50]}"#,
                output: r#"{"X_N": [10, 20, 50]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let values = sorted(curve.iter().flatten().collect());
        let quantile = |percent| params.method.percentile(&values, percent);
        let Some((low, high)) = quantile(params.p_low).zip(quantile(params.p_high)) else {
            // Nothing has percentiles of which there is anything to say.
            return Ok(Outputs::one("X_N", curve.clone()));
        };
        let to_low = params.ref_low.unwrap_or(low);
        let to_high = params.ref_high.unwrap_or(high);
        let scaled = map([curve], |[value]| {
            if high == low {
                return to_low;
            }
            to_low + (to_high - to_low) * (value - low) / (high - low)
        });
        let note = format!("percentiles {low} and {high} became {to_low} and {to_high}");
        Ok(Outputs::one("X_N", scaled).note(note))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        if params.p_high > params.p_low {
            return Vec::new();
        }
        let wanted = format!("more than p_low, which is {} %", params.p_low);
        vec![BrokenRule::new("p_high", params.p_high, wanted, "raise p_high or lower p_low")]
    }
}

impl Method {
    fn percentile(self, sorted: &[f64], percent: f64) -> Option<f64> {
        let last = sorted.len().checked_sub(1)?;
        let place = percent / 100.0 * last as f64;
        let at = |place: f64| sorted[(place as usize).min(last)];
        Some(match self {
            Self::Linear => return percentile(sorted, percent),
            Self::Lower => at(place.floor()),
            Self::Higher => at(place.ceil()),
            Self::Midpoint => at(place.floor()) / 2.0 + at(place.ceil()) / 2.0,
        })
    }
}
