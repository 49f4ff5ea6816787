//! Edges: which may be drawn, what they bind, and why the others may not.

use super::*;
use crate::edit::connect::{Connections, Verdict};
use crate::validate::tests::{applies, keep, reads, vshale, wells};
use serde_json::json;

fn verdict(nodes: impl IntoIterator<Item = Node>, from: &str, to: &str) -> Verdict {
    let (definition, flow) = flowing(nodes);
    Connections::new(&definition, &flow).verdict(from, to)
}

#[track_caller]
fn allowed(verdict: Verdict) -> (BTreeMap<String, String>, String) {
    match verdict {
        Verdict::Allowed { inputs, note } => (inputs, note.unwrap_or_default()),
        Verdict::Refused { reason } => panic!("{reason}"),
    }
}

#[track_caller]
fn refused(verdict: Verdict) -> String {
    match verdict {
        Verdict::Refused { reason } => reason,
        Verdict::Allowed { inputs, note } => panic!("{inputs:?} {note:?}"),
    }
}

fn despiked() -> Node {
    applies("despiked", "hampel_filter", &["wells"]).inputs(json!({"X": "wells.GR"}))
}

fn small() -> [Node; 4] {
    [wells(&["GR", "DT"]), despiked(), vshale("vsh", &["wells"]), keep(&["vsh"])]
}

#[test]
fn what_makes_no_sense_is_refused_with_its_reason() {
    for (from, to, reason) in [
        ("vsh", "vsh", "a node cannot read itself"),
        ("vsh", "wells", "an ingestion reads no node"),
        ("keep", "vsh", "an output offers nothing"),
        ("wells", "vsh", "\"VSH\" reads it already"),
        ("vsh", "gone", "the pipeline has no such node"),
    ] {
        assert_eq!(refused(verdict(small(), from, to)), reason);
    }
    let nodes =
        [wells(&["GR"]), despiked(), vshale("vsh", &["despiked"]), vshale("late", &["vsh"])];
    let reason = refused(verdict(nodes, "late", "despiked"));
    assert_eq!(reason, "would close a cycle: \"LATE\" gets data from \"DESPIKED\"");
}

#[test]
fn an_output_reads_any_result() {
    assert_eq!(allowed(verdict(small(), "despiked", "keep")), (inputs([]), String::new()));
}

#[test]
fn an_open_port_is_bound_to_what_the_node_adds() {
    let nodes = [wells(&["GR"]), despiked(), vshale("vsh", &[])];
    let (bound, _) = allowed(verdict(nodes, "despiked", "vsh"));
    assert_eq!(bound, inputs([("GR", "despiked.X_HMP")]));
}

#[test]
fn a_column_that_only_flows_through_is_bound_too() {
    let nodes = [wells(&["GR", "RHOB"]), despiked(), applies("phid", "porosity_density", &[])];
    let (bound, _) = allowed(verdict(nodes, "despiked", "phid"));
    assert_eq!(bound, inputs([("RHOB", "wells.RHOB")]));
}

#[test]
fn a_port_that_finds_no_column_is_named_with_what_it_wants() {
    let nodes = [wells(&["GR"]), applies("phid", "porosity_density", &[])];
    let reason = refused(verdict(nodes, "wells", "phid"));
    assert_eq!(reason, "no column fits port RHOB: wants bulk density in g/cm3");
}

#[test]
fn a_column_whose_unit_does_not_convert_does_not_fit() {
    let project = crate::validate::tests::project(&[("A", &[("RHOB", "degC")])]);
    let definition = pipeline([wells(&["RHOB"]), applies("phid", "porosity_density", &[])]);
    let flow = validate(&definition, &catalogue(), Some(&project)).flow;
    assert!(!Connections::new(&definition, &flow).verdict("wells", "phid").is_allowed());
}

#[test]
fn a_conversion_is_noted() {
    let project = crate::validate::tests::project(&[("A", &[("RHOB", "kg/m3")])]);
    let definition = pipeline([wells(&["RHOB"]), applies("phid", "porosity_density", &[])]);
    let flow = validate(&definition, &catalogue(), Some(&project)).flow;
    let verdict = Connections::new(&definition, &flow).verdict("wells", "phid");
    assert_eq!(allowed(verdict).1, "kg/m3 is converted to g/cm3");
}

#[test]
fn several_columns_leave_the_choice_open() {
    let nodes = [wells(&["GR", "DT", "RT"]), applies("f", "median_filter", &[])];
    let (bound, note) = allowed(verdict(nodes, "wells", "f"));
    assert_eq!((bound, note.as_str()), (inputs([]), "X is to be chosen: GR, DT, RT"));
}

#[test]
fn a_reader_that_has_all_it_needs_takes_the_new_column_instead() {
    let (bound, note) = allowed(verdict(small(), "despiked", "vsh"));
    assert_eq!(bound, inputs([("GR", "despiked.X_HMP")]));
    assert_eq!(note, "GR reads X_HMP of \"DESPIKED\" in place of GR of \"WELLS\"");
    let nodes = small().into_iter().chain([applies("phid", "porosity_density", &["rhob"])]);
    let nodes = nodes.chain([reads("rhob", &["RHOB"])]);
    let reason = refused(verdict(nodes, "vsh", "phid"));
    assert_eq!(reason, "\"PHID\" has all its inputs, and nothing of \"VSH\" fits one of them");
}

#[test]
fn an_edge_on_request_binds_an_optional_port() {
    let pay = applies("pay", "net_pay_flag", &["wells"]);
    let nodes = [wells(&["PHIE", "VSH", "SW", "PHIT", "SWIRR"]), pay];
    let perm =
        applies("perm", "permeability_timur", &["wells"]).inputs(json!({"PHI": "wells.PHIE"}));
    let (bound, _) = allowed(verdict(nodes.into_iter().chain([perm]), "perm", "pay"));
    assert_eq!(bound, inputs([("PERM", "perm.PERM_TIM")]));
}

#[test]
fn a_node_whose_columns_are_not_known_may_be_read() {
    let nodes = [wells(&["DT"]), applies("x", "no_such", &["wells"]), vshale("vsh", &[])];
    let (bound, note) = allowed(verdict(nodes, "x", "vsh"));
    assert_eq!((bound, note.as_str()), (inputs([]), "what \"X\" offers is not known yet"));
}

#[test]
fn a_port_that_named_its_column_waited_for_the_edge() {
    let vsh = vshale("vsh", &["wells"]).inputs(json!({"GR": "f.X_MED"}));
    let f = applies("f", "median_filter", &["wells"]).inputs(json!({"X": "wells.DT"}));
    let (bound, _) = allowed(verdict([wells(&["DT"]), f, vsh], "f", "vsh"));
    assert_eq!(bound, inputs([("GR", "f.X_MED")]));
}

#[test]
fn an_edge_makes_no_other_node_ambiguous() {
    let nodes = [
        wells(&["GR", "PHIE", "SW"]),
        despiked(),
        vshale("vsh", &["wells"]),
        vshale("again", &["vsh"]),
        applies("pay", "net_pay_flag", &["vsh"]),
        keep(&["pay", "again", "despiked"]),
    ];
    let (definition, flow) = flowing(nodes);
    assert_eq!(errors(&definition), []);
    let connections = Connections::new(&definition, &flow);
    let edit = connections.connected("despiked", "vsh").unwrap();
    assert_eq!(edit.label(&definition), "connect \"DESPIKED\" to \"VSH\"");
    let after = edit.applied(&definition).unwrap();
    assert_eq!(errors(&after), []);
    let flow = validated(&after).flow;
    let reads = |node: &str, port: &str| {
        let input = flow.node(node).unwrap().input(port).unwrap();
        input.binding.key().unwrap().to_owned()
    };
    assert_eq!(reads("vsh", "GR"), "despiked.X_HMP");
    assert_eq!(reads("again", "GR"), "wells.GR");
}

#[test]
fn whatever_is_allowed_adds_no_error() {
    let nodes = [
        wells(&["GR", "RHOB", "NPHI", "RT"]),
        despiked(),
        vshale("vsh", &["despiked"]).inputs(json!({"GR": "despiked.X_HMP"})),
        applies("phid", "porosity_density", &["wells"]),
        applies("nd", "porosity_nd_average", &["phid"]),
        applies("sw", "sw_archie", &["nd"]),
        applies("pay", "net_pay_flag", &["sw", "vsh"]).inputs(json!({"PHIE": "nd.PHIX_AV"})),
        keep(&["pay"]),
    ];
    let (definition, flow) = flowing(nodes);
    assert_eq!(errors(&definition), []);
    let connections = Connections::new(&definition, &flow);
    let mut drawn = 0;
    for from in &definition.nodes {
        for (to, verdict) in connections.readers_of(&from.id) {
            assert_eq!(verdict, connections.verdict(&from.id, to));
            if let Ok(edit) = connections.connected(&from.id, to) {
                let after = edit.applied(&definition).unwrap();
                assert_eq!(errors(&after), [], "{} to {to}: {verdict:?}", from.id);
                drawn += 1;
            }
        }
    }
    assert!(drawn > 5, "{drawn}");
}

#[test]
fn both_questions_get_the_same_answers() {
    let (definition, flow) = flowing(small());
    let connections = Connections::new(&definition, &flow);
    for node in &definition.nodes {
        for (other, verdict) in connections.sources_of(&node.id) {
            assert_eq!(verdict, connections.verdict(other, &node.id));
        }
    }
}

#[test]
fn a_report_older_than_the_definition_does_no_harm() {
    let (_, flow) = flowing(small());
    let definition = pipeline(small().into_iter().chain([vshale("new", &[])]));
    let connections = Connections::new(&definition, &flow);
    let (bound, note) = allowed(connections.verdict("wells", "new"));
    assert_eq!((bound, note.as_str()), (inputs([]), "its ports are not known"));
}

#[test]
fn an_edge_offers_no_number_to_a_text_and_no_table_to_a_curve() {
    use crate::validate::tests::catalogue_of_frames;
    use crate::validate::validate;

    let tops = crate::validate::tests::node(
        "tops",
        &[],
        json!({"type": "ingestion", "source_type": {"source": "well_markers"}}),
    );
    let nodes = [
        wells(&["GR", "VSH"]),
        tops,
        applies("zones", "tops_to_zones", &["wells", "tops"]),
        applies("stats", "zone_statistics", &[]).inputs(json!({"X": "wells.GR"})),
        vshale("vsh", &["wells"]),
        applies("min", "vsh_minimum", &["vsh"]).inputs(json!({"VSH": "vsh.VSH_LT"})),
    ];
    let definition = crate::validate::tests::pipeline(nodes);
    let operators = catalogue_of_frames();
    let flow = validate(&definition, &operators, None).flow;
    let connections = Connections::new(&definition, &flow);
    let (bound, _) = allowed(connections.verdict("zones", "stats"));
    assert_eq!(bound, inputs([("X", "wells.GR"), ("ZONE", "zones.ZONE")]));
    // What zone statistics give has no depths, and is nothing that a curve is made of.
    let reason = refused(connections.verdict("stats", "vsh"));
    assert!(reason.contains("nothing of \"STATS\" fits"), "{reason}");
    // A port for several takes one more, beside those that are named.
    let (bound, note) = allowed(connections.verdict("wells", "min"));
    assert_eq!(bound, inputs([("VSH", "vsh.VSH_LT, wells.VSH")]));
    assert_eq!(note, "VSH takes VSH");
    let suggested = connections.operators_after(&["stats"], &operators.0);
    let first = suggested.iter().find(|one| one.spec.id == "median_filter").unwrap();
    assert!(!first.inputs.values().any(|key| key.starts_with("stats.")), "{first:?}");
}
