//! Mineral modulus by Voigt, Reuss and Hill.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, GIGAPASCAL, Output, Port};
use crate::operators::support::samples::{map_all, only_if};

/// Mixes the bulk moduli of minerals to that of the solid rock.
///
/// ## Formula
/// `KMIN = (sum(V_i * K_i) + 1 / sum(V_i / K_i)) / 2`, the mean of the stiffest and the softest way to put the minerals together
/// ## Units
/// V_i in v/v of the solid rock; k_i and KMIN in GPa. The moduli stand in the order in which the volumes are bound.
/// ## Nulls
/// Null in any volume gives null, and so do a volume below zero, and volumes that do not sum to 1 within 0.02; they are not scaled to 1. Another number of moduli than of volumes is an error.
/// ## Source
/// Hill, The Elastic Behaviour of a Crystalline Aggregate, Proceedings of the Physical Society A 65, 1952.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Bulk modulus of each mineral, in the order of the volumes, e.g. quartz 36.6, calcite 76.8, dolomite 94.9, clay 21.
    #[schemars(inner(range(min = 0.001, max = 2000.0)), extend("x-unit" = "GPa"))]
    pub k_i: Vec<f64>,
}

pub struct MineralModulus;

impl Operator for MineralModulus {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "mineral_modulus_vrh",
        title: "Mineral modulus, Voigt-Reuss-Hill",
        terms: &["kmin", "voigt", "reuss", "hill", "solid"],
        inputs: &[Port::curve("V", FRACTION).fits(&[]).repeated()],
        outputs: &[Output::curve("KMIN", GIGAPASCAL).measures(Quantity::BulkModulus)],
        examples: &[
            Example {
                note: "Between the means 50 and 37.5; volumes that leave too much open give null.",
                params: r#"{"k_i": [25, 75]}"#,
                input: r#"{"V_1": [0.5, 1, 0.5, null], "V_2": [0.5, 0, 0.4, 1]}"#,
                output: r#"{"KMIN": [43.75, 25, null, null]}"#,
            },
            Example {
                note: "Three minerals.",
                params: r#"{"k_i": [20, 40, 80]}"#,
                input: r#"{"V_1": [0.25], "V_2": [0.5], "V_3": [0.25]}"#,
                output: r#"{"KMIN": [40.277777777777779]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let volumes = input.curves("V");
        if volumes.len() != params.k_i.len() {
            return Err(KernelError::invalid(
                "V",
                "the list k_i has a modulus for each volume",
                format!("{} volumes and {} moduli", volumes.len(), params.k_i.len()),
                "as many moduli as volumes",
                "give k_i one modulus for each bound volume, in the same order",
            ));
        }
        let volumes: Vec<&Float64Array> = volumes.into_iter().map(|(_, volume)| volume).collect();
        let compliances: Vec<f64> = params.k_i.iter().map(|modulus| 1.0 / modulus).collect();
        let mixed = map_all(&volumes, |row| {
            let total: f64 = row.iter().sum();
            let stiff: f64 = row.iter().zip(&params.k_i).map(|(volume, k)| volume * k).sum();
            let soft: f64 = row.iter().zip(&compliances).map(|(volume, c)| volume * c).sum();
            let least = row.iter().copied().fold(0.0, f64::min);
            // Volumes as written sum to the limits only up to rounding.
            let whole = (total - 1.0).abs() <= 0.02 + 1e-9;
            only_if(whole & (least >= 0.0), (stiff + 1.0 / soft) / 2.0)
        });
        Ok(Outputs::one("KMIN", mixed))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        if !params.k_i.is_empty() {
            return Vec::new();
        }
        let hint = "give the bulk modulus of each mineral in GPa, e.g. [36.6, 21]";
        vec![BrokenRule::new("k_i", "no modulus", "one modulus for each volume", hint)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_and_moduli_are_equally_many() {
        let input = Inputs::new(Float64Array::from(vec![0.0])).with_member(
            "V",
            "V_1",
            Float64Array::from(vec![1.0]),
        );
        let run = |k_i: &[f64]| MineralModulus::run(&Params { k_i: k_i.to_vec() }, &input);
        assert!(run(&[36.6]).is_ok());
        let error = run(&[36.6, 21.0]).expect_err("refused");
        assert!(
            matches!(error, KernelError::InvalidData { found, .. } if found == "1 volumes and 2 moduli")
        );
    }
}
