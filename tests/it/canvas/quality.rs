//! What layouts of large graphs are held to, whatever the machine; `make bench` adds the times.

use mudrock::canvas::layout::{Direction, Options, layout};

use super::corpus::corpus;
use super::measure::{bends_per_edge, crossings, places};

#[test]
fn large_graphs_have_no_more_crossings_than_other_programs_give_them() {
    for sample in corpus() {
        let layout = layout(&sample.graph, &Options::default());
        let (ours, fewest) = (crossings(&sample.graph, &places(&layout)), sample.rivals.fewest());
        assert!(ours <= fewest, "{}: {ours} crossings, others have {fewest}", sample.name);
    }
}

#[test]
fn large_pipelines_have_few_bends_both_ways() {
    for sample in corpus() {
        let Some(most) = sample.bends else { continue };
        for direction in [Direction::LeftToRight, Direction::TopToBottom] {
            let layout = layout(&sample.graph, &Options { direction, ..Options::default() });
            let bends = bends_per_edge(&sample.graph, &layout);
            assert!(bends <= most, "{}, {direction:?}: {bends:.3} bends an edge", sample.name);
        }
    }
}

#[test]
fn corpus_never_changes() {
    let sizes: Vec<_> =
        corpus().iter().map(|s| (s.graph.nodes.len(), s.graph.edges.len())).collect();
    assert_eq!(sizes, [(302, 436), (1_002, 1_448), (500, 934), (1_000, 1_898), (2_000, 3_854)]);
}

#[test]
fn straight_lines_cross_as_counted_by_hand() {
    // Complete bipartite K3,3 has 9 crossings; ends that meet and lines that touch are none.
    let edges: Vec<_> = (0..3).flat_map(|from| (3..6).map(move |to| (from, to))).collect();
    let graph = super::graph(&["a", "b", "c", "d", "e", "f"], &edges);
    let places: Vec<_> = (0..6).map(|at| (f64::from(at / 3), f64::from(at % 3))).collect();
    assert_eq!(crossings(&graph, &places), 9);
}
