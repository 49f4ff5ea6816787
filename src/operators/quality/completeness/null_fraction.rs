//! Share of nulls.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, Port};
use crate::operators::support::depth_window::about_each;

/// Tells which share of the samples around is null.
///
/// ## Formula
/// `NULLF = nulls / samples`, of the samples at most half of `window` above and below, or of the whole curve.
/// ## Units
/// NULLF in v/v; window in m.
/// ## Nulls
/// Nulls are what is counted: a null sample has a share too. In a window a sample without depth has none.
/// ## Source
/// Definition; McDonald, Data Quality Considerations for Petrophysical Machine-Learning Models, Petrophysics 62, 2021.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of hole that is looked at; null takes the whole curve.
    #[schemars(range(min = 0.01, max = 10000.0), extend("x-unit" = "m"))]
    pub window: Option<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self { window: Some(10.0) }
    }
}

pub struct NullFraction;

impl Operator for NullFraction {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "null_fraction",
        title: "Null fraction in a window",
        terms: &["missing", "completeness", "coverage", "nullf"],
        inputs: &[Port::any("X")],
        outputs: &[Output::curve("NULLF", FRACTION)],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "At a step of one metre a window of two metres holds three samples, two at an end.",
                params: r#"{"window": 2}"#,
                input: r#"{"X": [1, null, null, null, 5, 6, 7]}"#,
                output: r#"{"NULLF": [0.5, 0.6666666666666666, 1, 0.6666666666666666, 0.3333333333333333, 0, 0]}"#,
            },
            Example {
                note: "The whole curve.",
                params: r#"{"window": null}"#,
                input: r#"{"X": [1, null, 3, 4]}"#,
                output: r#"{"NULLF": [0.25, 0.25, 0.25, 0.25]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let share = |nulls: usize, samples: usize| nulls as f64 / samples as f64;
        let shares = match params.window {
            Some(window) => about_each(
                input.depth(),
                window,
                |row| usize::from(curve.is_null(row)),
                |one, other| one + other,
                |_, nulls, samples| Some(share(nulls, samples)),
            ),
            None => Float64Array::from(vec![share(curve.null_count(), curve.len()); curve.len()]),
        };
        Ok(Outputs::one("NULLF", shares))
    }
}
