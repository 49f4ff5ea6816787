//! Facts about this build, and results of runs in the form that users of the former systems know.

use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::workspace::Workspace;
use crate::control::runs;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::rows::{CurveRow, RunDetail};

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
}

impl Workspace {
    /// Returns a run with the curves that it wrote, as they are now.
    pub async fn run_result(&self, execution: Uuid) -> Result<RunResult, Diagnostic> {
        let client = self.inner.database.client().await?;
        Ok(RunResult {
            detail: runs::detail(&client, execution).await?,
            output_curves: crate::control::curves::written_by(&client, execution).await?,
        })
    }
}
