//! Multivariate outliers.

use arrow::array::{Array, Float64Array};
use nalgebra::DMatrix;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, NUMBER, Output, Port};
use crate::operators::support::samples::flag;
use crate::operators::support::statistics::{deviation, mean};

/// Flags the samples whose readings do not go together, though each alone may be usual.
///
/// ## Formula
/// `D2 = (x - mu)^T * S^-1 * (x - mu)`; `OUT_MV = 1 where D2 > chi2.ppf(p, k), else 0`, with the mean `mu` and the covariance `S` (one degree of freedom taken off) of the k curves over the well.
/// ## Units
/// Curves in any unit, which does not matter; D2 is a bare number; OUT_MV is 1 for an outlier and 0 otherwise. Texts in the set are passed over.
/// ## Nulls
/// A row with a null in any curve gives null and is left out of mean and covariance. With fewer than k + 1 whole rows, a constant curve, or one that is a sum of others, there is no distance: everything is null, and the run report says why.
/// ## Source
/// Mahalanobis, On the Generalised Distance in Statistics, Proceedings of the National Institute of Sciences of India 2, 1936; scipy.stats.chi2, 2024.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Share of normally distributed samples that are no outliers.
    #[schemars(range(min = 0.5, max = 0.999999), extend("x-unit" = "1"))]
    pub p: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { p: 0.999 }
    }
}

/// What must be left of a curve of deviation 1 when the others have told what they know of it.
const LEAST_OWN: f64 = 1e-6;

pub struct Mahalanobis;

impl Operator for Mahalanobis {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "outlier_mahalanobis",
        title: "Multivariate outliers",
        terms: &["mahalanobis", "chi-squared", "covariance", "crossplot"],
        inputs: &[Port::any("curves").repeated().alias(&["several curves"])],
        outputs: &[
            Output::curve("OUT_MV", FLAG).measures(Quantity::Flag),
            Output::curve("D2", NUMBER),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Variances 2.3 and 0.8 without covariance; chi2.ppf(0.7, 2) is 2.408.",
                params: r#"{"p": 0.7}"#,
                input: r#"{"curves": {"RHOB": [1, -1, 1, null, -1, 0, 3], "NPHI": [1, 1, -1, 5, -1, 0, 0]}}"#,
                output: r#"{"OUT_MV": [0, 0, 0, null, 0, 0, 1], "D2": [1.358695652173913, 2.2282608695652173, 1.358695652173913, null, 2.2282608695652173, 0.10869565217391304, 2.717391304347826]}"#,
            },
            Example {
                note: "A curve that never changes has no deviation to measure by.",
                params: "{}",
                input: r#"{"curves": {"RHOB": [2.3, 2.4, 2.5], "NPHI": [0.2, 0.2, 0.2]}}"#,
                output: r#"{"OUT_MV": [null, null, null], "D2": [null, null, null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves: Vec<&Float64Array> =
            input.curves("curves").into_iter().map(|(_, curve)| curve).collect();
        let whole = |row: &usize| curves.iter().all(|curve| curve.is_valid(*row));
        let rows: Vec<usize> = (0..input.len()).filter(whole).collect();
        let mut distances = vec![None; input.len()];
        let outputs = match squared_distances(&curves, &rows) {
            Ok(found) => {
                for (row, distance) in rows.into_iter().zip(found) {
                    distances[row] = Some(distance).filter(|distance| distance.is_finite());
                }
                Outputs::default()
            }
            Err(why) => Outputs::default().note(format!("no distances: {why}")),
        };
        let limit = ChiSquared::new(curves.len() as f64)
            .map_or(f64::INFINITY, |distribution| distribution.inverse_cdf(params.p));
        let flags: Float64Array = distances
            .iter()
            .map(|distance| distance.map(|distance| flag(distance > limit)))
            .collect();
        Ok(outputs.with("OUT_MV", flags).with("D2", Float64Array::from(distances)))
    }
}

/// Returns the squared distance of each row from the mean of all of them.
fn squared_distances(curves: &[&Float64Array], rows: &[usize]) -> Result<Vec<f64>, &'static str> {
    let count = curves.len();
    if count == 0 {
        return Err("there is no curve of numbers");
    }
    if rows.len() <= count {
        return Err("fewer samples are valid in all curves than it takes");
    }
    // Distances do not depend on the units; in deviations from the mean the digits last longest.
    let mut scaled: Vec<Vec<f64>> = Vec::with_capacity(count);
    for curve in curves {
        let values: Vec<f64> = rows.iter().map(|row| curve.value(*row)).collect();
        // A constant has a deviation all the same, where its mean is not exact.
        let varies = values.iter().any(|value| *value != values[0]);
        match mean(&values).zip(deviation(&values, 1)) {
            Some((mean, deviation)) if varies && deviation > 0.0 && deviation.is_finite() => {
                scaled.push(values.iter().map(|value| (value - mean) / deviation).collect());
            }
            _ => return Err("a curve is constant"),
        }
    }
    let free = (rows.len() - 1) as f64;
    let correlation = DMatrix::from_fn(count, count, |one, other| {
        let products = scaled[one].iter().zip(&scaled[other]).map(|(one, other)| one * other);
        products.sum::<f64>() / free
    });
    let factor = correlation
        .cholesky()
        .map(|cholesky| cholesky.unpack())
        .filter(|factor| factor.diagonal().iter().all(|own| *own > LEAST_OWN))
        .ok_or("a curve is a sum of others")?;

    let mut solved = vec![0.0; count];
    let distance = |row: usize| {
        for curve in 0..count {
            let known: f64 = (0..curve).map(|other| factor[(curve, other)] * solved[other]).sum();
            solved[curve] = (scaled[curve][row] - known) / factor[(curve, curve)];
        }
        solved.iter().map(|value| value * value).sum()
    };
    Ok((0..rows.len()).map(distance).collect())
}
