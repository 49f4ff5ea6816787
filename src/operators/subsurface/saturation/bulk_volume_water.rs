//! Bulk volume water.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, POROSITY, Port};
use crate::operators::support::samples::map;

/// Computes the share of the rock that is water; constant where water is held back.
///
/// ## Formula
/// `BVW = PHI * SW`
/// ## Units
/// PHI, SW and BVW in v/v.
/// ## Nulls
/// Null in either input gives null. The result is not limited.
/// ## Source
/// Asquith and Gibson, Basic Well Log Analysis for Geologists, AAPG, 1982.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct BulkVolumeWater;

impl Operator for BulkVolumeWater {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "bulk_volume_water",
        title: "Bulk volume water",
        terms: &["bvw", "buckles"],
        inputs: &[Port::curve("PHI", FRACTION).fits(POROSITY), Port::curve("SW", FRACTION)],
        outputs: &[Output::curve("BVW", FRACTION).measures(Quantity::BulkVolume)],
        examples: &[Example {
            note: "20 % porosity, a quarter of it water.",
            params: "{}",
            input: r#"{"PHI": [0.2, null], "SW": [0.25, 0.5]}"#,
            output: r#"{"BVW": [0.05, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values =
            map([input.curve("PHI")?, input.curve("SW")?], |[porosity, water]| porosity * water);
        Ok(Outputs::one("BVW", values))
    }
}
