//! Dynamic Poisson ratio.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{M_PER_S, NUMBER, Output, Port};
use crate::operators::support::samples::{map, only_if};

/// Computes Poisson's ratio from velocities.
///
/// ## Formula
/// `PR = (VP^2 - 2 * VS^2) / (2 * (VP^2 - VS^2))`
/// ## Units
/// VP and VS in m/s; PR is a number.
/// ## Nulls
/// Null in either input gives null, and so does VP at or below VS. The result is not limited: below zero it flags bad logs. The square of a velocity below zero hides the sign: range_check_flag finds such samples.
/// ## Source
/// Mavko, Mukerji and Dvorkin, The Rock Physics Handbook, 2nd ed., Cambridge University Press, 2009.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct PoissonRatio;

impl Operator for PoissonRatio {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "poisson_ratio",
        title: "Dynamic Poisson ratio",
        terms: &["pr", "poisson", "geomechanics"],
        inputs: &[Port::curve("VP", M_PER_S), Port::curve("VS", M_PER_S)],
        outputs: &[Output::curve("PR", NUMBER)],
        examples: &[Example {
            note: "A fluid has 0.5; a P wave is never the slower one.",
            params: "{}",
            input: r#"{"VP": [2000, 1500, 1000, null], "VS": [1000, 0, 1000, 1000]}"#,
            output: r#"{"PR": [0.3333333333333333, 0.5, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let ratio = map([input.curve("VP")?, input.curve("VS")?], |[vp, vs]| {
            only_if(vp > vs, (vp * vp - 2.0 * vs * vs) / (2.0 * (vp * vp - vs * vs)))
        });
        Ok(Outputs::one("PR", ratio))
    }
}
