//! Edits that mend what validation finds; each was tried before it is offered.

mod edges;
mod mapping;
mod ports;
mod settings;

use std::collections::{BTreeMap, HashMap, HashSet};

use super::change::Edit;
use super::connect::Connections;
use super::names::TakenNames;
use crate::domain::dag::{DagDefinition, DagNode, NodeType};
use crate::domain::diagnostic::{Diagnostic, ErrorType, Place, Severity};
use crate::domain::flow::{FlowReport, NodeFlow};
use crate::domain::inventory::Inventory;
use crate::domain::operator::{OperatorLookup, OperatorSpec};
use crate::validate::{Validation, resolve, validate};

/// Most edits that are tried for one problem.
const TRIED: usize = 16;

/// An edit that makes a problem go away.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// What it does, for people: `bind GR to X_HMP of "Despike"`.
    pub title: String,
    /// The edit.
    pub edit: Edit,
}

/// Returns the edits that mend a problem of a pipeline, the best first.
///
/// Each makes the problem go away and adds no error; errors that only come to light, because what
/// was unknown is known then, do not count, but put an edit behind those that bring none.
pub fn repairs(
    definition: &DagDefinition,
    validation: &Validation,
    diagnostic: &Diagnostic,
    operators: &dyn OperatorLookup,
    inventory: Option<&Inventory>,
) -> Vec<Repair> {
    let room = Workshop {
        definition,
        flow: &validation.flow,
        connections: Connections::new(definition, &validation.flow),
        taken: TakenNames::of(&validation.flow, inventory),
        operators,
        inventory,
    };
    let before = Before::of(definition, validation);
    let proposals = room.proposals(diagnostic).into_iter().take(TRIED);
    let mut mending: Vec<(bool, Repair)> = proposals
        .filter_map(|(title, edit)| {
            let after = edit.applied(definition).ok()?;
            let after = validate(&after, operators, inventory).diagnostics;
            let reveals = before.outcome(diagnostic, &after)?;
            Some((reveals, Repair { title, edit }))
        })
        .collect();
    mending.sort_by_key(|(reveals, _)| *reveals);
    mending.into_iter().map(|(_, repair)| repair).collect()
}

/// What was wrong before an edit.
struct Before<'a> {
    definition: &'a DagDefinition,
    problems: HashSet<Identity<'a>>,
    flows: HashMap<&'a str, &'a NodeFlow>,
}

/// By what two diagnostics are the same problem.
type Identity<'a> = (Severity, ErrorType, &'a str, &'a Place, Option<&'a str>);

/// Leaves out what was found, which changes while the problem stays; only of two dependencies of
/// one node that lead nowhere, nothing else tells which is meant.
fn identity(diagnostic: &Diagnostic) -> Identity<'_> {
    let Diagnostic { severity, error_type, what, place, found, .. } = diagnostic;
    let found = found.as_deref().filter(|_| *error_type == ErrorType::NodeNotFound);
    (*severity, *error_type, what, place, found)
}

impl<'a> Before<'a> {
    fn of(definition: &'a DagDefinition, validation: &'a Validation) -> Self {
        let flows = validation.flow.nodes.iter().map(|flow| (flow.id.as_str(), flow));
        let problems = validation.diagnostics.iter().map(identity).collect();
        Self { definition, problems, flows: flows.collect() }
    }

    /// Says whether a repair brings errors to light; `None` where it does not mend or adds others.
    fn outcome(&self, mended: &Diagnostic, after: &[Diagnostic]) -> Option<bool> {
        if after.iter().any(|problem| identity(problem) == identity(mended)) {
            return None;
        }
        let added = |problem: &&Diagnostic| {
            problem.is_error() && !self.problems.contains(&identity(problem))
        };
        let added: Vec<&Diagnostic> = after.iter().filter(added).collect();
        added.iter().all(|problem| self.was_hidden(problem)).then_some(!added.is_empty())
    }

    /// Whether a problem could not be seen before: something at the node was not known.
    fn was_hidden(&self, problem: &Diagnostic) -> bool {
        let Some(id) = problem.place.node.as_deref() else { return false };
        self.flows.get(id).is_some_and(|flow| {
            let operator = self
                .definition
                .node(id)
                .is_some_and(|node| matches!(node.node_type, NodeType::Operator { .. }));
            flow.blind || operator && flow.adds.is_none()
        })
    }
}

/// An edit that might mend a problem, with what it does.
type Proposal = (String, Edit);

/// All that proposals are made from.
struct Workshop<'a> {
    definition: &'a DagDefinition,
    flow: &'a FlowReport,
    connections: Connections<'a>,
    taken: TakenNames,
    operators: &'a dyn OperatorLookup,
    inventory: Option<&'a Inventory>,
}

impl<'a> Workshop<'a> {
    fn proposals(&self, diagnostic: &Diagnostic) -> Vec<Proposal> {
        let node = diagnostic.place.node.as_deref().and_then(|id| self.definition.node(id));
        let Some(node) = node else { return self.of_pipeline(diagnostic) };
        match (diagnostic.error_type, diagnostic.place.port.as_deref()) {
            (ErrorType::InvalidCurveMapping, Some(port)) => self.of_mapping(node, port),
            (ErrorType::InvalidCurveMapping, None) => self.without_mapping(node),
            (_, Some(port)) => self.of_port(diagnostic, node, port),
            (
                ErrorType::NodeNotFound
                | ErrorType::CycleDetected
                | ErrorType::DuplicateNode
                | ErrorType::OrphanNode
                | ErrorType::SchemaMismatch,
                None,
            ) => self.of_edges(diagnostic, node),
            (ErrorType::NotSupported, None) if !diagnostic.nodes().is_empty() => {
                self.of_edges(diagnostic, node)
            }
            (_, None) => self.of_settings(diagnostic, node),
        }
    }

    /// Returns the operator of a node in the version that the node takes.
    fn spec_of(&self, node: &DagNode) -> Option<&'a OperatorSpec> {
        let NodeType::Operator { operator_id, operator_version, .. } = &node.node_type else {
            return None;
        };
        Some(resolve(self.operators, operator_id, operator_version)?.spec)
    }

    fn name<'n>(&self, id: &'n str) -> &'n str
    where
        'a: 'n,
    {
        self.definition.node(id).map_or(id, |node| &node.name)
    }
}

/// Returns the operator of a node with its parameters and inputs changed; `None` for other nodes.
fn with_inputs(node: &DagNode, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Option<Edit> {
    let mut node_type = node.node_type.clone();
    let NodeType::Operator { inputs, .. } = &mut node_type else { return None };
    change(inputs);
    Some(Edit::SetWork { node: node.id.clone(), node_type })
}
