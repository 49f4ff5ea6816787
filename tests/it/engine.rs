//! Runs on a real cluster and a real store.

use mudrock::domain::diagnostic::ErrorType;
use mudrock::domain::execution::Status;
use mudrock::domain::rows::{CurveRow, RunRequest};
use mudrock::services::import::FileOutcome;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::workspace::{Bench, all_of, fixture};

fn curve<'a>(wells: &'a [mudrock::domain::rows::WellRow], well: &str, name: &str) -> &'a CurveRow {
    wells
        .iter()
        .find(|row| row.name == well)
        .and_then(|row| row.curves.iter().find(|curve| curve.name == name))
        .unwrap_or_else(|| panic!("no curve {name} in {well}"))
}

fn vshale(suffix: &str) -> serde_json::Value {
    json!({
        "name": "vshale", "nodes": [
            {"id": "in", "name": "Wells", "dependencies": [], "node_type": {"type": "ingestion",
                "source_type": {"source": "well_logs", "curve_names": ["GR"]}}},
            {"id": "vsh", "name": "Shale", "dependencies": ["in"], "node_type": {"type": "operator",
                "operator_id": "vshale_gr_linear", "parameters": {"gr_clean": 20.0, "gr_shale": 120.0}},
                "curve_mapping": {"VSH_GR": {"mode": "create_new", "output_curve_id": null, "suffix": suffix}}},
            {"id": "out", "name": "Keep", "dependencies": ["vsh"],
                "node_type": {"type": "output", "output_type": "frontend"}}
        ]
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipeline_runs_over_all_wells_and_its_curves_are_there() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline("standard_petrophysics.json").await;
    let detail = bench.run(all_of(pipeline)).await;
    assert_eq!(detail.run.status, Status::Completed, "{detail:#?}");
    assert_eq!((detail.run.wells.total, detail.run.wells.done), (5, 5));
    assert!(detail.nodes.iter().all(|node| node.status == Status::Completed), "{detail:#?}");
    let result = bench.workspace.run_result(detail.run.id).await.unwrap();
    assert!(!result.output_curves.is_empty());
    for curve in &result.output_curves {
        assert_eq!(curve.author, "tester@example.org");
        assert!(curve.samples > 0 && curve.nulls < curve.samples, "{curve:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_are_those_of_the_formula() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(vshale("_1")).await;
    bench.run(all_of(pipeline)).await;
    let wells = bench.wells().await;
    let gr = bench.workspace.trace(curve(&wells, "Mudrock-1", "GR").id).await.unwrap();
    let vsh = bench.workspace.trace(curve(&wells, "Mudrock-1", "VSH_GR_1").id).await.unwrap();
    assert_eq!(gr.depth_m, vsh.depth_m);
    for (gr, vsh) in gr.values.iter().zip(&vsh.values) {
        // Asquith and Gibson 1982: VSH = (GR - clean) / (shale - clean), limited to 0..1.
        let wanted = ((gr - 20.0) / 100.0).clamp(0.0, 1.0);
        assert!(gr.is_nan() && vsh.is_nan() || (wanted - vsh).abs() < 1e-12, "{gr} gives {vsh}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alias_and_another_unit_serve_as_well() {
    // Mudrock-3 calls its gamma ray GRC; Mudrock-4 has its density in kg/m3.
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline("standard_petrophysics.json").await;
    bench.run(all_of(pipeline)).await;
    let wells = bench.wells().await;
    let density = |well: &str| -> f64 {
        wells
            .iter()
            .find(|row| row.name == well)
            .and_then(|row| {
                row.curves.iter().find(|curve| curve.source.starts_with("porosity_density"))
            })
            .and_then(|curve| curve.mean)
            .unwrap()
    };
    assert!(density("Mudrock-4") > 0.0 && density("Mudrock-4") < 0.5, "{}", density("Mudrock-4"));
    assert!((density("Mudrock-4") - density("Mudrock-1")).abs() < 0.2);
    assert!(wells[2].curves.iter().any(|curve| curve.source.starts_with("vshale_")));
}

#[tokio::test(flavor = "multi_thread")]
async fn suffixes_of_one_curve_filtered_twice_do_not_meet_after_a_run() {
    let bench = Bench::with_wells().await;
    let filter = |id: &str, reads: &str, input: &str, suffix: &str| {
        json!({"id": id, "name": id, "dependencies": [reads],
            "node_type": {"type": "operator", "operator_id": "median_filter",
                "parameters": {}, "inputs": {"X": input}},
            "curve_mapping": {"X_MED": {"mode": "create_new", "suffix": suffix}}})
    };
    let pipeline = bench
        .pipeline_of(json!({"name": "twice", "nodes": [
            {"id": "w", "name": "w", "dependencies": [], "node_type": {"type": "ingestion",
                "source_type": {"source": "well_logs", "well_ids": ["*"], "curve_names": ["GR"]}}},
            filter("a", "w", "GR", "_1"),
            filter("b", "a", "a.X_MED", "_2"),
            {"id": "o", "name": "o", "dependencies": ["b"],
                "node_type": {"type": "output", "output_type": "frontend"}},
        ]}))
        .await;
    // Once more: what the first run made stands in the way of nothing.
    for _ in 0..2 {
        let run = bench.run(all_of(pipeline)).await;
        assert_eq!(run.run.status, Status::Completed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suffix_moves_on_after_success() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(vshale("_1")).await;
    bench.run(all_of(pipeline)).await;
    let second = bench.run(all_of(pipeline)).await;
    assert_eq!(second.run.status, Status::Completed, "{second:#?}");
    let wells = bench.wells().await;
    curve(&wells, "Mudrock-1", "VSH_GR_1");
    curve(&wells, "Mudrock-1", "VSH_GR_2");
    let stored = bench.workspace.pipeline(pipeline).await.unwrap();
    let suffix = stored.definition.nodes[1].curve_mapping["VSH_GR"].suffix.clone();
    assert_eq!(suffix.as_deref(), Some("_3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_name_is_refused_before_the_run_with_the_wells_named() {
    let bench = Bench::with_wells().await;
    let first = bench.pipeline_of(vshale("_1")).await;
    bench.run(all_of(first)).await;
    let mut other = vshale("_1");
    other["name"] = json!("the same name again");
    let other = bench.pipeline_of(other).await;
    let problems = bench.workspace.start_run(all_of(other)).await.unwrap_err();
    assert_eq!(problems[0].error_type, ErrorType::InvalidCurveMapping, "{problems:#?}");
    assert!(problems[0].to_string().contains("Mudrock-1"), "{}", problems[0]);
    assert!(bench.workspace.runs(Some(bench.project), 10).await.unwrap().len() == 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn overwriting_makes_a_new_version_and_keeps_the_former() {
    let bench = Bench::with_wells().await;
    let first = bench.pipeline_of(vshale("_1")).await;
    bench.run(all_of(first)).await;
    let mut over = vshale("_1");
    over["name"] = json!("overwrite");
    over["nodes"][1]["node_type"]["parameters"]["gr_clean"] = json!(30.0);
    over["nodes"][1]["curve_mapping"]["VSH_GR"] =
        json!({"mode": "overwrite", "output_curve_id": null, "output_curve_name": "VSH_GR_1"});
    let over = bench.pipeline_of(over).await;
    let before = bench.wells().await;
    let detail = bench.run(all_of(over)).await;
    assert_eq!(detail.run.status, Status::Completed, "{detail:#?}");
    let after = bench.wells().await;
    let (before, after) =
        (curve(&before, "Mudrock-2", "VSH_GR_1"), curve(&after, "Mudrock-2", "VSH_GR_1"));
    assert_eq!((before.id, before.version), (after.id, 1));
    assert_eq!(after.version, 2);
    assert!(after.mean < before.mean, "a higher clean line gives less shale");
    let sql = bench.sql().await;
    let rows = sql
        .query("select version, valid_to is null from curve_versions where curve_id = $1 order by version", &[&after.id])
        .await
        .unwrap();
    let versions: Vec<(i32, bool)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(versions, [(1, false), (2, true)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_well_does_not_stop_the_others() {
    let bench = Bench::with_wells().await;
    // A well whose only curve is no gamma ray.
    let las = "~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.M 1 :\nSTOP.M 3 :\nSTEP.M 1 :\nNULL. -999.25 :\nWELL. Odd one :\n\
               ~C\nDEPT.M :\nRHOB.G/C3 :\n~A\n1 2.3\n2 2.4\n3 2.5\n";
    let path = bench.dir.path().join("odd.las");
    std::fs::write(&path, las).unwrap();
    let never = CancellationToken::new();
    let report = bench.workspace.import(&[path], "test", &never, &|_, _| {}).await.unwrap();
    assert!(matches!(report.files[0].outcome, FileOutcome::Imported { .. }), "{report:#?}");
    let pipeline = bench.pipeline_of(vshale("_1")).await;
    let detail = bench.run(all_of(pipeline)).await;
    assert_eq!(detail.run.status, Status::Partial, "{detail:#?}");
    assert_eq!((detail.run.wells.done, detail.run.wells.failed), (5, 1));
    assert!(detail.run.error_message.unwrap().contains("Odd one"));
    let shale = detail.nodes.iter().find(|node| node.node_name == "Shale").unwrap();
    assert_eq!(shale.wells.done, 5);
    let logs = bench.workspace.logs(detail.run.id, None, 100).await.unwrap();
    assert!(logs.iter().any(|row| row.message.contains("Odd one")), "{logs:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_node_keeps_its_own_outputs_only() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline("standard_petrophysics.json").await;
    let definition = bench.workspace.pipeline(pipeline).await.unwrap().definition;
    let node = definition.nodes.iter().rev().find(|node| !node.curve_mapping.is_empty()).unwrap();
    let request = RunRequest {
        wells: vec!["Mudrock-1".to_owned()],
        only_node: Some(node.name.clone()),
        ..all_of(pipeline)
    };
    let detail = bench.run(request).await;
    assert_eq!(detail.run.status, Status::Completed, "{detail:#?}");
    assert_eq!(detail.run.only_node.as_deref(), Some(node.name.as_str()));
    let written = bench.workspace.run_result(detail.run.id).await.unwrap().output_curves;
    assert_eq!(written.len(), node.curve_mapping.len());
    assert!(written.iter().all(|curve| curve.well_name == "Mudrock-1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn importing_again_changes_nothing_and_says_so() {
    let bench = Bench::with_wells().await;
    let before = bench.wells().await;
    let files = mudrock::services::import::well_files(&[fixture("wells")]).unwrap();
    let never = CancellationToken::new();
    let report = bench.workspace.import(&files, "test", &never, &|_, _| {}).await.unwrap();
    for file in &report.files {
        let unchanged =
            matches!(file.outcome, FileOutcome::Unchanged { .. } | FileOutcome::Tops { .. });
        assert!(unchanged, "{file:?}");
    }
    assert_eq!(bench.wells().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_shows_who_computed_what_from_what() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(vshale("_1")).await;
    let detail = bench.run(all_of(pipeline)).await;
    let sql = bench.sql().await;
    let node = detail.nodes.iter().find(|node| node.node_name == "Shale").unwrap();
    let row = sql
        .query_one(
            "select operator_id, operator_version, executed_by_email, input_curve_count, \
             output_curve_count, operator_config_snapshot, node_config_snapshot, metrics, \
             output_curve_mapping, otel_trace_id, input_data_snapshot, started_at <= completed_at \
             from node_executions where id = $1",
            &[&node.id],
        )
        .await
        .unwrap();
    assert_eq!(row.get::<_, &str>(0), "vshale_gr_linear");
    assert_eq!(row.get::<_, &str>(2), "tester@example.org");
    assert_eq!((row.get::<_, i32>(3), row.get::<_, i32>(4)), (5, 5));
    let operator: serde_json::Value = row.get(5);
    assert_eq!(operator["parameters"]["gr_shale"], json!(120.0));
    assert_eq!(operator["impl_digest"].as_str().unwrap().len(), 64);
    let mapping: serde_json::Value = row.get(8);
    assert_eq!(mapping.as_object().unwrap().len(), 5);
    assert!(row.get::<_, serde_json::Value>(7)["rows_out"].as_i64().unwrap() >= 4000);
    assert_eq!(row.get::<_, &str>(9).len(), 32);
    assert!(row.get::<_, bool>(11));
    let run =
        "select metrics, otel_trace_id, engine_versions from pipeline_executions where id = $1";
    let run = sql.query_one(run, &[&detail.run.id]).await.unwrap();
    let metrics: serde_json::Value = run.get(0);
    for name in ["rows_in", "rows_out", "bytes_written", "cpu_ms", "busy_ms", "wall_ms"] {
        assert!(metrics[name].is_i64(), "{name} in {metrics}");
    }
    for name in ["bytes_scanned", "mem_peak_bytes"] {
        assert!(metrics[name].as_i64() > Some(0), "{name} in {metrics}");
    }
    // The same work on the same versions has the same hash.
    let again = bench.run(all_of(pipeline)).await;
    let hash = "select content_hash from pipeline_executions where id = $1";
    let hash_of = async |id| sql.query_one(hash, &[&id]).await.unwrap().get::<_, String>(0);
    let first = hash_of(detail.run.id).await;
    assert_eq!((first.len(), first == hash_of(again.run.id).await), (64, true));
    assert!(
        metrics["bytes_written"].as_i64() > Some(0) && metrics["rows_out"].as_i64() >= Some(4000)
    );
    // Every new version comes from the gamma ray of its own well.
    let rows = sql
        .query(
            "select distinct s.curve_name, t.curve_name, s.well_id = t.well_id from pipeline_lineage l \
             join curve_versions sv on sv.id = l.source_version_id join curves s on s.id = sv.curve_id \
             join curve_versions tv on tv.id = l.target_version_id join curves t on t.id = tv.curve_id \
             where l.execution_id = $1 order by 1",
            &[&detail.run.id],
        )
        .await
        .unwrap();
    let lineage: Vec<(String, String, bool)> =
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    assert_eq!(
        lineage,
        [
            ("GR".to_owned(), "VSH_GR_1".to_owned(), true),
            ("GRC".to_owned(), "VSH_GR_1".to_owned(), true)
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_run_stops_between_wells_and_keeps_what_was_committed() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(vshale("_1")).await;
    // The first commit waits for this lock, so the wish to cancel is certain to come before the second.
    let held = bench.hold_commits().await;
    let id = bench.workspace.start_run(all_of(pipeline)).await.unwrap();
    held.until_one_waits().await;
    bench.workspace.cancel_run(id).await.unwrap();
    // At once: a commit hears the wish itself, whenever the next heart-beat comes.
    held.release().await;
    let detail = bench.ended(id).await;
    assert_eq!(detail.run.status, Status::Cancelled, "{detail:#?}");
    let written = bench.workspace.run_result(id).await.unwrap().output_curves;
    assert_eq!(written.len(), 1, "the commit under way is finished, no other begins");
    let again = bench.workspace.cancel_run(id).await.unwrap_err();
    assert!(again.to_string().contains("found cancelled"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_writers_of_one_curve_conflict_and_the_second_is_told_who_was_first() {
    let bench = Bench::with_wells().await;
    let first = bench.pipeline_of(vshale("_1")).await;
    bench.run(all_of(first)).await;
    let over = |name: &str| {
        let mut over = vshale("_1");
        over["name"] = json!(name);
        over["nodes"][1]["curve_mapping"]["VSH_GR"] =
            json!({"mode": "overwrite", "output_curve_id": null, "output_curve_name": "VSH_GR_1"});
        over
    };
    let (one, other) =
        (bench.pipeline_of(over("one")).await, bench.pipeline_of(over("other")).await);
    // Both read version 1, then both commits wait.
    let held = bench.hold_commits().await;
    let one_well =
        |pipeline| RunRequest { wells: vec!["Mudrock-1".to_owned()], ..all_of(pipeline) };
    let one = bench.workspace.start_run(one_well(one)).await.unwrap();
    let other = bench.workspace.start_run(one_well(other)).await.unwrap();
    held.release().await;
    let (one, other) = (bench.ended(one).await, bench.ended(other).await);
    let mut states = [one.run.status, other.run.status];
    states.sort_by_key(|status| status.name());
    assert_eq!(states, [Status::Completed, Status::Failed]);
    let (winner, loser) =
        if one.run.status == Status::Completed { (one, other) } else { (other, one) };
    let message = loser.run.error_message.unwrap();
    assert!(message.contains(&winner.run.id.to_string()), "{message}");
    assert!(message.contains("found version 2, wanted version 1"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_a_lost_process_is_closed_as_failed() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(vshale("_1")).await;
    let detail = bench.run(all_of(pipeline)).await;
    let sql = bench.sql().await;
    // What a killed process leaves behind: a running execution whose lease nobody renews.
    let ghost = Uuid::now_v7();
    sql.execute(
        "insert into pipeline_executions (id, project_id, pipeline_id, pipeline_name, execution_type, \
         status, executed_by, executed_by_email, dag_snapshot, otel_trace_id, runner_id, started_at, lease_until) \
         select $1, project_id, pipeline_id, pipeline_name, execution_type, 'running', executed_by, \
         executed_by_email, dag_snapshot, otel_trace_id, $1, now() - interval '1 minute', \
         now() - interval '30 seconds' from pipeline_executions where id = $2",
        &[&ghost, &detail.run.id],
    )
    .await
    .unwrap();
    let source = mudrock::control::connect::Source::Given(bench.server.clone());
    let _second = mudrock::services::Workspace::open_on(&bench.settings, source).await.unwrap();
    let closed = bench.workspace.run(ghost).await.unwrap();
    assert_eq!(closed.run.status, Status::Failed);
    assert!(closed.run.error_message.unwrap().contains("went away"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_of_a_pipeline_on_the_same_wells_is_refused_while_the_first_runs() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(vshale("_1")).await;
    let held = bench.hold_commits().await;
    let first = bench.workspace.start_run(all_of(pipeline)).await.unwrap();
    let shown = bench.workspace.pipeline(pipeline).await.unwrap();
    assert!(shown.diagnostics.is_empty(), "a run under way is no problem: {shown:?}");
    let refused = bench.workspace.start_run(all_of(pipeline)).await.unwrap_err();
    assert!(refused[0].to_string().contains(&first.to_string()), "{refused:?}");
    held.release().await;
    assert_eq!(bench.ended(first).await.run.status, Status::Completed);
    assert_eq!(bench.run(all_of(pipeline)).await.run.status, Status::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_demo_pipelines_run_one_after_the_other() {
    let bench = Bench::with_wells().await;
    for name in ["standard_petrophysics.json", "despike_and_smooth.json", "permeability.json"] {
        let pipeline = bench.pipeline(name).await;
        let detail = bench.run(all_of(pipeline)).await;
        assert_eq!(detail.run.status, Status::Completed, "{name}: {detail:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_operator_runs_alone() {
    let bench = Bench::with_wells().await;
    let pipeline_id = bench.pipeline_of(vshale("_1")).await;
    for node in ["Wells", "Keep"] {
        let request = RunRequest { only_node: Some(node.to_owned()), ..all_of(pipeline_id) };
        let refused = bench.workspace.start_run(request).await.unwrap_err();
        assert_eq!(refused[0].error_type, ErrorType::NodeNotFound, "{refused:?}");
    }
}
