//! The canvas: its pictures, and that they say what the graph says.

#[path = "../../../benches/layout/corpus.rs"]
mod corpus;
mod edits;
#[path = "../../../benches/layout/measure.rs"]
mod measure;
mod parse_back;
mod pictures;
mod pins;
mod quality;

use mudrock::canvas::graph::{Edge, Graph, Node, NodeKind};

/// Builds a graph from `id` nodes and `from -> to` edges; `in…` ingests and `out…` hands on.
fn graph(nodes: &[&str], edges: &[(usize, usize)]) -> Graph {
    let node = |title: &&str| Node {
        id: title.to_lowercase().replace(' ', "_"),
        title: (*title).to_owned(),
        detail: format!("{}_op", title.to_lowercase().replace(' ', "_")),
        kind: match *title {
            "Wells" | "Tops" => NodeKind::Ingestion,
            "Keep" | "Export" => NodeKind::Output,
            _ => NodeKind::Operator,
        },
        ..Node::default()
    };
    Graph {
        nodes: nodes.iter().map(node).collect(),
        edges: edges.iter().map(|&(from, to)| Edge { from, to, problem: None }).collect(),
    }
}

fn linear() -> Graph {
    graph(
        &["Wells", "Despike", "Smooth", "Shale volume", "Keep"],
        &[(0, 1), (1, 2), (2, 3), (3, 4)],
    )
}

fn diamond() -> Graph {
    graph(&["Wells", "Shale volume", "Density porosity", "Keep"], &[(0, 1), (0, 2), (1, 3), (2, 3)])
}

fn petrophysics() -> Graph {
    graph(
        &[
            "Wells",
            "Despike GR",
            "Despike RHOB",
            "Despike RT",
            "Shale volume",
            "Density porosity",
            "Neutron-density",
            "Archie Sw",
            "Timur perm",
            "Net pay",
            "Keep",
        ],
        &[
            (0, 1),
            (0, 2),
            (0, 3),
            (1, 4),
            (2, 5),
            (5, 6),
            (0, 6),
            (3, 7),
            (6, 7),
            (6, 8),
            (7, 8),
            (4, 9),
            (6, 9),
            (7, 9),
            (9, 10),
        ],
    )
}
