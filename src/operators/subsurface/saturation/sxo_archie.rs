//! Flushed-zone saturation, Archie.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, OHM_M, Output, POROSITY, Port};
use crate::operators::support::samples::map;
use crate::operators::support::saturation::{Rock, in_pores};

/// Estimates how much of the pores next to the hole mud filtrate has filled.
///
/// ## Formula
/// `SXO = (a * rmf / (PHI^m * RXO))^(1 / n)`
/// ## Units
/// RXO and rmf in ohm.m; PHI and SXO in v/v.
/// ## Nulls
/// Null in either input gives null, and so does RXO at or below zero. PHI at or below zero gives 1 when `clip` is set and null otherwise. The result is limited to 0..1 when `clip` is set.
/// ## Source
/// Archie, The Electrical Resistivity Log as an Aid in Determining Some Reservoir Characteristics, Transactions of the AIME 146, 1942; Schlumberger, Log Interpretation Principles and Applications, 1989.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Tortuosity factor.
    #[schemars(range(min = 0.3, max = 2.5), extend("x-unit" = "1"))]
    pub a: f64,
    /// Cementation exponent.
    #[schemars(range(min = 1.0, max = 4.0), extend("x-unit" = "1"))]
    pub m: f64,
    /// Saturation exponent.
    #[schemars(range(min = 1.0, max = 4.0), extend("x-unit" = "1"))]
    pub n: f64,
    /// Resistivity of the mud filtrate at the temperature of the formation.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub rmf: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { a: 1.0, m: 2.0, n: 2.0, rmf: 0.2, clip: true }
    }
}

pub struct SxoArchie;

impl Operator for SxoArchie {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "sxo_archie",
        title: "Flushed-zone saturation, Archie",
        terms: &["sxo", "rxo", "filtrate", "invasion"],
        inputs: &[Port::curve("RXO", OHM_M), Port::curve("PHI", FRACTION).fits(POROSITY)],
        outputs: &[Output::curve("SXO", FRACTION)],
        examples: &[
            Example {
                note: "Flushed, three quarters, no resistivity, no pores.",
                params: "{}",
                input: r#"{"RXO": [5, 8.88888888888889, 0, 5, null], "PHI": [0.2, 0.2, 0.2, 0, 0.2]}"#,
                output: r#"{"SXO": [1, 0.75, null, 1, null]}"#,
            },
            Example {
                note: "The raw value.",
                params: r#"{"clip": false}"#,
                input: r#"{"RXO": [1.25, 5], "PHI": [0.2, 0]}"#,
                output: r#"{"SXO": [2, null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let rock = Rock { a: params.a, m: params.m, n: params.n, rw: params.rmf };
        let values = map([input.curve("RXO")?, input.curve("PHI")?], |[rxo, porosity]| {
            in_pores(rxo, porosity, params.clip, || rock.archie(rxo, porosity))
        });
        Ok(Outputs::one("SXO", values))
    }
}
