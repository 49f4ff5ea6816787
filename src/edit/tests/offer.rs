//! Operators that may follow or stand between, and new nodes made of them.

use super::*;
use crate::edit::change::Edit;
use crate::edit::connect::Connections;
use crate::edit::fresh;
use crate::edit::names::TakenNames;
use crate::validate::tests::{applies, keep, project, vshale, wells};
use serde_json::json;

fn ids(suggestions: &[crate::edit::offer::Suggestion], complete: bool) -> Vec<String> {
    let some = suggestions.iter().filter(|suggestion| suggestion.is_complete() == complete);
    some.map(|suggestion| suggestion.spec.id.clone()).collect()
}

#[test]
fn operators_that_find_all_their_curves_come_first() {
    let (definition, flow) = flowing([wells(&["GR", "RHOB"]), keep(&["wells"])]);
    let catalogue = catalogue();
    let suggestions =
        Connections::new(&definition, &flow).operators_after(&["wells"], &catalogue.0);
    assert_eq!(ids(&suggestions, true), ["porosity_density", "vshale_larionov_tertiary"]);
    assert_eq!(suggestions.len(), catalogue.0.len());
    let filter = suggestions.iter().find(|it| it.spec.id == "median_filter").unwrap();
    assert_eq!(filter.open["X"], ["wells.GR", "wells.RHOB"]);
    let archie = suggestions.iter().find(|it| it.spec.id == "sw_archie").unwrap();
    assert_eq!(archie.lacking, ["RT", "PHI"]);
}

#[test]
fn several_nodes_are_read_together() {
    let nodes = [
        wells(&["RHOB", "NPHI", "RT"]),
        applies("phid", "porosity_density", &["wells"]),
        applies("nd", "porosity_nd_average", &["phid"]),
    ];
    let (definition, flow) = flowing(nodes);
    let catalogue = catalogue();
    let connections = Connections::new(&definition, &flow);
    let suggestions = connections.operators_after(&["nd", "wells"], &catalogue.0);
    let archie = suggestions.iter().find(|it| it.spec.id == "sw_archie").unwrap();
    assert_eq!(archie.inputs, inputs([("PHI", "nd.PHIX_AV"), ("RT", "wells.RT")]));
    let node = fresh::operator(
        &definition,
        &flow,
        archie.spec,
        archie.inputs.clone(),
        &TakenNames::of(&flow, None),
    );
    let after = connections.appended(&["nd", "wells"], node).applied(&definition).unwrap();
    let only_the_end_is_missing = errors(&after).len() == 1;
    assert!(only_the_end_is_missing, "{:#?}", errors(&after));
}

#[test]
fn a_filter_on_an_edge_is_read_in_place_of_the_curve() {
    let nodes = [
        wells(&["GR", "DT"]),
        vshale("vsh", &["wells"]),
        vshale("again", &["vsh"]),
        keep(&["again"]),
    ];
    let (definition, flow) = flowing(nodes);
    let catalogue = catalogue();
    let connections = Connections::new(&definition, &flow);
    let suggestions = connections.operators_on("wells", "vsh", &catalogue.0);
    assert_eq!(suggestions[0].feeds, ["GR"], "{suggestions:#?}");
    let filter = suggestions.iter().find(|it| it.spec.id == "hampel_filter").unwrap();
    assert_eq!(filter.inputs, inputs([("X", "wells.GR")]));
    let taken = TakenNames::of(&flow, None);
    let node = fresh::operator(&definition, &flow, filter.spec, filter.inputs.clone(), &taken);
    assert_eq!(node.curve_mapping["X_HMP"].suffix.as_deref(), Some("_1"));
    let id = node.id.clone();
    let edit = connections.inserted("wells", "vsh", node, filter.spec);
    let after = edit.applied(&definition).unwrap();
    assert_eq!(errors(&after), []);
    let flow = validated(&after).flow;
    let key = |node: &str| {
        flow.node(node).unwrap().input("GR").unwrap().binding.key().unwrap().to_owned()
    };
    assert_eq!(key("vsh"), format!("{id}.X_HMP"));
    // Nobody asked for a change of the node behind it.
    assert_eq!(key("again"), "wells.GR");
}

#[test]
fn other_bindings_of_the_reader_stay() {
    let nd = applies("nd", "porosity_nd_average", &["wells"])
        .inputs(json!({"PHIN": "wells.NPHI", "PHID": "wells.PHID"}));
    let (definition, flow) = flowing([wells(&["NPHI", "PHID"]), nd, keep(&["nd"])]);
    let catalogue = catalogue();
    let connections = Connections::new(&definition, &flow);
    let spec = catalogue.0.iter().find(|spec| spec.id == "median_filter").unwrap();
    let bound = inputs([("X", "wells.PHID")]);
    let node = fresh::operator(&definition, &flow, spec, bound, &TakenNames::default());
    let id = node.id.clone();
    let Edit::InsertOn { inputs: rebound, .. } = connections.inserted("wells", "nd", node, spec)
    else {
        panic!("nothing else changes");
    };
    let new = format!("{id}.X_MED");
    assert_eq!(rebound, inputs([("PHIN", "wells.NPHI"), ("PHID", &new)]));
}

#[test]
fn what_the_reader_lacks_is_computed_on_the_edge() {
    let pay = applies("pay", "net_pay_flag", &["wells"]);
    let (definition, flow) = flowing([wells(&["GR", "PHIE", "SW"]), pay, keep(&["pay"])]);
    let catalogue = catalogue();
    let connections = Connections::new(&definition, &flow);
    let suggestions = connections.operators_on("wells", "pay", &catalogue.0);
    let first = &suggestions[0];
    assert_eq!(
        (first.spec.id.as_str(), &first.feeds[..]),
        ("vshale_larionov_tertiary", &["VSH".to_owned()][..])
    );
    let taken = TakenNames::of(&flow, None);
    let node = fresh::operator(&definition, &flow, first.spec, first.inputs.clone(), &taken);
    let edit = connections.inserted("wells", "pay", node, first.spec);
    assert_eq!(errors(&edit.applied(&definition).unwrap()), []);
}

#[test]
fn new_nodes_have_names_and_suffixes_of_their_own() {
    let catalogue = catalogue();
    let vsh = vshale("vsh", &["wells"]).creates("VSH_LT", "_1");
    let definition = pipeline([wells(&["GR"]), vsh, keep(&["vsh"])]);
    let project = project(&[("A", &[("GR", "gAPI"), ("vsh_lt_2", "v/v")])]);
    let flow = validate(&definition, &catalogue, Some(&project)).flow;
    let taken = TakenNames::of(&flow, Some(&project));
    let node = fresh::operator(&definition, &flow, &catalogue.0[0], inputs([]), &taken);
    assert_eq!(node.curve_mapping["VSH_LT"].suffix.as_deref(), Some("_3"));
    let edit = Edit::Add { nodes: vec![fresh::ingestion(&definition, vec!["GR".to_owned()])] };
    let after = edit.applied(&definition).unwrap();
    assert_eq!(after.nodes[3].name, "Wells 2");
    assert_ne!(fresh::output(&after).id, fresh::output(&after).id);
}
