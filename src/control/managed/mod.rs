//! Runs a private Postgres: found, created and started on demand, shared by all processes of the user, stopped by the last.
//!
//! Two lock files make the sharing safe. `start.lock` is held exclusively while a process decides
//! whether to start or stop. `users.lock` is held shared by every process that uses the server, and
//! the kernel lets go of it when a process dies; who can take it exclusively on leaving is the last
//! and stops the server. A server whose last user was killed keeps running, and serves the next.

mod cluster;
mod find;
mod privileges;
mod throw_away;

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use cluster::{Cluster, unusable};

pub use find::{BINARIES_VARIABLE, Binaries, OLDEST_MAJOR, find};
pub use throw_away::{TestCluster, throw_away};

use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Time in which a child that was just forked, and shares our lock until it runs its own program, does so.
const FORKED_CHILD: Duration = Duration::from_millis(30);

/// How a private server runs.
#[derive(Debug, Clone)]
pub struct Options {
    /// Directory of the server binaries; searched when `None`.
    pub binaries: Option<PathBuf>,
    /// Whether commits survive a crash of the machine; only throw-away clusters do without.
    pub durable: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { binaries: None, durable: true }
    }
}

/// Where a private server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAddress {
    /// Directory of the Unix socket.
    pub socket_dir: PathBuf,
    /// Port in the name of the socket.
    pub port: u16,
    /// Superuser, who needs no password: the socket's directory is the lock.
    pub user: String,
    /// Database.
    pub database: String,
}

/// What `mudrock doctor` tells of a private server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerFacts {
    /// Directory of the server binaries.
    pub binaries: PathBuf,
    /// Data directory.
    pub data: PathBuf,
    /// Directory of the socket.
    pub socket: PathBuf,
    /// Log of the server.
    pub log: PathBuf,
    /// Account under which the server runs.
    pub account: String,
    /// Process id, when it runs.
    pub pid: Option<i32>,
}

/// A hold on the private server: while it lives, the server runs.
#[derive(Debug)]
pub struct ManagedServer {
    cluster: Cluster,
    users: Option<File>,
}

impl ManagedServer {
    /// Creates and starts the server in `dir` as far as needed, and holds it.
    ///
    /// `dir` belongs to the server alone. Blocks for up to some seconds: async code calls [`Self::start`].
    pub fn ensure(dir: &Path, options: &Options) -> Result<Self, Diagnostic> {
        let cluster = Cluster::at(dir, options)?;
        let _deciding = deciding(&cluster.root)?;
        let users = lock_file(&cluster.root.join("users.lock"), File::lock_shared)?;
        cluster.create_if_missing()?;
        cluster.start_if_stopped()?;
        Ok(Self { cluster, users: Some(users) })
    }

    /// Does what [`Self::ensure`] does, on a thread where blocking is allowed.
    pub async fn start(dir: PathBuf, options: Options) -> Result<Self, Diagnostic> {
        blocking(move || Self::ensure(&dir, &options)).await
    }

    /// Returns where to connect.
    pub fn connection(&self) -> ServerAddress {
        self.cluster.address()
    }

    /// Returns what there is to know about the server.
    pub fn facts(&self) -> ServerFacts {
        ServerFacts {
            binaries: self.cluster.binaries.dir.clone(),
            data: self.cluster.data.clone(),
            socket: self.cluster.socket.clone(),
            log: self.cluster.log(),
            account: self.cluster.account.name.clone(),
            pid: self.cluster.pid(),
        }
    }

    /// Starts the server again if it died.
    pub async fn revive(&self) -> Result<(), Diagnostic> {
        let cluster = self.cluster.clone();
        blocking(move || {
            let _deciding = deciding(&cluster.root)?;
            cluster.start_if_stopped()
        })
        .await
    }

    /// Lets go of the server, and stops it if nobody else holds it; returns whether it was stopped.
    pub async fn release(mut self) -> Result<bool, Diagnostic> {
        blocking(move || self.leave()).await
    }

    fn leave(&mut self) -> Result<bool, Diagnostic> {
        let Some(users) = self.users.take() else { return Ok(false) };
        let _deciding = deciding(&self.cluster.root)?;
        if !is_alone(&users) {
            return Ok(false);
        }
        self.cluster.stop().map(|()| true)
    }
}

impl Drop for ManagedServer {
    fn drop(&mut self) {
        if let Err(error) = self.leave() {
            tracing::warn!(%error, "the private Postgres server was not stopped");
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Diagnostic> + Send + 'static,
) -> Result<T, Diagnostic> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        Err(Diagnostic::error(
            ErrorType::Internal,
            "the private Postgres server could not be handled",
        )
        .found(error.to_string()))
    })
}

fn deciding(root: &Path) -> Result<File, Diagnostic> {
    lock_file(&root.join("start.lock"), File::lock)
}

/// Opens and locks a file. Rust opens files close-on-exec, so the server does not inherit the lock.
fn lock_file(path: &Path, lock: fn(&File) -> std::io::Result<()>) -> Result<File, Diagnostic> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .and_then(|file| lock(&file).map(|()| file))
        .map_err(|error| unusable(path, &error))
}

/// Whether nobody else holds the users' lock. On failure the shared lock may be lost: only who leaves may ask.
fn is_alone(users: &File) -> bool {
    match users.try_lock() {
        Ok(()) => true,
        Err(TryLockError::Error(_)) => false,
        Err(TryLockError::WouldBlock) => {
            thread::sleep(FORKED_CHILD);
            users.try_lock().is_ok()
        }
    }
}
