//! What a layout is judged by: crossings of straight lines, and corners of its routes.

use mudrock::canvas::graph::Graph;
use mudrock::canvas::layout::Layout;

/// Where a node stands, in any unit.
pub type Place = (f64, f64);

/// Counts pairs of edges that cross once each edge is a straight line from node to node.
///
/// It asks for nothing but places, so that layouts of any program can be compared.
pub fn crossings(graph: &Graph, places: &[Place]) -> usize {
    let mut lines: Vec<(Place, Place)> = graph
        .edges
        .iter()
        .map(|edge| (places[edge.from], places[edge.to]))
        .map(|(a, b)| if a.0 <= b.0 { (a, b) } else { (b, a) })
        .collect();
    lines.sort_by(|a, b| a.0.0.total_cmp(&b.0.0));
    let mut count = 0;
    for (at, line) in lines.iter().enumerate() {
        let beside = lines[at + 1..].iter().take_while(|other| other.0.0 < line.1.0);
        count += beside.filter(|other| cross(*line, **other)).count();
    }
    count
}

/// Whether two lines cross inside both; lines that only touch do not.
fn cross((a, b): (Place, Place), (c, d): (Place, Place)) -> bool {
    let side = |from: Place, to: Place, point: Place| {
        let turn = (to.0 - from.0) * (point.1 - from.1) - (to.1 - from.1) * (point.0 - from.0);
        // Places a millionth of a cell apart are the same.
        if turn.abs() < 1e-6 { 0.0 } else { turn.signum() }
    };
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// Returns the middles of our boxes; the layers of a component stand side by side.
pub fn places(layout: &Layout) -> Vec<Place> {
    let middle = |start: i32, length: i32| f64::from(start) + f64::from(length) / 2.0;
    layout
        .boxes
        .iter()
        .map(|area| (middle(area.x, area.width), middle(area.y, area.height)))
        .collect()
}

/// Returns the corners of all routes, by the edge.
pub fn bends_per_edge(graph: &Graph, layout: &Layout) -> f64 {
    let bends: usize = layout.routes.iter().map(|route| route.len().saturating_sub(2)).sum();
    bends as f64 / graph.edges.len().max(1) as f64
}
