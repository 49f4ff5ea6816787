//! Sonic porosity, Raymer-Hunt-Gardner exact.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, Port, US_PER_FT};
use crate::operators::support::samples::{map, only_if};

/// Estimates porosity from compressional slowness by the transform of Raymer, Hunt and Gardner, which needs no compaction factor.
///
/// ## Formula
/// `V = (1 - PHI)^2 * Vma + PHI * Vf` with `V = 1 / DT`, solved for the smaller root: `PHI = ((2 * Vma - Vf) - sqrt((2 * Vma - Vf)^2 - 4 * Vma * (Vma - V))) / (2 * Vma)`
/// ## Units
/// DT, dt_ma and dt_fl in us/ft; PHIS_R in v/v.
/// ## Nulls
/// Null in, null out. DT at or below zero, no real root, and a porosity above phi_max, beyond which the transform does not hold, give null. Negative values are kept: they flag a wrong matrix.
/// ## Source
/// Raymer, Hunt and Gardner, An Improved Sonic Transit Time-to-Porosity Transform, SPWLA, 1980.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Slowness of the solid rock.
    #[schemars(range(min = 38.0, max = 70.0), extend("x-unit" = "us/ft"))]
    pub dt_ma: f64,
    /// Slowness of the pore fluid.
    #[schemars(range(min = 150.0, max = 240.0), extend("x-unit" = "us/ft"))]
    pub dt_fl: f64,
    /// Greatest porosity for which the transform is used.
    #[schemars(range(min = 0.0, max = 0.5), extend("x-unit" = "v/v"))]
    pub phi_max: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { dt_ma: 55.5, dt_fl: 189.0, phi_max: 0.37 }
    }
}

pub struct SonicRhg;

impl Operator for SonicRhg {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "porosity_sonic_rhg",
        title: "Sonic porosity, Raymer-Hunt-Gardner exact",
        terms: &["sphi", "dt", "acoustic", "raymer"],
        inputs: &[Port::curve("DT", US_PER_FT)],
        outputs: &[Output::curve("PHIS_R", FRACTION)],
        examples: &[
            Example {
                note: "Rock alone, a porous sand, a slowness beyond the transform, and no slowness.",
                params: "{}",
                input: r#"{"DT": [55.5, 80, 189, 0, null]}"#,
                output: r#"{"PHIS_R": [0, 0.2038234628028, null, null, null]}"#,
            },
            Example {
                note: "In limestone.",
                params: r#"{"dt_ma": 47.5}"#,
                input: r#"{"DT": [65]}"#,
                output: r#"{"PHIS_R": [0.1706076666711]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (rock, fluid) = (1.0 / params.dt_ma, 1.0 / params.dt_fl);
        let linear = 2.0 * rock - fluid;
        let values = map([input.curve("DT")?], |[dt]| {
            // A negative discriminant gives NaN here, which is null.
            let root = (linear * linear - 4.0 * rock * (rock - 1.0 / dt)).sqrt();
            let porosity = (linear - root) / (2.0 * rock);
            only_if((dt > 0.0) & (porosity <= params.phi_max), porosity)
        });
        Ok(Outputs::one("PHIS_R", values))
    }
}
