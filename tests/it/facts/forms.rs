//! Facts for ingestions, previews of nodes, and facts for mappings.

use mudrock::domain::curve::Quantity;
use mudrock::domain::dag::{CurveMapping, WriteMode};
use mudrock::domain::diagnostic::ErrorType;
use mudrock::services::ingestion::{IngestionFacts, Mixture};
use mudrock::services::mapping::MappingState;
use serde_json::json;

use super::{definition, shale};
use crate::workspace::{Bench, all_of};

async fn facts(bench: &Bench, selection: &[&str]) -> IngestionFacts {
    let selection: Vec<String> = selection.iter().map(|text| (*text).to_owned()).collect();
    bench.workspace.ingestion_facts(bench.project, &selection).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn curves_are_offered_by_canonical_name_with_aliases_units_and_coverage() {
    let bench = Bench::with_wells().await;
    let facts = facts(&bench, &["*"]).await;
    assert_eq!((facts.wells.len(), facts.chosen), (5, 5));
    let curve = |name: &str| facts.curves.iter().find(|curve| curve.name == name).unwrap();
    // Mudrock-3 calls its gamma ray GRC; Mudrock-4 has its density in kg/m3.
    let gamma_ray = curve("GR");
    assert_eq!((gamma_ray.wells, gamma_ray.mixture), (5, Mixture::One));
    let names: Vec<(&str, usize)> =
        gamma_ray.names.iter().map(|name| (name.text.as_str(), name.wells)).collect();
    assert_eq!(names, [("GR", 4), ("GRC", 1)]);
    let density = curve("RHOB");
    assert_eq!((density.wells, density.mixture), (5, Mixture::Convertible));
    assert_eq!(density.units.iter().map(|unit| unit.wells).collect::<Vec<_>>(), [4, 1]);
    // The generator samples every half foot, 800 times.
    assert_eq!(density.intervals, [(0.1524, 5)]);
    assert_eq!(density.samples, 4000);
    assert!(facts.curves.iter().all(|curve| curve.quantity != Quantity::Depth));
    let wells = bench.wells().await;
    let tops: Vec<f64> =
        wells.iter().flat_map(|w| &w.curves).filter_map(|c| c.top_depth_m).collect();
    assert_eq!(density.top_m, tops.iter().copied().reduce(f64::min));
}

#[tokio::test(flavor = "multi_thread")]
async fn tops_come_with_their_wells_and_range() {
    let bench = Bench::with_wells().await;
    let all = facts(&bench, &["*"]).await;
    assert!(!all.tops.is_empty());
    assert!(all.tops.iter().all(|top| top.wells == 5 && top.min_m <= top.max_m), "{:?}", all.tops);
    let one = facts(&bench, &["Mudrock-2"]).await;
    let sql = bench.sql().await;
    let rows = sql
        .query(
            "select m.name, m.md_m from well_markers m join wells w on w.id = m.well_id \
             where w.name = 'Mudrock-2' order by m.md_m",
            &[],
        )
        .await
        .unwrap();
    let wanted: Vec<(String, f64)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let found: Vec<(String, f64)> =
        one.tops.iter().map(|top| (top.name.clone(), top.min_m)).collect();
    assert_eq!(found, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn wells_are_chosen_by_tag_and_field() {
    let bench = Bench::with_wells().await;
    let (workspace, project) = (&bench.workspace, bench.project);
    let some = ["Mudrock-2".to_owned(), "mudrock-4".to_owned()];
    assert_eq!(workspace.tag_wells(project, &some, " gas ", false).await.unwrap(), 2);
    assert_eq!(workspace.tag_wells(project, &some, "gas", false).await.unwrap(), 0, "again");
    let tagged = ["tag:GAS".to_owned()];
    assert_eq!(workspace.chosen_wells(project, &tagged).await.unwrap(), ["Mudrock-2", "Mudrock-4"]);
    assert_eq!(workspace.tag_wells(project, &tagged, "gas", true).await.unwrap(), 2);
    let refused = workspace.chosen_wells(project, &tagged).await.unwrap_err();
    assert_eq!(refused[0].error_type, ErrorType::WellNotFound);
    let sql = bench.sql().await;
    sql.batch_execute("update wells set field = 'North' where name = 'Mudrock-5'").await.unwrap();
    let field = ["field:north".to_owned()];
    assert_eq!(workspace.chosen_wells(project, &field).await.unwrap(), ["Mudrock-5"]);
    assert!(workspace.tag_wells(project, &some, "a,b", false).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_tells_columns_wells_and_rows_of_a_node() {
    let bench = Bench::with_wells().await;
    let workspace = &bench.workspace;
    let mut json = shale(&["Mudrock-1", "Mudrock-4"]);
    let preview = workspace.preview(bench.project, &definition(&json), "in").await.unwrap();
    assert_eq!(preview.problems, []);
    let columns: Vec<(&str, usize, Option<&str>)> = preview
        .columns
        .iter()
        .map(|column| (column.name.as_str(), column.wells, column.unit.as_deref()))
        .collect();
    // The two wells write their density in different units.
    assert_eq!(columns, [("GR", 2, Some("GAPI")), ("RHOB", 2, None)]);
    assert_eq!((preview.wells.len(), preview.rows, preview.bytes), (2, 1600, 1600 * 3 * 8));
    // A depth range of ten metres has 66 samples of half a foot, both ends at most.
    let top = bench.wells().await[0].curves[0].top_depth_m.unwrap();
    json["nodes"][0]["node_type"]["source_type"]["depth_range"] = json!([top, top + 10.0]);
    json["nodes"][0]["node_type"]["source_type"]["well_ids"] = json!(["Mudrock-1"]);
    let preview = workspace.preview(bench.project, &definition(&json), "Shale").await.unwrap();
    assert_eq!(preview.rows, 66);
    let own: Vec<&str> =
        preview.columns.iter().filter(|one| one.own).map(|one| one.name.as_str()).collect();
    assert_eq!(own, ["VSH_GR"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_does_not_mind_what_is_unfinished_elsewhere() {
    let bench = Bench::with_wells().await;
    let mut json = shale(&["*"]);
    json["nodes"][2]["node_type"]["operator_id"] = json!("not_there_yet");
    let preview = bench.workspace.preview(bench.project, &definition(&json), "vsh").await.unwrap();
    assert_eq!((preview.problems.len(), preview.wells.len()), (0, 5));
    let broken = bench.workspace.preview(bench.project, &definition(&json), "hmp").await.unwrap();
    assert_eq!(broken.problems[0].error_type, ErrorType::OperatorNotFound, "{broken:#?}");
    assert_eq!(broken.problems.len(), 1, "{broken:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_estimate_is_what_the_run_reads() {
    let bench = Bench::with_wells().await;
    let mut json = shale(&["*"]);
    let top = bench.wells().await[0].curves[0].top_depth_m.unwrap();
    json["nodes"][0]["node_type"]["source_type"]["depth_range"] = json!([top + 3.0, top + 40.0]);
    let preview = bench.workspace.preview(bench.project, &definition(&json), "hmp").await.unwrap();
    let pipeline = bench.pipeline_of(json).await;
    let detail = bench.run(all_of(pipeline)).await;
    let despiked = detail.nodes.iter().find(|node| node.node_name == "Despike").unwrap();
    assert_eq!(preview.rows, despiked.rows_out);
    assert!(despiked.busy_ms.is_some() && despiked.cpu_ms <= despiked.busy_ms, "{despiked:?}");
}

fn mapping(suffix: &str) -> CurveMapping {
    CurveMapping {
        mode: WriteMode::CreateNew,
        output_curve_id: None,
        output_curve_name: None,
        suffix: Some(suffix.to_owned()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mapping_facts_tell_who_wrote_what_stands_there() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(shale(&["Mudrock-1", "Mudrock-2"])).await;
    let run = bench.run(all_of(pipeline)).await.run;
    let definition = definition(&shale(&["*"]));
    let facts = bench.workspace.mapping_facts(bench.project, &definition, "vsh").await.unwrap();
    let port = facts.port("VSH_GR").unwrap();
    assert_eq!((port.base.as_str(), port.keeps, port.wells.len()), ("VSH_GR", false, 5));
    let outlook = facts.outlook("VSH_GR", &mapping("_1")).unwrap();
    let MappingState::Taken { wells: 2, curves } = &outlook.state else { panic!("{outlook:?}") };
    assert_eq!(curves[0].execution_id, Some(run.id));
    assert_eq!(curves[0].author, "tester@example.org");
    assert_eq!(outlook.free_suffix, "_2");
    // What the despiking node keeps is known by its name too.
    let outlook = facts.outlook("VSH_GR", &mapping("_despiked")).unwrap();
    assert!(matches!(outlook.state, MappingState::Collides { .. }), "{outlook:?}");
    let over = CurveMapping {
        mode: WriteMode::Overwrite,
        output_curve_name: Some("VSH_GR_1".to_owned()),
        ..mapping("")
    };
    let outlook = facts.outlook("VSH_GR", &over).unwrap();
    let MappingState::Overwrites { wells: 2, missing, .. } = outlook.state else { panic!() };
    assert_eq!(missing, ["Mudrock-3", "Mudrock-4", "Mudrock-5"]);
    // An output that keeps the quantity of its input is named after that.
    let facts = bench.workspace.mapping_facts(bench.project, &definition, "Despike").await.unwrap();
    assert_eq!(
        facts.port("X_HMP").map(|port| (port.base.as_str(), port.keeps)),
        Some(("VSH_GR", true))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outlook_agrees_with_validation() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(shale(&["Mudrock-1"])).await;
    bench.run(all_of(pipeline)).await;
    for suffix in ["", "_1", "_2", "_despiked", "_ä"] {
        let mut json = shale(&["*"]);
        json["nodes"][1]["curve_mapping"]["VSH_GR"]["suffix"] = json!(suffix);
        json["nodes"][2]["curve_mapping"] = json!({});
        let definition = definition(&json);
        let review = bench.workspace.review(bench.project, &definition).await.unwrap();
        let facts = bench.workspace.mapping_facts(bench.project, &definition, "vsh").await.unwrap();
        let outlook = facts.outlook("VSH_GR", &mapping(suffix)).unwrap();
        let is_free = matches!(outlook.state, MappingState::Free { .. });
        assert_eq!(review.is_sound(), is_free, "{suffix}: {outlook:?} {:#?}", review.diagnostics());
    }
}
