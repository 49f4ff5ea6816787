//! Net pay flag.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, FRACTION, MILLIDARCY, Output, POROSITY, Port};
use crate::operators::support::cut_offs::{Judged, Pay, Reservoir, flagged};

/// Flags the samples that hold producible hydrocarbon by cut-offs.
///
/// ## Formula
/// `NETPAY = PHIE >= phi_min and VSH <= vsh_max and SW <= sw_max and PERM >= perm_min`; runs of pay thinner than min_thickness are removed. The thickness of a run is the span of its depths plus one median step.
/// ## Units
/// PHIE, VSH and SW in v/v; PERM and perm_min in mD; depth and min_thickness in m; NETPAY is 1 for pay and 0 otherwise. Without PERM its cut-off does not apply.
/// ## Nulls
/// Null in any bound input gives 0, and the run report counts such samples as not evaluated.
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
    /// Greatest water saturation.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "v/v"))]
    pub sw_max: f64,
    /// Smallest permeability, where PERM is bound.
    #[schemars(range(min = 0.0, max = 100000.0), extend("x-unit" = "mD"))]
    pub perm_min: f64,
    /// Smallest thickness of a run of pay; 0 keeps every run.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "m"))]
    pub min_thickness: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { phi_min: 0.08, vsh_max: 0.5, sw_max: 0.5, perm_min: 0.1, min_thickness: 0.0 }
    }
}

pub struct PayFlag;

impl Operator for PayFlag {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "net_pay_flag",
        title: "Net pay flag",
        terms: &["pay", "cutoff", "cut-off", "reservoir"],
        inputs: &[
            Port::curve("PHIE", FRACTION).fits(POROSITY),
            Port::curve("VSH", FRACTION),
            Port::curve("SW", FRACTION),
            Port::curve("PERM", MILLIDARCY).optional(),
        ],
        outputs: &[Output::curve("NETPAY", FLAG)],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Pay, too tight, too shaly, too wet, not evaluated.",
                params: "{}",
                input: r#"{"PHIE": [0.2, 0.05, 0.2, 0.2, null], "VSH": [0.1, 0.1, 0.7, 0.1, 0.1], "SW": [0.3, 0.3, 0.3, 0.9, 0.3]}"#,
                output: r#"{"NETPAY": [1, 0, 0, 0, 0]}"#,
            },
            Example {
                note: "At a step of 0.5 m one sample is too thin for 1 m, two are not.",
                params: r#"{"min_thickness": 1}"#,
                input: r#"{"DEPT": [1000, 1000.5, 1001, 1001.5], "PHIE": [0.2, 0, 0.2, 0.2], "VSH": [0.1, 0.1, 0.1, 0.1], "SW": [0.3, 0.3, 0.3, 0.3]}"#,
                output: r#"{"NETPAY": [0, 0, 1, 1]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = Judged {
            phie: input.curve("PHIE")?,
            vsh: input.curve("VSH")?,
            sw: input.curve("SW")?,
            perm: input.optional("PERM"),
        };
        let reservoir = Reservoir { phi_min: params.phi_min, vsh_max: params.vsh_max };
        let cut_offs = Pay {
            sw_max: params.sw_max,
            perm_min: params.perm_min,
            min_thickness: params.min_thickness,
        };
        let pay = cut_offs.judge(&reservoir.judge(curves.phie, curves.vsh), &curves);
        let (pay, removed) = cut_offs.without_thin(pay.into(), input.depth());
        let outputs = flagged("NETPAY", pay);
        if removed == 0 {
            return Ok(outputs);
        }
        let limit = params.min_thickness;
        Ok(outputs.note(format!("{removed} runs of pay thinner than {limit} m removed")))
    }
}
