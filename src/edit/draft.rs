//! A definition that is being edited, with what it began from and every step since.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::change::Edit;
use super::history::{History, Step};
use super::patch::Patch;
use crate::domain::dag::{DagDefinition, DagMetadata, MAIN_BRANCH};
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// A pipeline that somebody edits; kept through restarts until it is saved or thrown away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The pipeline; a new one has its id from the beginning.
    pub pipeline: Uuid,
    /// Line of revisions that it is saved on.
    #[serde(default = "main_branch")]
    pub branch: String,
    /// What was stored when editing began, or at the last save; `None` for a new pipeline.
    pub base: Option<Base>,
    /// What it says now.
    pub definition: DagDefinition,
    /// What was done to it; goes on across saves.
    pub history: History,
}

/// The stored state that a draft began from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Base {
    /// What it said.
    pub definition: DagDefinition,
    /// When it was stored: the optimistic lock of the next save.
    pub updated_at: DateTime<Utc>,
}

fn main_branch() -> String {
    MAIN_BRANCH.to_owned()
}

impl Draft {
    /// Begins to edit a stored pipeline.
    pub fn of_stored(pipeline: Uuid, definition: DagDefinition, updated_at: DateTime<Utc>) -> Self {
        Self {
            pipeline,
            branch: main_branch(),
            base: Some(Base { definition: definition.clone(), updated_at }),
            definition,
            history: History::default(),
        }
    }

    /// Begins a new pipeline without nodes.
    pub fn new_pipeline(name: impl Into<String>) -> Self {
        let pipeline = Uuid::now_v7();
        let definition = DagDefinition {
            id: pipeline.to_string(),
            name: name.into(),
            project_id: None,
            version: "1.0.0".to_owned(),
            nodes: Vec::new(),
            metadata: DagMetadata::default(),
        };
        Self {
            pipeline,
            branch: main_branch(),
            base: None,
            definition,
            history: History::default(),
        }
    }

    /// Makes an edit; one that changes nothing leaves no step.
    pub fn edit(&mut self, edit: &Edit, at: DateTime<Utc>) -> Result<(), Diagnostic> {
        let after = edit.applied(&self.definition)?;
        let moves = edit.is_move(&self.definition);
        self.step(after, edit.label(&self.definition), at, moves);
        Ok(())
    }

    /// Takes a definition that was made elsewhere, such as in an editor or by a merge, as one step.
    pub fn replace(
        &mut self,
        definition: DagDefinition,
        label: impl Into<String>,
        at: DateTime<Utc>,
    ) {
        self.step(definition, label.into(), at, false);
    }

    fn step(&mut self, after: DagDefinition, label: String, at: DateTime<Utc>, moves: bool) {
        let patch = Patch::between(&self.definition, &after);
        if !patch.is_empty() {
            self.history.record(Step { label, at, patch, moves }, &self.definition);
            self.definition = after;
        }
    }

    /// Takes the newest step back; returns its label, or nothing where there is none.
    pub fn undo(&mut self) -> Result<Option<String>, Diagnostic> {
        let undone = self.history.undo(&self.definition).map_err(|_| spoilt())?;
        Ok(undone.map(|(definition, label)| {
            self.definition = definition;
            label
        }))
    }

    /// Does the step again that was taken back last; returns its label, or nothing where there is none.
    pub fn redo(&mut self) -> Result<Option<String>, Diagnostic> {
        let redone = self.history.redo(&self.definition).map_err(|_| spoilt())?;
        Ok(redone.map(|(definition, label)| {
            self.definition = definition;
            label
        }))
    }

    /// Goes on from what somebody else stored, with the changes merged into it, as one step.
    pub fn rebase(
        &mut self,
        base: Base,
        merged: DagDefinition,
        label: impl Into<String>,
        at: DateTime<Utc>,
    ) {
        self.replace(merged, label, at);
        self.base = Some(base);
    }

    /// Takes note that this was stored.
    pub fn saved(&mut self, definition: DagDefinition, updated_at: DateTime<Utc>) {
        self.base = Some(Base { definition, updated_at });
    }

    /// Whether it differs from what is stored.
    pub fn is_changed(&self) -> bool {
        self.base.as_ref().is_none_or(|base| base.definition != self.definition)
    }
}

fn spoilt() -> Diagnostic {
    Diagnostic::error(ErrorType::Internal, "the history of the draft does not fit its pipeline")
        .hint("save the pipeline as it is; later edits can be undone again")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn node(id: &str, reads: &[&str]) -> crate::domain::dag::DagNode {
        serde_json::from_value(json!({
            "id": id, "name": id.to_uppercase(), "dependencies": reads,
            "node_type": {
                "type": "operator", "operator_id": "hampel_filter", "parameters": {},
                "inputs": reads.first().map_or(json!({}), |read| json!({"X": format!("{read}.X_HMP")})),
            },
        }))
        .unwrap()
    }

    fn draft() -> Draft {
        let mut draft = Draft::new_pipeline("p");
        let nodes = vec![node("a", &[]), node("b", &["a"]), node("c", &["b"])];
        draft.edit(&Edit::Add { nodes }, Utc::now()).unwrap();
        draft
    }

    fn after(edit: &Edit) -> (Draft, DagDefinition) {
        let mut draft = draft();
        let before = draft.definition.clone();
        draft.edit(edit, Utc::now()).unwrap();
        (draft, before)
    }

    #[test]
    fn undo_restores_the_exact_definition_and_redo_the_edit() {
        let edits = [
            Edit::Remove { nodes: vec!["b".to_owned()], bridge: true },
            Edit::Rename { node: "a".to_owned(), name: "Wells".to_owned() },
            Edit::Disconnect { from: "a".to_owned(), to: "b".to_owned() },
            Edit::InsertOn {
                from: "a".to_owned(),
                to: "b".to_owned(),
                node: Box::new(node("d", &[])),
                inputs: [("X".to_owned(), "d.X_HMP".to_owned())].into(),
            },
        ];
        for edit in edits {
            let (mut draft, before) = after(&edit);
            let edited = draft.definition.clone();
            assert_ne!(edited, before);
            let label = draft.undo().unwrap();
            assert_eq!(draft.definition, before);
            assert_eq!(draft.redo().unwrap(), label);
            assert_eq!(draft.definition, edited);
        }
    }

    #[test]
    fn a_draft_goes_on_after_a_restart() {
        let (draft, before) = after(&Edit::Remove { nodes: vec!["b".to_owned()], bridge: false });
        let text = serde_json::to_string(&draft).unwrap();
        let mut again: Draft = serde_json::from_str(&text).unwrap();
        assert_eq!(again, draft);
        assert_eq!(again.undo().unwrap().as_deref(), Some("delete \"B\""));
        assert_eq!(again.definition, before);
    }

    #[test]
    fn a_draft_that_knew_no_branches_is_one_of_main() {
        let (draft, _) = after(&Edit::Remove { nodes: vec!["b".to_owned()], bridge: false });
        let mut json = serde_json::to_value(&draft).unwrap();
        json.as_object_mut().unwrap().remove("branch").unwrap();
        assert_eq!(serde_json::from_value::<Draft>(json).unwrap().branch, "main");
    }

    #[test]
    fn a_merge_into_a_draft_is_one_step_that_can_be_undone() {
        let (mut draft, _) = after(&Edit::Remove { nodes: vec!["b".to_owned()], bridge: true });
        let before = draft.definition.clone();
        let mut theirs = before.clone();
        theirs.name = "theirs".to_owned();
        let base = Base { definition: theirs.clone(), updated_at: Utc::now() };
        draft.rebase(base, theirs, "merge what ann saved", Utc::now());
        assert!(!draft.is_changed());
        assert_eq!(draft.undo().unwrap().as_deref(), Some("merge what ann saved"));
        assert_eq!(draft.definition, before);
    }

    #[test]
    fn readers_of_a_removed_node_read_what_it_read() {
        let (draft, _) = after(&Edit::Remove { nodes: vec!["b".to_owned()], bridge: true });
        assert_eq!(draft.definition.nodes[1], node("c", &["a"]).without_inputs());
        let (draft, _) = after(&Edit::Remove { nodes: vec!["b".to_owned()], bridge: false });
        assert_eq!(draft.definition.nodes[1], node("c", &[]).without_inputs());
    }

    #[test]
    fn readers_of_a_removed_node_that_read_itself_read_the_rest_of_what_it_read() {
        let mut draft = draft();
        for (from, to) in [("b", "b"), ("b", "c")] {
            let edit =
                Edit::Connect { from: from.to_owned(), to: to.to_owned(), inputs: [].into() };
            draft.edit(&edit, Utc::now()).unwrap();
        }
        draft.definition.nodes[2].dependencies.push("b".to_owned());
        let remove = Edit::Remove { nodes: vec!["b".to_owned()], bridge: true };
        draft.edit(&remove, Utc::now()).unwrap();
        assert_eq!(draft.definition.nodes[1], node("c", &["a"]).without_inputs());
    }

    impl crate::domain::dag::DagNode {
        fn without_inputs(mut self) -> Self {
            if let crate::domain::dag::NodeType::Operator { inputs, .. } = &mut self.node_type {
                inputs.clear();
            }
            self
        }
    }

    #[test]
    fn an_edit_that_names_nothing_known_is_refused_and_leaves_no_step() {
        let mut draft = draft();
        let before = draft.clone();
        let edit = Edit::Connect { from: "z".to_owned(), to: "a".to_owned(), inputs: [].into() };
        let error = draft.edit(&edit, Utc::now()).unwrap_err();
        assert_eq!(error.error_type, ErrorType::NodeNotFound);
        assert_eq!(draft, before);
    }
}
