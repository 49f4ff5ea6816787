//! Random pipelines, most of them broken, and random edits: undo is exact, and nothing panics.

use chrono::Utc;
use proptest::prelude::*;

use super::*;
use crate::domain::dag::{CurveMapping, DagMetadata, NodeMetadata, WriteMode};
use crate::edit::change::Edit;
use crate::edit::connect::Connections;
use crate::edit::draft::Draft;
use crate::edit::fragment::Fragment;
use crate::edit::group::{aftermath, moved};
use crate::edit::names::TakenNames;
use crate::edit::patch::Patch;
use crate::edit::repair::repairs;
use crate::validate::tests::pipelines::any_node;

fn any_id() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "a", "b", "c", "a.b", "wells", "z"]).prop_map(str::to_owned)
}

fn any_inputs() -> impl Strategy<Value = BTreeMap<String, String>> {
    let port = prop::sample::select(vec!["X", "GR", "VSH"]).prop_map(str::to_owned);
    let source = (any_id(), prop::sample::select(vec!["GR", "X_HMP"]));
    prop::collection::btree_map(port, source.prop_map(|(id, name)| format!("{id}.{name}")), 0..3)
}

fn any_definition() -> impl Strategy<Value = DagDefinition> {
    prop::collection::vec(any_node(), 0..7).prop_map(pipeline)
}

fn any_dag_node() -> impl Strategy<Value = crate::domain::dag::DagNode> {
    any_node().prop_map(|node| pipeline([node]).nodes.remove(0))
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let position = prop::option::of((0..4, 0..4).prop_map(|(x, y)| [f64::from(x), f64::from(y)]));
    let leaf = prop_oneof![
        prop::collection::vec(any_dag_node(), 0..3).prop_map(|nodes| Edit::Add { nodes }),
        (any_id(), any_id(), any_dag_node(), any_inputs()).prop_map(|(from, to, node, inputs)| {
            Edit::InsertOn { from, to, node: Box::new(node), inputs }
        }),
        (prop::collection::vec(any_id(), 0..3), any::<bool>())
            .prop_map(|(nodes, bridge)| Edit::Remove { nodes, bridge }),
        (any_id(), any_id(), any_inputs()).prop_map(|(from, to, inputs)| Edit::Connect {
            from,
            to,
            inputs
        }),
        (any_id(), any_id()).prop_map(|(from, to)| Edit::Disconnect { from, to }),
        (any_id(), any_id(), any_id(), any_inputs())
            .prop_map(|(from, to, new_from, inputs)| Edit::Rewire { from, to, new_from, inputs }),
        (any_id(), any_id()).prop_map(|(node, name)| Edit::Rename { node, name }),
        (any_id(), any_dag_node())
            .prop_map(|(node, other)| Edit::SetWork { node, node_type: other.node_type }),
        (any_id(), any_id()).prop_map(|(node, suffix)| {
            let mapping = CurveMapping {
                mode: WriteMode::CreateNew,
                output_curve_id: None,
                output_curve_name: None,
                suffix: Some(suffix),
            };
            Edit::SetMapping { node, curve_mapping: [("X_HMP".to_owned(), mapping)].into() }
        }),
        (any_id(), position).prop_map(|(node, position)| {
            Edit::SetMetadata { node, metadata: NodeMetadata { position, ..Default::default() } }
        }),
        any_id().prop_map(|name| Edit::SetHeader {
            name,
            version: "1.0.0".to_owned(),
            metadata: DagMetadata::default(),
        }),
    ];
    leaf.prop_recursive(1, 6, 3, |inner| {
        prop::collection::vec(inner, 0..3)
            .prop_map(|edits| Edit::Together { label: "several".to_owned(), edits })
    })
}

fn draft_of(definition: DagDefinition) -> Draft {
    let mut draft = Draft::new_pipeline("p");
    draft.definition = definition;
    draft
}

proptest! {
    #[test]
    fn undo_and_redo_walk_the_same_way_back_and_forth(
        definition in any_definition(),
        edits in prop::collection::vec(any_edit(), 1..8),
    ) {
        let mut draft = draft_of(definition.clone());
        let mut states = vec![draft.definition.clone()];
        for edit in &edits {
            let before = draft.clone();
            if draft.edit(edit, Utc::now()).is_err() {
                prop_assert_eq!(&draft, &before);
            }
            if draft.history.past().len() > before.history.past().len() {
                states.push(draft.definition.clone());
            } else {
                // Moves of one node in a row are one step, and none where it came back.
                states.truncate(draft.history.past().len());
                states.push(draft.definition.clone());
            }
        }
        let text = serde_json::to_string(&draft).unwrap();
        let mut draft: Draft = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(draft.history.past().len() + 1, states.len());
        for state in states.iter().rev() {
            prop_assert_eq!(&draft.definition, state);
            draft.undo().unwrap();
        }
        prop_assert_eq!(&draft.definition, &definition);
        for state in &states {
            prop_assert_eq!(&draft.definition, state);
            draft.redo().unwrap();
        }
        prop_assert_eq!(draft.redo().unwrap(), None);
    }

    #[test]
    fn patches_join(one in any_definition(), two in any_definition(), three in any_definition()) {
        let (first, second) = (Patch::between(&one, &two), Patch::between(&two, &three));
        let joined = first.joined(&second, &two).unwrap();
        prop_assert_eq!(joined.applied(&one).unwrap(), three.clone());
        prop_assert_eq!(joined.reversed().applied(&three).unwrap(), one);
        let text = serde_json::to_string(&first).unwrap();
        prop_assert_eq!(serde_json::from_str::<Patch>(&text).unwrap(), first);
    }

    #[test]
    fn an_edit_survives_its_text(edit in any_edit()) {
        let text = serde_json::to_string(&edit).unwrap();
        prop_assert_eq!(serde_json::from_str::<Edit>(&text).unwrap(), edit);
    }

    #[test]
    fn no_pipeline_makes_the_editor_panic(
        definition in any_definition(),
        edit in any_edit(),
        ids in prop::collection::vec(any_id(), 0..3),
    ) {
        let after = edit.applied(&definition).unwrap_or(definition);
        let catalogue = catalogue();
        let validation = validated(&after);
        let flow = &validation.flow;
        let connections = Connections::new(&after, flow);
        for node in &after.nodes {
            for (to, verdict) in connections.readers_of(&node.id) {
                prop_assert_eq!(connections.connected(&node.id, to).is_ok(), verdict.is_allowed());
            }
            connections.sources_of(&node.id);
        }
        let names: Vec<&str> = ids.iter().map(String::as_str).collect();
        connections.operators_after(&names, &catalogue.0);
        for edge in &flow.edges {
            connections.operators_on(&edge.from, &edge.to, &catalogue.0);
        }
        for bridge in [false, true] {
            aftermath(&after, flow, &ids, bridge);
        }
        moved(&after, &ids, [1.0, 0.0]).applied(&after).unwrap();
        let taken = TakenNames::of(flow, None);
        let fragment = Fragment::of(&after, flow, &ids);
        let pasted = fragment.pasted(&after, &taken, [1.0, 1.0]).applied(&after).unwrap();
        prop_assert_eq!(pasted.nodes.len(), after.nodes.len() + fragment.nodes().len());
        for problem in &validation.diagnostics {
            repairs(&after, &validation, problem, &catalogue, None);
        }
    }
}

#[test]
fn moves_of_one_node_in_a_row_are_one_step() {
    let move_to = |node: &str, x: f64| Edit::SetMetadata {
        node: node.to_owned(),
        metadata: NodeMetadata { position: Some([x, 0.0]), ..Default::default() },
    };
    use crate::validate::tests::{vshale, wells};
    let definition = pipeline([wells(&["GR"]), vshale("vsh", &["wells"])]);
    let mut draft = draft_of(definition.clone());
    for edit in
        [move_to("vsh", 1.0), move_to("vsh", 2.0), move_to("wells", 3.0), move_to("vsh", 4.0)]
    {
        draft.edit(&edit, Utc::now()).unwrap();
    }
    let labels: Vec<&str> = draft.history.past().iter().map(|step| step.label.as_str()).collect();
    assert_eq!(labels, ["move \"VSH\"", "move \"WELLS\"", "move \"VSH\""]);
    draft.undo().unwrap();
    draft.undo().unwrap();
    assert_eq!(draft.definition.node("vsh").unwrap().metadata.position, Some([2.0, 0.0]));
    draft.undo().unwrap();
    assert_eq!(draft.definition, definition);
}
