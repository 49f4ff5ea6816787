//! The editor over the real catalogue: what fits where, and parameters that are mended.

use mudrock::domain::dag::DagDefinition;
use mudrock::domain::dag_file;
use mudrock::domain::diagnostic::{Diagnostic, ErrorType};
use mudrock::edit::connect::Connections;
use mudrock::edit::fresh;
use mudrock::edit::names::TakenNames;
use mudrock::edit::repair::{Repair, repairs};
use mudrock::operators::catalogue;
use mudrock::services::operators;
use mudrock::validate::validate;
use serde_json::{Value, json};

fn standard() -> DagDefinition {
    let path = crate::workspace::fixture("pipelines/standard_petrophysics.json");
    let text = std::fs::read_to_string(&path).unwrap();
    dag_file::read(&text, "standard.json").unwrap()
}

fn errors(definition: &DagDefinition) -> Vec<Diagnostic> {
    let diagnostics = validate(definition, catalogue(), None).diagnostics;
    diagnostics.into_iter().filter(Diagnostic::is_error).collect()
}

/// Errors but for parameters whose values the user alone knows, so that they have no default.
fn errors_of_edges(definition: &DagDefinition) -> Vec<Diagnostic> {
    let mut errors = errors(definition);
    errors.retain(|error| error.error_type != ErrorType::ParameterInvalid);
    errors
}

fn with_operator(operator: &str, parameters: Value) -> DagDefinition {
    serde_json::from_value(json!({"name": "p", "nodes": [
        {"id": "wells", "name": "Wells", "node_type": {"type": "ingestion",
            "source_type": {"source": "well_logs", "curve_names": ["GR"]}}},
        {"id": "op", "name": "Op", "dependencies": ["wells"],
            "node_type": {"type": "operator", "operator_id": operator, "parameters": parameters}},
        {"id": "out", "name": "Out", "dependencies": ["op"],
            "node_type": {"type": "output", "output_type": "frontend"}},
    ]}))
    .unwrap()
}

/// Returns the first repair of the only refused parameter.
fn mended(definition: &DagDefinition) -> Repair {
    let validation = validate(definition, catalogue(), None);
    let refused = validation.diagnostics.iter();
    let mut refused = refused.filter(|it| it.error_type == ErrorType::ParameterInvalid);
    let problem = refused.next().expect("a parameter is refused");
    let mut repairs = repairs(definition, &validation, problem, catalogue(), None);
    assert!(!repairs.is_empty(), "{problem}");
    let first = repairs.remove(0);
    assert_eq!(errors(&first.edit.applied(definition).unwrap()), [], "{}", first.title);
    first
}

#[test]
fn every_operator_that_finds_its_curves_can_be_appended_anywhere() {
    let definition = standard();
    assert_eq!(errors(&definition), []);
    let flow = validate(&definition, catalogue(), None).flow;
    let connections = Connections::new(&definition, &flow);
    let specs = operators::list();
    let taken = TakenNames::of(&flow, None);
    let mut appended = 0;
    for node in definition.nodes.iter().filter(|node| node.node_type.tag() != "output") {
        for suggestion in connections.operators_after(&[&node.id], &specs) {
            if !suggestion.is_complete() {
                continue;
            }
            let inputs = suggestion.inputs.clone();
            let new = fresh::operator(&definition, &flow, suggestion.spec, inputs, &taken);
            let after = connections.appended(&[&node.id], new).applied(&definition).unwrap();
            assert_eq!(errors_of_edges(&after), [], "{} after {}", suggestion.spec.id, node.name);
            appended += 1;
        }
    }
    assert!(appended > 50, "{appended}");
}

#[test]
fn every_filter_on_any_edge_leaves_the_pipeline_sound() {
    let definition = standard();
    let flow = validate(&definition, catalogue(), None).flow;
    let connections = Connections::new(&definition, &flow);
    let specs = operators::list();
    let taken = TakenNames::of(&flow, None);
    let mut inserted = 0;
    for edge in &flow.edges {
        for suggestion in connections.operators_on(&edge.from, &edge.to, &specs) {
            if !suggestion.is_complete() || suggestion.feeds.is_empty() {
                continue;
            }
            let inputs = suggestion.inputs.clone();
            let new = fresh::operator(&definition, &flow, suggestion.spec, inputs, &taken);
            let edit = connections.inserted(&edge.from, &edge.to, new, suggestion.spec);
            let after = edit.applied(&definition).unwrap();
            assert_eq!(errors_of_edges(&after), [], "{} on {edge:?}", suggestion.spec.id);
            inserted += 1;
        }
    }
    assert!(inserted > 10, "{inserted}");
}

#[test]
fn a_refused_parameter_is_moved_to_its_bound_corrected_or_left_to_its_default() {
    for (parameters, title) in [
        (json!({"half_window": 0}), "set half_window to 1"),
        (json!({"half_window": "7"}), "set half_window to 7"),
        (json!({"half_windw": 5}), "set half_window instead"),
        (json!({"colour": "red"}), "remove colour"),
    ] {
        assert_eq!(mended(&with_operator("hampel_filter", parameters)).title, title);
    }
    let crossed = json!({"gr_clean": 130.0, "gr_shale": 20.0});
    mended(&with_operator("vshale_larionov_tertiary", crossed));
}
