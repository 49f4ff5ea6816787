//! Commits of curves that are held back, so that a run is certain to be under way meanwhile.

use std::time::Duration;

use tokio_postgres::Client;
use tokio_postgres::types::ToSql;

use crate::workspace::Bench;

/// Longest wait for something that comes to pass at once on an idle machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Time between two looks: a look without a pause would take the processor from what it waits for.
const PAUSE: Duration = Duration::from_millis(5);

/// Holds back every commit of curves until it is released.
///
/// Such a commit has its object uploaded and its curves written, and waits to write the versions.
pub struct HeldCommits<'a> {
    bench: &'a Bench,
    client: Box<dyn std::ops::Deref<Target = Client> + Send + Sync>,
}

impl Bench {
    /// Holds back the commits of curves from now on.
    pub async fn hold_commits(&self) -> HeldCommits<'_> {
        let client = self.server.connect().await.unwrap();
        client.batch_execute("begin; lock table curve_versions in share mode").await.unwrap();
        HeldCommits { bench: self, client: Box::new(client) }
    }

    /// Waits until a count is no longer zero.
    pub async fn until(&self, count: &str, parameters: &[&(dyn ToSql + Sync)]) {
        let client = self.server.connect().await.unwrap();
        let waiting = async {
            while client.query_one(count, parameters).await.unwrap().get::<_, i64>(0) == 0 {
                tokio::time::sleep(PAUSE).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, waiting).await;
        waited.unwrap_or_else(|_| panic!("still none: {count}"));
    }
}

impl HeldCommits<'_> {
    /// Waits until a commit waits.
    pub async fn until_one_waits(&self) {
        // Databases made from one template number their tables alike.
        let waiting = "select count(*) from pg_locks where not granted \
                       and relation = 'curve_versions'::regclass and database = \
                       (select oid from pg_database where datname = current_database())";
        self.bench.until(waiting, &[]).await;
    }

    /// Lets the commits go on.
    pub async fn release(self) {
        self.client.batch_execute("commit").await.unwrap();
    }
}
