//! Operators: whether they exist, in the wanted version, and take these parameters.

use serde_json::{Map, Value};

use super::graph::label;
use crate::domain::dag::{DagNode, NodeType, VersionStrategy};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::domain::operator::{OperatorLookup, OperatorSpec};

/// Channels that may be asked for, besides `lts-…`.
const CHANNELS: [&str; 3] = ["stable", "beta", "canary"];

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
    let Some(spec) = operators.spec(operator_id) else {
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
    diagnostics.extend(version(node, operator_version, spec));
    let parameters = match operators.checked_parameters(operator_id, parameters) {
        Ok(parameters) => parameters,
        Err(problems) => {
            diagnostics.extend(problems.into_iter().map(|problem| problem.at_node(&node.id)));
            Map::new()
        }
    };
    Some(Known { spec, parameters })
}

/// Checks that the wanted version is the one that the catalogue has.
fn version(node: &DagNode, wanted: &VersionStrategy, spec: &OperatorSpec) -> Option<Diagnostic> {
    match wanted {
        // A fallback is for the case that nothing newer fits; the catalogue's only version does.
        VersionStrategy::Latest | VersionStrategy::Compatible { .. } => None,
        VersionStrategy::Pinned { version } if *version == spec.version => None,
        VersionStrategy::Pinned { version } => Some(
            Diagnostic::error(
                ErrorType::OperatorNotFound,
                format!("operator \"{}\" has no version {version}", spec.id),
            )
            .at_node(&node.id)
            .found(version)
            .wanted(&spec.version)
            .hint(format!("pin {}, or use the strategy `latest`", spec.version)),
        ),
        VersionStrategy::Channel { channel } if channel == "stable" => None,
        VersionStrategy::Channel { channel } => {
            let known = CHANNELS.contains(&channel.as_str()) || channel.starts_with("lts-");
            let near = nearest(channel, CHANNELS).unwrap_or("stable");
            Some(if known {
                Diagnostic::warning(
                    ErrorType::OperatorNotFound,
                    format!("channel {channel} of operator \"{}\" is empty", spec.id),
                )
                .at_node(&node.id)
                .hint(format!("version {} of the channel stable is taken", spec.version))
            } else {
                Diagnostic::error(ErrorType::OperatorNotFound, "channel does not exist")
                    .at_node(&node.id)
                    .found(format!("\"{channel}\""))
                    .wanted("stable, beta, canary or lts-…")
                    .hint(format!("did you mean `{near}`?"))
            })
        }
    }
}
