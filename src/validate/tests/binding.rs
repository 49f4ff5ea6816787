//! Ports: which column each reads, and in which unit.

use super::*;
use crate::domain::diagnostic::Severity;
use crate::domain::plan::Work;

/// All tests below, for those that need the pipelines of all tests.
pub(super) const ALL: &[fn()] = &[
    a_port_takes_the_column_of_its_name,
    a_port_takes_the_canonical_name_before_other_aliases,
    a_port_takes_the_one_column_that_fits_by_alias,
    a_port_takes_what_an_operator_computes_upstream,
    an_open_port_takes_the_only_column,
    a_depth_port_takes_depth,
    an_optional_port_is_bound_on_request_only,
    several_columns_that_fit_are_listed_with_the_line_to_write,
    a_filtered_curve_and_its_original_are_ambiguous_until_one_is_named,
    inputs_reach_past_the_direct_dependencies,
    a_curve_that_two_ingestions_read_is_ambiguous,
    a_missing_port_lists_what_is_offered,
    inputs_that_lead_nowhere_come_with_a_way_out,
    an_unknown_port_comes_with_the_nearest,
    an_inconvertible_unit_is_refused,
    a_filter_hands_the_unit_of_its_input_on,
    a_unit_that_only_the_project_knows_is_noted,
];

/// Returns the keys that a node's ports are bound to.
#[track_caller]
fn bound(nodes: impl IntoIterator<Item = Node>, id: &str) -> Vec<(String, String)> {
    let validation = validated(nodes);
    let plan = validation.plan.unwrap_or_else(|| panic!("{:#?}", validation.diagnostics));
    let index = plan.index_of(id).expect("the node is planned");
    let Work::Operator { inputs, .. } = &plan.nodes[index].work else { panic!("an operator") };
    inputs.iter().map(|input| (input.port.clone(), input.key.clone())).collect()
}

fn pair(port: &str, key: &str) -> (String, String) {
    (port.to_owned(), key.to_owned())
}

fn despiked() -> Node {
    applies("despiked", "hampel_filter", &["wells"]).inputs(json!({"X": "wells.GR"}))
}

#[test]
fn a_port_takes_the_column_of_its_name() {
    let nodes = [wells(&["SGR", "GR"]), vshale("vsh", &["wells"]), keep(&["vsh"])];
    assert_eq!(bound(nodes, "vsh"), [pair("GR", "wells.GR")]);
}

#[test]
fn a_port_takes_the_canonical_name_before_other_aliases() {
    let nodes = [
        wells(&["TNPH", "NPHI", "PHID"]),
        applies("nd", "porosity_nd_average", &["wells"]),
        keep(&["nd"]),
    ];
    assert_eq!(bound(nodes, "nd"), [pair("PHIN", "wells.NPHI"), pair("PHID", "wells.PHID")]);
}

#[test]
fn a_port_takes_the_one_column_that_fits_by_alias() {
    let nodes = [wells(&["GRC", "RHOB"]), vshale("vsh", &["wells"]), keep(&["vsh"])];
    assert_eq!(bound(nodes, "vsh"), [pair("GR", "wells.GRC")]);
}

#[test]
fn a_port_takes_what_an_operator_computes_upstream() {
    let nodes = [
        wells(&["NPHI", "RHOB", "RT"]),
        applies("phid", "porosity_density", &["wells"]),
        applies("nd", "porosity_nd_average", &["phid"]),
        applies("sw", "sw_archie", &["nd"]),
        keep(&["sw"]),
    ];
    assert_eq!(bound(nodes, "sw"), [pair("RT", "wells.RT"), pair("PHI", "nd.PHIX_AV")]);
}

#[test]
fn an_open_port_takes_the_only_column() {
    let nodes = [wells(&["XYZ"]), applies("f", "median_filter", &["wells"]), keep(&["f"])];
    assert_eq!(bound(nodes, "f"), [pair("X", "wells.XYZ")]);
}

#[test]
fn a_depth_port_takes_depth() {
    let nodes = [wells(&["GR"]), applies("i", "integral", &["wells"]), keep(&["i"])];
    assert_eq!(bound(nodes, "i"), [pair("X", "wells.GR"), pair("DEPT", "DEPT")]);
}

#[test]
fn an_optional_port_is_bound_on_request_only() {
    let pay = applies("pay", "net_pay_flag", &["wells"]);
    let nodes = |pay| [wells(&["PHIE", "VSH", "SW", "PERM"]), pay, keep(&["pay"])];
    assert_eq!(bound(nodes(pay.clone()), "pay").len(), 3);
    let asked = pay.inputs(json!({"PERM": "PERM"}));
    assert_eq!(bound(nodes(asked), "pay")[3], pair("PERM", "wells.PERM"));
}

#[test]
fn several_columns_that_fit_are_listed_with_the_line_to_write() {
    let nodes = [wells(&["GRC", "SGR"]), vshale("vsh", &["wells"]), keep(&["vsh"])];
    let problem = only(problems(nodes), ErrorType::AmbiguousInput);
    assert_eq!(found(&problem), "wells.GRC, wells.SGR");
    assert!(hint(&problem).contains(r#""inputs": {"GR": "wells.SGR"}"#), "{problem:?}");
}

#[test]
fn a_filtered_curve_and_its_original_are_ambiguous_until_one_is_named() {
    let vsh = vshale("vsh", &["despiked"]);
    let nodes = |vsh| [wells(&["GR"]), despiked(), vsh, keep(&["vsh"])];
    let problem = only(problems(nodes(vsh.clone())), ErrorType::AmbiguousInput);
    assert_eq!(found(&problem), "wells.GR, despiked.X_HMP");
    let named = vsh.inputs(json!({"GR": "despiked.X_HMP"}));
    assert_eq!(bound(nodes(named), "vsh"), [pair("GR", "despiked.X_HMP")]);
}

#[test]
fn inputs_reach_past_the_direct_dependencies() {
    let vsh = vshale("vsh", &["despiked"]).inputs(json!({"GR": "GR"}));
    let nodes = [wells(&["GR"]), despiked(), vsh, keep(&["vsh"])];
    assert_eq!(bound(nodes, "vsh"), [pair("GR", "wells.GR")]);
}

#[test]
fn a_curve_that_two_ingestions_read_is_ambiguous() {
    let vsh = vshale("vsh", &["wells", "more"]).inputs(json!({"GR": "GR"}));
    let nodes = [wells(&["GR"]), reads("more", &["GR"]), vsh, keep(&["vsh"])];
    let problem = only(problems(nodes), ErrorType::AmbiguousInput);
    assert_eq!(found(&problem), "wells.GR, more.GR");
}

#[test]
fn a_missing_port_lists_what_is_offered() {
    let nodes = [wells(&["RHOB", "NPHI"]), vshale("vsh", &["wells"]), keep(&["vsh"])];
    let problem = only(problems(nodes), ErrorType::MissingInput);
    assert_eq!(problem.place.port.as_deref(), Some("GR"));
    assert_eq!(found(&problem), "wells.RHOB, wells.NPHI");
    assert_eq!(problem.wanted.as_deref(), Some("gamma ray in gAPI"));
}

#[test]
fn inputs_that_lead_nowhere_come_with_a_way_out() {
    let with = |reference: &str| {
        let sv = vshale("sv", &["wells"]);
        let f = applies("f", "hampel_filter", &["sv"]).inputs(json!({"X": reference}));
        let aside = vshale("aside", &["wells"]);
        let nodes = [wells(&["GR"]), sv, f, aside, keep(&["f", "aside"])];
        let problem = only(problems(nodes), ErrorType::MissingInput);
        hint(&problem).to_owned()
    };
    assert_eq!(with("GRR"), "did you mean `GR`?");
    assert_eq!(with("VSH_LT"), "write `sv.VSH_LT`");
    assert_eq!(with("sv.VSH_LO"), "did you mean `sv.VSH_LT`?");
    assert_eq!(with("vs.VSH_LT"), "did you mean `sv.VSH_LT`?");
    assert_eq!(with("aside.VSH_LT"), "add `aside` to `dependencies`");
    assert_eq!(with("f.X_HMP"), "add `f` to `dependencies`");
    assert_eq!(with("sv."), "it offers VSH_LT");
    assert_eq!(with(""), "upstream nodes offer wells.GR, sv.VSH_LT");
}

#[test]
fn an_unknown_port_comes_with_the_nearest() {
    let vsh = vshale("vsh", &["wells"]).inputs(json!({"GRR": "GR"}));
    let problem = only(problems([wells(&["GR"]), vsh, keep(&["vsh"])]), ErrorType::SchemaMismatch);
    assert_eq!(hint(&problem), "did you mean `GR`?");
}

#[test]
fn an_inconvertible_unit_is_refused() {
    let vsh = vshale("vsh", &["wells"]).inputs(json!({"GR": "RHOB"}));
    let problems = problems([wells(&["RHOB"]), vsh, keep(&["vsh"])]);
    assert_eq!(problems[0].error_type, ErrorType::UnitMismatch);
    assert_eq!(found(&problems[0]), "g/cm3");
    assert_eq!(problems[0].wanted.as_deref(), Some("gAPI"));
    // That the quantity differs too is worth no more than a note.
    assert_eq!(problems[1].severity, Severity::Info);
}

#[test]
fn a_filter_hands_the_unit_of_its_input_on() {
    let phid = applies("phid", "porosity_density", &["despiked"])
        .inputs(json!({"RHOB": "despiked.X_HMP"}));
    let problems = problems([wells(&["GR"]), despiked(), phid, keep(&["phid"])]);
    assert_eq!(problems[0].error_type, ErrorType::UnitMismatch);
    assert_eq!(found(&problems[0]), "gAPI");
}

#[test]
fn a_unit_that_only_the_project_knows_is_noted() {
    let vsh = vshale("vsh", &["wells"]).inputs(json!({"GR": "XYZ"}));
    let problem = only(problems([wells(&["XYZ"]), vsh, keep(&["vsh"])]), ErrorType::UnitMismatch);
    assert_eq!(problem.severity, Severity::Info);
}
