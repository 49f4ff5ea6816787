//! Lambda-rho.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{IMPEDANCE, Output, Port};
use crate::operators::support::samples::map;

/// Computes lambda times density from impedances.
///
/// ## Formula
/// `LR = (AI^2 - 2 * SI^2) * 1e-6`
/// ## Units
/// AI and SI in g/cm3.m/s; LR in GPa.g/cm3.
/// ## Nulls
/// Null in either input gives null. The result is not limited. The square of an impedance below zero hides the sign: range_check_flag finds such samples.
/// ## Source
/// Goodway, Chen and Downton, Improved AVO Fluid Detection and Lithology Discrimination Using Lame Petrophysical Parameters, SEG Expanded Abstracts, 1997.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct LambdaRho;

impl Operator for LambdaRho {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "lambda_rho",
        title: "Lambda-rho",
        terms: &["lmr", "lambda", "goodway"],
        inputs: &[Port::curve("AI", IMPEDANCE), Port::curve("SI", IMPEDANCE)],
        outputs: &[Output::curve("LR", "GPa.g/cm3")],
        examples: &[Example {
            note: "Impedances of 10000 and 5000 g/cm3.m/s.",
            params: "{}",
            input: r#"{"AI": [10000, 10000], "SI": [5000, null]}"#,
            output: r#"{"LR": [50, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let product = map([input.curve("AI")?, input.curve("SI")?], |[ai, si]| {
            (ai * ai - 2.0 * si * si) * 1e-6
        });
        Ok(Outputs::one("LR", product))
    }
}
