//! The database by itself: its queries, tables, states, feed and the commit protocol.

mod commit;
mod conflicts;
mod feed;
mod leases;
mod queries;
mod rows;
mod schema;
mod states;

use std::fs;
use std::path::{Path, PathBuf};

use deadpool_postgres::Object;
use mudrock::control::commit::{
    Author, Claim, CommitError, ItemResult, NewVersion, StagedObject, claim, commit_item, stage,
};
use mudrock::control::connect::{Database, Source};
use mudrock::control::managed::TestCluster;
use mudrock::domain::curve::CurveFacts;
use mudrock::domain::operator::Kind;
use serde_json::json;
use uuid::Uuid;

/// A migrated database with a user, a project, a well and a mnemonic, put there by plain SQL.
struct Ground {
    client: Object,
    database: Database,
    user: Uuid,
    project: Uuid,
    well: Uuid,
    gamma_ray: Uuid,
}

/// One well of one node of one run.
#[derive(Clone, Copy)]
struct Work {
    run: Uuid,
    node: Uuid,
    item: Uuid,
}

impl Ground {
    async fn new() -> Self {
        let server = TestCluster::shared().unwrap().migrated_database().await.unwrap();
        let database = Database::open(Source::Given(server)).await.unwrap();
        let client = database.client().await.unwrap();
        let [user, project, well, gamma_ray] = std::array::from_fn(|_| Uuid::now_v7());
        client
            .batch_execute(&format!(
                "insert into users (id, email) values ('{user}', 'ann@example.org');
                 insert into projects (id, name, created_by) values ('{project}', 'North', '{user}');
                 insert into wells (id, project_id, name) values ('{well}', '{project}', 'A-1');
                 insert into curve_metadata (id, mnemonic, quantity, unit)
                   values ('{gamma_ray}', 'GR', 'gamma_ray', 'gAPI')"
            ))
            .await
            .unwrap();
        Self { client, database, user, project, well, gamma_ray }
    }

    /// Carries out statements that must succeed.
    async fn sql(&self, statements: &str) {
        self.client.batch_execute(statements).await.unwrap_or_else(|error| {
            panic!("{error:?}: {statements}");
        });
    }

    /// Carries out a statement that must be refused, and returns the constraint that refused it.
    async fn refusal(&self, statement: &str) -> String {
        let error = self.client.batch_execute(statement).await.expect_err(statement);
        let error = error.as_db_error().unwrap_or_else(|| panic!("{error:?}: {statement}"));
        error.constraint().unwrap_or_else(|| panic!("{error:?}: {statement}")).to_owned()
    }

    /// Returns the one number that a query gives.
    async fn number(&self, query: &str) -> i64 {
        self.client.query_one(query, &[]).await.expect(query).get(0)
    }

    /// Returns the one text that a query gives.
    async fn text(&self, query: &str) -> String {
        self.client.query_one(query, &[]).await.expect(query).get(0)
    }

    /// Returns everything that a commit may write.
    async fn picture(&self) -> Vec<String> {
        let mut tables = Vec::new();
        for table in
            ["curves", "curve_versions", "objects", "pipeline_lineage", "node_well_results"]
        {
            let rows = "coalesce(jsonb_agg(to_jsonb(t) order by to_jsonb(t)), '[]')::text";
            tables.push(self.text(&format!("select {rows} from {table} t")).await);
        }
        tables.push(self.number("select count(*) from outbox").await.to_string());
        tables
    }

    async fn run(&self, status: &str) -> Uuid {
        let (id, project, user) = (Uuid::now_v7(), self.project, self.user);
        self.sql(&format!(
            "insert into pipeline_executions (id, project_id, pipeline_name, execution_type, status,
               executed_by, executed_by_email, dag_snapshot, otel_trace_id)
             values ('{id}', '{project}', 'shale', 'dag', '{status}',
               '{user}', 'ann@example.org', '{{}}', '0af7651916cd43dd8448eb211c80319c')"
        ))
        .await;
        id
    }

    async fn node(&self, run: Uuid, status: &str) -> Uuid {
        let (id, project, user) = (Uuid::now_v7(), self.project, self.user);
        self.sql(&format!(
            "insert into node_executions (id, project_id, execution_id, ordinal, node_id, node_name,
               execution_type, status, executed_by, executed_by_email, node_config_snapshot,
               otel_trace_id)
             values ('{id}', '{project}', '{run}', 0, '{id}', 'Shale', 'dag', '{status}',
               '{user}', 'ann@example.org', '{{}}', '0af7651916cd43dd8448eb211c80319c')"
        ))
        .await;
        id
    }

    async fn item(&self, run: Uuid, node: Uuid, status: &str) -> Uuid {
        let (id, project, well) = (Uuid::now_v7(), self.project, self.well);
        self.sql(&format!(
            "insert into node_well_results (id, project_id, execution_id, node_execution_id, well_id, status)
             values ('{id}', '{project}', '{run}', '{node}', '{well}', '{status}')"
        ))
        .await;
        id
    }

    /// A running run with a running node and a queued well.
    async fn work(&self) -> Work {
        let run = self.run("running").await;
        let node = self.node(run, "running").await;
        Work { run, node, item: self.item(run, node, "queued").await }
    }

    async fn claim(&self, work: Work, runner: Uuid) -> Option<Claim> {
        claim(&self.client, work.item, runner).await.unwrap()
    }

    /// Lets the lease of an item run out, without waiting for it.
    async fn expire(&self, work: Work) {
        self.sql(&format!(
            "update node_well_results set lease_until = clock_timestamp() - interval '1 ms'
             where id = '{}'",
            work.item
        ))
        .await;
    }

    /// Announces an object of a run, or of an import.
    async fn stage(&self, run: Option<Uuid>) -> Uuid {
        let id = Uuid::now_v7();
        let object = StagedObject {
            id,
            project_id: self.project,
            well_id: self.well,
            path: format!("{id}.parquet"),
            sha256: "0".repeat(64),
            bytes: 100,
            rows: 10,
            execution_id: run,
        };
        stage(&self.client, &object).await.unwrap();
        id
    }

    /// A version of a new curve, computed from these versions.
    fn created(&self, name: &str, from_versions: Vec<Uuid>) -> NewVersion {
        NewVersion {
            version_id: Uuid::now_v7(),
            curve_id: Uuid::now_v7(),
            overwrites: None,
            name: name.to_owned(),
            mnemonic: "GR".to_owned(),
            metadata_id: self.gamma_ray,
            log_type: "derived",
            unit: "gAPI".to_owned(),
            kind: Kind::Number,
            facts: CurveFacts {
                samples: 10,
                nulls: 1,
                min: Some(20.0),
                mean: Some(60.0),
                max: Some(120.0),
                top_depth_m: Some(1000.0),
                base_depth_m: Some(1010.0),
                values_sha256: "1".repeat(64),
                depth_sha256: "2".repeat(64),
            },
            source: "smoothing_median 1.0.0".to_owned(),
            from_versions,
        }
    }

    /// A version that replaces `read`, the version of the curve that was current at the start.
    fn overwriting(&self, curve: Uuid, name: &str, read: i32) -> NewVersion {
        NewVersion { curve_id: curve, overwrites: Some(read), ..self.created(name, Vec::new()) }
    }

    fn author(&self, work: Work) -> Author {
        Author {
            user_id: self.user,
            project_id: self.project,
            well_id: self.well,
            execution: Some((work.run, work.node)),
            node_id: "smooth".to_owned(),
            transformation: json!({"operator_id": "smoothing_median"}),
        }
    }

    /// Commits versions that lie in `object` as the result of a claimed item.
    async fn commit(
        &self,
        work: Work,
        claim: &Claim,
        object: Uuid,
        versions: &[NewVersion],
    ) -> Result<Vec<Uuid>, CommitError> {
        let mut client = self.database.client().await.unwrap();
        let transaction = client.transaction().await.unwrap();
        let key = format!("{}:smooth:{}", work.run, self.well);
        let author = self.author(work);
        let result = ItemResult { object_id: object, versions, tables: &[], rows: (10, 10) };
        commit_item(transaction, claim, &key, &author, &result).await
    }

    /// Has a run of its own claim, stage and commit, which must succeed; returns the run.
    async fn committed(&self, versions: &[NewVersion]) -> Uuid {
        let work = self.work().await;
        let claim = self.claim(work, Uuid::now_v7()).await.unwrap();
        let object = self.stage(Some(work.run)).await;
        self.commit(work, &claim, object, versions).await.unwrap();
        work.run
    }
}

/// Returns a path of the package.
fn package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Returns a section of `sql/README.md`, without its heading.
fn readme(section: &str) -> String {
    let page = fs::read_to_string(package("sql/README.md")).unwrap();
    let heading = format!("\n## {section}\n");
    let (_, rest) = page.split_once(&heading).unwrap_or_else(|| panic!("no section {section}"));
    rest.split("\n## ").next().unwrap().to_owned()
}

/// Returns the words in backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Returns the cells of the Markdown table rows whose first cell starts with a word in backticks.
fn table_rows(section: &str) -> Vec<Vec<&str>> {
    section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}
