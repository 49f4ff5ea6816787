//! A Postgres cluster that lives as long as a test process, and gives each test its own database.
//!
//! Statics are never dropped and a killed process runs no code at all, so the cluster has a
//! watchdog: a shell in its own process group that reads from a pipe whose only writer is the test
//! process. However that process ends, the kernel closes the pipe, and the watchdog stops the server
//! and removes its directories.

use std::env;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::sync::OnceCell;
use uuid::Uuid;

use super::Options;
use super::cluster::{Cluster, unusable};
use crate::control::connect::ServerSettings;
use crate::control::error::During;
use crate::control::migrate;
use crate::domain::diagnostic::Diagnostic;

/// Waits for the end of the pipe, then stops the server in `$2` by `$1` and removes the paths that follow.
const WATCHDOG: &str = r#"
trap '' HUP INT TERM
read -r _
pg_ctl=$1 data=$2
shift 2
"$pg_ctl" stop --silent --mode immediate --pgdata "$data"
rm -rf "$@"
"#;

/// Database that every migrated test database is a copy of.
const MIGRATED: &str = "mudrock_migrated";

/// A throw-away cluster; dropping it removes it.
#[derive(Debug)]
pub struct TestCluster {
    cluster: Arc<Cluster>,
    watchdog: Child,
    databases: AtomicU32,
    migrated: OnceCell<()>,
}

/// Creates and starts a throw-away cluster, with fsync off.
pub fn throw_away() -> Result<TestCluster, Diagnostic> {
    let root = env::temp_dir().join(format!("mudrock-test-{}", Uuid::new_v4().simple()));
    fs::DirBuilder::new().mode(0o700).create(&root).map_err(|error| unusable(&root, &error))?;
    let cluster = Cluster::at(&root, &Options { durable: false, ..Options::default() })?;
    // The watchdog runs under the server's account, so that account must be able to remove everything.
    cluster.account.own(&cluster.root).map_err(|error| unusable(&root, &error))?;
    let watchdog = cluster
        .account
        .command(Path::new("/bin/sh"))
        .args(["-c", WATCHDOG, "mudrock-watchdog"])
        .arg(cluster.binaries.program("pg_ctl"))
        .args([&cluster.data, &cluster.root, &cluster.socket])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(|error| unusable(Path::new("/bin/sh"), &error))?;
    let made = TestCluster {
        cluster: Arc::new(cluster),
        watchdog,
        databases: AtomicU32::new(0),
        migrated: OnceCell::new(),
    };
    made.cluster.create_if_missing()?;
    made.cluster.start_if_stopped()?;
    Ok(made)
}

impl TestCluster {
    /// Returns the one cluster of this process, started at the first call.
    pub fn shared() -> Result<&'static Self, Diagnostic> {
        static SHARED: OnceLock<Result<TestCluster, Diagnostic>> = OnceLock::new();
        SHARED.get_or_init(throw_away).as_ref().map_err(Clone::clone)
    }

    /// Returns the settings of one database.
    pub fn settings(&self, database: &str) -> ServerSettings {
        ServerSettings::from(self.cluster.address()).with_database(database)
    }

    /// Creates an empty database.
    pub async fn new_database(&self) -> Result<ServerSettings, Diagnostic> {
        self.copy_of("template1").await
    }

    /// Creates a database with all of MudRock's migrations applied; they run once, then the result is copied.
    pub async fn migrated_database(&self) -> Result<ServerSettings, Diagnostic> {
        self.migrated
            .get_or_try_init(|| async {
                self.create(MIGRATED, "template1").await?;
                migrate::migrate(&self.settings(MIGRATED)).await.map(drop)
            })
            .await?;
        self.copy_of(MIGRATED).await
    }

    /// Crashes the server and starts it again.
    pub async fn crash(&self) -> Result<(), Diagnostic> {
        let cluster = Arc::clone(&self.cluster);
        super::blocking(move || {
            cluster.stop_in_mode("immediate")?;
            cluster.start_if_stopped()
        })
        .await
    }

    /// Returns the process id of the server.
    pub fn pid(&self) -> Option<i32> {
        self.cluster.pid()
    }

    /// Returns the directory of the cluster, which is gone soon after the process.
    pub fn root(&self) -> &Path {
        &self.cluster.root
    }

    async fn copy_of(&self, template: &str) -> Result<ServerSettings, Diagnostic> {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.create(&name, template).await?;
        Ok(self.settings(&name))
    }

    async fn create(&self, name: &str, template: &str) -> Result<(), Diagnostic> {
        let connection = self.settings("postgres").connect().await?;
        connection
            .batch_execute(&format!("create database {name} template {template}"))
            .await
            .during("create a test database")
    }
}

impl Drop for TestCluster {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        if let Err(error) = self.watchdog.wait() {
            tracing::warn!(%error, "the watchdog of a throw-away cluster is lost");
        }
    }
}
