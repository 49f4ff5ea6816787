//! Labelled undo and redo.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::patch::{OtherState, Patch};
use crate::domain::dag::DagDefinition;

/// Steps kept; older ones are forgotten.
const LONGEST: usize = 200;

/// One edit that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What was done, for people: `add node "Despike"`.
    pub label: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What exactly changed.
    pub patch: Patch,
    /// Whether nodes were only moved; several moves of the same nodes in a row are one step.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moves: bool,
}

/// What was done, and what was taken back and may be done again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// Steps that were made, oldest first.
    past: Vec<Step>,
    /// Steps that were taken back, the next one to do again last.
    future: Vec<Step>,
}

impl History {
    /// Returns the steps that were made, oldest first.
    pub fn past(&self) -> &[Step] {
        &self.past
    }

    /// Returns the steps that were taken back, the next one to do again last.
    pub fn future(&self) -> &[Step] {
        &self.future
    }

    /// Records a step from a definition; what was taken back before can no longer be done again.
    pub fn record(&mut self, mut step: Step, from: &DagDefinition) {
        self.future.clear();
        if let Some(last) = self.past.pop() {
            let same = last.moves && step.moves && last.patch.nodes() == step.patch.nodes();
            match same.then(|| last.patch.joined(&step.patch, from)) {
                Some(Ok(patch)) => step.patch = patch,
                _ => self.past.push(last),
            }
        }
        if step.patch.is_empty() {
            return;
        }
        self.past.push(step);
        if self.past.len() > LONGEST {
            self.past.remove(0);
        }
    }

    /// Takes the newest step back; returns the definition before it, and its label.
    pub fn undo(
        &mut self,
        definition: &DagDefinition,
    ) -> Result<Option<(DagDefinition, String)>, OtherState> {
        let Some(step) = self.past.last() else { return Ok(None) };
        let before = step.patch.reversed().applied(definition)?;
        let label = step.label.clone();
        self.future.extend(self.past.pop());
        Ok(Some((before, label)))
    }

    /// Does the newest step that was taken back again; returns the definition after it, and its label.
    pub fn redo(
        &mut self,
        definition: &DagDefinition,
    ) -> Result<Option<(DagDefinition, String)>, OtherState> {
        let Some(step) = self.future.last() else { return Ok(None) };
        let after = step.patch.applied(definition)?;
        let label = step.label.clone();
        self.past.extend(self.future.pop());
        Ok(Some((after, label)))
    }
}
