//! Mu-rho.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{IMPEDANCE, Output, Port};
use crate::operators::support::samples::map;

/// Computes shear modulus times density from shear impedance.
///
/// ## Formula
/// `MR = SI^2 * 1e-6`
/// ## Units
/// SI in g/cm3.m/s; MR in GPa.g/cm3.
/// ## Nulls
/// Null in, null out. The result is not limited. The square of an impedance below zero hides the sign: range_check_flag finds such samples.
/// ## Source
/// Goodway, Chen and Downton, Improved AVO Fluid Detection and Lithology Discrimination Using Lame Petrophysical Parameters, SEG Expanded Abstracts, 1997.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct MuRho;

impl Operator for MuRho {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "mu_rho",
        title: "Mu-rho",
        terms: &["lmr", "rigidity", "goodway"],
        inputs: &[Port::curve("SI", IMPEDANCE)],
        outputs: &[Output::curve("MR", "GPa.g/cm3")],
        examples: &[Example {
            note: "A shear impedance of 5000 g/cm3.m/s.",
            params: "{}",
            input: r#"{"SI": [5000, null]}"#,
            output: r#"{"MR": [25, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let product = map([input.curve("SI")?], |[si]| si * si * 1e-6);
        Ok(Outputs::one("MR", product))
    }
}
