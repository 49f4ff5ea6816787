//! Duplicate depths.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, METRE, Output, Port};
use crate::operators::support::samples::flag;

/// Flags the samples that stand at the same depth as the sample before.
///
/// ## Formula
/// `DUPD = 1 where abs(DEPT - DEPT before) <= tolerance, else 0`; of equal depths the first is 0, every later one 1. A difference that is the tolerance but for rounding, 1e-12 of the depths, is within it.
/// ## Units
/// DEPT and tolerance in m; DUPD is 1 for a repeated depth and 0 otherwise.
/// ## Nulls
/// A null depth gives null, and is passed over: the next one is compared with the last before it.
/// ## Source
/// Definition; Kansas Geological Survey, logs of Wellington KGS 1-32, 2015, hold five such depths.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Difference within which two depths are one.
    #[schemars(range(min = 0.0, max = 10.0), extend("x-unit" = "m"))]
    pub tolerance: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { tolerance: 1e-6 }
    }
}

/// Part of two depths by which their difference may miss what its decimals say. Smaller than with
/// other limits, since the tolerance itself may be as small as a micrometre.
const ROUNDING: f64 = 1e-12;

pub struct DuplicateFlag;

impl Operator for DuplicateFlag {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "duplicate_depth_flag",
        title: "Duplicate depths",
        terms: &["repeated depth", "index", "dupd"],
        inputs: &[Port::depth(METRE)],
        outputs: &[Output::curve("DUPD", FLAG).measures(Quantity::Flag)],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "The first of equal depths is not flagged, the later ones are.",
                params: "{}",
                input: r#"{"DEPT": [100, 100.5, 100.5, null, 100.5, 101]}"#,
                output: r#"{"DUPD": [0, 0, 1, null, 1, 0]}"#,
            },
            Example {
                note: "Depths that differ by the tolerance itself are one.",
                params: r#"{"tolerance": 0.1}"#,
                input: r#"{"DEPT": [1000.3, 1000.4, 1000.5, 1000.61]}"#,
                output: r#"{"DUPD": [0, 1, 1, 0]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let mut before: Option<f64> = None;
        let judge = |depth: Option<f64>| {
            let depth = depth?;
            let near = |before: f64| {
                let rounding = ROUNDING * (depth.abs() + before.abs());
                (depth - before).abs() <= params.tolerance + rounding
            };
            let repeated = before.is_some_and(near);
            before = Some(depth);
            Some(flag(repeated))
        };
        let flags: Float64Array = input.depth().iter().map(judge).collect();
        Ok(Outputs::one("DUPD", flags))
    }
}
