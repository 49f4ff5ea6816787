//! New nodes of each kind, with an id and a name that the pipeline does not have.

use std::collections::BTreeMap;

use serde_json::Map;
use uuid::Uuid;

use super::names::{FIRST_SUFFIX, TakenNames, unique_node_name};
use crate::domain::dag::{
    CurveMapping, DagDefinition, DagNode, IfExists, NodeMetadata, NodeType, OutputType, SourceType,
    VersionStrategy, WriteMode,
};
use crate::domain::flow::FlowReport;
use crate::domain::operator::{OperatorSpec, OutputSpec};

/// Returns a new id.
pub fn id() -> String {
    Uuid::now_v7().to_string()
}

/// Returns an ingestion of these curves from all wells.
pub fn ingestion(definition: &DagDefinition, curve_names: Vec<String>) -> DagNode {
    let source_type = SourceType::WellLogs {
        project_id: None,
        well_ids: vec!["*".to_owned()],
        curve_names,
        depth_range: None,
    };
    node(definition, "Wells", NodeType::Ingestion { source_type, filters: None })
}

/// Returns a node that applies an operator with its defaults and keeps every output that can be a curve.
///
/// `inputs` binds what is known already; an output that keeps a quantity is named after it.
pub fn operator(
    definition: &DagDefinition,
    flow: &FlowReport,
    spec: &OperatorSpec,
    inputs: BTreeMap<String, String>,
    taken: &TakenNames,
) -> DagNode {
    let mut taken = taken.clone();
    let mapping = spec.outputs.iter().filter(|output| is_kept(spec, output)).map(|output| {
        let base = base(flow, spec, output, &inputs);
        let suffix = taken.free_suffix(&base, FIRST_SUFFIX);
        taken.take(&format!("{base}{suffix}"));
        (output.name.clone(), created(suffix))
    });
    let curve_mapping = mapping.collect();
    let work = NodeType::Operator {
        operator_id: spec.id.clone(),
        operator_version: VersionStrategy::default(),
        parameters: Map::new(),
        inputs,
    };
    DagNode { curve_mapping, ..node(definition, &spec.title, work) }
}

/// Returns an output to the screens.
pub fn output(definition: &DagDefinition) -> DagNode {
    node(
        definition,
        "Results",
        NodeType::Output { output_type: OutputType::Frontend, if_exists: IfExists::Refuse },
    )
}

/// Returns the mapping that keeps an output as a new curve with this suffix.
pub(super) fn created(suffix: String) -> CurveMapping {
    CurveMapping {
        mode: WriteMode::CreateNew,
        output_curve_id: None,
        output_curve_name: None,
        suffix: Some(suffix),
    }
}

/// Whether an output is kept without being asked: one that can be, on the grid of the first such.
pub(super) fn is_kept(spec: &OperatorSpec, output: &OutputSpec) -> bool {
    let mut kept = spec.outputs.iter().filter(|output| spec.is_keepable(output));
    spec.is_keepable(output) && kept.next().is_some_and(|first| first.rows == output.rows)
}

fn base(
    flow: &FlowReport,
    spec: &OperatorSpec,
    output: &OutputSpec,
    inputs: &BTreeMap<String, String>,
) -> String {
    let kept = spec.named_after(output).and_then(|port| inputs.get(port));
    let column = kept.and_then(|reference| flow.column(reference));
    column.map_or(&output.name, |column| &column.column.mnemonic).clone()
}

fn node(definition: &DagDefinition, name: &str, node_type: NodeType) -> DagNode {
    DagNode {
        id: id(),
        name: unique_node_name(definition, name),
        dependencies: Vec::new(),
        node_type,
        curve_mapping: BTreeMap::new(),
        metadata: NodeMetadata::default(),
    }
}
