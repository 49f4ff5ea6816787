//! Depth match by tie points.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::index::between;
use crate::operators::support::shift::read_at;

/// Stretches and squeezes a curve so that tied depths come to lie where they belong.
///
/// ## Formula
/// `X_SS(d) = X(s(d))`, where `s` goes linearly from tie to tie, from each `to` back to its `from`; above the first and below the last tie the shift of that tie holds on. X is read linearly between samples.
/// ## Units
/// DEPT and ties in m; X_SS has the unit of X.
/// ## Nulls
/// Null where the curve, so moved, has no data, and between two neighbouring samples of which one is null: nothing is bridged. Samples without depth are null. Without ties nothing is moved.
/// ## Source
/// numpy.interp on depth, NumPy 2.4, 2026.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Pairs of depths in m, from where and to where; both increase from pair to pair.
    #[schemars(extend("x-items" = ["from", "to"], "x-unit" = "m"))]
    pub ties: Vec<[f64; 2]>,
}

pub struct DepthShiftTiePoints;

impl Operator for DepthShiftTiePoints {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "depth_shift_tie_points",
        title: "Stretch and squeeze between tie points",
        terms: &["depth match", "warp", "correlation", "core to log"],
        inputs: &[Port::any("X"), Port::depth(METRE)],
        outputs: &[Output::keeping("X_SS", "X")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "10 stays, 12 goes to 14: between them two steps for one; below, 2 m down.",
                params: r#"{"ties": [[10, 10], [12, 14]]}"#,
                input: r#"{"X": [1, 3, 5, 7, 9, 11, 13], "DEPT": [9, 10, 11, 12, 13, 14, 15]}"#,
                output: r#"{"X_SS": [1, 3, 4, 5, 6, 7, 9]}"#,
            },
            Example {
                note: "One tie is a constant shift; nothing is known above the curve.",
                params: r#"{"ties": [[10, 11]]}"#,
                input: r#"{"X": [1, null, 5], "DEPT": [10, 11, 12]}"#,
                output: r#"{"X_SS": [null, 1, null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let ties = &params.ties;
        let source = |depth: f64| {
            let below = ties.partition_point(|[_, to]| *to <= depth);
            match (below.checked_sub(1).map(|above| ties[above]), ties.get(below)) {
                (Some([from, to]), Some([from_below, to_below])) => {
                    between(depth, [to, *to_below], [from, *from_below])
                }
                (Some([from, to]), None) => depth + (from - to),
                (None, Some([from, to])) => depth + (from - to),
                (None, None) => depth,
            }
        };
        let matched = read_at(input.curve("X")?, input.depth(), source);
        Ok(Outputs::one("X_SS", matched))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let ties = &params.ties;
        let refuse = |found: String, wanted: &str, hint: &str| {
            vec![BrokenRule::new("ties", found, wanted, hint)]
        };
        if let Some(tie) = ties.iter().find(|tie| tie.iter().any(|at| at.abs() > 100_000.0)) {
            return refuse(format!("{tie:?}"), "depths within 100 km", "write depths in m");
        }
        match ties.windows(2).find(|pair| pair[0][0] >= pair[1][0] || pair[0][1] >= pair[1][1]) {
            Some(pair) => refuse(
                format!("{:?} before {:?}", pair[0], pair[1]),
                "both depths to increase from pair to pair",
                "sort the ties, and leave out those that cross",
            ),
            None => Vec::new(),
        }
    }
}
