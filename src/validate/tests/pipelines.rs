//! Whole pipelines: the plans they become, those of the fixtures, and random ones.

use proptest::prelude::*;

use super::*;
use crate::domain::dag_file;
use crate::domain::diagnostic::Severity;
use crate::domain::plan::{PlannedNode, Work};

fn planned(nodes: impl IntoIterator<Item = Node>) -> Plan {
    let validation = validated(nodes);
    validation.plan.unwrap_or_else(|| panic!("{:#?}", validation.diagnostics))
}

/// A well, its despiked gamma ray, a shale volume, and a saturation that joins all of them.
fn diamond() -> Plan {
    planned([
        keep(&["pay"]),
        applies("pay", "net_pay_flag", &["vsh", "wells"]).creates("NETPAY", "_1"),
        vshale("vsh", &["despiked"]).inputs(json!({"GR": "despiked.X_HMP"})),
        applies("despiked", "hampel_filter", &["wells"])
            .inputs(json!({"X": "GR"}))
            .creates("X_HMP", "_1")
            .set("/metadata", json!({"timeout_seconds": 9, "retries": 4, "cache_enabled": false})),
        wells(&["GR", "PHIE", "SW", "CALI"]),
    ])
}

fn node<'p>(plan: &'p Plan, id: &str) -> &'p PlannedNode {
    &plan.nodes[plan.index_of(id).expect("the node is planned")]
}

#[test]
fn every_node_follows_those_it_reads() {
    let plan = diamond();
    let ids: Vec<_> = plan.nodes.iter().map(|node| node.id.as_str()).collect();
    assert_eq!(ids, ["wells", "despiked", "vsh", "pay", "keep"]);
    assert_eq!(node(&plan, "pay").upstream, [2, 0]);
    assert_eq!(node(&plan, "wells").downstream, [3, 1]);
}

#[test]
fn ties_are_broken_as_the_author_wrote() {
    let filter = |id: &str| applies(id, "hampel_filter", &["wells"]);
    let plan =
        planned([wells(&["GR"]), filter("z"), filter("a"), filter("m"), keep(&["z", "a", "m"])]);
    let ids: Vec<_> = plan.nodes.iter().map(|node| node.id.as_str()).collect();
    assert_eq!(ids, ["wells", "z", "a", "m", "keep"]);
}

#[test]
fn only_what_is_read_downstream_is_carried() {
    let plan = diamond();
    assert_eq!(node(&plan, "wells").carries, ["wells.GR", "wells.PHIE", "wells.SW"]);
    assert_eq!(node(&plan, "despiked").carries, ["despiked.X_HMP"]);
    assert_eq!(node(&plan, "vsh").carries, ["vsh.VSH_LT"]);
    assert!(node(&plan, "pay").carries.is_empty());
}

#[test]
fn a_column_passes_through_nodes_that_do_not_read_it() {
    let plan = planned([
        wells(&["GR", "RT"]),
        applies("a", "hampel_filter", &["wells"]).inputs(json!({"X": "wells.GR"})),
        applies("b", "hampel_filter", &["a"]).inputs(json!({"X": "wells.RT"})),
        keep(&["b"]),
    ]);
    assert_eq!(node(&plan, "wells").carries, ["wells.GR", "wells.RT"]);
    assert_eq!(node(&plan, "a").carries, ["wells.RT"]);
}

#[test]
fn a_filtered_column_keeps_mnemonic_unit_and_quantity() {
    let plan = diamond();
    let column = &node(&plan, "despiked").produces[0];
    assert_eq!((column.key.as_str(), column.mnemonic.as_str()), ("despiked.X_HMP", "GR"));
    assert_eq!((column.unit.as_deref(), column.quantity), (Some("gAPI"), Quantity::GammaRay));
}

#[test]
fn a_plan_holds_limits_defaults_and_what_is_kept() {
    let plan = diamond();
    let despiked = node(&plan, "despiked");
    assert_eq!((despiked.timeout_seconds, despiked.retries), (Some(9), Some(4)));
    assert!(!despiked.cache_enabled && node(&plan, "vsh").cache_enabled);
    let Work::Operator { parameters, keeps, .. } = &despiked.work else { panic!("an operator") };
    assert_eq!(parameters["strength"], 1);
    assert_eq!(keeps[0].base_from.as_deref(), Some("X"));
    let Work::Operator { keeps, .. } = &node(&plan, "pay").work else { panic!("an operator") };
    assert_eq!((keeps[0].port.as_str(), keeps[0].base_from.as_deref()), ("NETPAY", None));
}

#[test]
fn stored_ids_change_nothing_but_the_names_in_a_plan() {
    let text = include_str!("../../../fixtures/pipelines/standard_petrophysics.json");
    let definition = dag_file::read(text, "p.json").expect("reads");
    let stored = dag_file::with_stored_ids(definition.clone(), Uuid::from_u128(7));
    let shape = |definition: &DagDefinition| {
        let plan = validate(definition, &catalogue(), None).plan.expect("sound");
        let node = |node: PlannedNode| (node.name, node.upstream, node.carries.len());
        plan.nodes.into_iter().map(node).collect::<Vec<_>>()
    };
    assert_eq!(shape(&definition), shape(&stored));
}

#[test]
fn the_example_pipelines_are_sound() {
    for (name, text, notes) in [
        ("standard", include_str!("../../../fixtures/pipelines/standard_petrophysics.json"), 0),
        ("despike", include_str!("../../../fixtures/pipelines/despike_and_smooth.json"), 0),
        // Water saturation in place of the irreducible one is meant, and noted.
        ("permeability", include_str!("../../../fixtures/pipelines/permeability.json"), 1),
    ] {
        let definition = dag_file::read(text, "p.json").expect("reads");
        let validation = validate(&definition, &catalogue(), None);
        assert_eq!(validation.diagnostics.len(), notes, "{name}: {:#?}", validation.diagnostics);
        let noted = |it: &Diagnostic| it.severity == Severity::Info;
        assert!(validation.diagnostics.iter().all(noted));
        assert!(validation.plan.is_some());
    }
}

fn any_name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "a", "b", "c", "a.b", "wells", "GR", "X", "X_HMP", "VSH_LT", "*"])
        .prop_map(str::to_owned)
}

pub(crate) fn any_node() -> impl Strategy<Value = Node> {
    let names = || prop::collection::vec(any_name(), 0..3);
    let references = prop::collection::btree_map(
        any_name(),
        (any_name(), any_name()).prop_map(|(node, name)| format!("{node}.{name}")),
        0..2,
    );
    let operator = prop::sample::select(vec![
        "hampel_filter",
        "vshale_larionov_tertiary",
        "net_pay_flag",
        "integral",
        "nothing",
    ]);
    let mapping = prop::option::of((any_name(), any_name(), any::<bool>()));
    (any_name(), names(), 0..3, names(), operator, references, mapping).prop_map(
        |(id, dependencies, kind, names, operator, inputs, mapping)| {
            let node_type = match kind {
                0 => json!({"type": "ingestion", "source_type":
                    {"source": "well_logs", "well_ids": names, "curve_names": names}}),
                1 => json!({"type": "operator", "operator_id": operator, "inputs": inputs}),
                _ => json!({"type": "output", "output_type": "frontend"}),
            };
            let dependencies: Vec<&str> = dependencies.iter().map(String::as_str).collect();
            let node = super::node(&id, &dependencies, node_type);
            match mapping {
                Some((port, suffix, true)) => node.creates(&port, &suffix),
                Some((port, name, false)) => {
                    node.maps(&port, json!({"mode": "overwrite", "output_curve_name": name}))
                }
                None => node,
            }
        },
    )
}

proptest! {
    #[test]
    fn no_definition_makes_validation_panic(nodes in prop::collection::vec(any_node(), 0..8)) {
        let definition = pipeline(nodes);
        let project = project(&[("a", &[("GR", "gAPI"), ("X", "")]), ("b", &[("GR", "m")])]);
        for inventory in [None, Some(&project)] {
            let validation = validate(&definition, &catalogue(), inventory);
            let sound = !validation.diagnostics.iter().any(Diagnostic::is_error);
            prop_assert_eq!(validation.plan.is_some(), sound);
        }
        dag_file::with_stored_ids(definition, Uuid::from_u128(1));
    }
}
