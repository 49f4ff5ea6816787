//! Saving a draft: one transaction under an optimistic lock, and a merge where somebody was faster.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::drafts::{kept, this_process};
use super::workspace::Workspace;
use crate::control::branches::{self, Head};
use crate::control::drafts;
use crate::control::pipelines::StoredPipeline;
use crate::control::revisions::NewRevision;
use crate::domain::dag::{DagDefinition, MAIN_BRANCH};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::edit::draft::{Base, Draft};
use crate::edit::merge::{Choice, Merge, merge, only_suffixes_differ};

/// What a save came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Saved {
    /// Pipeline.
    pub pipeline_id: Uuid,
    /// Branch that moved.
    pub branch: String,
    /// The new revision; `None` where nothing differed from what was stored.
    pub revision: Option<Uuid>,
    /// What is stored now: what was sent, with the suffixes that runs moved on meanwhile.
    pub definition: DagDefinition,
    /// Optimistic lock of the next save.
    pub updated_at: DateTime<Utc>,
    /// What validation says about it; a pipeline with errors is saved, but does not run.
    pub diagnostics: Vec<Diagnostic>,
    /// What was sent.
    #[serde(skip)]
    pub sent: DagDefinition,
}

impl Saved {
    /// Tells what a branch says after `sent` was saved on it; validation comes later.
    pub(super) fn on(
        pipeline: Uuid,
        branch: &str,
        revision: Option<Uuid>,
        head: Head,
        sent: DagDefinition,
    ) -> Self {
        Self {
            pipeline_id: pipeline,
            branch: branch.to_owned(),
            revision,
            definition: head.definition,
            updated_at: head.updated_at,
            diagnostics: Vec::new(),
            sent,
        }
    }

    /// Takes note in the draft that was saved, which may have been edited since it was sent.
    pub fn apply(&self, draft: &mut Draft, at: DateTime<Utc>) {
        if self.definition != self.sent {
            let merged = merge(&self.sent, &self.definition, &draft.definition).merged;
            draft.replace(merged, "suffixes moved on after a run", at);
        }
        draft.saved(self.definition.clone(), self.updated_at);
    }

    /// Whether validation found errors, with which the pipeline does not run.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Why a draft was not saved.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "a diagnostic is built once, on the cold path")]
pub enum SaveRefusal {
    /// Somebody else saved meanwhile.
    Conflict(Box<Conflict>),
    /// Something else is in the way.
    Refused(Diagnostic),
}

impl From<Diagnostic> for SaveRefusal {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Refused(diagnostic)
    }
}

impl From<SaveRefusal> for Diagnostic {
    fn from(refusal: SaveRefusal) -> Self {
        match refusal {
            SaveRefusal::Conflict(conflict) => conflict.diagnostic(),
            SaveRefusal::Refused(diagnostic) => diagnostic,
        }
    }
}

/// Two saves from one base.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// What is stored now, and when it was: the base of the next save.
    pub theirs: Base,
    /// E-mail of who saved it.
    pub who: String,
    /// What the draft says.
    pub mine: DagDefinition,
    /// What both began from; without nodes where both made the pipeline.
    pub base: DagDefinition,
    /// Both together.
    pub merged: Merge,
}

impl Conflict {
    /// Lets the draft go on from what is stored, with both sides merged as one step to undo.
    ///
    /// Conflicts beyond the choices are taken from the draft.
    pub fn resolve(&self, draft: &mut Draft, choices: &[Choice], at: DateTime<Utc>) {
        let label = format!("merge what {} saved", self.who);
        draft.rebase(self.theirs.clone(), self.merged.resolved(choices), label, at);
    }

    /// Says the conflict in words.
    pub fn diagnostic(&self) -> Diagnostic {
        let what = format!("\"{}\" was saved by {} meanwhile", self.mine.name, self.who);
        let found = match self.merged.conflicts.len() {
            0 => "changes that can be merged with yours".to_owned(),
            1 => "one change that contradicts yours".to_owned(),
            many => format!("{many} changes that contradict yours"),
        };
        Diagnostic::error(ErrorType::SaveConflict, what)
            .found(format!(
                "{found}, of {}",
                self.theirs.updated_at.format("%Y-%m-%d %H:%M:%S UTC")
            ))
            .hint("merge both, then save again")
    }
}

impl Workspace {
    /// Saves a draft on its branch as one revision; without a message, its steps are the message.
    ///
    /// Suffixes that runs moved on since are merged without a question; any other save since is a
    /// [`Conflict`]. [`Saved::apply`] tells the draft.
    pub async fn save_draft(
        &self,
        project: Uuid,
        draft: &Draft,
        message: Option<&str>,
    ) -> Result<Saved, SaveRefusal> {
        let mut known = self.inner.drafts.lock().await;
        let mut client = self.inner.database.client().await?;
        let transaction = client.transaction().await.map_err(Diagnostic::from)?;
        branches::hold(&transaction, draft.pipeline).await?;
        let head = branches::head(&transaction, draft.pipeline, &draft.branch).await?;
        if head.is_none() && (draft.base.is_some() || draft.branch != MAIN_BRANCH) {
            // The pipeline or the branch was deleted: this says which.
            branches::existing_head(&transaction, draft.pipeline, &draft.branch).await?;
        }
        let mut definition = match &head {
            Some(head) => merged(draft, head)?,
            None => draft.definition.clone(),
        };
        definition.project_id = None;
        definition.id = draft.pipeline.to_string();
        let message = message.map_or_else(|| draft.message(), |message| message.trim().to_owned());
        let revision = match &head {
            Some(head) if head.definition == definition => None,
            _ => {
                let stored = StoredPipeline {
                    id: draft.pipeline,
                    project_id: head.as_ref().map_or(project, |head| head.project_id),
                    definition,
                    // It is not what a file says any more.
                    source_sha256: None,
                    updated_at: Utc::now(),
                };
                let new =
                    NewRevision { author: self.inner.user_id, message: &message, merged: None };
                let read_at = head.as_ref().map(|head| head.updated_at);
                Some(branches::save(&transaction, &draft.branch, &stored, read_at, new).await?)
            }
        };
        let head = branches::existing_head(&transaction, draft.pipeline, &draft.branch).await?;
        let project = head.project_id;
        let sent = draft.definition.clone();
        let mut saved = Saved::on(draft.pipeline, &draft.branch, revision, head, sent);
        // The kept draft goes on from here too, unless it holds later edits or another terminal's.
        let user = self.inner.user_id;
        let found = drafts::find(&transaction, user, draft.pipeline).await?;
        let mut ordinal = known.get(&draft.pipeline).copied();
        if let Some(found) = found
            && Some(found.ordinal) == ordinal
            && found.kept.definition == serde_json::json!(draft.definition)
        {
            let mut next = draft.clone();
            saved.apply(&mut next, Utc::now());
            let by = this_process();
            let number =
                drafts::keep(&transaction, user, project, &kept(&next), &by, ordinal).await?;
            ordinal = number.or(ordinal);
        }
        transaction.commit().await.map_err(Diagnostic::from)?;
        if let Some(ordinal) = ordinal {
            known.insert(draft.pipeline, ordinal);
        }
        drop(known);
        drop(client);
        saved.diagnostics = self.validate(project, &saved.definition).await?.diagnostics;
        Ok(saved)
    }
}

/// Returns what is to be stored: the draft, with suffixes that were moved on since its base.
fn merged(draft: &Draft, head: &Head) -> Result<DagDefinition, SaveRefusal> {
    let unmoved = draft.base.as_ref().is_some_and(|base| base.updated_at == head.updated_at);
    if unmoved || draft.definition == head.definition {
        return Ok(draft.definition.clone());
    }
    let base = match &draft.base {
        Some(base) => base.definition.clone(),
        // Both began with nothing, so whatever differs is for the user to decide.
        None => DagDefinition {
            name: String::new(),
            version: String::new(),
            nodes: Vec::new(),
            metadata: Default::default(),
            ..draft.definition.clone()
        },
    };
    let merged = merge(&base, &head.definition, &draft.definition);
    if merged.is_clean() && only_suffixes_differ(&base, &head.definition) {
        return Ok(merged.merged);
    }
    Err(SaveRefusal::Conflict(Box::new(Conflict {
        theirs: Base { definition: head.definition.clone(), updated_at: head.updated_at },
        who: head.author.clone(),
        mine: draft.definition.clone(),
        base,
        merged,
    })))
}
