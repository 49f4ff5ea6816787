//! A workspace on a database of its own, for tests of what users do.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use mudrock::config::Settings;
use mudrock::control::connect::{ServerSettings, Source};
use mudrock::control::managed::TestCluster;
use mudrock::data::generate::Recipe;
use mudrock::domain::rows::{RunDetail, RunRequest, WellRow};
use mudrock::services::Workspace;
use mudrock::services::demo::write_wells;
use mudrock::services::pipelines::read_file;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// A fresh database and store with the five fixture wells in project `test`.
pub struct Bench {
    pub workspace: Workspace,
    pub settings: Settings,
    pub server: ServerSettings,
    pub project: Uuid,
    pub dir: TempDir,
}

/// Settings that point into a directory.
pub fn settings(dir: &Path) -> Settings {
    Settings {
        data_dir: dir.to_owned(),
        config_dir: dir.join("config"),
        database_url: None,
        store_dir: dir.join("objects"),
        user: "tester@example.org".to_owned(),
        theme: "dark".to_owned(),
        keys_file: dir.join("keys.toml"),
        color: None,
        ascii: false,
        mouse: true,
        threads: 2,
    }
}

/// Returns a path among the fixtures.
pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)
}

impl Bench {
    /// A database and a store without wells.
    pub async fn empty() -> Self {
        let server = TestCluster::shared().unwrap().new_database().await.unwrap();
        let dir = tempfile::tempdir().unwrap();
        let settings = settings(dir.path());
        let workspace = Workspace::open_on(&settings, Source::Given(server.clone())).await.unwrap();
        Self { workspace, settings, server, project: Uuid::nil(), dir }
    }

    /// With the five fixture wells.
    pub async fn with_wells() -> Self {
        let mut bench = Self::empty().await;
        bench.import(&fixture("wells")).await;
        bench
    }

    /// With the five fixture wells, and their surveys, T2 distributions and assays.
    pub async fn with_specials() -> Self {
        let mut bench = Self::empty().await;
        let directory = bench.dir.path().join("wells");
        let fixtures = Recipe { wells: 5, samples: 800, seed: 1927 };
        write_wells(&directory, fixtures, true).unwrap();
        bench.import(&directory).await;
        bench
    }

    async fn import(&mut self, directory: &Path) {
        let files = mudrock::services::import::well_files(&[directory.to_owned()]).unwrap();
        let never = CancellationToken::new();
        let report = self.workspace.import(&files, "test", &never, &|_, _| {}).await.unwrap();
        assert_eq!(report.failed(), 0, "{report:?}");
        self.project = report.project_id;
    }

    /// Stores a pipeline file of the fixtures.
    pub async fn pipeline(&self, name: &str) -> Uuid {
        self.pipeline_at(&fixture("pipelines").join(name)).await
    }

    /// Stores a pipeline file.
    pub async fn pipeline_at(&self, path: &Path) -> Uuid {
        let file = read_file(path).unwrap();
        self.workspace.import_pipeline(self.project, file).await.unwrap().0.id
    }

    /// Stores a pipeline given as JSON.
    pub async fn pipeline_of(&self, json: serde_json::Value) -> Uuid {
        let path = self.dir.path().join(format!("{}.json", Uuid::new_v4()));
        std::fs::write(&path, json.to_string()).unwrap();
        self.pipeline_at(&path).await
    }

    /// Runs a pipeline to its end.
    pub async fn run(&self, request: RunRequest) -> RunDetail {
        let id = self.workspace.start_run(request).await.unwrap();
        self.ended(id).await
    }

    /// Waits until a run of this process has ended.
    pub async fn ended(&self, id: Uuid) -> RunDetail {
        tokio::time::timeout(Duration::from_secs(60), self.workspace.wait_for_runs())
            .await
            .expect("the run ends within a minute");
        self.workspace.run(id).await.unwrap()
    }

    /// Returns the wells with their curves.
    pub async fn wells(&self) -> Vec<WellRow> {
        self.workspace.wells(self.project).await.unwrap()
    }

    /// A connection that sees what the program does not show.
    pub async fn sql(&self) -> Arc<impl std::ops::Deref<Target = tokio_postgres::Client>> {
        Arc::new(self.server.connect().await.unwrap())
    }
}

/// A request to run a whole pipeline on all its wells.
pub fn all_of(pipeline_id: Uuid) -> RunRequest {
    RunRequest::all_of(pipeline_id)
}
