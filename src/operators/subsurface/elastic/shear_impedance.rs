//! Shear impedance.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{G_PER_CM3, IMPEDANCE, M_PER_S, Output, Port};
use crate::operators::support::samples::map;

/// Multiplies S velocity by density.
///
/// ## Formula
/// `SI = VS * RHOB`
/// ## Units
/// VS in m/s; RHOB in g/cm3; SI in g/cm3.m/s.
/// ## Nulls
/// Null in either input gives null. The result is not limited.
/// ## Source
/// By definition; Mavko, Mukerji and Dvorkin, The Rock Physics Handbook, 2nd ed., Cambridge University Press, 2009.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct ShearImpedance;

impl Operator for ShearImpedance {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "shear_impedance",
        title: "Shear impedance",
        terms: &["impedance", "seismic", "si"],
        inputs: &[Port::curve("VS", M_PER_S), Port::curve("RHOB", G_PER_CM3)],
        outputs: &[Output::curve("SI", IMPEDANCE)],
        examples: &[Example {
            note: "Rock of 2.5 g/cm3 at 2000 m/s.",
            params: "{}",
            input: r#"{"VS": [2000, 2000], "RHOB": [2.5, null]}"#,
            output: r#"{"SI": [5000, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let impedance =
            map([input.curve("VS")?, input.curve("RHOB")?], |[velocity, rhob]| velocity * rhob);
        Ok(Outputs::one("SI", impedance))
    }
}
