//! S velocity from P velocity and lithology, Greenberg and Castagna.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, M_PER_S, Output, Port};
use crate::operators::support::samples::{map, only_if};

/// Estimates S velocity of brine-filled rock of mixed lithology.
///
/// ## Formula
/// `VS = (sum(X * VSX) + 1 / sum(X / VSX)) / 2` over the rocks with fractions X; in km/s, `sandstone 0.80416 * VP - 0.85588`, `limestone -0.05508 * VP^2 + 1.01677 * VP - 1.03049`, `dolomite 0.58321 * VP - 0.07775`, `shale 0.76969 * VP - 0.86735`
/// ## Units
/// VP and VS_GC in m/s; VSAND, VLIME, VDOLO and VSHALE in v/v, without the pores.
/// ## Nulls
/// Null in any input gives null. Fractions that sum to 0.98..1.02 are divided by their sum; any other sum gives null, and so does a fraction below zero, or a rock present that has no S velocity at this VP.
/// ## Source
/// Greenberg and Castagna, Shear-Wave Velocity Estimation in Porous Rocks: Theoretical Formulation, Preliminary Verification and Applications, Geophysical Prospecting 40, 1992.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

/// Returns the S velocities of pure sandstone, limestone, dolomite and shale at a P velocity, in km/s.
fn shear_velocities(vp: f64) -> [f64; 4] {
    [
        0.80416 * vp - 0.85588,
        -0.05508 * vp * vp + 1.01677 * vp - 1.03049,
        0.58321 * vp - 0.07775,
        0.76969 * vp - 0.86735,
    ]
}

pub struct VsGreenbergCastagna;

impl Operator for VsGreenbergCastagna {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "vs_greenberg_castagna",
        title: "Vs from Vp and lithology",
        terms: &["shear", "greenberg", "castagna", "lithology"],
        inputs: &[
            Port::curve("VP", M_PER_S),
            Port::curve("VSAND", FRACTION).fits(&[Quantity::BulkVolume]),
            Port::curve("VLIME", FRACTION).fits(&[Quantity::BulkVolume]),
            Port::curve("VDOLO", FRACTION).fits(&[Quantity::BulkVolume]),
            Port::curve("VSHALE", FRACTION),
        ],
        outputs: &[Output::curve("VS_GC", M_PER_S)],
        examples: &[
            Example {
                note: "Pure sandstone lies on its line; half of what is there unaccounted for gives null.",
                params: "{}",
                input: r#"{"VP": [3000, 3000, 3000], "VSAND": [1, 0.5, 0.5], "VLIME": [0, 0, 0], "VDOLO": [0, 0, 0], "VSHALE": [0, 0, null]}"#,
                output: r#"{"VS_GC": [1556.6, null, null]}"#,
            },
            Example {
                note: "Sand and shale in equal parts, summing to 0.98.",
                params: "{}",
                input: r#"{"VP": [3000], "VSAND": [0.49], "VLIME": [0], "VDOLO": [0], "VSHALE": [0.49]}"#,
                output: r#"{"VS_GC": [1498.0595992422425]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = [
            input.curve("VP")?,
            input.curve("VSAND")?,
            input.curve("VLIME")?,
            input.curve("VDOLO")?,
            input.curve("VSHALE")?,
        ];
        let velocity = map(curves, |[vp, sand, lime, dolomite, shale]| {
            let fractions = [sand, lime, dolomite, shale];
            let total: f64 = fractions.iter().sum();
            // Fractions as written sum to the limits only up to rounding.
            let mut meant = (total - 1.0).abs() <= 0.02 + 1e-9;
            let (mut mean, mut slowness) = (0.0, 0.0);
            for (part, pure) in fractions.into_iter().zip(shear_velocities(vp / 1000.0)) {
                meant &= (part == 0.0) | ((part > 0.0) & (pure > 0.0));
                mean += part * pure;
                slowness += if part == 0.0 { 0.0 } else { part / pure };
            }
            only_if(meant, 1000.0 * (mean / total + total / slowness) / 2.0)
        });
        Ok(Outputs::one("VS_GC", velocity))
    }
}
