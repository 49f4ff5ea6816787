//! TOC from density, Schmoker.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{G_PER_CM3, Output, PERCENT, Port};
use crate::operators::support::samples::{map, only_if};

/// Estimates organic carbon from bulk density: organic matter is the lightest part of the rock.
///
/// ## Formula
/// `TOC = a / RHOB - b`
/// ## Units
/// RHOB in g/cm3; TOC_SCH in % of weight.
/// ## Nulls
/// Null in, null out; RHOB at or below zero gives null. A negative result gives 0 when `clip0` is set.
/// ## Source
/// Schmoker and Hester, Organic Carbon in Bakken Formation, United States Portion of Williston Basin, AAPG Bulletin 67, 1983.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Coefficient, % times g/cm3.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "1"))]
    pub a: f64,
    /// Intercept, taken off.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "%"))]
    pub b: f64,
    /// Makes negative results 0.
    pub clip0: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { a: 154.497, b: 57.261, clip0: true }
    }
}

pub struct Schmoker;

impl Operator for Schmoker {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "toc_schmoker",
        title: "TOC from density, Schmoker",
        terms: &["toc", "source rock", "rhob", "bakken", "total organic carbon"],
        inputs: &[Port::curve("RHOB", G_PER_CM3)],
        outputs: &[Output::curve("TOC_SCH", PERCENT)],
        examples: &[
            Example {
                note: "Rich shale, rock too heavy for organic matter, no density.",
                params: "{}",
                input: r#"{"RHOB": [2.4, 2.75, 0, null]}"#,
                output: r#"{"TOC_SCH": [7.11275, 0, null, null]}"#,
            },
            Example {
                note: "The raw value.",
                params: r#"{"clip0": false}"#,
                input: r#"{"RHOB": [2.75]}"#,
                output: r#"{"TOC_SCH": [-1.080272727273]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("RHOB")?], |[rhob]| {
            let carbon = params.a / rhob - params.b;
            let limited = if carbon < 0.0 { 0.0 } else { carbon };
            only_if(rhob > 0.0, if params.clip0 { limited } else { carbon })
        });
        Ok(Outputs::one("TOC_SCH", values))
    }
}
