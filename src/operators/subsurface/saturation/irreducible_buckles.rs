//! Irreducible water saturation, Buckles.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, POROSITY, Port};
use crate::operators::support::samples::{clipped, map};

/// Estimates the water that the rock holds back from its porosity, whose product is constant in one kind of rock.
///
/// ## Formula
/// `SWIRR = buckles / PHI`
/// ## Units
/// PHI, SWIRR and buckles in v/v.
/// ## Nulls
/// Null in, null out; PHI at or below zero gives 1. The result is limited to 0..1 when `clip` is set and kept as it is otherwise.
/// ## Source
/// Buckles, Correlating and Averaging Connate Water Saturation Data, Journal of Canadian Petroleum Technology 4, 1965.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Product of porosity and irreducible water saturation.
    #[schemars(range(min = 0.01, max = 0.15), extend("x-unit" = "v/v"))]
    pub buckles: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { buckles: 0.04, clip: true }
    }
}

pub struct IrreducibleBuckles;

impl Operator for IrreducibleBuckles {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "sw_irreducible_buckles",
        title: "Irreducible water saturation, Buckles",
        terms: &["swirr", "swi", "bvw"],
        inputs: &[Port::curve("PHI", FRACTION).fits(POROSITY)],
        outputs: &[Output::curve("SWIRR", FRACTION)],
        examples: &[
            Example {
                note: "A good sand, rock too tight for anything but water, no pores.",
                params: "{}",
                input: r#"{"PHI": [0.2, 0.02, 0, null]}"#,
                output: r#"{"SWIRR": [0.2, 1, 1, null]}"#,
            },
            Example {
                note: "The raw value.",
                params: r#"{"clip": false}"#,
                input: r#"{"PHI": [0.02]}"#,
                output: r#"{"SWIRR": [2]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("PHI")?], |[porosity]| {
            let water = clipped(params.buckles / porosity, params.clip);
            if porosity <= 0.0 { 1.0 } else { water }
        });
        Ok(Outputs::one("SWIRR", values))
    }
}
