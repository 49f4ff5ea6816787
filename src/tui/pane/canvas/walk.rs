//! Where the selection goes: along edges, across them, to problems, to what is searched.

use super::{Canvas, pan};
use crate::canvas::geometry::Point;
use crate::canvas::graph::Graph;
use crate::canvas::{path, walk};
use crate::domain::dag::{DagNode, NodeType};
use crate::tui::command::{Marking, Step};
use crate::tui::state::State;

/// Moves the selection along the edges, and across them.
pub fn walk(state: &mut State, step: Step) {
    let Some(picture) = state.pipelines.canvas.picture.clone() else { return };
    let nodes = &picture.graph().nodes;
    if nodes.is_empty() {
        return;
    }
    let selected = state.pipelines.node.as_deref();
    let here = selected.and_then(|id| picture.index_of(id)).unwrap_or(0);
    let way = match step {
        Step::Up => walk::Step::Up,
        Step::Down => walk::Step::Down,
        Step::Left => walk::Step::Left,
        Step::Right => walk::Step::Right,
        Step::First | Step::Last => {
            let layer = |index: &usize| picture.layout.layers[*index];
            let all = 0..nodes.len();
            let end = match step {
                Step::First => all.min_by_key(layer),
                _ => all.max_by_key(layer),
            };
            select(state, end.map(|index| nodes[index].id.clone()));
            return;
        }
        Step::PageUp => return pan(state, Step::Up),
        Step::PageDown => return pan(state, Step::Down),
    };
    let next = walk::next(&picture.layout, picture.graph(), here, way);
    select(state, next.map(|index| nodes[index].id.clone()));
}

/// Selects a node.
pub fn select(state: &mut State, id: Option<String>) {
    if id.is_some() && id != state.pipelines.node {
        state.pipelines.node = id;
        state.pipelines.inspector_offset = 0;
    }
}

/// Selects the next node (the previous one, where negative) with a problem or a failure.
pub fn next_problem(state: &mut State, step: isize) {
    let has_problem = |state: &State, node: &DagNode| state.pipelines.has_problem(&node.id);
    if !select_next(state, step, has_problem) {
        state.note("no node has a problem");
    }
}

/// Selects the next node (the previous one, where negative) that holds the searched text.
pub fn next_found(state: &mut State, step: isize) {
    let wanted = state.pipelines.canvas.search.to_lowercase();
    if wanted.is_empty() {
        state.note("/ searches a node first");
    } else if !select_next(state, step, |_, node| is_found(node, &wanted)) {
        let wanted = &state.pipelines.canvas.search;
        state.note(format!("no node has \"{wanted}\""));
    }
}

/// Selects the next node that is wanted, round the end of the list; says whether there is one.
fn select_next(state: &mut State, step: isize, wanted: impl Fn(&State, &DagNode) -> bool) -> bool {
    let Some(definition) = state.pipelines.definition() else { return false };
    let nodes = &definition.nodes;
    let selected = state.pipelines.node.as_deref();
    let here = nodes.iter().position(|node| Some(node.id.as_str()) == selected).unwrap_or(0);
    let len = nodes.len() as isize;
    let next = (1..=len)
        .map(|distance| (here as isize + step * distance).rem_euclid(len) as usize)
        .find(|index| wanted(state, &nodes[*index]))
        .map(|index| nodes[index].id.clone());
    let found = next.is_some();
    select(state, next);
    found
}

/// Whether name, work, tags or note of a node hold a text, which is in small letters.
pub fn is_found(node: &DagNode, wanted: &str) -> bool {
    let operation = match &node.node_type {
        NodeType::Operator { operator_id, .. } => operator_id.clone(),
        other => other.tag().to_owned(),
    };
    let texts = [&node.name, &operation, &node.metadata.description];
    let mut texts = texts.into_iter().chain(&node.metadata.tags);
    texts.any(|text| text.to_lowercase().contains(wanted))
}

/// Marks nodes, or lets them go.
pub fn mark(state: &mut State, marking: Marking) {
    let Some(selected) = state.pipelines.selected_node().map(|node| node.id.clone()) else {
        return;
    };
    if marking == Marking::None {
        state.pipelines.marked.clear();
        return;
    }
    if marking == Marking::Toggle {
        let marked = &mut state.pipelines.marked;
        if !marked.remove(&selected) {
            marked.insert(selected);
        }
        return;
    }
    let Some(definition) = state.pipelines.definition() else { return };
    let graph = Graph::from_definition(definition);
    let Some(here) = graph.index_of(&selected) else { return };
    let found = match marking {
        Marking::Downstream => path::descendants(&graph, here).nodes,
        Marking::Upstream => path::ancestors(&graph, here).nodes,
        Marking::Connected => connected(&graph, here),
        _ => vec![true; graph.nodes.len()],
    };
    let found = graph.nodes.into_iter().zip(found).filter(|(_, found)| *found);
    let found = found.map(|(node, _)| node.id);
    let marked = &mut state.pipelines.marked;
    if marking == Marking::Invert {
        for id in found {
            if !marked.remove(&id) {
                marked.insert(id);
            }
        }
    } else {
        marked.extend(found);
    }
    let marked = state.pipelines.marked.len();
    state.note(crate::tui::widget::text::of(marked, "node is marked", "nodes are marked"));
}

/// Says which nodes hang together with one, whichever way the edges run.
fn connected(graph: &Graph, here: usize) -> Vec<bool> {
    let mut found = vec![false; graph.nodes.len()];
    let mut waiting = vec![here];
    while let Some(node) = waiting.pop() {
        if !std::mem::replace(&mut found[node], true) {
            let ends = graph.edges.iter().filter(|edge| edge.from == node || edge.to == node);
            waiting.extend(ends.map(|edge| edge.from + edge.to - node));
        }
    }
    found
}

impl Canvas {
    /// Returns the cell of the picture that a cell of the pane shows.
    pub fn place(&self, x: i32, y: i32) -> Point {
        Point::new(self.corner.0 + x, self.corner.1 + y)
    }

    /// Returns the id of the node that a cell of the pane shows.
    pub fn node_at(&self, x: i32, y: i32) -> Option<String> {
        let picture = self.picture.as_ref()?;
        let place = self.place(x, y);
        let index = picture.layout.boxes.iter().position(|area| area.contains(place))?;
        picture.id_of(index).map(str::to_owned)
    }
}
