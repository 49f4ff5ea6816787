//! Sonic porosity by Wyllie's time average.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, Port, US_PER_FT};
use crate::operators::support::samples::map;

/// Estimates porosity from compressional slowness by the time average of rock and fluid.
///
/// ## Formula
/// `PHIS = (DT - dt_ma) / (dt_fl - dt_ma) / cp`
/// ## Units
/// DT, dt_ma and dt_fl in us/ft; PHIS_W in v/v.
/// ## Nulls
/// Null in, null out. The result is not limited.
/// ## Source
/// Wyllie, Gregory and Gardner, Elastic Wave Velocities in Heterogeneous and Porous Media, Geophysics 21, 1956; and Geophysics 23, 1958.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Slowness of the solid rock.
    #[schemars(range(min = 38.0, max = 70.0), extend("x-unit" = "us/ft"))]
    pub dt_ma: f64,
    /// Slowness of the pore fluid.
    #[schemars(range(min = 150.0, max = 240.0), extend("x-unit" = "us/ft"))]
    pub dt_fl: f64,
    /// Compaction factor; above 1 where the rock is unconsolidated.
    #[schemars(range(min = 1.0, max = 2.0), extend("x-unit" = "1"))]
    pub cp: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { dt_ma: 55.5, dt_fl: 189.0, cp: 1.0 }
    }
}

pub struct SonicWyllie;

impl Operator for SonicWyllie {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "porosity_sonic_wyllie",
        title: "Sonic porosity, Wyllie time average",
        terms: &["sphi", "dt", "acoustic"],
        inputs: &[Port::curve("DT", US_PER_FT)],
        outputs: &[Output::curve("PHIS_W", FRACTION)],
        examples: &[Example {
            note: "Slowness of the rock alone, and a fifth of the way to the fluid's.",
            params: "{}",
            input: r#"{"DT": [55.5, 82.2, null]}"#,
            output: r#"{"PHIS_W": [0, 0.2, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let span = (params.dt_fl - params.dt_ma) * params.cp;
        let porosity = map([input.curve("DT")?], |[dt]| (dt - params.dt_ma) / span);
        Ok(Outputs::one("PHIS_W", porosity))
    }
}
