//! Overburden stress.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{G_PER_CM3, MEGAPASCAL, METRE, Output, Port};
use crate::operators::support::cut_offs::at;
use crate::operators::support::integral::{bridged, cumulative, demand_order};

/// Weight in MPa of a metre of matter of 1 g/cm3, with the standard gravity of 9.80665 m/s2.
const MEGAPASCAL_A_METRE: f64 = 9.80665e-3;

/// Sums the weight of water and rock above each sample.
///
/// ## Formula
/// `SV = 9.80665e-3 * (rho_water * water_depth + rho_shallow * (TVD[0] - water_depth - air_gap) + cumtrapz(RHOB, TVD))`
/// ## Units
/// TVD, water_depth and air_gap in m; RHOB and the densities in g/cm3; SV in MPa.
/// ## Nulls
/// A density at or below zero counts as missing. Missing densities are filled by a straight line between those above and below; above the first and below the last they are rho_shallow. A well without any density gives null. TVD must not fall from sample to sample, which is an error; it may stand still, as in a horizontal hole. Samples without TVD are passed over and stay null, and so do those above the sea floor, whose densities count as missing.
/// ## Source
/// Plumb, Evans and Engelder, Geophysical Log Responses and Their Correlation with Bed-to-Bed Stress Contrasts in Paleozoic Rocks, Journal of Geophysical Research 96, 1991; scipy.integrate.cumulative_trapezoid, SciPy 1.17, 2026.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Depth of the sea floor below the sea level; 0 on land.
    #[schemars(range(min = 0.0, max = 12000.0), extend("x-unit" = "m"))]
    pub water_depth: f64,
    /// Density of the sea water.
    #[schemars(range(min = 0.9, max = 1.4), extend("x-unit" = "g/cm3"))]
    pub rho_water: f64,
    /// Height of the point from which TVD counts above the sea level, or above the ground on land.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "m"))]
    pub air_gap: f64,
    /// Density of the rock from the sea floor to the first sample, and where none was measured at the ends.
    #[schemars(range(min = 0.5, max = 3.5), extend("x-unit" = "g/cm3"))]
    pub rho_shallow: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { water_depth: 0.0, rho_water: 1.03, air_gap: 0.0, rho_shallow: 1.95 }
    }
}

pub struct OverburdenStress;

impl Operator for OverburdenStress {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "overburden_stress",
        title: "Overburden stress",
        terms: &["sv", "obg", "lithostatic", "pore pressure"],
        inputs: &[Port::curve("RHOB", G_PER_CM3), Port::curve("TVD", METRE)],
        outputs: &[Output::curve("SV", MEGAPASCAL)],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "A missing density lies halfway between its neighbours: 100 m of 2.2 g/cm3 and of 2.4 below 1000 m of 2.",
                params: r#"{"rho_shallow": 2}"#,
                input: r#"{"TVD": [1000, 1100, 1200], "RHOB": [2.1, null, 2.5]}"#,
                output: r#"{"SV": [19.6133, 21.770763, 24.124359]}"#,
            },
            Example {
                note: "At sea: 25 m of air, 100 m of water, 375 m of shallow rock. A curve that begins above the sea floor has no stress there.",
                params: r#"{"air_gap": 25, "water_depth": 100, "rho_water": 1, "rho_shallow": 2}"#,
                input: r#"{"TVD": [0, 125, 500], "RHOB": [null, null, 2]}"#,
                output: r#"{"SV": [null, 0.980665, 8.3356525]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (density, depth) = (input.curve("RHOB")?, input.curve("TVD")?);
        demand_order("TVD", "m", &depth.iter().flatten().collect::<Vec<_>>())?;
        // There is no rock above the sea floor: the sum begins with the first sample below it.
        let sea_floor = params.water_depth + params.air_gap;
        let in_rock = |row: &usize| depth.is_valid(*row) && depth.value(*row) >= sea_floor;
        let rows: Vec<usize> = (0..input.len()).filter(in_rock).collect();
        let places: Vec<f64> = rows.iter().map(|row| depth.value(*row)).collect();
        let given: Vec<Option<f64>> =
            rows.iter().map(|row| at(density, *row).filter(|density| *density > 0.0)).collect();
        let mut written = vec![None; input.len()];
        let missing = given.iter().filter(|value| value.is_none()).count();
        let Some(top) = places.first().filter(|_| missing < given.len()) else {
            return Ok(Outputs::one("SV", Float64Array::from(written)));
        };
        let filled: Vec<f64> = bridged(&places, &given, f64::INFINITY)
            .into_iter()
            .map(|value| value.unwrap_or(params.rho_shallow))
            .collect();
        let above = params.rho_water * params.water_depth + params.rho_shallow * (top - sea_floor);
        for (row, sum) in rows.iter().zip(cumulative(&places, &filled)) {
            written[*row] = Some(MEGAPASCAL_A_METRE * (above + sum));
        }
        let outputs = Outputs::one("SV", Float64Array::from(written));
        if missing == 0 {
            return Ok(outputs);
        }
        Ok(outputs.note(format!("{missing} samples without density filled")))
    }
}
