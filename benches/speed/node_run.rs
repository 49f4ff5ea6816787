//! A single-node run over one well of 20,000 samples.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use mudrock::config::{Flags, Settings};
use mudrock::control::connect::{ServerSettings, Source};
use mudrock::control::managed::ServerAddress;
use mudrock::data::generate::Recipe;
use mudrock::domain::execution::Status;
use mudrock::domain::rows::RunRequest;
use mudrock::services::demo::write_wells;
use mudrock::services::pipelines::read_file;
use mudrock::services::{Change, Event, FeedState, Workspace};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{Figure, median};

/// What the original system took: 500 to 1,000 ms.
const LIMIT: Duration = Duration::from_millis(50);

/// What makes a screen live.
const HEARD_WITHIN: Duration = Duration::from_secs(1);

const PIPELINE: &str = r#"{
  "name": "bench", "nodes": [
    {"id": "in", "name": "Wells", "dependencies": [], "node_type": {"type": "ingestion",
      "source_type": {"source": "well_logs", "curve_names": ["GR"]}}},
    {"id": "vsh", "name": "Shale", "dependencies": ["in"], "node_type": {"type": "operator",
      "operator_id": "vshale_larionov_tertiary"},
      "curve_mapping": {"VSH_LT": {"mode": "create_new", "suffix": "_1"}}},
    {"id": "out", "name": "Keep", "dependencies": ["vsh"],
      "node_type": {"type": "output", "output_type": "frontend"}}]}"#;

pub fn figures(dir: &Path, server: &ServerAddress) -> Vec<Figure> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let flags = Flags { data_dir: Some(dir.to_owned()), ..Flags::default() };
        let settings = Settings::load(&flags).unwrap();
        let source = Source::Given(ServerSettings::from(server.clone()));
        let workspace = Workspace::open_on(&settings, source).await.unwrap();
        let wells = dir.join("wells");
        let recipe = Recipe { wells: 1, samples: 20_000, seed: 7 };
        let files = write_wells(&wells, recipe, false).unwrap();
        let never = CancellationToken::new();
        let project =
            workspace.import(&files, "bench", &never, &|_, _| {}).await.unwrap().project_id;
        let path = dir.join("bench.json");
        std::fs::write(&path, PIPELINE).unwrap();
        let (stored, _) =
            workspace.import_pipeline(project, read_file(&path).unwrap()).await.unwrap();
        let mut times = Vec::new();
        // The first runs open connections and warm the caches of the server.
        for round in 0..25 {
            let began = Instant::now();
            let id = workspace.start_run(request(stored.id)).await.unwrap();
            workspace.wait_for_runs().await;
            if round >= 5 {
                times.push(began.elapsed());
            }
            assert_eq!(workspace.run(id).await.unwrap().run.status, Status::Completed);
        }
        // Another session, as in another terminal: from the start of a run to word of it there.
        let other =
            Workspace::open_on(&settings, Source::Given(ServerSettings::from(server.clone())))
                .await
                .unwrap();
        let mut events = other.events();
        while events.next().await != Some(Event::Feed(FeedState::Live)) {}
        let mut heard = Vec::new();
        for _ in 0..20 {
            let began = Instant::now();
            let id = workspace.start_run(request(stored.id)).await.unwrap();
            while !is_about(events.next().await, id) {}
            heard.push(began.elapsed());
            workspace.wait_for_runs().await;
        }
        drop(events);
        other.close().await.unwrap();
        // What no engine can do without: the same bytes made durable, and one durable commit.
        let bytes = vec![7u8; 160_000];
        let floor_file = dir.join("floor");
        let sync = median(20, || {
            let mut file = std::fs::File::create(&floor_file).unwrap();
            file.write_all(&bytes).unwrap();
            file.sync_all().unwrap();
        });
        let sql = ServerSettings::from(server.clone()).connect().await.unwrap();
        let mut commits = Vec::new();
        sql.batch_execute("create table if not exists bench_floor (n int)").await.unwrap();
        for _ in 0..20 {
            let began = Instant::now();
            sql.batch_execute("insert into bench_floor values (1)").await.unwrap();
            commits.push(began.elapsed());
        }
        commits.sort();
        let floor = sync + commits[commits.len() / 2];
        workspace.close().await.unwrap();
        vec![
            Figure {
                name: "single-node run, one well of 20,000 samples",
                times,
                limit: Some(LIMIT),
                floor: Some(("one synced file and one commit", floor)),
            },
            Figure {
                name: "a run is started, and another session hears of it",
                times: heard,
                limit: Some(HEARD_WITHIN),
                floor: None,
            },
        ]
    })
}

fn request(pipeline_id: Uuid) -> RunRequest {
    RunRequest { only_node: Some("Shale".to_owned()), ..RunRequest::all_of(pipeline_id) }
}

fn is_about(event: Option<Event>, execution: Uuid) -> bool {
    let Some(Event::Changed(changes)) = event else { return false };
    changes
        .iter()
        .any(|change| matches!(change, Change::Row { key, .. } if *key == Some(execution)))
}
