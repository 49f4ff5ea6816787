//! Outputs of runs: files read back by other means than they were written, rows of tables, quality flags.

use std::collections::BTreeMap;
use std::path::PathBuf;

use arrow::array::{AsArray, Float64Array};
use arrow::datatypes::Float64Type;
use mudrock::data::column::digest_of_bytes;
use mudrock::data::las;
use mudrock::domain::diagnostic::ErrorType;
use mudrock::domain::execution::Status;
use mudrock::domain::rows::{RunDetail, RunRequest, Trace};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::workspace::{Bench, all_of};

/// A shale volume that is kept, a despiked gamma ray that is not, and an output of both.
fn pipeline(name: &str, output: Value, if_exists: &str) -> Value {
    json!({
        "name": name, "nodes": [
            {"id": "in", "name": "Wells", "dependencies": [], "node_type": {"type": "ingestion",
                "source_type": {"source": "well_logs", "curve_names": ["GR", "RHOB"]}}},
            {"id": "despiked", "name": "Despiked", "dependencies": ["in"], "node_type": {"type": "operator",
                "operator_id": "hampel_filter", "parameters": {}, "inputs": {"X": "GR"}}},
            {"id": "vsh", "name": "Shale", "dependencies": ["despiked"], "node_type": {"type": "operator",
                "operator_id": "vshale_gr_linear", "parameters": {"gr_clean": 20.0, "gr_shale": 120.0},
                "inputs": {"GR": "despiked.X_HMP"}},
                "curve_mapping": {"VSH_GR": {"mode": "create_new", "output_curve_id": null, "suffix": "_1"}}},
            {"id": "out", "name": "Out", "dependencies": ["vsh"],
                "node_type": {"type": "output", "output_type": output, "if_exists": if_exists}}
        ]
    })
}

/// Reads gamma ray and density, and writes them.
fn plain(name: &str, output: Value, if_exists: &str) -> Value {
    json!({
        "name": name, "nodes": [
            {"id": "in", "name": "Wells", "dependencies": [], "node_type": {"type": "ingestion",
                "source_type": {"source": "well_logs", "curve_names": ["GR", "RHOB"]}}},
            {"id": "out", "name": "Out", "dependencies": ["in"],
                "node_type": {"type": "output", "output_type": output, "if_exists": if_exists}}
        ]
    })
}

fn folder(kind: &str) -> Value {
    json!({kind: {"storage_path": "out"}})
}

fn table(name: &str) -> Value {
    json!({"postgres_table": {"table_name": name}})
}

fn well(pipeline_id: Uuid, name: &str) -> RunRequest {
    RunRequest { wells: vec![name.to_owned()], ..RunRequest::all_of(pipeline_id) }
}

impl Bench {
    fn export(&self, path: &str) -> PathBuf {
        self.settings.data_dir.join("exports").join(path)
    }

    /// Every file below the exports, hidden ones too.
    fn exported(&self) -> Vec<String> {
        let root = self.export("");
        let mut found = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(&folder) else { continue };
            for path in entries.map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(path.strip_prefix(&root).unwrap().display().to_string());
                }
            }
        }
        found.sort();
        found
    }

    async fn trace_of(&self, well: &str, curve: &str) -> Trace {
        let wells = self.wells().await;
        let row = wells.iter().find(|row| row.name == well).unwrap();
        let curve = row.curves.iter().find(|row| row.name == curve).unwrap();
        self.workspace.trace(curve.id).await.unwrap()
    }

    async fn import_text(&self, name: &str, text: &str, project: &str) -> Uuid {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        self.import_file(path, project).await
    }

    async fn import_file(&self, path: PathBuf, project: &str) -> Uuid {
        let never = CancellationToken::new();
        let report = self.workspace.import(&[path], project, &never, &|_, _| {}).await.unwrap();
        assert_eq!(report.failed(), 0, "{report:#?}");
        report.project_id
    }

    async fn messages(&self, detail: &RunDetail) -> Vec<String> {
        let logs = self.workspace.logs(detail.run.id, None, 1000).await.unwrap();
        logs.into_iter().map(|row| row.message).collect()
    }
}

/// Null samples of a trace are NaN; equal bits are equal samples.
fn same(found: impl IntoIterator<Item = Option<f64>>, wanted: &[f64]) -> bool {
    let found: Vec<u64> =
        found.into_iter().map(|value| value.unwrap_or(f64::NAN).to_bits()).collect();
    found == wanted.iter().map(|value| value.to_bits()).collect::<Vec<_>>()
}

/// A small well with a gamma ray, and a flag if it is given.
fn las_text(well: &str, uwi: &str, rows: &[(f64, f64, Option<f64>)]) -> String {
    let flagged = rows.iter().any(|(_, _, flag)| flag.is_some());
    let mut text = format!(
        "~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.M {} :\nSTOP.M {} :\nSTEP.M 0 :\nNULL. -999.25 :\n\
         WELL. {well} :\nUWI. {uwi} :\n~C\nDEPT.M :\nGR.GAPI :\n{}~A\n",
        rows[0].0,
        rows[rows.len() - 1].0,
        if flagged { "GR_OK. :\n" } else { "" }
    );
    for (depth, gr, flag) in rows {
        let flag = if flagged { flag.unwrap_or(-999.25).to_string() } else { String::new() };
        text.push_str(&format!("{depth} {gr} {flag}\n"));
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parquet_output_holds_the_branch_with_names_and_units() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(pipeline("p", folder("parquet"), "refuse")).await;
    let detail = bench.run(all_of(pipeline)).await;
    assert_eq!(detail.run.status, Status::Completed, "{detail:#?}");
    let names: Vec<String> = (1..=5).map(|well| format!("out/Mudrock-{well}.parquet")).collect();
    assert_eq!(bench.exported(), names);

    let path = bench.export("out/Mudrock-3.parquet");
    let file = std::fs::File::open(&path).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let schema = reader.schema().clone();
    let fields: Vec<(&str, &str)> = schema
        .fields()
        .iter()
        .map(|field| (field.name().as_str(), field.metadata()["unit"].as_str()))
        .collect();
    // Mudrock-3 calls its gamma ray GRC: the pipeline reads it as GR, and so it is written.
    assert_eq!(
        fields,
        [("DEPT", "m"), ("GR", "GAPI"), ("RHOB", "G/C3"), ("GR_2", "GAPI"), ("VSH_GR_1", "v/v")]
    );
    assert_eq!(schema.metadata()["well"], "Mudrock-3");
    assert_eq!(schema.metadata()["execution_id"], detail.run.id.to_string());
    let batch = reader.with_batch_size(10_000).build().unwrap().next().unwrap().unwrap();
    let column = |name: &str| -> Float64Array {
        batch.column_by_name(name).unwrap().as_primitive::<Float64Type>().clone()
    };
    for (name, curve) in [("GR", "GRC"), ("RHOB", "RHOB"), ("VSH_GR_1", "VSH_GR_1")] {
        let trace = bench.trace_of("Mudrock-3", curve).await;
        assert!(same(column("DEPT").iter(), &trace.depth_m), "{name}");
        assert!(same(column(name).iter(), &trace.values), "{name}");
    }
    let renamed = "column GR (";
    assert!(bench.messages(&detail).await.iter().any(|message| {
        message.starts_with(renamed)
            && message.ends_with("is written as GR_2, because its name is taken")
    }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_csv_output_reads_back_to_the_last_digit() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(pipeline("p", folder("csv"), "refuse")).await;
    assert_eq!(bench.run(all_of(pipeline)).await.run.status, Status::Completed);
    let mut reader = csv::Reader::from_path(bench.export("out/Mudrock-1.csv")).unwrap();
    let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(heads, ["DEPT [m]", "GR [GAPI]", "RHOB [G/C3]", "GR_2 [GAPI]", "VSH_GR_1 [v/v]"]);
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let column =
        |at: usize| records.iter().map(move |record| record.get(at).unwrap().parse::<f64>().ok());
    for (at, curve) in [(1, "GR"), (2, "RHOB"), (4, "VSH_GR_1")] {
        let trace = bench.trace_of("Mudrock-1", curve).await;
        assert!(same(column(0), &trace.depth_m) && same(column(at), &trace.values), "{curve}");
        assert!(trace.values.iter().any(|value| value.is_nan()), "{curve} has a null to write");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_las_output_imports_again_as_the_same_curves() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(pipeline("p", folder("las"), "refuse")).await;
    assert_eq!(bench.run(all_of(pipeline)).await.run.status, Status::Completed);
    let path = bench.export("out/Mudrock-4.las");
    let file = las::parse(&std::fs::read(&path).unwrap(), "out.las").unwrap();
    assert!(!file.has_errors(), "{:?}", file.diagnostics);
    assert_eq!((file.well_name(), file.uwi()), (Some("Mudrock-4"), Some("00000100004")));
    assert_eq!(file.value("COMP"), Some("MUDROCK SYNTHETIC DATA"));
    assert!(file.parameters.iter().any(|item| item.mnemonic == "RW" && item.value == "0.06"));
    let curves: Vec<(&str, &str, &str)> = file
        .curves
        .iter()
        .map(|curve| (curve.mnemonic.as_str(), curve.unit.as_str(), curve.description.as_str()))
        .collect();
    assert_eq!(curves[0], ("DEPT", "M", "MEASURED DEPTH"));
    assert_eq!(curves[2], ("RHOB", "K/M3", "RHOB, import of mudrock-4.las"));
    assert_eq!(curves[4].0, "VSH_GR_1");
    assert!(curves[4].2.starts_with("vshale_gr_linear "), "{curves:?}");

    let before =
        [bench.trace_of("Mudrock-4", "RHOB").await, bench.trace_of("Mudrock-4", "VSH_GR_1").await];
    let again = bench.import_file(path, "again").await;
    let wells = bench.workspace.wells(again).await.unwrap();
    assert_eq!((wells.len(), wells[0].name.as_str()), (1, "Mudrock-4"));
    for before in before {
        let row = wells[0].curves.iter().find(|row| row.name == before.curve.name).unwrap();
        let after = bench.workspace.trace(row.id).await.unwrap();
        assert_eq!(after.curve.unit, before.curve.unit);
        assert!(same(after.depth_m.into_iter().map(Some), &before.depth_m));
        assert!(same(after.values.into_iter().map(Some), &before.values), "{}", row.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_is_on_record() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(pipeline("p", folder("csv"), "refuse")).await;
    let detail = bench.run(all_of(pipeline)).await;
    let result = bench.workspace.run_result(detail.run.id).await.unwrap();
    assert_eq!(result.written.len(), 5);
    for written in &result.written {
        let bytes = std::fs::read(&written.output.target).unwrap();
        assert_eq!(written.node, "Out");
        assert_eq!(written.output.sha256.as_deref(), Some(digest_of_bytes(&bytes).as_str()));
        assert_eq!(written.output.bytes, Some(bytes.len() as i64));
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(written.output.rows, lines as i64 - 1);
        assert_eq!(written.output.columns, ["GR", "RHOB", "GR_2", "VSH_GR_1"]);
    }
    let logs = bench.workspace.logs(detail.run.id, None, 1000).await.unwrap();
    let told: Vec<&Value> = logs
        .iter()
        .filter(|row| row.node_name.as_deref() == Some("Out") && row.data["sha256"].is_string())
        .map(|row| &row.data["target"])
        .collect();
    let targets: Vec<&String> =
        result.written.iter().map(|written| &written.output.target).collect();
    assert_eq!(told, targets);
    // No object and no curve comes from an output.
    let sql = bench.sql().await;
    let objects = "select count(*) from objects where execution_id = $1";
    assert_eq!(sql.query_one(objects, &[&detail.run.id]).await.unwrap().get::<_, i64>(0), 5);
    assert_eq!(result.output_curves.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_there_are_refused_before_the_run_unless_the_rule_says_otherwise() {
    let bench = Bench::with_wells().await;
    let refuse = bench.pipeline_of(plain("refuse", folder("csv"), "refuse")).await;
    assert_eq!(bench.run(well(refuse, "Mudrock-2")).await.run.status, Status::Completed);
    let before = std::fs::read(bench.export("out/Mudrock-2.csv")).unwrap();
    let problems = bench.workspace.start_run(all_of(refuse)).await.unwrap_err();
    assert_eq!(problems[0].error_type, ErrorType::NameTaken, "{problems:#?}");
    assert_eq!(problems[0].place.node.as_deref(), Some("Out"));
    assert!(problems[0].found.as_ref().unwrap().ends_with("out/Mudrock-2.csv"), "{}", problems[0]);
    assert_eq!(bench.workspace.runs(Some(bench.project), 10).await.unwrap().len(), 1);
    // The wells without a file may be written.
    assert_eq!(bench.run(well(refuse, "Mudrock-1")).await.run.status, Status::Completed);

    let beside = bench.pipeline_of(plain("beside", folder("csv"), "new_name")).await;
    for _ in 0..2 {
        assert_eq!(bench.run(well(beside, "Mudrock-2")).await.run.status, Status::Completed);
    }
    let names = ["Mudrock-1.csv", "Mudrock-2.csv", "Mudrock-2_2.csv", "Mudrock-2_3.csv"];
    assert_eq!(bench.exported(), names.map(|name| format!("out/{name}")));

    std::fs::write(bench.export("out/Mudrock-2.csv"), "old").unwrap();
    let replace = bench.pipeline_of(plain("replace", folder("csv"), "replace")).await;
    let detail = bench.run(well(replace, "Mudrock-2")).await;
    assert_eq!(std::fs::read(bench.export("out/Mudrock-2.csv")).unwrap(), before);
    let result = bench.workspace.run_result(detail.run.id).await.unwrap();
    assert!(result.written[0].output.replaced);
    assert!(bench.messages(&detail).await.iter().any(|message| message.contains("replaced")));
    assert_eq!(bench.exported().len(), names.len(), "nothing is left beside");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_appears_during_the_run_is_not_touched() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(pipeline("p", folder("csv"), "refuse")).await;
    // No well passes its commit, and so none reaches the output, before this lock is gone.
    let held = bench.hold_commits().await;
    let id = bench.workspace.start_run(all_of(pipeline)).await.unwrap();
    std::fs::create_dir_all(bench.export("out")).unwrap();
    std::fs::write(bench.export("out/Mudrock-4.csv"), "mine").unwrap();
    held.release().await;
    let detail = bench.ended(id).await;
    assert_eq!(detail.run.status, Status::Partial, "{detail:#?}");
    assert_eq!((detail.run.wells.done, detail.run.wells.failed), (4, 1));
    assert!(detail.run.error_message.unwrap().contains("the file is there already"));
    assert_eq!(std::fs::read_to_string(bench.export("out/Mudrock-4.csv")).unwrap(), "mine");
    assert_eq!(bench.exported().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_run_leaves_no_file_of_a_well_that_was_under_way() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(pipeline("p", folder("las"), "refuse")).await;
    let held = bench.hold_commits().await;
    let id = bench.workspace.start_run(all_of(pipeline)).await.unwrap();
    held.until_one_waits().await;
    bench.workspace.cancel_run(id).await.unwrap();
    // A file is no commit: whether it may still be written is what the runner has heard by then.
    let heard = "select count(*) from pipeline_executions \
                 where id = $1 and cancel_acknowledged_at is not null";
    bench.until(heard, &[&id]).await;
    held.release().await;
    assert_eq!(bench.ended(id).await.run.status, Status::Cancelled);
    assert_eq!(bench.exported(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_well_that_fails_before_the_output_has_no_file() {
    let bench = Bench::with_wells().await;
    let odd =
        las_text("Odd one", "1", &[(1.0, 2.0, None), (2.0, 3.0, None)]).replace("GR.GAPI", "SP.MV");
    bench.import_text("odd.las", &odd, "test").await;
    let pipeline = bench.pipeline_of(pipeline("p", folder("las"), "refuse")).await;
    let detail = bench.run(all_of(pipeline)).await;
    assert_eq!(detail.run.status, Status::Partial, "{detail:#?}");
    assert_eq!((detail.run.wells.done, detail.run.wells.failed), (5, 1));
    assert_eq!(bench.exported().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_las_reads_as_null_fails_its_well_and_leaves_nothing() {
    let bench = Bench::with_wells().await;
    // Among its neighbours -999.25 is a sample, and another value is declared as null.
    let rows = [(1.0, -999.25, None), (2.0, -998.0, None), (3.0, -1000.5, None)];
    let odd = las_text("Odd one", "1", &rows).replace("NULL. -999.25", "NULL. -9999");
    bench.import_text("odd.las", &odd, "test").await;
    assert_eq!(bench.trace_of("Odd one", "GR").await.values, [-999.25, -998.0, -1000.5]);
    let pipeline = bench.pipeline_of(plain("p", folder("las"), "refuse")).await;
    let detail = bench.run(all_of(pipeline)).await;
    assert_eq!((detail.run.wells.done, detail.run.wells.failed), (5, 1), "{detail:#?}");
    assert!(detail.run.error_message.unwrap().contains("cannot be told from a missing one"));
    assert_eq!(bench.exported().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_take_their_names_from_pipeline_run_and_well() {
    let bench = Bench::empty().await;
    let rows = [(1.0, 20.0, None), (2.0, 30.0, None)];
    let project = bench.import_text("a.las", &las_text("15/9-F-1", "1", &rows), "odd names").await;
    for (number, name) in ["A 1", "A/1", "/etc/up"].iter().enumerate() {
        bench.import_text(&format!("{number}.las"), &las_text(name, "1", &rows), "odd names").await;
    }
    let bench = Bench { project, ..bench };
    let path = json!({"csv": {"storage_path": "{pipeline}/{execution}/gr of {well}.csv"}});
    let mut json = plain("a/b: final", path, "refuse");
    json["nodes"][0]["node_type"]["source_type"]["curve_names"] = json!(["GR"]);
    let pipeline = bench.pipeline_of(json).await;
    let detail = bench.run(all_of(pipeline)).await;
    assert_eq!(detail.run.status, Status::Completed, "{detail:#?}");
    let ids: BTreeMap<String, String> = bench
        .wells()
        .await
        .into_iter()
        .map(|well| (well.name, well.id.simple().to_string()[24..].to_owned()))
        .collect();
    let mut wanted = vec![
        "15_9-F-1".to_owned(),
        format!("A_1-{}", ids["A 1"]),
        format!("A_1-{}", ids["A/1"]),
        "_etc_up".to_owned(),
    ];
    wanted.sort();
    let place = format!("a_b__final/{}", detail.run.id);
    let wanted: Vec<String> =
        wanted.into_iter().map(|well| format!("{place}/gr of {well}.csv")).collect();
    assert_eq!(bench.exported(), wanted);
    // The name of a well is the same when it runs alone, so no file of another is hit.
    let again = bench.run(well(pipeline, "A/1")).await;
    let written = bench.workspace.run_result(again.run.id).await.unwrap().written;
    assert!(written[0].output.target.ends_with(&format!("gr of A_1-{}.csv", ids["A/1"])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_holds_all_wells_in_one_unit_a_column() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(pipeline("p", table("shale"), "refuse")).await;
    let detail = bench.run(all_of(pipeline)).await;
    assert_eq!(detail.run.status, Status::Completed, "{detail:#?}");
    let sql = bench.sql().await;
    let read = async |well: &str, column: &str| -> (Vec<f64>, Vec<Option<f64>>) {
        let query = format!(
            "select \"DEPT\", \"{column}\" from exports.shale where well = $1 and execution_id = $2 order by 1"
        );
        let rows = sql.query(&query, &[&well, &detail.run.id]).await.unwrap();
        rows.iter().map(|row| (row.get::<_, f64>(0), row.get::<_, Option<f64>>(1))).unzip()
    };
    for (well, column, curve) in [
        ("Mudrock-1", "RHOB", "RHOB"),
        ("Mudrock-3", "GR", "GRC"),
        ("Mudrock-5", "VSH_GR_1", "VSH_GR_1"),
    ] {
        let trace = bench.trace_of(well, curve).await;
        let (depths, values) = read(well, column).await;
        assert!(
            same(depths.into_iter().map(Some), &trace.depth_m) && same(values, &trace.values),
            "{curve}"
        );
    }
    // Mudrock-4 has its density in kg/m3; the column is in g/cm3, as Mudrock-1 brought it.
    let (_, values) = read("Mudrock-4", "RHOB").await;
    let trace = bench.trace_of("Mudrock-4", "RHOB").await;
    assert_eq!(trace.curve.unit, "K/M3");
    let near = |(found, wanted): (Option<f64>, &f64)| match found {
        Some(found) => (found - wanted / 1000.0).abs() < 1e-12,
        None => wanted.is_nan(),
    };
    assert!(values.into_iter().zip(&trace.values).all(near));
    let unit = "select col_description('exports.shale'::regclass, attnum) from pg_attribute \
                where attrelid = 'exports.shale'::regclass and attname = 'RHOB'";
    assert_eq!(sql.query_one(unit, &[]).await.unwrap().get::<_, &str>(0), "G/C3");
    let written = bench.workspace.run_result(detail.run.id).await.unwrap().written;
    assert_eq!((written.len(), written[0].output.target.as_str()), (5, "exports.shale"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_a_well_are_refused_replaced_or_written_beside() {
    let bench = Bench::with_wells().await;
    let sql = bench.sql().await;
    let rows = async |table: &str| -> Vec<(String, i64, i64)> {
        let query = format!(
            "select well, count(*), count(distinct execution_id) from exports.{table} group by 1 order by 1"
        );
        let rows = sql.query(&query, &[]).await.unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
    };
    let row = |well: &str| (well.to_owned(), 800, 1);
    let refuse = bench.pipeline_of(plain("refuse", table("logs"), "refuse")).await;
    bench.run(well(refuse, "Mudrock-1")).await;
    let problems = bench.workspace.start_run(all_of(refuse)).await.unwrap_err();
    assert_eq!(problems[0].error_type, ErrorType::NameTaken, "{problems:#?}");
    assert_eq!(problems[0].found.as_deref(), Some("exports.logs with Mudrock-1"));

    // A wider pipeline adds its column, and replaces its wells only.
    bench.run(well(refuse, "Mudrock-2")).await;
    let mut wide = plain("wide", table("logs"), "replace");
    wide["nodes"][0]["node_type"]["source_type"]["curve_names"] = json!(["GR", "NPHI"]);
    let wide = bench.pipeline_of(wide).await;
    let detail = bench.run(well(wide, "Mudrock-2")).await;
    assert_eq!(detail.run.status, Status::Completed, "{detail:#?}");
    assert_eq!(rows("logs").await, [row("Mudrock-1"), row("Mudrock-2")]);
    let counts = "select well, count(\"RHOB\") > 0, count(\"NPHI\") > 0 from exports.logs group by 1 order by 1";
    let counts = sql.query(counts, &[]).await.unwrap();
    let counts: Vec<(bool, bool)> = counts.iter().map(|row| (row.get(1), row.get(2))).collect();
    assert_eq!(counts, [(true, false), (false, true)]);
    assert!(bench.workspace.run_result(detail.run.id).await.unwrap().written[0].output.replaced);

    let beside = bench.pipeline_of(plain("beside", table("logs"), "new_name")).await;
    bench.run(all_of(beside)).await;
    bench.run(well(beside, "Mudrock-1")).await;
    assert_eq!(rows("logs").await.len(), 2);
    assert_eq!(rows("logs_2").await.len(), 5, "all wells of a run share its table");
    assert_eq!(rows("logs_3").await, [row("Mudrock-1")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_table_but_those_of_outputs_is_ever_hit() {
    let bench = Bench::with_wells().await;
    let sql = bench.sql().await;
    let count = async |table: &str| -> i64 {
        sql.query_one(&format!("select count(*) from {table}"), &[]).await.unwrap().get(0)
    };
    // Named like one of the program's own, it lies in another schema.
    let pipeline = bench.pipeline_of(plain("wells", table("wells"), "replace")).await;
    assert_eq!(bench.run(all_of(pipeline)).await.run.status, Status::Completed);
    assert_eq!((count("public.wells").await, count("exports.wells").await), (5, 4000));
    // Somebody else's table in the schema is told apart, before the run.
    sql.batch_execute("create table exports.foreign_one (well text, note text); insert into exports.foreign_one values ('x', 'y')").await.unwrap();
    for rule in ["refuse", "replace"] {
        let pipeline = bench.pipeline_of(plain(rule, table("foreign_one"), rule)).await;
        let problems = bench.workspace.start_run(all_of(pipeline)).await.unwrap_err();
        assert_eq!(problems[0].error_type, ErrorType::SchemaMismatch, "{problems:#?}");
        assert!(problems[0].to_string().contains("no column well_id"), "{}", problems[0]);
    }
    assert_eq!(count("exports.foreign_one").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_well_whose_rows_cannot_be_written_leaves_none() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(plain("first", table("logs"), "refuse")).await;
    bench.run(well(pipeline, "Mudrock-1")).await;
    // The column now claims a unit that no density converts to; the gamma ray before it is fine.
    let sql = bench.sql().await;
    sql.batch_execute("comment on column exports.logs.\"RHOB\" is 'degC'").await.unwrap();
    let detail = bench.run(well(pipeline, "Mudrock-2")).await;
    assert_eq!(detail.run.status, Status::Failed, "{detail:#?}");
    assert!(
        detail
            .run
            .error_message
            .unwrap()
            .contains("found G/C3, wanted a unit that converts to degC")
    );
    let left = "select count(*) from exports.logs where well = 'Mudrock-2'";
    assert_eq!(sql.query_one(left, &[]).await.unwrap().get::<_, i64>(0), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_without_a_good_flag_become_null_and_their_rows_stay() {
    let bench = Bench::empty().await;
    let rows = [
        (1.0, 10.0, Some(1.0)),
        (2.0, 20.0, Some(0.0)),
        (3.0, 30.0, None),
        (4.0, 40.0, Some(2.0)),
        (5.0, 50.0, Some(1.0)),
    ];
    let project = bench.import_text("a.las", &las_text("A", "1", &rows), "flags").await;
    let bare = rows.map(|(depth, gr, _)| (depth, gr, None));
    bench.import_text("b.las", &las_text("B", "2", &bare), "flags").await;
    let bench = Bench { project, ..bench };
    let flagged = |name: &str, range: Option<[f64; 2]>| {
        let mut json = plain(name, json!({"csv": {"storage_path": name}}), "refuse");
        let reads = &mut json["nodes"][0]["node_type"];
        reads["source_type"]["curve_names"] = json!(["GR"]);
        reads["filters"] = json!({"quality_flags": ["gr_ok"], "depth_range": range});
        json
    };
    let pipeline = bench.pipeline_of(flagged("whole", None)).await;
    let detail = bench.run(all_of(pipeline)).await;
    assert_eq!(detail.run.status, Status::Partial, "{detail:#?}");
    let message = detail.run.error_message.unwrap();
    assert!(
        message.contains("the well lacks a quality flag") && message.contains("well B"),
        "{message}"
    );
    let text = |path: &str| std::fs::read_to_string(bench.export(path)).unwrap();
    let whole = text("whole/A.csv");
    assert_eq!(whole, "DEPT [m],GR [GAPI]\n1,10\n2,\n3,\n4,40\n5,50\n");
    assert!(!bench.export("whole/B.csv").exists());
    // A part of the well gives the same part of the answer.
    let part = bench.pipeline_of(flagged("part", Some([2.0, 4.0]))).await;
    bench.run(well(part, "A")).await;
    let lines: Vec<&str> = whole.lines().collect();
    assert_eq!(
        text("part/A.csv").lines().collect::<Vec<_>>(),
        [&lines[..1], &lines[2..5]].concat()
    );
    // The flag is among what the run was computed from.
    let sql = bench.sql().await;
    let query = "select cardinality(input_curve_ids) from node_executions where execution_id = $1 and node_name = 'Wells'";
    assert_eq!(sql.query_one(query, &[&detail.run.id]).await.unwrap().get::<_, i32>(0), 2);
}
