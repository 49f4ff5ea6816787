//! Best shift by cross-correlation.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, NUMBER, Output, Port};
use crate::operators::support::statistics::mean;
use crate::operators::support::thickness::median_step;

/// Finds the shift by which a curve fits a reference best.
///
/// ## Formula
/// For each lag of `k` samples, up to max_shift to both sides, the Pearson coefficient of the pairs `X[i]`, `REF[i + k]`; SHIFT is the lag of the greatest one times the median step, RHO that coefficient. Samples are counted downwards: where the last depth lies above the first, both curves are read from their end. A positive SHIFT says that X must go down: `REF[i + k] = X[i]`. Of equal coefficients the shorter shift counts, and of these the upward one.
/// ## Units
/// SHIFT and max_shift in m; RHO is a number; SHIFT_samples counts samples, positive downwards as SHIFT is. Samples are taken to stand at a regular step.
/// ## Nulls
/// Pairs with a null are left out. A lag with fewer pairs than min_overlap of the valid samples of the shorter curve, or fewer than two, is not considered, nor one over which a curve is constant; without any lag left all three are null.
/// ## Source
/// scipy.signal.correlate and correlation_lags, SciPy 1.17, 2026, with the coefficient normalised over the overlap of each lag.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Longest shift to either side.
    #[schemars(range(min = 0.0, max = 500.0), extend("x-unit" = "m"))]
    pub max_shift: f64,
    /// Part of the shorter curve that must have a partner.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "1"))]
    pub min_overlap: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { max_shift: 5.0, min_overlap: 0.5 }
    }
}

pub struct CrossCorrelationShift;

impl Operator for CrossCorrelationShift {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "cross_correlation_shift",
        title: "Best shift by cross-correlation",
        terms: &["depth match", "lag", "pearson", "align", "repeat section"],
        inputs: &[Port::any("X"), Port::any("REF")],
        outputs: &[
            Output::curve("SHIFT", METRE).alone(),
            Output::curve("RHO", NUMBER).alone(),
            Output::curve("SHIFT_samples", NUMBER).alone(),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "The peak of X stands one step of 0.5 m above that of REF.",
                params: "{}",
                input: r#"{"X": [1, 7, 2, 0, 3, 1], "REF": [5, 1, 7, 2, 0, null], "step": 0.5}"#,
                output: r#"{"SHIFT": 0.5, "RHO": 1, "SHIFT_samples": 1}"#,
            },
            Example {
                note: "The same curves from the deepest sample up.",
                params: "{}",
                input: r#"{"X": [1, 3, 0, 2, 7, 1], "REF": [null, 0, 2, 7, 1, 5], "DEPT": [2.5, 2, 1.5, 1, 0.5, 0]}"#,
                output: r#"{"SHIFT": 0.5, "RHO": 1, "SHIFT_samples": 1}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (curve, reference) = (input.curve("X")?, input.curve("REF")?);
        let step = median_step(input.depth());
        let length = curve.len();
        let most = if step > 0.0 { (params.max_shift / step + 1e-6).floor() } else { 0.0 };
        let most = (most as usize).min(length.saturating_sub(1)) as isize;
        let shorter = (length - curve.null_count()).min(length - reference.null_count()) as f64;
        let least = (params.min_overlap * shorter * (1.0 - 1e-9)).max(2.0);

        let upwards = runs_upwards(input.depth());
        let (x, reference) = (Centred::new(curve, upwards), Centred::new(reference, upwards));
        let mut best: Option<(isize, f64)> = None;
        for shift in 0..=most {
            for lag in if shift == 0 { vec![0] } else { vec![-shift, shift] } {
                let Some(rho) = pearson(&x, &reference, lag, least) else { continue };
                if best.is_none_or(|(_, best)| rho > best) {
                    best = Some((lag, rho));
                }
            }
        }
        Ok(Outputs::default()
            .with_number("SHIFT", best.map(|(lag, _)| lag as f64 * step))
            .with_number("RHO", best.map(|(_, rho)| rho))
            .with_number("SHIFT_samples", best.map(|(lag, _)| lag as f64)))
    }
}

/// Whether the last depth lies above the first, as in a log that was written on the way up.
fn runs_upwards(depth: &Float64Array) -> bool {
    let mut known = depth.iter().flatten();
    let first = known.next();
    first.zip(known.last()).is_some_and(|(first, last)| last < first)
}

/// Deviations of a curve from its mean, zero where it is null, and 1 where it is not; downwards.
struct Centred {
    deviations: Vec<f64>,
    there: Vec<f64>,
}

impl Centred {
    fn new(curve: &Float64Array, upwards: bool) -> Self {
        let mut samples: Vec<Option<f64>> = curve.iter().collect();
        if upwards {
            samples.reverse();
        }
        let known: Vec<f64> = samples.iter().copied().flatten().collect();
        let centre = mean(&known).unwrap_or_default();
        let deviation = |value: &Option<f64>| value.map_or(0.0, |value| value - centre);
        let there = |value: &Option<f64>| if value.is_some() { 1.0 } else { 0.0 };
        Self {
            deviations: samples.iter().map(deviation).collect(),
            there: samples.iter().map(there).collect(),
        }
    }
}

/// Returns the coefficient of `x[i]` and `reference[i + lag]`; `None` where too few pairs are left.
fn pearson(x: &Centred, reference: &Centred, lag: isize, least: f64) -> Option<f64> {
    let (skip, start) = ((-lag).max(0) as usize, lag.max(0) as usize);
    // Six sums in lanes of four, which the compiler turns into vector code.
    let mut sums = [[0.0; 4]; 6];
    let mut add = |lane: usize, a: f64, b: f64, a_there: f64, b_there: f64| {
        let both = a_there * b_there;
        let (a, b) = (a * b_there, b * a_there);
        for (sum, part) in sums.iter_mut().zip([both, a, b, a * a, b * b, a * b]) {
            sum[lane] += part;
        }
    };
    let pairs = x.deviations[skip..]
        .iter()
        .zip(&reference.deviations[start..])
        .zip(x.there[skip..].iter().zip(&reference.there[start..]));
    for (place, ((a, b), (a_there, b_there))) in pairs.enumerate() {
        add(place % 4, *a, *b, *a_there, *b_there);
    }
    let [count, a, b, aa, bb, ab] = sums.map(|lanes| lanes.iter().sum::<f64>());
    if count < least {
        return None;
    }
    let (spread_a, spread_b) = (aa - a * a / count, bb - b * b / count);
    // What is left of a constant by rounding is no spread.
    if spread_a <= 1e-12 * aa || spread_b <= 1e-12 * bb {
        return None;
    }
    let rho = (ab - a * b / count) / (spread_a.sqrt() * spread_b.sqrt());
    rho.is_finite().then(|| rho.clamp(-1.0, 1.0))
}
