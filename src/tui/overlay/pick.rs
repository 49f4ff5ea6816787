//! What a new node may be: operators that fit first, sources and outputs, found by a few letters.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use serde_json::Map;

use super::palette::{Entry, Search, list};
use crate::domain::dag::{DagNode, IfExists, NodeType, OutputType, SourceType, references};
use crate::edit::change::Edit;
use crate::edit::connect::Connections;
use crate::edit::fresh;
use crate::edit::names::unique_node_name;
use crate::edit::offer::Suggestion;
use crate::tui::command::{Action, Spot};
use crate::tui::pane::operators::trial::SetUp;
use crate::tui::state::State;

/// What a new node does.
#[derive(Debug, Clone, PartialEq)]
pub enum Novelty {
    /// Reads curves; its name.
    Source(&'static str, SourceType),
    /// Computes; the id of the operator.
    Operator(String),
    /// Hands results on; its name.
    Output(&'static str, OutputType),
}

/// A node being chosen to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// What was typed, and what is selected.
    pub search: Search,
    /// Where the node goes, in words.
    title: String,
    /// Everything that can be added, what fits first.
    pub entries: Vec<Entry>,
}

impl Pick {
    /// Gathers what can be added at a spot.
    pub fn new(state: &State, spot: &Spot) -> Self {
        Self { search: Search::default(), title: title(state, spot), entries: entries(state, spot) }
    }
}

fn title(state: &State, spot: &Spot) -> String {
    let definition = state.pipelines.definition();
    let name = |id: &String| {
        let node = definition.and_then(|definition| definition.node(id));
        node.map_or_else(|| id.clone(), |node| node.name.clone())
    };
    match spot {
        Spot::After(nodes) => match nodes.as_slice() {
            [] => "Add a node".to_owned(),
            [node] => format!("Add a node that reads {}", name(node)),
            nodes => format!("Add a node that reads {} nodes", nodes.len()),
        },
        Spot::On { from, to } => format!("Insert between {} and {}", name(from), name(to)),
    }
}

fn entries(state: &State, spot: &Spot) -> Vec<Entry> {
    let entry = |title: &str, terms: String, help: &str, kind: &str, novelty: Novelty| Entry {
        title: title.to_owned(),
        terms,
        help: help.to_owned(),
        keys: kind.to_owned(),
        refusal: match (&novelty, spot) {
            (Novelty::Source(..), Spot::On { .. }) => Some("a source reads no node"),
            (Novelty::Output(..), Spot::On { .. }) => Some("an output offers nothing"),
            _ => None,
        },
        action: Action::Add(novelty, spot.clone()),
    };
    let sources = sources().map(|(name, help, source)| {
        entry(name, "source ingestion".to_owned(), help, "source", Novelty::Source(name, source))
    });
    let outputs = outputs().map(|(name, help, output)| {
        entry(name, "output export".to_owned(), help, "output", Novelty::Output(name, output))
    });
    let operators = suggestions(state, spot).into_iter().map(|offer| {
        let spec = offer.spec;
        let terms =
            format!("{} {} {} {}", spec.id, spec.terms.join(" "), spec.category, spec.family);
        let help = described(&offer, spot);
        entry(&spec.title, terms, &help, &spec.category, Novelty::Operator(spec.id.clone()))
    });
    // A pipeline begins with a source; after a node comes what reads it.
    if *spot == Spot::After(Vec::new()) {
        sources.chain(operators).chain(outputs).collect()
    } else {
        operators.chain(outputs).chain(sources).collect()
    }
}

/// Returns the operators, those first that what is read there fits.
fn suggestions<'s>(state: &'s State, spot: &Spot) -> Vec<Suggestion<'s>> {
    let Some(definition) = state.pipelines.definition() else { return Vec::new() };
    let connections = Connections::new(definition, state.pipelines.flow());
    match spot {
        Spot::After(nodes) => {
            let nodes: Vec<_> = nodes.iter().map(String::as_str).collect();
            connections.operators_after(&nodes, state.operators.iter())
        }
        Spot::On { from, to } => connections.operators_on(from, to, state.operators.iter()),
    }
}

/// Says what an operator does, after what it would lack.
fn described(offer: &Suggestion<'_>, spot: &Spot) -> String {
    let free = *spot == Spot::After(Vec::new());
    if free || offer.is_complete() {
        return offer.spec.summary.clone();
    }
    if !offer.lacking.is_empty() {
        return format!("lacks {}: {}", offer.lacking.join(", "), offer.spec.summary);
    }
    let open: Vec<_> = offer.open.keys().map(String::as_str).collect();
    format!("choose {}: {}", open.join(", "), offer.spec.summary)
}

fn sources() -> impl Iterator<Item = (&'static str, &'static str, SourceType)> {
    let all = || vec!["*".to_owned()];
    let logs = SourceType::WellLogs {
        project_id: None,
        well_ids: all(),
        curve_names: all(),
        depth_range: None,
    };
    let table = SourceType::PostgresTable { table_name: "table".to_owned(), filters: Map::new() };
    [
        ("Well logs", "Reads curves of wells.", logs),
        ("Well tops", "Reads tops of wells.", SourceType::WellMarkers { well_ids: all() }),
        ("Surface", "Reads a surface.", SourceType::Surface { surface_name: "surface".to_owned() }),
        ("Table", "Reads a table in Postgres.", table),
    ]
    .into_iter()
}

fn outputs() -> impl Iterator<Item = (&'static str, &'static str, OutputType)> {
    let folder = || "results".to_owned();
    [
        ("Screens", "Shows the results in every open session.", OutputType::Frontend),
        (
            "Parquet files",
            "Writes a wide Parquet file for each well.",
            OutputType::Parquet { storage_path: folder() },
        ),
        (
            "CSV files",
            "Writes a CSV file for each well.",
            OutputType::Csv { storage_path: folder() },
        ),
        (
            "LAS files",
            "Writes a LAS file for each well.",
            OutputType::Las { storage_path: folder() },
        ),
        (
            "Result table",
            "Writes a table in Postgres.",
            OutputType::PostgresTable { table_name: "results".to_owned() },
        ),
    ]
    .into_iter()
}

/// Returns the edit that adds a new node at a spot.
pub fn added(state: &State, novelty: &Novelty, spot: &Spot) -> Option<Edit> {
    let definition = state.pipelines.definition()?;
    let named = |node: DagNode, name: &str, node_type: NodeType| DagNode {
        name: unique_node_name(definition, name),
        node_type,
        ..node
    };
    let connections = Connections::new(definition, state.pipelines.flow());
    let reads: Vec<&str> = match spot {
        Spot::After(nodes) => nodes.iter().map(String::as_str).collect(),
        Spot::On { from, .. } => vec![from],
    };
    Some(match novelty {
        Novelty::Source(name, source_type) => {
            let work = NodeType::Ingestion { source_type: source_type.clone(), filters: None };
            let node = named(fresh::ingestion(definition, Vec::new()), name, work);
            connections.appended(&[], node)
        }
        Novelty::Output(name, output_type) => {
            let work = NodeType::Output {
                output_type: output_type.clone(),
                if_exists: IfExists::default(),
            };
            connections.appended(&reads, named(fresh::output(definition), name, work))
        }
        Novelty::Operator(id) => operator(state, id, spot, &SetUp::default())?,
    })
}

/// Returns the edit that adds an operator as it was tried, and the ports whose curves do not flow to
/// the spot.
pub fn added_as_tried(
    state: &State,
    id: &str,
    spot: &Spot,
    tried: &SetUp,
) -> Option<(Edit, Vec<String>)> {
    let flow = state.pipelines.flow();
    let nodes: Vec<&str> = match spot {
        Spot::After(nodes) => nodes.iter().map(String::as_str).collect(),
        Spot::On { from, .. } => vec![from],
    };
    let offered: Vec<_> = nodes.into_iter().flat_map(|node| flow.offered_by(node)).collect();
    let key_of = |name: &str| {
        let column = offered.iter().find(|column| column.name.eq_ignore_ascii_case(name));
        column.map(|column| column.key().to_owned())
    };
    let (mut inputs, mut lost) = (BTreeMap::new(), Vec::new());
    for (port, curves) in &tried.inputs {
        // A name may hold a comma itself.
        let keys = key_of(curves).or_else(|| {
            let keys: Option<Vec<String>> = references(curves).map(key_of).collect();
            keys.map(|keys| keys.join(", "))
        });
        match keys {
            Some(keys) => {
                inputs.insert(port.clone(), keys);
            }
            None => lost.push(port.clone()),
        }
    }
    let parameters = tried.parameters.clone();
    Some((operator(state, id, spot, &SetUp { parameters, inputs })?, lost))
}

/// Returns the edit that adds an operator with these parameters and bindings, and finds the others.
fn operator(state: &State, id: &str, spot: &Spot, set_up: &SetUp) -> Option<Edit> {
    let definition = state.pipelines.definition()?;
    let flow = state.pipelines.flow();
    let connections = Connections::new(definition, flow);
    let offer = suggestions(state, spot).into_iter().find(|offer| offer.spec.id == id)?;
    let mut inputs = offer.inputs;
    inputs.extend(set_up.inputs.clone());
    let mut node = fresh::operator(definition, flow, offer.spec, inputs, &state.pipelines.taken());
    if let NodeType::Operator { parameters, .. } = &mut node.node_type {
        parameters.clone_from(&set_up.parameters);
    }
    Some(match spot {
        Spot::After(nodes) => {
            let reads: Vec<&str> = nodes.iter().map(String::as_str).collect();
            connections.appended(&reads, node)
        }
        Spot::On { from, to } => connections.inserted(from, to, node, offer.spec),
    })
}

/// Draws the choice.
pub fn view(state: &State, pick: &Pick, buffer: &mut Buffer) {
    list(state, &pick.search, buffer, &pick.title, &pick.entries);
}
