//! Gaps.

use arrow::array::{Array, Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::depth_window::{ROUNDING, downwards};
use crate::operators::support::runs::runs_of;

/// Lists the intervals in which a curve holds nothing.
///
/// ## Formula
/// `length = base - top`, with the valid samples above and below as top and base; listed where `length > min_gap`. Leading nulls reach from the first depth to the first valid sample, trailing ones from the last valid sample to the last depth.
/// ## Units
/// top, base, length and min_gap in m. kind is inside, leading, trailing, or whole where no sample is valid; first is the shallowest.
/// ## Nulls
/// Nulls are what is looked for. Samples without depth are passed over.
/// ## Source
/// Definition; the length is that of pandas and welly users who interpolate between the bounding samples, 2021.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length that a gap must exceed to be listed.
    #[schemars(range(min = 0.0, max = 10000.0), extend("x-unit" = "m"))]
    pub min_gap: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { min_gap: 1.0 }
    }
}

pub struct GapDetect;

impl Operator for GapDetect {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "gap_detect",
        title: "Null gaps longer than a length",
        terms: &["missing", "hole in the data", "nulls", "intervals"],
        inputs: &[Port::any("X"), Port::depth(METRE)],
        outputs: &[
            Output::curve("top", METRE).in_table("gaps"),
            Output::curve("base", METRE).in_table("gaps"),
            Output::curve("length", METRE).in_table("gaps"),
            Output::text("kind").in_table("gaps"),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "One lost sample leaves a gap of 1 m, which is not longer than 1 m.",
            params: "{}",
            input: r#"{"DEPT": [100, 100.5, 101, 101.5, 102, 102.5, 103, 103.5, 104, 104.5, 105], "X": [null, null, null, 4, null, 6, null, null, 9, 10, 11]}"#,
            output: r#"{"top": [100, 102.5], "base": [101.5, 104], "length": [1.5, 1.5], "kind": ["leading", "inside"]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let rows = downwards(input.depth());
        let mut gaps: Vec<(f64, f64, &str)> = Vec::new();
        for run in runs_of(rows.len(), |place| curve.is_null(rows[place])) {
            let above = run.start.checked_sub(1);
            let below = Some(run.end).filter(|place| *place < rows.len());
            let kind = match (above, below) {
                (Some(_), Some(_)) => "inside",
                (None, Some(_)) => "leading",
                (Some(_), None) => "trailing",
                (None, None) => "whole",
            };
            let at = |place: usize| input.depth().value(rows[place]);
            let (top, base) = (at(above.unwrap_or(run.start)), at(below.unwrap_or(run.end - 1)));
            if base - top > params.min_gap + ROUNDING {
                gaps.push((top, base, kind));
            }
        }
        let column = |value: fn(&(f64, f64, &str)) -> f64| {
            gaps.iter().map(|gap| Some(value(gap))).collect::<Float64Array>()
        };
        let kinds: StringArray = gaps.iter().map(|(.., kind)| Some(*kind)).collect();
        Ok(Outputs::one("top", column(|(top, ..)| *top))
            .with("base", column(|(_, base, _)| *base))
            .with("length", column(|(top, base, _)| base - top))
            .with("kind", kinds))
    }
}
