//! What a merge came to, item by item, for people: what was merged, and what is to be decided.

use std::collections::HashMap;

use serde_json::Value;

use super::{Choice, Merge, MergeConflict};
use crate::domain::dag::DagDefinition;
use crate::edit::diff::{Change, Difference, FieldChange, NodeDifference, difference};

/// Whose change an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// Of both, in different ways: the conflict of this index is to be decided.
    Contested(usize),
    /// Of the others.
    Theirs,
    /// Of whoever merges.
    Mine,
    /// Of both, in the same way.
    Both,
    /// Of nobody: a reference had to go, because of what was decided.
    Dropped,
}

/// One thing that somebody changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Name of the node, or that of the whole.
    pub place: String,
    /// Property, in words.
    pub what: String,
    /// What both began from.
    pub base: String,
    /// What the others made of it.
    pub theirs: String,
    /// What was made of it here.
    pub mine: String,
    /// Whose it is.
    pub whose: Whose,
}

/// Stands for a value that is not there.
const NOTHING: &str = "–";
/// Stands for all that is no node.
const WHOLE: &str = "the pipeline";

impl Merge {
    /// Returns all that differs, what is to be decided first.
    pub fn account(&self) -> Vec<Item> {
        let sides = &*self.sides;
        let names = names([&sides.base, &sides.theirs, &sides.mine]);
        let mut items: Vec<Item> = self
            .conflicts
            .iter()
            .enumerate()
            .map(|(index, conflict)| contested(conflict, index, &names))
            .collect();
        items.extend(self.settled());
        items.sort_by_key(|item| item.whose);
        items
    }

    /// Returns the references that go where the conflicts are decided in this way.
    pub fn losses(&self, choices: &[Choice]) -> Vec<Item> {
        let sides = &*self.sides;
        let names = names([&sides.base, &sides.theirs, &sides.mine]);
        let named = |id: &String| names.get(id.as_str()).copied().unwrap_or(id).to_owned();
        let dropped = self.with(choices).dropped;
        let item = |reference: &super::DroppedReference| Item {
            place: named(&reference.node),
            what: match &reference.port {
                Some(port) => format!("inputs.{port}"),
                None => "reads".to_owned(),
            },
            base: named(&reference.source),
            theirs: NOTHING.to_owned(),
            mine: NOTHING.to_owned(),
            whose: Whose::Dropped,
        };
        dropped.iter().map(item).collect()
    }

    /// Returns what holds however the conflicts are decided.
    fn settled(&self) -> Vec<Item> {
        let base = &self.sides.base;
        let all = |choice| self.resolved(&vec![choice; self.conflicts.len()]);
        let (one, other) =
            (difference(base, &all(Choice::Mine)), difference(base, &all(Choice::Theirs)));
        let by = (difference(base, &self.sides.theirs), difference(base, &self.sides.mine));
        let mut items = Vec::new();
        for field in one.header.iter().filter(|field| other.header.contains(field)) {
            let whose = whose(by.0.header.contains(field), by.1.header.contains(field));
            items.extend(whose.map(|whose| changed(WHOLE, field, whose)));
        }
        for node in &one.nodes {
            let Some(same) = same_node(&other, node) else { continue };
            let (theirs, mine) = (same_node(&by.0, node), same_node(&by.1, node));
            if node.change != Change::Changed {
                let did = |side: Option<&NodeDifference>| {
                    side.is_some_and(|side| side.change == node.change)
                };
                if same.change == node.change {
                    items.extend(whose(did(theirs), did(mine)).map(|whose| whole(node, whose)));
                }
                continue;
            }
            for field in node.changes.iter().filter(|field| same.changes.contains(field)) {
                let did = |side: Option<&NodeDifference>| {
                    side.is_some_and(|side| side.changes.contains(field))
                };
                let whose = whose(did(theirs), did(mine));
                items.extend(whose.map(|whose| changed(&node.name, field, whose)));
            }
        }
        items
    }
}

fn whose(theirs: bool, mine: bool) -> Option<Whose> {
    match (theirs, mine) {
        (true, true) => Some(Whose::Both),
        (true, false) => Some(Whose::Theirs),
        (false, true) => Some(Whose::Mine),
        // It follows from the rest, such as an order of nodes that both have a part in.
        (false, false) => None,
    }
}

fn same_node<'d>(difference: &'d Difference, node: &NodeDifference) -> Option<&'d NodeDifference> {
    let id = |node: &NodeDifference| node.id_before.clone().or(node.id_after.clone());
    difference.nodes.iter().find(|other| id(other) == id(node))
}

fn changed(place: &str, field: &FieldChange, whose: Whose) -> Item {
    let (before, after) = field.words();
    let said = |words: Option<String>| words.unwrap_or_else(|| NOTHING.to_owned());
    item(place, &field.path, (said(before), said(after)), whose)
}

fn whole(node: &NodeDifference, whose: Whose) -> Item {
    let words = match node.change {
        Change::Added => (NOTHING.to_owned(), "added".to_owned()),
        _ => ("there".to_owned(), "removed".to_owned()),
    };
    item(&node.name, &node.does, words, whose)
}

fn item(place: &str, what: &str, (before, after): (String, String), whose: Whose) -> Item {
    let by = |theirs: bool| if theirs { after.clone() } else { before.clone() };
    Item {
        place: place.to_owned(),
        what: what.to_owned(),
        theirs: by(matches!(whose, Whose::Theirs | Whose::Both)),
        mine: by(matches!(whose, Whose::Mine | Whose::Both)),
        base: before,
        whose,
    }
}

fn contested(conflict: &MergeConflict, index: usize, names: &HashMap<&str, &str>) -> Item {
    let place = conflict.node.as_deref();
    let place = place.map_or(WHOLE, |id| names.get(id).copied().unwrap_or(id));
    let side = |value: &Option<Value>| match value {
        None if conflict.field.is_empty() => "removed".to_owned(),
        None => NOTHING.to_owned(),
        Some(_) if conflict.field.is_empty() && *value == conflict.base => "as it was".to_owned(),
        Some(_) if conflict.field.is_empty() => "changed".to_owned(),
        Some(value) => words(&conflict.field, value, names),
    };
    Item {
        place: place.to_owned(),
        what: property(&conflict.field),
        base: match &conflict.base {
            Some(_) if conflict.field.is_empty() => "there".to_owned(),
            None => NOTHING.to_owned(),
            base => side(base),
        },
        theirs: side(&conflict.theirs),
        mine: side(&conflict.mine),
        whose: Whose::Contested(index),
    }
}

/// Writes keys of a file as the words that differences have for them.
fn property(field: &str) -> String {
    let field = field.strip_prefix("node_type.").unwrap_or(field);
    let field = field.strip_prefix("metadata.").unwrap_or(field);
    let field = field.strip_prefix("source_type.").unwrap_or(field);
    match (field, field.strip_prefix("curve_mapping.")) {
        (_, Some(port)) => format!("keeps {port}"),
        ("", _) => "the whole node".to_owned(),
        ("dependencies", _) => "reads".to_owned(),
        ("description", _) => "note".to_owned(),
        ("operator_id", _) => "operator".to_owned(),
        ("operator_version", _) => "operator version".to_owned(),
        ("node_type", _) => "what it does".to_owned(),
        (field, _) => field.to_owned(),
    }
}

fn words(field: &str, value: &Value, names: &HashMap<&str, &str>) -> String {
    let text = |text: &str| {
        if let Some(name) = names.get(text) {
            return (*name).to_owned();
        }
        let source = text.rsplit_once('.').and_then(|(id, port)| Some((names.get(id)?, port)));
        source.map_or_else(|| text.to_owned(), |(name, port)| format!("{name}.{port}"))
    };
    match value {
        Value::String(one) => text(one),
        Value::Array(elements) => {
            let elements: Vec<String> =
                elements.iter().map(|element| words(field, element, names)).collect();
            elements.join(", ")
        }
        Value::Object(members) if field.starts_with("curve_mapping.") => {
            let member = |key: &str| members.get(key).and_then(Value::as_str).unwrap_or_default();
            match member("mode") {
                "create_new" => member("suffix").to_owned(),
                _ => format!("new version of {}", member("output_curve_name")).trim().to_owned(),
            }
        }
        other => other.to_string(),
    }
}

/// Returns what people call the nodes of some definitions; the last one has the last word.
fn names(definitions: [&DagDefinition; 3]) -> HashMap<&str, &str> {
    let nodes = definitions.into_iter().flat_map(|definition| &definition.nodes);
    nodes.map(|node| (node.id.as_str(), node.name.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::merge::merge;
    use serde_json::json;

    fn definition(gr_clean: f64, suffix: &str, others: &[&str]) -> DagDefinition {
        let mut nodes = vec![
            json!({ "id": "a", "name": "Logs", "node_type": { "type": "ingestion",
                "source_type": { "source": "well_logs", "curve_names": ["GR"] } } }),
            json!({ "id": "b", "name": "Shale", "dependencies": ["a"],
                "node_type": { "type": "operator", "operator_id": "larionov",
                    "parameters": { "gr_clean": gr_clean } },
                "curve_mapping": { "VSH": { "mode": "create_new", "suffix": suffix } } }),
        ];
        nodes.extend(others.iter().map(|id| {
            json!({ "id": id, "name": id.to_uppercase(), "dependencies": ["b"],
                "node_type": { "type": "operator", "operator_id": "hampel", "inputs": { "X": "b.VSH" } } })
        }));
        serde_json::from_value(json!({ "name": "p", "nodes": nodes })).unwrap()
    }

    fn told(item: &Item) -> String {
        format!("{} {}: {} | {} | {}", item.place, item.what, item.base, item.theirs, item.mine)
    }

    #[test]
    fn changes_of_one_side_are_merged_and_those_of_both_are_to_be_decided() {
        let base = definition(20.0, "_1", &["c"]);
        let theirs = definition(25.0, "_1", &["c", "d"]);
        let mine = definition(30.0, "_2", &[]);
        let items = merge(&base, &theirs, &mine).account();
        let lines: Vec<_> = items.iter().map(told).collect();
        assert_eq!(
            lines,
            [
                "Shale parameters.gr_clean: 20.0 | 25.0 | 30.0",
                "D hampel: – | added | –",
                "Shale keeps VSH: _1 | _1 | _2",
                "C hampel: there | there | removed",
            ]
        );
        let whose: Vec<_> = items.iter().map(|item| item.whose).collect();
        assert_eq!(whose, [Whose::Contested(0), Whose::Theirs, Whose::Mine, Whose::Mine]);
    }

    #[test]
    fn a_removed_node_that_the_other_side_changed_is_one_item() {
        let base = definition(20.0, "_1", &["c"]);
        let mut theirs = definition(25.0, "_1", &["c", "d"]);
        theirs.name = "q".to_owned();
        let mut mine = base.clone();
        mine.nodes.remove(1);
        let merged = merge(&base, &theirs, &mine);
        let lines: Vec<_> = merged.account().iter().map(told).collect();
        assert_eq!(lines[0], "Shale the whole node: there | changed | removed");
        assert!(lines.contains(&"the pipeline name: p | q | p".to_owned()), "{lines:?}");
        assert!(!lines[1..].iter().any(|line| line.starts_with("Shale")), "{lines:?}");
        let losses: Vec<_> = merged.losses(&[Choice::Mine]).iter().map(told).collect();
        assert_eq!(losses, ["D reads: Shale | – | –", "D inputs.X: Shale | – | –"]);
    }

    #[test]
    fn the_same_change_of_both_is_told_once() {
        let base = definition(20.0, "_1", &[]);
        let both = definition(20.0, "_2", &[]);
        let mut mine = both.clone();
        mine.name = "q".to_owned();
        let items = merge(&base, &both, &mine).account();
        assert_eq!(items.iter().filter(|item| item.whose == Whose::Both).count(), 1);
    }
}
