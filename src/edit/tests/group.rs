//! Many nodes at once: what a removal does, tags, positions.

use super::*;
use crate::edit::change::Edit;
use crate::edit::group::{aftermath, floated, moved, pinned, tagged};
use crate::validate::tests::{applies, keep, vshale, wells};
use serde_json::json;

fn chain() -> [Node; 5] {
    [
        wells(&["GR", "PHIE", "SW"]),
        applies("f", "hampel_filter", &["wells"]).inputs(json!({"X": "wells.GR"})),
        vshale("vsh", &["f"]).inputs(json!({"GR": "f.X_HMP"})),
        applies("pay", "net_pay_flag", &["vsh"]),
        keep(&["pay"]),
    ]
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn a_removal_tells_who_reads_the_nodes_and_what_they_lose() {
    let (definition, flow) = flowing(chain());
    let cut = aftermath(&definition, &flow, &ids(&["f"]), false);
    assert_eq!((cut.readers, cut.behind), (ids(&["vsh"]), ids(&["pay", "keep"])));
    assert_eq!(cut.unbound["vsh"], ["GR"]);
    assert_eq!(cut.unbound["pay"], ["PHIE", "SW"], "they came by way of the filter");
    let bridged = aftermath(&definition, &flow, &ids(&["f"]), true);
    assert_eq!(bridged.unbound.keys().collect::<Vec<_>>(), ["vsh"]);
    let end = aftermath(&definition, &flow, &ids(&["keep", "gone"]), false);
    assert_eq!(end, crate::edit::group::Aftermath::default());
}

#[test]
fn tags_are_added_once_and_taken() {
    let (definition, _) = flowing(chain());
    let nodes = ids(&["f", "vsh"]);
    let after = tagged(&definition, &nodes, &ids(&["qc", "qc"]), &[]).applied(&definition).unwrap();
    assert_eq!(after.node("f").unwrap().metadata.tags, ["qc"]);
    let again = tagged(&after, &nodes, &ids(&["qc"]), &[]);
    assert_eq!(again.applied(&after).unwrap(), after);
    let taken = tagged(&after, &nodes, &[], &ids(&["qc"])).applied(&after).unwrap();
    assert_eq!(taken, definition);
}

#[test]
fn nodes_are_pinned_moved_and_let_go() {
    let (definition, _) = flowing(chain());
    let places = [("f".to_owned(), [1.0, 2.0]), ("gone".to_owned(), [0.0, 0.0])].into();
    let pinned = pinned(&definition, &places).applied(&definition).unwrap();
    let edit = moved(&pinned, &ids(&["f", "vsh"]), [1.0, 1.0]);
    assert!(edit.is_move(&pinned));
    let after = edit.applied(&pinned).unwrap();
    assert_eq!(after.node("f").unwrap().metadata.position, Some([2.0, 3.0]));
    assert_eq!(after.node("vsh").unwrap().metadata.position, None);
    assert_eq!(floated(&after, &ids(&["f"])).applied(&after).unwrap(), definition);
    assert!(!Edit::Together { label: String::new(), edits: vec![] }.is_move(&after));
}
