//! What comes out of a node of a definition that was not run: its columns, wells, rows and bytes.

use serde::Serialize;
use uuid::Uuid;

use super::operators::in_project;
pub use super::reach::LostWell;
use super::reach::{Ground, Reach};
use super::review::off_thread;
use super::scope::{Scope, find_node};
use super::workspace::Workspace;
use crate::domain::curve::{Column, Quantity};
use crate::domain::dag::{DagDefinition, NodeType};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::plan::{Plan, Work};
use crate::domain::survey::Survey;
use crate::validate;

/// Bytes of one sample in memory.
pub(super) const BYTES_OF_A_SAMPLE: i64 = 8;

/// What comes out of a node.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct NodePreview {
    /// Columns after the depth: the node's own first, then those that it is offered from before;
    /// of an output that writes, just those that it writes.
    pub columns: Vec<PreviewColumn>,
    /// Names of the wells that come through the node.
    pub wells: Vec<String>,
    /// Wells that do not, and why.
    pub lost: Vec<LostWell>,
    /// Rows of all wells together, at most: values are not looked at, so a filter may leave fewer.
    pub rows: i64,
    /// Size of depth and columns in memory, at most.
    pub bytes: i64,
    /// Errors that keep the columns from being known; then there are none.
    pub problems: Vec<Diagnostic>,
}

/// A column of a preview.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PreviewColumn {
    /// Key in the flow, `node.NAME`.
    pub key: String,
    /// Name without the node: the mnemonic, or the name in the file or table that is written.
    pub name: String,
    /// Unit; `None` when it differs by well or is not known before the run.
    pub unit: Option<String>,
    /// What it measures.
    pub quantity: Quantity,
    /// Whether the node itself adds it to the flow, or writes it.
    pub own: bool,
    /// Number of wells that come through the node with it.
    pub wells: usize,
}

impl Workspace {
    /// Tells what would come out of a node, as far as names, counts and depths say.
    ///
    /// Only the node and what it reads are looked at; the rest of the definition may be unfinished.
    pub async fn preview(
        &self,
        project: Uuid,
        definition: &DagDefinition,
        node: &str,
    ) -> Result<NodePreview, Diagnostic> {
        let node = find_node(definition, node)?.id.clone();
        let scope = Scope::up_to(definition, &node).without_mappings();
        let survey = self.survey(project).await?;
        off_thread(move || preview(&survey, &scope, &node)).await
    }
}

fn preview(survey: &Survey, scope: &Scope, node: &str) -> NodePreview {
    let (plan, wells) = match planned(survey, scope, node) {
        Ok(planned) => planned,
        Err(problems) => return NodePreview { problems, ..NodePreview::default() },
    };
    let Some(index) = plan.index_of(node) else { return NodePreview::default() };
    let reach = Reach::new(&plan, Ground { survey, wells: &wells }, Some(index));
    let through = reach.through(index);
    let rows = reach.sum(index);
    let mut preview = NodePreview {
        wells: through.iter().map(|at| reach.well(*at).to_owned()).collect(),
        lost: reach.losses(),
        rows,
        bytes: rows * BYTES_OF_A_SAMPLE,
        ..NodePreview::default()
    };
    for (own, name, column) in shown(&plan, index) {
        let having = || through.iter().filter(|well| reach.has(&column.key, **well));
        let rows: i64 = having().filter_map(|well| reach.rows(index, *well)).sum();
        preview.bytes += rows * BYTES_OF_A_SAMPLE;
        preview.columns.push(PreviewColumn {
            key: column.key.clone(),
            name: name.to_owned(),
            unit: column.unit.clone(),
            quantity: column.quantity,
            own,
            wells: having().count(),
        });
    }
    preview
}

/// Returns the columns to show, with their names and whether they are the node's own.
///
/// An output that writes a file or table has just the columns that it writes. Elsewhere the newest
/// come first, since they are what one looks for.
fn shown(plan: &Plan, index: usize) -> Vec<(bool, &str, &Column)> {
    if let Work::Output { columns: written, .. } = &plan.nodes[index].work
        && !written.is_empty()
    {
        let all = || plan.nodes.iter().flat_map(|node| &node.produces);
        let named = written.iter().filter_map(|written| {
            let column = all().find(|column| column.key == written.key)?;
            Some((true, written.name.as_str(), column))
        });
        return named.collect();
    }
    let nodes = plan.nodes.iter().enumerate().rev();
    nodes
        .flat_map(|(at, node)| node.produces.iter().map(move |column| (at == index, column)))
        .map(|(own, column)| (own, column.mnemonic.as_str(), column))
        .collect()
}

/// Plans the part of a definition that a node needs, with the wells that it names.
pub(super) fn planned(
    survey: &Survey,
    scope: &Scope,
    node: &str,
) -> Result<(Plan, Vec<usize>), Vec<Diagnostic>> {
    let validation =
        validate::validate(&scope.definition, &in_project(survey), Some(&survey.inventory));
    let Some(plan) = validation.plan else {
        let mut problems = scope.diagnostics(validation.diagnostics);
        problems.retain(Diagnostic::is_error);
        return Err(problems);
    };
    Ok((plan.until(node), named_wells(survey, &scope.definition)?))
}

/// Returns the wells that the ingestions of a definition name.
pub(super) fn named_wells(
    survey: &Survey,
    definition: &DagDefinition,
) -> Result<Vec<usize>, Vec<Diagnostic>> {
    let mut names: Vec<String> = Vec::new();
    for node in &definition.nodes {
        if let NodeType::Ingestion { source_type, .. } = &node.node_type {
            names.extend(source_type.well_ids().into_iter().flatten().cloned());
        }
    }
    survey.select(&names)
}
