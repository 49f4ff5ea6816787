//! Wakes every change feed after commits to hot tables, without slowing those commits.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::Pool;
use tokio::sync::Notify;
use tokio_util::task::AbortOnDropHandle;

use crate::domain::diagnostic::Diagnostic;

/// Shortest time between two rings of one process: ten a second.
const PAUSE: Duration = Duration::from_millis(100);

/// One notice in a transaction of its own, which waits for no disk.
const RING: &str = "begin; set local synchronous_commit = off; notify mudrock; commit";

/// The bell of a process: rung after each commit, heard by the feeds at most ten times a second.
///
/// A notice that fails is not repeated, because every feed also polls.
#[derive(Debug)]
pub struct Pulse {
    bell: Arc<Notify>,
    _task: AbortOnDropHandle<()>,
}

impl Pulse {
    /// Starts the task that sends the notices; it ends when the pulse is dropped.
    pub fn new(pool: Pool) -> Self {
        let bell = Arc::new(Notify::new());
        let task = tokio::spawn(send_notices(pool, Arc::clone(&bell)));
        Self { bell, _task: AbortOnDropHandle::new(task) }
    }

    /// Announces that something was committed; never waits.
    pub fn ring(&self) {
        self.bell.notify_one();
    }
}

async fn send_notices(pool: Pool, bell: Arc<Notify>) {
    loop {
        bell.notified().await;
        if let Err(error) = notify(&pool).await {
            tracing::debug!(%error, "a notice of changes was not sent; feeds find them when they poll");
        }
        // What rings meanwhile is kept as one permit, so the last ring is never lost.
        tokio::time::sleep(PAUSE).await;
    }
}

async fn notify(pool: &Pool) -> Result<(), Diagnostic> {
    let client = pool.get().await?;
    Ok(client.batch_execute(RING).await?)
}
