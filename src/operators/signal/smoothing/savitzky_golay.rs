//! Savitzky-Golay filter.

use arrow::array::{BooleanBufferBuilder, Float64Array};
use arrow::buffer::NullBuffer;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::by_runs::{Filtered, by_runs};
use crate::operators::support::convolution::correlate;
use crate::operators::support::runs::null_free_runs;
use crate::operators::support::window::check_odd;

/// Smooths or differentiates a curve by a polynomial fitted to each window.
///
/// ## Formula
/// Least squares fit of a polynomial of degree polyorder to the window samples around each sample; the value, or the deriv-th derivative, of that polynomial at the sample. With mode interp the polynomial of the first and last window serves the samples nearest to the ends.
/// ## Units
/// Any; X_SG has the unit of X, and a derivative is per sample, or per sample squared, not per metre.
/// ## Nulls
/// Each null-free run is filtered by itself; nulls stay null. A run shorter than the window passes unchanged, or as null where a derivative is wanted, and is reported.
/// ## Source
/// Savitzky and Golay, Smoothing and Differentiation of Data by Simplified Least Squares Procedures, Analytical Chemistry 36, 1964; scipy.signal.savgol_filter, SciPy 1.17, 2026, with delta 1.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of the window; odd and greater than polyorder.
    #[schemars(range(min = 1, max = 10001), extend("x-unit" = "samples"))]
    pub window: u32,
    /// Degree of the polynomial.
    #[schemars(range(min = 0, max = 6), extend("x-unit" = "1"))]
    pub polyorder: u32,
    /// Order of the derivative; 0 smooths.
    #[schemars(range(min = 0, max = 2), extend("x-unit" = "1"))]
    pub deriv: u32,
    /// What happens at the ends of a run.
    pub mode: Mode,
}

/// What happens within half a window of the ends of a run.
///
/// SciPy's modes constant and wrap are left out: they fit zeros, or the other end of the well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The polynomial of the outermost window is used up to the end.
    Interp,
    /// The end sample is repeated: `a a a | a b c`.
    Nearest,
    /// The run is mirrored about its end sample: `c b | a b c`.
    Mirror,
}

impl Default for Params {
    fn default() -> Self {
        Self { window: 7, polyorder: 2, deriv: 0, mode: Mode::Interp }
    }
}

pub struct SavitzkyGolay;

impl Operator for SavitzkyGolay {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "savitzky_golay",
        title: "Savitzky-Golay filter",
        terms: &["smooth", "savgol", "polynomial", "derivative"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_SG", "X")],
        scope: Scope::Window,
        examples: &[Example {
            note: "A parabola is its own fit; a run shorter than the window passes unchanged.",
            params: r#"{"window": 5}"#,
            input: r#"{"X": [0, 1, 4, 9, 16, null, 7]}"#,
            output: r#"{"X_SG": [0, 1, 4, 9, 16, null, 7]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let window = params.window as usize;
        let fit = Fit::new(window, params.polyorder as usize);

        let Filtered { curve: filtered, short } =
            by_runs(curve, window, |_, run| filter_run(run, &fit, params));
        let filtered = if short > 0 && params.deriv > 0 {
            without_short_runs(filtered, window)
        } else {
            filtered
        };
        let outputs = Outputs::one("X_SG", filtered);
        Ok(match (short, params.deriv) {
            (0, _) => outputs,
            (_, 0) => {
                outputs.note(format!("{short} runs shorter than the window passed unchanged"))
            }
            _ => outputs.note(format!("{short} runs shorter than the window became null")),
        })
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let mut broken = check_odd(params.window);
        if params.window <= params.polyorder {
            let wanted = format!("more samples than polyorder, which is {}", params.polyorder);
            let hint = "lengthen the window or lower polyorder";
            broken.push(BrokenRule::new("window", params.window, wanted, hint));
        }
        broken
    }

    // A sample near the end of a run is fitted by the last full window of the run.
    fn halo(params: &Params) -> usize {
        params.window as usize - 1
    }
}

/// Makes null the runs that are too short for a derivative.
fn without_short_runs(curve: Float64Array, window: usize) -> Float64Array {
    let mut valid = BooleanBufferBuilder::new(curve.len());
    valid.append_n(curve.len(), false);
    for run in null_free_runs(&curve).into_iter().filter(|run| run.len() >= window) {
        run.for_each(|sample| valid.set_bit(sample, true));
    }
    Float64Array::new(curve.values().clone(), Some(NullBuffer::new(valid.finish())))
}

/// Filters a run that is at least as long as the window.
fn filter_run(run: &[f64], fit: &Fit, params: &Params) -> Vec<f64> {
    let (length, window) = (run.len(), fit.window());
    let half = window / 2;
    let deriv = params.deriv as usize;
    let weights = fit.weights(half, deriv);
    if params.mode != Mode::Interp {
        let places = -(half as isize)..(length + half) as isize;
        let extended: Vec<f64> =
            places.map(|place| run[inside(place, length, params.mode)]).collect();
        return correlate(&extended, &weights);
    }
    let first = fit.coefficients(&run[..window]);
    let last = fit.coefficients(&run[length - window..]);
    let mut filtered = Vec::with_capacity(length);
    filtered.extend((0..half).map(|place| fit.value(&first, place, deriv)));
    filtered.extend(correlate(run, &weights));
    filtered.extend((half + 1..window).map(|place| fit.value(&last, place, deriv)));
    filtered
}

/// Returns the sample that stands at a place beyond the ends of a run.
fn inside(place: isize, length: usize, mode: Mode) -> usize {
    let last = length as isize - 1;
    let index = match mode {
        Mode::Mirror => last - (last - place.abs()).abs(),
        Mode::Nearest | Mode::Interp => place.clamp(0, last),
    };
    index as usize
}

/// Polynomials orthogonal on the window, which keep the fit exact where powers would not.
struct Fit {
    /// Places of the window, scaled to -1..1.
    places: Vec<f64>,
    /// Values of the polynomials at each place.
    basis: Vec<Vec<f64>>,
    /// Coefficients of the recurrence `p[k+1] = t * p[k] - b[k] * p[k-1]`.
    recurrence: Vec<f64>,
    /// Squared norms of the polynomials over the window.
    norms: Vec<f64>,
    /// Samples in one unit of a scaled place.
    scale: f64,
}

impl Fit {
    fn new(window: usize, degree: usize) -> Self {
        let half = (window / 2) as f64;
        let scale = half.max(1.0);
        let places: Vec<f64> = (0..window).map(|place| (place as f64 - half) / scale).collect();
        let basis = vec![vec![1.0]; window];
        let mut fit =
            Self { places, basis, recurrence: vec![0.0], norms: vec![window as f64], scale };
        for order in 1..=degree {
            for (place, basis) in fit.places.iter().zip(&mut fit.basis) {
                let before = if order == 1 { 0.0 } else { basis[order - 2] };
                basis.push(place * basis[order - 1] - fit.recurrence[order - 1] * before);
            }
            let norm: f64 = fit.basis.iter().map(|basis| basis[order].powi(2)).sum();
            fit.recurrence.push(norm / fit.norms[order - 1]);
            fit.norms.push(norm);
        }
        fit
    }

    fn window(&self) -> usize {
        self.places.len()
    }

    /// Returns the coefficients of the polynomials in the fit to a window's values.
    fn coefficients(&self, values: &[f64]) -> Vec<f64> {
        let product = |order: usize| -> f64 {
            self.basis.iter().zip(values).map(|(basis, value)| basis[order] * value).sum()
        };
        self.norms.iter().enumerate().map(|(order, norm)| product(order) / norm).collect()
    }

    /// Returns the fitted polynomial, or a derivative of it per sample, at a place of the window.
    fn value(&self, coefficients: &[f64], place: usize, deriv: usize) -> f64 {
        let at = self.derivatives(place, deriv);
        coefficients.iter().zip(at).map(|(coefficient, value)| coefficient * value).sum()
    }

    /// Returns what each value of a window adds to [`Fit::value`] at a place of it.
    fn weights(&self, place: usize, deriv: usize) -> Vec<f64> {
        let at = self.derivatives(place, deriv);
        let weight = |basis: &Vec<f64>| -> f64 {
            basis.iter().zip(&at).zip(&self.norms).map(|((here, at), norm)| here * at / norm).sum()
        };
        self.basis.iter().map(weight).collect()
    }

    /// Returns a derivative of each polynomial at a place of the window, per sample.
    fn derivatives(&self, place: usize, deriv: usize) -> Vec<f64> {
        let at = self.places[place];
        let mut all = vec![[1.0, 0.0, 0.0]];
        for order in 1..self.norms.len() {
            let [value, first, second] = all[order - 1];
            let before = if order == 1 { [0.0; 3] } else { all[order - 2] };
            let factor = self.recurrence[order - 1];
            all.push([
                at * value - factor * before[0],
                value + at * first - factor * before[1],
                2.0 * first + at * second - factor * before[2],
            ]);
        }
        let per_sample = self.scale.powi(deriv as i32);
        all.iter().map(|derivatives| derivatives[deriv] / per_sample).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_those_of_the_published_table() {
        // Savitzky and Golay 1964, table I: five points, quadratic, -3 12 17 12 -3 over 35.
        let weights = Fit::new(5, 2).weights(2, 0);
        for (weight, wanted) in weights.iter().zip([-3.0, 12.0, 17.0, 12.0, -3.0]) {
            assert!((weight - wanted / 35.0).abs() < 1e-15);
        }
    }

    #[test]
    fn a_polynomial_of_the_same_degree_is_its_own_fit_in_a_long_window() {
        let sextic = |at: f64| 3.0 - at + 2.0 * at.powi(6);
        let fit = Fit::new(201, 6);
        let values: Vec<f64> = fit.places.iter().map(|at| sextic(*at)).collect();
        let coefficients = fit.coefficients(&values);
        for place in [0, 77, 200] {
            let found = fit.value(&coefficients, place, 0);
            assert!((found - values[place]).abs() < 1e-12, "{place}");
        }
    }
}
