//! What every open workspace does for all: closes runs whose process went away, and clears up after them.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::task::AbortOnDropHandle;

use crate::control::connect::Database;
use crate::control::{commit, executions, feed};
use crate::data::store::Store;
use crate::domain::diagnostic::Diagnostic;

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
    let client = database.client().await?;
    let lost = executions::fail_lost(&client).await?;
    if !lost.is_empty() {
        tracing::warn!(?lost, "runs whose process went away were closed as failed");
    }
    feed::trim(&client, feed::OUTBOX_RETENTION).await?;
    for path in commit::sweep_staged(&client).await? {
        // An object that cannot be deleted now wastes space, nothing else.
        if let Err(error) = store.delete(&path).await {
            tracing::warn!(%error, "an object of a dead attempt was left behind");
        }
    }
    Ok(())
}
