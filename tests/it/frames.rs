//! Runs of operators that read or give more than curves of numbers: new grids, tables, texts, all wells.

use mudrock::data::generate::Recipe;
use mudrock::domain::diagnostic::ErrorType;
use mudrock::domain::execution::Status;
use mudrock::domain::operator::Kind;
use mudrock::domain::rows::{CurveRow, Trace};
use mudrock::services::demo::write_wells;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::workspace::{Bench, all_of};

/// A LAS file with a gamma ray, and a curve on the same depths.
fn las(well: &str, unit: &str, rows: &[(f64, &str)]) -> String {
    let data: Vec<String> = rows.iter().map(|(depth, gr)| format!("{depth} {gr}")).collect();
    format!(
        "~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.M {} :\nSTOP.M {} :\nSTEP.M 0 :\nNULL. -999.25 :\n\
         WELL. {well} :\n~C\nDEPT.M :\nGR.{unit} :\n~A\n{}\n",
        rows[0].0,
        rows[rows.len() - 1].0,
        data.join("\n")
    )
}

impl Bench {
    /// Imports files of these names and texts into project `test`.
    async fn with_files(files: &[(&str, String)]) -> Self {
        let mut bench = Self::empty().await;
        let mut paths = Vec::new();
        for (name, text) in files {
            let path = bench.dir.path().join(name);
            std::fs::write(&path, text).unwrap();
            paths.push(path);
        }
        let never = CancellationToken::new();
        let report = bench.workspace.import(&paths, "test", &never, &|_, _| {}).await.unwrap();
        assert_eq!(report.failed(), 0, "{report:#?}");
        bench.project = report.project_id;
        bench
    }

    async fn curve(&self, well: &str, name: &str) -> CurveRow {
        let wells = self.wells().await;
        let well = wells.into_iter().find(|row| row.name == well).unwrap();
        let names: Vec<String> = well.curves.iter().map(|curve| curve.name.clone()).collect();
        let found = well.curves.into_iter().find(|curve| curve.name == name);
        found.unwrap_or_else(|| panic!("no {name} among {names:?}"))
    }

    async fn curve_trace(&self, well: &str, name: &str) -> Trace {
        let curve = self.curve(well, name).await;
        self.workspace.trace(curve.id).await.unwrap()
    }

    /// Runs a pipeline, which must succeed; returns the id of the run.
    async fn succeeds(&self, pipeline: Value) -> Uuid {
        let pipeline = self.pipeline_of(pipeline).await;
        let detail = self.run(all_of(pipeline)).await;
        assert_eq!(detail.run.status, Status::Completed, "{detail:#?}");
        detail.run.id
    }
}

fn ingestion(curves: &[&str]) -> Value {
    json!({"id": "in", "name": "Wells", "dependencies": [], "node_type": {"type": "ingestion",
        "source_type": {"source": "well_logs", "curve_names": curves}}})
}

fn tops() -> Value {
    json!({"id": "tops", "name": "Tops", "dependencies": [], "node_type": {"type": "ingestion",
        "source_type": {"source": "well_markers"}}})
}

fn operator(id: &str, operator: &str, reads: &[&str], parameters: Value, inputs: Value) -> Value {
    json!({"id": id, "name": id, "dependencies": reads, "node_type": {"type": "operator",
        "operator_id": operator, "parameters": parameters, "inputs": inputs}})
}

fn keeping(mut node: Value, port: &str, suffix: &str) -> Value {
    node["curve_mapping"][port] = json!({"mode": "create_new", "suffix": suffix});
    node
}

fn output(reads: &[&str], output_type: Value) -> Value {
    json!({"id": "out", "name": "Out", "dependencies": reads,
        "node_type": {"type": "output", "output_type": output_type}})
}

fn pipeline(name: &str, nodes: &[Value]) -> Value {
    json!({"name": name, "nodes": nodes})
}

/// One well, its gamma ray every half metre: 10, 20, …, 90.
async fn one_well() -> Bench {
    let rows: Vec<(f64, String)> =
        (0..9).map(|row| (1000.0 + f64::from(row) * 0.5, format!("{}", (row + 1) * 10))).collect();
    let rows: Vec<(f64, &str)> = rows.iter().map(|(depth, gr)| (*depth, gr.as_str())).collect();
    let tops = "well,top,md_m\nA-1,Upper,1000.5\nA-1,Lower,1002.5\n";
    Bench::with_files(&[("a.las", las("A-1", "GAPI", &rows)), ("tops.csv", tops.to_owned())]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_curve_is_resampled_filtered_and_kept_on_its_new_grid() {
    let bench = one_well().await;
    let resampled =
        operator("rs", "resample_linear", &["in"], json!({"step": 1.0}), json!({"X": "GR"}));
    let filtered =
        operator("f", "moving_average", &["rs"], json!({"window": 3}), json!({"X": "rs.X"}));
    let nodes = [
        ingestion(&["GR"]),
        keeping(resampled, "X", "_1m"),
        keeping(filtered, "X_MA", "_1m_smooth"),
        output(&["f"], json!({"csv": {"storage_path": "out"}})),
    ];
    let run = bench.succeeds(pipeline("grid", &nodes)).await;
    let coarse = bench.curve_trace("A-1", "GR_1m").await;
    assert_eq!(coarse.depth_m, [1000.0, 1001.0, 1002.0, 1003.0, 1004.0]);
    assert_eq!(coarse.values, [10.0, 30.0, 50.0, 70.0, 90.0]);
    assert_eq!(coarse.curve.unit, "GAPI");
    let smooth = bench.curve_trace("A-1", "GR_1m_smooth").await;
    assert_eq!(smooth.depth_m, coarse.depth_m);
    assert_eq!(smooth.values[1..4], [30.0, 50.0, 70.0]);
    // The output depends on nodes of the new grid alone, and writes that grid.
    let written = bench.settings.data_dir.join("exports/out/A-1.csv");
    let written = std::fs::read_to_string(written).unwrap();
    assert_eq!(written.lines().next(), Some("DEPT [m],GR_1m [GAPI],GR_1m_smooth [GAPI]"));
    assert_eq!(written.lines().count(), 6);
    // The grid is told as a table, too.
    let tables = bench.workspace.run_tables(run, Some("rs"), Some("a-1")).await.unwrap();
    assert_eq!((tables.len(), tables[0].name.as_str()), (1, "resampled"));
    assert_eq!(tables[0].rows[1], [json!(1001.0), json!(30.0)]);
    // The next run reads the curve on its own grid, beside the other one.
    let again = [
        ingestion(&["GR", "GR_1m"]),
        keeping(
            operator("f", "moving_average", &["in"], json!({}), json!({"X": "GR_1m"})),
            "X_MA",
            "_s",
        ),
        output(&["f"], json!("frontend")),
    ];
    bench.succeeds(pipeline("again", &again)).await;
    assert_eq!(bench.curve_trace("A-1", "GR_1m_s").await.values.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn curves_on_grids_that_do_not_fit_are_read_and_refused_where_they_meet() {
    let bench = one_well().await;
    let params = json!({"step": 0.7});
    let resampled = operator("rs", "resample_linear", &["in"], params, json!({"X": "GR"}));
    let nodes =
        [ingestion(&["GR"]), keeping(resampled, "X", "_odd"), output(&["rs"], json!("frontend"))];
    bench.succeeds(pipeline("odd", &nodes)).await;
    // Apart they are read by one ingestion …
    let filter = |id: &str, curve: &str, port: &str| {
        keeping(operator(id, "median_filter", &["in"], json!({}), json!({"X": curve})), port, "_m")
    };
    let apart = [
        ingestion(&["GR", "GR_odd"]),
        filter("f", "GR", "X_MED"),
        filter("g", "GR_odd", "X_MED"),
        output(&["f", "g"], json!("frontend")),
    ];
    bench.succeeds(pipeline("apart", &apart)).await;
    assert_eq!(bench.curve_trace("A-1", "GR_odd_m").await.depth_m[1], 1000.7);
    // … and together they are refused, with what to do.
    let inputs = json!({"X": "GR", "REF": "GR_odd"});
    let both = operator("both", "cross_correlation_shift", &["in"], json!({}), inputs);
    let together = pipeline(
        "together",
        &[ingestion(&["GR", "GR_odd"]), both, output(&["both"], json!("frontend"))],
    );
    let pipeline = bench.pipeline_of(together).await;
    let detail = bench.run(all_of(pipeline)).await;
    assert_eq!(detail.run.status, Status::Failed);
    assert!(detail.run.error_message.unwrap().contains("different depth grids"));
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_and_assays_of_different_sampling_are_merged_to_one_grid_and_kept_there() {
    let dir = tempfile::tempdir().unwrap();
    let recipe = Recipe { wells: 1, samples: 2_000, seed: 1927 };
    let mut files = write_wells(dir.path(), recipe, true).unwrap();
    files.retain(|file| !file.ends_with("mudrock-1-nmr.las"));
    let mut bench = Bench::empty().await;
    let never = CancellationToken::new();
    let report = bench.workspace.import(&files, "test", &never, &|_, _| {}).await.unwrap();
    assert_eq!(report.failed(), 0, "{report:#?}");
    bench.project = report.project_id;

    let reading = |id: &str, curves: &[&str]| {
        let mut node = ingestion(curves);
        node["id"] = json!(id);
        node["name"] = json!(id);
        node
    };
    // The depths of each table flow with its curves.
    let merge = operator(
        "merge",
        "merge_to_common_index",
        &["logs", "core"],
        json!({"step": 0.5, "max_gap": 1.0, "codes": ["ROCK"]}),
        json!({"a_curves": "logs.GR, logs.RHOB", "b_curves": "core.AU, core.ROCK"}),
    );
    let smooth = |id: &str, reads: &str, parameters: Value| {
        operator(id, "moving_average", &["merge"], parameters, json!({"X": reads}))
    };
    // A reference of other length is read on the grid of its own.
    let inputs = json!({"X": "merge.a_values[RHOB]", "REF": "core.SG"});
    let matched = operator("q", "normalise_quantile", &["merge", "core"], json!({}), inputs);
    let nodes = [
        reading("logs", &["GR", "RHOB"]),
        reading("core", &["AU", "ROCK", "SG"]),
        merge,
        keeping(smooth("g", "merge.a_values[GR]", json!({"window": 3})), "X_MA", "_c"),
        keeping(smooth("r", "merge.b_values[ROCK]", json!({"window": 1})), "X_MA", "_c"),
        keeping(matched, "X_Q", "_q"),
        output(&["g", "r", "q"], json!("frontend")),
    ];
    let run = bench.succeeds(pipeline("merged", &nodes)).await;

    let well = "Mudrock-1";
    let core = bench.curve_trace(well, "ROCK").await;
    let gamma = bench.curve_trace(well, "GR_c").await;
    let rock = bench.curve_trace(well, "ROCK_c").await;
    assert_eq!(gamma.depth_m, rock.depth_m);
    assert_eq!(gamma.depth_m, bench.curve_trace(well, "RHOB_q").await.depth_m);
    // From the first sample of any curve to the last.
    let (mut first, mut last) = (f64::MAX, f64::MIN);
    for name in ["GR", "RHOB", "AU", "ROCK"] {
        let trace = bench.curve_trace(well, name).await;
        for (depth, _) in trace.depth_m.iter().zip(&trace.values).filter(|(_, it)| !it.is_nan()) {
            (first, last) = (first.min(*depth), last.max(*depth));
        }
    }
    assert_eq!(gamma.depth_m[0], first);
    assert!((0.0..0.5).contains(&(last - gamma.depth_m[gamma.depth_m.len() - 1])));
    assert!(gamma.depth_m.windows(2).all(|pair| (pair[1] - pair[0] - 0.5).abs() < 1e-6));
    assert_eq!(gamma.curve.unit, "GAPI");
    // Codes stay codes, and there are none outside the core.
    let inside = core.depth_m[0]..=core.depth_m[core.depth_m.len() - 1];
    for (depth, code) in rock.depth_m.iter().zip(&rock.values) {
        assert_eq!(code.is_nan(), !inside.contains(depth), "{code} at {depth}");
        assert!(code.is_nan() || [1.0, 2.0].contains(code), "{code} at {depth}");
    }
    let tables = bench.workspace.run_tables(run, Some("merge"), None).await.unwrap();
    let names: Vec<&str> = tables[0].columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["DEPT", "GR", "RHOB", "AU", "ROCK"]);
    assert_eq!(tables[0].columns[2].unit, "G/C3");
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_and_single_values_are_stored_with_the_run_and_listed() {
    let bench = one_well().await;
    let nodes = [
        ingestion(&["GR"]),
        operator("ac", "autocorrelation", &["in"], json!({"max_lag": 2}), json!({"X": "GR"})),
        operator(
            "shift",
            "cross_correlation_shift",
            &["in"],
            json!({"max_shift": 1.0}),
            json!({"X": "GR", "REF": "GR"}),
        ),
        output(&["ac", "shift"], json!("frontend")),
    ];
    let run = bench.succeeds(pipeline("tables", &nodes)).await;
    let result = bench.workspace.run_result(run).await.unwrap();
    let names: Vec<&str> = result.tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["autocorrelation", "values"]);
    assert!(result.tables.iter().all(|table| table.rows.is_empty() && table.row_count > 0));
    let id = run.to_string();
    let said = bench.mudrock(&["runs", "tables", &id, "--node", "ac", "--json"]).exits(0).json();
    let table = &said[0];
    assert_eq!((&table["well"], &table["truncated"]), (&json!("A-1"), &json!(false)));
    assert_eq!(table["columns"][0], json!({"name": "lag", "unit": "-", "kind": "number"}));
    assert_eq!(table["rows"][0], json!([0.0, 1.0]));
    assert_eq!(table["rows"].as_array().unwrap().len(), 3);
    let said = bench.mudrock(&["runs", "tables", &id, "--well", "A-1"]).exits(0);
    said.reports(&["shift, A-1: values", "SHIFT [m]", "ac, A-1: autocorrelation", "rho"]);
    let shown = bench.mudrock(&["runs", "show", &id]).exits(0);
    shown.reports(&["autocorrelation", "SHIFT, RHO", "runs tables"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_wells_together_give_the_pooled_statistics_and_hold_nobody_up() {
    let a = las("A-1", "GAPI", &[(1.0, "10"), (2.0, "20"), (3.0, "30"), (4.0, "-999.25")]);
    let b = las("B-1", "GAPI", &[(1.0, "40"), (2.0, "90")]);
    // More wells than an edge has room for otherwise, all of them without values of their own.
    let mut files = vec![("a.las".to_owned(), a), ("b.las".to_owned(), b)];
    for number in 0..6 {
        let well = las(&format!("C-{number}"), "GAPI", &[(1.0, "-999.25"), (2.0, "-999.25")]);
        files.push((format!("c{number}.las"), well));
    }
    let files: Vec<(&str, String)> =
        files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    let bench = Bench::with_files(&files).await;
    let pooled =
        operator("z", "standardise_zscore", &["in"], json!({"by": "project"}), json!({"X": "GR"}));
    // A second way round the node of all wells, which must not wait for it.
    let beside = operator("f", "median_filter", &["in"], json!({}), json!({"X": "GR"}));
    let nodes = [
        ingestion(&["GR"]),
        keeping(pooled, "X_Z", "_z"),
        beside,
        output(&["z", "f"], json!({"csv": {"storage_path": "out"}})),
    ];
    bench.succeeds(pipeline("pooled", &nodes)).await;
    // numpy 2: a = np.array([10, 20, 30, 40, 90]); (a - a.mean()) / a.std()
    let wanted = [-1.00514142, -0.64616234, -0.28718326, 0.07179582, 1.86669121];
    let mut found = bench.curve_trace("A-1", "GR_z").await.values;
    assert!(found.pop().unwrap().is_nan());
    found.extend(bench.curve_trace("B-1", "GR_z").await.values);
    for (found, wanted) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() < 1e-8, "{found}, not {wanted}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_well_that_is_lost_stays_lost_and_is_no_part_of_the_whole() {
    let a = las("A-1", "GAPI", &[(1.0, "10"), (2.0, "30")]);
    let odd = las("B-1", "GAPI", &[(1.0, "10"), (2.0, "20")]).replace("GR.GAPI", "SP.MV");
    let bench = Bench::with_files(&[("a.las", a), ("b.las", odd)]).await;
    let pooled =
        operator("z", "standardise_zscore", &["in"], json!({"by": "project"}), json!({"X": "GR"}));
    let nodes =
        [ingestion(&["GR"]), keeping(pooled, "X_Z", "_z"), output(&["z"], json!("frontend"))];
    let pipeline = bench.pipeline_of(pipeline("lost", &nodes)).await;
    let detail = bench.run(all_of(pipeline)).await;
    assert_eq!(detail.run.status, Status::Partial, "{detail:#?}");
    assert_eq!(bench.curve_trace("A-1", "GR_z").await.values, [-1.0, 1.0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn zones_from_tops_are_kept_as_texts_and_read_again_by_zone_operators() {
    let bench = one_well().await;
    let zones = operator("zones", "tops_to_zones", &["in", "tops"], json!({}), json!({}));
    let nodes = [
        ingestion(&["GR"]),
        tops(),
        keeping(zones, "ZONE", "_t"),
        operator(
            "stats",
            "zone_statistics",
            &["zones"],
            json!({"stats": ["count", "mean"]}),
            json!({"X": "GR"}),
        ),
        output(&["stats"], json!({"csv": {"storage_path": "out"}})),
    ];
    let run = bench.succeeds(pipeline("zones", &nodes)).await;
    let by_zone = |tables: Vec<mudrock::domain::table::TableRow>| {
        let table = tables.into_iter().find(|table| table.name == "zones").unwrap();
        assert_eq!(table.columns[1].name, "count");
        table.rows
    };
    // From 1000.5 to 1002.0 m four samples, 20 to 50; from 1002.5 to 1004.0 m four, 60 to 90.
    let wanted =
        [[json!("Upper"), json!(4.0), json!(35.0)], [json!("Lower"), json!(4.0), json!(75.0)]];
    assert_eq!(by_zone(bench.workspace.run_tables(run, None, None).await.unwrap()), wanted);
    let curve = bench.curve("A-1", "ZONE_t").await;
    assert_eq!((curve.kind, curve.samples, curve.nulls), (Kind::Text, 9, 1));
    assert_eq!((curve.min, curve.mean, curve.max), (None, None, None));
    assert_eq!(
        bench.workspace.trace(curve.id).await.unwrap_err().error_type,
        ErrorType::NotSupported
    );
    let written = bench.settings.data_dir.join("exports/out/A-1.csv");
    let written = std::fs::read_to_string(written).unwrap();
    let line = |number: usize| written.lines().nth(number).unwrap().to_owned();
    assert_eq!(line(0), "DEPT [m],GR [GAPI],ZONE_t,ZONE_ID");
    assert_eq!((line(1), line(2)), ("1000,10,,".to_owned(), "1000.5,20,Upper,1".to_owned()));
    // Read again as a curve, by its kind alone.
    let nodes = [
        ingestion(&["GR", "ZONE_t"]),
        operator(
            "stats",
            "zone_statistics",
            &["in"],
            json!({"stats": ["count", "mean"]}),
            json!({"X": "GR"}),
        ),
        output(&["stats"], json!({"las": {"storage_path": "las"}})),
    ];
    let run = bench.succeeds(pipeline("read again", &nodes)).await;
    assert_eq!(by_zone(bench.workspace.run_tables(run, None, None).await.unwrap()), wanted);
    // LAS holds numbers alone, and the log says what was left out.
    let logs = bench.workspace.logs(run, None, 100).await.unwrap();
    assert!(logs.iter().any(|row| row.message.contains("ZONE_t left out")), "{logs:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_without_depths_is_not_kept_as_a_curve() {
    let bench = one_well().await;
    let ac = operator("ac", "autocorrelation", &["in"], json!({"max_lag": 2}), json!({"X": "GR"}));
    let nodes = [ingestion(&["GR"]), keeping(ac, "rho", "_1"), output(&["ac"], json!("frontend"))];
    let path = bench.dir.path().join("no_curve.json");
    std::fs::write(&path, pipeline("no curve", &nodes).to_string()).unwrap();
    let file = mudrock::services::pipelines::read_file(&path).unwrap();
    let problems = bench.workspace.import_pipeline(bench.project, file).await.unwrap_err();
    assert_eq!(problems[0].error_type, ErrorType::InvalidCurveMapping, "{problems:#?}");
    assert!(problems[0].hint.as_ref().unwrap().contains("runs tables"), "{problems:#?}");
}
