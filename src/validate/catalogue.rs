//! Operators: whether they exist, in the wanted version, and take these parameters.

use serde_json::{Map, Value};

use super::graph::label;
use super::version::{Resolved, resolve};
use crate::domain::dag::{DagNode, NodeType};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::{OperatorLookup, OperatorSpec};

/// An operator that the catalogue has, with the parameters of one node.
pub(super) struct Known<'o> {
    /// What the operator promises.
    pub spec: &'o OperatorSpec,
    /// Parameters with the defaults filled in; empty where they do not fit.
    pub parameters: Map<String, Value>,
}

/// Looks the operator of a node up and checks version and parameters; `None` for other nodes.
pub(super) fn check<'o>(
    node: &DagNode,
    operators: &'o dyn OperatorLookup,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Known<'o>> {
    let NodeType::Operator { operator_id, operator_version, parameters, .. } = &node.node_type
    else {
        return None;
    };
    let Some(Resolved { spec, problems }) = resolve(operators, operator_id, operator_version)
    else {
        let near = operators.nearest_id(operator_id);
        diagnostics.push(
            Diagnostic::error(
                ErrorType::OperatorNotFound,
                format!("operator of node \"{}\" does not exist", label(node)),
            )
            .at_node(&node.id)
            .found(format!("\"{operator_id}\""))
            .hint(near.map_or_else(
                || "choose an operator of the catalogue".to_owned(),
                |near| format!("did you mean `{near}`?"),
            )),
        );
        return None;
    };
    diagnostics.extend(problems.into_iter().map(|problem| problem.at_node(&node.id)));
    let parameters = match operators.checked_parameters(spec, parameters) {
        Ok(parameters) => parameters,
        Err(problems) => {
            diagnostics.extend(problems.into_iter().map(|problem| problem.at_node(&node.id)));
            Map::new()
        }
    };
    Some(Known { spec, parameters })
}
