//! An operator tried out on one well: curves are read, the kernel runs, nothing is kept or recorded.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::batch::WellBatch;
use super::compute::Computed;
use super::context::{Engine, RunWell};
use super::feed::Fed;
use super::{node, thread};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::plan::{Plan, Work};

/// What an operator read and what it made of it.
pub struct Tried {
    /// What went into the ports, in their units.
    pub read: Fed,
    /// What came out.
    pub computed: Computed,
}

/// Runs the ingestions of a plan and the operator that reads them, on one well.
///
/// The first operator is the last node that is run. Dropping the future gives the work up.
pub async fn try_out(
    engine: &Arc<Engine>,
    well: &RunWell,
    plan: &Plan,
) -> Result<Tried, Diagnostic> {
    let mut read: Vec<Option<WellBatch>> = Vec::with_capacity(plan.nodes.len());
    for planned in &plan.nodes {
        match &planned.work {
            Work::Ingestion { .. } => {
                let ingested = node::ingest(engine, well, planned).await?;
                read.push(Some(ingested.batch));
            }
            Work::Operator { .. } => {
                let Some(computation) = node::prepare(planned)? else { break };
                let inlets = planned.upstream.iter();
                let batches = inlets.filter_map(|upstream| read.get(*upstream)?.clone()).collect();
                let permit = Arc::clone(&engine.threads).acquire_owned().await;
                let cancel = CancellationToken::new();
                let _given_up = cancel.clone().drop_guard();
                let tried = tokio::task::spawn_blocking(move || {
                    let _permit = permit;
                    let batch = WellBatch::merge(batches);
                    let read = computation.gather(&batch)?;
                    let computed = computation.run(&batch, &cancel)?;
                    Ok(Tried { read, computed })
                });
                return tried
                    .await
                    .unwrap_or_else(|error| Err(thread::broken_down(&error.to_string())));
            }
            Work::Output { .. } => read.push(None),
        }
    }
    Err(Diagnostic::error(ErrorType::MissingInput, "there is no operator to try out"))
}
