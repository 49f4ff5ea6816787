//! Choosing a node: to jump to, to connect with, to part from; each candidate says whether it may be.

use crossterm::event::{KeyCode, KeyEvent};

use super::mode::{Mode, Turn};
use super::{select, walk, window};
use crate::canvas::jump;
use crate::domain::dag::DagDefinition;
use crate::edit::change::Edit;
use crate::tui::command::{Action, Spot, Step};
use crate::tui::rules::{self, Inputs};
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
    pub verdict: Result<Action, String>,
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
    labelled: Option<(i32, i32, i32, i32)>,
}

/// Begins to choose a node; says why there is none to choose.
///
/// Nobody chooses among one edge: what choosing it does is returned at once.
pub fn begin(state: &mut State, purpose: Purpose) -> Result<Option<Action>, String> {
    let Some(definition) = state.pipelines.definition() else {
        return Err("no pipeline is open".to_owned());
    };
    let judge = |node: &str| judge(state, definition, &purpose, node);
    let targets: Vec<Target> = definition
        .nodes
        .iter()
        .map(|node| Target {
            node: node.id.clone(),
            verdict: judge(&node.id),
            label: String::new(),
        })
        .collect();
    let of_edge = matches!(purpose, Purpose::Part(_) | Purpose::Insert(_) | Purpose::Change(_));
    let mut valid =
        targets.iter().filter_map(|target| Some((target, target.verdict.as_ref().ok()?)));
    let origin = state.pipelines.node.clone();
    let first = match (valid.next(), valid.next()) {
        (None, _) if of_edge => return Err("no edge is there".to_owned()),
        (Some((_, action)), None) if of_edge => return Ok(Some(action.clone())),
        (Some((target, _)), _) if of_edge => Some(target.node.clone()),
        (None, _) => {
            state.note("no node can; go over one to see why");
            None
        }
        _ => None,
    };
    select(state, first);
    let aim = Aim {
        purpose,
        targets,
        typed: String::new(),
        origin,
        edition: state.pipelines.edition,
        labelled: None,
    };
    state.pipelines.canvas.mode = Some(Mode::Aim(aim));
    Ok(None)
}

/// Says what choosing a node does, or why it cannot be chosen.
fn judge(
    state: &State,
    definition: &DagDefinition,
    purpose: &Purpose,
    node: &str,
) -> Result<Action, String> {
    let name =
        |id: &str| definition.node(id).map_or_else(|| id.to_owned(), |node| node.name.clone());
    let reads = |to: &str, from: &str| {
        let reader = definition.node(to);
        reader.is_some_and(|reader| reader.dependencies.iter().any(|read| read == from))
    };
    let connected = |from: &str, to: &str| -> Result<Edit, String> {
        let inputs: Inputs = rules::verdict(definition, &state.operators, from, to)?;
        Ok(Edit::Connect { from: from.to_owned(), to: to.to_owned(), inputs })
    };
    // The edge between a node and the candidate, whichever way it runs.
    let edge = |own: &str| {
        if reads(own, node) {
            Ok((node.to_owned(), own.to_owned()))
        } else if reads(node, own) {
            Ok((own.to_owned(), node.to_owned()))
        } else {
            Err(format!("no edge ties it to {}", name(own)))
        }
    };
    match purpose {
        Purpose::Jump => Ok(Action::Select(node.to_owned())),
        Purpose::Feed(sources) => {
            let edits: Result<Vec<_>, _> =
                sources.iter().map(|source| connected(source, node)).collect();
            let mut edits = edits?;
            if edits.len() == 1 {
                return Ok(Action::Edit(edits.remove(0)));
            }
            let label = format!("connect {} nodes to \"{}\"", edits.len(), name(node));
            Ok(Action::Edit(Edit::Together { label, edits }))
        }
        Purpose::Read(reader) => connected(node, reader).map(Action::Edit),
        Purpose::Part(own) => {
            edge(own).map(|(from, to)| Action::Edit(Edit::Disconnect { from, to }))
        }
        Purpose::Insert(own) => edge(own).map(|(from, to)| Action::PickNode(Spot::On { from, to })),
        Purpose::Change(own) => {
            if reads(own, node) {
                Ok(Action::Rewire { from: node.to_owned(), to: own.clone() })
            } else {
                Err(format!("{} does not read it", name(own)))
            }
        }
        Purpose::Rewire { from, to } => {
            if node == from {
                return Err(format!("{} reads it now", name(to)));
            }
            let (from, to, new_from) = (from.clone(), to.clone(), node.to_owned());
            let inputs = rules::verdict(definition, &state.operators, node, &to)?;
            Ok(Action::Edit(Edit::Rewire { from, to, new_from, inputs }))
        }
    }
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
    fn choose(&mut self, state: &mut State, node: Option<String>) -> Turn {
        self.typed.clear();
        let Some(target) = node.as_deref().and_then(|node| self.target(node)) else {
            return Turn::Stay;
        };
        match &target.verdict {
            Ok(action) => {
                let action = action.clone();
                // What is done is done to the node that one came from.
                select(state, self.origin.clone());
                Turn::Do(action)
            }
            Err(_) => {
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
        let wanted = Some((window.x, window.y, window.width, window.height));
        if self.labelled == wanted {
            return;
        }
        self.labelled = wanted;
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
