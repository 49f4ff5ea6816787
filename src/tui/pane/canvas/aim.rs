//! Choosing a node: to jump to, to connect with, to part from; each candidate says whether it may be.

use std::collections::HashMap;

use crossterm::event::{KeyCode, KeyEvent};

use super::mode::{Mode, Turn};
use super::{select, walk, window};
use crate::canvas::{geometry, jump};
use crate::domain::dag::{DagDefinition, DagNode, references};
use crate::edit::change::Edit;
use crate::edit::connect::{Connections, Verdict};
use crate::tui::command::{Action, Spot, Step};
use crate::tui::state::State;

/// What a node is chosen for.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// To select it.
    Jump,
    /// To read these.
    Feed(Vec<String>),
    /// To be read by this one.
    Read(String),
    /// To be read no more by this one, or to read it no more.
    Part(String),
    /// To insert a node between it and this one.
    Insert(String),
    /// To be read by this one no more but another in its place.
    Change(String),
    /// To be read in the place of another.
    Rewire {
        /// Node that is read now.
        from: String,
        /// Node that reads it.
        to: String,
    },
}

impl Purpose {
    /// Returns what stands in the title of the canvas.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Jump => "jump",
            Self::Feed(_) => "connect: feeds…",
            Self::Read(_) => "connect: reads…",
            Self::Part(_) => "disconnect from…",
            Self::Insert(_) => "insert before or after…",
            Self::Change(_) => "re-wire: instead of…",
            Self::Rewire { .. } => "re-wire: reads now…",
        }
    }
}

/// A node that may be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Its id.
    pub node: String,
    /// What choosing it does, or why it cannot be chosen.
    pub verdict: Result<String, String>,
    /// What to type for it; empty where it is out of sight or cannot be chosen.
    pub label: String,
}

/// A node being chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Aim {
    /// What for.
    pub purpose: Purpose,
    /// All nodes.
    pub targets: Vec<Target>,
    /// What was typed of a label.
    pub typed: String,
    /// Selection before.
    pub origin: Option<String>,
    /// Edition of the pipeline.
    pub edition: u64,
    /// Window for which the labels were given.
    labelled: Option<geometry::Rect>,
}

/// Begins to choose a node; says why there is none to choose.
///
/// Nobody chooses among one edge: what choosing it does is returned at once.
pub fn begin(state: &mut State, purpose: Purpose) -> Result<Option<Action>, String> {
    let Some(definition) = state.pipelines.definition() else {
        return Err("no pipeline is open".to_owned());
    };
    let connections = Connections::new(definition, state.pipelines.flow());
    let verdicts = verdicts(definition, &connections, &purpose);
    let targets: Vec<Target> = definition
        .nodes
        .iter()
        .zip(verdicts)
        .map(|(node, verdict)| Target { node: node.id.clone(), verdict, label: String::new() })
        .collect();
    let of_edge = matches!(purpose, Purpose::Part(_) | Purpose::Insert(_) | Purpose::Change(_));
    let mut valid = targets.iter().filter(|target| target.verdict.is_ok());
    let origin = state.pipelines.node.clone();
    let first = match (valid.next(), valid.next()) {
        (None, _) if of_edge => return Err("no edge is there".to_owned()),
        (Some(target), None) if of_edge => {
            return deed(state, &purpose, &target.node).map(Some);
        }
        (Some(target), _) if of_edge => Some(target.node.clone()),
        (None, _) => {
            state.note("no node can; go over one to see why");
            None
        }
        _ => None,
    };
    select(state, first);
    let edition = state.pipelines.edition;
    let aim = Aim { purpose, targets, typed: String::new(), origin, edition, labelled: None };
    state.pipelines.canvas.mode = Some(Mode::Aim(aim));
    Ok(None)
}

/// Says of every node what choosing it does, or why it cannot be chosen.
fn verdicts(
    definition: &DagDefinition,
    connections: &Connections<'_>,
    purpose: &Purpose,
) -> Vec<Result<String, String>> {
    let name =
        |id: &str| definition.node(id).map_or_else(|| id.to_owned(), |node| node.name.clone());
    let each = |judge: &dyn Fn(&DagNode) -> Result<String, String>| {
        definition.nodes.iter().map(judge).collect::<Vec<_>>()
    };
    match purpose {
        Purpose::Jump => each(&|_| Ok(String::new())),
        Purpose::Feed(sources) => {
            let judged: Vec<HashMap<&str, Verdict>> = sources
                .iter()
                .map(|source| connections.readers_of(source).into_iter().collect())
                .collect();
            let source = match sources.as_slice() {
                [source] => name(source),
                sources => format!("{} nodes", sources.len()),
            };
            each(&|node| {
                let mut told = format!("{} reads {source}", node.name);
                for judged in &judged {
                    let verdict = judged.get(node.id.as_str());
                    told += &allowed(definition, verdict)?;
                }
                Ok(told)
            })
        }
        Purpose::Read(reader) => {
            let judged: HashMap<&str, Verdict> =
                connections.sources_of(reader).into_iter().collect();
            each(&|node| {
                let ports = allowed(definition, judged.get(node.id.as_str()))?;
                Ok(format!("{} reads {}{ports}", name(reader), node.name))
            })
        }
        Purpose::Rewire { from, to } => {
            let judged: HashMap<&str, Verdict> = connections.sources_of(to).into_iter().collect();
            each(&|node| {
                if node.id == *from {
                    return Err(format!("{} reads it now", name(to)));
                }
                let ports = allowed(definition, judged.get(node.id.as_str()))?;
                Ok(format!("{} reads {} instead of {}{ports}", name(to), node.name, name(from)))
            })
        }
        Purpose::Part(own) => each(&|node| {
            let (from, to) = edge(definition, own, &node.id)?;
            Ok(format!("{} reads {} no more", name(&to), name(&from)))
        }),
        Purpose::Insert(own) => each(&|node| {
            let (from, to) = edge(definition, own, &node.id)?;
            Ok(format!("between {} and {}", name(&from), name(&to)))
        }),
        Purpose::Change(own) => each(&|node| match edge(definition, own, &node.id)? {
            (from, _) if from == node.id => {
                Ok(format!("{} reads another in place of {}", name(own), node.name))
            }
            _ => Err(format!("{} does not read it", name(own))),
        }),
    }
}

/// Says which ports an allowed edge binds and what to know about it, or why it is refused.
fn allowed(definition: &DagDefinition, verdict: Option<&Verdict>) -> Result<String, String> {
    match verdict {
        None => Err("a node cannot read itself".to_owned()),
        Some(Verdict::Refused { reason }) => Err(reason.clone()),
        Some(Verdict::Allowed { inputs, note }) => {
            let port = |(port, source): (&String, &String)| {
                let name = |one| definition.split_reference(one).map_or(one, |(_, name)| name);
                let columns: Vec<&str> = references(source).map(name).collect();
                format!("{port} ← {}", columns.join(", "))
            };
            let ports: Vec<_> = inputs.iter().map(port).collect();
            let ports =
                if ports.is_empty() { String::new() } else { format!(": {}", ports.join(", ")) };
            Ok(note.as_ref().map_or(ports.clone(), |note| format!("{ports}; {note}")))
        }
    }
}

/// Returns the edge between two nodes, whichever way it runs.
fn edge(definition: &DagDefinition, own: &str, other: &str) -> Result<(String, String), String> {
    let reads = |to: &str, from: &str| {
        let reader = definition.node(to);
        reader.is_some_and(|reader| reader.dependencies.iter().any(|read| read == from))
    };
    if reads(own, other) {
        Ok((other.to_owned(), own.to_owned()))
    } else if reads(other, own) {
        Ok((own.to_owned(), other.to_owned()))
    } else {
        let own = definition.node(own).map_or(own, |node| &node.name);
        Err(format!("no edge ties it to {own}"))
    }
}

/// Returns what choosing a node does, or why it cannot be chosen.
pub fn deed(state: &State, purpose: &Purpose, node: &str) -> Result<Action, String> {
    let Some(definition) = state.pipelines.definition() else {
        return Err("no pipeline is open".to_owned());
    };
    let connections = Connections::new(definition, state.pipelines.flow());
    let edit = match purpose {
        Purpose::Jump => return Ok(Action::Select(node.to_owned())),
        Purpose::Insert(own) => {
            let (from, to) = edge(definition, own, node)?;
            return Ok(Action::PickNode(Spot::On { from, to }));
        }
        Purpose::Change(own) => {
            return Ok(Action::Rewire { from: node.to_owned(), to: own.clone() });
        }
        Purpose::Feed(sources) => {
            let edits: Result<Vec<_>, _> =
                sources.iter().map(|source| connections.connected(source, node)).collect();
            let mut edits = edits?;
            if edits.len() == 1 {
                edits.remove(0)
            } else {
                let name = definition.node(node).map_or(node, |node| &node.name);
                let label = format!("connect {} nodes to \"{name}\"", edits.len());
                Edit::Together { label, edits }
            }
        }
        Purpose::Read(reader) => connections.connected(node, reader)?,
        Purpose::Part(own) => {
            let (from, to) = edge(definition, own, node)?;
            Edit::Disconnect { from, to }
        }
        Purpose::Rewire { from, to } => match connections.verdict(node, to) {
            Verdict::Refused { reason } => return Err(reason),
            Verdict::Allowed { inputs, .. } => Edit::Rewire {
                from: from.clone(),
                to: to.clone(),
                new_from: node.to_owned(),
                inputs,
            },
        },
    };
    Ok(Action::Edit(edit))
}

impl Aim {
    /// Returns what is said of a node.
    pub fn target(&self, node: &str) -> Option<&Target> {
        self.targets.iter().find(|target| target.node == node)
    }

    pub(super) fn key(&mut self, state: &mut State, key: KeyEvent) -> Turn {
        match key.code {
            KeyCode::Left => walk::walk(state, Step::Left),
            KeyCode::Right => walk::walk(state, Step::Right),
            KeyCode::Up => walk::walk(state, Step::Up),
            KeyCode::Down => walk::walk(state, Step::Down),
            KeyCode::Tab => self.step(state, 1),
            KeyCode::BackTab => self.step(state, -1),
            KeyCode::Backspace => {
                self.typed.pop();
            }
            KeyCode::Enter => return self.choose(state, state.pipelines.node.clone()),
            KeyCode::Char(letter) => return self.letter(state, letter),
            _ => {}
        }
        Turn::Stay
    }

    /// Goes to the next node that may be chosen.
    fn step(&mut self, state: &mut State, step: isize) {
        let here = state.pipelines.node.as_deref();
        let here = self.targets.iter().position(|target| Some(target.node.as_str()) == here);
        let (here, len) = (here.unwrap_or(0) as isize, self.targets.len() as isize);
        let next = (1..=len)
            .map(|distance| &self.targets[(here + step * distance).rem_euclid(len) as usize])
            .find(|target| target.verdict.is_ok());
        let next = next.map(|target| target.node.clone());
        select(state, next);
    }

    fn letter(&mut self, state: &mut State, letter: char) -> Turn {
        self.typed.push(letter);
        let begun =
            |target: &&Target| !target.label.is_empty() && target.label.starts_with(&self.typed);
        match self.targets.iter().find(begun) {
            Some(target) if target.label == self.typed => {
                let node = target.node.clone();
                self.choose(state, Some(node))
            }
            Some(_) => Turn::Stay,
            None => {
                self.typed.clear();
                Turn::Stay
            }
        }
    }

    /// Does what choosing the node does; one that cannot be chosen says why, and the mode stays.
    pub(super) fn choose(&mut self, state: &mut State, node: Option<String>) -> Turn {
        self.typed.clear();
        let Some(target) = node.as_deref().and_then(|node| self.target(node)) else {
            return Turn::Stay;
        };
        let refused = target.verdict.is_err();
        match deed(state, &self.purpose, &target.node) {
            Ok(action) if !refused => {
                // What is done is done to the node that one came from.
                select(state, self.origin.clone());
                Turn::Do(action)
            }
            _ => {
                select(state, node);
                Turn::Stay
            }
        }
    }

    /// Labels what may be chosen and is in sight.
    fn label(&mut self, state: &State, room: (u16, u16)) {
        let canvas = &state.pipelines.canvas;
        let Some(picture) = &canvas.picture else { return };
        let window = window(canvas, room);
        if self.labelled == Some(window) {
            return;
        }
        self.labelled = Some(window);
        let origin = self.origin.as_deref().and_then(|id| picture.index_of(id));
        let labels = jump::labels(&picture.layout, window, origin);
        for target in &mut self.targets {
            let drawn = picture.index_of(&target.node);
            let shown = drawn.filter(|at| picture.id_of(*at) == Some(target.node.as_str()));
            let label = labels.iter().find(|label| Some(label.node) == shown);
            let label = label.filter(|_| target.verdict.is_ok());
            target.label = label.map(|label| label.keys.clone()).unwrap_or_default();
        }
    }
}

/// Labels the candidates that came into sight.
pub fn settle(state: &mut State, room: (u16, u16)) {
    let mut mode = state.pipelines.canvas.mode.take();
    if let Some(Mode::Aim(aim)) = &mut mode {
        aim.label(state, room);
    }
    state.pipelines.canvas.mode = mode;
}
