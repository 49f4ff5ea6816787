//! A definition as it is written to a file: for readers of files and of their differences.

use serde_json::{Map, Value};

use super::slug::portable_ids;
use super::stored::with_node_ids;
use crate::domain::dag::DagDefinition;

/// Returns the definition as it leaves the database: readable node ids, and nothing of where it was.
///
/// Nodes stay in the author's order, which changes least from one export to the next.
pub fn portable(definition: DagDefinition) -> DagDefinition {
    let ids = portable_ids(&definition);
    let mut portable = with_node_ids(definition, &ids);
    portable.id.clear();
    portable.project_id = None;
    portable
}

/// Returns what a file says: what there is to know about a pipeline first, then its nodes.
///
/// What the format would fill in by itself is left out. Free-form objects are sorted by key, because
/// a database keeps no order in them.
pub(super) fn value(definition: &DagDefinition) -> Value {
    let mut value = serde_json::to_value(definition).expect("every key of a definition is text");
    for node in value["nodes"].as_array_mut().into_iter().flatten() {
        leave_out(node, "dependencies", is_empty);
        let work = &mut node["node_type"];
        sort(work, "parameters");
        leave_out(work, "parameters", is_empty);
        if let Some(source) = work.get_mut("source_type") {
            sort(source, "filters");
            leave_out(source, "filters", is_empty);
            leave_out(source, "well_ids", |wells| *wells == Value::from(vec!["*"]));
        }
        for filter in members_of(work, &["filters", "curve_filters"]) {
            leave_out(filter, "exclude_nulls", |excludes| *excludes == Value::Bool(false));
        }
        for mapping in members_of(node, &["curve_mapping"]) {
            leave_out(mapping, "output_curve_id", Value::is_null);
        }
        if let Some(metadata) = node.get_mut("metadata") {
            sort(metadata, "hints");
        }
    }
    if let Value::Object(members) = &mut value
        && let Some(nodes) = members.shift_remove("nodes")
    {
        members.insert("nodes".to_owned(), nodes);
    }
    value
}

fn members_of<'v>(value: &'v mut Value, path: &[&str]) -> impl Iterator<Item = &'v mut Value> {
    let found = path.iter().try_fold(value, |value, key| value.get_mut(*key));
    found.and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
}

fn leave_out(value: &mut Value, key: &str, noise: impl Fn(&Value) -> bool) {
    if let Value::Object(members) = value
        && members.get(key).is_some_and(noise)
    {
        members.shift_remove(key);
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn sort(value: &mut Value, key: &str) {
    if let Some(member) = value.get_mut(key) {
        member.sort_all_objects();
    }
}
