//! Three-way merge of definitions: what two people changed in one, field by field.
//!
//! Where both changed the same field, or one removed a node that the other changed or began to
//! read, there is a conflict: it is reported, and decided by whoever merges.

mod account;
mod fields;
mod nodes;
mod order;
mod references;

use serde::Serialize;
use serde_json::Value;

pub use self::account::{Item, Whose};
use self::fields::Fields;
use crate::domain::dag::DagDefinition;

/// Which side of a conflict is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// That of whoever merges.
    Mine,
    /// That of the others.
    Theirs,
}

/// Something that both sides changed in different ways.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MergeConflict {
    /// Id of the node; `None` for name, version, description and tags of the pipeline.
    pub node: Option<String>,
    /// Keys from there, joined by dots as in a pipeline file; empty where the whole node is meant.
    pub field: String,
    /// What both began from; `None` where it was not there.
    pub base: Option<Value>,
    /// What the others made of it; `None` where they removed it.
    pub theirs: Option<Value>,
    /// What was made of it here; `None` where it was removed.
    pub mine: Option<Value>,
}

/// A reference to a node that the merge removed, or to one that is no dependency any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DroppedReference {
    /// Id of the node that referred to it.
    pub node: String,
    /// Input port that was bound to it; `None` for the dependency itself.
    pub port: Option<String>,
    /// Id of the node that was referred to.
    pub source: String,
}

/// What came of a merge.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Merge {
    /// Both sides together; of conflicts, mine.
    pub merged: DagDefinition,
    /// What is to be decided.
    pub conflicts: Vec<MergeConflict>,
    /// References that had to go.
    pub dropped: Vec<DroppedReference>,
    #[serde(skip)]
    sides: Box<Sides>,
}

/// The three definitions of a merge.
#[derive(Debug, Clone, PartialEq)]
struct Sides {
    base: DagDefinition,
    theirs: DagDefinition,
    mine: DagDefinition,
}

/// Merges what `theirs` and `mine` made of `base`.
pub fn merge(base: &DagDefinition, theirs: &DagDefinition, mine: &DagDefinition) -> Merge {
    let sides = Sides { base: base.clone(), theirs: theirs.clone(), mine: mine.clone() };
    Merge::of(Box::new(sides), &[])
}

impl Merge {
    /// Returns the definition in which each conflict is decided; those beyond the choices are mine.
    pub fn resolved(&self, choices: &[Choice]) -> DagDefinition {
        self.with(choices).merged
    }

    /// Returns the merge in which each conflict is decided, with what had to be dropped for that.
    pub fn with(&self, choices: &[Choice]) -> Self {
        let theirs = |(conflict, choice): (&MergeConflict, &Choice)| {
            (*choice == Choice::Theirs).then(|| conflict.key())
        };
        let theirs: Vec<_> = self.conflicts.iter().zip(choices).filter_map(theirs).collect();
        Self::of(self.sides.clone(), &theirs)
    }

    /// Whether nothing is left to decide.
    pub fn is_clean(&self) -> bool {
        self.conflicts.is_empty()
    }

    fn of(sides: Box<Sides>, taken_from_theirs: &[ConflictKey]) -> Self {
        let Sides { base, theirs, mine } = &*sides;
        // What only one side changed is taken exactly, whatever oddities it has.
        let one_side = if theirs == mine || base == theirs {
            Some(mine)
        } else if base == mine {
            Some(theirs)
        } else {
            None
        };
        if let Some(one_side) = one_side {
            let merged = one_side.clone();
            return Self { merged, conflicts: Vec::new(), dropped: Vec::new(), sides };
        }
        let mut fields = Fields::new(taken_from_theirs);
        let mut merged = fields.header(base, theirs, mine);
        merged.nodes = nodes::merged(&mut fields, base, theirs, mine);
        let dropped = references::drop_dangling(&mut merged, base, theirs, mine);
        let conflicts = fields.into_conflicts();
        Self { merged, conflicts, dropped, sides }
    }
}

/// Node and field of a conflict.
type ConflictKey = (Option<String>, String);

impl MergeConflict {
    fn key(&self) -> ConflictKey {
        (self.node.clone(), self.field.clone())
    }
}

/// Whether `theirs` differs from `base` in nothing but the suffixes that runs move on.
pub fn only_suffixes_differ(base: &DagDefinition, theirs: &DagDefinition) -> bool {
    let without_suffixes = |definition: &DagDefinition| {
        let mut definition = definition.clone();
        for node in &mut definition.nodes {
            node.curve_mapping.values_mut().for_each(|mapping| mapping.suffix = None);
        }
        definition
    };
    without_suffixes(base) == without_suffixes(theirs)
}

#[cfg(test)]
mod tests;
