//! Dynamic bulk modulus.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{G_PER_CM3, GIGAPASCAL, M_PER_S, Output, Port};
use crate::operators::support::moduli;
use crate::operators::support::samples::map;

/// Computes the bulk modulus from velocities and density.
///
/// ## Formula
/// `K = RHOB * (VP^2 - 4/3 * VS^2) * 1e-6`
/// ## Units
/// VP and VS in m/s; RHOB in g/cm3; K in GPa.
/// ## Nulls
/// Null in any input gives null. The result is not limited: what no rock can have flags bad logs. The square of a velocity below zero hides the sign: range_check_flag finds such samples.
/// ## Source
/// Mavko, Mukerji and Dvorkin, The Rock Physics Handbook, 2nd ed., Cambridge University Press, 2009.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct BulkModulus;

impl Operator for BulkModulus {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "bulk_modulus",
        title: "Dynamic bulk modulus",
        terms: &["incompressibility", "compressibility"],
        inputs: &[
            Port::curve("VP", M_PER_S),
            Port::curve("VS", M_PER_S),
            Port::curve("RHOB", G_PER_CM3),
        ],
        outputs: &[Output::curve("K", GIGAPASCAL).measures(Quantity::BulkModulus)],
        examples: &[Example {
            note: "Velocities of 4000 and 3000 m/s.",
            params: "{}",
            input: r#"{"VP": [4000, 4000], "VS": [3000, null], "RHOB": [2.5, 2.5]}"#,
            output: r#"{"K": [10, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = [input.curve("VP")?, input.curve("VS")?, input.curve("RHOB")?];
        let modulus = map(curves, |[vp, vs, rhob]| moduli::bulk(vp, vs, rhob));
        Ok(Outputs::one("K", modulus))
    }
}
