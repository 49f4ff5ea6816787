//! Drafts: what the user is at work on survives restarts, and two terminals do not undo each other.

use std::sync::Arc;

use chrono::Utc;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use super::workspace::Workspace;
use crate::control::branches;
use crate::control::drafts::{self, DraftRecord, KeptDraft};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::rows::DraftRow;
use crate::edit::draft::{Base, Draft};

impl Workspace {
    /// Keeps a draft, in place of the one that this process opened or kept last.
    ///
    /// Where another terminal of the user kept or discarded it since, nothing is written, and the
    /// diagnostic (`DraftConflict`) says what to do: [`Self::draft`] reads what is kept,
    /// [`Self::take_over_draft`] lets the next keeping replace it.
    ///
    /// Once begun, the write comes to its end whoever stops waiting for it: half of one, with the row
    /// written and nobody who knows its number, would look like the work of another terminal.
    pub async fn keep_draft(&self, project: Uuid, draft: &Draft) -> Result<(), Diagnostic> {
        // Held while the row is written, so that keepings of one process follow each other.
        let mut known = Arc::clone(&self.inner.drafts).lock_owned().await;
        let (database, user) = (Arc::clone(&self.inner.database), self.inner.user_id);
        let (name, draft) = (draft.definition.name.clone(), kept(draft));
        let write = self.inner.keeping.spawn(async move {
            let client = database.client().await?;
            let ordinal = known.get(&draft.pipeline).copied();
            let by = this_process();
            match drafts::keep(&client, user, project, &draft, &by, ordinal).await? {
                Some(ordinal) => {
                    known.insert(draft.pipeline, ordinal);
                    Ok(())
                }
                None => {
                    let found = drafts::find(&client, user, draft.pipeline).await?;
                    Err(kept_elsewhere(&name, found.as_ref()))
                }
            }
        });
        write.await.unwrap_or_else(|error| {
            Err(Diagnostic::error(ErrorType::Internal, "the draft was not kept")
                .found(error.to_string())
                .hint("keep it again; the log file tells more"))
        })
    }

    /// Lets the next [`Self::keep_draft`] replace whatever another terminal kept.
    pub async fn take_over_draft(&self, pipeline: Uuid) -> Result<(), Diagnostic> {
        let mut known = self.inner.drafts.lock().await;
        let client = self.inner.database.client().await?;
        match drafts::find(&client, self.inner.user_id, pipeline).await? {
            Some(found) => known.insert(pipeline, found.ordinal),
            None => known.remove(&pipeline),
        };
        Ok(())
    }

    /// Returns the user's unsaved changes in a project, the newest first; this opens none of them.
    pub async fn drafts(&self, project: Uuid) -> Result<Vec<DraftRow>, Diagnostic> {
        let client = self.inner.database.client().await?;
        let found = drafts::list(&client, self.inner.user_id, project).await?;
        Ok(found.into_iter().map(row).collect())
    }

    /// Opens the user's draft of a pipeline: what is kept afterwards replaces it.
    ///
    /// A draft without changes goes on from what is stored now, with its steps to undo.
    pub async fn draft(&self, pipeline: Uuid) -> Result<Option<Draft>, Diagnostic> {
        let mut known = self.inner.drafts.lock().await;
        let client = self.inner.database.client().await?;
        let Some(found) = drafts::find(&client, self.inner.user_id, pipeline).await? else {
            known.remove(&pipeline);
            return Ok(None);
        };
        let ordinal = found.ordinal;
        let mut draft = read(found)?;
        known.insert(pipeline, ordinal);
        if !draft.is_changed()
            && let Some(head) = branches::head(&client, pipeline, &draft.branch).await?
            && draft.base.as_ref().is_some_and(|base| base.updated_at != head.updated_at)
        {
            let base = Base { definition: head.definition.clone(), updated_at: head.updated_at };
            let label = format!("take what {} saved", head.author);
            draft.rebase(base, head.definition, label, Utc::now());
        }
        Ok(Some(draft))
    }

    /// Opens the user's draft of a pipeline, or begins one of what is stored on a branch.
    ///
    /// A draft with changes stays on the branch it is on.
    pub async fn edit_pipeline(&self, pipeline: Uuid, branch: &str) -> Result<Draft, Diagnostic> {
        match self.draft(pipeline).await? {
            Some(draft) if draft.is_changed() || draft.branch == branch => Ok(draft),
            _ => {
                let client = self.inner.database.client().await?;
                let head = branches::existing_head(&client, pipeline, branch).await?;
                let mut draft = Draft::of_stored(pipeline, head.definition, head.updated_at);
                branch.clone_into(&mut draft.branch);
                Ok(draft)
            }
        }
    }

    /// Forgets the user's draft of a pipeline; returns whether there were changes in it.
    pub async fn discard_draft(&self, pipeline: Uuid) -> Result<bool, Diagnostic> {
        let mut known = self.inner.drafts.lock().await;
        let client = self.inner.database.client().await?;
        known.remove(&pipeline);
        drafts::discard(&client, self.inner.user_id, pipeline).await
    }
}

/// Names this process for the user who meets its draft in another terminal.
pub(super) fn this_process() -> String {
    let host = nix::unistd::gethostname().unwrap_or_default();
    format!("process {} on {}", std::process::id(), host.to_string_lossy())
}

/// Returns a draft in the form in which it is kept.
pub(super) fn kept(draft: &Draft) -> KeptDraft {
    KeptDraft {
        pipeline: draft.pipeline,
        branch: draft.branch.clone(),
        base: draft.base.as_ref().map(|base| (json!(base.definition), base.updated_at)),
        definition: json!(draft.definition),
        history: json!(draft.history),
    }
}

fn read(record: DraftRecord) -> Result<Draft, Diagnostic> {
    let (at, by) = (record.updated_at, record.kept_by);
    let KeptDraft { pipeline, branch, base, definition, history } = record.kept;
    let name = definition["name"].as_str().unwrap_or_default().to_owned();
    let unreadable = |part: &str, error: serde_json::Error| {
        Diagnostic::error(
            ErrorType::DraftUnreadable,
            format!("the draft of \"{name}\" cannot be read"),
        )
        .found(format!("its {part}: {error}"))
        .wanted("a draft in the form of this program")
        .hint(format!(
            "it was kept by another version of the program ({by}, {}) and stays kept: open it \
                 there, or discard it (`mudrock pipelines discard {pipeline} --yes`)",
            at.format("%Y-%m-%d %H:%M UTC")
        ))
    };
    fn part<T: DeserializeOwned>(value: Value) -> Result<T, serde_json::Error> {
        serde_json::from_value(value)
    }
    let base = match base {
        None => None,
        Some((definition, updated_at)) => Some(Base {
            definition: part(definition).map_err(|error| unreadable("base", error))?,
            updated_at,
        }),
    };
    Ok(Draft {
        pipeline,
        branch,
        base,
        definition: part(definition).map_err(|error| unreadable("definition", error))?,
        history: part(history).map_err(|error| unreadable("history", error))?,
    })
}

fn row(record: DraftRecord) -> DraftRow {
    let kept = &record.kept;
    DraftRow {
        pipeline_id: kept.pipeline,
        name: kept.definition["name"].as_str().unwrap_or_default().to_owned(),
        branch: kept.branch.clone(),
        is_new: record.is_new,
        steps: kept.history["past"].as_array().map_or(0, Vec::len),
        kept_by: record.kept_by.clone(),
        updated_at: record.updated_at,
        problem: read(record).err(),
    }
}

fn kept_elsewhere(name: &str, found: Option<&DraftRecord>) -> Diagnostic {
    let what = format!("the draft of \"{name}\" was changed in another terminal");
    let error = Diagnostic::error(ErrorType::DraftConflict, what);
    match found {
        Some(found) => error
            .found(format!(
                "a draft kept at {} by {}",
                found.updated_at.format("%H:%M:%S UTC"),
                found.kept_by
            ))
            .wanted("the draft that this terminal opened or kept last")
            .hint(
                "reload to go on from what is kept, or take over to replace it with what is here",
            ),
        None => error
            .found("no draft: it was discarded there")
            .wanted("the draft that this terminal opened or kept last")
            .hint("take over to keep what is here, or leave it"),
    }
}
