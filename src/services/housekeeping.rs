//! What every open workspace does for all: closes runs whose process went away, and clears up after them.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::task::AbortOnDropHandle;

use crate::control::connect::Database;
use crate::control::executions::Remains;
use crate::control::pipelines::UsedSuffix;
use crate::control::{commit, executions, feed, pipelines};
use crate::data::store::Store;
use crate::domain::dag::DagNode;
use crate::domain::diagnostic::Diagnostic;
use crate::engine::used_suffix;

/// Time between two rounds: a lost run is shown as lost a lease and a round later at the latest.
const ROUND: Duration = Duration::from_secs(30);

/// Starts the rounds; opening a workspace did one already.
pub(super) fn start(database: Arc<Database>, store: Store) -> AbortOnDropHandle<()> {
    AbortOnDropHandle::new(tokio::spawn(async move {
        let mut rounds = tokio::time::interval_at(Instant::now() + ROUND, ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            rounds.tick().await;
            if let Err(error) = round(&database, &store).await {
                // The next round tries again; a database out of reach is shown by the feed.
                tracing::warn!(%error, "a round of housekeeping failed");
            }
        }
    }))
}

/// Closes lost runs, deletes objects of dead attempts, and trims the outbox.
pub(super) async fn round(database: &Database, store: &Store) -> Result<(), Diagnostic> {
    let mut client = database.client().await?;
    let transaction = client.transaction().await?;
    for lost in executions::fail_lost(&transaction).await? {
        tracing::warn!(%lost, "a run whose process went away was closed as failed");
        let remains = executions::remains(&transaction, lost).await?;
        if let Some(pipeline) = remains.pipeline_id {
            let used = used_suffixes(&remains);
            pipelines::advance_suffixes(&transaction, pipeline, &used, remains.user_id).await?;
        }
    }
    transaction.commit().await?;
    feed::trim(&client, feed::OUTBOX_RETENTION).await?;
    for path in commit::sweep_staged(&client).await? {
        // An object that cannot be deleted now wastes space, nothing else.
        if let Err(error) = store.delete(&path).await {
            tracing::warn!(%error, "an object of a dead attempt was left behind");
        }
    }
    Ok(())
}

/// The suffixes that name curves now, so that the pipeline can be run again.
fn used_suffixes(remains: &Remains) -> Vec<UsedSuffix> {
    let nodes = remains.nodes.iter().filter_map(|(id, node)| {
        // A node that another version of the program wrote keeps its suffix: a run then says so.
        Some((id, serde_json::from_value::<DagNode>(node.clone()).ok()?))
    });
    nodes
        .flat_map(|(id, node)| {
            let mappings = node.curve_mapping.into_iter();
            mappings.filter_map(move |(port, mapping)| used_suffix(id, &port, &mapping))
        })
        .collect()
}
