//! The forms of the editor: each is built from a definition and facts about the project, and gives edits back.
//!
//! Every file is a pair of pure functions: `form(…) -> Form` and `edit(&Form, …) -> Edit`. Facts that take
//! a query arrive later and are put into the open form by `set_facts`.

pub mod ingestion;
pub mod mapping;
pub mod operator;
pub mod output;
pub mod pipeline;
pub mod wells;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::domain::dag::{DagNode, NodeMetadata};
use crate::edit::change::Edit;
use crate::tui::widget::form::{Bounds, Field, Form};

/// Fields that every node has, at the foot of its form.
fn about(node: &DagNode) -> Vec<Field> {
    let metadata = &node.metadata;
    let whole = |least| Bounds { whole: true, minimum: Some(least), ..Bounds::default() };
    vec![
        Field::long("note", "Note", 2)
            .help("What a colleague should know about this node.")
            .value(metadata.description.clone())
            .under("About the node"),
        Field::list("tags", "Tags")
            .help("Words to find the node by, with commas between them.")
            .value(metadata.tags.iter().cloned().map(Value::from).collect::<Vec<_>>()),
        Field::number("timeout", "Time limit", whole(1.0))
            .unit("s")
            .help("Seconds for one well; empty takes the setting of the program.")
            .value(metadata.timeout_seconds.map_or(Value::Null, Value::from)),
        Field::number("retries", "Retries", whole(0.0))
            .help("How often a transient failure is tried again; empty takes the setting.")
            .value(metadata.retries.map_or(Value::Null, Value::from)),
    ]
}

/// Returns the name field of a node.
fn name(node: &DagNode) -> Field {
    Field::text("name", "Name")
        .help("Name of the node on the canvas, unique in the pipeline.")
        .value(node.name.clone())
        .required()
}

/// Puts the edits of a form together: name, work, mapping and metadata, as far as they changed.
fn together(node: &DagNode, form: &Form, work: Option<Edit>) -> Edit {
    let id = || node.id.clone();
    let name = form.text("name").trim().to_owned();
    let mut edits = Vec::new();
    if name != node.name {
        edits.push(Edit::Rename { node: id(), name: name.clone() });
    }
    edits.extend(work);
    let metadata = NodeMetadata {
        description: form.text("note").trim().to_owned(),
        tags: form.texts("tags"),
        timeout_seconds: form.value("timeout").and_then(|value| value.as_u64()),
        retries: form
            .value("retries")
            .and_then(|value| value.as_u64())
            .and_then(|value| u32::try_from(value).ok()),
        ..node.metadata.clone()
    };
    if metadata != node.metadata {
        edits.push(Edit::SetMetadata { node: id(), metadata });
    }
    match edits.len() {
        1 => edits.remove(0),
        _ => Edit::Together { label: format!("set up \"{name}\""), edits },
    }
}
