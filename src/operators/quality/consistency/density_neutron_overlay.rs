//! Density against neutron porosity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, FRACTION, G_PER_CM3, Output, Port};
use crate::operators::support::limits::{ROUNDING, slack};
use crate::operators::support::samples::{flag, map};

/// Flags the samples whose density and neutron porosity no mixture of minerals and fluids can have.
///
/// ## Formula
/// `DN_FLAG = 1 where the point (NPHI, RHOB) lies outside the polygon, else 0`; a point on its edge, but for rounding of 1e-9 of the corners, lies inside. Where the lines of the polygon cross, a point is inside that a ray leaves over an odd number of them.
/// ## Units
/// NPHI in v/v, on limestone scale; RHOB in g/cm3; DN_FLAG is 1 for an impossible pair and 0 otherwise.
/// ## Nulls
/// Null in either curve gives null.
/// ## Source
/// Limits of chart CP-1, Schlumberger Log Interpretation Charts, 1991, widened by about the accuracy of the tools: the default polygon runs round anhydrite, wet clay, water, coal and gas-filled sand, and back along the line without neutron porosity, on which salt lies.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Corners of what is possible, in order, each as NPHI in v/v and RHOB in g/cm3; three or more, around an area.
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
            Example {
                note: "The first two lie on an edge of the default polygon, the last beside it.",
                params: "{}",
                input: r#"{"NPHI": [0.152, 0.16, 0.152], "RHOB": [3.049, 3.045, 3.0491]}"#,
                output: r#"{"DN_FLAG": [0, 0, 1]}"#,
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
        let polygon = &params.polygon;
        if polygon.len() < 3 {
            let found = format!("{} corners", polygon.len());
            let hint = "leave it out for the limits of chart CP-1";
            return vec![BrokenRule::new("polygon", found, "three corners or more", hint)];
        }
        if has_area(polygon) {
            return Vec::new();
        }
        let found = format!("corners around an area of 0: {polygon:?}");
        let hint = "list the corners in order, or leave it out for the limits of chart CP-1";
        vec![BrokenRule::new("polygon", found, "corners around an area", hint)]
    }
}

/// Whether a polygon encloses an area, but for rounding: corners on one line do not, nor do two
/// equal loops that are run through in different directions, which is a slip in their order.
fn has_area(polygon: &[[f64; 2]]) -> bool {
    let Some(&[x, y]) = polygon.first() else { return false };
    let (mut area, mut size) = (0.0, 0.0);
    for Edge { from, to, .. } in edges(polygon) {
        let one = (from[0] - x) * (to[1] - y);
        let other = (to[0] - x) * (from[1] - y);
        area += one - other;
        size += one.abs() + other.abs();
    }
    area.abs() > ROUNDING * size
}

/// An edge of a polygon, from one corner to the next, and what it spans, wider by rounding.
struct Edge {
    from: [f64; 2],
    to: [f64; 2],
    left: f64,
    right: f64,
    lowest: f64,
    highest: f64,
    /// Greatest product by which a point on the edge may seem to lie beside it.
    slack: f64,
}

fn edges(polygon: &[[f64; 2]]) -> Vec<Edge> {
    let before = polygon.iter().cycle().skip(polygon.len().saturating_sub(1));
    let edge = |(&from, &to): (&[f64; 2], &[f64; 2])| {
        let (beside, above) = (slack(from[0], to[0]), slack(from[1], to[1]));
        Edge {
            from,
            to,
            left: from[0].min(to[0]) - beside,
            right: from[0].max(to[0]) + beside,
            lowest: from[1].min(to[1]) - above,
            highest: from[1].max(to[1]) + above,
            slack: (to[0] - from[0]).abs() * above + (to[1] - from[1]).abs() * beside,
        }
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
        if turn.abs() <= edge.slack && edge.left <= x && x <= edge.right {
            return true;
        }
        inside ^= (y1 > y) != (y2 > y) && (turn > 0.0) == (y2 > y1);
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polygon_without_area_is_refused() {
        let broken = |polygon: &[[f64; 2]]| {
            DensityNeutronOverlay::check(&Params { polygon: polygon.to_vec() }).len()
        };
        assert_eq!(broken(&[[0.1, 2.0], [0.2, 2.3], [0.3, 2.6]]), 1);
        assert_eq!(broken(&[[0.0, 2.0], [0.4, 3.0], [0.0, 3.0], [0.4, 2.0]]), 1);
        assert_eq!(broken(&[[0.1, 2.0], [0.2, 2.3], [0.3, 2.5999]]), 0);
        assert_eq!(broken(&Params::default().polygon), 0);
    }
}
