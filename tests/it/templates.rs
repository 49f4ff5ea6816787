//! Every template, made into a pipeline and run on the sample wells.

use std::collections::BTreeSet;

use mudrock::domain::diagnostic::{ErrorType, Severity};
use mudrock::domain::execution::Status;
use mudrock::domain::operator::Kind;
use mudrock::domain::rows::CurveRow;
use mudrock::domain::table::TableRow;
use mudrock::services::templates;
use serde_json::Value;

use crate::cli::text;
use crate::workspace::{Bench, all_of};

/// Bounds from physics, by the beginning of the curve's name, the longest that fits: fractions, and a
/// porosity that noise and washed-out holes may push a little beyond them; a permeability in mD; raw
/// logs as their tools read.
const PLAUSIBLE: [(&str, f64, f64); 49] = [
    ("VSH", 0.0, 1.0),
    ("IGR", 0.0, 1.0),
    ("PHI", -0.3, 0.9),
    // Coal is taken out there.
    ("PHIE", 0.0, 0.4),
    ("PHIX_AV_carb", 0.0, 0.45),
    ("SPI", 0.0, 0.4),
    ("VMIN1", 0.0, 1.0),
    ("RHOMAA", 1.8, 3.8),
    ("U_carb", 0.0, 20.0),
    ("BVW", 0.0, 0.45),
    ("TOC", 0.0, 25.0),
    ("SW", 0.0, 1.0),
    ("NETPAY", 0.0, 1.0),
    ("PERM", 0.0, 1e7),
    ("BADHOLE", 0.0, 1.0),
    ("DN_FLAG", 0.0, 1.0),
    ("SPK", 0.0, 1.0),
    ("NULLF", 0.0, 1.0),
    // Rock of the first two kilometres, from coal to limestone.
    ("VP", 1500.0, 6500.0),
    ("VS_CAS", 100.0, 4000.0),
    ("E_gm", 0.5, 100.0),
    ("MU", 0.1, 45.0),
    ("PR", 0.0, 0.5),
    ("BI", 0.0, 100.0),
    ("UCS", 1.0, 250.0),
    ("SV", 20.0, 40.0),
    ("PHYD", 10.0, 17.0),
    ("SEFF", 5.0, 25.0),
    ("PFRAC", 10.0, 40.0),
    // The wells bend, so that they are less deep than long.
    ("TVD", 1100.0, 1540.0),
    ("TVDSS", -1540.0, -1100.0),
    ("NORTH", -1000.0, 1000.0),
    ("EAST", -1000.0, 1000.0),
    ("CLSD", 50.0, 1000.0),
    ("ZONE_ID", 1.0, 6.0),
    ("MPHI", 0.0, 0.4),
    ("T2LM", 0.3, 2500.0),
    ("BVI", 0.0, 0.2),
    ("CBW", 0.0, 0.2),
    ("FFI", 0.0, 0.35),
    ("KTIM", 0.0, 1e5),
    ("KSDR", 0.0, 1e4),
    ("AU", 0.0, 5.0),
    ("ORE", 0.0, 1.0),
    ("GR", 0.0, 300.0),
    // The sample well Mudrock-4 holds its density in kg/m3.
    ("RHOB", 1.0, 3200.0),
    ("NPHI", -0.1, 0.8),
    ("DT", 40.0, 240.0),
    ("RT", 0.01, 20_000.0),
];

/// Standardised copies, whose names begin as those of the logs do.
const STANDARDISED: &str = "_z";

/// Logs that the report on quality looks at, and tests of several of them or of the hole.
const TESTED: [&str; 6] = ["all", "GR", "RHOB", "NPHI", "DT", "RT"];

async fn curves(bench: &Bench) -> Vec<CurveRow> {
    bench.wells().await.into_iter().flat_map(|well| well.curves).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_template_runs_on_the_sample_wells_to_plausible_curves() {
    let bench = Bench::with_specials().await;
    for template in templates() {
        let of = template.slug;
        let made = bench.workspace.new_pipeline(bench.project, &template.title, Some(of)).await;
        let (pipeline, diagnostics) = made.unwrap();
        let troubles: Vec<_> =
            diagnostics.iter().filter(|found| found.severity > Severity::Info).collect();
        assert!(troubles.is_empty(), "{of}: {troubles:#?}");
        let kept: usize =
            pipeline.definition.nodes.iter().map(|node| node.curve_mapping.len()).sum();
        let known = curves(&bench).await;
        let run = bench.run(all_of(pipeline.id)).await;
        assert_eq!(run.run.status, Status::Completed, "{of}: {run:#?}");
        let mut new = curves(&bench).await;
        new.retain(|curve| known.iter().all(|known| known.id != curve.id));
        assert_eq!(new.len(), 5 * kept, "{of}: {new:#?}");
        for curve in new {
            let name = &curve.name;
            assert!(curve.samples - curve.nulls > curve.samples / 2, "{of}: {curve:?}");
            assert!(!curve.unit.is_empty(), "{of}: {curve:?}");
            if curve.kind == Kind::Text {
                continue;
            }
            let (low, high) = bounds(name).unwrap_or_else(|| panic!("{of}: no bounds for {name}"));
            let (min, max) = (curve.min.unwrap(), curve.max.unwrap());
            assert!(low <= min && max <= high, "{of}: {min} {max} {curve:?}");
            // A flag may say the same of a whole well.
            assert!(min < max || curve.unit == "0/1", "{of}: {min} {max} {curve:?}");
        }
        check_tables(of, &bench.workspace.run_tables(run.run.id, None, None).await.unwrap());
    }
}

fn bounds(name: &str) -> Option<(f64, f64)> {
    if name.ends_with(STANDARDISED) {
        return Some((-8.0, 8.0));
    }
    let fitting = PLAUSIBLE.iter().filter(|(begin, ..)| name.starts_with(begin));
    fitting.max_by_key(|(begin, ..)| begin.len()).map(|(_, low, high)| (*low, *high))
}

/// Checks the tables of a template's run; one that makes tables must be named here.
fn check_tables(of: &str, tables: &[TableRow]) {
    let nodes: BTreeSet<&str> = tables.iter().map(|table| table.node.as_str()).collect();
    let nodes: Vec<&str> = nodes.into_iter().collect();
    for node in &nodes {
        assert_eq!(tables.iter().filter(|table| table.node == *node).count(), 5, "{of}: {node}");
    }
    let within = |node: &str, column: &str, low: f64, high: f64| {
        for table in tables.iter().filter(|table| table.node == node) {
            for value in numbers(table, column) {
                assert!(low <= value && value <= high, "{of}, {node}, {column}: {value}");
            }
        }
    };
    let named = |node: &str| -> Vec<&TableRow> {
        tables.iter().filter(|table| table.node == node).collect()
    };
    match of {
        "log_quality" => {
            assert_eq!(nodes.len(), 8, "{nodes:?}");
            for table in named("Quality") {
                assert_eq!(texts(table, "curve"), TESTED, "{table:?}");
                assert_eq!(numbers(table, "SPK").len(), 5, "{table:?}");
                assert_eq!(numbers(table, "BADHOLE").len(), 1, "{table:?}");
            }
            within("Quality", "score", 0.8, 1.0);
            within("Quality", "SPK", 0.001, 0.1);
            // The generator leaves tools out of some metres, at both ends at the least.
            within("Completeness", "score", 0.9, 0.999);
            within("Coverage", "percent", 80.0, 100.0);
            within("Gaps of sonic", "length", 1.0, 30.0);
            assert!(named("Gaps of sonic").iter().all(|table| table.row_count > 0));
        }
        "net_pay_by_zone" => {
            assert_eq!(nodes.len(), 3, "{nodes:?}");
            for table in named("Net pay summary") {
                let zones = texts(table, "ZONE");
                assert_eq!(zones.len(), 6, "{table:?}");
                let pay = numbers(table, "net_pay");
                let reservoir = numbers(table, "net_res");
                let gross = numbers(table, "gross");
                assert!((0..6).all(|at| pay[at] <= reservoir[at] && reservoir[at] <= gross[at]));
                // The gas is in the upper part of one sand; the coals at the bottom hold none.
                let sand = zones.iter().position(|zone| zone == "Lantern Sandstone").unwrap();
                assert!(pay[sand] > 5.0 && pay[sand] > 0.9 * pay.iter().sum::<f64>(), "{table:?}");
            }
            within("Net pay summary", "phi_av", 0.08, 0.4);
            within("Net pay summary", "sw_av", 0.0, 0.5);
            within("Porosity statistics", "p90", 0.0, 0.4);
            within("Gamma ray statistics", "p50", 10.0, 150.0);
        }
        "trajectory_and_zones" => {
            assert_eq!(nodes, ["Doglegs", "Trajectory", "Vertical depth by zone"]);
            within("Trajectory", "TVD", 0.0, 1560.0);
            within("Trajectory", "DLS", 0.0, 5.0);
            within("Doglegs", "DLS", 0.0, 5.0);
            for table in named("Vertical depth by zone") {
                // From one zone to the next it goes down.
                let tops = numbers(table, "max");
                assert!(tops.len() == 6 && tops.is_sorted_by(|above, below| above > below));
            }
        }
        "mining_composite" => {
            assert_eq!(nodes, ["Check intervals", "Composites", "Intercepts", "Mean grade"]);
            assert!(named("Check intervals").iter().all(|table| table.row_count == 0));
            within("Composites", "GRADE", 0.0, 5.0);
            within("Intercepts", "GRADE", 0.5, 5.0);
            within("Intercepts", "LENGTH", 2.0, 20.0);
            assert!(named("Intercepts").iter().any(|table| table.row_count > 0));
            within("Mean grade", "mean", 0.01, 2.0);
        }
        _ => assert!(nodes.is_empty(), "{of} makes tables that nothing checks: {nodes:?}"),
    }
}

fn cells<'a>(table: &'a TableRow, column: &str) -> impl Iterator<Item = &'a Value> {
    let at = table.columns.iter().position(|known| known.name == column);
    let at = at.unwrap_or_else(|| panic!("no column {column}: {table:?}"));
    table.rows.iter().map(move |row| &row[at])
}

fn numbers(table: &TableRow, column: &str) -> Vec<f64> {
    cells(table, column).filter_map(Value::as_f64).collect()
}

fn texts(table: &TableRow, column: &str) -> Vec<String> {
    cells(table, column).filter_map(|cell| Some(cell.as_str()?.to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipeline_is_made_though_the_wells_lack_its_curves() {
    let bench = Bench::empty().await;
    let lone = bench.dir.path().join("lone.las");
    std::fs::write(
        &lone,
        "~V\n VERS. 2.0 :\n WRAP. NO :\n~W\n STRT.M 1000.0 :\n STOP.M 1001.0 :\n STEP.M 0.5 :\n \
         NULL. -999.25 :\n WELL. Lone-1 :\n~C\n DEPT.M :\n GRC.GAPI :\n~A\n 1000.0 50.0\n \
         1000.5 60.0\n 1001.0 70.0\n",
    )
    .unwrap();
    bench.mudrock(&["import", &text(lone), "--project", "north"]).exits(0);
    // The gamma ray goes by another name, and is found; density, neutron and resistivity are not.
    let made = bench.mudrock(&["pipelines", "new", "--template", "quick_look_sand", "--json"]);
    let report = made.exits(0).json();
    assert_eq!(report["name"], "Quick-look sand evaluation");
    let missing: Vec<&str> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|found| found["error_type"] == "MissingInputCurves")
        .map(|found| found["place"]["curve"].as_str().unwrap())
        .collect();
    assert_eq!(missing, ["RHOB", "NPHI", "RT"]);
    // Without nodes there is nothing to complain of.
    let empty = bench.mudrock(&["pipelines", "new", "Mine"]).exits(0);
    assert!(empty.stdout.contains("Mine: stored, 0 nodes") && empty.stderr.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_taken_is_refused_with_one_that_is_free() {
    let bench = Bench::with_wells().await;
    let new = |name| bench.workspace.new_pipeline(bench.project, name, Some("porosity_comparison"));
    new("Porosity").await.unwrap();
    new("Porosity 2").await.unwrap();
    let error = new("Porosity").await.unwrap_err();
    assert_eq!(error.error_type, ErrorType::NameTaken);
    assert_eq!(error.hint.as_deref(), Some("give it another name, such as \"Porosity 3\""));
    bench.workspace.new_pipeline(bench.project, " ", None).await.unwrap_err();
    assert_eq!(bench.workspace.pipelines(bench.project).await.unwrap().len(), 2);
    let unknown = bench.mudrock(&["pipelines", "new", "--template", "porosity"]).exits(1);
    unknown.complains(&["no such template", "porosity_comparison"]);
}
