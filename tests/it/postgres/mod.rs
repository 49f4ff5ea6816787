//! Postgres for real: the private server, connections, migrations and the change feed.

mod feed;
mod managed;
mod migrate;
mod trouble;

use std::future::Future;
use std::time::Duration;

use mudrock::control::connect::ServerSettings;
use mudrock::control::managed::TestCluster;

/// Longest wait for anything in these tests, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Returns the settings of an empty database.
pub async fn empty_database() -> ServerSettings {
    TestCluster::shared().expect("a cluster").new_database().await.expect("a database")
}

/// Waits for an event, and names it when it does not come.
async fn patiently<T>(event: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("{event} never came"))
}

/// Waits until something outside of this process is so; there is no event to wait for.
async fn eventually(event: &str, holds: impl Fn() -> bool) {
    patiently(event, async {
        let mut looks = tokio::time::interval(Duration::from_millis(20));
        while !holds() {
            looks.tick().await;
        }
    })
    .await;
}
