//! An open database and store: what every use case stands on.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{Mutex, Semaphore};
use tokio_util::task::{AbortOnDropHandle, TaskTracker};
use uuid::Uuid;

use super::events::Jobs;
use super::housekeeping;
use super::registry;
use super::statistics::Answers;
use super::survey::Surveys;
use crate::config::Settings;
use crate::control::connect::{Database, Source};
use crate::control::pulse::Pulse;
use crate::control::{curves, migrate, people};
use crate::data::export::ExportFolder;
use crate::data::store::Store;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::rows::ProjectRow;
use crate::engine::Engine;

/// A handle on everything; clones share it.
#[derive(Clone)]
pub struct Workspace {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub settings: Settings,
    pub database: Arc<Database>,
    pub store: Store,
    pub engine: Arc<Engine>,
    pub user_id: Uuid,
    pub user_email: String,
    /// Runs that this process computes; they outlive the screen.
    pub runs: TaskTracker,
    pub jobs: Jobs,
    pub surveys: Surveys,
    pub statistics: Answers,
    /// Held while one file's curves are stored: two files about one well would conflict.
    pub importing: Mutex<()>,
    /// Number of each draft as this process opened or kept it last.
    pub drafts: Arc<Mutex<HashMap<Uuid, i64>>>,
    /// Drafts that are being written; closing waits for them.
    pub keeping: TaskTracker,
    housekeeping: AbortOnDropHandle<()>,
}

/// Returns which Postgres the settings mean: environment over file over the private one.
pub fn source(settings: &Settings) -> Result<Source, Diagnostic> {
    let url = settings.database_url.as_ref().map(|url| url.0.as_str());
    Source::from_env(url, &settings.data_dir.join("postgres"))
}

impl Workspace {
    /// Connects, starting the private Postgres if need be, migrates, and opens the store.
    pub async fn open(settings: &Settings) -> Result<Self, Diagnostic> {
        Self::open_on(settings, source(settings)?).await
    }

    /// Opens a workspace on this server, whatever the settings and the environment say.
    pub async fn open_on(settings: &Settings, source: Source) -> Result<Self, Diagnostic> {
        let store = Store::local(&settings.store_dir)?;
        let database = Arc::new(Database::open(source).await?);
        migrate::migrate(database.settings()).await?;
        let client = database.client().await?;
        curves::sync_mnemonics(&client).await?;
        let user_id = people::ensure_user(&client, &settings.user).await?;
        drop(client);
        registry::sync(&database).await?;
        housekeeping::round(&database, &store).await?;
        let engine = Arc::new(Engine {
            pulse: Arc::new(Pulse::new(database.pool().clone())),
            database: Arc::clone(&database),
            store: store.clone(),
            exports: ExportFolder::new(settings.data_dir.join("exports")),
            threads: Arc::new(Semaphore::new(settings.threads)),
            runner: Uuid::now_v7(),
        });
        let housekeeping = housekeeping::start(Arc::clone(&database), store.clone());
        Ok(Self {
            inner: Arc::new(Inner {
                settings: settings.clone(),
                database,
                store,
                engine,
                user_id,
                user_email: settings.user.clone(),
                runs: TaskTracker::new(),
                jobs: Jobs::default(),
                surveys: Surveys::default(),
                statistics: Answers::default(),
                importing: Mutex::new(()),
                drafts: Arc::default(),
                keeping: TaskTracker::new(),
                housekeeping,
            }),
        })
    }

    /// E-mail of the user.
    pub fn user_email(&self) -> &str {
        &self.inner.user_email
    }

    /// Number of runs that this process still computes.
    pub fn active_runs(&self) -> usize {
        self.inner.runs.len()
    }

    /// Waits until this process computes no run any more.
    pub async fn wait_for_runs(&self) {
        self.inner.runs.close();
        self.inner.runs.wait().await;
        self.inner.runs.reopen();
    }

    /// Waits for the runs, then leaves the database; the last process stops the private server.
    pub async fn close(self) -> Result<(), Diagnostic> {
        self.wait_for_runs().await;
        self.inner.keeping.close();
        self.inner.keeping.wait().await;
        let Some(inner) = Arc::into_inner(self.inner) else { return Ok(()) };
        inner.housekeeping.abort();
        // It ends as cancelled, and then no longer holds the database.
        let _ = inner.housekeeping.await;
        // The engine holds the database too, and its bell a connection.
        drop(inner.engine);
        match Arc::into_inner(inner.database) {
            Some(database) => database.close().await,
            None => Ok(()),
        }
    }

    /// Returns all projects by name.
    pub async fn projects(&self) -> Result<Vec<ProjectRow>, Diagnostic> {
        people::list_projects(&self.inner.database.client().await?).await
    }

    /// Returns a project by name or id.
    pub async fn project(&self, name_or_id: &str) -> Result<ProjectRow, Diagnostic> {
        people::find_project(&self.inner.database.client().await?, name_or_id).await
    }
}
