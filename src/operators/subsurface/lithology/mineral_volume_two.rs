//! Two-mineral split from matrix density.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, G_PER_CM3, Output, Port};
use crate::operators::support::samples::{clipped, map};

/// Splits the rock into two minerals by its matrix density; gives the share of the first.
///
/// ## Formula
/// `VMIN1 = (rho_2 - RHOMAA) / (rho_2 - rho_1)`
/// ## Units
/// RHOMAA, rho_1 and rho_2 in g/cm3; VMIN1 in v/v of the solid rock.
/// ## Nulls
/// Null in, null out. The result is limited to 0..1 when `clip` is set and kept as it is otherwise.
/// ## Source
/// Crain's Petrophysical Handbook, two-mineral models, 2000.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Density of the first mineral.
    #[schemars(range(min = 1.0, max = 8.0), extend("x-unit" = "g/cm3"))]
    pub rho_1: f64,
    /// Density of the second mineral; another than that of the first.
    #[schemars(range(min = 1.0, max = 8.0), extend("x-unit" = "g/cm3"))]
    pub rho_2: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { rho_1: 2.71, rho_2: 2.87, clip: true }
    }
}

pub struct MineralVolumeTwo;

impl Operator for MineralVolumeTwo {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "mineral_volume_two",
        title: "Two-mineral split from matrix density",
        terms: &["limestone", "dolomite", "vmin", "mixture"],
        inputs: &[Port::curve("RHOMAA", G_PER_CM3)],
        outputs: &[Output::curve("VMIN1", FRACTION)],
        examples: &[
            Example {
                note: "Limestone, half dolomite, dolomite, heavier than both.",
                params: "{}",
                input: r#"{"RHOMAA": [2.71, 2.79, 2.87, 2.95, null]}"#,
                output: r#"{"VMIN1": [1, 0.5, 0, 0, null]}"#,
            },
            Example {
                note: "The raw value.",
                params: r#"{"clip": false}"#,
                input: r#"{"RHOMAA": [2.95]}"#,
                output: r#"{"VMIN1": [-0.5]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let span = params.rho_2 - params.rho_1;
        let values = map([input.curve("RHOMAA")?], |[rhomaa]| {
            clipped((params.rho_2 - rhomaa) / span, params.clip)
        });
        Ok(Outputs::one("VMIN1", values))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        if params.rho_2 != params.rho_1 {
            return Vec::new();
        }
        let wanted = format!("another value than rho_1, which is {} g/cm3", params.rho_1);
        vec![BrokenRule::new(
            "rho_2",
            params.rho_2,
            wanted,
            "name two minerals of different density",
        )]
    }
}
