//! Where other programs put the nodes of a graph.

use mudrock::canvas::graph::Graph;

use crate::measure::Place;

/// Asks ascii-dag.
pub fn ascii_dag(graph: &Graph) -> Vec<Place> {
    let mut other = ascii_dag::Graph::new();
    for (at, node) in graph.nodes.iter().enumerate() {
        other.add_node(at, node.title.as_str());
    }
    for edge in &graph.edges {
        other.add_edge(edge.from, edge.to, None);
    }
    let layout = other.compute_layout();
    let mut places = vec![(0.0, 0.0); graph.nodes.len()];
    for node in layout.nodes() {
        let middle = |start: usize, length: usize| start as f64 + length as f64 / 2.0;
        places[node.id] = (middle(node.x, node.width), middle(node.y, node.height));
    }
    places
}

/// Asks rust-sugiyama. It lays components out apart; here they stand side by side.
pub fn rust_sugiyama(graph: &Graph) -> Vec<Place> {
    let nodes: Vec<(u32, (f64, f64))> =
        (0..graph.nodes.len()).map(|at| (at as u32, (14.0, 3.0))).collect();
    let edges: Vec<(u32, u32)> =
        graph.edges.iter().map(|edge| (edge.from as u32, edge.to as u32)).collect();
    let config = rust_sugiyama::configure::Config::default();
    let mut places = vec![(0.0, 0.0); graph.nodes.len()];
    let mut across = 0.0;
    for (nodes, width, _) in rust_sugiyama::from_vertices_and_edges(&nodes, &edges, &config) {
        for (node, (x, y)) in nodes {
            places[node] = (across + x, y);
        }
        across += width + 10.0;
    }
    places
}
