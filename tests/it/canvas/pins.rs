//! Pins: a node stays where it was put, at every zoom and in both directions.

use mudrock::canvas::graph::Graph;
use mudrock::canvas::layout::{Direction, Layout, Memory, Options, Zoom, layout, moved};
use mudrock::canvas::walk::Step;
use proptest::prelude::*;

use super::parse_back::{acyclic, cases, check_drawing};

const STEPS: [Step; 4] = [Step::Up, Step::Down, Step::Left, Step::Right];

/// Returns a node's layer, and how many nodes of the layer stand before it; the graph hangs together.
fn place(graph: &Graph, layout: &Layout, node: usize) -> (i32, i32) {
    let across = |at: usize| match layout.options.direction {
        Direction::LeftToRight => layout.boxes[at].y,
        Direction::TopToBottom => layout.boxes[at].x,
    };
    let others = (0..graph.nodes.len()).filter(|&at| layout.layers[at] == layout.layers[node]);
    let before = others.filter(|&at| across(at) < across(node)).count();
    (layout.layers[node] as i32, before as i32)
}

/// A source that everything hangs on, so that the graph has one component.
fn rooted(nodes: usize) -> impl Strategy<Value = Graph> {
    acyclic(nodes).prop_map(|mut graph| {
        for to in 1..graph.nodes.len() {
            if !graph.edges.iter().any(|edge| edge.to == to) {
                let edge = mudrock::canvas::graph::Edge { from: 0, to, problem: None };
                graph.edges.push(edge);
            }
        }
        graph
    })
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn moved_node_stands_one_place_on_at_every_zoom_both_ways(
        graph in rooted(14),
        at in any::<prop::sample::Index>(),
        steps in prop::collection::vec(prop::sample::select(STEPS.to_vec()), 1..5),
    ) {
        let node = at.index(graph.nodes.len());
        let mut graph = graph;
        let mut memory = Memory::default();
        let mut drawn = memory.layout(&graph, &Options::default());
        for step in steps {
            let Some(pin) = moved(&graph, &drawn, node, step) else { continue };
            let before = place(&graph, &drawn, node);
            let wanted = match step {
                Step::Up => (before.0, before.1 - 1),
                Step::Down => (before.0, before.1 + 1),
                Step::Left => (before.0 - 1, pin.1),
                Step::Right => (before.0 + 1, pin.1),
            };
            prop_assert_eq!(pin, wanted);
            graph.nodes[node].pinned = Some(pin);
            drawn = memory.layout(&graph, &Options::default());
            check_drawing(&graph, &drawn);
            // Layers that are left empty close up, so a node that moved on may be counted lower.
            prop_assert!(place(&graph, &drawn, node).0 <= pin.0);
            prop_assert_eq!(place(&graph, &drawn, node).1, pin.1);
        }
        for direction in [Direction::LeftToRight, Direction::TopToBottom] {
            for zoom in [Zoom::Line, Zoom::Box] {
                let options = Options { direction, zoom, ..Options::default() };
                let shown = memory.layout(&graph, &options);
                check_drawing(&graph, &shown);
                prop_assert_eq!(place(&graph, &shown, node), place(&graph, &drawn, node));
                // Opened anew, without a memory.
                let anew = layout(&graph, &options);
                check_drawing(&graph, &anew);
                if let Some((layer, rank)) = graph.nodes[node].pinned {
                    let (anew, count) = (place(&graph, &anew, node), count(&anew, node));
                    prop_assert!(anew.0 <= layer && anew.1 == rank.min(count - 1), "{:?} {:?}", anew, (layer, rank));
                }
            }
        }
    }
}

fn count(layout: &Layout, node: usize) -> i32 {
    layout.layers.iter().filter(|&&layer| layer == layout.layers[node]).count() as i32
}

#[test]
fn node_goes_no_further_than_its_inputs_and_the_ends_of_its_layer() {
    let graph = super::diamond();
    let layout = layout(&graph, &Options::default());
    let go = |node, step| moved(&graph, &layout, node, step);
    assert_eq!(go(1, Step::Down), Some((1, 1)));
    assert_eq!(go(1, Step::Up), None);
    assert_eq!(go(2, Step::Up), Some((1, 0)));
    assert_eq!(go(1, Step::Left), None);
    // The node after it gives way; the other branch stays.
    assert_eq!(go(1, Step::Right), Some((2, 0)));
    // All would move along.
    assert_eq!(go(0, Step::Right), None);
    assert_eq!(go(9, Step::Up), None);
}

#[test]
fn readers_give_way_to_a_node_that_moves_with_the_flow() {
    let mut graph = super::diamond();
    graph.nodes[1].pinned = Some((2, 0));
    let layout = layout(&graph, &Options::default());
    assert_eq!(layout.layers, [0, 2, 1, 3]);
    check_drawing(&graph, &layout);
}

#[test]
fn positions_in_pixels_of_other_programs_still_tell_the_order() {
    let mut graph = super::diamond();
    for (node, pin) in graph.nodes.iter_mut().zip([(0, 100), (250, 300), (250, 20), (500, 100)]) {
        node.pinned = Some(pin);
    }
    let layout = layout(&graph, &Options::default());
    assert_eq!(layout.layers, [0, 1, 1, 2]);
    assert!(layout.boxes[2].y < layout.boxes[1].y);
}
