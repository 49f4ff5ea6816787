//! Ids that people can read, for the nodes of a pipeline that leaves the database.

use std::collections::HashSet;

use uuid::Uuid;

use crate::domain::dag::{DagDefinition, DagNode, NodeType, references};

/// Returns the id of every node in a file: its own where that is readable, else one made from its name.
///
/// `Shale volume` becomes `shale_volume`; of several nodes with one name, those after the first count
/// on with `_2`, `_3`. The ids are unique, and no reference comes to mean something else by them.
pub fn portable_ids(definition: &DagDefinition) -> Vec<String> {
    let mut taken = Taken::by(definition);
    let mut ids: Vec<Option<String>> = definition
        .nodes
        .iter()
        .map(|node| {
            (!node.id.is_empty() && Uuid::parse_str(&node.id).is_err()).then(|| node.id.clone())
        })
        .collect();
    // Names that stand alone first, so that a second "Despike" never takes the id of "Despike 2".
    for (id, node) in ids.iter_mut().zip(&definition.nodes).filter(|(id, _)| id.is_none()) {
        let stem = stem(node);
        if taken.take(&stem) {
            *id = Some(stem);
        }
    }
    let counted = |node: &DagNode, taken: &mut Taken| {
        let stem = stem(node);
        (2_usize..)
            .map(|count| format!("{stem}_{count}"))
            .find(|id| taken.take(id))
            .expect("a pipeline has fewer nodes than there are numbers")
    };
    ids.into_iter()
        .zip(&definition.nodes)
        .map(|(id, node)| id.unwrap_or_else(|| counted(node, &mut taken)))
        .collect()
}

/// Ids that a new one must differ from.
struct Taken {
    ids: HashSet<String>,
    /// References to curves, which no id may make references to a node.
    curves: Vec<String>,
}

impl Taken {
    fn by(definition: &DagDefinition) -> Self {
        let mut taken = Self { ids: HashSet::new(), curves: Vec::new() };
        for node in &definition.nodes {
            taken.ids.insert(node.id.clone());
            // A dependency on a node that is not there must not find one by accident.
            taken.ids.extend(node.dependencies.iter().cloned());
            if let NodeType::Operator { inputs, .. } = &node.node_type {
                let bound = inputs.values().flat_map(|bound| references(bound));
                let curves = bound.filter(|it| definition.split_reference(it).is_none());
                taken.curves.extend(curves.map(str::to_owned));
            }
        }
        taken
    }

    fn take(&mut self, id: &str) -> bool {
        let begins =
            |text: &String| text.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'));
        let free = !self.ids.contains(id)
            && !self.ids.iter().any(begins)
            && !self.curves.iter().any(begins);
        if free {
            self.ids.insert(id.to_owned());
        }
        free
    }
}

/// Returns the id that the name of a node asks for.
fn stem(node: &DagNode) -> String {
    let of_work = match &node.node_type {
        NodeType::Operator { operator_id, .. } => operator_id.as_str(),
        other => other.tag(),
    };
    let stem = [node.name.as_str(), of_work].into_iter().map(slug).find(|slug| !slug.is_empty());
    let stem = stem.unwrap_or_else(|| node.node_type.tag().to_owned());
    // 32 hexadecimal digits would pass for the id of a stored node.
    if Uuid::parse_str(&stem).is_ok() { format!("node_{stem}") } else { stem }
}

/// Writes a text as letters and digits in lower case, joined by underscores.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    slug.truncate(slug.trim_end_matches('_').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ids(nodes: &[(&str, &str)]) -> Vec<String> {
        let nodes: Vec<_> = nodes
            .iter()
            .map(|(id, name)| {
                json!({"id": id, "name": name,
                       "node_type": {"type": "operator", "operator_id": "hampel_filter"}})
            })
            .collect();
        portable_ids(&serde_json::from_value(json!({"name": "p", "nodes": nodes})).unwrap())
    }

    fn uuid(number: u128) -> String {
        Uuid::from_u128(number).to_string()
    }

    #[test]
    fn names_become_ids_and_readable_ids_stay() {
        let (one, two, three) = (uuid(1), uuid(2), uuid(3));
        assert_eq!(
            ids(&[(&one, "Shale volume (GR)"), ("n.1", "x"), (&two, "--"), (&three, "Größe 3")]),
            ["shale_volume_gr", "n.1", "hampel_filter", "größe_3"]
        );
    }

    #[test]
    fn equal_names_count_on_without_taking_the_id_of_another_name() {
        let nodes: Vec<String> = (1..=4).map(uuid).collect();
        assert_eq!(
            ids(&[
                (&nodes[0], "Despike"),
                (&nodes[1], "despike"),
                (&nodes[2], "Despike 2"),
                (&nodes[3], "Despike!"),
            ]),
            ["despike", "despike_3", "despike_2", "despike_4"]
        );
    }

    #[test]
    fn a_name_that_looks_like_a_stored_id_gets_another() {
        let name = Uuid::from_u128(7).simple().to_string();
        assert_eq!(ids(&[(&uuid(1), &name)]), [format!("node_{name}")]);
    }

    #[test]
    fn no_curve_becomes_a_reference_to_a_node() {
        let definition = serde_json::from_value(json!({"name": "p", "nodes": [
            {"id": uuid(1), "name": "gr", "dependencies": ["ghost"],
             "node_type": {"type": "operator", "operator_id": "x", "inputs": {"X": "gr.1"}}},
            {"id": uuid(2), "name": "ghost",
             "node_type": {"type": "output", "output_type": "frontend"}}]}))
        .unwrap();
        assert_eq!(portable_ids(&definition), ["gr_2", "ghost_2"]);
    }
}
