//! Reflectivity at normal incidence.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{IMPEDANCE, NUMBER, Output, Port};

/// Computes how much of a wave is thrown back between each sample and the next.
///
/// ## Formula
/// `RC[i] = (AI[i + 1] - AI[i]) / (AI[i + 1] + AI[i])`
/// ## Units
/// AI in g/cm3.m/s; RC is a number.
/// ## Nulls
/// Null where the sample or the next one is null, where both sum to zero, and at the last sample, which has no next.
/// ## Source
/// By definition; Sheriff and Geldart, Exploration Seismology, 2nd ed., Cambridge University Press, 1995.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct ReflectionCoefficient;

impl Operator for ReflectionCoefficient {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "reflection_coefficient",
        title: "Normal-incidence reflectivity",
        terms: &["rc", "reflectivity", "seismic", "synthetic"],
        inputs: &[Port::curve("AI", IMPEDANCE)],
        outputs: &[Output::curve("RC", NUMBER).measures(Quantity::Reflectivity)],
        scope: Scope::Window,
        examples: &[Example {
            note: "Up by half, alike, down by half, into a gap, out of it, the end.",
            params: "{}",
            input: r#"{"AI": [4000, 6000, 6000, 4000, null, 4000]}"#,
            output: r#"{"RC": [0.2, 0, -0.2, null, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let impedance = input.curve("AI")?;
        let at = |row: usize| {
            (row < impedance.len() && impedance.is_valid(row)).then(|| impedance.value(row))
        };
        let reflectivity: Float64Array = (0..impedance.len())
            .map(|row| {
                let (here, next) = (at(row)?, at(row + 1)?);
                Some((next - here) / (next + here))
            })
            .collect();
        Ok(Outputs::one("RC", reflectivity))
    }

    fn halo(_: &Params) -> usize {
        1
    }
}
