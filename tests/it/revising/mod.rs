//! Drafts, saves, revisions and branches, as users at several terminals meet them.

mod branches;
mod commands;
mod drafts;
mod revisions;
mod saving;

use chrono::Utc;
use mudrock::control::connect::Source;
use mudrock::domain::dag::{DagDefinition, MAIN_BRANCH, NodeType};
use mudrock::edit::change::Edit;
use mudrock::edit::draft::Draft;
use mudrock::services::Workspace;
use mudrock::services::saving::{Conflict, SaveRefusal, Saved};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::workspace::{Bench, fixture};

/// A project with a stored pipeline, and the first of several terminals.
struct Desk {
    bench: Bench,
    pipeline: Uuid,
}

impl Desk {
    /// With the fixture wells.
    async fn new() -> Self {
        let bench = Bench::with_wells().await;
        let pipeline = bench.pipeline("standard_petrophysics.json").await;
        Self { bench, pipeline }
    }

    /// Without wells, for what does not ask for curves.
    async fn without_wells() -> Self {
        let mut bench = Bench::empty().await;
        let sql = bench.sql().await;
        let user = "select id from users";
        let user: Uuid = sql.query_one(user, &[]).await.unwrap().get(0);
        let project = Uuid::now_v7();
        let insert = "insert into projects (id, name, created_by) values ($1, 'test', $2)";
        sql.execute(insert, &[&project, &user]).await.unwrap();
        drop(sql);
        bench.project = project;
        let pipeline = bench.pipeline("standard_petrophysics.json").await;
        Self { bench, pipeline }
    }

    fn first(&self) -> &Workspace {
        &self.bench.workspace
    }

    /// Another terminal of a user; of the same one, it knows as much as one after a restart.
    async fn terminal(&self, user: &str) -> Workspace {
        let mut settings = self.bench.settings.clone();
        settings.user = user.to_owned();
        Workspace::open_on(&settings, Source::Given(self.bench.server.clone())).await.unwrap()
    }

    /// Another terminal of the user of the first.
    async fn second(&self) -> Workspace {
        self.terminal(self.first().user_email()).await
    }

    async fn keep(&self, workspace: &Workspace, draft: &Draft) {
        workspace.keep_draft(self.bench.project, draft).await.unwrap();
    }

    async fn save(&self, workspace: &Workspace, draft: &mut Draft) -> Saved {
        let saved = workspace.save_draft(self.bench.project, draft, None).await.unwrap();
        saved.apply(draft, Utc::now());
        assert!(!draft.is_changed());
        saved
    }

    /// Saves what must meet a conflict.
    async fn conflict(&self, workspace: &Workspace, draft: &Draft) -> Conflict {
        match workspace.save_draft(self.bench.project, draft, None).await.unwrap_err() {
            SaveRefusal::Conflict(conflict) => *conflict,
            SaveRefusal::Refused(error) => panic!("{error}"),
        }
    }

    /// Begins to edit main.
    async fn draft(&self, workspace: &Workspace) -> Draft {
        workspace.edit_pipeline(self.pipeline, MAIN_BRANCH).await.unwrap()
    }

    async fn stored(&self) -> DagDefinition {
        self.first().pipeline(self.pipeline).await.unwrap().definition
    }

    async fn messages(&self) -> Vec<String> {
        let revisions = self.first().revisions(self.pipeline, 100).await.unwrap();
        revisions.into_iter().map(|revision| revision.message).collect()
    }

    async fn number(&self, query: &str) -> i64 {
        self.bench.sql().await.query_one(query, &[]).await.unwrap().get(0)
    }
}

fn rename(draft: &mut Draft, node: &str, name: &str) {
    let node = id(&draft.definition, node);
    draft.edit(&Edit::Rename { node, name: name.to_owned() }, Utc::now()).unwrap();
}

fn set(draft: &mut Draft, node: &str, parameter: &str, value: Value) {
    let node = id(&draft.definition, node);
    let mut node_type = draft.definition.node(&node).unwrap().node_type.clone();
    let NodeType::Operator { parameters, .. } = &mut node_type else { panic!("an operator") };
    parameters.insert(parameter.to_owned(), value);
    draft.edit(&Edit::SetWork { node, node_type }, Utc::now()).unwrap();
}

fn parameter(definition: &DagDefinition, node: &str, parameter: &str) -> Value {
    let node = definition.node(&id(definition, node)).unwrap();
    json!(node.node_type)["parameters"][parameter].clone()
}

/// Returns the id of a node by its name.
fn id(definition: &DagDefinition, name: &str) -> String {
    let node = definition.nodes.iter().find(|node| node.name == name);
    node.unwrap_or_else(|| panic!("no node {name}")).id.clone()
}

fn names(definition: &DagDefinition) -> Vec<&str> {
    definition.nodes.iter().map(|node| node.name.as_str()).collect()
}

fn standard() -> String {
    fixture("pipelines/standard_petrophysics.json").to_str().unwrap().to_owned()
}
