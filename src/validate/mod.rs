//! Checks a definition against the catalogue and a project, and binds it into a plan.
//!
//! Every check runs on what the earlier ones could make sense of, so that all problems come at once.

mod binding;
mod build;
mod catalogue;
mod ends;
mod fit;
mod flow;
mod graph;
mod ingestion;
mod listing;
mod mapping;
mod offer;
pub mod outlook;
mod output;
mod report;
mod structure;
mod suffix;
mod units;
mod version;

pub use self::binding::wanted_by;
pub use self::fit::{Rank, Wanted, converts};
use self::flow::Flow;
pub use self::flow::produced;
use self::graph::Graph;
pub use self::suffix::suffix_after;
pub use self::version::{known_channel, resolve};
use crate::domain::dag::DagDefinition;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::flow::FlowReport;
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
    /// What flows where, as far as the pipeline makes sense.
    pub flow: FlowReport,
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
    let plan = sound.then(|| build::plan(&graph, &known, &flow));
    let flow = report::report(&graph, &known, flow, inventory, &diagnostics);
    Validation { plan, diagnostics, flow }
}

#[cfg(test)]
pub(crate) mod tests;
