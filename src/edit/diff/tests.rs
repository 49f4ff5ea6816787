//! What a difference says, and what holds of every difference.

use proptest::prelude::{Just, Strategy, any, prop};
use serde_json::json;

use super::*;
use crate::domain::dag::DagNode;
use crate::domain::dag_file::with_stored_ids;
use crate::edit::change::Edit;

fn node(id: &str, name: &str, reads: &[&str], inputs: Value) -> Value {
    json!({"id": id, "name": name, "dependencies": reads,
           "node_type": {"type": "operator", "operator_id": "hampel_filter",
                         "parameters": {"half_window": 5}, "inputs": inputs}})
}

fn pipeline() -> DagDefinition {
    let nodes = json!([
        {"id": "w", "name": "Wells", "node_type": {"type": "ingestion", "source_type":
            {"source": "well_logs", "curve_names": ["GR", "RHOB"]}}},
        node("d", "Despike", &["w"], json!({"X": "GR"})),
        node("s", "Smooth", &["w"], json!({"X": "w.RHOB"})),
    ]);
    let mut pipeline: DagDefinition =
        serde_json::from_value(json!({"name": "p", "nodes": nodes})).unwrap();
    pipeline.nodes[2].curve_mapping =
        serde_json::from_value(json!({"X_HMP": {"mode": "create_new", "suffix": "_1"}})).unwrap();
    pipeline
}

/// Writes a difference as the command line does.
fn told(before: &DagDefinition, after: &DagDefinition) -> String {
    let lines = difference(before, after).lines().into_iter().map(|line| match line.depth {
        0 => format!("{} {}", line.change.sign(), line.text),
        _ => format!("    {}", line.text),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn changed(change: impl FnOnce(&mut DagDefinition)) -> DagDefinition {
    let mut after = pipeline();
    change(&mut after);
    after
}

fn set(node: &mut DagNode, pointer: &str, value: Value) {
    let mut json = serde_json::to_value(&*node).unwrap();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    json.pointer_mut(parent).unwrap()[key] = value;
    *node = serde_json::from_value(json).unwrap();
}

#[test]
fn changes_of_a_node_read_as_paths_with_before_and_after() {
    let after = changed(|after| {
        let smooth = &mut after.nodes[2];
        "Smooth density".clone_into(&mut smooth.name);
        smooth.dependencies.push("d".to_owned());
        set(smooth, "/node_type/parameters", json!({"half_window": 7, "n_sigma": 3.0}));
        set(smooth, "/node_type/inputs/X", json!("d.X_HMP"));
        set(smooth, "/curve_mapping/X_HMP/suffix", json!("_2"));
        set(smooth, "/metadata", json!({"description": "kept", "position": [1.0, 2.5]}));
    });
    insta::assert_snapshot!(told(&pipeline(), &after), @r"
    ~ Smooth density
        renamed Smooth → Smooth density
        reads: + Despike
        parameters.half_window: 5 → 7
        parameters.n_sigma: + 3
        inputs.X: Wells.RHOB → Despike.X_HMP
        keeps X_HMP as _1 → _2
        position: + [1, 2.5]
        note: + kept
    ");
}

#[test]
fn sources_versions_and_destinations_read_in_the_words_of_the_screens() {
    let before = changed(|before| {
        set(&mut before.nodes[1], "/node_type/operator_version", json!({"strategy": "latest"}));
        set(
            &mut before.nodes[2],
            "/node_type",
            json!({"type": "output", "output_type": "frontend"}),
        );
        set(&mut before.nodes[2], "/curve_mapping", json!({}));
    });
    let mut after = before.clone();
    set(&mut after.nodes[0], "/node_type/source_type/curve_names", json!(["RHOB", "NPHI"]));
    set(
        &mut after.nodes[0],
        "/node_type/filters",
        json!({"curve_filters": {"GR": {"max_value": 300.0}}}),
    );
    let pinned = json!({"strategy": "pinned", "version": "1.2.0"});
    set(&mut after.nodes[1], "/node_type/operator_version", pinned);
    set(
        &mut after.nodes[1],
        "/curve_mapping",
        json!({"X_HMP": {"mode": "overwrite", "output_curve_name": "GR_CLEAN"}}),
    );
    set(&mut after.nodes[2], "/node_type/output_type", json!({"las": {"storage_path": "out"}}));
    insta::assert_snapshot!(told(&before, &after), @r"
    ~ Wells
        curves: - GR
        curves: + NPHI
        filters.curve_filters.GR.max_value: + 300
        filters.curve_filters.GR.exclude_nulls: + false
    ~ Despike
        operator version: latest → pinned to 1.2.0
        keeps X_HMP as new version of GR_CLEAN
    ~ Smooth
        output: screens → las out
    ");
}

#[test]
fn added_and_removed_nodes_say_all_they_are() {
    let after = changed(|after| {
        after.nodes.remove(1);
        let new = node("n", "Second", &["s"], json!({"X": "s.X_HMP"}));
        after.nodes.push(serde_json::from_value(new).unwrap());
    });
    insta::assert_snapshot!(told(&pipeline(), &after), @r"
    - Despike (hampel_filter)
        reads: - Wells
        parameters.half_window: - 5
        inputs.X: - GR
    + Second (hampel_filter)
        reads: + Smooth
        parameters.half_window: + 5
        inputs.X: + Smooth.X_HMP
    ");
    let difference = difference(&pipeline(), &after);
    assert_eq!(difference.summary(), "1 node added, 1 removed");
    let edges = difference.edges.iter().map(|it| (it.change.sign(), &it.from[..], &it.to[..]));
    assert_eq!(edges.collect::<Vec<_>>(), [('-', "Wells", "Despike"), ('+', "Smooth", "Second")]);
}

#[test]
fn the_header_and_the_order_of_nodes_count() {
    let after = changed(|after| {
        "q".clone_into(&mut after.name);
        after.metadata.tags.push("new".to_owned());
        after.nodes.swap(1, 2);
    });
    insta::assert_snapshot!(told(&pipeline(), &after), @r"
    ~ the pipeline
        renamed p → q
        tags: + new
        order of nodes: Wells, Despike, Smooth → Wells, Smooth, Despike
    ");
    assert_eq!(difference(&pipeline(), &after).summary(), "name, tags, order of nodes changed");
}

#[test]
fn a_stored_pipeline_and_its_file_are_the_same() {
    let stored = with_stored_ids(pipeline(), uuid::Uuid::from_u128(1));
    assert!(difference(&stored, &pipeline()).is_empty());
    // Another database has other ids throughout.
    let elsewhere = with_stored_ids(pipeline(), uuid::Uuid::from_u128(2));
    let after = changed(|after| set(&mut after.nodes[1], "/node_type/inputs/X", json!("RHOB")));
    assert!(difference(&stored, &elsewhere).is_empty());
    insta::assert_snapshot!(told(&elsewhere, &with_stored_ids(after, uuid::Uuid::from_u128(1))), @r"
      no id is on both sides: nodes are matched by their ids in files and by name
    ~ Despike
        inputs.X: GR → RHOB
    ");
}

#[test]
fn ids_are_never_told() {
    let gone = uuid::Uuid::from_u128(9).to_string();
    let stored = with_stored_ids(pipeline(), uuid::Uuid::from_u128(1));
    let mut after = stored.clone();
    after.nodes[1].name.clear();
    after.nodes[1].dependencies = vec![gone.clone()];
    set(&mut after.nodes[1], "/node_type/inputs/X", json!(format!("{gone}.X_HMP")));
    after.nodes[2].curve_mapping.get_mut("X_HMP").unwrap().output_curve_id = Some(gone.clone());
    set(
        &mut after.nodes[0],
        "/curve_mapping",
        json!({"GR": {"mode": "overwrite", "output_curve_id": gone}}),
    );
    after.nodes.remove(2);
    insta::assert_snapshot!(told(&stored, &after), @r#"
    ~ Wells
        keeps GR as new version of the curve …00000009
    ~ hampel_filter
        renamed Despike → ""
        reads: - Wells
        reads: + a node that is not there
        inputs.X: GR → X_HMP of a node that is not there
    - Smooth (hampel_filter)
        reads: - Wells
        parameters.half_window: - 5
        inputs.X: - Wells.RHOB
        no longer keeps X_HMP as _1
    "#);
}

#[test]
fn nodes_of_one_name_are_told_apart() {
    let twice = changed(|it| "Despike".clone_into(&mut it.nodes[2].name));
    let mut after = twice.clone();
    after.nodes.push(serde_json::from_value(node("n", "Next", &["d"], json!({}))).unwrap());
    let mut other = twice;
    other.nodes.push(serde_json::from_value(node("n", "Next", &["s"], json!({}))).unwrap());
    insta::assert_snapshot!(told(&after, &other), @r"
    ~ Next
        reads: - Despike
        reads: + Despike #2
    ");
}

#[test]
fn whole_numbers_and_their_decimal_form_are_the_same() {
    let after =
        changed(|it| set(&mut it.nodes[1], "/node_type/parameters/half_window", json!(5.0)));
    assert!(difference(&pipeline(), &after).is_empty());
    let after =
        changed(|it| set(&mut it.nodes[1], "/node_type/parameters/half_window", json!("5")));
    assert!(told(&pipeline(), &after).ends_with("parameters.half_window: 5 → \"5\""));
}

#[test]
fn the_graph_holds_both_sides() {
    let after = changed(|after| {
        after.nodes.remove(1);
        set(&mut after.nodes[1], "/node_type/inputs/X", json!("w.GR"));
        let new = node("n", "Next", &["s"], json!({}));
        after.nodes.push(serde_json::from_value(new).unwrap());
    });
    let graph = DiffGraph::between(&pipeline(), &after);
    let nodes: Vec<_> =
        graph.nodes.iter().map(|(node, change)| (change.sign(), &node.name[..])).collect();
    assert_eq!(nodes, [(' ', "Wells"), ('-', "Despike"), ('~', "Smooth"), ('+', "Next")]);
    let edges: Vec<_> =
        graph.edges.iter().map(|(from, to, change)| (*from, *to, change.sign())).collect();
    assert_eq!(edges, [(0, 1, '-'), (0, 2, '~'), (2, 3, '+')]);
    assert_eq!(graph.definition().nodes[3].dependencies, ["s"]);
}

/// Pipelines of few nodes, with names that collide.
fn pipelines() -> impl Strategy<Value = DagDefinition> {
    let node = (0..3_usize, 0..4_u32, any::<[bool; 5]>(), any::<Option<bool>>());
    prop::collection::vec(node, 1..6).prop_map(|nodes| {
        let nodes: Vec<Value> = nodes
            .into_iter()
            .enumerate()
            .map(|(at, (name, window, reads, keeps))| {
                let reads: Vec<String> =
                    (0..at).filter(|from| reads[*from]).map(|from| format!("n{from}")).collect();
                let inputs = match reads.first() {
                    Some(first) => json!({"X": format!("{first}.X_HMP")}),
                    None => json!({"X": "GR"}),
                };
                let name = ["A", "B", "C"][name];
                let mapping = match keeps {
                    None => json!({}),
                    Some(one) => json!({"X_HMP": {
                        "mode": "create_new", "suffix": if one { "_1" } else { "_2" }}}),
                };
                json!({"id": format!("n{at}"), "name": name, "dependencies": reads,
                       "curve_mapping": mapping,
                       "node_type": {"type": "operator", "operator_id": "hampel_filter",
                                     "parameters": {"half_window": window}, "inputs": inputs}})
            })
            .collect();
        serde_json::from_value(json!({"name": "p", "nodes": nodes})).unwrap()
    })
}

/// A pipeline, an edit that changes it, and the position of the edited node.
fn edits() -> impl Strategy<Value = (DagDefinition, Edit, usize)> {
    pipelines().prop_flat_map(|definition| {
        let nodes = definition.nodes.len();
        (Just(definition), 0..nodes, 0..7_usize).prop_map(|(definition, at, kind)| {
            let node = definition.nodes[at].clone();
            let id = node.id.clone();
            let edit = match kind {
                0 => Edit::Rename { node: id, name: "D".to_owned() },
                1 => Edit::Remove { nodes: vec![id], bridge: true },
                2 => {
                    let mut edited = node;
                    set(&mut edited, "/node_type/parameters/half_window", json!(99));
                    Edit::SetWork { node: id, node_type: edited.node_type }
                }
                3 => {
                    let mut edited = node;
                    let over = json!({"X_HMP": {"mode": "overwrite", "output_curve_name": "GR"}});
                    set(&mut edited, "/curve_mapping", over);
                    Edit::SetMapping { node: id, curve_mapping: edited.curve_mapping }
                }
                4 => {
                    let mut metadata = node.metadata;
                    metadata.retries = Some(1);
                    Edit::SetMetadata { node: id, metadata }
                }
                5 if !node.dependencies.is_empty() => {
                    Edit::Disconnect { from: node.dependencies[0].clone(), to: id }
                }
                // From itself: no edge of these pipelines is one yet.
                _ => Edit::Connect { from: id.clone(), to: id, inputs: [].into() },
            };
            (definition, edit, at)
        })
    })
}

/// Orders what has no order of its own.
fn sorted(mut difference: Difference) -> Difference {
    difference.nodes.iter_mut().for_each(|node| {
        node.changes.sort_by_key(|field| format!("{field:?}"));
    });
    difference.nodes.sort_by_key(|node| format!("{node:?}"));
    difference.header.sort_by_key(|field| format!("{field:?}"));
    difference.edges.sort();
    difference
}

fn swapped(mut difference: Difference, titles: &dyn Fn(&NodeDifference) -> String) -> Difference {
    let turned = |change| match change {
        Change::Added => Change::Removed,
        Change::Removed => Change::Added,
        other => other,
    };
    let swap = |field: &mut FieldChange| std::mem::swap(&mut field.before, &mut field.after);
    difference.header.iter_mut().for_each(swap);
    for node in &mut difference.nodes {
        node.name = titles(node);
        node.change = turned(node.change);
        std::mem::swap(&mut node.id_before, &mut node.id_after);
        node.changes.iter_mut().for_each(swap);
    }
    difference.edges.iter_mut().for_each(|edge| edge.change = turned(edge.change));
    difference
}

proptest::proptest! {
    #[test]
    fn nothing_differs_from_itself(definition in pipelines()) {
        assert!(difference(&definition, &definition).is_empty());
        let stored = with_stored_ids(definition.clone(), uuid::Uuid::from_u128(1));
        assert!(difference(&definition, &stored).is_empty());
    }

    #[test]
    fn every_edit_is_told_with_the_name_of_its_node((before, edit, at) in edits()) {
        let after = edit.applied(&before).unwrap();
        let difference = difference(&before, &after);
        let id = &before.nodes[at].id;
        let told = difference.nodes.iter().find(|node| {
            node.id_before.as_ref() == Some(id) || node.id_after.as_ref() == Some(id)
        });
        let told = told.expect("the edited node is told of");
        let name = after.node(id).map_or(&before.nodes[at].name, |node| &node.name);
        assert!(told.name.starts_with(name.as_str()), "{told:?}");
        assert!(difference.lines().iter().any(|line| line.depth == 0 && line.text.contains(name)));
    }

    #[test]
    fn the_other_way_round_is_the_difference_with_sides_swapped(
        before in pipelines(), after in pipelines(), other_ids in any::<bool>(),
    ) {
        let after = if other_ids { with_stored_ids(after, uuid::Uuid::from_u128(1)) } else { after };
        let back = difference(&after, &before);
        // A changed node is told by its newer name, which is the other one on the way back.
        let name = |node: &NodeDifference| {
            let twin = back.nodes.iter().find(|it| it.id_after == node.id_before && it.id_before == node.id_after);
            twin.map_or_else(|| node.name.clone(), |twin| twin.name.clone())
        };
        let there = swapped(difference(&before, &after), &name);
        assert_eq!(sorted(there), sorted(back));
    }

    #[test]
    fn the_graph_marks_what_the_difference_tells(before in pipelines(), after in pipelines()) {
        let (graph, difference) = (DiffGraph::between(&before, &after), difference(&before, &after));
        let marked = graph.nodes.iter().filter(|(_, change)| *change != Change::Same).count();
        assert_eq!(marked, difference.nodes.len());
        let drawn = graph.edges.iter().filter(|(_, _, it)| matches!(it, Change::Added | Change::Removed));
        assert_eq!(drawn.count(), difference.edges.len());
        for (from, to, _) in &graph.edges {
            assert!(graph.nodes[*to].0.dependencies.contains(&graph.nodes[*from].0.id));
        }
    }
}
