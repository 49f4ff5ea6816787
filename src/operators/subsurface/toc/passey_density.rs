//! TOC, Passey density-resistivity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{G_PER_CM3, OHM_M, Output, PERCENT, Port};
use crate::operators::support::passey::Overlay;
use crate::operators::support::samples::map;

/// Estimates organic carbon from the separation of density and resistivity, laid over each other in a lean shale.
///
/// ## Formula
/// `TOC = DLR * 10^(2.297 - 0.1688 * lom) + toc_bg`, where `DLR = log10(RT / rt_base) - 2.5 * (RHOB - rhob_base)`
/// ## Units
/// RHOB and rhob_base in g/cm3, to which 2.5 belongs; RT and rt_base in ohm.m; toc_bg and TOC_RHOB in % of weight.
/// ## Nulls
/// Null in either input gives null, and so does RT at or below zero. A separation below zero, as in reservoirs of water, gives toc_bg.
/// ## Source
/// Passey, Creaney, Kulla, Moretti and Stroud, A Practical Model for Organic Richness from Porosity and Resistivity Logs, AAPG Bulletin 74, 1990; lom is the level of organic metamorphism, 7 at the onset of maturity and 12 at that of overmaturity for kerogen that gives oil.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Density of the base line: lean, fine-grained rock.
    #[schemars(range(min = 1.0, max = 3.5), extend("x-unit" = "g/cm3"))]
    pub rhob_base: f64,
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
        Self { rhob_base: 2.5, rt_base: 3.0, lom: 10.0, toc_bg: 0.8 }
    }
}

pub struct PasseyDensity;

impl Operator for PasseyDensity {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "toc_passey_density",
        title: "TOC, Passey density-resistivity",
        terms: &["toc", "source rock", "delta log r", "density", "lom", "total organic carbon"],
        inputs: &[Port::curve("RHOB", G_PER_CM3), Port::curve("RT", OHM_M)],
        outputs: &[Output::curve("TOC_RHOB", PERCENT)],
        examples: &[Example {
            note: "The base line, a separation of 0.4 by the density, one decade of resistivity, a negative separation, no resistivity.",
            params: "{}",
            input: r#"{"RHOB": [2.5, 2.34, 2.5, 2.7, 2.5, null], "RT": [3, 3, 30, 3, 0, 3]}"#,
            output: r#"{"TOC_RHOB": [0.8, 2.425773316661, 4.864433291652, 0.8, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let overlay = Overlay::new(params.rt_base, params.lom, params.toc_bg);
        let values = map([input.curve("RHOB")?, input.curve("RT")?], |[density, rt]| {
            overlay.organic_carbon(rt, -2.5 * (density - params.rhob_base))
        });
        Ok(Outputs::one("TOC_RHOB", values))
    }
}
