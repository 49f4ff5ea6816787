//! Dynamic Young's modulus.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{G_PER_CM3, GIGAPASCAL, M_PER_S, Output, Port};
use crate::operators::support::moduli;
use crate::operators::support::samples::map;

/// Computes Young's modulus from velocities and density.
///
/// ## Formula
/// `E = RHOB * VS^2 * (3 * VP^2 - 4 * VS^2) / (VP^2 - VS^2) * 1e-6`
/// ## Units
/// VP and VS in m/s; RHOB in g/cm3; E in GPa.
/// ## Nulls
/// Null in any input gives null, and so does VP equal to VS. The result is not limited: what no rock can have flags bad logs. The square of a velocity below zero hides the sign: range_check_flag finds such samples.
/// ## Source
/// Mavko, Mukerji and Dvorkin, The Rock Physics Handbook, 2nd ed., Cambridge University Press, 2009; bruges.rockphysics.moduli, Agile Scientific, 2015.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct YoungsModulus;

impl Operator for YoungsModulus {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "youngs_modulus",
        title: "Dynamic Young's modulus",
        terms: &["young", "stiffness", "geomechanics"],
        inputs: &[
            Port::curve("VP", M_PER_S),
            Port::curve("VS", M_PER_S),
            Port::curve("RHOB", G_PER_CM3),
        ],
        outputs: &[Output::curve("E", GIGAPASCAL).measures(Quantity::YoungsModulus)],
        examples: &[Example {
            note: "At twice the S velocity, eight thirds of the shear modulus.",
            params: "{}",
            input: r#"{"VP": [4000, 2000, null], "VS": [2000, 2000, 2000], "RHOB": [2.4, 2.4, 2.4]}"#,
            output: r#"{"E": [25.599999999999998, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = [input.curve("VP")?, input.curve("VS")?, input.curve("RHOB")?];
        let modulus = map(curves, |[vp, vs, rhob]| {
            let (p, s) = (vp * vp, vs * vs);
            moduli::shear(vs, rhob) * (3.0 * p - 4.0 * s) / (p - s)
        });
        Ok(Outputs::one("E", modulus))
    }
}
