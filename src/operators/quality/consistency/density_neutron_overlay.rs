//! Density against neutron porosity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, FRACTION, G_PER_CM3, Output, Port};
use crate::operators::support::samples::{flag, map};

/// Flags the samples whose density and neutron porosity no mixture of minerals and fluids can have.
///
/// ## Formula
/// `DN_FLAG = 1 where the point (NPHI, RHOB) lies outside the polygon, else 0`; a point on its edge lies inside.
/// ## Units
/// NPHI in v/v, on limestone scale; RHOB in g/cm3; DN_FLAG is 1 for an impossible pair and 0 otherwise.
/// ## Nulls
/// Null in either curve gives null.
/// ## Source
/// Limits of chart CP-1, Schlumberger Log Interpretation Charts, 1991, widened by about the accuracy of the tools: the default polygon runs round anhydrite, wet clay, water, coal and gas-filled sand, and back along the line without neutron porosity, on which salt lies.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Corners of what is possible, in order, each as NPHI in v/v and RHOB in g/cm3; three or more.
    #[schemars(extend("x-items" = ["NPHI", "RHOB"]))]
    pub polygon: Vec<[f64; 2]>,
}

impl Default for Params {
    fn default() -> Self {
        let polygon = vec![
            [-0.06, 3.05],
            [0.15, 3.05],
            [0.55, 2.85],
            [1.05, 0.95],
            [0.35, 0.95],
            [-0.06, 1.85],
        ];
        Self { polygon }
    }
}

pub struct DensityNeutronOverlay;

impl Operator for DensityNeutronOverlay {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "density_neutron_overlay_check",
        title: "Impossible density-neutron pair",
        terms: &["crossplot", "polygon", "rhob nphi", "lithology limits"],
        inputs: &[Port::curve("RHOB", G_PER_CM3), Port::curve("NPHI", FRACTION)],
        outputs: &[Output::curve("DN_FLAG", FLAG).measures(Quantity::Flag)],
        examples: &[
            Example {
                note: "Limestone, shale, salt and anhydrite can be; dense rock full of water cannot.",
                params: "{}",
                input: r#"{"NPHI": [0.1, 0.35, -0.03, -0.02, 0.6, null], "RHOB": [2.54, 2.5, 2.03, 2.98, 2.9, 2.5]}"#,
                output: r#"{"DN_FLAG": [0, 0, 0, 0, 1, null]}"#,
            },
            Example {
                note: "A triangle of one's own; its edge belongs to it.",
                params: r#"{"polygon": [[0, 2], [0, 3], [0.5, 2]]}"#,
                input: r#"{"NPHI": [0.1, 0.25, 0.4, 0.1], "RHOB": [2.5, 2, 2.5, 1.9]}"#,
                output: r#"{"DN_FLAG": [0, 0, 1, 1]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let edges = edges(&params.polygon);
        let flags = map([input.curve("NPHI")?, input.curve("RHOB")?], |[nphi, rhob]| {
            flag(!holds(&edges, [nphi, rhob]))
        });
        Ok(Outputs::one("DN_FLAG", flags))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        if params.polygon.len() >= 3 {
            return Vec::new();
        }
        let found = format!("{} corners", params.polygon.len());
        let hint = "leave it out for the limits of chart CP-1";
        vec![BrokenRule::new("polygon", found, "three corners or more", hint)]
    }
}

/// An edge of a polygon, from one corner to the next, and the values of y that it spans.
struct Edge {
    from: [f64; 2],
    to: [f64; 2],
    lowest: f64,
    highest: f64,
}

fn edges(polygon: &[[f64; 2]]) -> Vec<Edge> {
    let before = polygon.iter().cycle().skip(polygon.len().saturating_sub(1));
    let edge = |(&from, &to): (&[f64; 2], &[f64; 2])| Edge {
        from,
        to,
        lowest: from[1].min(to[1]),
        highest: from[1].max(to[1]),
    };
    before.zip(polygon).map(edge).collect()
}

/// Whether a point lies in a polygon or on its edge: a ray from it crosses the edge an odd number of times.
fn holds(edges: &[Edge], [x, y]: [f64; 2]) -> bool {
    let mut inside = false;
    for edge in edges {
        // Most edges lie above or below, which is told cheaply.
        if y < edge.lowest || y > edge.highest {
            continue;
        }
        let ([x1, y1], [x2, y2]) = (edge.from, edge.to);
        // On which side of the edge the point lies.
        let turn = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1);
        if turn == 0.0 && x1.min(x2) <= x && x <= x1.max(x2) {
            return true;
        }
        inside ^= (y1 > y) != (y2 > y) && (turn > 0.0) == (y2 > y1);
    }
    inside
}
