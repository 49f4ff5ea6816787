//! Reviews of a pipeline that is edited, over wells that are known only by name.

use std::path::Path;
use std::time::{Duration, Instant};

use mudrock::config::{Flags, Settings};
use mudrock::control::connect::{ServerSettings, Source};
use mudrock::control::managed::ServerAddress;
use mudrock::domain::dag::DagDefinition;
use mudrock::domain::dag_file;
use mudrock::services::Workspace;
use serde_json::json;
use uuid::Uuid;

use crate::Figure;

/// What nobody notices between two keys.
const LIMIT: Duration = Duration::from_millis(50);

pub fn figures(dir: &Path, server: &ServerAddress) -> Vec<Figure> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let flags = Flags { data_dir: Some(dir.to_owned()), ..Flags::default() };
        let settings = Settings::load(&flags).unwrap();
        let server = ServerSettings::from(server.clone());
        let source = Source::Given(server.clone());
        let workspace = Workspace::open_on(&settings, source).await.unwrap();
        let usual = project(&server, "usual", 1_000).await;
        let large = project(&server, "large", 10_000).await;
        let (many_nodes, most_nodes) = (chains(300), chains(1_000));
        let began = Instant::now();
        assert!(workspace.review(large, &many_nodes).await.unwrap().is_sound());
        let cold = began.elapsed();
        let figures = vec![
            Figure {
                name: "review, 300 nodes over 1,000 wells of 20 curves",
                times: reviews(&workspace, usual, &many_nodes).await,
                limit: Some(LIMIT),
                floor: None,
            },
            Figure {
                name: "review, 1,000 nodes over 10,000 wells of 20 curves",
                times: reviews(&workspace, large, &most_nodes).await,
                limit: None,
                floor: None,
            },
            Figure {
                name: "first review, 300 nodes over 10,000 wells",
                times: vec![cold],
                limit: None,
                floor: None,
            },
            Figure {
                name: "review after one of 10,000 wells changed, 300 nodes",
                times: after_changes(&workspace, &server, large, &many_nodes).await,
                limit: None,
                floor: None,
            },
        ];
        workspace.close().await.unwrap();
        figures
    })
}

async fn reviews(
    workspace: &Workspace,
    project: Uuid,
    definition: &DagDefinition,
) -> Vec<Duration> {
    let mut times = Vec::new();
    for round in 0..11 {
        let began = Instant::now();
        let review = workspace.review(project, definition).await.unwrap();
        // The first one reads the wells.
        if round > 0 {
            times.push(began.elapsed());
        }
        assert!(review.is_sound(), "{:#?}", &review.diagnostics()[..3]);
    }
    times
}

async fn after_changes(
    workspace: &Workspace,
    server: &ServerSettings,
    project: Uuid,
    definition: &DagDefinition,
) -> Vec<Duration> {
    let sql = server.connect().await.unwrap();
    let mut times = Vec::new();
    for round in 0..5 {
        let statement = "update wells set uwi = $2 where project_id = $1 and name = 'W-77'";
        sql.execute(statement, &[&project, &round.to_string()]).await.unwrap();
        let began = Instant::now();
        workspace.review(project, definition).await.unwrap();
        times.push(began.elapsed());
    }
    times
}

/// Chains of ten nodes behind one ingestion, each chain kept at its end.
fn chains(nodes: usize) -> DagDefinition {
    let mut list = vec![json!({"id": "in", "name": "Wells", "dependencies": [],
        "node_type": {"type": "ingestion", "source_type": {"source": "well_logs", "curve_names":
            (1..=20).map(|curve| format!("C{curve}")).collect::<Vec<_>>()}}})];
    for at in 0..nodes - 2 {
        let first = at % 10 == 0;
        let (source, input) = match first {
            true => ("in".to_owned(), format!("in.C{}", at / 10 % 20 + 1)),
            false => (format!("n{}", at - 1), format!("n{}.X_HMP", at - 1)),
        };
        let mapping = match at % 10 {
            9 => json!({"X_HMP": {"mode": "create_new", "output_curve_id": null,
                "suffix": format!("_{at}")}}),
            _ => json!({}),
        };
        list.push(json!({"id": format!("n{at}"), "name": format!("Node {at}"),
            "dependencies": [source], "curve_mapping": mapping,
            "node_type": {"type": "operator", "operator_id": "hampel_filter",
                "parameters": {"half_window": 3}, "inputs": {"X": input}}}));
    }
    let last = format!("n{}", nodes - 3);
    list.push(json!({"id": "out", "name": "Keep", "dependencies": [last],
        "node_type": {"type": "output", "output_type": "frontend"}}));
    dag_file::read(&json!({"name": "chains", "nodes": list}).to_string(), "bench").unwrap()
}

/// Wells `W-1` and on with the curves `C1` to `C20`, which have no samples.
async fn project(server: &ServerSettings, name: &str, wells: i32) -> Uuid {
    let sql = server.connect().await.unwrap();
    let project = Uuid::now_v7();
    sql.batch_execute(&format!(
        "insert into projects (id, name, created_by)
           select '{project}', '{name}', id from users limit 1;
         insert into curve_metadata (id, mnemonic, quantity, unit)
           select gen_random_uuid(), 'C' || c, 'unknown', 'm' from generate_series(1, 20) c
           on conflict do nothing;
         insert into wells (id, project_id, name)
           select gen_random_uuid(), '{project}', 'W-' || w from generate_series(1, {wells}) w;
         insert into objects (id, project_id, well_id, path, sha256, bytes, rows)
           select id, project_id, id, id::text, '', 0, 0 from wells where project_id = '{project}';
         insert into curves (id, project_id, well_id, curve_id, curve_name, curve_metadata_id, unit,
             parquet_file_path, parquet_column_name)
           select gen_random_uuid(), w.project_id, w.id, m.mnemonic, m.mnemonic, m.id, 'm',
             w.id::text, m.mnemonic
           from wells w, curve_metadata m where w.project_id = '{project}' and m.mnemonic ~ '^C[0-9]+$';
         insert into curve_versions (id, project_id, curve_id, version, object_id, column_name, unit,
             author, source, samples, nulls, top_depth_m, base_depth_m, values_sha256, depth_sha256,
             valid_from)
           select gen_random_uuid(), c.project_id, c.id, 1, c.well_id, c.curve_name, 'm',
             (select id from users limit 1), 'import of a.las', 10000, 0, 1000, 2500, '', '', now()
           from curves c where c.project_id = '{project}';
         analyze"
    ))
    .await
    .unwrap();
    project
}
