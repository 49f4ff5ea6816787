//! True from apparent thickness.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::samples::map;

/// Converts the length of core through a bed or vein into its thickness.
///
/// ## Formula
/// `TT = LENGTH * sin(angle)`
/// ## Units
/// LENGTH and TT in m; angle, between the core axis and the bedding, in deg.
/// ## Nulls
/// Null in, null out. Nothing is clipped.
/// ## Source
/// Marjoribanks, Geological Methods in Mineral Exploration and Mining, 2nd ed., 2010.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Angle between the core axis and the bedding; 90 deg is a hole straight through the bed.
    #[schemars(range(min = 0.0, max = 90.0), extend("x-unit" = "deg"))]
    pub angle: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { angle: 90.0 }
    }
}

pub struct TrueThickness;

impl Operator for TrueThickness {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "true_thickness",
        title: "True from apparent thickness",
        terms: &["vein", "width", "core axis", "alpha angle", "apparent"],
        inputs: &[Port::curve("LENGTH", METRE).fits(&[Quantity::Unknown])],
        outputs: &[Output::curve("TT", METRE)],
        examples: &[Example {
            note: "At 30 deg to the bedding the core shows twice the thickness.",
            params: r#"{"angle": 30}"#,
            input: r#"{"LENGTH": [2, 0, null]}"#,
            output: r#"{"TT": [1, 0, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let share = params.angle.to_radians().sin();
        Ok(Outputs::one("TT", map([input.curve("LENGTH")?], |[length]| length * share)))
    }
}
