//! Statistics of stored curves, over real Parquet.

use std::sync::Arc;

use mudrock::domain::diagnostic::ErrorType;
use mudrock::services::statistics::{CurveStatistics, Statistics};
use serde_json::json;

use super::{definition, shale};
use crate::workspace::{Bench, all_of};

async fn statistics(bench: &Bench, name: &str, wells: &[&str]) -> Arc<CurveStatistics> {
    let wells: Vec<String> = wells.iter().map(|well| (*well).to_owned()).collect();
    bench.workspace.curve_statistics(bench.project, name, &wells, None).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_statistics_are_those_of_the_samples() {
    let bench = Bench::with_wells().await;
    let found = statistics(&bench, "GR", &["Mudrock-1"]).await;
    assert_eq!((found.wells_having, found.wells_read, found.estimated), (1, 1, false));
    let wells = bench.wells().await;
    let curve = wells[0].curves.iter().find(|curve| curve.name == "GR").unwrap();
    let [unit] = found.units.as_slice() else { panic!("{found:?}") };
    assert_eq!(unit.samples, u64::try_from(curve.samples).unwrap());
    assert_eq!(unit.nulls, u64::try_from(curve.nulls).unwrap());
    let summary = unit.summary.as_ref().unwrap();
    assert_eq!((Some(summary.min), Some(summary.max)), (curve.min, curve.max));
    assert!((summary.mean - curve.mean.unwrap()).abs() < 1e-9);
    // The median by sorting: the middle, or the mean of the two in the middle.
    let trace = bench.workspace.trace(curve.id).await.unwrap();
    let mut values: Vec<f64> = trace.values.into_iter().filter(|value| !value.is_nan()).collect();
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    let median =
        if values.len() % 2 == 1 { values[half] } else { (values[half - 1] + values[half]) / 2.0 };
    assert!((summary.percentiles[4].value - median).abs() < 1e-12);
    assert_eq!(summary.histogram.counts.iter().sum::<u64>(), values.len() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_kept_apart_and_aliases_count() {
    let bench = Bench::with_wells().await;
    let density = statistics(&bench, "RHOB", &["*"]).await;
    let by_unit: Vec<(&str, usize)> =
        density.units.iter().map(|unit| (unit.unit.as_str(), unit.wells)).collect();
    assert_eq!(by_unit, [("G/C3", 4), ("K/M3", 1)]);
    let median = |at: usize| density.units[at].summary.as_ref().unwrap().percentiles[4].value;
    assert!((1.5..3.5).contains(&median(0)) && (1500.0..3500.0).contains(&median(1)));
    let gamma_ray = statistics(&bench, "GR", &["*"]).await;
    assert_eq!((gamma_ray.wells_having, gamma_ray.units.len()), (5, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_depth_range_is_read_with_both_ends() {
    let bench = Bench::with_wells().await;
    let wells = bench.wells().await;
    let curve = wells[0].curves.iter().find(|curve| curve.name == "GR").unwrap();
    let depths = bench.workspace.trace(curve.id).await.unwrap().depth_m;
    let range = [depths[100], depths[149]];
    let one = ["Mudrock-1".to_owned()];
    let found = bench.workspace.curve_statistics(bench.project, "GR", &one, Some(range)).await;
    assert_eq!(found.unwrap().units[0].samples, 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_remembered_until_a_version_changes() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(shale(&["*"])).await;
    bench.run(all_of(pipeline)).await;
    let first = statistics(&bench, "VSH_GR_1", &["*"]).await;
    assert!(Arc::ptr_eq(&first, &statistics(&bench, "VSH_GR_1", &["*"]).await));
    let mut over = shale(&["*"]);
    over["name"] = json!("overwrite");
    over["nodes"][1]["node_type"]["parameters"]["gr_clean"] = json!(40.0);
    over["nodes"][1]["curve_mapping"]["VSH_GR"] =
        json!({"mode": "overwrite", "output_curve_id": null, "output_curve_name": "VSH_GR_1"});
    over["nodes"][2]["curve_mapping"] = json!({});
    let over = bench.pipeline_of(over).await;
    bench.run(all_of(over)).await;
    let second = statistics(&bench, "VSH_GR_1", &["*"]).await;
    let mean = |found: &CurveStatistics| found.units[0].summary.as_ref().unwrap().mean;
    assert!(mean(&second) < mean(&first), "a higher clean line gives less shale");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_computed_has_no_statistics() {
    let bench = Bench::with_wells().await;
    let mut json = shale(&["Mudrock-1", "Mudrock-2"]);
    let top = bench.wells().await[0].curves[0].top_depth_m.unwrap();
    json["nodes"][0]["node_type"]["filters"] = json!({"depth_range": [0.0, top + 10.0]});
    let definition = definition(&json);
    let of = |key: &'static str| bench.workspace.column_statistics(bench.project, &definition, key);
    let found = of("vsh.VSH_GR").await.unwrap();
    let wanted = Statistics::NotComputed { node: "vsh".to_owned(), port: "VSH_GR".to_owned() };
    assert_eq!(found, wanted);
    let Statistics::Stored(stored) = of("in.GR").await.unwrap() else { panic!() };
    assert_eq!(stored.wells, 2);
    assert_eq!(stored.depth_range_m, Some([0.0, top + 10.0]));
    assert!(of("nowhere.GR").await.is_err());
    let missing = bench
        .workspace
        .curve_statistics(bench.project, "GRR1", &["*".to_owned()], None)
        .await
        .unwrap_err();
    assert_eq!(missing[0].error_type, ErrorType::MissingInputCurves);
}
