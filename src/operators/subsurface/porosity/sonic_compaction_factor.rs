//! Compaction factor for Wyllie.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{NUMBER, Output, Port, US_PER_FT};
use crate::operators::support::samples::map;

/// Estimates how far a sand is from compacted by the slowness of the shales next to it, for use as cp in the time average.
///
/// ## Formula
/// `CP = max(1, c * DT_SH / ref)`
/// ## Units
/// DT_SH and ref in us/ft; CP is a number.
/// ## Nulls
/// Null in, null out.
/// ## Source
/// Schlumberger, Log Interpretation Principles and Applications, 1989; Crain's Petrophysical Handbook, KCP = max(1, DTCSH / 100), 2000.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Shale compaction coefficient.
    #[schemars(range(min = 0.8, max = 1.3), extend("x-unit" = "1"))]
    pub c: f64,
    /// Slowness of compacted shale.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "us/ft"))]
    pub r#ref: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { c: 1.0, r#ref: 100.0 }
    }
}

pub struct SonicCompactionFactor;

impl Operator for SonicCompactionFactor {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "sonic_compaction_factor",
        title: "Compaction factor for Wyllie",
        terms: &["cp", "kcp", "unconsolidated", "sonic"],
        inputs: &[Port::curve("DT_SH", US_PER_FT).fits(&[Quantity::CompressionalSlowness])],
        outputs: &[Output::curve("CP", NUMBER)],
        examples: &[Example {
            note: "Shale of 120 us/ft is not compacted, shale of 90 us/ft is.",
            params: "{}",
            input: r#"{"DT_SH": [120, 90, null]}"#,
            output: r#"{"CP": [1.2, 1, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("DT_SH")?], |[dt]| (params.c * dt / params.r#ref).max(1.0));
        Ok(Outputs::one("CP", values))
    }
}
