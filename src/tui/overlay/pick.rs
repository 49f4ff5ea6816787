//! What a new node may be: sources, operators and outputs, found by a few letters.

use ratatui::buffer::Buffer;
use serde_json::Map;

use super::palette::{Entry, Search, list};
use crate::domain::dag::{OutputType, SourceType};
use crate::tui::command::{Action, Spot};
use crate::tui::rules::Novelty;
use crate::tui::state::State;

/// A node being chosen to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// What was typed, and what is selected.
    pub search: Search,
    /// Where the node goes.
    pub spot: Spot,
}

/// Returns everything that can be added; what cannot stand at the spot says so.
pub fn entries(state: &State, spot: &Spot) -> Vec<Entry> {
    let entry = |title: &str, terms: String, help: &str, kind: &str, novelty: Novelty| {
        let refusal = match (&novelty, spot) {
            (Novelty::Source(_), Spot::On { .. }) => Some("a source reads no node"),
            (Novelty::Output(_), Spot::On { .. }) => Some("an output offers nothing"),
            _ => None,
        };
        Entry {
            title: title.to_owned(),
            terms,
            help: help.to_owned(),
            keys: kind.to_owned(),
            refusal,
            action: Action::Add(novelty, spot.clone()),
        }
    };
    let source = |title: &str, help: &str, source_type: SourceType| {
        entry(
            title,
            "source ingestion read".to_owned(),
            help,
            "source",
            Novelty::Source(source_type),
        )
    };
    let output = |title: &str, help: &str, output_type: OutputType| {
        entry(title, "output write export".to_owned(), help, "output", Novelty::Output(output_type))
    };
    let all = || vec!["*".to_owned()];
    let folder = || "results".to_owned();
    let sources = vec![
        source(
            "Well logs",
            "Reads curves of wells.",
            SourceType::WellLogs {
                project_id: None,
                well_ids: all(),
                curve_names: all(),
                depth_range: None,
            },
        ),
        source("Well tops", "Reads tops of wells.", SourceType::WellMarkers { well_ids: all() }),
        source(
            "Surface",
            "Reads a surface.",
            SourceType::Surface { surface_name: "surface".to_owned() },
        ),
        source(
            "Table",
            "Reads a table in Postgres.",
            SourceType::PostgresTable { table_name: "table".to_owned(), filters: Map::new() },
        ),
    ];
    let outputs = vec![
        output("Screens", "Shows the results in every open session.", OutputType::Frontend),
        output(
            "Parquet files",
            "Writes a wide Parquet file for each well.",
            OutputType::Parquet { storage_path: folder() },
        ),
        output(
            "CSV files",
            "Writes a CSV file for each well.",
            OutputType::Csv { storage_path: folder() },
        ),
        output(
            "LAS files",
            "Writes a LAS file for each well.",
            OutputType::Las { storage_path: folder() },
        ),
        output(
            "Table",
            "Writes a table in Postgres.",
            OutputType::PostgresTable { table_name: "results".to_owned() },
        ),
    ];
    let operators = state.operators.iter().map(|spec| {
        let terms =
            format!("{} {} {} {}", spec.id, spec.terms.join(" "), spec.category, spec.family);
        entry(&spec.title, terms, &spec.summary, &spec.category, Novelty::Operator(spec.id.clone()))
    });
    let mut entries: Vec<_> = sources.into_iter().chain(operators).chain(outputs).collect();
    // What can be added comes first, in the order of a pipeline.
    entries.sort_by_key(|entry| entry.refusal.is_some());
    entries
}

/// Draws the choice.
pub fn view(state: &State, pick: &Pick, buffer: &mut Buffer) {
    let definition = state.pipelines.definition();
    let name = |id: &String| {
        let node = definition.and_then(|definition| definition.node(id));
        node.map_or_else(|| id.clone(), |node| node.name.clone())
    };
    let title = match &pick.spot {
        Spot::After(nodes) => match nodes.as_slice() {
            [] => "Add a node".to_owned(),
            [node] => format!("Add a node that reads {}", name(node)),
            nodes => format!("Add a node that reads {} nodes", nodes.len()),
        },
        Spot::On { from, to } => format!("Insert between {} and {}", name(from), name(to)),
    };
    list(state, &pick.search, buffer, &title, &entries(state, &pick.spot));
}
