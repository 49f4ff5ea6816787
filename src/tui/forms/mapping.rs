//! The form of curve mappings: which outputs are kept as curves, under which names, and what stands there.

use std::collections::BTreeMap;

use serde_json::json;

use crate::domain::dag::{CurveMapping, DagDefinition, DagNode, WriteMode};
use crate::domain::flow::FlowReport;
use crate::edit::change::Edit;
use crate::services::mapping::{MappingFacts, MappingState, Outlook};
use crate::tui::state::Tone;
use crate::tui::widget::form::{CellKind, Choice, Column, Field, Form, Row, Table};

/// Wells named in a line about a conflict.
const NAMED: usize = 3;

/// Builds the form of the outputs of some nodes.
pub fn form(definition: &DagDefinition, flow: &FlowReport, nodes: &[String]) -> Form {
    let several = nodes.len() > 1;
    let modes = vec![
        Choice::new("flows", "flows on").help("The column is not kept: only later nodes read it."),
        Choice::new("create_new", "new curve")
            .help("A curve named base and suffix; refused where it is taken."),
        Choice::new("overwrite", "overwrite")
            .help("A new version of a curve that is there; the former one stays in its history."),
    ];
    let columns = vec![
        Column::new("output", "Output", CellKind::Fact),
        Column::new("mode", "Keep", CellKind::Choice(modes))
            .help("New curve, new version of an existing curve, or nothing. Mark rows with space to set several at once."),
        Column::new("suffix", "Suffix", CellKind::Text)
            .help("What stands behind the base name of a new curve; it moves on after each run: _1, _2, …"),
        Column::new("target", "Overwrites", CellKind::Text)
            .help("Name of the curve that gets a new version, in each well."),
        Column::new("name", "Curve", CellKind::Fact),
    ];
    let mut rows = Vec::new();
    for node in nodes.iter().filter_map(|id| definition.node(id)) {
        let outputs = flow.node(&node.id).map_or(&[][..], |flow| &flow.outputs);
        for output in outputs {
            let mapping = node.curve_mapping.get(&output.port);
            let label = match several {
                true => format!("{} · {}", node.name, output.port),
                false => output.port.clone(),
            };
            rows.push(Row::new(
                &format!("{}\n{}", node.id, output.port),
                [
                    json!(label),
                    json!(mode(mapping)),
                    json!(mapping.and_then(|it| it.suffix.clone()).unwrap_or_default()),
                    json!(target(mapping).unwrap_or_else(|| output.base().to_owned())),
                    json!(""),
                ],
            ));
        }
    }
    let title = match nodes {
        [one] => match definition.node(one) {
            Some(node) => format!("Curves of {}", node.name),
            None => "Curves".to_owned(),
        },
        nodes => format!("Curves of {} nodes", nodes.len()),
    };
    let fields = vec![
        Field::table("outputs", "Outputs", Table::new(columns, rows)),
        Field::toggle("free", "Free suffixes")
            .help("Takes the next free suffix wherever a name is taken."),
        Field::fact("conflicts", "Conflicts", ""),
    ];
    Form::new(title, fields)
}

fn mode(mapping: Option<&CurveMapping>) -> &'static str {
    match mapping.map(|mapping| mapping.mode) {
        None => "flows",
        Some(WriteMode::CreateNew) => "create_new",
        Some(WriteMode::Overwrite) => "overwrite",
    }
}

fn target(mapping: Option<&CurveMapping>) -> Option<String> {
    let mapping = mapping?;
    mapping.output_curve_name.clone().or_else(|| mapping.output_curve_id.clone())
}

/// Tells for every row what it would do, from facts that were gathered once.
pub fn judge(form: &mut Form, definition: &DagDefinition, facts: &[MappingFacts]) {
    let frees = form.is_on("free");
    let mut conflicts = Vec::new();
    let Some(table) = form.table_mut("outputs") else { return };
    let keys: Vec<String> = table.rows().iter().map(|row| row.key.clone()).collect();
    for key in keys {
        let Some((node, port)) = key.split_once('\n') else { continue };
        let text = |table: &Table, column: &str| {
            let cell = table.cell(&key, column);
            cell.and_then(|cell| cell.value.as_str()).unwrap_or_default().to_owned()
        };
        let chosen = text(table, "mode");
        for (column, wanted, why) in [
            ("suffix", "create_new", "only a new curve has a suffix"),
            ("target", "overwrite", "only overwriting needs a name"),
        ] {
            if let Some(cell) = table.cell_mut(&key, column) {
                cell.refusal = (chosen != wanted).then(|| why.to_owned());
                cell.error = None;
            }
        }
        let facts = facts.iter().find(|facts| facts.node == node);
        let mut mapping = mapping_of(table, &key, definition.node(node), port);
        let outlook =
            mapping.as_ref().and_then(|mapping| facts.and_then(|it| it.outlook(port, mapping)));
        let outlook = match (outlook, &mut mapping, facts) {
            (Some(outlook), Some(mapping), Some(facts))
                if frees && is_taken(&outlook) && mapping.mode == WriteMode::CreateNew =>
            {
                if let Some(cell) = table.cell_mut(&key, "suffix") {
                    cell.value = json!(outlook.free_suffix);
                }
                mapping.suffix = Some(outlook.free_suffix);
                facts.outlook(port, mapping)
            }
            (outlook, ..) => outlook,
        };
        let shown = outlook.as_ref().and_then(|outlook| outlook.name.clone()).unwrap_or_default();
        if let Some(cell) = table.cell_mut(&key, "name") {
            cell.value = json!(shown);
        }
        let (tone, words) = match (&mapping, &outlook) {
            (None, _) => (Tone::Note, "not kept".to_owned()),
            (Some(_), None) if facts.is_some() => (Tone::Warning, "not known yet".to_owned()),
            (Some(_), None) => (Tone::Note, "looking…".to_owned()),
            (Some(_), Some(outlook)) => told(outlook),
        };
        if tone == Tone::Problem {
            let column = if chosen == "overwrite" { "target" } else { "suffix" };
            if let Some(cell) = table.cell_mut(&key, column) {
                cell.error = outlook.as_ref().map(in_full);
            }
        }
        if matches!(tone, Tone::Problem | Tone::Warning)
            && let Some(outlook) = &outlook
        {
            conflicts.push(in_full(outlook));
        }
        table.set_state(&key, Some((tone, words)));
    }
    let summary = match conflicts.as_slice() {
        [] if facts.is_empty() => "looking at the wells…".to_owned(),
        [] => "none".to_owned(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first}; and {} more rows", rest.len()),
    };
    form.set("conflicts", &json!(summary));
}

fn is_taken(outlook: &Outlook) -> bool {
    matches!(
        outlook.state,
        MappingState::Taken { .. } | MappingState::Collides { .. } | MappingState::Refused { .. }
    )
}

/// Returns the state in a few words, for the column at the right.
fn told(outlook: &Outlook) -> (Tone, String) {
    match &outlook.state {
        MappingState::Free { wells } => (Tone::Good, format!("free in {wells} wells")),
        MappingState::Taken { wells, .. } => (Tone::Problem, format!("taken in {wells}")),
        MappingState::Overwrites { wells, missing_wells: 0, .. } => {
            (Tone::Warning, format!("replaces {wells}"))
        }
        MappingState::Overwrites { wells, missing_wells, .. } => {
            (Tone::Warning, format!("replaces {wells}, lacks {missing_wells}"))
        }
        MappingState::Collides { .. } => (Tone::Problem, "named twice".to_owned()),
        MappingState::Refused { .. } => (Tone::Problem, "refused".to_owned()),
    }
}

/// Returns the state in full, with the wells concerned and what to do.
fn in_full(outlook: &Outlook) -> String {
    let name = outlook.name.as_deref().unwrap_or_default();
    match &outlook.state {
        MappingState::Free { wells } => format!("{name} is free in {wells} wells"),
        MappingState::Taken { wells, curves } => {
            let named = some(curves.iter().map(|curve| curve.well.as_str()), *wells);
            let by =
                curves.first().map(|curve| format!(" by {}", curve.source)).unwrap_or_default();
            format!("{name} is taken in {named}{by}; {} is free", outlook.free_suffix)
        }
        MappingState::Overwrites { wells, curves, missing, missing_wells } => {
            let named = some(curves.iter().map(|curve| curve.well.as_str()), *wells);
            let lacks = match missing_wells {
                0 => String::new(),
                count => {
                    format!("; not there in {}", some(missing.iter().map(String::as_str), *count))
                }
            };
            format!("{name} gets a new version in {named}{lacks}")
        }
        MappingState::Collides { node, port } => {
            format!("{name} is also written by {port} of {node}; {} is free", outlook.free_suffix)
        }
        MappingState::Refused { why, hint } => format!("{why}: {hint}"),
    }
}

fn some<'a>(names: impl Iterator<Item = &'a str>, count: usize) -> String {
    let named: Vec<_> = names.take(NAMED).collect();
    match count.saturating_sub(named.len()) {
        0 => named.join(", "),
        more => format!("{} and {more} more wells", named.join(", ")),
    }
}

/// Returns the mapping that a row says; `None` where the output only flows on.
fn mapping_of(
    table: &Table,
    key: &str,
    node: Option<&DagNode>,
    port: &str,
) -> Option<CurveMapping> {
    let text = |column: &str| {
        let value = &table.cell(key, column)?.value;
        value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let present = node.and_then(|node| node.curve_mapping.get(port));
    match text("mode").as_deref() {
        Some("create_new") => Some(CurveMapping {
            mode: WriteMode::CreateNew,
            output_curve_id: None,
            output_curve_name: None,
            suffix: text("suffix"),
        }),
        Some("overwrite") => {
            let target = text("target");
            // An id that was written into the file stays one as long as nobody types a name.
            let id = present.and_then(|mapping| mapping.output_curve_id.clone());
            let id = id.filter(|id| Some(id) == target.as_ref());
            Some(CurveMapping {
                mode: WriteMode::Overwrite,
                output_curve_name: if id.is_some() { None } else { target },
                output_curve_id: id,
                suffix: None,
            })
        }
        _ => None,
    }
}

/// Returns what submitting the form does, as one step.
pub fn edit(definition: &DagDefinition, form: &Form) -> Edit {
    let mut mappings: BTreeMap<&str, BTreeMap<String, CurveMapping>> = BTreeMap::new();
    let empty = Table::new(Vec::new(), Vec::new());
    let table = form.table("outputs").unwrap_or(&empty);
    for row in table.rows() {
        let Some((node, port)) = row.key.split_once('\n') else { continue };
        let kept = mappings.entry(node).or_default();
        if let Some(mapping) = mapping_of(table, &row.key, definition.node(node), port) {
            kept.insert(port.to_owned(), mapping);
        }
    }
    let mut edits: Vec<Edit> = mappings
        .into_iter()
        .filter(|(node, mapping)| {
            definition.node(node).is_some_and(|node| node.curve_mapping != *mapping)
        })
        .map(|(node, curve_mapping)| Edit::SetMapping { node: node.to_owned(), curve_mapping })
        .collect();
    match edits.len() {
        1 => edits.remove(0),
        count => Edit::Together { label: format!("map the outputs of {count} nodes"), edits },
    }
}
