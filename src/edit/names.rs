//! Names that are free: of nodes, and of the curves that are kept.

use std::collections::HashSet;

use crate::domain::dag::DagDefinition;
use crate::domain::flow::FlowReport;
use crate::domain::inventory::Inventory;
use crate::validate::suffix_after;

/// Suffix of the first new curve of a name.
pub const FIRST_SUFFIX: &str = "_1";

/// Names of curves that a new one may not have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenNames(HashSet<String>);

impl TakenNames {
    /// Gathers the curves of all wells of a project and those that the pipeline keeps.
    pub fn of(flow: &FlowReport, inventory: Option<&Inventory>) -> Self {
        let kept = flow.nodes.iter().flat_map(|node| &node.outputs);
        let kept = kept.filter_map(|output| output.kept.as_ref()?.name.as_deref());
        let stored = inventory.into_iter().flat_map(|inventory| &inventory.wells);
        let stored = stored.flat_map(|well| &well.curves).map(|curve| curve.name.as_str());
        Self(kept.chain(stored).map(str::to_lowercase).collect())
    }

    /// Whether a curve of this name exists or is kept, whatever the case.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(&name.to_lowercase())
    }

    /// Gives a name away.
    pub fn take(&mut self, name: &str) {
        self.0.insert(name.to_lowercase());
    }

    /// Returns the suffix, or the first one after it, with which the name of a new curve is free.
    pub fn free_suffix(&self, base: &str, suffix: &str) -> String {
        let mut suffix = suffix.to_owned();
        while self.contains(&format!("{base}{suffix}")) {
            suffix = suffix_after(&suffix);
        }
        suffix
    }
}

/// Returns the name, or the name with the first number from 2 that makes it new to the pipeline.
pub fn unique_node_name(definition: &DagDefinition, wanted: &str) -> String {
    free_node_name(&definition.nodes.iter().map(|node| node.name.to_lowercase()).collect(), wanted)
}

/// Returns the name, or the name with the first number from 2 that is not taken; those are in lower case.
pub(super) fn free_node_name(taken: &HashSet<String>, wanted: &str) -> String {
    let wanted = wanted.trim();
    if !taken.contains(&wanted.to_lowercase()) {
        return wanted.to_owned();
    }
    // A copy of "Despike 2" is "Despike 3", not "Despike 2 2".
    let stem = wanted.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end();
    let stem = if stem.is_empty() { wanted } else { stem };
    let numbered = (2_u32..).map(|number| format!("{stem} {number}"));
    let mut free = numbered.filter(|name| !taken.contains(&name.to_lowercase()));
    free.next().expect("there are fewer nodes than numbers")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_name_counts_on() {
        let taken: HashSet<String> = ["wells", "despike", "despike 2"].map(str::to_owned).into();
        assert_eq!(free_node_name(&taken, "Smooth"), "Smooth");
        assert_eq!(free_node_name(&taken, "Wells"), "Wells 2");
        assert_eq!(free_node_name(&taken, "Despike 2"), "Despike 3");
    }

    #[test]
    fn a_suffix_is_free_in_every_well_and_case() {
        let mut taken = TakenNames::default();
        taken.take("gr_1");
        taken.take("GR_2");
        assert_eq!(taken.free_suffix("GR", FIRST_SUFFIX), "_3");
        assert_eq!(taken.free_suffix("GR", "_despiked"), "_despiked");
        assert_eq!(taken.free_suffix("DT", FIRST_SUFFIX), "_1");
    }
}
