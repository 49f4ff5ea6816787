//! Merges of small pipelines, and what holds for any edits of any pipeline.

use std::collections::HashSet;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::dag::{CurveMapping, DagMetadata, DagNode, NodeType, WriteMode};
use crate::edit::change::Edit;

/// `a` → `b` → `c`, each bound to the one before.
fn chain() -> DagDefinition {
    pipeline(&[("a", &[]), ("b", &["a"]), ("c", &["b"])])
}

fn pipeline(nodes: &[(&str, &[&str])]) -> DagDefinition {
    DagDefinition {
        id: "p".to_owned(),
        name: "p".to_owned(),
        project_id: None,
        version: "1.0.0".to_owned(),
        nodes: nodes.iter().map(|(id, reads)| node(id, reads)).collect(),
        metadata: DagMetadata::default(),
    }
}

fn node(id: &str, reads: &[&str]) -> DagNode {
    let inputs: Vec<_> = reads
        .iter()
        .enumerate()
        .map(|(at, read)| (format!("X{at}"), json!(format!("{read}.OUT"))))
        .collect();
    let inputs: serde_json::Map<_, _> = inputs.into_iter().collect();
    serde_json::from_value(json!({
        "id": id, "name": id, "dependencies": reads,
        "node_type": {
            "type": "operator", "operator_id": "hampel_filter",
            "parameters": {"half_window": 5, "threshold": 3.0}, "inputs": inputs,
        },
    }))
    .unwrap()
}

fn edited(base: &DagDefinition, edits: &[Edit]) -> DagDefinition {
    edits.iter().fold(base.clone(), |definition, edit| edit.applied(&definition).unwrap())
}

fn changed(base: &DagDefinition, change: impl FnOnce(&mut DagDefinition)) -> DagDefinition {
    let mut definition = base.clone();
    change(&mut definition);
    definition
}

fn set(definition: &mut DagDefinition, id: &str, parameter: &str, value: Value) {
    let node = definition.nodes.iter_mut().find(|node| node.id == id).unwrap();
    let NodeType::Operator { parameters, .. } = &mut node.node_type else { panic!("an operator") };
    parameters.insert(parameter.to_owned(), value);
}

fn remove(id: &str, bridge: bool) -> Edit {
    Edit::Remove { nodes: vec![id.to_owned()], bridge }
}

fn connect(from: &str, to: &str, port: &str) -> Edit {
    let inputs = [(port.to_owned(), format!("{from}.OUT"))].into();
    Edit::Connect { from: from.to_owned(), to: to.to_owned(), inputs }
}

/// Names node and field of each conflict.
fn conflicts(merge: &Merge) -> Vec<String> {
    let name = |conflict: &MergeConflict| {
        format!("{}:{}", conflict.node.as_deref().unwrap_or_default(), conflict.field)
    };
    merge.conflicts.iter().map(name).collect()
}

/// References to nodes that are not there.
fn dangling(definition: &DagDefinition) -> Vec<String> {
    let ids: HashSet<&str> = definition.nodes.iter().map(|node| node.id.as_str()).collect();
    let mut dangling = Vec::new();
    for node in &definition.nodes {
        let gone = node.dependencies.iter().filter(|id| !ids.contains(id.as_str()));
        dangling.extend(gone.map(|id| format!("{} reads {id}", node.id)));
        let NodeType::Operator { inputs, .. } = &node.node_type else { continue };
        for (port, reference) in inputs {
            let source = reference.split('.').next().unwrap();
            if !node.dependencies.iter().any(|id| id == source) {
                dangling.push(format!("{}.{port} = {reference}", node.id));
            }
        }
    }
    dangling
}

#[test]
fn fields_of_one_node_are_merged_one_by_one() {
    let base = chain();
    let mapping = CurveMapping {
        mode: WriteMode::CreateNew,
        output_curve_id: None,
        output_curve_name: None,
        suffix: Some("_1".to_owned()),
    };
    let theirs = changed(&base, |theirs| {
        set(theirs, "b", "half_window", json!(7));
        theirs.nodes[1].curve_mapping.insert("OUT".to_owned(), mapping.clone());
        theirs.nodes[1].metadata.position = Some([1.0, 2.0]);
        theirs.metadata.description = "theirs".to_owned();
    });
    let mine = changed(&base, |mine| {
        set(mine, "b", "threshold", json!(4.0));
        mine.nodes[1].name = "Despike".to_owned();
        mine.nodes[1].curve_mapping.insert("LOW".to_owned(), mapping.clone());
        mine.nodes[1].metadata.retries = Some(2);
        mine.version = "1.1.0".to_owned();
    });
    let merge = merge(&base, &theirs, &mine);
    assert_eq!(conflicts(&merge), [""; 0]);
    let wanted = changed(&theirs, |wanted| {
        set(wanted, "b", "threshold", json!(4.0));
        wanted.nodes[1].name = "Despike".to_owned();
        wanted.nodes[1].curve_mapping.insert("LOW".to_owned(), mapping);
        wanted.nodes[1].metadata.retries = Some(2);
        wanted.version = "1.1.0".to_owned();
    });
    assert_eq!(merge.merged, wanted);
}

#[test]
fn a_field_that_both_changed_is_a_conflict_that_either_side_can_win() {
    let base = chain();
    let theirs = changed(&base, |theirs| {
        set(theirs, "b", "half_window", json!(7));
        theirs.name = "theirs".to_owned();
    });
    let mine = changed(&base, |mine| {
        set(mine, "b", "half_window", json!(9));
        mine.name = "mine".to_owned();
    });
    let merge = merge(&base, &theirs, &mine);
    assert_eq!(conflicts(&merge), [":name", "b:node_type.parameters.half_window"]);
    let conflict = &merge.conflicts[1];
    assert_eq!(
        [&conflict.base, &conflict.theirs, &conflict.mine],
        [&Some(json!(5)), &Some(json!(7)), &Some(json!(9))]
    );
    assert_eq!(merge.merged, mine);
    assert_eq!(merge.resolved(&[Choice::Theirs, Choice::Theirs]), theirs);
    let mixed = merge.resolved(&[Choice::Mine, Choice::Theirs]);
    assert_eq!(mixed, changed(&theirs, |mixed| mixed.name = "mine".to_owned()));
}

#[test]
fn two_operators_are_not_mixed() {
    let base = chain();
    let operator = |id: &str| {
        changed(&base, |definition| {
            definition.nodes[1].node_type = serde_json::from_value(json!({
                "type": "operator", "operator_id": id, "parameters": {(id): 1},
                "inputs": {"X0": "a.OUT"},
            }))
            .unwrap();
        })
    };
    let parameter = changed(&base, |mine| set(mine, "b", "half_window", json!(9)));
    for (theirs, mine) in [(operator("x"), operator("y")), (operator("x"), parameter)] {
        let merge = merge(&base, &theirs, &mine);
        assert_eq!(conflicts(&merge), ["b:node_type"]);
        assert_eq!(merge.merged, mine);
        assert_eq!(merge.resolved(&[Choice::Theirs]), theirs);
    }
}

#[test]
fn a_node_that_one_removed_and_the_other_changed_is_a_conflict() {
    let base = chain();
    let removed = edited(&base, &[remove("b", true)]);
    let used = changed(&base, |used| set(used, "b", "half_window", json!(9)));

    let keeping = merge(&base, &removed, &used);
    assert_eq!(conflicts(&keeping), ["b:"]);
    // The reader keeps what it read, and reads beside it what the removal had given it.
    assert_eq!(keeping.merged.nodes[1], used.nodes[1]);
    assert_eq!(keeping.merged.nodes[2].dependencies, ["b", "a"]);
    assert_eq!(keeping.merged.nodes[2].node_type, used.nodes[2].node_type);
    assert_eq!(keeping.resolved(&[Choice::Theirs]), removed);

    let removing = merge(&base, &used, &removed);
    assert_eq!(removing.merged, removed);
    assert_eq!(removing.resolved(&[Choice::Theirs]), keeping.merged);
}

#[test]
fn a_node_that_one_removed_and_the_other_began_to_read_is_a_conflict() {
    let base = chain();
    let removed = edited(&base, &[remove("b", false)]);
    let mine = edited(&base, &[Edit::Add { nodes: vec![node("d", &["b"])] }]);
    let merge = merge(&base, &removed, &mine);
    assert_eq!(conflicts(&merge), ["b:"]);
    assert_eq!(merge.merged, mine);
    let without = merge.with(&[Choice::Theirs]);
    assert_eq!(dangling(&without.merged), [""; 0]);
    let dropped: Vec<_> =
        without.dropped.iter().map(|it| (it.node.as_str(), it.port.as_deref())).collect();
    assert_eq!(dropped, [("d", None), ("d", Some("X0"))], "they are told");
}

#[test]
fn a_contested_removal_brings_the_same_conflicts_whoever_merges() {
    let base = pipeline(&[("a", &[]), ("b", &["a"])]);
    // One puts a node between the two, which unbinds the port of the reader ...
    let insert = Edit::InsertOn {
        from: "a".to_owned(),
        to: "b".to_owned(),
        node: Box::new(node("new", &[])),
        inputs: [].into(),
    };
    let inserted = edited(&base, &[insert]);
    // ... and the other removes the first and makes something else of the second.
    let output = json!({"type": "output", "output_type": "frontend"});
    let removed = changed(&edited(&base, &[remove("a", false)]), |removed| {
        removed.nodes[0].node_type = serde_json::from_value(output).unwrap();
    });

    let (keeping, removing) =
        (merge(&base, &removed, &inserted), merge(&base, &inserted, &removed));
    assert_eq!(conflicts(&keeping), ["a:", "b:node_type"]);
    assert_eq!(conflicts(&removing), ["a:", "b:node_type"]);
    assert_eq!(keeping.merged, inserted);
    let both = [Choice::Theirs; 2];
    assert_eq!(keeping.resolved(&both), removing.merged);
    assert_eq!(removing.resolved(&both), keeping.merged);

    // Each is decided for itself: without the source, what reads it may be of either kind.
    let operator = keeping.with(&[Choice::Theirs, Choice::Mine]);
    assert_eq!(conflicts(&operator), conflicts(&keeping));
    assert_eq!(operator.merged.node("a"), None);
    assert_eq!(operator.merged.node("b"), inserted.node("b"));
    assert_eq!(removing.resolved(&[Choice::Mine, Choice::Theirs]), operator.merged);
}

#[test]
fn neighbours_may_be_removed_by_different_people() {
    let base = chain();
    let theirs = edited(&base, &[remove("a", false)]);
    let mine = edited(&base, &[remove("b", false)]);
    let merge = merge(&base, &theirs, &mine);
    assert_eq!(conflicts(&merge), [""; 0]);
    assert_eq!(merge.merged.nodes.len(), 1);
    assert_eq!(merge.merged.nodes[0].dependencies, [""; 0]);
}

#[test]
fn an_edge_that_one_removed_and_the_other_bound_anew_is_a_conflict() {
    let base = chain();
    let cut = Edit::Disconnect { from: "b".to_owned(), to: "c".to_owned() };
    let theirs = edited(&base, &[cut]);
    let mine = edited(&base, &[connect("b", "c", "Y")]);
    let merge = merge(&base, &theirs, &mine);
    assert_eq!(conflicts(&merge), ["c:dependencies.b"]);
    assert_eq!(merge.merged.nodes[2].dependencies, ["b"]);
    let without = merge.with(&[Choice::Theirs]);
    assert_eq!(without.merged, theirs);
    assert_eq!(without.dropped.len(), 1);
}

#[test]
fn what_both_added_stays_behind_what_it_was_added_behind() {
    let base = chain();
    let insert = |definition: &DagDefinition, at: usize, ids: &[&str]| {
        changed(definition, |definition| {
            for id in ids.iter().rev() {
                definition.nodes.insert(at, node(id, &[]));
            }
        })
    };
    let theirs = insert(&base, 1, &["t2", "t1"]);
    let mine = insert(&insert(&base, 3, &["m2"]), 1, &["m1"]);
    let order = |merge: &Merge| -> Vec<String> {
        merge.merged.nodes.iter().map(|node| node.id.clone()).collect()
    };
    let wanted = ["a", "m1", "t2", "t1", "b", "c", "m2"];
    assert_eq!(order(&merge(&base, &theirs, &mine)), wanted);
    assert_eq!(order(&merge(&base, &mine, &theirs)), wanted);
}

#[test]
fn a_new_order_is_taken_from_who_changed_it() {
    let base = chain();
    let theirs = changed(&base, |theirs| theirs.nodes.reverse());
    let mine = changed(&base, |mine| {
        mine.nodes[0].name = "Wells".to_owned();
        mine.nodes.push(node("d", &[]));
    });
    let merge = merge(&base, &theirs, &mine);
    let order: Vec<_> = merge.merged.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(order, ["c", "d", "b", "Wells"]);
}

#[test]
fn a_node_that_both_added_alike_is_one_and_one_that_differs_is_asked_about() {
    let base = chain();
    let theirs = edited(&base, &[Edit::Add { nodes: vec![node("d", &["c"])] }]);
    let mine = changed(&theirs, |mine| set(mine, "d", "half_window", json!(9)));
    let merged = merge(&base, &theirs, &changed(&theirs, |mine| mine.name = "q".to_owned()));
    assert_eq!((merged.merged.nodes, merged.conflicts.len()), (theirs.nodes.clone(), 0));
    let merge = merge(&base, &theirs, &mine);
    assert_eq!(conflicts(&merge), ["d:node_type.parameters.half_window"]);
    assert_eq!(merge.resolved(&[Choice::Theirs]), theirs);
}

#[test]
fn nodes_of_one_id_are_decided_as_a_whole() {
    let base = chain();
    let theirs = changed(&base, |theirs| theirs.nodes.push(node("a", &[])));
    let mine = changed(&base, |mine| mine.nodes[1].name = "B".to_owned());
    let merge = merge(&base, &theirs, &mine);
    assert_eq!(conflicts(&merge), [":nodes"]);
    assert_eq!(merge.merged, mine);
    assert_eq!(merge.resolved(&[Choice::Theirs]), theirs);
}

#[test]
fn suffixes_that_runs_moved_on_are_told_from_other_changes() {
    let mapping = json!({"mode": "create_new", "output_curve_id": null, "suffix": "_1"});
    let base = changed(&chain(), |base| {
        base.nodes[1].curve_mapping =
            [("OUT".to_owned(), serde_json::from_value(mapping).unwrap())].into();
    });
    let moved = changed(&base, |moved| {
        moved.nodes[1].curve_mapping.get_mut("OUT").unwrap().suffix = Some("_2".to_owned());
    });
    assert!(only_suffixes_differ(&base, &moved));
    assert!(!only_suffixes_differ(&base, &changed(&moved, |it| it.name = "q".to_owned())));
    assert!(!only_suffixes_differ(&base, &changed(&base, |it| it.nodes[1].curve_mapping.clear())));
}

/// An edit by numbers, made to fit whatever definition it meets.
#[derive(Debug, Clone)]
struct Wish {
    what: u8,
    node: usize,
    other: usize,
    value: u8,
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let wish = (0..12_u8, 0..6_usize, 0..6_usize, 0..3_u8);
    let wish = wish.prop_map(|(what, node, other, value)| Wish { what, node, other, value });
    prop::collection::vec(wish, 0..6)
}

fn bases() -> impl Strategy<Value = DagDefinition> {
    prop::collection::vec(prop::collection::hash_set(0..6_usize, 0..3), 2..6).prop_map(|reads| {
        let nodes = reads.iter().enumerate().map(|(at, reads)| {
            let mut reads: Vec<_> = reads.iter().filter(|read| **read < at).collect();
            reads.sort();
            let reads: Vec<String> = reads.into_iter().map(|read| format!("n{read}")).collect();
            node(&format!("n{at}"), &reads.iter().map(String::as_str).collect::<Vec<_>>())
        });
        DagDefinition { nodes: nodes.collect(), ..pipeline(&[]) }
    })
}

/// Carries wishes out; `who` keeps the ids of added nodes apart.
fn wished(base: &DagDefinition, wishes: &[Wish], who: &str) -> DagDefinition {
    let mut definition = base.clone();
    for (count, wish) in wishes.iter().enumerate() {
        if definition.nodes.is_empty() {
            break;
        }
        let at = wish.node % definition.nodes.len();
        let id = definition.nodes[at].id.clone();
        let other = definition.nodes[wish.other % definition.nodes.len()].id.clone();
        let value = wish.value;
        let edit = match wish.what {
            0 => Edit::Rename { node: id, name: format!("name {value}") },
            1 => remove(&id, value > 0),
            2 => Edit::Add { nodes: vec![node(&format!("{who}{count}"), &[&id])] },
            3 => connect(&other, &id, &format!("Y{value}")),
            4 => Edit::Disconnect { from: other, to: id },
            5 => Edit::InsertOn {
                from: other,
                to: id,
                node: Box::new(node(&format!("{who}{count}"), &[])),
                inputs: [].into(),
            },
            6 => Edit::SetHeader {
                name: format!("header {value}"),
                version: "1.0.0".to_owned(),
                metadata: DagMetadata::default(),
            },
            7 => {
                definition.nodes[at].metadata.position = Some([f64::from(value), 0.0]);
                continue;
            }
            8 => {
                definition.nodes.rotate_left(at);
                continue;
            }
            9 => {
                if matches!(definition.nodes[at].node_type, NodeType::Operator { .. }) {
                    set(&mut definition, &id, &format!("p{value}"), json!(count));
                }
                continue;
            }
            10 => {
                let kinds = [
                    json!("frontend"),
                    json!({"csv": {"storage_path": "x"}}),
                    json!({"las": {"storage_path": "x"}}),
                ];
                let output = json!({"type": "output", "output_type": kinds[usize::from(value)]});
                definition.nodes[at].node_type = serde_json::from_value(output).unwrap();
                continue;
            }
            _ => {
                let ingestion = [
                    json!({"type": "ingestion", "source_type": {"source": "surface", "surface_name": "S"}}),
                    json!({"type": "ingestion", "source_type": {"source": "well_logs", "curve_names": ["GR"]}}),
                    json!({"type": "ingestion", "source_type": {"source": "well_logs", "curve_names": ["*"]},
                        "filters": {"depth_range": [0.0, 1.0]}}),
                ];
                definition.nodes[at].node_type =
                    serde_json::from_value(ingestion[usize::from(value)].clone()).unwrap();
                continue;
            }
        };
        // One that does not fit what is there by now is left out.
        if let Ok(after) = edit.applied(&definition) {
            definition = after;
        }
    }
    // `InsertOn` leaves bindings to the former source; those are another's affair.
    for id in dangling_ports(&definition) {
        let node = definition.nodes.iter_mut().find(|node| node.id == id.0).unwrap();
        let NodeType::Operator { inputs, .. } = &mut node.node_type else { continue };
        inputs.remove(&id.1);
    }
    definition
}

fn dangling_ports(definition: &DagDefinition) -> Vec<(String, String)> {
    let port = |text: String| {
        let (place, _) = text.split_once(" = ")?;
        let (node, port) = place.split_once('.')?;
        Some((node.to_owned(), port.to_owned()))
    };
    dangling(definition).into_iter().filter_map(port).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_side_that_changed_nothing_gives_way(base in bases(), x in wishes()) {
        let x = wished(&base, &x, "x");
        prop_assert_eq!(&merge(&base, &x, &base).merged, &x);
        prop_assert_eq!(&merge(&base, &base, &x).merged, &x);
        prop_assert_eq!(&merge(&base, &x, &x).merged, &x);
        prop_assert!(merge(&base, &x, &base).is_clean() && merge(&base, &x, &x).is_clean());
    }

    #[test]
    fn who_merges_makes_no_difference(base in bases(), x in wishes(), y in wishes()) {
        let (x, y) = (wished(&base, &x, "x"), wished(&base, &y, "y"));
        let (one, other) = (merge(&base, &x, &y), merge(&base, &y, &x));
        prop_assert_eq!(one.conflicts.len(), other.conflicts.len());
        if one.is_clean() {
            prop_assert_eq!(&one.merged, &other.merged);
        }
        // Deciding everything the other way round is the same as merging from the other side.
        let choices = vec![Choice::Theirs; one.conflicts.len()];
        prop_assert_eq!(one.resolved(&choices), other.merged);
    }

    #[test]
    fn a_decision_means_the_same_to_whoever_makes_it(
        base in bases(), x in wishes(), y in wishes(), picks in any::<u64>(),
    ) {
        let (x, y) = (wished(&base, &x, "x"), wished(&base, &y, "y"));
        let (one, other) = (merge(&base, &x, &y), merge(&base, &y, &x));
        prop_assert_eq!(conflicts(&one), conflicts(&other));
        let picked = |flip: bool| -> Vec<Choice> {
            let pick = |at: usize| (picks >> (at % 64) & 1 == 1) != flip;
            let choice = |at| if pick(at) { Choice::Theirs } else { Choice::Mine };
            (0..one.conflicts.len()).map(choice).collect()
        };
        let (one_decided, other_decided) = (one.with(&picked(false)), other.with(&picked(true)));
        prop_assert_eq!(&one_decided.conflicts, &one.conflicts, "deciding brings no new ones");
        prop_assert_eq!(&one_decided.dropped, &other_decided.dropped);
        // To the order of the keys.
        let text = |merge: &Merge| serde_json::to_string(&merge.merged).unwrap();
        prop_assert_eq!(text(&one_decided), text(&other_decided));
    }

    #[test]
    fn no_reference_is_left_dangling(base in bases(), x in wishes(), y in wishes(), picks in any::<u64>()) {
        let (x, y) = (wished(&base, &x, "x"), wished(&base, &y, "y"));
        prop_assert_eq!(dangling(&x), Vec::<String>::new());
        let merge = merge(&base, &x, &y);
        prop_assert_eq!(dangling(&merge.merged), Vec::<String>::new());
        let pick = |at: usize| if picks >> (at % 64) & 1 == 1 { Choice::Theirs } else { Choice::Mine };
        let choices: Vec<_> = (0..merge.conflicts.len()).map(pick).collect();
        prop_assert_eq!(dangling(&merge.resolved(&choices)), Vec::<String>::new());
    }

    #[test]
    fn nothing_that_nobody_removed_is_lost(base in bases(), x in wishes(), y in wishes()) {
        let (x, y) = (wished(&base, &x, "x"), wished(&base, &y, "y"));
        let merge = merge(&base, &x, &y);
        let ids: Vec<_> = merge.merged.nodes.iter().map(|node| node.id.as_str()).collect();
        let distinct: HashSet<_> = ids.iter().collect();
        prop_assert_eq!(distinct.len(), ids.len());
        for node in x.nodes.iter().chain(&y.nodes) {
            let removed = base.node(&node.id).is_some()
                && (x.node(&node.id).is_none() || y.node(&node.id).is_none());
            prop_assert!(removed || ids.contains(&node.id.as_str()), "{} is lost", node.id);
        }
    }

    #[test]
    fn changes_of_different_nodes_never_conflict(base in bases(), x in wishes(), y in wishes()) {
        // Theirs change the nodes of even number, mine those of odd number; both add some.
        let fitted = |wishes: Vec<Wish>, parity: usize| -> Vec<Wish> {
            let fit = |wish: Wish| Wish {
                what: [0, 2, 7, 9, 10, 3][wish.what as usize % 6],
                node: wish.node / 2 * 2 + parity,
                ..wish
            };
            wishes.into_iter().map(fit).filter(|wish| wish.node < base.nodes.len()).collect()
        };
        let apply = |wishes: &[Wish], who: &str| {
            wishes.iter().enumerate().fold(base.clone(), |definition, (count, wish)| {
                // Added nodes come behind the others, so that the numbers hold; readers are old ones.
                let wish = Wish { other: wish.other % base.nodes.len(), ..wish.clone() };
                wished(&definition, std::slice::from_ref(&wish), &format!("{who}{count}_"))
            })
        };
        let (theirs, mine) = (apply(&fitted(x, 0), "x"), apply(&fitted(y, 1), "y"));
        let merge = merge(&base, &theirs, &mine);
        prop_assert_eq!(conflicts(&merge), Vec::<String>::new());
        for (at, before) in base.nodes.iter().enumerate() {
            let owner = if at % 2 == 0 { &theirs } else { &mine };
            prop_assert_eq!(merge.merged.node(&before.id), owner.node(&before.id));
        }
    }
}
