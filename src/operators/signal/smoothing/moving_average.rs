//! Centred moving average.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::exact_sum::ExactSum;
use crate::operators::support::window::{Edge, Seen, check_odd, look};

/// Smooths a curve by the mean of a centred window.
///
/// ## Formula
/// `X_MA[i] = mean(X[i - h .. i + h])`, where `h = (window - 1) / 2`; the sum is exact and rounded once, so that large values hide no small ones and a long window takes no longer than a short one. Version 1.0.0 rounds at each addition, from the top of the window down; it differs in the last digits.
/// ## Units
/// Any; X_MA has the unit of X. The window counts samples.
/// ## Nulls
/// Nulls in the window are passed over; a null sample stays null; a sample is null when fewer than half of its window is valid.
/// ## Source
/// scipy.ndimage.uniform_filter1d, SciPy 1.17, 2026, for the edges reflect and nearest; shrink takes the mean of what is there.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of the window; odd, so that it has a middle.
    #[schemars(range(min = 1, max = 10001), extend("x-unit" = "samples"))]
    pub window: u32,
    /// What the window sees beyond the ends of the curve.
    pub edge: Edge,
}

impl Default for Params {
    fn default() -> Self {
        Self { window: 5, edge: Edge::Nearest }
    }
}

pub struct MovingAverage;

impl Operator for MovingAverage {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "moving_average",
        title: "Centred moving average",
        version: "1.1.0",
        terms: &["smooth", "boxcar", "mean", "running average"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_MA", "X")],
        scope: Scope::Window,
        examples: &[
            Example {
                note: "Nulls are passed over, never bridged.",
                params: r#"{"window": 3, "edge": "shrink"}"#,
                input: r#"{"X": [1, 2, null, 4, 5]}"#,
                output: r#"{"X_MA": [1.5, 1.5, null, 4.5, 4.5]}"#,
            },
            Example {
                note: "What is small survives beside what is large; version 1.0.0 gives 4/3 in the middle.",
                params: r#"{"window": 3, "edge": "shrink"}"#,
                input: r#"{"X": [10000000000000000, 3, -10000000000000000]}"#,
                output: r#"{"X_MA": [5000000000000002, 1, -4999999999999998]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        Ok(Outputs::one("X_MA", means(input.curve("X")?, Self::halo(params), params.edge)))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        check_odd(params.window)
    }

    fn halo(params: &Params) -> usize {
        params.window as usize / 2
    }
}

/// What lies in the window; the sum may be carried on, because it is exact.
#[derive(Default)]
struct Window {
    sum: ExactSum,
    valid: usize,
    places: usize,
}

impl Window {
    fn enter(&mut self, seen: Seen) {
        match seen {
            Seen::Outside => return,
            Seen::Null => {}
            Seen::Value(value) => {
                self.sum.add(value);
                self.valid += 1;
            }
        }
        self.places += 1;
    }

    fn leave(&mut self, seen: Seen) {
        match seen {
            Seen::Outside => return,
            Seen::Null => {}
            Seen::Value(value) => {
                self.sum.remove(value);
                self.valid -= 1;
            }
        }
        self.places -= 1;
    }
}

fn means(curve: &Float64Array, half: usize, edge: Edge) -> Float64Array {
    if curve.is_empty() {
        return Float64Array::from(Vec::<f64>::new());
    }
    let half = half as isize;
    let mut window = Window::default();
    for place in -half..half {
        window.enter(look(curve, place, edge));
    }
    (0..curve.len())
        .map(|index| {
            let centre = index as isize;
            window.enter(look(curve, centre + half, edge));
            let enough = window.valid * 2 >= window.places;
            let mean = (curve.is_valid(index) && enough).then(|| window.sum.over(window.valid));
            window.leave(look(curve, centre - half, edge));
            mean
        })
        .collect()
}
