//! Percentile across the array.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::arrays::reduce;
use crate::operators::support::statistics::{percentile, sorted};

/// Takes a percentile of the bins of each row.
///
/// ## Formula
/// `out[i]` is the value at place `q / 100 * (n - 1)` of the n sorted bins that are not null; between two bins the method decides
/// ## Units
/// q in percent; out has the unit of A.
/// ## Nulls
/// Null bins are left out; a null row, and a row of null bins alone, give null.
/// ## Source
/// numpy.nanpercentile(axis=1), NumPy 2.4, 2026; Hyndman and Fan, Sample Quantiles in Statistical Packages, The American Statistician 50, 1996, method 7 for linear.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Percentile; 50 is the median.
    #[schemars(range(min = 0.0, max = 100.0), extend("x-unit" = "%"))]
    pub q: f64,
    /// What counts where the percentile falls between two bins.
    pub method: Method,
}

impl Default for Params {
    fn default() -> Self {
        Self { q: 50.0, method: Method::Linear }
    }
}

/// What counts between two bins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The straight line between them.
    Linear,
    /// The lower one.
    Lower,
    /// The higher one.
    Higher,
    /// Their mean.
    Midpoint,
    /// The nearer one; halfway, the one at the even place.
    Nearest,
}

impl Params {
    fn of(&self, sorted: &[f64]) -> Option<f64> {
        if self.method == Method::Linear {
            return percentile(sorted, self.q);
        }
        let last = sorted.len().checked_sub(1)?;
        let place = (self.q / 100.0 * last as f64).min(last as f64);
        let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
        Some(match self.method {
            Method::Linear | Method::Lower => low,
            Method::Higher => high,
            Method::Midpoint => low / 2.0 + high / 2.0,
            Method::Nearest => sorted[place.round_ties_even() as usize],
        })
    }
}

pub struct ArrayPercentile;

impl Operator for ArrayPercentile {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "array_percentile",
        title: "Percentile across the array",
        terms: &["quantile", "p10", "p90", "bins"],
        inputs: &[Port::array("A", None)],
        outputs: &[Output::keeping("out", "A")],
        examples: &[
            Example {
                note: "The median leaves null bins out.",
                params: r#"{"q": 50}"#,
                input: r#"{"A": [[1, 2, null, 4], [5, 5, 5, 5], [null, null, null, null]]}"#,
                output: r#"{"out": [2, 5, null]}"#,
            },
            Example {
                note: "Place 2.7 of ten bins, linear: 20 + 0.7 * 10.",
                params: r#"{"q": 30}"#,
                input: r#"{"A": [[0, 10, 20, 30, 40, 50, 60, 70, 80, 90]]}"#,
                output: r#"{"out": [27]}"#,
            },
            Example {
                note: "Place 2.5 lies halfway between 20 and 30; place 2 is even.",
                params: r#"{"method": "nearest"}"#,
                input: r#"{"A": [[0, 10, 20, 30, 40, 50]]}"#,
                output: r#"{"out": [20]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = reduce(input.array("A")?, |bins| params.of(&sorted(bins.to_vec())));
        Ok(Outputs::one("out", values))
    }
}
