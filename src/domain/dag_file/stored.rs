//! Turns the node ids of a file into those of a stored pipeline.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::recognise::{recognised, stored_id};
use crate::domain::dag::{DagDefinition, NodeType, with_references};

/// Gives the definition the id of its pipeline and every node a UUID.
///
/// An id that is a UUID stays; any other becomes the UUIDv5 of its text in the pipeline's
/// namespace, so that importing one file twice gives the same ids.
/// References in `dependencies` and `inputs` follow; those to unknown nodes stay as they are.
pub fn with_stored_ids(definition: DagDefinition, pipeline_id: Uuid) -> DagDefinition {
    let ids: Vec<String> = definition
        .nodes
        .iter()
        .map(|node| match Uuid::parse_str(&node.id) {
            Ok(id) => id.to_string(),
            Err(_) => stored_id(pipeline_id, &node.id),
        })
        .collect();
    let mut definition = with_node_ids(definition, &ids);
    definition.id = pipeline_id.to_string();
    definition
}

/// Gives a file that replaces a stored pipeline the ids that its nodes have there.
///
/// So the runs, drafts and curves of a node stay its own when its pipeline is exported, edited as a
/// file and imported again. See [`recognised`] for how a node is known; the others get new ids.
pub fn with_ids_of(
    stored: &DagDefinition,
    file: DagDefinition,
    pipeline_id: Uuid,
) -> DagDefinition {
    let mut ids: Vec<Option<String>> = file
        .nodes
        .iter()
        .map(|node| Uuid::parse_str(&node.id).ok().map(|id| id.to_string()))
        .collect();
    let mut taken: HashSet<String> = ids.iter().flatten().cloned().collect();
    for (stored_at, file_at) in recognised(stored, &file) {
        let id = &stored.nodes[stored_at].id;
        if ids[file_at].is_none() && taken.insert(id.clone()) {
            ids[file_at] = Some(id.clone());
        }
    }
    let new = |file_id: &str, taken: &mut HashSet<String>| {
        // A node that was renamed since may hold the id that this text would get.
        let texts = (1_usize..).map(|count| match count {
            1 => file_id.to_owned(),
            count => format!("{file_id}#{count}"),
        });
        texts
            .map(|text| stored_id(pipeline_id, &text))
            .find(|id| taken.insert(id.clone()))
            .expect("a pipeline has fewer nodes than there are numbers")
    };
    let ids: Vec<String> = ids
        .into_iter()
        .zip(&file.nodes)
        .map(|(id, node)| id.unwrap_or_else(|| new(&node.id, &mut taken)))
        .collect();
    let mut definition = with_node_ids(file, &ids);
    definition.id = pipeline_id.to_string();
    definition
}

/// Gives every node another id, by position; references follow.
pub(super) fn with_node_ids(mut definition: DagDefinition, ids: &[String]) -> DagDefinition {
    let written = definition.clone();
    let new: HashMap<&str, &String> =
        written.nodes.iter().map(|node| node.id.as_str()).zip(ids).collect();
    for (node, id) in definition.nodes.iter_mut().zip(ids) {
        node.id.clone_from(id);
        for dependency in &mut node.dependencies {
            if let Some(id) = new.get(dependency.as_str()) {
                dependency.clone_from(id);
            }
        }
        if let NodeType::Operator { inputs, .. } = &mut node.node_type {
            for bound in inputs.values_mut() {
                let renamed = |reference: &str| match written.split_reference(reference) {
                    Some((node, name)) => Some(format!("{}.{name}", new[node.id.as_str()])),
                    None => Some(reference.to_owned()),
                };
                if let Some(renamed) = with_references(bound, renamed) {
                    *bound = renamed;
                }
            }
        }
    }
    definition
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dag_file::read;

    const FILE: &str = r#"{"name": "p", "nodes": [
        {"id": "wells", "name": "W", "node_type": {"type": "ingestion",
            "source_type": {"source": "well_logs", "curve_names": ["GR", "RHOB.1"]}}},
        {"id": "0198c0de-0000-7000-8000-000000000001", "name": "D", "dependencies": ["wells", "gone"],
            "node_type": {"type": "operator", "operator_id": "hampel_filter",
            "inputs": {"X": "wells.GR", "Y": "RHOB.1", "Z": "GR"}}}]}"#;

    #[test]
    fn one_file_gives_the_same_ids_twice_and_other_ids_in_another_pipeline() {
        let definition = read(FILE, "p.json").unwrap();
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let stored = with_stored_ids(definition.clone(), one);
        assert_eq!(stored, with_stored_ids(definition.clone(), one));
        assert_ne!(stored.nodes[0].id, with_stored_ids(definition, two).nodes[0].id);
        assert_eq!(stored.id, one.to_string());
    }

    #[test]
    fn references_follow_their_nodes() {
        let stored = with_stored_ids(read(FILE, "p.json").unwrap(), Uuid::from_u128(1));
        let wells = &stored.nodes[0].id;
        assert!(Uuid::parse_str(wells).is_ok());
        assert_eq!(stored.nodes[1].id, "0198c0de-0000-7000-8000-000000000001");
        assert_eq!(stored.nodes[1].dependencies, [wells.clone(), "gone".to_owned()]);
        let NodeType::Operator { inputs, .. } = &stored.nodes[1].node_type else {
            panic!("an operator");
        };
        assert_eq!(inputs["X"], format!("{wells}.GR"));
        assert_eq!(inputs["Y"], "RHOB.1");
        assert_eq!(inputs["Z"], "GR");
    }
}
