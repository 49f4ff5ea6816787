//! Envelope.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::by_runs::by_runs;
use crate::operators::support::spectrum::hilbert;

/// Returns how strongly a curve swings around zero.
///
/// ## Formula
/// `X_ENV = abs(X + i * H(X))`, with the Hilbert transform `H`, by Fourier transform of each run
/// ## Units
/// Any; X_ENV has the unit of X.
/// ## Nulls
/// Each null-free run is taken by itself; nulls stay null. No run is too short: of a single sample the envelope is its amount.
/// ## Source
/// scipy.signal.hilbert, SciPy 1.17, 2026; Taner, Koehler and Sheriff, Complex Seismic Trace Analysis, Geophysics 44, 1979. The mean is not taken out first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct HilbertEnvelope;

impl Operator for HilbertEnvelope {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "hilbert_envelope",
        title: "Envelope",
        terms: &["amplitude", "analytic signal", "hilbert", "instantaneous"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_ENV", "X")],
        scope: Scope::Well,
        examples: &[Example {
            note: "A wave of constant strength; a lone sample gives its amount.",
            params: "{}",
            input: r#"{"X": [3, 0, -3, 0, 3, 0, -3, 0, null, -2]}"#,
            output: r#"{"X_ENV": [3, 3, 3, 3, 3, 3, 3, 3, null, 2]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let envelope = by_runs(input.curve("X")?, 1, |_, run| {
            run.iter().zip(hilbert(run)).map(|(sample, turned)| sample.hypot(turned)).collect()
        });
        Ok(Outputs::one("X_ENV", envelope.curve))
    }
}
