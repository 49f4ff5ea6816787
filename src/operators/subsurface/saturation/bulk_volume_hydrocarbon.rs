//! Bulk volume hydrocarbon.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, POROSITY, Port};
use crate::operators::support::samples::map;

/// Computes the share of the rock that is hydrocarbon.
///
/// ## Formula
/// `BVH = PHI * (1 - SW)`
/// ## Units
/// PHI, SW and BVH in v/v.
/// ## Nulls
/// Null in either input gives null. The result is not limited.
/// ## Source
/// Asquith and Gibson, Basic Well Log Analysis for Geologists, AAPG, 1982.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct BulkVolumeHydrocarbon;

impl Operator for BulkVolumeHydrocarbon {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "bulk_volume_hydrocarbon",
        title: "Bulk volume hydrocarbon",
        terms: &["bvh", "oil in place"],
        inputs: &[Port::curve("PHI", FRACTION).fits(POROSITY), Port::curve("SW", FRACTION)],
        outputs: &[Output::curve("BVH", FRACTION).measures(Quantity::BulkVolume)],
        examples: &[Example {
            note: "20 % porosity, a quarter of it water.",
            params: "{}",
            input: r#"{"PHI": [0.2, null], "SW": [0.25, 0.5]}"#,
            output: r#"{"BVH": [0.15, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("PHI")?, input.curve("SW")?], |[porosity, water]| {
            porosity * (1.0 - water)
        });
        Ok(Outputs::one("BVH", values))
    }
}
