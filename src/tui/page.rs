//! A pipeline as text: written for an editor, and read back with the ids that its nodes have.

use std::collections::HashSet;

use uuid::Uuid;

use crate::domain::dag::DagDefinition;
use crate::domain::dag_file;
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Ending of the file's name, so that an editor knows the syntax.
pub const EXTENSION: &str = "yaml";

/// A pipeline that is edited as text, as it was when the text was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The pipeline.
    pub pipeline: Uuid,
    /// What it said.
    pub written: DagDefinition,
}

impl Page {
    /// Begins to edit a pipeline as text.
    pub fn of(pipeline: Uuid, definition: DagDefinition) -> Self {
        Self { pipeline, written: definition }
    }

    /// Returns the text: YAML, with ids that people can read.
    pub fn text(&self) -> String {
        dag_file::write_yaml(&dag_file::portable(self.written.clone()))
    }

    /// Reads the text back; a node keeps its id as long as the text has its readable id or its name.
    pub fn read(&self, text: &str) -> Result<DagDefinition, Vec<Diagnostic>> {
        let file = format!("text.{EXTENSION}");
        let unnamed = |mut problem: Diagnostic| {
            // There is only this text, and a line says where in it.
            problem.place.file = None;
            problem
        };
        let read = dag_file::read(text, &file)
            .map_err(|problems| problems.into_iter().map(unnamed).collect::<Vec<_>>())?;
        let twice = ids_given_twice(&read, text);
        if !twice.is_empty() {
            return Err(twice);
        }
        let written = &self.written;
        let read = dag_file::with_ids_of(written, read, self.pipeline);
        Ok(DagDefinition { id: written.id.clone(), project_id: written.project_id.clone(), ..read })
    }
}

/// Finds ids that two nodes have: which of them a reference means, nobody could tell.
fn ids_given_twice(definition: &DagDefinition, text: &str) -> Vec<Diagnostic> {
    let mut seen = HashSet::new();
    let twice = definition.nodes.iter().filter(|node| !seen.insert(node.id.as_str()));
    twice
        .map(|node| {
            let problem = Diagnostic::error(ErrorType::DuplicateNode, "two nodes have one id")
                .at_node(&node.id)
                .found(format!("\"{}\" a second time, on \"{}\"", node.id, node.name))
                .wanted("an id of its own for every node");
            match second_line_of(&node.id, text) {
                Some(line) => problem.at_line(line),
                None => problem,
            }
        })
        .collect()
}

/// Returns the line that gives an id for the second time, written as this program writes it.
fn second_line_of(id: &str, text: &str) -> Option<usize> {
    let gives = |line: &str| {
        let entry = line.trim().trim_start_matches("- ").strip_prefix("id:");
        entry.is_some_and(|value| value.trim().trim_matches(['"', '\'']) == id)
    };
    let mut lines = text.lines().zip(1..).filter(|(line, _)| gives(line));
    lines.nth(1).map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dag_file::with_stored_ids;

    const FILE: &str = r#"{"name": "Quick look", "metadata": {"description": "first\nsecond"}, "nodes": [
        {"id": "wells", "name": "Well logs", "node_type": {"type": "ingestion",
            "source_type": {"source": "well_logs", "curve_names": ["GR"]}}},
        {"id": "clean", "name": "Clean", "dependencies": ["wells"], "metadata": {"position": [1.0, 2.5]},
            "curve_mapping": {"GR_HMP": {"mode": "create_new", "suffix": "_1"}},
            "node_type": {"type": "operator", "operator_id": "hampel_filter",
            "parameters": {"window": 5}, "inputs": {"X": "wells.GR"}}},
        {"id": "again", "name": "Clean again", "dependencies": ["clean"],
            "node_type": {"type": "operator", "operator_id": "hampel_filter",
            "inputs": {"X": "clean.X_HMP"}}}]}"#;

    fn page() -> Page {
        let pipeline = Uuid::from_u128(7);
        let definition = dag_file::read(FILE, "p.json").unwrap();
        let mut definition = with_stored_ids(definition, pipeline);
        definition.project_id = Some("a project".to_owned());
        Page::of(pipeline, definition)
    }

    #[test]
    fn text_that_was_not_touched_is_the_same_pipeline() {
        let page = page();
        assert!(page.text().contains("id: clean_again"), "{}", page.text());
        assert_eq!(page.read(&page.text()), Ok(page.written.clone()));
    }

    #[test]
    fn nodes_keep_their_ids_when_names_change_and_places_are_exchanged() {
        let page = page();
        let text = page.text().replace("name: Clean\n", "name: X\n");
        let text = text.replace("name: Clean again\n", "name: Clean\n");
        let text = text.replace("name: X\n", "name: Clean again\n");
        let read = page.read(&text).unwrap();
        let mut wanted = page.written.clone();
        wanted.nodes[1].name = "Clean again".to_owned();
        wanted.nodes[2].name = "Clean".to_owned();
        assert_eq!(read, wanted);
    }

    #[test]
    fn a_new_node_gets_an_id_of_its_own_and_its_readers_find_it() {
        let page = page();
        let text = page.text()
            + "- id: third\n  name: Third\n  dependencies: [clean_again]\n  node_type:\n    type: operator\n    \
               operator_id: hampel_filter\n    inputs: {X: clean_again.X_HMP}\n";
        let read = page.read(&text).unwrap();
        assert_eq!(read.nodes[..3], page.written.nodes[..]);
        assert!(Uuid::parse_str(&read.nodes[3].id).is_ok());
        assert_eq!(read.nodes[3].dependencies, [read.nodes[2].id.clone()]);
    }

    #[test]
    fn every_misfit_is_told_with_its_line() {
        let text = page().text();
        let broken = text.replace("operator_id:", "operatorid:").replace("dependencies:", "reads:");
        let problems = page().read(&broken).unwrap_err();
        assert!(problems.len() >= 4, "{problems:#?}");
        let first = text.lines().position(|line| line.contains("dependencies:")).unwrap() + 1;
        let lines: Vec<_> = problems.iter().map(|problem| problem.place.line).collect();
        assert!(lines.contains(&Some(first as u32)), "{problems:#?}");
        assert!(problems.iter().all(|problem| problem.place.file.is_none()));
    }

    #[test]
    fn an_id_that_stands_twice_is_told_with_the_line_of_the_second() {
        let text = page().text().replace("id: clean_again\n", "id: clean\n");
        let problems = page().read(&text).unwrap_err();
        let mut places = text.lines().zip(1..).filter(|(line, _)| line.ends_with("id: clean"));
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].place.line, places.nth(1).map(|(_, line)| line));
    }
}
