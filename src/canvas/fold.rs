//! Folding: branches that do the same between the same nodes are drawn once, with how many they are.
//!
//! Nodes are alike when their operations are, and those of all that they read and of all that read
//! them, as far as the graph goes (a stable colouring). A *branch* is a connected set of nodes each of
//! which has its like elsewhere. Three or more branches that hang on the very same nodes are folded
//! into the first of them. Folding starts inside branches and goes on until nothing more folds.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use petgraph::unionfind::UnionFind;

use super::graph::{Edge, Graph, Node, severity};
use crate::domain::execution::Status;

/// Fewest branches that are worth folding.
const FEWEST: usize = 3;

/// A graph with branches folded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Folded {
    /// What is drawn; a folded node keeps the id of the first of its members.
    pub graph: Graph,
    /// The folded nodes, in the order of the drawn nodes.
    pub groups: Vec<Group>,
    /// For each node of the whole graph, the drawn node that stands for it.
    pub node: Vec<usize>,
    /// For each edge of the whole graph, the drawn edge; nothing for an edge inside a folded node.
    pub edge: Vec<Option<usize>>,
}

/// A drawn node that stands for several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The drawn node.
    pub node: usize,
    /// The nodes of the whole graph that it stands for.
    pub members: Vec<usize>,
    /// How many members are in each state, in the order of a run's life.
    pub states: Vec<(Status, usize)>,
    /// How many members have a problem.
    pub problems: usize,
}

impl Folded {
    /// Returns the group that a drawn node stands for, if it is a folded one.
    pub fn group(&self, node: usize) -> Option<&Group> {
        self.groups.iter().find(|group| group.node == node)
    }
}

/// Folds branches of the same operations between the same nodes.
///
/// `open` names nodes of branches that stay as they are, which is how one group is unfolded.
pub fn fold(graph: &Graph, open: &BTreeSet<String>) -> Folded {
    let mut shown = Shown::new(graph);
    let is_open = |shown: &Shown, stack: &Stack| {
        let mut members = stack.iter().flatten().flat_map(|&node| &shown.members[node]);
        members.any(|&member| open.contains(&graph.nodes[member].id))
    };
    loop {
        let mut stacks = shown.stacks();
        stacks.retain(|stack| !is_open(&shown, stack));
        if stacks.is_empty() {
            return shown.drawn(graph);
        }
        stacks.into_iter().for_each(|stack| shown.merge(&stack));
    }
}

/// Folds nothing.
pub fn whole(graph: &Graph) -> Folded {
    Shown::new(graph).drawn(graph)
}

/// Folds the nodes with a tag into one; a group that a path leaves and enters again stays unfolded,
/// since the picture would show a cycle that is not there.
pub fn fold_tag(graph: &Graph, tag: &str) -> Folded {
    let mut shown = Shown::new(graph);
    let members: Vec<usize> = (0..graph.nodes.len())
        .filter(|&at| graph.nodes[at].tags.iter().any(|own| own == tag))
        .collect();
    if members.len() > 1 && !comes_back(graph, &members) {
        shown.merge(&members.into_iter().map(|node| vec![node]).collect());
    }
    let mut folded = shown.drawn(graph);
    for group in &folded.groups {
        folded.graph.nodes[group.node].title = format!("{tag} ×{}", group.members.len());
    }
    folded
}

/// Whether some path between members runs through a node that is none.
fn comes_back(graph: &Graph, members: &[usize]) -> bool {
    let mut seen = vec![false; graph.nodes.len()];
    let outside = |node: &usize| !members.contains(node);
    let readers =
        |node: usize| graph.edges.iter().filter(move |edge| edge.from == node).map(|edge| edge.to);
    let mut waiting: Vec<usize> =
        members.iter().flat_map(|&node| readers(node)).filter(outside).collect();
    while let Some(node) = waiting.pop() {
        if members.contains(&node) {
            return true;
        }
        if !std::mem::replace(&mut seen[node], true) {
            waiting.extend(readers(node));
        }
    }
    false
}

/// Branches that fold into the first of them; the nodes of each in the same order.
type Stack = Vec<Vec<usize>>;

/// What branches must share to fold: for each node its class and the nodes outside that it is tied to.
type Signature = Vec<(usize, Vec<usize>, Vec<usize>)>;

/// The graph while it is being folded: drawn nodes with their members, and the edges between them.
struct Shown {
    /// Members of each drawn node in the whole graph; none once it is merged into another.
    members: Vec<Vec<usize>>,
    /// What must be equal for two drawn nodes to be alike.
    operation: Vec<String>,
    reads: Vec<BTreeSet<usize>>,
    read_by: Vec<BTreeSet<usize>>,
}

impl Shown {
    fn new(graph: &Graph) -> Self {
        let count = graph.nodes.len();
        // A node without an operation is like no other.
        let operation = |node: &Node| match node.operation.as_str() {
            "" => format!("= {}", node.id),
            operation => format!("{:?} {operation}", node.kind),
        };
        let mut shown = Self {
            members: (0..count).map(|node| vec![node]).collect(),
            operation: graph.nodes.iter().map(operation).collect(),
            reads: vec![BTreeSet::new(); count],
            read_by: vec![BTreeSet::new(); count],
        };
        for edge in graph.edges.iter().filter(|edge| edge.from != edge.to) {
            shown.reads[edge.to].insert(edge.from);
            shown.read_by[edge.from].insert(edge.to);
        }
        shown
    }

    /// Returns what can be folded now; no node is in two stacks.
    fn stacks(&self) -> Vec<Stack> {
        let nodes: Vec<usize> =
            (0..self.members.len()).filter(|&node| !self.members[node].is_empty()).collect();
        let class = self.classes(&nodes);
        let alone = nodes.iter().map(|&node| vec![node]);
        let mut stacks = self.alike(alone, &class);
        if stacks.is_empty() {
            self.search(&nodes, &class, &mut stacks);
        }
        stacks
    }

    /// Looks for branches among some nodes, then inside those that are too tangled to compare.
    fn search(&self, nodes: &[usize], class: &[usize], stacks: &mut Vec<Stack>) {
        let mut sizes: HashMap<usize, usize> = HashMap::new();
        nodes.iter().for_each(|&node| *sizes.entry(class[node]).or_default() += 1);
        let repeated: Vec<usize> =
            nodes.iter().copied().filter(|&node| sizes[&class[node]] >= FEWEST).collect();
        let branches = self.branches(&repeated);
        let distinct = |branch: &Vec<usize>| {
            branch.iter().map(|&node| class[node]).collect::<BTreeSet<_>>().len() == branch.len()
        };
        let (plain, tangled): (Vec<_>, Vec<_>) = branches.into_iter().partition(distinct);
        stacks.extend(self.alike(plain.into_iter(), class));
        for branch in tangled.iter().filter(|branch| branch.len() < nodes.len()) {
            self.search(branch, class, stacks);
        }
    }

    /// Returns the connected parts of some nodes.
    fn branches(&self, nodes: &[usize]) -> Vec<Vec<usize>> {
        let mut inside = vec![false; self.members.len()];
        nodes.iter().for_each(|&node| inside[node] = true);
        let mut together = UnionFind::<usize>::new(self.members.len());
        for &node in nodes {
            for &other in self.read_by[node].iter().filter(|&&other| inside[other]) {
                together.union(node, other);
            }
        }
        let mut branches: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &node in nodes {
            branches.entry(together.find(node)).or_default().push(node);
        }
        branches.into_values().collect()
    }

    /// Stacks the branches that have the same classes and are tied to the same nodes outside.
    ///
    /// With one node of each class in a branch, equal classes mean equal edges inside: a stable
    /// colouring gives nodes of one class as many neighbours in each other class.
    fn alike(&self, branches: impl Iterator<Item = Vec<usize>>, class: &[usize]) -> Vec<Stack> {
        let mut stacks: BTreeMap<Signature, Stack> = BTreeMap::new();
        for mut branch in branches {
            branch.sort_by_key(|&node| class[node]);
            let outside = |others: &BTreeSet<usize>| {
                others.iter().copied().filter(|other| !branch.contains(other)).collect()
            };
            let tied = |&node: &usize| {
                (class[node], outside(&self.reads[node]), outside(&self.read_by[node]))
            };
            stacks.entry(branch.iter().map(tied).collect()).or_default().push(branch);
        }
        let mut stacks: Vec<Stack> = stacks.into_values().collect();
        stacks.retain(|stack| stack.len() >= FEWEST);
        for stack in &mut stacks {
            stack.sort_by_key(|branch| branch.iter().min().copied());
        }
        stacks
    }

    /// Colours nodes by their operations, then by the colours around them until no class splits.
    fn classes(&self, nodes: &[usize]) -> Vec<usize> {
        let mut class = vec![0; self.members.len()];
        let mut count = numbered(nodes, &mut class, |node, _| self.operation[node].clone());
        loop {
            let around = |others: &BTreeSet<usize>, class: &[usize]| {
                let mut classes: Vec<usize> = others.iter().map(|&other| class[other]).collect();
                classes.sort_unstable();
                classes
            };
            let finer = numbered(nodes, &mut class, |node, class| {
                (class[node], around(&self.reads[node], class), around(&self.read_by[node], class))
            });
            if finer == count {
                return class;
            }
            count = finer;
        }
    }

    fn merge(&mut self, stack: &Stack) {
        let Some((first, others)) = stack.split_first() else { return };
        for (at, &kept) in first.iter().enumerate() {
            for other in others.iter().map(|branch| branch[at]) {
                let members = std::mem::take(&mut self.members[other]);
                self.members[kept].extend(members);
                for from in std::mem::take(&mut self.reads[other]) {
                    self.read_by[from].remove(&other);
                    self.tie(from, kept);
                }
                for to in std::mem::take(&mut self.read_by[other]) {
                    self.reads[to].remove(&other);
                    self.tie(kept, to);
                }
            }
            let count = self.members[kept].len();
            self.operation[kept] = format!("{} ×{count}", self.operation[kept]);
        }
    }

    fn tie(&mut self, from: usize, to: usize) {
        if from != to {
            self.reads[to].insert(from);
            self.read_by[from].insert(to);
        }
    }

    /// Writes the drawn nodes and edges down, in the author's order.
    fn drawn(&self, graph: &Graph) -> Folded {
        let mut folded = Folded { node: vec![0; graph.nodes.len()], ..Folded::default() };
        for (first, members) in self.members.iter().enumerate().filter(|(_, all)| !all.is_empty()) {
            let drawn = folded.graph.nodes.len();
            members.iter().for_each(|&member| folded.node[member] = drawn);
            let mut node = graph.nodes[first].clone();
            if members.len() > 1 {
                let group = Group::new(graph, drawn, members);
                group.describe(graph, &mut node);
                folded.groups.push(group);
            }
            folded.graph.nodes.push(node);
        }
        let mut number: HashMap<(usize, usize), usize> = HashMap::new();
        for edge in &graph.edges {
            let (from, to) = (folded.node[edge.from], folded.node[edge.to]);
            if from == to && edge.from != edge.to {
                folded.edge.push(None);
                continue;
            }
            let edges = &mut folded.graph.edges;
            let at = *number.entry((from, to)).or_insert_with(|| {
                edges.push(Edge { from, to, problem: None });
                edges.len() - 1
            });
            if edges[at].problem.is_none() {
                edges[at].problem.clone_from(&edge.problem);
            }
            folded.edge.push(Some(at));
        }
        folded
    }
}

/// Numbers the classes of nodes in the order of their keys; returns how many there are.
fn numbered<K: Ord>(
    nodes: &[usize],
    class: &mut [usize],
    key: impl Fn(usize, &[usize]) -> K,
) -> usize {
    let keyed: Vec<(K, usize)> = nodes.iter().map(|&node| (key(node, class), node)).collect();
    let mut keys: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    keyed.into_iter().for_each(|(key, node)| keys.entry(key).or_default().push(node));
    let count = keys.len();
    for (number, members) in keys.into_values().enumerate() {
        members.into_iter().for_each(|node| class[node] = number);
    }
    count
}

impl Group {
    fn new(graph: &Graph, node: usize, members: &[usize]) -> Self {
        let states = Status::ALL.into_iter().map(|status| {
            let count = members
                .iter()
                .filter(|&&member| graph.nodes[member].status == Some(status))
                .count();
            (status, count)
        });
        Self {
            node,
            members: members.to_vec(),
            states: states.filter(|(_, count)| *count > 0).collect(),
            problems: members.iter().filter(|&&at| graph.nodes[at].problem.is_some()).count(),
        }
    }

    /// Returns the state of all together: running while some are done and others not, else the worst.
    pub fn status(&self) -> Option<Status> {
        let worst = self.states.iter().map(|(status, _)| *status).max_by_key(|s| severity(*s))?;
        let done = self.states.iter().any(|(status, _)| status.is_final());
        Some(if done && !worst.is_final() { Status::Running } else { worst })
    }

    /// Makes a copy of the first member speak for all.
    fn describe(&self, graph: &Graph, node: &mut Node) {
        let all = || self.members.iter().map(|&member| &graph.nodes[member]);
        let count = self.members.len();
        let titles: Vec<&str> = all().map(|node| node.title.as_str()).collect();
        let title = shared_words(&titles).unwrap_or_else(|| node.operation.clone());
        node.title = format!("{title} ×{count}");
        if all().any(|other| other.detail != node.detail) {
            node.detail.clone_from(&node.operation);
        }
        node.tags.retain(|tag| all().all(|other| other.tags.contains(tag)));
        node.status = self.status();
        let problem = all().find_map(|node| node.problem.as_deref());
        node.problem = problem.map(|problem| format!("{} of {count}: {problem}", self.problems));
    }
}

/// Returns the words with which all titles begin, else those with which all end.
fn shared_words(titles: &[&str]) -> Option<String> {
    let words: Vec<Vec<&str>> =
        titles.iter().map(|title| title.split_whitespace().collect()).collect();
    let first = words.first()?;
    let shared = |same: &dyn Fn(&[&str], usize) -> bool| {
        (0..first.len()).take_while(|&at| words.iter().all(|words| same(words, at))).count()
    };
    let start = shared(&|words, at| words.get(at) == Some(&first[at]));
    let end = shared(&|words, at| {
        let from_end = |words: &[&str]| words.iter().rev().nth(at).map(|&word| word.to_owned());
        from_end(words) == from_end(first)
    });
    match (start, end) {
        (0, 0) => None,
        (0, end) => Some(first[first.len() - end..].join(" ")),
        (start, _) => Some(first[..start].join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Builds a graph from titles, whose last words tell nodes of one operation apart, and edges.
    fn graph(titles: &[&str], edges: &[(usize, usize)]) -> Graph {
        let node = |title: &&str| Node {
            id: title.to_lowercase().replace(' ', "_"),
            title: (*title).to_owned(),
            operation: title.split(' ').next().unwrap().to_lowercase(),
            ..Node::default()
        };
        Graph {
            nodes: titles.iter().map(node).collect(),
            edges: edges.iter().map(|&(from, to)| Edge { from, to, problem: None }).collect(),
        }
    }

    /// Three branches of two nodes between one node and another.
    fn wells() -> Graph {
        graph(
            &[
                "Wells",
                "Despike A-1",
                "Despike A-2",
                "Despike A-3",
                "Smooth 1",
                "Smooth 2",
                "Smooth 3",
                "Keep",
            ],
            &[(0, 1), (0, 2), (0, 3), (1, 4), (2, 5), (3, 6), (4, 7), (5, 7), (6, 7)],
        )
    }

    fn titles(folded: &Folded) -> Vec<&str> {
        folded.graph.nodes.iter().map(|node| node.title.as_str()).collect()
    }

    fn check(graph: &Graph, expected: &[&str]) -> Folded {
        let folded = fold(graph, &BTreeSet::new());
        assert_eq!(titles(&folded), expected);
        // Every edge is drawn between the nodes that stand for its ends.
        for (edge, drawn) in graph.edges.iter().zip(&folded.edge) {
            let drawn = &folded.graph.edges[drawn.expect("branches have no edges between them")];
            assert_eq!((drawn.from, drawn.to), (folded.node[edge.from], folded.node[edge.to]));
        }
        folded
    }

    #[test]
    fn like_branches_become_one() {
        let folded = check(&wells(), &["Wells", "Despike ×3", "Smooth ×3", "Keep"]);
        assert_eq!(folded.graph.edges.len(), 3);
        assert_eq!(folded.groups[0].members, [1, 2, 3]);
        assert_eq!(folded.node, [0, 1, 1, 1, 2, 2, 2, 3]);
        assert_eq!(folded.graph.nodes[1].id, "despike_a-1");
        assert!(folded.group(0).is_none() && folded.group(2).is_some());
    }

    #[test]
    fn nothing_folded_is_the_graph_itself() {
        assert_eq!(whole(&wells()).graph, wells());
    }

    #[test]
    fn two_branches_or_other_operations_stay() {
        let two = graph(&["Wells", "Despike 1", "Despike 2"], &[(0, 1), (0, 2)]);
        check(&two, &["Wells", "Despike 1", "Despike 2"]);
        let mut other = wells();
        other.nodes[5].operation = "median".to_owned();
        check(
            &other,
            &[
                "Wells",
                "Despike A-1",
                "Despike A-2",
                "Despike A-3",
                "Smooth 1",
                "Smooth 2",
                "Smooth 3",
                "Keep",
            ],
        );
    }

    #[test]
    fn branch_with_another_reader_stays_and_the_others_fold() {
        let mut graph = graph(
            &["Wells", "Clip 1", "Clip 2", "Clip 3", "Clip 4", "Keep", "Plot"],
            &[(0, 1), (0, 2), (0, 3), (0, 4), (1, 5), (2, 5), (3, 5), (4, 5), (2, 6)],
        );
        let folded = check(&graph, &["Wells", "Clip ×3", "Clip 2", "Keep", "Plot"]);
        assert_eq!(folded.groups[0].members, [1, 3, 4]);
        graph.nodes[1].operation.clear();
        check(&graph, &["Wells", "Clip 1", "Clip 2", "Clip 3", "Clip 4", "Keep", "Plot"]);
    }

    #[test]
    fn branches_inside_branches_fold_first() {
        // Three wells, each with three filters that are joined.
        let mut names = vec!["Project".to_owned()];
        let mut edges = Vec::new();
        for well in 0..3 {
            let first = names.len();
            names.push(format!("Read {well}"));
            names.extend((0..3).map(|at| format!("Filter {well} {at}")));
            names.push(format!("Join {well}"));
            edges.push((0, first));
            edges.extend((1..4).flat_map(|at| [(first, first + at), (first + at, first + 4)]));
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let folded = check(&graph(&names, &edges), &["Project", "Read ×3", "Filter ×9", "Join ×3"]);
        assert_eq!(folded.groups[1].members.len(), 9);
    }

    #[test]
    fn every_node_read_by_every_other_folds_into_two() {
        let edges: Vec<_> = (0..3).flat_map(|from| (3..6).map(move |to| (from, to))).collect();
        let names = ["Read 1", "Read 2", "Read 3", "Join 1", "Join 2", "Join 3"];
        check(&graph(&names, &edges), &["Read ×3", "Join ×3"]);
    }

    #[test]
    fn opened_branches_are_drawn_whole_and_others_stay_folded() {
        let mut graph = wells();
        graph.nodes.extend(graph_of_three());
        graph.edges.extend((8..11).map(|to| Edge { from: 0, to, problem: None }));
        let open = BTreeSet::from(["smooth_2".to_owned()]);
        let folded = fold(&graph, &open);
        assert_eq!(folded.graph.nodes.len(), 9);
        assert_eq!(titles(&folded)[8], "Clip ×3");
    }

    fn graph_of_three() -> Vec<Node> {
        graph(&["Clip 1", "Clip 2", "Clip 3"], &[]).nodes
    }

    #[test]
    fn state_and_problems_speak_for_all_members() {
        let mut graph = wells();
        let states = [Status::Completed, Status::Running, Status::Pending];
        graph.nodes[1..4].iter_mut().zip(states).for_each(|(node, s)| node.status = Some(s));
        graph.nodes[4..7].iter_mut().for_each(|node| node.status = Some(Status::Completed));
        graph.nodes[5].status = Some(Status::Failed);
        graph.nodes[6].problem = Some("reads \"RHOB\"".to_owned());
        let folded = fold(&graph, &BTreeSet::new());
        assert_eq!(folded.graph.nodes[1].status, Some(Status::Running));
        assert_eq!(folded.graph.nodes[2].status, Some(Status::Failed));
        assert_eq!(folded.groups[1].states, [(Status::Completed, 2), (Status::Failed, 1)]);
        assert_eq!(folded.graph.nodes[2].problem.as_deref(), Some("1 of 3: reads \"RHOB\""));
        graph.nodes[2].status = Some(Status::Completed);
        assert_eq!(fold(&graph, &BTreeSet::new()).graph.nodes[1].status, Some(Status::Running));
    }

    #[test]
    fn titles_keep_the_words_that_all_share() {
        assert_eq!(
            shared_words(&["Despike GR A-1", "Despike GR A-2"]).as_deref(),
            Some("Despike GR")
        );
        assert_eq!(shared_words(&["A-1 despike", "A-2 despike"]).as_deref(), Some("despike"));
        assert_eq!(shared_words(&["A-1", "A-2"]), None);
    }

    #[test]
    fn tagged_nodes_fold_into_one_unless_that_makes_a_cycle() {
        let mut graph = wells();
        for at in 1..7 {
            graph.nodes[at].tags = vec!["cleaning".to_owned()];
        }
        let folded = fold_tag(&graph, "cleaning");
        assert_eq!(titles(&folded), ["Wells", "cleaning ×6", "Keep"]);
        assert_eq!(folded.edge[3], None);
        // Wells and Keep alone: the way between them leads outside.
        for (at, node) in graph.nodes.iter_mut().enumerate() {
            node.tags = if at == 0 || at == 7 { vec!["ends".to_owned()] } else { Vec::new() };
        }
        assert_eq!(fold_tag(&graph, "ends").graph.nodes.len(), 8);
    }
}
