//! Mappings that need no project.

use super::*;
use crate::domain::diagnostic::Severity;

/// All tests below, for those that need the pipelines of all tests.
pub(super) const ALL: &[fn()] = &[
    a_new_quantity_needs_no_suffix,
    an_unknown_output_port_comes_with_the_nearest,
    a_kept_quantity_needs_a_suffix,
    a_suffix_holds_no_blanks,
    overwriting_names_a_curve,
    a_curve_to_overwrite_beside_a_new_one_is_a_warning,
    two_nodes_may_not_keep_one_name,
    one_name_in_different_wells_is_no_collision,
    only_operators_keep_curves,
];

fn mapped(vsh: Node) -> Vec<Diagnostic> {
    problems([wells(&["GR"]), vsh, keep(&["vsh"])])
}

fn vsh() -> Node {
    vshale("vsh", &["wells"])
}

#[test]
fn a_new_quantity_needs_no_suffix() {
    assert_eq!(mapped(vsh().maps("VSH_LT", json!({"mode": "create_new"}))), []);
}

#[test]
fn an_unknown_output_port_comes_with_the_nearest() {
    let problem = only(mapped(vsh().creates("VSH_LO", "_1")), ErrorType::InvalidCurveMapping);
    assert_eq!(hint(&problem), "did you mean `VSH_LT`?");
}

#[test]
fn a_kept_quantity_needs_a_suffix() {
    let filter = |suffix: &str| {
        let filter = applies("f", "hampel_filter", &["wells"]).creates("X_HMP", suffix);
        problems([wells(&["GR"]), filter, keep(&["f"])])
    };
    assert_eq!(filter("_1"), []);
    let problem = only(filter(""), ErrorType::InvalidCurveMapping);
    assert_eq!(problem.place.curve.as_deref(), Some("GR"));
}

#[test]
fn a_suffix_holds_no_blanks() {
    let problem = only(mapped(vsh().creates("VSH_LT", " a")), ErrorType::InvalidCurveMapping);
    assert_eq!(found(&problem), "' ' in \" a\"");
}

#[test]
fn overwriting_names_a_curve() {
    let overwrite = |more: Value| {
        let mut mapping = json!({"mode": "overwrite"});
        mapping.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        mapped(vsh().maps("VSH_LT", mapping))
    };
    assert_eq!(overwrite(json!({"output_curve_name": "VSH"})), []);
    assert_eq!(overwrite(json!({"output_curve_id": Uuid::from_u128(1).to_string()})), []);
    only(overwrite(json!({})), ErrorType::InvalidCurveMapping);
    only(overwrite(json!({"output_curve_id": "VSH"})), ErrorType::InvalidCurveMapping);
}

#[test]
fn a_curve_to_overwrite_beside_a_new_one_is_a_warning() {
    let mapping = json!({"mode": "create_new", "output_curve_name": "VSH"});
    let problem = only(mapped(vsh().maps("VSH_LT", mapping)), ErrorType::InvalidCurveMapping);
    assert_eq!(problem.severity, Severity::Warning);
}

#[test]
fn two_nodes_may_not_keep_one_name() {
    let filter = |id: &str, operator: &str, port: &str| {
        applies(id, operator, &["wells"]).inputs(json!({"X": "wells.GR"})).creates(port, "_1")
    };
    let nodes = [
        wells(&["GR"]),
        filter("a", "hampel_filter", "X_HMP"),
        filter("b", "median_filter", "X_MED"),
        keep(&["a", "b"]),
    ];
    let problem = only(problems(nodes), ErrorType::InvalidCurveMapping);
    assert_eq!(problem.place.curve.as_deref(), Some("GR_1"));
    assert_eq!(found(&problem), "port X_HMP of \"A\" and port X_MED of \"B\"");
    assert_eq!(hint(&problem), "set `\"suffix\": \"_2\"` for one");
}

#[test]
fn one_name_in_different_wells_is_no_collision() {
    let part = |id: &str, well: &str| {
        let wells = format!("{id}_wells");
        [
            reads(&wells, &["GR"]).set("/node_type/source_type/well_ids", json!([well])),
            vshale(id, &[&wells]).creates("VSH_LT", "_1"),
        ]
    };
    let nodes = part("a", "A-1").into_iter().chain(part("b", "B-1"));
    assert_eq!(problems(nodes.chain([keep(&["a", "b"])])), []);
}

#[test]
fn only_operators_keep_curves() {
    let keep = keep(&["vsh"]).creates("VSH_LT", "_1");
    only(problems([wells(&["GR"]), vsh(), keep]), ErrorType::InvalidCurveMapping);
}
