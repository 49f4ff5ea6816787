//! What holds of every definition that is exported and imported again.

use proptest::prelude::{Strategy, any, prop};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::*;

/// Names that collide, that look like other things, or that no id can be made of.
const NAMES: [&str; 12] = [
    "Despike",
    "despike",
    "Despike 2",
    "GR",
    "gr",
    "yes",
    "1e3",
    "--",
    "Größe: \"a\" #b",
    "a.b",
    "0123456789abcdef0123456789abcdef",
    "a very long name of a node, longer than a line of a file should be, with: colons, [brackets] and more",
];

/// References to curves; one would be captured by an id made from a name above.
const CURVES: [&str; 3] = ["GR", "gr.1", "despike.X_HMP"];

/// Stored pipelines with nodes of all kinds, which need not run.
fn stored_pipelines() -> impl Strategy<Value = DagDefinition> {
    let node = (0..NAMES.len(), 0..8_usize, any::<[bool; 6]>(), any::<f64>(), "\\PC{0,12}");
    prop::collection::vec(node, 1..7).prop_map(|nodes| {
        let nodes = nodes.into_iter().enumerate().map(|(at, (name, kind, flags, number, text))| {
            let reads: Vec<String> = (0..at).filter(|from| flags[*from]).map(|from| format!("n{from}")).collect();
            let number = if number.is_finite() { number } else { 0.5 };
            json!({
                "id": format!("n{at}"), "name": NAMES[name], "dependencies": reads,
                "node_type": work(kind, &reads, number, &text),
                "curve_mapping": if flags[5] { json!({"X_HMP": {
                    "mode": "create_new", "output_curve_id": flags[4].then_some("c"), "suffix": "_1"}})
                } else { json!({}) },
                "metadata": if flags[4] { json!({"description": text, "position": [number, 1.0],
                    "hints": {"z": null, "a": {"y": 1, "b": []}}}) } else { json!({}) },
            })
        });
        let nodes: Vec<Value> = nodes.collect();
        let definition = json!({"name": "p: 1", "nodes": nodes, "metadata": {"description": "Two\nlines."}});
        with_stored_ids(serde_json::from_value(definition).unwrap(), Uuid::from_u128(1))
    })
}

fn work(kind: usize, reads: &[String], number: f64, text: &str) -> Value {
    match kind {
        0 => {
            json!({"type": "ingestion", "source_type": {"source": "well_logs", "curve_names": ["GR", text]},
            "filters": {"curve_filters": {"GR": {"min_value": number}}, "depth_range": [number, 1e4]}})
        }
        1 => json!({"type": "ingestion", "filters": {}, "source_type":
            {"source": "well_logs", "well_ids": ["A", "*"], "curve_names": [], "depth_range": [0, number]}}),
        2 => json!({"type": "ingestion", "source_type":
            {"source": "postgres_table", "table_name": text, "filters": {"z": 1, "a": null}}}),
        3 => json!({"type": "output", "output_type": {"las": {"storage_path": text}}}),
        4 => json!({"type": "output", "output_type": "frontend"}),
        kind => json!({"type": "operator", "operator_id": "hampel_filter",
        "operator_version": if kind == 5 { json!({"strategy": "latest"}) }
            else { json!({"strategy": "compatible", "fallback_version": text}) },
        "parameters": if kind == 6 { json!({}) } else {
            json!({"replace": text, "n_sigma": number, "half_window": 5, "clip": true, "list": [1, null]}) },
        "inputs": match reads.first() {
            Some(read) if kind == 5 => json!({"X": format!("{read}.X_HMP"), "Y": "gr.1"}),
            _ => json!({"X": CURVES[kind % 3], "Y": CURVES[(kind + 1) % 3]}),
        }}),
    }
}

/// Returns both forms of an export, with the names of their files.
fn exports(definition: &DagDefinition) -> [(String, &'static str); 2] {
    let portable = portable(definition.clone());
    [(write_json(&portable), "p.json"), (write_yaml(&portable), "p.yaml")]
}

proptest::proptest! {
    #[test]
    fn an_export_that_is_imported_again_changes_nothing(stored in stored_pipelines()) {
        for (text, file) in exports(&stored) {
            let read = read(&text, file).unwrap_or_else(|errors| panic!("{errors:#?}\n{text}"));
            assert_eq!(with_ids_of(&stored, read, Uuid::from_u128(1)), stored, "{text}");
        }
    }

    #[test]
    fn an_export_means_the_same_in_another_project(stored in stored_pipelines()) {
        for (text, file) in exports(&stored) {
            let elsewhere = with_stored_ids(read(&text, file).unwrap(), Uuid::from_u128(2));
            for (here, there) in stored.nodes.iter().zip(&elsewhere.nodes) {
                assert_eq!((&here.name, &here.metadata), (&there.name, &there.metadata));
            }
            assert_eq!(elsewhere.nodes.len(), stored.nodes.len());
            // The same readable ids again, so that the references lead to the same nodes.
            assert_eq!(exports(&elsewhere).map(|(text, _)| text), exports(&stored).map(|(text, _)| text));
        }
    }

    #[test]
    fn ids_are_kept_where_they_are_asked_for(stored in stored_pipelines()) {
        assert_eq!(read(&write_json(&stored), "p.json").unwrap(), stored);
        assert_eq!(read(&write_yaml(&stored), "p.yaml").unwrap(), stored);
    }
}

const FILE: &str = r#"{"name": "p", "nodes": [
    {"id": "w", "name": "Wells", "node_type": {"type": "ingestion",
        "source_type": {"source": "well_logs", "curve_names": ["GR"]}}},
    {"id": "d", "name": "Despike", "dependencies": ["w"], "node_type":
        {"type": "operator", "operator_id": "hampel_filter", "inputs": {"X": "w.GR"}},
        "curve_mapping": {"X_HMP": {"mode": "create_new", "output_curve_id": null, "suffix": "_1"}}}]}"#;

fn imported() -> DagDefinition {
    with_stored_ids(read(FILE, "p.json").unwrap(), Uuid::from_u128(1))
}

/// Returns the ids of a file after its import over the stored pipeline.
fn ids_after(stored: &DagDefinition, text: &str) -> Vec<String> {
    let file = read(text, "").unwrap();
    let nodes = with_ids_of(stored, file, Uuid::from_u128(1)).nodes;
    nodes.into_iter().map(|node| node.id).collect()
}

fn ids(definition: &DagDefinition) -> Vec<String> {
    definition.nodes.iter().map(|node| node.id.clone()).collect()
}

#[test]
fn an_export_reads_well() {
    insta::assert_snapshot!(write_yaml(&portable(imported())), @r"
    name: p
    version: 1.0.0
    nodes:
    - id: wells
      name: Wells
      node_type:
        type: ingestion
        source_type:
          source: well_logs
          curve_names:
          - GR
    - id: despike
      name: Despike
      dependencies:
      - wells
      node_type:
        type: operator
        operator_id: hampel_filter
        inputs:
          X: wells.GR
      curve_mapping:
        X_HMP:
          mode: create_new
          suffix: _1
    ");
}

#[test]
fn nodes_are_known_by_the_ids_of_the_file_they_came_from() {
    let mut stored = imported();
    // Renamed on the screen, so that an export would call them otherwise.
    stored.nodes[0].name = "d".to_owned();
    stored.nodes[1].name = "Filter".to_owned();
    assert_eq!(ids_after(&stored, FILE), ids(&stored));
}

#[test]
fn a_renamed_node_is_known_by_its_id_in_the_export() {
    let stored = imported();
    let text = write_yaml(&portable(stored.clone())).replace("name: Despike", "name: Clean");
    assert_eq!(ids_after(&stored, &text), ids(&stored));
}

#[test]
fn a_node_with_another_id_is_known_by_its_name() {
    let stored = imported();
    let text = write_yaml(&portable(stored.clone())).replace("despike", "spikes");
    assert_eq!(ids_after(&stored, &text), ids(&stored));
    let other_operator = text.replace("hampel_filter", "median_filter");
    assert_eq!(ids_after(&stored, &other_operator), ids(&stored));
}

#[test]
fn a_new_node_gets_a_new_id_even_where_its_text_once_named_another() {
    let mut stored = imported();
    stored.nodes[1].name = "Clean".to_owned();
    // Exported, the node is called `clean`; the file brings a new one under the id of old.
    let exported = write_yaml(&portable(stored.clone()));
    let text = format!(
        "{exported}- id: d\n  name: New\n  node_type: {{type: output, output_type: frontend}}\n"
    );
    let after = ids_after(&stored, &text);
    assert_eq!(after[..2], ids(&stored));
    assert!(!ids(&stored).contains(&after[2]));
    assert_eq!(after, ids_after(&stored, &text));
}

#[test]
fn a_removed_node_takes_no_other_along() {
    let stored = imported();
    let exported = write_json(&portable(stored.clone()));
    let mut file = read(&exported, "p.json").unwrap();
    file.nodes.remove(0);
    file.nodes[0].dependencies.clear();
    assert_eq!(with_ids_of(&stored, file, Uuid::from_u128(1)).nodes[0].id, stored.nodes[1].id);
}
