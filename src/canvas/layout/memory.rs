//! Pictures of a graph that is being edited, so that an edit moves as little as it can.

use super::{Layout, Options, laid_out};
use crate::canvas::graph::Graph;

/// Pictures that are remembered; an undo that goes further back gets a new one.
const REMEMBERED: usize = 32;

/// What was drawn of one graph, the last picture at the end.
///
/// The next picture keeps to the last one: what is still there keeps its layer, its order and its
/// place, and what is new goes where there is room beside its neighbours. A graph that is as it was
/// gets the picture that it had, which is what undoing an edit does.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    pictures: Vec<(Graph, Layout)>,
}

impl Memory {
    /// Lays a graph out, as close to the last picture as it can be.
    ///
    /// Places are kept while the options stay and no pin changes; otherwise layers and order are.
    pub fn layout(&mut self, graph: &Graph, options: &Options) -> Layout {
        let known = |(known, layout): &(Graph, Layout)| {
            layout.options == *options && looks_like(known, graph)
        };
        let picture = match self.pictures.iter().rposition(known) {
            Some(at) => self.pictures.remove(at),
            None => {
                let same = self.pictures.iter().rfind(|(_, layout)| layout.options == *options);
                let last = same.or(self.pictures.last()).map(|(graph, layout)| (graph, layout));
                (graph.clone(), laid_out(graph, options, last))
            }
        };
        let layout = picture.1.clone();
        self.pictures.push(picture);
        if self.pictures.len() > REMEMBERED {
            self.pictures.remove(0);
        }
        layout
    }

    /// Forgets all pictures, so that the next is laid out anew.
    pub fn forget(&mut self) {
        self.pictures.clear();
    }
}

/// Whether two graphs get the same layout; states may differ as long as there are any.
fn looks_like(a: &Graph, b: &Graph) -> bool {
    let nodes = a.nodes.len() == b.nodes.len() && a.edges.len() == b.edges.len();
    nodes
        && a.nodes.iter().zip(&b.nodes).all(|(a, b)| {
            (&a.id, &a.title, &a.detail, a.pinned) == (&b.id, &b.title, &b.detail, b.pinned)
                && a.status.is_some() == b.status.is_some()
                && a.problem.is_some() == b.problem.is_some()
        })
        && a.edges.iter().zip(&b.edges).all(|(a, b)| (a.from, a.to) == (b.from, b.to))
}
