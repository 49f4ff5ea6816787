//! Direction and order of the index.

use arrow::array::{Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, NUMBER, Output, Port};

/// Tells whether depth increases or decreases, and lists the rows that break the order.
///
/// ## Formula
/// `direction` is the sign that most differences of neighbouring depths have: increasing, decreasing, or none where they balance or there are none. A row breaks the order when its difference from the last depth before it has another sign (reversed), or is zero (repeated).
/// ## Units
/// depth in m; `row` counts samples from 1; `violations` is how many rows are listed.
/// ## Nulls
/// A null depth is a violation (null), and is passed over in the differences.
/// ## Source
/// CWLS, LAS Version 2.0: A Floppy Disk Standard for Log Data, 1992 (the index increases or decreases steadily); the checks of lascheck, 2018.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct MonotonicCheck;

impl Operator for MonotonicCheck {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "depth_monotonic_check",
        title: "Index direction and order",
        terms: &["monotonic", "increasing", "decreasing", "index", "reversed"],
        inputs: &[Port::depth(METRE)],
        outputs: &[
            Output::text("direction").alone(),
            Output::curve("violations", NUMBER).alone(),
            Output::curve("row", NUMBER).in_table("violating_rows"),
            Output::curve("depth", METRE).in_table("violating_rows"),
            Output::text("reason").in_table("violating_rows"),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "A repeated depth, a step back and a lost depth break an index that increases.",
            params: "{}",
            input: r#"{"DEPT": [100, 101, 101, 102, 101.5, null, 103]}"#,
            output: r#"{"direction": "increasing", "violations": 3, "row": [3, 5, 6], "depth": [101, 101.5, null], "reason": ["repeated", "reversed", "null"]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let known: Vec<f64> = input.depth().iter().flatten().collect();
        let balance: i64 = known.windows(2).map(|pair| sign(pair[1] - pair[0])).sum();
        let direction = balance.signum();

        let mut violations: Vec<(f64, Option<f64>, &str)> = Vec::new();
        let mut before: Option<f64> = None;
        for (row, depth) in input.depth().iter().enumerate() {
            let difference = depth.zip(before).map(|(depth, before)| sign(depth - before));
            let reason = match (depth, difference) {
                (None, _) => Some("null"),
                (_, Some(0)) => Some("repeated"),
                (_, Some(difference)) if direction != 0 && difference != direction => {
                    Some("reversed")
                }
                _ => None,
            };
            violations.extend(reason.map(|reason| (row as f64 + 1.0, depth, reason)));
            before = depth.or(before);
        }

        let word = match direction {
            1 => "increasing",
            -1 => "decreasing",
            _ => "none",
        };
        let rows: Float64Array = violations.iter().map(|(row, ..)| Some(*row)).collect();
        let depths: Float64Array = violations.iter().map(|(_, depth, _)| *depth).collect();
        let reasons: StringArray = violations.iter().map(|(.., reason)| Some(*reason)).collect();
        Ok(Outputs::one("direction", StringArray::from(vec![word]))
            .with_number("violations", Some(violations.len() as f64))
            .with("row", rows)
            .with("depth", depths)
            .with("reason", reasons))
    }
}

fn sign(difference: f64) -> i64 {
    if difference > 0.0 {
        1
    } else if difference < 0.0 {
        -1
    } else {
        0
    }
}
