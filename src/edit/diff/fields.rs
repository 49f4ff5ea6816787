//! What differs in one node or in the header, property by property.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::FieldChange;
use super::union::{Reference, Side, Union};
use crate::domain::dag::{
    CurveMapping, DagDefinition, DagNode, NodeType, OutputType, VersionStrategy, WriteMode,
};

/// Characters of a curve's id that are shown; the last ones differ where the first, a time, do not.
const SHORT_ID: usize = 8;

/// Returns what differs in all but the nodes.
pub(super) fn of_header(
    union: &Union,
    before: &DagDefinition,
    after: &DagDefinition,
) -> Vec<FieldChange> {
    let header = |definition: &DagDefinition| {
        let mut header = Map::new();
        header.insert("name".to_owned(), definition.name.clone().into());
        header.insert("version".to_owned(), definition.version.clone().into());
        header.extend(members(&definition.metadata));
        header
    };
    let mut changes = Changes::default();
    changes.members("", &header(before), &header(after));
    let names = |side| {
        let kept = union.kept(side).into_iter().map(|at| union.title(side, at));
        Value::from(kept.collect::<Vec<_>>().join(", "))
    };
    if union.kept(Side::Before) != union.kept(Side::After) {
        changes.push("order of nodes", Some(names(Side::Before)), Some(names(Side::After)));
    }
    changes.0
}

/// Returns what differs in a node; of a node on one side alone, all that it says.
pub(super) fn of_node(union: &Union, at: usize) -> Vec<FieldChange> {
    let mut changes = Changes::default();
    let (before, after) = (union.node(Side::Before, at), union.node(Side::After, at));
    let on_both = before.is_some() && after.is_some();
    let name = |node: Option<&DagNode>| node.map(|node| Value::from(node.name.clone()));
    if on_both {
        changes.value("name", name(before).as_ref(), name(after).as_ref());
    }
    reads(union, at, &mut changes);
    let work = |node: Option<&DagNode>| node.map_or_else(Map::new, |node| work(&node.node_type));
    changes.members("", &work(before), &work(after));
    inputs(union, at, &mut changes);
    mappings(before, after, &mut changes);
    let about = |node: Option<&DagNode>| {
        let mut about = node.map_or_else(Map::new, |node| members(&node.metadata));
        if let Some(note) = about.shift_remove("description") {
            about.insert("note".to_owned(), note);
        }
        about
    };
    changes.members("", &about(before), &about(after));
    if !on_both {
        // Kind and operator stand beside the name, and the rest says nothing.
        let said = ["kind", "operator"];
        let tells = |value: &Option<Value>| {
            let empty = |value: &Value| match value {
                Value::Object(members) => members.is_empty(),
                Value::Array(elements) => elements.is_empty(),
                value => value == "latest",
            };
            value.as_ref().is_some_and(|value| !empty(value))
        };
        changes.0.retain(|field| {
            !said.contains(&field.path.as_str()) && (tells(&field.before) || tells(&field.after))
        });
    }
    changes.0
}

fn reads(union: &Union, at: usize, changes: &mut Changes) {
    let (before, after) = (union.reads(Side::Before, at), union.reads(Side::After, at));
    let words = |side, reference| Value::from(union.words(side, reference));
    for gone in before.iter().filter(|reference| !after.contains(reference)) {
        changes.push("reads", Some(words(Side::Before, gone)), None);
    }
    for new in after.iter().filter(|reference| !before.contains(reference)) {
        changes.push("reads", None, Some(words(Side::After, new)));
    }
    let list = |side, references: &[_]| {
        let words = references.iter().map(|reference| union.words(side, reference));
        Value::from(words.collect::<Vec<_>>().join(", "))
    };
    let reordered = before.len() == after.len()
        && before != after
        && before.iter().all(|reference| after.contains(reference));
    if reordered {
        let (before, after) = (list(Side::Before, &before), list(Side::After, &after));
        changes.push("order of reads", Some(before), Some(after));
    }
}

fn inputs(union: &Union, at: usize, changes: &mut Changes) {
    let (before, after) = (union.inputs(Side::Before, at), union.inputs(Side::After, at));
    let ports: BTreeSet<&&str> = before.keys().chain(after.keys()).collect();
    for port in ports {
        let (old, new) = (before.get(*port), after.get(*port));
        if old != new {
            let words = |side: Side, bound: &Vec<Reference>| {
                let words: Vec<String> = bound.iter().map(|one| union.words(side, one)).collect();
                words.join(", ").into()
            };
            let old = old.map(|bound| words(Side::Before, bound));
            let new = new.map(|bound| words(Side::After, bound));
            changes.push(&format!("inputs.{port}"), old, new);
        }
    }
}

fn mappings(before: Option<&DagNode>, after: Option<&DagNode>, changes: &mut Changes) {
    let mapping = |node: Option<&DagNode>, port: &str| -> Option<CurveMapping> {
        node.and_then(|node| node.curve_mapping.get(port)).cloned()
    };
    let ports: BTreeSet<&String> =
        [before, after].into_iter().flatten().flat_map(|node| node.curve_mapping.keys()).collect();
    for port in ports {
        let (old, new) = (mapping(before, port), mapping(after, port));
        if old == new {
            continue;
        }
        let told = [&old, &new].map(|mapping| mapping.as_ref().map(kept));
        if told[0] == told[1] {
            // They differ in what is said of neither, such as the curve of a mapping that makes one.
            let all = [&old, &new].map(|mapping| mapping.as_ref().map_or_else(Map::new, members));
            changes.members(&format!("curve_mapping.{port}"), &all[0], &all[1]);
        } else {
            let [old, new] = told.map(|told| told.map(Value::from));
            changes.push(&format!("keeps {port}"), old, new);
        }
    }
}

/// Returns how a curve is kept: its suffix, or the curve that it overwrites.
fn kept(mapping: &CurveMapping) -> String {
    let suffix = mapping.suffix.as_deref().filter(|suffix| !suffix.is_empty());
    let over = match (&mapping.output_curve_name, &mapping.output_curve_id) {
        (Some(name), _) => format!("new version of {name}"),
        (None, Some(id)) => {
            let letters: Vec<char> = id.chars().collect();
            let end: String = letters[letters.len().saturating_sub(SHORT_ID)..].iter().collect();
            format!("new version of the curve …{end}")
        }
        (None, None) => "new version of its namesake".to_owned(),
    };
    match mapping.mode {
        WriteMode::CreateNew => suffix.unwrap_or("itself").to_owned(),
        WriteMode::Overwrite => over,
    }
}

/// Returns what a node does, but for its inputs, by the words of the screens.
fn work(node_type: &NodeType) -> Map<String, Value> {
    let mut work = Map::new();
    let mut say = |key: &str, value: Value| work.insert(key.to_owned(), value);
    say("kind", node_type.tag().into());
    match node_type {
        NodeType::Ingestion { source_type, filters } => {
            for (key, value) in members(source_type) {
                match key.as_str() {
                    "well_ids" => say("wells", value),
                    "curve_names" => say("curves", value),
                    "depth_range" => say("depth range", value),
                    "project_id" => say("project", value),
                    "filters" => say("rows", value),
                    key => say(key, value),
                };
            }
            if let Some(filters) = filters {
                say("filters", Value::Object(members(filters)));
            }
        }
        NodeType::Operator { operator_id, operator_version, parameters, inputs: _ } => {
            say("operator", operator_id.clone().into());
            say("operator version", version(operator_version).into());
            say("parameters", Value::Object(parameters.clone()));
        }
        NodeType::Output { output_type, if_exists } => {
            let place = |form: &str, place: &str| format!("{form} {place}");
            let output = match output_type {
                OutputType::Frontend => "screens".to_owned(),
                OutputType::Parquet { storage_path } => place("parquet", storage_path),
                OutputType::PostgresTable { table_name } => place("table", table_name),
                OutputType::Csv { storage_path } => place("csv", storage_path),
                OutputType::Las { storage_path } => place("las", storage_path),
            };
            say("output", output.into());
            say("if it exists", if_exists.name().into());
        }
    }
    work
}

fn version(strategy: &VersionStrategy) -> String {
    match strategy {
        VersionStrategy::Latest => "latest".to_owned(),
        VersionStrategy::Pinned { version } => format!("pinned to {version}"),
        VersionStrategy::Compatible { fallback_version: None } => "newest that fits".to_owned(),
        VersionStrategy::Compatible { fallback_version: Some(version) } => {
            format!("newest that fits, else {version}")
        }
        VersionStrategy::Channel { channel } => format!("channel {channel}"),
    }
}

fn members(value: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(members)) => members,
        other => unreachable!("a struct of plain data is an object, not {other:?}"),
    }
}

/// Changes under collection.
#[derive(Default)]
struct Changes(Vec<FieldChange>);

impl Changes {
    fn push(&mut self, path: &str, before: Option<Value>, after: Option<Value>) {
        self.0.push(FieldChange { path: path.to_owned(), before, after });
    }

    /// Compares two objects, key by key: first in the order before, then what is new.
    fn members(&mut self, path: &str, before: &Map<String, Value>, after: &Map<String, Value>) {
        let new = after.keys().filter(|key| !before.contains_key(*key));
        for key in before.keys().chain(new) {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            self.value(&path, before.get(key), after.get(key));
        }
    }

    fn value(&mut self, path: &str, before: Option<&Value>, after: Option<&Value>) {
        let (before, after) =
            (before.filter(|value| !value.is_null()), after.filter(|value| !value.is_null()));
        let empty = Map::new();
        match (before, after) {
            (None, None) => {}
            (Some(Value::Object(before)), Some(Value::Object(after))) => {
                self.members(path, before, after);
            }
            (Some(Value::Object(before)), None) if !before.is_empty() => {
                self.members(path, before, &empty);
            }
            (None, Some(Value::Object(after))) if !after.is_empty() => {
                self.members(path, &empty, after);
            }
            (before, after) => match (texts(before), texts(after)) {
                (Some(old), Some(new)) if !same_letters(&old, &new) => {
                    for gone in without(&old, &new) {
                        self.push(path, Some(gone.into()), None);
                    }
                    for added in without(&new, &old) {
                        self.push(path, None, Some(added.into()));
                    }
                }
                _ if before.zip(after).is_some_and(|(old, new)| same(old, new)) => {}
                _ => self.push(path, before.cloned(), after.cloned()),
            },
        }
    }
}

/// Returns a list of texts; nothing where there is something else.
fn texts(value: Option<&Value>) -> Option<Vec<&str>> {
    match value {
        None => Some(Vec::new()),
        Some(Value::Array(elements)) => elements.iter().map(Value::as_str).collect(),
        Some(_) => None,
    }
}

/// Returns the elements of one list that the other lacks; an element that stands twice counts twice.
fn without<'v>(list: &[&'v str], other: &[&str]) -> Vec<&'v str> {
    let mut other = other.to_vec();
    let lacks = |element: &&&str| match other.iter().position(|known| known == *element) {
        Some(at) => {
            other.swap_remove(at);
            false
        }
        None => true,
    };
    list.iter().filter(lacks).copied().collect()
}

/// Whether two lists differ in their order at most.
fn same_letters(one: &[&str], other: &[&str]) -> bool {
    without(one, other).is_empty() && without(other, one).is_empty()
}

/// Whether two values mean the same: `20` is `20.0`.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (one, other) => one == other,
    }
}

/// Writes values as words; texts wear quotes only where they would be mistaken without.
pub(super) fn worded(
    before: Option<&Value>,
    after: Option<&Value>,
) -> (Option<String>, Option<String>) {
    let (old, new) = (before.map(words), after.map(words));
    if old.is_some() && old == new {
        return (before.map(Value::to_string), after.map(Value::to_string));
    }
    (old, new)
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) if !text.trim().is_empty() && !text.contains(char::is_control) => {
            text.clone()
        }
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => float.to_string(),
            _ => number.to_string(),
        },
        Value::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(words).collect();
            format!("[{}]", elements.join(", "))
        }
        other => other.to_string(),
    }
}
