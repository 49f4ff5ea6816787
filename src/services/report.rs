//! Facts about this build, and results of runs in the form that users of the former systems know.

use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::workspace::Workspace;
use crate::control::{runs, tables};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::execution::Status;
use crate::domain::export::WrittenOutput;
use crate::domain::rows::{CurveRow, RunDetail};
pub use crate::domain::table::TableRow;

/// Version of the program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Returns the versions that a result depends on besides its operators.
pub fn engine_versions() -> Value {
    json!({"app": VERSION, "arrow": arrow::ARROW_VERSION})
}

/// The result of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunResult {
    /// Run and nodes.
    #[serde(flatten)]
    pub detail: RunDetail,
    /// Curves that the run wrote, by well and name.
    pub output_curves: Vec<CurveRow>,
    /// Files and tables that its outputs wrote, by node and well.
    pub written: Vec<WrittenBy>,
    /// Tables and single values that its operators made, without their rows, by node and well.
    pub tables: Vec<TableRow>,
}

/// What an output node wrote of one well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenBy {
    /// Name of the node.
    pub node: String,
    /// File or table.
    #[serde(flatten)]
    pub output: WrittenOutput,
}

/// The result of running one node, with just the fields that scripts know.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NodeResult {
    /// Id of the node in the definition.
    pub node_id: String,
    /// How it ended.
    pub status: Status,
    /// Id of the execution.
    pub execution_id: Uuid,
    /// Wall time of the node.
    pub execution_time_ms: i64,
    /// Curves that the node read, of all wells.
    pub input_curve_count: i64,
    /// Curves that the node wrote, of all wells.
    pub output_curve_count: usize,
    /// The curves written.
    pub output_curves: Vec<WrittenCurve>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A curve that a node wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenCurve {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Well.
    pub well_id: Uuid,
}

impl Workspace {
    /// Returns a run with the curves that it wrote, as they are now, and the files, as they were written.
    pub async fn run_result(&self, execution: Uuid) -> Result<RunResult, Diagnostic> {
        let client = self.inner.database.client().await?;
        let detail = runs::detail(&client, execution).await?;
        let name = |id: Uuid| {
            let node = detail.nodes.iter().find(|node| node.id == id);
            node.map_or_else(String::new, |node| node.node_name.clone())
        };
        let written = runs::written(&client, execution).await?;
        let written =
            written.into_iter().map(|(id, output)| WrittenBy { node: name(id), output }).collect();
        let output_curves = crate::control::curves::written_by(&client, execution).await?;
        let tables = tables::list(&client, execution, None, None, false).await?;
        Ok(RunResult { detail, output_curves, written, tables })
    }

    /// Returns the tables and single values of a run with their rows, of one node and one well if
    /// these are named.
    pub async fn run_tables(
        &self,
        execution: Uuid,
        node: Option<&str>,
        well: Option<&str>,
    ) -> Result<Vec<TableRow>, Diagnostic> {
        tables::list(&self.inner.database.client().await?, execution, node, well, true).await
    }

    /// Returns the result of a run of one node.
    pub async fn node_result(&self, execution: Uuid) -> Result<NodeResult, Diagnostic> {
        let RunResult { detail, output_curves, .. } = self.run_result(execution).await?;
        let run = detail.run;
        // The plan of such a run ends with its node.
        let node = detail.nodes.last().ok_or_else(|| {
            Diagnostic::error(ErrorType::NodeNotFound, "the run has no node")
                .found(execution.to_string())
                .hint("the run was recorded by another program; run the node again")
        })?;
        let client = self.inner.database.client().await?;
        Ok(NodeResult {
            node_id: node.node_id.clone(),
            status: run.status,
            execution_id: execution,
            execution_time_ms: node.execution_time_ms.or(run.execution_time_ms).unwrap_or(0),
            input_curve_count: runs::input_curve_count(&client, node.id).await?,
            output_curve_count: output_curves.len(),
            output_curves: output_curves
                .into_iter()
                .map(|curve| WrittenCurve {
                    id: curve.id,
                    name: curve.name,
                    well_id: curve.well_id,
                })
                .collect(),
            message: node.error_message.clone().or(run.error_message),
        })
    }
}
