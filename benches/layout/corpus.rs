//! Graphs that never change: shaped like pipelines, and layered at random.

use std::collections::BTreeSet;

use mudrock::canvas::graph::{Edge, Graph, Node, NodeKind};

/// A graph of the corpus, and what is wanted of its layout.
pub struct Sample {
    pub name: &'static str,
    pub graph: Graph,
    pub rivals: Rivals,
    /// Most bends an edge.
    pub bends: Option<f64>,
}

/// Crossings of straight lines in the layouts of other programs: ascii-dag 0.11.0 and
/// rust-sugiyama 0.4.0, measured on 2026-11-21.
#[derive(Debug, Clone, Copy)]
pub struct Rivals {
    pub ascii_dag: usize,
    pub rust_sugiyama: usize,
}

impl Rivals {
    pub fn fewest(self) -> usize {
        self.rust_sugiyama.min(self.ascii_dag)
    }
}

/// Returns the corpus, from small to large.
pub fn corpus() -> Vec<Sample> {
    let sample = |name, graph, ascii_dag, rust_sugiyama| Sample {
        name,
        graph,
        rivals: Rivals { ascii_dag, rust_sugiyama },
        bends: None,
    };
    vec![
        Sample {
            bends: Some(MOST_BENDS),
            ..sample("pipeline of 302", pipeline(302, 17), 494, 141)
        },
        Sample {
            bends: Some(MOST_BENDS),
            ..sample("pipeline of 1,002", pipeline(1_002, 17), 8_790, 760)
        },
        sample("layered, 500", layered(500, 5), 4_517, 4_243),
        sample("layered, 1,000", layered(1_000, 5), 14_082, 12_583),
        Sample { ..sample("layered, 2,000", layered(2_000, 5), 42_689, 39_559) },
    ]
}

/// Most bends an edge on graphs that are shaped as pipelines are.
const MOST_BENDS: f64 = 1.1;

/// Builds a graph as pipelines are: wells and tops, and families of about a dozen nodes.
///
/// A family has a node that chooses its wells, two to four chains that clean a curve each, three to
/// five derived curves, each of one to three cleaned or derived ones, and an output. Now and then a
/// derived curve also reads one of the family before, or the tops. It has 1.446 edges a node.
pub fn pipeline(nodes: usize, seed: u64) -> Graph {
    let mut dice = Dice(seed);
    let mut kinds = vec![NodeKind::Ingestion; 2];
    let mut edges = BTreeSet::new();
    // The derived nodes, and what each may read: of its family, and of the family before.
    let mut derived: Vec<(usize, Vec<usize>, Vec<usize>)> = Vec::new();
    let mut before: Vec<usize> = Vec::new();
    while kinds.len() < nodes {
        let room = nodes - kinds.len();
        let head = kinds.len();
        kinds.push(NodeKind::Operator);
        edges.insert((dice.below(10) / 9, head));
        let mut offered = Vec::new();
        for _ in 0..2 + dice.below(3) {
            let mut last = head;
            for _ in 0..2 + dice.below(3) {
                edges.insert((last, kinds.len()));
                last = kinds.len();
                kinds.push(NodeKind::Operator);
            }
            offered.push(last);
        }
        for _ in 0..3 + dice.below(3) {
            let node = kinds.len();
            kinds.push(NodeKind::Operator);
            edges.insert((offered[dice.below(offered.len())], node));
            derived.push((node, offered.clone(), before.clone()));
            offered.push(node);
        }
        edges.insert((kinds.len() - 1, kinds.len()));
        kinds.push(NodeKind::Output);
        before = offered;
        if kinds.len() > nodes {
            // The last family is cut to what is left of the room.
            kinds.truncate(head + room);
            edges.retain(|&(_, to)| to < nodes);
            derived.retain(|(node, _, _)| *node < nodes);
        }
    }
    // A small graph may have no room for so many joins.
    for _ in 0..nodes * 100 {
        if edges.len() >= nodes * 1_446 / 1_000 || derived.is_empty() {
            break;
        }
        let (node, family, before) = &derived[dice.below(derived.len())];
        let read = edges.range(..).filter(|(_, to)| to == node).count();
        if read == 4 {
            continue;
        }
        let from = match dice.below(100) {
            0 if !before.is_empty() => before[dice.below(before.len())],
            // What was offered last is read most.
            _ => family[family.len() - 1 - dice.below(family.len()).min(dice.below(family.len()))],
        };
        edges.insert((from, *node));
    }
    graph(kinds, edges)
}

/// Builds a graph in about as many layers as each has nodes; a node reads one to three nodes, six
/// times out of seven from the layer before, else from the one before that.
pub fn layered(nodes: usize, seed: u64) -> Graph {
    let mut dice = Dice(seed);
    let breadth = nodes.isqrt();
    let mut edges = BTreeSet::new();
    for to in breadth..nodes {
        let layer = to / breadth;
        for _ in 0..1 + dice.below(3) {
            let back = if layer > 1 && dice.below(7) == 0 { 2 } else { 1 };
            edges.insert(((layer - back) * breadth + dice.below(breadth), to));
        }
    }
    graph(vec![NodeKind::Operator; nodes], edges)
}

fn graph(kinds: Vec<NodeKind>, edges: BTreeSet<(usize, usize)>) -> Graph {
    let node = |(at, kind): (usize, NodeKind)| Node {
        id: format!("n{at}"),
        title: format!("{} {at}", ["Read", "Compute", "Keep"][kind as usize]),
        operation: format!("operation {at}"),
        kind,
        ..Node::default()
    };
    Graph {
        nodes: kinds.into_iter().enumerate().map(node).collect(),
        edges: edges.into_iter().map(|(from, to)| Edge { from, to, problem: None }).collect(),
    }
}

/// A fixed sequence of numbers (Steele, Lea and Flood's SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % count as u64) as usize
    }
}
