//! Net reservoir flag.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, FRACTION, Output, POROSITY, Port};
use crate::operators::support::cut_offs::{Reservoir, flagged};

/// Flags the samples that can hold and let through fluids by cut-offs.
///
/// ## Formula
/// `NETRES = PHIE >= phi_min and VSH <= vsh_max`
/// ## Units
/// PHIE and VSH in v/v; NETRES is 1 for reservoir and 0 otherwise.
/// ## Nulls
/// Null in either input gives 0, and the run report counts such samples as not evaluated.
/// ## Source
/// Crain's Petrophysical Handbook, net pay and cut-offs, 2000; Worthington, Net Pay: What Is It? What Does It Do?, SPE 123561, 2010.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Smallest effective porosity.
    #[schemars(range(min = 0.0, max = 0.4), extend("x-unit" = "v/v"))]
    pub phi_min: f64,
    /// Greatest shale volume.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "v/v"))]
    pub vsh_max: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { phi_min: 0.08, vsh_max: 0.5 }
    }
}

pub struct ReservoirFlag;

impl Operator for ReservoirFlag {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "net_reservoir_flag",
        title: "Net reservoir flag",
        terms: &["net", "cutoff", "cut-off", "reservoir"],
        inputs: &[Port::curve("PHIE", FRACTION).fits(POROSITY), Port::curve("VSH", FRACTION)],
        outputs: &[Output::curve("NETRES", FLAG)],
        // Sample by sample, but the samples not evaluated are counted over the whole well.
        scope: Scope::Well,
        examples: &[Example {
            note: "Reservoir, just so, too tight, too shaly, not evaluated.",
            params: "{}",
            input: r#"{"PHIE": [0.2, 0.08, 0.05, 0.2, null], "VSH": [0.1, 0.5, 0.1, 0.7, 0.1]}"#,
            output: r#"{"NETRES": [1, 1, 0, 0, 0]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let cut_offs = Reservoir { phi_min: params.phi_min, vsh_max: params.vsh_max };
        let flags = cut_offs.judge(input.curve("PHIE")?, input.curve("VSH")?);
        Ok(flagged("NETRES", flags.into()))
    }
}
