//! Pipelines as files under review: exported, compared, imported again.

use std::path::Path;

use mudrock::domain::dag::DagDefinition;
use mudrock::domain::dag_file;
use serde_json::{Value, json};

use crate::cli::{alone, text};
use crate::workspace::{Bench, all_of, fixture};

const STANDARD: &str = "Standard petrophysics";

fn standard() -> String {
    text(fixture("pipelines/standard_petrophysics.json"))
}

/// Copies a file with a change.
fn changed(from: &Path, to: &Path, change: impl FnOnce(String) -> String) -> String {
    std::fs::write(to, change(std::fs::read_to_string(from).unwrap())).unwrap();
    text(to.to_owned())
}

fn node_ids(definition: &DagDefinition) -> Vec<String> {
    definition.nodes.iter().map(|node| node.id.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_file_comes_back_to_the_nodes_it_was_exported_from() {
    let bench = Bench::with_wells().await;
    let id = bench.pipeline("standard_petrophysics.json").await;
    let stored =
        async || bench.workspace.find_pipeline(bench.project, STANDARD).await.unwrap().definition;
    let before = stored().await;
    // A run moves the suffixes on; the export tells them as they are now.
    bench.run(all_of(id)).await;
    let advanced = stored().await;
    assert_ne!(advanced, before);
    for name in ["p.yaml", "p.json"] {
        let file = bench.dir.path().join(name);
        let path = text(file.clone());
        bench.mudrock(&["pipelines", "export", STANDARD, "-o", &path]).exits(0);
        let first = std::fs::read_to_string(&file).unwrap();
        assert!(first.contains("_2") && first.contains("despike_gamma_ray"), "{first}");
        assert!(!first.contains("null") && !first.contains(&id.to_string()), "{first}");
        let import = bench.mudrock(&["pipelines", "import", &path]).exits(0);
        import.reports(&["stored already, nothing changed"]);
        bench.mudrock(&["pipelines", "export", STANDARD, "-o", &path]).exits(0);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), first);
        assert_eq!(stored().await, advanced);
    }
    let edited =
        changed(&bench.dir.path().join("p.yaml"), &bench.dir.path().join("edited.yaml"), |text| {
            text.replace("gr_clean: 20.0", "gr_clean: 25.0").replace("name: Net pay", "name: Pay")
        });
    let told = bench.mudrock(&["pipelines", "diff", STANDARD, &edited]).exits(1);
    assert_eq!(
        told.stdout,
        "  no id is on both sides: nodes are matched by their ids in files and by name\n\
         ~ Shale volume\n    parameters.gr_clean: 20 → 25\n~ Pay\n    renamed Net pay → Pay\n"
    );
    let import = bench.mudrock(&["pipelines", "import", &edited]).exits(0);
    import.reports(&["replaced what was stored"]);
    let after = stored().await;
    assert_eq!(node_ids(&after), node_ids(&advanced));
    bench.mudrock(&["pipelines", "diff", STANDARD, &edited]).exits(0).reports(&["no difference"]);
    // The curves of the first run are still those of the same nodes.
    let shown = bench.mudrock(&["pipelines", "show", STANDARD, "--json"]).exits(0).json();
    assert_eq!(shown["last_run"]["nodes"][2]["node_id"], json!(after.nodes[2].id));
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_are_exported_on_request() {
    let bench = Bench::with_wells().await;
    let id = bench.pipeline("standard_petrophysics.json").await;
    let export = bench.mudrock(&["pipelines", "export", STANDARD, "--with-ids"]).exits(0);
    let exported = dag_file::read(&export.stdout, "p.json").unwrap();
    let stored = bench.workspace.find_pipeline(bench.project, STANDARD).await.unwrap();
    assert_eq!(exported.id, id.to_string());
    assert_eq!(exported, stored.definition);
}

#[test]
fn files_are_compared_without_a_database() {
    let dir = tempfile::tempdir().unwrap();
    let edited = changed(
        &fixture("pipelines/standard_petrophysics.json"),
        &dir.path().join("edited.json"),
        |text| {
            let mut file: Value = serde_json::from_str(&text).unwrap();
            file["nodes"][2]["node_type"]["parameters"]["gr_clean"] = json!(25);
            file["nodes"][9]["dependencies"] = json!(["net_pay"]);
            file["metadata"]["tags"] = json!(["petrophysics", "sand"]);
            file["nodes"].as_array_mut().unwrap().remove(5);
            file.to_string()
        },
    );
    let standard = standard();
    let told = alone(&["pipelines", "diff", &standard, &edited]).exits(1);
    told.reports(&[
        "~ the pipeline\n    tags: + sand\n",
        "~ Shale volume\n    parameters.gr_clean: 20 → 25\n",
        "- Sonic porosity (porosity_sonic_wyllie)\n    reads: - Wells\n",
        "~ Keep\n    reads: - Sonic porosity\n",
    ]);
    let report = alone(&["pipelines", "diff", &standard, &edited, "--json"]).exits(1).json();
    assert_eq!((&report["equal"], &report["matched"]), (&json!(false), &json!("ids")));
    assert_eq!(
        report["nodes"][0]["changes"],
        json!([{"path": "parameters.gr_clean", "before": 20.0, "after": 25}])
    );
    assert_eq!(
        report["edges"][0],
        json!({"change": "removed", "from": "Wells", "to": "Sonic porosity"})
    );
    let drawn = ["pipelines", "diff", &standard, &edited, "--graph", "--width", "100", "--ascii"];
    let drawn =
        alone(&drawn).exits(1).reports(&["~ Shale volume", "- Sonic porosity", "| Wells |"]);
    assert!(drawn.stdout.is_ascii());
    alone(&["pipelines", "diff", &standard, &standard]).exits(0).reports(&["no difference"]);
}

#[test]
fn trouble_is_told_from_a_difference() {
    let missing = alone(&["pipelines", "diff", &standard(), "missing.yaml"]).exits(2);
    missing.complains(&["cannot be read", "missing.yaml"]);
    alone(&["pipelines", "diff", &standard()]).exits(2);
}

#[test]
fn a_template_becomes_a_file_without_a_database() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mine.yaml");
    let path = text(file.clone());
    let new = ["pipelines", "new", "--template", "porosity_comparison", "-o", &path];
    alone(&new).exits(0);
    let original = include_str!("../../templates/porosity_comparison.yaml");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), original);
    alone(&new).exits(1).complains(&["there already", "mine.yaml"]);
    let json = text(dir.path().join("mine.json"));
    let named = ["pipelines", "new", "Mine", "--template", "porosity_comparison", "-o", &json];
    alone(&named).exits(0);
    let told = alone(&["pipelines", "diff", &path, &json]).exits(1);
    assert_eq!(told.stdout, "~ the pipeline\n    renamed Porosity from three logs → Mine\n");
    let listed = alone(&["pipelines", "templates", "--json"]).exits(0).json();
    assert_eq!(listed[0]["slug"], "archie_exponents");
    alone(&["pipelines", "templates"]).exits(0).reports(&["quick_look_sand", "GR RHOB NPHI RT"]);
    alone(&["pipelines", "new"]).exits(2);
}
