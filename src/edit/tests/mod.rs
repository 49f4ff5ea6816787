//! What may be done next, on small pipelines over a small catalogue.

mod connect;
mod fragment;
mod group;
mod offer;
mod random;
mod repair;

use std::collections::BTreeMap;

use crate::domain::dag::DagDefinition;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::flow::FlowReport;
use crate::validate::tests::{Node, catalogue, pipeline};
use crate::validate::{Validation, validate};

fn validated(definition: &DagDefinition) -> Validation {
    validate(definition, &catalogue(), None)
}

/// Builds a pipeline and tells what flows in it.
fn flowing(nodes: impl IntoIterator<Item = Node>) -> (DagDefinition, FlowReport) {
    let definition = pipeline(nodes);
    let flow = validated(&definition).flow;
    (definition, flow)
}

fn errors(definition: &DagDefinition) -> Vec<Diagnostic> {
    validated(definition).diagnostics.into_iter().filter(Diagnostic::is_error).collect()
}

fn inputs<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs.map(|(port, key)| (port.to_owned(), key.to_owned())).into()
}
