//! Lame parameter lambda.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{G_PER_CM3, GIGAPASCAL, M_PER_S, Output, Port};
use crate::operators::support::samples::map;

/// Computes the first Lame parameter from velocities and density.
///
/// ## Formula
/// `LAMBDA = RHOB * (VP^2 - 2 * VS^2) * 1e-6`
/// ## Units
/// VP and VS in m/s; RHOB in g/cm3; LAMBDA in GPa.
/// ## Nulls
/// Null in any input gives null. The result is not limited: what no rock can have flags bad logs. The square of a velocity below zero hides the sign: range_check_flag finds such samples.
/// ## Source
/// Mavko, Mukerji and Dvorkin, The Rock Physics Handbook, 2nd ed., Cambridge University Press, 2009.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct LameLambda;

impl Operator for LameLambda {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "lame_lambda",
        title: "Lame lambda",
        terms: &["lambda", "incompressibility"],
        inputs: &[
            Port::curve("VP", M_PER_S),
            Port::curve("VS", M_PER_S),
            Port::curve("RHOB", G_PER_CM3),
        ],
        outputs: &[Output::curve("LAMBDA", GIGAPASCAL).measures(Quantity::LameModulus)],
        examples: &[Example {
            note: "Velocities of 4000 and 2000 m/s; faster S waves turn it negative, which is kept.",
            params: "{}",
            input: r#"{"VP": [4000, 4000, null], "VS": [2000, 3000, 2000], "RHOB": [2.5, 2.5, 2.5]}"#,
            output: r#"{"LAMBDA": [20, -5, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = [input.curve("VP")?, input.curve("VS")?, input.curve("RHOB")?];
        let modulus = map(curves, |[vp, vs, rhob]| rhob * (vp * vp - 2.0 * vs * vs) * 1e-6);
        Ok(Outputs::one("LAMBDA", modulus))
    }
}
