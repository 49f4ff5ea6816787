//! Three-way merge of values: each field is taken from the side that changed it.

use serde_json::{Map, Value};

use super::{ConflictKey, MergeConflict, order};
use crate::domain::dag::{DagDefinition, DagNode};

/// Objects whose entries are merged one by one; everything else is taken whole.
const DIVIDED: [&str; 10] = [
    "",
    "metadata",
    "metadata.hints",
    "curve_mapping",
    "node_type",
    "node_type.parameters",
    "node_type.inputs",
    "node_type.source_type",
    "node_type.filters",
    "node_type.filters.curve_filters",
];

/// Keys that decide what the others of their object mean: two kinds are not mixed.
const KINDS: [&str; 3] = ["type", "operator_id", "source"];

/// What the three sides have in one place.
#[derive(Clone, Copy)]
pub struct Three<T> {
    pub base: T,
    pub theirs: T,
    pub mine: T,
}

/// Merges fields and gathers their conflicts.
pub struct Fields<'a> {
    taken_from_theirs: &'a [ConflictKey],
    conflicts: Vec<MergeConflict>,
}

impl<'a> Fields<'a> {
    pub fn new(taken_from_theirs: &'a [ConflictKey]) -> Self {
        Self { taken_from_theirs, conflicts: Vec::new() }
    }

    pub fn into_conflicts(self) -> Vec<MergeConflict> {
        self.conflicts
    }

    /// Merges all but the nodes.
    pub fn header(
        &mut self,
        base: &DagDefinition,
        theirs: &DagDefinition,
        mine: &DagDefinition,
    ) -> DagDefinition {
        let json = |definition: &DagDefinition| {
            json(&DagDefinition { nodes: Vec::new(), ..definition.clone() })
        };
        let (base, theirs, mine_json) = (json(base), json(theirs), json(mine));
        let sides = Three { base: Some(&base), theirs: Some(&theirs), mine: Some(&mine_json) };
        let merged = self.value(None, "", sides);
        merged
            .and_then(|merged| serde_json::from_value(merged).ok())
            .unwrap_or_else(|| mine.clone())
    }

    /// Merges a node that both sides have, but for its dependencies.
    pub fn node(&mut self, base: Option<&DagNode>, theirs: &DagNode, mine: &DagNode) -> DagNode {
        let json = |node: &DagNode| json(&DagNode { dependencies: Vec::new(), ..node.clone() });
        let (base, theirs, mine_json) = (base.map(json), json(theirs), json(mine));
        let sides = Three { base: base.as_ref(), theirs: Some(&theirs), mine: Some(&mine_json) };
        let before = self.conflicts.len();
        let merged = self.value(Some(&mine.id), "", sides);
        merged.and_then(|merged| serde_json::from_value(merged).ok()).unwrap_or_else(|| {
            // Fields of both sides that do not make a node together are decided as one.
            self.conflicts.truncate(before);
            let whole = self.decided(Some(&mine.id), "", sides);
            let whole = whole.and_then(|whole| serde_json::from_value(whole).ok());
            whole.unwrap_or_else(|| mine.clone())
        })
    }

    /// Merges the values that the sides have in one place.
    fn value(
        &mut self,
        node: Option<&str>,
        path: &str,
        sides: Three<Option<&Value>>,
    ) -> Option<Value> {
        let Three { base, theirs, mine } = sides;
        if theirs == mine || base == theirs {
            return mine.cloned();
        }
        if base == mine {
            return theirs.cloned();
        }
        match objects(path, sides) {
            Some(objects) => self.object(node, path, sides, objects),
            None => self.decided(node, path, sides),
        }
    }

    fn object<'b>(
        &mut self,
        node: Option<&str>,
        path: &str,
        sides: Three<Option<&Value>>,
        objects: Three<&'b Map<String, Value>>,
    ) -> Option<Value> {
        let mut merged = Map::new();
        let keys = |object: &'b Map<String, Value>| object.keys().map(String::as_str).collect();
        let keys: Three<Vec<&str>> = Three {
            base: keys(objects.base),
            theirs: keys(objects.theirs),
            mine: keys(objects.mine),
        };
        let all = keys.theirs.iter().chain(&keys.mine).copied().collect();
        for key in order::merged(&keys, &all) {
            let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            let entries = Three {
                base: objects.base.get(key),
                theirs: objects.theirs.get(key),
                mine: objects.mine.get(key),
            };
            if let Some(value) = self.value(node, &path, entries) {
                merged.insert(key.to_owned(), value);
            }
        }
        let may_be_absent = sides.theirs.is_none() || sides.mine.is_none();
        (!(merged.is_empty() && may_be_absent)).then_some(Value::Object(merged))
    }

    /// Records a conflict, and returns the value of the side that was chosen.
    pub fn decided(
        &mut self,
        node: Option<&str>,
        field: &str,
        sides: Three<Option<&Value>>,
    ) -> Option<Value> {
        let conflict = MergeConflict {
            node: node.map(str::to_owned),
            field: field.to_owned(),
            base: sides.base.cloned(),
            theirs: sides.theirs.cloned(),
            mine: sides.mine.cloned(),
        };
        let theirs = self.taken_from_theirs.contains(&conflict.key());
        self.conflicts.push(conflict);
        if theirs { sides.theirs.cloned() } else { sides.mine.cloned() }
    }
}

/// Returns the objects whose entries are merged, where the sides have such and of one kind.
fn objects<'a>(
    path: &str,
    sides: Three<Option<&'a Value>>,
) -> Option<Three<&'a Map<String, Value>>> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    if !DIVIDED.contains(&path) {
        return None;
    }
    let object = |side: Option<&'a Value>| match side {
        None => Some(&*NONE),
        Some(Value::Object(map)) => Some(map),
        Some(_) => None,
    };
    let Three { base, theirs, mine } = sides;
    let kind = |map: &'a Map<String, Value>| KINDS.map(|key| map.get(key));
    let three = Three { base: object(base)?, theirs: object(theirs)?, mine: object(mine)? };
    let same = kind(three.theirs) == kind(three.mine)
        && (base.is_none() || kind(three.base) == kind(three.mine));
    same.then_some(three)
}

pub fn json<T: serde::Serialize>(part: &T) -> Value {
    serde_json::to_value(part).expect("a definition is plain data")
}
