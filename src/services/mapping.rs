//! What a form for curve mappings needs to know, gathered once, so that every key is answered at once.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::operators::in_project;
use super::preview::planned;
use super::reach::{Ground, Reach};
use super::review::off_thread;
use super::scope::{Scope, find_node};
use super::workspace::Workspace;
use crate::domain::dag::{CurveMapping, DagDefinition, WriteMode};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::plan::{Plan, Work};
use crate::domain::survey::Survey;
use crate::validate;
pub use crate::validate::outlook::{
    CURVES_LISTED, MappingFacts, MappingState, OtherOutput, Outlook, PortFacts,
};

impl Workspace {
    /// Returns what is known about the outputs of a node: names, wells, and what stands there.
    ///
    /// [`MappingFacts::outlook`] then tells what any mapping would do, without the database.
    pub async fn mapping_facts(
        &self,
        project: Uuid,
        definition: &DagDefinition,
        node: &str,
    ) -> Result<MappingFacts, Diagnostic> {
        let node = find_node(definition, node)?.id.clone();
        let survey = self.survey(project).await?;
        let definition = definition.clone();
        off_thread(move || facts(survey, &definition, node)).await
    }
}

fn facts(survey: Arc<Survey>, definition: &DagDefinition, node: String) -> MappingFacts {
    let scope = Scope::up_to(definition, &node).without_mappings();
    let (ports, problems) = match planned(&survey, &scope, &node) {
        Ok((plan, wells)) => (ports(&survey, definition, &plan, &wells, &node), Vec::new()),
        Err(problems) => (Vec::new(), problems),
    };
    MappingFacts { node, ports, problems, survey }
}

fn ports(
    survey: &Survey,
    definition: &DagDefinition,
    plan: &Plan,
    wells: &[usize],
    node: &str,
) -> Vec<PortFacts> {
    let Some(index) = plan.index_of(node) else { return Vec::new() };
    let planned = &plan.nodes[index];
    let Work::Operator { spec, .. } = &planned.work else { return Vec::new() };
    let reach = Reach::new(plan, Ground { survey, wells }, None);
    let through: std::collections::BTreeSet<usize> =
        reach.through(index).into_iter().map(|at| wells[at]).collect();
    let kept = kept_names(survey, definition);
    spec.outputs
        .iter()
        .zip(&planned.produces)
        .map(|(output, column)| PortFacts {
            port: output.name.clone(),
            base: column.mnemonic.clone(),
            keeps: output.keeps.is_some(),
            wells: through.clone(),
            mapping: definition
                .node(node)
                .and_then(|node| node.curve_mapping.get(&output.name))
                .cloned(),
            others: kept
                .iter()
                .filter(|(id, other)| id != node || other.port != output.name)
                .map(|(_, other)| other.clone())
                .collect(),
        })
        .collect()
}

/// Returns the names that the outputs of a definition are kept under, with the ids of their nodes.
///
/// Where the definition has errors, those that can be told without them.
fn kept_names(survey: &Survey, definition: &DagDefinition) -> Vec<(String, OtherOutput)> {
    let mut bare = definition.clone();
    for node in &mut bare.nodes {
        node.curve_mapping.clear();
    }
    let plan = validate::validate(&bare, &in_project(survey), Some(&survey.inventory)).plan;
    let bases: HashMap<&str, &str> = plan
        .iter()
        .flat_map(|plan| &plan.nodes)
        .flat_map(|node| &node.produces)
        .map(|column| (column.key.as_str(), column.mnemonic.as_str()))
        .collect();
    let mut names = Vec::new();
    for node in &definition.nodes {
        for (port, mapping) in &node.curve_mapping {
            let base = bases.get(format!("{}.{port}", node.id).as_str()).copied();
            if let Some(name) = kept_name(base, mapping) {
                let other = OtherOutput { name, node: node.name.clone(), port: port.clone() };
                names.push((node.id.clone(), other));
            }
        }
    }
    names
}

fn kept_name(base: Option<&str>, mapping: &CurveMapping) -> Option<String> {
    match mapping.mode {
        WriteMode::CreateNew => {
            Some(format!("{}{}", base?, mapping.suffix.as_deref().unwrap_or_default()))
        }
        // An id means a curve of one well, which the name of no other output is.
        WriteMode::Overwrite if mapping.output_curve_id.is_some() => None,
        WriteMode::Overwrite => mapping.output_curve_name.clone(),
    }
}
