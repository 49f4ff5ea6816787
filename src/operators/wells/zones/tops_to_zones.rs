//! Zone labels from tops.

use arrow::array::{Array, Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, NUMBER, Output, Port};

/// Labels each sample with the zone whose top lies above it and whose base lies below it.
///
/// ## Formula
/// `top <= DEPT < next top`: the top belongs to the zone, the base does not. ZONE_ID counts the zones from 1, from the shallowest down. With base next_top the last zone, which has no next top, goes on to the last sample; with td it ends at port TD, that depth included, where TD is fed.
/// ## Units
/// DEPT, TOP and TD in m; ZONE is a text and ZONE_ID a number.
/// ## Nulls
/// Above the first top, below TD, and at a null depth both outputs are null. A top without depth or name is left out and reported. Two tops at one depth are an error; with overlap first, the one that stands first in the table has the interval and the other is reported.
/// ## Source
/// Industry practice; tops as in Evenick, Introduction to Well Logs and Subsurface Maps, 2008.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Where the last zone ends.
    pub base: Base,
    /// What happens where two tops lie at one depth.
    pub overlap: Overlap,
}

/// Where the last zone ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// A zone ends at the next top; the last one is open.
    NextTop,
    /// The last zone ends at the total depth of the well.
    Td,
}

/// What happens where two tops lie at one depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// The run stops.
    Error,
    /// The top that stands first in the table counts.
    First,
}

impl Default for Params {
    fn default() -> Self {
        Self { base: Base::NextTop, overlap: Overlap::Error }
    }
}

pub struct TopsToZones;

impl Operator for TopsToZones {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "tops_to_zones",
        title: "Zone label from tops",
        terms: &["formation", "marker", "pick", "stratigraphy", "label"],
        inputs: &[
            Port::depth(METRE),
            Port::curve("TOP", METRE).fits(&[Quantity::Depth]).in_table("tops").alias(&[
                "tops",
                "depth",
                "top_depth",
                "md",
            ]),
            Port::text("NAME").in_table("tops").alias(&["names", "zone", "zones", "formation"]),
            Port::curve("TD", METRE).alone().optional().alias(&["total depth"]),
        ],
        outputs: &[Output::text("ZONE"), Output::curve("ZONE_ID", NUMBER)],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "The top belongs to the zone; above the first one there is none.",
                params: "{}",
                input: r#"{"DEPT": [999, 1000, 1049, 1050, 1200], "tops": {"TOP": [1000, 1050], "NAME": ["Brent", "Dunlin"]}}"#,
                output: r#"{"ZONE": [null, "Brent", "Brent", "Dunlin", "Dunlin"], "ZONE_ID": [null, 1, 1, 2, 2]}"#,
            },
            Example {
                note: "Two tops at one depth: the first in the table counts. The last zone ends at TD.",
                params: r#"{"base": "td", "overlap": "first"}"#,
                input: r#"{"DEPT": [1000, 1100, 1101], "TOP": [1000, 1000, null], "NAME": ["Brent", "Tarbert", "Ness"], "TD": 1100}"#,
                output: r#"{"ZONE": ["Brent", "Brent", null], "ZONE_ID": [1, 1, null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (tops, names) = (input.curve("TOP")?, input.text("NAME")?);
        let known = |row: &usize| tops.is_valid(*row) && names.is_valid(*row);
        let rows = tops.len().min(names.len());
        let mut sorted: Vec<usize> = (0..rows).filter(known).collect();
        let left_out = rows - sorted.len();
        // Stable, so that of equal tops the first in the table stays first.
        sorted.sort_by(|one, other| tops.value(*one).total_cmp(&tops.value(*other)));
        let mut hidden = Vec::new();
        sorted.dedup_by(|row, above| {
            let same = tops.value(*row) == tops.value(*above);
            if same {
                hidden.push((*row, *above));
            }
            same
        });
        if let (Overlap::Error, Some((row, above))) = (params.overlap, hidden.first()) {
            return Err(KernelError::invalid(
                "TOP",
                "two tops lie at one depth",
                format!(
                    "{} and {} at {} m",
                    names.value(*above),
                    names.value(*row),
                    tops.value(*row)
                ),
                "one top at a depth",
                "remove one of them, or set overlap to first",
            ));
        }

        let depths: Vec<f64> = sorted.iter().map(|row| tops.value(*row)).collect();
        let end = match params.base {
            Base::NextTop => None,
            Base::Td => input.number("TD"),
        };
        let zone_of = |depth: Option<f64>| -> Option<usize> {
            let depth = depth.filter(|depth| end.is_none_or(|end| *depth <= end))?;
            depths.partition_point(|top| *top <= depth).checked_sub(1)
        };
        let zones: Vec<Option<usize>> = input.depth().iter().map(zone_of).collect();
        let labels: StringArray =
            zones.iter().map(|zone| zone.map(|zone| names.value(sorted[zone]))).collect();
        let ids: Float64Array =
            zones.iter().map(|zone| zone.map(|zone| (zone + 1) as f64)).collect();

        let mut outputs = Outputs::one("ZONE", labels).with("ZONE_ID", ids);
        if left_out > 0 {
            outputs = outputs.note(format!("{left_out} tops left out: no depth or no name"));
        }
        if !hidden.is_empty() {
            let count = hidden.len();
            outputs = outputs.note(format!("{count} tops have no interval: another has the depth"));
        }
        Ok(outputs)
    }
}
