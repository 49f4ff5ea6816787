//! Velocities and density after a change of pore fluid.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, G_PER_CM3, M_PER_S, Output, POROSITY, Port};
use crate::operators::support::samples::NULL;
use crate::operators::support::several::map_to;
use crate::operators::support::{gassmann, moduli};

/// Computes the velocities and the density that rock would have with another fluid in its pores.
///
/// ## Formula
/// `mu = RHOB * VS^2` and `KSAT1 = RHOB * VP^2 - 4/3 * mu`; KDRY of KSAT1 and k_fl1, KSAT2 of KDRY and k_fl2, both by Gassmann; `RHOB_FS = RHOB + PHI * (rho_fl2 - rho_fl1)`; `VP_FS = sqrt((KSAT2 + 4/3 * mu) / RHOB_FS)` and `VS_FS = sqrt(mu / RHOB_FS)`, since a fluid does not change mu
/// ## Units
/// VP, VS, VP_FS and VS_FS in m/s; RHOB, RHOB_FS and the densities in g/cm3; PHI in v/v; moduli in GPa. The fluids have no defaults: k_fl1 and rho_fl1 tell the one that the logs saw, k_fl2 and rho_fl2 the one in its place.
/// ## Nulls
/// Null in any input gives null in all outputs, and so do a sample without a dry frame between zero and k_min, a velocity below zero, and a fluid that would leave no density. PHI at or below zero leaves the rock as it is: there is no fluid to change.
/// ## Source
/// Smith, Sondergeld and Rai, Gassmann Fluid Substitutions: A Tutorial, Geophysics 68, 2003; Avseth, Mukerji and Mavko, Quantitative Seismic Interpretation, Cambridge University Press, 2005.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Bulk modulus of the mineral; 36.6 is quartz.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "GPa"))]
    pub k_min: f64,
    /// Bulk modulus of the fluid in the pores; must be given.
    #[schemars(range(max = 10.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "GPa"))]
    pub k_fl1: Option<f64>,
    /// Density of the fluid in the pores; must be given.
    #[schemars(range(min = 0.0, max = 2.5), extend("x-unit" = "g/cm3"))]
    pub rho_fl1: Option<f64>,
    /// Bulk modulus of the fluid in its place; must be given.
    #[schemars(range(max = 10.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "GPa"))]
    pub k_fl2: Option<f64>,
    /// Density of the fluid in its place; must be given.
    #[schemars(range(min = 0.0, max = 2.5), extend("x-unit" = "g/cm3"))]
    pub rho_fl2: Option<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self { k_min: 36.6, k_fl1: None, rho_fl1: None, k_fl2: None, rho_fl2: None }
    }
}

impl Params {
    /// Returns VP, VS and density with the second fluid.
    fn substitute(&self, fluids: [Fluid; 2], [vp, vs, rhob, porosity]: [f64; 4]) -> [f64; 3] {
        if vp < 0.0 || vs < 0.0 {
            return [NULL; 3];
        }
        if porosity <= 0.0 {
            return [vp, vs, rhob];
        }
        let [former, new] = fluids;
        let (shear, wet) = (moduli::shear(vs, rhob), moduli::bulk(vp, vs, rhob));
        let frame = gassmann::dry(wet, porosity, former.modulus, self.k_min);
        if frame.is_nan() {
            return [NULL; 3];
        }
        let bulk = gassmann::saturated(frame, porosity, new.modulus, self.k_min);
        let density = rhob + porosity * (new.density - former.density);
        if density <= 0.0 {
            return [NULL; 3];
        }
        let vp = moduli::velocity(bulk + 4.0 / 3.0 * shear, density);
        [vp, moduli::velocity(shear, density), density]
    }
}

#[derive(Clone, Copy)]
struct Fluid {
    modulus: f64,
    density: f64,
}

pub struct FluidSubstitution;

impl Operator for FluidSubstitution {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "fluid_substitution",
        title: "Vp, Vs, density after fluid change",
        terms: &["gassmann", "fluid", "gas", "rock physics"],
        inputs: &[
            Port::curve("VP", M_PER_S),
            Port::curve("VS", M_PER_S),
            Port::curve("RHOB", G_PER_CM3),
            Port::curve("PHI", FRACTION).fits(POROSITY),
        ],
        outputs: &[
            Output::curve("VP_FS", M_PER_S),
            Output::curve("VS_FS", M_PER_S),
            Output::curve("RHOB_FS", G_PER_CM3).measures(Quantity::BulkDensity),
        ],
        examples: &[
            Example {
                note: "Gas in the place of brine; rock without pores stays as it is; rock softer than its brine is none.",
                params: r#"{"k_min": 40, "k_fl1": 2.5, "rho_fl1": 1, "k_fl2": 0.1, "rho_fl2": 0.2}"#,
                input: r#"{"VP": [3500, 3500, 1200, 3500], "VS": [2000, 2000, 900, null], "RHOB": [2.3, 2.65, 2.3, 2.3], "PHI": [0.2, 0, 0.2, 0.2]}"#,
                output: r#"{"VP_FS": [3235.7013861395244, 3500, null, null], "VS_FS": [2073.418775973814, 2000, null, null], "RHOB_FS": [2.14, 2.65, null, null]}"#,
            },
            Example {
                note: "A fluid in its own place changes nothing.",
                params: r#"{"k_fl1": 2.5, "rho_fl1": 1, "k_fl2": 2.5, "rho_fl2": 1}"#,
                input: r#"{"VP": [3500], "VS": [2000], "RHOB": [2.3], "PHI": [0.2]}"#,
                output: r#"{"VP_FS": [3500], "VS_FS": [2000], "RHOB_FS": [2.3]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        // What `check` demands is there; without it every number would be null.
        let number = |given: Option<f64>| given.unwrap_or(NULL);
        let fluids = [
            Fluid { modulus: number(params.k_fl1), density: number(params.rho_fl1) },
            Fluid { modulus: number(params.k_fl2), density: number(params.rho_fl2) },
        ];
        let curves =
            [input.curve("VP")?, input.curve("VS")?, input.curve("RHOB")?, input.curve("PHI")?];
        let [vp, vs, density] = map_to(curves, |sample| params.substitute(fluids, sample));
        Ok(Outputs::one("VP_FS", vp).with("VS_FS", vs).with("RHOB_FS", density))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let needed = [
            ("k_fl1", params.k_fl1, "GPa", "2.5 for brine"),
            ("rho_fl1", params.rho_fl1, "g/cm3", "1.05 for brine"),
            ("k_fl2", params.k_fl2, "GPa", "0.1 for gas"),
            ("rho_fl2", params.rho_fl2, "g/cm3", "0.2 for gas"),
        ];
        needed
            .into_iter()
            .filter(|(_, given, _, _)| given.is_none())
            .map(|(name, _, unit, usual)| {
                let hint = format!("give the fluid's own value, about {usual}");
                BrokenRule::new(name, "nothing", format!("a number in {unit}"), hint)
            })
            .collect()
    }
}
