//! The nodes of two definitions in one list, each with the sides on which it stands.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::{Change, Matched};
use crate::domain::dag::{DagDefinition, DagNode, NodeType, references};
use crate::domain::dag_file::{recognised, same_ids};

/// One of the two definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The older one.
    Before,
    /// The newer one.
    After,
}

/// What a dependency or an input names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reference<'a> {
    /// A node of the union, and the port or curve of it.
    Node(usize, &'a str),
    /// Anything else: a curve, or a node that is not there.
    Other(&'a str),
}

/// The nodes of both sides.
pub(super) struct Union<'a> {
    /// How the nodes of one side were found on the other.
    pub matched: Matched,
    before: &'a DagDefinition,
    after: &'a DagDefinition,
    /// Positions before and after; at least one of them is there.
    nodes: Vec<(Option<usize>, Option<usize>)>,
    titles: Vec<(String, String)>,
}

impl<'a> Union<'a> {
    /// Finds the nodes that are on both sides.
    ///
    /// They stand in the order they have after; a removed node follows the one that it followed.
    pub fn of(before: &'a DagDefinition, after: &'a DagDefinition) -> Self {
        let mut matched = Matched::Ids;
        let mut pairs = same_ids(before, after);
        if pairs.is_empty() {
            pairs = recognised(before, after);
            if !pairs.is_empty() {
                matched = Matched::Names;
            }
        }
        let kept: HashMap<usize, usize> = pairs.iter().copied().collect();
        let was: HashMap<usize, usize> = pairs.iter().map(|(old, new)| (*new, *old)).collect();
        let mut removed: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        let mut follows = None;
        for old in 0..before.nodes.len() {
            match kept.get(&old) {
                Some(new) => follows = Some(*new),
                None => removed.entry(follows).or_default().push(old),
            }
        }
        let mut nodes = Vec::new();
        let mut place = |nodes: &mut Vec<_>, after: Option<usize>| {
            let gone = removed.remove(&after).unwrap_or_default();
            nodes.extend(gone.into_iter().map(|old| (Some(old), None)));
        };
        place(&mut nodes, None);
        for new in 0..after.nodes.len() {
            nodes.push((was.get(&new).copied(), Some(new)));
            place(&mut nodes, Some(new));
        }
        let mut union = Self { matched, before, after, nodes, titles: Vec::new() };
        union.titles = union.all_titles();
        union
    }

    /// Returns how many nodes there are on both sides together.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    fn definition(&self, side: Side) -> &'a DagDefinition {
        match side {
            Side::Before => self.before,
            Side::After => self.after,
        }
    }

    fn position(&self, side: Side, at: usize) -> Option<usize> {
        match side {
            Side::Before => self.nodes[at].0,
            Side::After => self.nodes[at].1,
        }
    }

    /// Returns a node as it is on a side, if it is there.
    pub fn node(&self, side: Side, at: usize) -> Option<&'a DagNode> {
        self.position(side, at).map(|position| &self.definition(side).nodes[position])
    }

    /// Returns the nodes that are on both sides, in their order on one.
    pub fn kept(&self, side: Side) -> Vec<usize> {
        let both = |at: &usize| self.nodes[*at].0.is_some() && self.nodes[*at].1.is_some();
        let mut kept: Vec<usize> = (0..self.len()).filter(both).collect();
        kept.sort_by_key(|at| self.position(side, *at));
        kept
    }

    /// Returns the name of a node on a side, with a number where several nodes bear it.
    pub fn title(&self, side: Side, at: usize) -> String {
        match side {
            Side::Before => self.titles[at].0.clone(),
            Side::After => self.titles[at].1.clone(),
        }
    }

    fn all_titles(&self) -> Vec<(String, String)> {
        let ids = |at: usize| {
            [Side::Before, Side::After].map(|side| self.node(side, at).map(|node| &node.id))
        };
        // By id, so that a name bears the same number whichever side comes first.
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by_key(|at| ids(*at).into_iter().flatten().min());
        let mut bearers: HashMap<&str, Vec<usize>> = HashMap::new();
        for at in order {
            for side in [Side::Before, Side::After] {
                let Some(node) = self.node(side, at) else { continue };
                let bearers = bearers.entry(plain_title(node)).or_default();
                if bearers.last() != Some(&at) {
                    bearers.push(at);
                }
            }
        }
        let title = |side: Side, at: usize| {
            let Some(node) = self.node(side, at) else { return String::new() };
            let title = plain_title(node);
            match bearers[title].iter().position(|bearer| *bearer == at) {
                None | Some(0) => title.to_owned(),
                Some(others) => format!("{title} #{}", others + 1),
            }
        };
        (0..self.len()).map(|at| (title(Side::Before, at), title(Side::After, at))).collect()
    }

    fn at(&self, side: Side, id: &str) -> Option<usize> {
        let position = self.definition(side).nodes.iter().position(|node| node.id == id)?;
        (0..self.len()).find(|at| self.position(side, *at) == Some(position))
    }

    /// Returns what a node reads, each once.
    pub fn reads(&self, side: Side, at: usize) -> Vec<Reference<'a>> {
        let mut reads = Vec::new();
        for id in self.node(side, at).into_iter().flat_map(|node| &node.dependencies) {
            let reference = match self.at(side, id) {
                Some(node) => Reference::Node(node, ""),
                None => Reference::Other(id),
            };
            if !reads.contains(&reference) {
                reads.push(reference);
            }
        }
        reads
    }

    /// Returns what the input ports of a node are bound to, most of them to one column.
    pub fn inputs(&self, side: Side, at: usize) -> BTreeMap<&'a str, Vec<Reference<'a>>> {
        let Some(DagNode { node_type: NodeType::Operator { inputs, .. }, .. }) =
            self.node(side, at)
        else {
            return BTreeMap::new();
        };
        let reference = |source: &'a str| {
            let named = self.definition(side).split_reference(source);
            let named = named.and_then(|(node, name)| Some((self.at(side, &node.id)?, name)));
            match named {
                Some((node, name)) => Reference::Node(node, name),
                None => Reference::Other(source),
            }
        };
        let bound = inputs.iter();
        bound
            .map(|(port, bound)| (port.as_str(), references(bound).map(reference).collect()))
            .collect()
    }

    /// Writes a reference with the names of a side.
    pub fn words(&self, side: Side, reference: &Reference) -> String {
        match reference {
            Reference::Node(at, "") => self.title(side, *at),
            Reference::Node(at, name) => format!("{}.{name}", self.title(side, *at)),
            Reference::Other(text) => {
                let (head, rest) = text.split_once('.').unwrap_or((text, ""));
                match Uuid::parse_str(head) {
                    Ok(_) if rest.is_empty() => "a node that is not there".to_owned(),
                    Ok(_) => format!("{rest} of a node that is not there"),
                    Err(_) => (*text).to_owned(),
                }
            }
        }
    }

    /// Returns the edges of both sides, in the order of the nodes that they enter.
    ///
    /// An edge is changed when other ports are bound over it.
    pub fn edges(&self) -> Vec<(usize, usize, Change)> {
        let mut edges = Vec::new();
        for to in 0..self.len() {
            let sources = |side| -> Vec<usize> {
                let reads = self.reads(side, to).into_iter();
                reads
                    .filter_map(|reference| match reference {
                        Reference::Node(from, _) => Some(from),
                        Reference::Other(_) => None,
                    })
                    .collect()
            };
            let (before, after) = (sources(Side::Before), sources(Side::After));
            let over = |side, from: usize| -> Vec<(&str, Reference)> {
                let inputs = self.inputs(side, to).into_iter();
                inputs
                    .flat_map(|(port, bound)| bound.into_iter().map(move |one| (port, one)))
                    .filter(|(_, it)| matches!(it, Reference::Node(at, _) if *at == from))
                    .collect()
            };
            for from in &after {
                let change = match before.contains(from) {
                    false => Change::Added,
                    true if over(Side::Before, *from) != over(Side::After, *from) => {
                        Change::Changed
                    }
                    true => Change::Same,
                };
                edges.push((*from, to, change));
            }
            let gone = before.into_iter().filter(|from| !after.contains(from));
            edges.extend(gone.map(|from| (from, to, Change::Removed)));
        }
        edges
    }
}

/// Returns what people call a node; never its id, which says nothing to them.
fn plain_title(node: &DagNode) -> &str {
    match &node.node_type {
        _ if !node.name.is_empty() => &node.name,
        NodeType::Operator { operator_id, .. } => operator_id,
        other => other.tag(),
    }
}
