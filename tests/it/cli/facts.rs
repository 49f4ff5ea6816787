//! Dry runs, runs of a part, statistics and tags from the command line.

use super::{standard, text};
use crate::workspace::{Bench, fixture};

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_of_a_file_stores_and_records_nothing() {
    let bench = Bench::with_wells().await;
    let said = bench.mudrock(&["run", &standard(), "--project", "test", "--dry-run"]).exits(0);
    let said = said.reports(&["would run on 5 of 5 wells", "nothing was run", "VSH_LT_1"]);
    assert!(said.stderr.is_empty(), "{}", said.stderr);
    let plan = bench.mudrock(&["run", &standard(), "--project", "test", "--dry-run", "--json"]);
    let plan = plan.exits(0).json();
    assert_eq!(plan["wells"].as_array().unwrap().len(), 5);
    assert_eq!(plan["problems"], serde_json::json!([]));
    assert!(plan["creates"].as_array().unwrap().iter().all(|curve| curve["wells"] == 5));
    assert!(bench.workspace.pipelines(bench.project).await.unwrap().is_empty());
    assert!(bench.workspace.runs(None, 10).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_that_cannot_be_says_why_and_fails() {
    let bench = Bench::with_wells().await;
    bench.mudrock(&["run", &standard(), "--project", "test"]).exits(0);
    let file = text(fixture("pipelines/standard_petrophysics.json"));
    // The file still has the suffixes that the run used up.
    let said = bench.mudrock(&["run", &file, "--project", "test", "--dry-run"]).exits(1);
    said.complains(&["name of the new curve is taken", "5 of 5 wells"]);
    bench
        .mudrock(&["run", &standard(), "--project", "test", "--dry-run", "--wells", "tag:none"])
        .exits(1)
        .complains(&["no well of the project has this tag"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_ends_at_the_node_that_is_named() {
    let bench = Bench::with_wells().await;
    let id = bench.pipeline("standard_petrophysics.json").await;
    let definition = bench.workspace.pipeline(id).await.unwrap().definition;
    let node = definition.nodes.iter().find(|node| !node.curve_mapping.is_empty()).unwrap();
    let said = bench.mudrock(&[
        "run",
        &id.to_string(),
        "--project",
        "test",
        "--until",
        &node.name,
        "--wells",
        "Mudrock-1",
        "--json",
    ]);
    let result = said.exits(0).json();
    assert_eq!(result["output_curves"].as_array().unwrap().len(), node.curve_mapping.len());
    assert_eq!(result["nodes"].as_array().unwrap().last().unwrap()["node_name"], node.name);
    bench
        .mudrock(&["run", &id.to_string(), "--until", "a", "--node", "b", "--project", "test"])
        .exits(2)
        .complains(&["--until", "--node"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_values_of_a_curve_are_summed_up_for_people_and_programs() {
    let bench = Bench::with_wells().await;
    bench.mudrock(&["curves", "stats", "RHOB", "--project", "test"]).exits(0).reports(&[
        "RHOB  in 5 of 5 wells",
        "G/C3  4 wells",
        "K/M3  1 well",
        "P50",
        "P99",
        "█",
    ]);
    let json = bench.mudrock(&[
        "curves",
        "stats",
        "GR",
        "--project",
        "test",
        "--wells",
        "Mudrock-1,Mudrock-3",
        "--depth",
        "0,99999",
        "--json",
    ]);
    let json = json.exits(0).json();
    assert_eq!((&json["wells_having"], &json["units"][0]["samples"]), (&2.into(), &1600.into()));
    assert_eq!(json["units"][0]["summary"]["percentiles"].as_array().unwrap().len(), 9);
    bench
        .mudrock(&["curves", "stats", "GRX", "--project", "test"])
        .exits(1)
        .complains(&["none of the wells has the curve", "did you mean GR"]);
    bench
        .mudrock(&["curves", "stats", "GR", "--project", "test", "--depth", "5,1"])
        .exits(2)
        .complains(&["--depth is no range"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn tagged_wells_are_chosen_by_their_tag() {
    let bench = Bench::with_wells().await;
    bench
        .mudrock(&["wells", "tag", "gas", "--wells", "Mudrock-2,Mudrock-5", "--project", "test"])
        .exits(0)
        .reports(&["tag \"gas\" given to 2 wells"]);
    let listed =
        bench.mudrock(&["wells", "list", "--wells", "tag:gas", "--project", "test", "--json"]);
    let listed = listed.exits(0).json();
    let names: Vec<&str> =
        listed.as_array().unwrap().iter().map(|well| well["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Mudrock-2", "Mudrock-5"]);
    bench
        .mudrock(&["run", &standard(), "--wells", "tag:gas", "--project", "test", "--dry-run"])
        .exits(0)
        .reports(&["would run on 2 of 2 wells"]);
    bench
        .mudrock(&["wells", "tag", "gas", "--wells", "*", "--remove", "--project", "test"])
        .exits(0)
        .reports(&["taken from 2 wells"]);
    bench.mudrock(&["wells", "list", "--project", "test"]).exits(0).reports(&["well", "Mudrock-1"]);
}
