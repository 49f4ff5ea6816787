//! Repairs: every one mends its problem, and the first is what was meant.

use super::*;
use crate::domain::diagnostic::ErrorType;
use crate::domain::inventory::Inventory;
use crate::edit::repair::{Repair, repairs};
use crate::validate::tests::versions::versions;
use crate::validate::tests::{
    applies, keep, pipelines_of_all_tests, project, reads, vshale, wells,
};
use serde_json::{Value, json};

/// Problems that no single edit mends: what is missing is not in the pipeline.
const BEYOND_REPAIR: [&str; 14] = [
    // Ids cannot be told apart or named by an edit.
    "two nodes have the id",
    "has no id",
    // Data that the project does not have.
    "project has no wells",
    "curve is missing in some wells",
    "unit does not convert in some wells",
    "unit of an input is not known",
    "unit is checked when the run starts",
    "no well has all inputs",
    "found degC, m, wanted gAPI",
    "curve to overwrite does not exist in some wells",
    "an id overwrites the curve of one well",
    // Nothing to begin from.
    "| 0 nodes",
    // What runs cannot do yet.
    "cannot be read by a run yet",
    // A doubt, not a fault.
    "is bound to another quantity",
];

fn of(definition: &DagDefinition, inventory: Option<&Inventory>) -> Vec<(Diagnostic, Vec<Repair>)> {
    let catalogue = catalogue();
    let validation = validate(definition, &catalogue, inventory);
    let diagnostics = validation.diagnostics.iter();
    diagnostics
        .map(|it| (it.clone(), repairs(definition, &validation, it, &catalogue, inventory)))
        .collect()
}

#[test]
fn every_repair_of_every_broken_pipeline_mends_its_problem_and_breaks_nothing() {
    let mut mended = 0;
    for (definition, inventory) in pipelines_of_all_tests() {
        let inventory = inventory.as_ref();
        let found = of(&definition, inventory);
        let flow = validate(&definition, &catalogue(), inventory).flow;
        let before: Vec<&Diagnostic> = found.iter().map(|(diagnostic, _)| diagnostic).collect();
        for (problem, repairs) in &found {
            for (nth, repair) in repairs.iter().enumerate() {
                let after = repair.edit.applied(&definition).unwrap();
                let after = validate(&after, &catalogue(), inventory).diagnostics;
                assert!(!after.contains(problem), "{problem}: {}", repair.title);
                let unknown = |it: &&Diagnostic| {
                    let hidden = it.place.node.as_ref().and_then(|node| flow.node(node));
                    it.is_error()
                        && !hidden.is_some_and(|node| node.blind || node.adds.is_none())
                        && !before.iter().any(|known| {
                            (known.error_type, &known.what, &known.place)
                                == (it.error_type, &it.what, &it.place)
                        })
                };
                let added: Vec<String> =
                    after.iter().filter(unknown).map(ToString::to_string).collect();
                assert!(nth > 0 || added.is_empty(), "{problem}: {}: {added:?}", repair.title);
            }
            mended += usize::from(!repairs.is_empty());
        }
    }
    assert!(mended > 80, "{mended}");
}

#[test]
fn what_has_no_repair_is_beyond_it() {
    let mut without: Vec<String> = Vec::new();
    for (definition, inventory) in pipelines_of_all_tests() {
        for (problem, repairs) in of(&definition, inventory.as_ref()) {
            let told = format!("{problem} | {} nodes", definition.nodes.len());
            let known = BEYOND_REPAIR.iter().any(|what| told.contains(what));
            if repairs.is_empty() && !known {
                without.push(told);
            }
        }
    }
    assert_eq!(without, Vec::<String>::new());
}

/// Returns the titles of the repairs of the first problem of a kind.
#[track_caller]
fn titles(
    nodes: impl IntoIterator<Item = Node>,
    inventory: Option<&Inventory>,
    error_type: ErrorType,
) -> Vec<String> {
    let found = of(&pipeline(nodes), inventory);
    let found = found.into_iter().find(|(problem, _)| problem.error_type == error_type);
    let (_, repairs) = found.expect("there is such a problem");
    repairs.into_iter().map(|repair| repair.title).collect()
}

fn filtered(inputs: Value) -> [Node; 4] {
    [
        wells(&["GR", "DT"]),
        applies("f", "hampel_filter", &["wells"]).inputs(json!({"X": "wells.GR"})),
        vshale("vsh", &["f"]).inputs(inputs),
        keep(&["vsh"]),
    ]
}

#[test]
fn each_column_that_competes_is_offered_the_last_computed_first() {
    let titles = titles(filtered(json!({})), None, ErrorType::AmbiguousInput);
    assert_eq!(titles, ["bind GR to X_HMP of \"F\"", "bind GR to GR of \"WELLS\""]);
}

#[test]
fn names_are_corrected() {
    let missing = |reference: &str| {
        let nodes = filtered(json!({"GR": reference}));
        titles(nodes, None, ErrorType::MissingInput).remove(0)
    };
    assert_eq!(missing("GRR"), "bind GR to GR");
    assert_eq!(missing("f.X_HMB"), "bind GR to X_HMP of \"F\"");
    assert_eq!(missing("X_HMP"), "bind GR to X_HMP of \"F\"");
    let port = filtered(json!({"GRR": "f.X_HMP"}));
    assert_eq!(titles(port, None, ErrorType::SchemaMismatch)[0], "bind GR instead");
    let operator = [wells(&["GR"]), applies("h", "hampel_fliter", &["wells"]), keep(&["h"])];
    assert_eq!(titles(operator, None, ErrorType::OperatorNotFound)[0], "apply hampel_filter");
    let source = [wells(&["GR"]), vshale("vsh", &["weels"]), keep(&["vsh"])];
    assert_eq!(titles(source, None, ErrorType::NodeNotFound)[0], "read \"WELLS\" instead");
}

#[test]
fn the_dependency_that_a_binding_names_is_added() {
    let [wells, f, vsh, keep] = filtered(json!({"GR": "f.X_HMP"}));
    let vsh = vsh.set("/dependencies", json!(["wells"]));
    let nodes = [wells, f, vsh, keep];
    assert_eq!(titles(nodes, None, ErrorType::MissingInput)[0], "read \"F\"");
}

#[test]
fn a_curve_that_nobody_reads_is_found_elsewhere_or_read_too() {
    let sonic = || applies("s", "porosity_sonic_wyllie", &["wells"]);
    let nodes = [wells(&["GR"]), reads("more", &["DT"]), sonic(), keep(&["s", "more"])];
    assert_eq!(
        titles(nodes, None, ErrorType::MissingInput),
        ["read \"MORE\" and bind DT to DT", "let \"WELLS\" read DT too"]
    );
}

#[test]
fn the_next_suffix_is_free_over_all_wells_and_nodes() {
    let project = project(&[("A", &[("GR", "gAPI"), ("VSH_LT_1", "v/v"), ("VSH_LT_2", "v/v")])]);
    let vsh = |id: &str, suffix: &str| vshale(id, &["wells"]).creates("VSH_LT", suffix);
    let nodes = [wells(&["GR"]), vsh("a", "_1"), vsh("b", "_3"), keep(&["a", "b"])];
    let titles = titles(nodes, Some(&project), ErrorType::InvalidCurveMapping);
    assert_eq!(titles[0], "keep it as VSH_LT_4");
}

#[test]
fn both_ends_are_added_where_they_lack() {
    let nodes = [wells(&["GR"]), vshale("vsh", &["wells"])];
    assert_eq!(titles(nodes, None, ErrorType::NoOutputNode), ["add an output"]);
    let nodes = [vshale("vsh", &[]), keep(&["vsh"])];
    assert_eq!(titles(nodes, None, ErrorType::NoIngestionNode), ["read GR"]);
}

#[test]
fn an_unread_result_is_kept_or_connected_or_deleted() {
    let nodes = [wells(&["GR"]), vshale("vsh", &["wells"]), vshale("v", &["wells"]), keep(&["v"])];
    assert_eq!(
        titles(nodes, None, ErrorType::OrphanNode),
        ["keep what \"VSH\" computes", "connect \"VSH\" to \"KEEP\"", "delete \"VSH\""]
    );
}

#[test]
fn what_is_deprecated_gives_way_to_its_replacement() {
    let operators = versions();
    let repaired = |id: &str, version: Value| {
        let node = applies("f", id, &["wells"]).set("/node_type/operator_version", version);
        let definition = pipeline([wells(&["GR"]), node, keep(&["f"])]);
        let validation = validate(&definition, &operators, None);
        let mut told = validation.diagnostics.iter();
        let problem = told.find(|it| it.error_type == ErrorType::OperatorDeprecated);
        let problem = problem.expect("a warning");
        assert!(!problem.is_error());
        let repairs = repairs(&definition, &validation, problem, &operators, None);
        repairs.into_iter().map(|repair| repair.title).collect::<Vec<_>>()
    };
    let pinned = json!({"strategy": "pinned", "version": "1.0.0"});
    assert_eq!(repaired("smooth", pinned), ["pin version 1.2.0", "take the newest version"]);
    assert_eq!(repaired("blur", json!({"strategy": "latest"})), ["apply smooth"]);
}
