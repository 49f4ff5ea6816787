//! The mental map: what an edit moves, and that undoing it brings the former picture back.

use mudrock::canvas::geometry::Rect;
use mudrock::canvas::graph::{Edge, Graph, Node};
use mudrock::canvas::layout::{Direction, Layout, Memory, Options, Zoom};
use proptest::prelude::*;

use super::parse_back::{acyclic, any_graph, cases, check_drawing};

const DIRECTIONS: [Direction; 2] = [Direction::LeftToRight, Direction::TopToBottom];

fn add_node(graph: &mut Graph) -> usize {
    let at = graph.nodes.len();
    let (id, title) = (format!("n{at}"), format!("node {at}"));
    graph.nodes.push(Node { id, title, ..Node::default() });
    at
}

fn add_leaf(graph: &Graph, from: usize) -> Graph {
    let mut graph = graph.clone();
    let to = add_node(&mut graph);
    graph.edges.push(Edge { from, to, problem: None });
    graph
}

fn without_node(graph: &Graph, node: usize) -> Graph {
    let mut graph = graph.clone();
    graph.nodes.remove(node);
    graph.edges.retain(|edge| edge.from != node && edge.to != node);
    for edge in &mut graph.edges {
        edge.from -= usize::from(edge.from > node);
        edge.to -= usize::from(edge.to > node);
    }
    graph
}

/// Checks that the boxes of all nodes that both graphs have, of which the first `count` are compared,
/// stand as they did but for gaps: along each axis a box has moved by no less than any box before it,
/// and boxes in one place have moved alike. Returns whether none has moved.
fn gaps_alone(before: &Layout, after: &Layout, count: usize) -> bool {
    let moves = |place: fn(&Rect) -> i32| {
        let mut moves: Vec<(i32, i32)> = (0..count)
            .map(|node| (place(&before.boxes[node]), place(&after.boxes[node])))
            .map(|(before, after)| (before, after - before))
            .collect();
        moves.sort_unstable();
        moves
    };
    for moves in [moves(|area| area.x), moves(|area| area.y)] {
        for pair in moves.windows(2) {
            assert!(pair[0].1 <= pair[1].1, "{pair:?}");
            assert!(pair[0].0 != pair[1].0 || pair[0].1 == pair[1].1, "{pair:?}");
        }
        assert!(moves.iter().all(|(_, by)| *by >= 0), "{moves:?}");
    }
    (0..count).all(|node| {
        let (old, new) = (before.boxes[node], after.boxes[node]);
        (old.x, old.y) == (new.x, new.y)
    })
}

/// Graphs that hang together, so that nothing is moved by the packing of components.
fn connected(nodes: usize) -> impl Strategy<Value = Graph> {
    acyclic(nodes).prop_map(|mut graph| {
        for to in 1..graph.nodes.len() {
            if !graph.edges.iter().any(|edge| edge.to == to) {
                graph.edges.push(Edge { from: to / 2, to, problem: None });
            }
        }
        graph
    })
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn leaf_moves_no_other_node_but_for_gaps(graph in connected(20), at in any::<prop::sample::Index>()) {
        for direction in DIRECTIONS {
            let options = Options { direction, ..Options::default() };
            let mut memory = Memory::default();
            let before = memory.layout(&graph, &options);
            let edited = add_leaf(&graph, at.index(graph.nodes.len()));
            let after = memory.layout(&edited, &options);
            check_drawing(&edited, &after);
            gaps_alone(&before, &after, graph.nodes.len());
            prop_assert_eq!(&memory.layout(&graph, &options), &before);
        }
    }

    #[test]
    fn removed_node_moves_no_other_but_for_gaps(graph in connected(16), at in any::<prop::sample::Index>()) {
        for direction in DIRECTIONS {
            let options = Options { direction, ..Options::default() };
            let node = at.index(graph.nodes.len());
            let mut memory = Memory::default();
            let before = memory.layout(&graph, &options);
            let edited = without_node(&graph, node);
            let after = memory.layout(&edited, &options);
            check_drawing(&edited, &after);
            let mut others = before.clone();
            others.boxes.remove(node);
            gaps_alone(&others, &after, edited.nodes.len());
            prop_assert_eq!(&memory.layout(&graph, &options), &before);
        }
    }

    #[test]
    fn removed_edge_moves_nothing_but_for_gaps_and_undoing_gives_the_former_picture(graph in connected(16), at in any::<prop::sample::Index>()) {
        if graph.edges.is_empty() {
            return Ok(()); // One node alone.
        }
        for direction in DIRECTIONS {
            let options = Options { direction, ..Options::default() };
            let mut memory = Memory::default();
            let before = memory.layout(&graph, &options);
            let mut edited = graph.clone();
            edited.edges.remove(at.index(graph.edges.len()));
            let after = memory.layout(&edited, &options);
            check_drawing(&edited, &after);
            gaps_alone(&before, &after, graph.nodes.len());
            prop_assert_eq!(&memory.layout(&graph, &options), &before);
            prop_assert_eq!(&memory.layout(&edited, &options), &after);
        }
    }

    #[test]
    fn edits_in_any_order_are_drawn_truly_and_undone_exactly(
        graph in any_graph(8),
        edits in prop::collection::vec((0..5_u8, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..12),
        down in any::<bool>(),
        zoom in prop::sample::select(vec![Zoom::Box, Zoom::Line]),
    ) {
        let options = Options { direction: DIRECTIONS[usize::from(down)], zoom, ..Options::default() };
        let mut memory = Memory::default();
        let mut history = vec![(graph.clone(), memory.layout(&graph, &options))];
        let mut names = graph.nodes.len();
        for (kind, one, other) in edits {
            let mut graph = history.last().unwrap().0.clone();
            let count = graph.nodes.len();
            match kind {
                0 => { add_node(&mut graph); }
                1 if count > 0 => graph = add_leaf(&graph, one.index(count)),
                2 if count > 0 => {
                    let (from, to) = (one.index(count), other.index(count));
                    if !graph.edges.iter().any(|edge| (edge.from, edge.to) == (from, to)) {
                        graph.edges.push(Edge { from, to, problem: None });
                    }
                }
                3 if !graph.edges.is_empty() => { graph.edges.remove(one.index(graph.edges.len())); }
                4 if count > 1 => graph = without_node(&graph, one.index(count)),
                _ => {}
            }
            // Ids are never used twice, as in a definition.
            for node in graph.nodes.iter_mut().skip(count) {
                (node.id, node.title) = (format!("n{names}"), format!("node {names}"));
                names += 1;
            }
            let layout = memory.layout(&graph, &options);
            check_drawing(&graph, &layout);
            history.push((graph, layout));
        }
        for (graph, layout) in history.iter().rev() {
            prop_assert_eq!(&memory.layout(graph, &options), layout);
        }
    }

    #[test]
    fn order_and_layers_hold_when_the_zoom_changes(graph in connected(16), at in any::<prop::sample::Index>()) {
        let mut memory = Memory::default();
        memory.layout(&graph, &Options::default());
        let graph = add_leaf(&graph, at.index(graph.nodes.len()));
        let boxes = memory.layout(&graph, &Options::default());
        let lines = memory.layout(&graph, &Options { zoom: Zoom::Line, ..Options::default() });
        check_drawing(&graph, &lines);
        for a in 0..graph.nodes.len() {
            for b in 0..graph.nodes.len() {
                if boxes.layers[a] == boxes.layers[b] {
                    let order = |layout: &Layout| layout.boxes[a].y.cmp(&layout.boxes[b].y);
                    prop_assert_eq!(order(&boxes), order(&lines));
                }
            }
        }
    }
}

#[test]
fn most_leaves_move_nothing_at_all() {
    let mut unmoved = 0;
    let graphs = 200;
    for seed in 0..graphs {
        let mut graph = super::corpus::pipeline(20 + seed as usize % 30, seed);
        // In one component.
        graph.edges.push(Edge { from: 0, to: 1, problem: None });
        let mut memory = Memory::default();
        let before = memory.layout(&graph, &Options::default());
        let edited = add_leaf(&graph, (seed as usize * 7) % graph.nodes.len());
        let after = memory.layout(&edited, &Options::default());
        unmoved += usize::from(gaps_alone(&before, &after, graph.nodes.len()));
    }
    assert!(unmoved * 10 > graphs as usize * 9, "{unmoved} of {graphs}");
}

#[test]
fn leaf_stands_beside_its_neighbour() {
    let graph = super::petrophysics();
    let mut memory = Memory::default();
    let before = memory.layout(&graph, &Options::default());
    let edited = add_leaf(&graph, 4);
    let after = memory.layout(&edited, &Options::default());
    let (node, leaf) = (after.boxes[4], after.boxes[11]);
    assert!(leaf.x > node.right() && (leaf.y - node.y).abs() < 20, "{node:?} {leaf:?}");
    assert!(after.width >= before.width && after.height <= before.height + 4);
}

#[test]
fn states_of_a_run_leave_the_picture_as_it_is() {
    let mut graph = super::petrophysics();
    let pending = mudrock::domain::execution::Status::Pending;
    graph.nodes.iter_mut().for_each(|node| node.status = Some(pending));
    let mut memory = Memory::default();
    let edited = add_leaf(&graph, 4);
    let before =
        memory.layout(&Graph { nodes: graph.nodes.clone(), ..graph.clone() }, &Options::default());
    let mut running = graph.clone();
    running.nodes[3].status = Some(mudrock::domain::execution::Status::Running);
    assert_eq!(memory.layout(&running, &Options::default()), before);
    assert_ne!(memory.layout(&edited, &Options::default()), before);
    memory.forget();
    assert_eq!(memory.layout(&graph, &Options::default()), before);
}
