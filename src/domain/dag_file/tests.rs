//! What pipeline files may and may not say.

mod round_trip;

use super::*;
use crate::domain::dag::{NodeType, OutputType, WriteMode};

/// The example of the format's description, with every optional key written out.
const EXAMPLE: &str = r#"{
  "id": "7a3a", "name": "Standard petrophysics", "project_id": "p", "version": "1.0.0",
  "nodes": [
    { "id": "0001", "name": "Wells", "dependencies": [],
      "node_type": { "type": "ingestion",
        "source_type": { "source": "well_logs", "project_id": "p", "well_ids": ["*"], "curve_names": ["GR","RHOB","NPHI","RT"], "depth_range": [1200.0, 3800.0] },
        "filters": { "depth_range": [0, 1e4], "curve_filters": {"GR": {"min_value": 0, "max_value": 300, "exclude_nulls": false}}, "quality_flags": null } } },
    { "id": "0002", "name": "Shale volume", "dependencies": ["0001"],
      "node_type": { "type": "operator", "operator_id": "vshale_larionov_tertiary", "operator_version": {"strategy": "latest"},
        "parameters": { "gr_clean": 20.0, "gr_shale": 130.0 }, "inputs": {"GR": "GR"} },
      "curve_mapping": { "VSH_LT": { "mode": "create_new", "output_curve_id": null, "suffix": "_1" } } },
    { "id": "0003", "name": "Despike", "dependencies": ["0002"],
      "node_type": { "type": "operator", "operator_id": "hampel_filter", "parameters": { "half_window": 5 }, "inputs": {"X": "0002.VSH_LT"} },
      "curve_mapping": { "X_HMP": { "mode": "create_new", "output_curve_id": null, "suffix": "_despiked" } } },
    { "id": "0009", "name": "Keep", "dependencies": ["0002"],
      "node_type": { "type": "output", "output_type": "frontend" } }
  ],
  "metadata": { "description": "x", "tags": [] }
}"#;

fn problems(text: &str) -> Vec<Diagnostic> {
    read(text, "p.json").expect_err("does not fit")
}

fn one_node(node: &str) -> String {
    format!("{{\"name\": \"p\",\n\"nodes\": [\n{node}]}}")
}

#[test]
fn the_example_of_the_format_reads() {
    let definition = read(EXAMPLE, "example.json").unwrap();
    assert_eq!(definition.nodes.len(), 4);
    let NodeType::Operator { inputs, parameters, .. } = &definition.nodes[2].node_type else {
        panic!("an operator");
    };
    assert_eq!(inputs["X"], "0002.VSH_LT");
    assert_eq!(parameters["half_window"], 5);
    let mapping = &definition.nodes[1].curve_mapping["VSH_LT"];
    assert_eq!((mapping.mode, mapping.suffix.as_deref()), (WriteMode::CreateNew, Some("_1")));
}

#[test]
fn json_and_yaml_come_back_as_they_went() {
    let definition = read(EXAMPLE, "example.json").unwrap();
    let json = write_json(&definition);
    assert!(json.ends_with("}\n"));
    assert_eq!(read(&json, "p.json").unwrap(), definition);
    assert_eq!(write_json(&read(&json, "").unwrap()), json);
    let yaml = write_yaml(&definition);
    assert_eq!(read(&yaml, "p.yaml").unwrap(), definition);
    assert_eq!(read(&yaml, "pasted").unwrap(), definition);
}

#[test]
fn outputs_with_a_place_come_back_through_yaml() {
    let text = one_node(
        r#"{"id": "o", "name": "o", "node_type": {"type": "output", "output_type": {"las": {"storage_path": "x"}}}}"#,
    );
    let definition = read(&text, "p.json").unwrap();
    let again = read(&write_yaml(&definition), "p.yaml").unwrap();
    let NodeType::Output { output_type, .. } = &again.nodes[0].node_type else {
        panic!("an output")
    };
    assert_eq!(*output_type, OutputType::Las { storage_path: "x".to_owned() });
}

#[test]
fn the_rule_about_what_exists_is_written_where_it_is_not_the_usual_one() {
    let output = |rule: &str| {
        let text = format!(
            r#"{{"id": "o", "name": "o", "node_type": {{"type": "output", "output_type": {{"csv": {{"storage_path": "x"}}}}{rule}}}}}"#
        );
        read(&one_node(&text), "p.json")
    };
    let usual = output("").unwrap();
    assert_eq!(usual, output(r#", "if_exists": "refuse""#).unwrap());
    assert!(!write_json(&usual).contains("if_exists"));
    let beside = output(r#", "if_exists": "new_name""#).unwrap();
    assert_eq!(read(&write_yaml(&beside), "p.yaml").unwrap(), beside);
    assert_ne!(beside, usual);
    let problems = output(r#", "if_exists": "replce""#).unwrap_err();
    assert_eq!(problems[0].wanted.as_deref(), Some("`refuse`, `replace`, `new_name`"));
    assert_eq!(problems[0].hint.as_deref(), Some("did you mean `replace`?"));
}

#[test]
fn an_unknown_key_is_named_with_its_path_line_and_nearest_key() {
    let text = one_node(
        "{\"id\": \"vsh\", \"name\": \"v\", \"node_type\":\n {\"type\": \"operator\", \"operator_id\": \"x\",\n  \"paramters\": {}}}",
    );
    let problems = problems(&text);
    assert_eq!(problems.len(), 1, "{problems:?}");
    let problem = &problems[0];
    assert_eq!(problem.error_type, ErrorType::UnknownKey);
    assert_eq!(
        problem.what,
        "unknown key \"paramters\" at nodes[0] (id \"vsh\").node_type.paramters"
    );
    assert_eq!(problem.place.line, Some(5));
    assert_eq!(problem.place.node.as_deref(), Some("vsh"));
    assert_eq!(problem.hint.as_deref(), Some("did you mean `parameters`?"));
}

#[test]
fn all_misfits_of_all_nodes_come_at_once() {
    let text = one_node(
        r#"{"id": "a", "name": "a", "colour": 1, "node_type": {"type": "operatr"}},
           {"id": 2, "name": "b", "node_type": {"type": "output", "output_type": "frontendd"}},
           {"id": "c", "node_type": {"type": "ingestion", "source_type": {"curve_names": [1]}}},
           {"id": "d", "name": "d", "node_type": {"type": "output", "output_type": {"csw": {}}},
            "curve_mapping": {"X": {"mode": "append"}}, "metadata": {"retries": -1.5}}"#,
    );
    let found: Vec<_> = problems(&text).into_iter().map(|problem| problem.what).collect();
    assert_eq!(
        found,
        [
            "unknown key \"colour\" at nodes[0] (id \"a\").colour",
            "value is none of those allowed at nodes[0] (id \"a\").node_type.type",
            "value has the wrong type at nodes[1].id",
            "value is none of those allowed at nodes[1].node_type.output_type",
            "key \"source\" is missing at nodes[2] (id \"c\").node_type.source_type",
            "key \"name\" is missing at nodes[2] (id \"c\")",
            "value is none of those allowed at nodes[3] (id \"d\").node_type.output_type",
            "value is none of those allowed at nodes[3] (id \"d\").curve_mapping.X.mode",
            "value has the wrong type at nodes[3] (id \"d\").metadata.retries",
        ]
    );
}

#[test]
fn misspelt_names_come_with_the_nearest() {
    let text = one_node(r#"{"id": "a", "name": "a", "node_type": {"type": "operatr"}}"#);
    let problem = problems(&text).remove(0);
    assert_eq!(problem.found.as_deref(), Some("\"operatr\""));
    assert_eq!(problem.wanted.as_deref(), Some("`ingestion`, `operator`, `output`"));
    assert_eq!(problem.hint.as_deref(), Some("did you mean `operator`?"));
}

#[test]
fn a_key_beside_the_strategy_latest_is_unknown() {
    let text = one_node(
        r#"{"id": "a", "name": "a", "node_type": {"type": "operator", "operator_id": "x",
            "operator_version": {"strategy": "latest", "version": "1.0.0"}}}"#,
    );
    assert_eq!(problems(&text)[0].error_type, ErrorType::UnknownKey);
}

#[test]
fn text_that_is_not_json_has_a_line() {
    let problem = problems("{\n\"name\": }").remove(0);
    assert_eq!(problem.error_type, ErrorType::MalformedFile);
    assert_eq!(problem.place.line, Some(2));
    assert_eq!(problem.place.file.as_deref(), Some("p.json"));
}

#[test]
fn text_that_is_not_yaml_has_a_line() {
    let problem = read("name: x\nnodes: [", "p.yml").unwrap_err().remove(0);
    assert_eq!(problem.error_type, ErrorType::MalformedFile);
    assert!(problem.place.line.is_some());
}

#[test]
fn an_unknown_key_in_yaml_has_its_line() {
    let problem = read("name: x\nnodes: []\ntag: []\n", "p.yaml").unwrap_err().remove(0);
    assert_eq!((problem.error_type, problem.place.line), (ErrorType::UnknownKey, Some(3)));
}

#[test]
fn numbers_where_text_belongs_are_asked_to_wear_quotes() {
    let problem = read("name: x\nversion: 1.5\nnodes: []\n", "p.yaml").unwrap_err().remove(0);
    assert_eq!(problem.hint.as_deref(), Some("write \"1.5\", with quotes"));
}

#[test]
fn optional_keys_may_be_null() {
    let text = one_node(
        r#"{"id": "a", "name": "a", "node_type": {"type": "ingestion", "filters": null,
            "source_type": {"source": "well_logs", "project_id": null, "curve_names": ["GR"], "depth_range": null}},
            "metadata": {"position": null, "retries": null}}"#,
    );
    assert!(read(&text, "p.json").is_ok());
}

#[test]
fn numbers_too_large_for_their_type_are_refused() {
    let text = one_node(
        r#"{"id": "a", "name": "a", "node_type": {"type": "output", "output_type": "frontend"},
            "metadata": {"retries": 99999999999}}"#,
    );
    assert!(problems(&text)[0].what.contains("nodes[0].metadata.retries"), "{:?}", problems(&text));
}

#[test]
fn anything_but_an_object_is_refused() {
    for text in ["[]", "null", "1", "\"x\"", "", "{\"nodes\": {}}", "{\"nodes\": [1]}"] {
        assert!(read(text, "p.json").is_err(), "{text}");
        assert!(read(text, "p.yaml").is_err(), "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in "[\\[\\]{}:,\"a-z0-9 \n\\\\-]{0,80}") {
        let _ = read(&text, "p.json");
        let _ = read(&text, "p.yaml");
    }

    #[test]
    fn no_broken_file_makes_reading_panic(from in 0..EXAMPLE.len(), length in 0..40_usize) {
        let mut text = EXAMPLE.to_owned();
        text.replace_range(from..(from + length).min(EXAMPLE.len()), "");
        let _ = read(&text, "p.json");
        let _ = read(&text, "p.yaml");
    }
}
