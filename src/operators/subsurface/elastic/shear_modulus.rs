//! Dynamic shear modulus.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{G_PER_CM3, GIGAPASCAL, M_PER_S, Output, Port};
use crate::operators::support::moduli;
use crate::operators::support::samples::map;

/// Computes the shear modulus from S velocity and density.
///
/// ## Formula
/// `MU = RHOB * VS^2 * 1e-6`
/// ## Units
/// VS in m/s; RHOB in g/cm3; MU in GPa.
/// ## Nulls
/// Null in any input gives null. The result is not limited: what no rock can have flags bad logs. The square of a velocity below zero hides the sign: range_check_flag finds such samples.
/// ## Source
/// Mavko, Mukerji and Dvorkin, The Rock Physics Handbook, 2nd ed., Cambridge University Press, 2009.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct ShearModulus;

impl Operator for ShearModulus {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "shear_modulus",
        title: "Dynamic shear modulus",
        terms: &["mu", "rigidity", "g modulus"],
        inputs: &[Port::curve("VS", M_PER_S), Port::curve("RHOB", G_PER_CM3)],
        outputs: &[Output::curve("MU", GIGAPASCAL).measures(Quantity::ShearModulus)],
        examples: &[Example {
            note: "A fluid has none.",
            params: "{}",
            input: r#"{"VS": [2000, 0, null], "RHOB": [2.5, 1, 2.5]}"#,
            output: r#"{"MU": [10, 0, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let modulus =
            map([input.curve("VS")?, input.curve("RHOB")?], |[vs, rhob]| moduli::shear(vs, rhob));
        Ok(Outputs::one("MU", modulus))
    }
}
