//! The flow report: columns on offer, ports, kept names, and the edges that are to blame.

use super::*;
use crate::domain::flow::{Binding, FlowReport, InputFlow};

/// All tests below, for those that need the pipelines of all tests.
pub(super) const ALL: &[fn()] = &[
    columns_are_offered_nearest_first_and_pass_through,
    a_port_says_how_it_is_bound,
    a_misspelt_binding_comes_with_what_would_fit,
    what_an_unknown_operator_offers_is_not_known,
    a_conversion_is_noted,
    an_output_says_under_which_name_it_is_kept,
    an_edge_says_what_it_carries_and_what_speaks_against_it,
    an_edge_that_brings_what_is_read_is_sound_though_another_port_lacks_its_curve,
    the_wrong_unit_stands_at_the_edge_that_brings_it,
    the_edges_of_a_cycle_and_those_that_lead_nowhere_are_told,
];

fn report(nodes: impl IntoIterator<Item = Node>) -> FlowReport {
    validated(nodes).flow
}

fn input(report: &FlowReport, node: &str, port: &str) -> InputFlow {
    report.node(node).expect("a node").input(port).expect("a port").clone()
}

/// Returns the kind of what speaks against an edge.
fn objection(report: &FlowReport, from: &str, to: &str) -> Option<ErrorType> {
    let edge = report.edge(from, to).expect("an edge");
    edge.objection.as_ref().map(|objection| objection.error_type)
}

fn despiked() -> Node {
    applies("despiked", "hampel_filter", &["wells"]).inputs(json!({"X": "GR"}))
}

#[test]
fn columns_are_offered_nearest_first_and_pass_through() {
    let report = report([wells(&["GR", "DT"]), despiked(), keep(&["despiked"])]);
    let keys: Vec<_> = report.offered_by("despiked").iter().map(|column| column.key()).collect();
    assert_eq!(keys, ["despiked.X_HMP", "wells.GR", "wells.DT"]);
    let column = report.column("despiked.X_HMP").expect("on offer");
    assert_eq!((column.column.mnemonic.as_str(), column.wells), ("GR", None));
    assert!(!column.ingested);
}

#[test]
fn a_port_says_how_it_is_bound() {
    let vsh = vshale("vsh", &["despiked"]);
    let report = report([
        wells(&["GR", "PHIE", "SW"]),
        despiked(),
        vsh,
        applies("pay", "net_pay_flag", &["vsh"]),
        keep(&["pay"]),
    ]);
    assert_eq!(
        input(&report, "despiked", "X").binding,
        Binding::Named { key: "wells.GR".to_owned() }
    );
    assert_eq!(
        input(&report, "pay", "VSH").binding,
        Binding::Guessed { key: "vsh.VSH_LT".to_owned() }
    );
    assert_eq!(input(&report, "pay", "PERM").binding, Binding::Open);
    let ambiguous = input(&report, "vsh", "GR");
    assert_eq!(ambiguous.binding, Binding::Ambiguous);
    assert_eq!(ambiguous.candidates, ["wells.GR", "despiked.X_HMP"]);
}

#[test]
fn a_misspelt_binding_comes_with_what_would_fit() {
    let vsh = vshale("vsh", &["wells"]).inputs(json!({"GR": "RG"}));
    let validation = validated([wells(&["GR", "DT"]), vsh, keep(&["vsh"])]);
    let port = input(&validation.flow, "vsh", "GR");
    assert_eq!(port.binding, Binding::Missing);
    assert_eq!(port.candidates, ["wells.GR"]);
    let problem = only(validation.diagnostics, ErrorType::MissingInput);
    assert_eq!(problem.choices(), ["GR", "wells.GR"]);
}

#[test]
fn what_an_unknown_operator_offers_is_not_known() {
    let report = report([
        wells(&["DT"]),
        applies("x", "nothing_known", &["wells"]),
        vshale("vsh", &["x"]),
        keep(&["vsh"]),
    ]);
    assert_eq!(report.node("x").expect("a node").adds, None);
    assert!(report.node("vsh").expect("a node").blind);
    assert_eq!(input(&report, "vsh", "GR").binding, Binding::Unknown);
}

#[test]
fn a_conversion_is_noted() {
    let project = project(&[("A", &[("RHOB", "kg/m3")]), ("B", &[("RHOB", "G/C3")])]);
    let nodes =
        [wells(&["RHOB"]), applies("phid", "porosity_density", &["wells"]), keep(&["phid"])];
    let report = validate(&pipeline(nodes), &catalogue(), Some(&project)).flow;
    assert_eq!(input(&report, "phid", "RHOB").conversion().as_deref(), Some("kg/m3 → g/cm3"));
    assert_eq!(report.column("phid.PHID").expect("on offer").wells, Some(2));
}

#[test]
fn an_output_says_under_which_name_it_is_kept() {
    let kept = |mapping: Value| {
        let nodes = [wells(&["GR"]), despiked().maps("X_HMP", mapping), keep(&["despiked"])];
        let report = report(nodes);
        let output = report.node("despiked").and_then(|node| node.output("X_HMP")).cloned();
        let output = output.expect("a port");
        assert_eq!(output.base(), "GR");
        output.kept.expect("it is kept").name
    };
    assert_eq!(kept(json!({"mode": "create_new", "suffix": "_d"})).as_deref(), Some("GR_d"));
    let other = json!({"mode": "overwrite", "output_curve_name": "GRX"});
    assert_eq!(kept(other).as_deref(), Some("GRX"));
    let id = json!({"mode": "overwrite", "output_curve_id": Uuid::from_u128(1).to_string()});
    assert_eq!(kept(id), None);
}

#[test]
fn an_edge_says_what_it_carries_and_what_speaks_against_it() {
    let vsh = vshale("vsh", &["wells", "despiked"]);
    let report = report([wells(&["GR", "RT"]), despiked(), vsh, keep(&["vsh", "gone"])]);
    assert_eq!(report.edge("wells", "despiked").expect("an edge").carries, ["wells.GR"]);
    assert_eq!(objection(&report, "wells", "despiked"), None);
    assert_eq!(objection(&report, "wells", "vsh"), Some(ErrorType::AmbiguousInput));
    assert_eq!(objection(&report, "despiked", "vsh"), Some(ErrorType::AmbiguousInput));
    assert_eq!(objection(&report, "vsh", "keep"), None);
    assert_eq!(objection(&report, "gone", "keep"), Some(ErrorType::NodeNotFound));
}

#[test]
fn an_edge_that_brings_what_is_read_is_sound_though_another_port_lacks_its_curve() {
    let nd = applies("nd", "porosity_nd_average", &["wells", "phid"]);
    let phid = applies("phid", "porosity_density", &["wells"]);
    let report = report([wells(&["RHOB"]), phid, nd, keep(&["nd"])]);
    assert_eq!(objection(&report, "phid", "nd"), None);
    assert_eq!(objection(&report, "wells", "nd"), Some(ErrorType::MissingInput));
}

#[test]
fn the_wrong_unit_stands_at_the_edge_that_brings_it() {
    let nd =
        applies("nd", "porosity_nd_average", &["wells", "more"]).inputs(json!({"PHID": "more.GR"}));
    let report = report([wells(&["NPHI"]), reads("more", &["GR"]), nd, keep(&["nd"])]);
    assert_eq!(objection(&report, "wells", "nd"), None);
    assert_eq!(objection(&report, "more", "nd"), Some(ErrorType::UnitMismatch));
}

#[test]
fn the_edges_of_a_cycle_and_those_that_lead_nowhere_are_told() {
    let chain = |id: &str, from: &str| {
        applies(id, "hampel_filter", &["wells", from]).inputs(json!({"X": "wells.GR"}))
    };
    let late = reads("late", &["DT"]).set("/dependencies", json!(["a"]));
    let after = vshale("after", &["wells", "keep"]).inputs(json!({"GR": "wells.GR"}));
    let nodes =
        [wells(&["GR"]), chain("a", "b"), chain("b", "a"), late, keep(&["a", "late"]), after];
    let report = report(nodes);
    assert_eq!(objection(&report, "a", "b"), Some(ErrorType::CycleDetected));
    assert_eq!(objection(&report, "b", "a"), Some(ErrorType::CycleDetected));
    assert_eq!(objection(&report, "wells", "a"), None);
    assert_eq!(objection(&report, "a", "late"), Some(ErrorType::NotSupported));
    assert_eq!(objection(&report, "keep", "after"), Some(ErrorType::SchemaMismatch));
    assert_eq!(objection(&report, "wells", "after"), None);
}
