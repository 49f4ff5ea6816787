//! Turns the node ids of a file into those of a stored pipeline.

use std::collections::HashMap;

use uuid::Uuid;

use crate::domain::dag::{DagDefinition, NodeType};

/// Gives the definition the id of its pipeline and every node a UUID.
///
/// An id that is a UUID stays; any other becomes the UUIDv5 of its text in the pipeline's
/// namespace, so that importing one file twice gives the same ids.
/// References in `dependencies` and `inputs` follow; those to unknown nodes stay as they are.
pub fn with_stored_ids(mut definition: DagDefinition, pipeline_id: Uuid) -> DagDefinition {
    let stored = |id: &str| {
        let id = Uuid::parse_str(id).unwrap_or_else(|_| Uuid::new_v5(&pipeline_id, id.as_bytes()));
        id.to_string()
    };
    let ids: HashMap<String, String> =
        definition.nodes.iter().map(|node| (node.id.clone(), stored(&node.id))).collect();
    let written = definition.clone();
    for node in &mut definition.nodes {
        node.id = ids[&node.id].clone();
        for dependency in &mut node.dependencies {
            if let Some(id) = ids.get(dependency) {
                dependency.clone_from(id);
            }
        }
        if let NodeType::Operator { inputs, .. } = &mut node.node_type {
            for reference in inputs.values_mut() {
                if let Some((node, name)) = written.split_reference(reference) {
                    *reference = format!("{}.{name}", ids[&node.id]);
                }
            }
        }
    }
    definition.id = pipeline_id.to_string();
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
