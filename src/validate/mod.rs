//! Checks a definition against the catalogue and a project, and binds it into a plan.
//!
//! Every check runs on what the earlier ones could make sense of, so that all problems come at once.

mod binding;
mod build;
mod catalogue;
mod ends;
mod flow;
mod graph;
mod ingestion;
mod listing;
mod mapping;
mod offer;
mod output;
mod structure;
mod suffix;
mod units;

use self::flow::Flow;
use self::graph::Graph;
pub use self::suffix::suffix_after;
use crate::domain::dag::DagDefinition;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::inventory::Inventory;
use crate::domain::operator::OperatorLookup;
use crate::domain::plan::Plan;

/// What validation found.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// The plan; there is one exactly when no diagnostic is an error.
    pub plan: Option<Plan>,
    /// All problems, errors first, otherwise in the order of the nodes they were found at.
    pub diagnostics: Vec<Diagnostic>,
}

/// Validates a definition; without an inventory, only what needs no project.
pub fn validate(
    definition: &DagDefinition,
    operators: &dyn OperatorLookup,
    inventory: Option<&Inventory>,
) -> Validation {
    let mut diagnostics = Vec::new();
    let graph = Graph::new(definition, &mut diagnostics);
    graph.report_cycles(&mut diagnostics);
    structure::check(&graph, &mut diagnostics);
    let known: Vec<_> = definition
        .nodes
        .iter()
        .map(|node| catalogue::check(node, operators, &mut diagnostics))
        .collect();
    let flow = Flow::new(&graph, &known, inventory, &mut diagnostics);
    mapping::check(&graph, &known, &flow, inventory, &mut diagnostics);
    diagnostics.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    let sound = !diagnostics.iter().any(Diagnostic::is_error);
    Validation { plan: sound.then(|| build::plan(&graph, &known, &flow)), diagnostics }
}

#[cfg(test)]
mod tests;
