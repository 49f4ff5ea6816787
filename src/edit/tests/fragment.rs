//! Copies: ids, names, references, edges outside and kept curves.

use super::*;
use crate::domain::dag::{DagNode, NodeType};
use crate::edit::change::Edit;
use crate::edit::fragment::{Fragment, duplicated};
use crate::edit::names::TakenNames;
use crate::validate::tests::{applies, keep, vshale, wells};
use serde_json::json;

fn source() -> [Node; 4] {
    [
        wells(&["GR", "DT"]),
        applies("f", "hampel_filter", &["wells"])
            .inputs(json!({"X": "wells.GR"}))
            .creates("X_HMP", "_1")
            .set("/metadata", json!({"position": [3.0, 4.0]})),
        vshale("vsh", &["f"]).inputs(json!({"GR": "f.X_HMP"})).creates("VSH_LT", "_1"),
        keep(&["vsh"]),
    ]
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn added(edit: Edit) -> Vec<DagNode> {
    let Edit::Add { nodes } = edit else { panic!("nodes are added") };
    nodes
}

fn reads(node: &DagNode, port: &str) -> Option<String> {
    let NodeType::Operator { inputs, .. } = &node.node_type else { panic!("an operator") };
    inputs.get(port).cloned()
}

#[test]
fn a_duplicate_reads_what_its_original_reads_and_keeps_curves_of_its_own() {
    let (definition, flow) = flowing(source());
    let taken = TakenNames::of(&flow, None);
    let edit = duplicated(&definition, &flow, &taken, &ids(&["f", "vsh"]), [1.0, 2.0]);
    let nodes = added(edit.clone());
    let [f, vsh] = nodes.as_slice() else { panic!("two copies") };
    assert_eq!((f.name.as_str(), vsh.name.as_str()), ("F 2", "VSH 2"));
    assert_eq!(f.dependencies, ["wells"]);
    assert_eq!(vsh.dependencies, std::slice::from_ref(&f.id));
    assert_eq!(reads(f, "X").as_deref(), Some("wells.GR"));
    assert_eq!(reads(vsh, "GR"), Some(format!("{}.X_HMP", f.id)));
    assert_eq!(f.curve_mapping["X_HMP"].suffix.as_deref(), Some("_2"));
    assert_eq!(f.metadata.position, Some([4.0, 6.0]));
    assert_eq!(errors(&edit.applied(&definition).unwrap()), []);
}

#[test]
fn a_fragment_survives_the_clipboard_and_other_text_is_not_taken_for_one() {
    let (definition, flow) = flowing(source());
    let fragment = Fragment::of(&definition, &flow, &ids(&["vsh", "f"]));
    let text = format!("\n{}", fragment.to_text());
    assert_eq!(Fragment::from_text(&text), Some(Ok(fragment)));
    for other in ["GR", "{}", "[1]", "{\"nodes\": []}"] {
        assert_eq!(Fragment::from_text(other), None, "{other}");
    }
    let newer = Fragment::from_text("{\"mudrock_fragment\": 2}").unwrap();
    assert_eq!(newer.unwrap_err().error_type, crate::domain::diagnostic::ErrorType::NotSupported);
    let spoilt = text.replace("\"dependencies\"", "\"dependants\"");
    assert!(Fragment::from_text(&spoilt).unwrap().is_err());
}

#[test]
fn edges_to_nodes_that_another_pipeline_lacks_are_dropped() {
    let (definition, flow) = flowing(source());
    let fragment = Fragment::of(&definition, &flow, &ids(&["f", "vsh"]));
    let mut other = pipeline([wells(&["GR"])]);
    other.id = "another".to_owned();
    let nodes = added(fragment.pasted(&other, &TakenNames::default(), [0.0, 0.0]));
    assert!(nodes[0].dependencies.is_empty(), "the word `wells` means another node there");
    assert_eq!(reads(&nodes[0], "X"), None);
    assert_eq!(reads(&nodes[1], "GR"), Some(format!("{}.X_HMP", nodes[0].id)));
    assert_eq!(nodes[0].name, "F");
    assert_eq!(nodes[0].curve_mapping["X_HMP"].suffix.as_deref(), Some("_1"));
}

#[test]
fn a_copy_does_not_overwrite_the_same_curve_twice() {
    let vsh = vshale("vsh", &["wells"])
        .maps("VSH_LT", json!({"mode": "overwrite", "output_curve_name": "VSH"}));
    let (definition, flow) = flowing([wells(&["GR"]), vsh, keep(&["vsh"])]);
    let edit =
        duplicated(&definition, &flow, &TakenNames::of(&flow, None), &ids(&["vsh"]), [0.0; 2]);
    assert_eq!(errors(&edit.applied(&definition).unwrap()), []);
}
