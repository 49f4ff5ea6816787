//! Vertical effective stress.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{MEGAPASCAL, Output, Port};
use crate::operators::support::samples::map;

/// Subtracts from the overburden what the pore fluid carries.
///
/// ## Formula
/// `SEFF = SV - biot * PP`
/// ## Units
/// SV, PP and SEFF in MPa, or all three in any other unit of pressure; biot is a number.
/// ## Nulls
/// Null in either input gives null. The result is not limited: below zero it flags a pore pressure above the overburden.
/// ## Source
/// Terzaghi, Erdbaumechanik, 1925; Biot, General Theory of Three-Dimensional Consolidation, Journal of Applied Physics 12, 1941.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Coefficient of Biot: 1 for soft sediment, less for stiff rock.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "1"))]
    pub biot: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { biot: 1.0 }
    }
}

pub struct EffectiveStress;

impl Operator for EffectiveStress {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "effective_stress",
        title: "Vertical effective stress",
        terms: &["seff", "terzaghi", "biot"],
        inputs: &[Port::curve("SV", MEGAPASCAL), Port::curve("PP", MEGAPASCAL)],
        outputs: &[Output::curve("SEFF", MEGAPASCAL).measures(Quantity::EffectiveStress)],
        examples: &[
            Example {
                note: "The fluid carries all its pressure, by Terzaghi.",
                params: "{}",
                input: r#"{"SV": [60, 60], "PP": [35, null]}"#,
                output: r#"{"SEFF": [25, null]}"#,
            },
            Example {
                note: "It carries a part, by Biot.",
                params: r#"{"biot": 0.8}"#,
                input: r#"{"SV": [60], "PP": [35]}"#,
                output: r#"{"SEFF": [32]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let stress = map([input.curve("SV")?, input.curve("PP")?], |[overburden, pressure]| {
            overburden - params.biot * pressure
        });
        Ok(Outputs::one("SEFF", stress))
    }
}
