//! TOC, Passey neutron-resistivity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, OHM_M, Output, PERCENT, Port};
use crate::operators::support::passey::Overlay;
use crate::operators::support::samples::map;

/// Estimates organic carbon from the separation of neutron and resistivity, laid over each other in a lean shale.
///
/// ## Formula
/// `TOC = DLR * 10^(2.297 - 0.1688 * lom) + toc_bg`, where `DLR = log10(RT / rt_base) + 4.0 * (NPHI - nphi_base)`
/// ## Units
/// NPHI and nphi_base in v/v, to which 4.0 belongs; RT and rt_base in ohm.m; toc_bg and TOC_NPHI in % of weight.
/// ## Nulls
/// Null in either input gives null, and so does RT at or below zero. A separation below zero, as in reservoirs of water, gives toc_bg.
/// ## Source
/// Passey, Creaney, Kulla, Moretti and Stroud, A Practical Model for Organic Richness from Porosity and Resistivity Logs, AAPG Bulletin 74, 1990; lom is the level of organic metamorphism, 7 at the onset of maturity and 12 at that of overmaturity for kerogen that gives oil.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Neutron porosity of the base line: lean, fine-grained rock.
    #[schemars(range(min = -0.15, max = 1.0), extend("x-unit" = "v/v"))]
    pub nphi_base: f64,
    /// Resistivity of the base line.
    #[schemars(range(max = 1000000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub rt_base: f64,
    /// Level of organic metamorphism.
    #[schemars(range(min = 6.0, max = 12.0), extend("x-unit" = "1"))]
    pub lom: f64,
    /// Organic carbon of all shales.
    #[schemars(range(min = 0.0, max = 2.0), extend("x-unit" = "%"))]
    pub toc_bg: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { nphi_base: 0.25, rt_base: 3.0, lom: 10.0, toc_bg: 0.8 }
    }
}

pub struct PasseyNeutron;

impl Operator for PasseyNeutron {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "toc_passey_neutron",
        title: "TOC, Passey neutron-resistivity",
        terms: &["toc", "source rock", "delta log r", "neutron", "lom", "total organic carbon"],
        inputs: &[Port::curve("NPHI", FRACTION), Port::curve("RT", OHM_M)],
        outputs: &[Output::curve("TOC_NPHI", PERCENT)],
        examples: &[Example {
            note: "The base line, a separation of 0.4 by the neutron, one decade of resistivity, a negative separation, no resistivity.",
            params: "{}",
            input: r#"{"NPHI": [0.25, 0.35, 0.25, 0.15, 0.25, null], "RT": [3, 3, 30, 3, 0, 3]}"#,
            output: r#"{"TOC_NPHI": [0.8, 2.425773316661, 4.864433291652, 0.8, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let overlay = Overlay::new(params.rt_base, params.lom, params.toc_bg);
        let values = map([input.curve("NPHI")?, input.curve("RT")?], |[neutron, rt]| {
            overlay.organic_carbon(rt, 4.0 * (neutron - params.nphi_base))
        });
        Ok(Outputs::one("TOC_NPHI", values))
    }
}
