//! The plan of a run: it records nothing, and the run then does what it says.

use std::collections::BTreeSet;

use mudrock::domain::diagnostic::ErrorType;
use mudrock::domain::execution::Status;
use mudrock::domain::rows::RunRequest;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{definition, shale};
use crate::workspace::{Bench, all_of};

/// Rows of every table that a run writes.
async fn rows(bench: &Bench) -> Vec<i64> {
    let sql = bench.sql().await;
    let mut counts = Vec::new();
    for table in [
        "pipeline_executions",
        "node_executions",
        "node_well_results",
        "execution_logs",
        "curves",
        "curve_versions",
        "curve_metadata",
        "objects",
        "pipelines",
        "pipeline_revisions",
        "outbox",
    ] {
        let count = sql.query_one(&format!("select count(*) from {table}"), &[]).await.unwrap();
        counts.push(count.get(0));
    }
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_records_nothing_and_comes_true() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(shale(&["*"])).await;
    let before = rows(&bench).await;
    let plan = bench.workspace.plan(&all_of(pipeline)).await.unwrap();
    assert_eq!(rows(&bench).await, before);
    assert!(plan.can_run() && plan.excluded.is_empty(), "{plan:#?}");
    assert_eq!(plan.wells.len(), 5);
    let names: Vec<&str> = plan.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(names, ["Wells", "Shale", "Despike", "Keep"]);
    assert_eq!(plan.nodes[1].operator.as_deref(), Some("vshale_gr_linear"));
    assert!(plan.nodes[1].version.is_some());
    let planned: BTreeSet<(String, usize)> =
        plan.creates.iter().map(|curve| (curve.name.clone(), curve.wells)).collect();
    let detail = bench.run(all_of(pipeline)).await;
    let written = bench.workspace.run_result(detail.run.id).await.unwrap().output_curves;
    let made = |name: &str| written.iter().filter(|curve| curve.name == name).count();
    for (name, wells) in &planned {
        assert_eq!(made(name), *wells, "{name}");
    }
    assert_eq!(planned.len() * 5, written.len());
    assert_eq!(plan.samples_written, written.iter().map(|curve| curve.samples).sum::<i64>());
    // Of the two curves that the ingestion offers only one is needed.
    assert_eq!(plan.samples_read, 4000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_names_who_wrote_what_it_overwrites_and_who_lacks_it() {
    let bench = Bench::with_wells().await;
    let first = bench.pipeline_of(shale(&["Mudrock-1", "Mudrock-2"])).await;
    let run = bench.run(all_of(first)).await.run;
    let mut over = shale(&["*"]);
    over["nodes"][1]["curve_mapping"]["VSH_GR"] =
        json!({"mode": "overwrite", "output_curve_id": null, "output_curve_name": "VSH_GR_1"});
    over["nodes"][2]["curve_mapping"] = json!({});
    let plan = bench
        .workspace
        .plan_definition(bench.project, &definition(&over), &RunRequest::default())
        .await
        .unwrap();
    assert!(plan.can_run() && plan.creates.is_empty(), "{plan:#?}");
    let [overwrite] = plan.overwrites.as_slice() else { panic!("{plan:#?}") };
    assert_eq!((overwrite.name.as_str(), overwrite.wells), ("VSH_GR_1", 2));
    let there = &overwrite.curves[0];
    assert_eq!((there.well.as_str(), there.version), ("Mudrock-1", 1));
    assert_eq!((there.author.as_str(), there.execution_id), ("tester@example.org", Some(run.id)));
    let lost: Vec<&str> = plan.excluded.iter().map(|lost| lost.well.as_str()).collect();
    assert_eq!(lost, ["Mudrock-3", "Mudrock-4", "Mudrock-5"]);
    over["name"] = json!("overwrite");
    let over = bench.pipeline_of(over).await;
    let detail = bench.run(all_of(over)).await;
    assert_eq!((detail.run.wells.done, detail.run.wells.failed), (2, 3), "{detail:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn wells_that_lack_a_curve_are_told_with_the_reason() {
    let bench = Bench::with_wells().await;
    let las = "~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.M 1 :\nSTOP.M 3 :\nSTEP.M 1 :\nNULL. -999.25 :\nWELL. Odd one :\n\
               ~C\nDEPT.M :\nRHOB.G/C3 :\n~A\n1 2.3\n2 2.4\n3 2.5\n";
    let path = bench.dir.path().join("odd.las");
    std::fs::write(&path, las).unwrap();
    let never = CancellationToken::new();
    bench.workspace.import(&[path], "test", &never, &|_, _| {}).await.unwrap();
    let pipeline = bench.pipeline_of(shale(&["*"])).await;
    let plan = bench.workspace.plan(&all_of(pipeline)).await.unwrap();
    let [lost] = plan.excluded.as_slice() else { panic!("{plan:#?}") };
    assert_eq!(lost.well, "Odd one");
    assert_eq!(plan.nodes.last().unwrap().wells, 5);
    let detail = bench.run(all_of(pipeline)).await;
    assert_eq!((detail.run.wells.done, detail.run.wells.failed), (5, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_a_run_from_starting_keeps_its_plan_from_being_sound() {
    let bench = Bench::with_wells().await;
    let first = bench.pipeline_of(shale(&["Mudrock-1"])).await;
    bench.run(all_of(first)).await;
    let mut again = shale(&["*"]);
    again["name"] = json!("again");
    let again = bench.pipeline_of(again).await;
    let plan = bench.workspace.plan(&all_of(again)).await.unwrap();
    let refused = bench.workspace.start_run(all_of(again)).await.unwrap_err();
    assert!(!plan.can_run());
    let kinds = |problems: &[mudrock::domain::diagnostic::Diagnostic]| {
        problems.iter().map(|one| (one.error_type, one.what.clone())).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&plan.problems), kinds(&refused));
    // The wells that the request leaves do not have the name.
    let others =
        RunRequest { wells: vec!["Mudrock-2".to_owned(), "Mudrock-3".to_owned()], ..all_of(again) };
    assert!(bench.workspace.plan(&others).await.unwrap().can_run());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_definition_that_is_hardly_begun_is_told_what_it_lacks() {
    let bench = Bench::with_wells().await;
    let plan_of = async |json: serde_json::Value| {
        let request = RunRequest::default();
        bench.workspace.plan_definition(bench.project, &definition(&json), &request).await.unwrap()
    };
    let empty = plan_of(json!({"name": "new", "nodes": []})).await;
    let kinds: Vec<ErrorType> = empty.problems.iter().map(|one| one.error_type).collect();
    assert_eq!(kinds, [ErrorType::NoIngestionNode, ErrorType::NoOutputNode]);
    let mut unknown = shale(&["Mudrock-9"]);
    unknown["nodes"][1]["node_type"]["operator_id"] = json!("not_there");
    let unknown = plan_of(unknown).await;
    let kinds: BTreeSet<String> =
        unknown.problems.iter().map(|one| format!("{:?}", one.error_type)).collect();
    assert!(kinds.contains("WellNotFound") && kinds.contains("OperatorNotFound"), "{kinds:?}");
    let wells = unknown.problems.iter().filter(|one| one.error_type == ErrorType::WellNotFound);
    assert_eq!(wells.count(), 1, "{:#?}", unknown.problems);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_up_to_a_node_keeps_what_is_mapped_on_the_way() {
    let bench = Bench::with_wells().await;
    let mut json = shale(&["Mudrock-1"]);
    let nodes = json["nodes"].as_array_mut().unwrap();
    let mut behind = nodes[2].clone();
    behind["id"] = json!("behind");
    behind["name"] = json!("Behind");
    behind["dependencies"] = json!(["hmp"]);
    behind["node_type"]["inputs"] = json!({"X": "hmp.X_HMP"});
    behind["curve_mapping"]["X_HMP"]["suffix"] = json!("_twice");
    nodes.push(behind);
    let pipeline = bench.pipeline_of(json).await;
    let until = |node: &str| RunRequest { until: Some(node.to_owned()), ..all_of(pipeline) };
    let plan = bench.workspace.plan(&until("Despike")).await.unwrap();
    let names: Vec<&str> = plan.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(names, ["Wells", "Shale", "Despike"]);
    let detail = bench.run(until("Despike")).await;
    assert_eq!(detail.run.status, Status::Completed, "{detail:#?}");
    let written = bench.workspace.run_result(detail.run.id).await.unwrap().output_curves;
    let names: Vec<&str> = written.iter().map(|curve| curve.name.as_str()).collect();
    assert_eq!(names, ["VSH_GR_1", "VSH_GR_despiked"]);
    // The suffixes of what was kept move on; the node behind was not run.
    let stored = bench.workspace.pipeline(pipeline).await.unwrap().definition;
    let suffix = |name: &str| {
        let node = stored.nodes.iter().find(|node| node.name == name).unwrap();
        node.curve_mapping.values().next().unwrap().suffix.clone().unwrap()
    };
    assert_eq!(
        [suffix("Shale"), suffix("Despike"), suffix("Behind")],
        ["_2", "_despiked_2", "_twice"]
    );
    let refused = bench.workspace.start_run(until("Wells")).await.unwrap_err();
    assert_eq!(refused[0].error_type, ErrorType::NodeNotFound);
    let both = RunRequest { only_node: Some("Shale".to_owned()), ..until("Despike") };
    assert!(bench.workspace.start_run(both).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_runs_while_the_rest_is_unfinished() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(shale(&["Mudrock-1"])).await;
    // As an editor may leave it: an input that nobody bound.
    let sql = bench.sql().await;
    sql.execute(
        "update pipelines set dag_definition = \
           jsonb_set(dag_definition, '{nodes,2,node_type,operator_id}', '\"not_there_yet\"') \
         where id = $1",
        &[&pipeline],
    )
    .await
    .unwrap();
    assert!(bench.workspace.start_run(all_of(pipeline)).await.is_err());
    let until = RunRequest { until: Some("Shale".to_owned()), ..all_of(pipeline) };
    assert_eq!(bench.run(until).await.run.status, Status::Completed);
    let alone = RunRequest { only_node: Some("Shale".to_owned()), ..all_of(pipeline) };
    assert_eq!(bench.run(alone).await.run.status, Status::Completed);
}

/// Curves of all wells to LAS files and to a table.
fn exports() -> serde_json::Value {
    let output = |id: &str, output: serde_json::Value| {
        json!({"id": id, "name": id, "dependencies": ["in"],
            "node_type": {"type": "output", "output_type": output}})
    };
    json!({"name": "exports", "nodes": [
        {"id": "in", "name": "Wells", "dependencies": [], "node_type": {"type": "ingestion",
            "source_type": {"source": "well_logs", "curve_names": ["GR", "RHOB"]}}},
        output("Files", json!({"las": {"storage_path": "north"}})),
        output("Rows", json!({"postgres_table": {"table_name": "north"}})),
    ]})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_tells_each_file_and_table_and_whether_it_is_there() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(exports()).await;
    let two = |wells: [&str; 2]| RunRequest {
        wells: wells.map(str::to_owned).to_vec(),
        ..all_of(pipeline)
    };
    let first = bench.workspace.plan(&two(["Mudrock-1", "Mudrock-2"])).await.unwrap();
    assert!(first.can_run(), "{:#?}", first.problems);
    let told: Vec<(&str, usize, i64, bool)> = first
        .outputs
        .iter()
        .map(|output| (output.kind, output.wells, output.rows, output.exists))
        .collect();
    assert_eq!(
        told,
        [("las", 1, 800, false), ("las", 1, 800, false), ("postgres_table", 2, 1600, false)]
    );
    assert_eq!(bench.run(two(["Mudrock-1", "Mudrock-2"])).await.run.status, Status::Completed);
    assert!(first.outputs[..2].iter().all(|file| std::path::Path::new(&file.target).is_file()));
    // One of the two wells is there by now: its file stands in the way, and its rows.
    let second = bench.workspace.plan(&two(["Mudrock-2", "Mudrock-3"])).await.unwrap();
    let there: Vec<bool> = second.outputs.iter().map(|output| output.exists).collect();
    assert_eq!(there, [true, false, true]);
    assert!(!second.can_run());
    let stored = bench.workspace.pipeline(pipeline).await.unwrap().definition;
    let nodes: BTreeSet<&str> = second
        .problems
        .iter()
        .map(|problem| stored.node(problem.place.node.as_ref().unwrap()).unwrap().name.as_str())
        .collect();
    assert_eq!(nodes, BTreeSet::from(["Files", "Rows"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_of_an_output_shows_just_what_it_writes() {
    let bench = Bench::with_wells().await;
    let preview =
        bench.workspace.preview(bench.project, &definition(&exports()), "Files").await.unwrap();
    let names: Vec<&str> = preview.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!((names, preview.rows), (vec!["GR", "RHOB"], 4000));
    assert!(preview.columns.iter().all(|column| column.own));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_well_without_a_quality_flag_is_told() {
    let bench = Bench::with_wells().await;
    let mut json = shale(&["*"]);
    json["nodes"][0]["node_type"]["filters"] = json!({"quality_flags": ["BADHOLE"]});
    let sql = bench.sql().await;
    sql.batch_execute(
        "update curves c set curve_name = 'BADHOLE' from wells w \
         where w.id = c.well_id and c.curve_name = 'CALI' and w.name <> 'Mudrock-2'",
    )
    .await
    .unwrap();
    let request = RunRequest::default();
    let plan =
        bench.workspace.plan_definition(bench.project, &definition(&json), &request).await.unwrap();
    let [lost] = plan.excluded.as_slice() else { panic!("{plan:#?}") };
    assert_eq!(
        (lost.well.as_str(), lost.why.as_str()),
        ("Mudrock-2", "has no quality flag BADHOLE")
    );
}
