//! Acoustic impedance.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{G_PER_CM3, IMPEDANCE, M_PER_S, Output, Port};
use crate::operators::support::samples::map;

/// Multiplies P velocity by density.
///
/// ## Formula
/// `AI = VP * RHOB`
/// ## Units
/// VP in m/s; RHOB in g/cm3; AI in g/cm3.m/s.
/// ## Nulls
/// Null in either input gives null. The result is not limited.
/// ## Source
/// By definition; Mavko, Mukerji and Dvorkin, The Rock Physics Handbook, 2nd ed., Cambridge University Press, 2009.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct AcousticImpedance;

impl Operator for AcousticImpedance {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "acoustic_impedance",
        title: "Acoustic impedance",
        terms: &["impedance", "seismic", "ai"],
        inputs: &[Port::curve("VP", M_PER_S), Port::curve("RHOB", G_PER_CM3)],
        outputs: &[Output::curve("AI", IMPEDANCE)],
        examples: &[Example {
            note: "Rock of 2.5 g/cm3 at 2000 m/s.",
            params: "{}",
            input: r#"{"VP": [2000, 2000], "RHOB": [2.5, null]}"#,
            output: r#"{"AI": [5000, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let impedance =
            map([input.curve("VP")?, input.curve("RHOB")?], |[velocity, rhob]| velocity * rhob);
        Ok(Outputs::one("AI", impedance))
    }
}
