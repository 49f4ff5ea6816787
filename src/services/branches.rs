//! Branches: lines of revisions beside main, which is what runs, and their merges.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::saving::Saved;
use super::workspace::Workspace;
use crate::control::branches;
use crate::control::{drafts, revisions};
use crate::domain::dag::MAIN_BRANCH;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::rows::BranchRow;
use crate::edit::merge::{Choice, Merge, merge};

/// Longest name of a branch, in characters.
const LONGEST_NAME: usize = 60;

/// What merging one branch into another would come to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BranchMerge {
    /// Pipeline.
    pub pipeline_id: Uuid,
    /// Branch that is merged.
    pub from: String,
    /// Branch that it is merged into, which is `mine` in the merge.
    pub into: String,
    /// Head of the branch that is merged.
    pub head: Uuid,
    /// Newest revision that both come from.
    pub ancestor: Uuid,
    /// When the other branch last moved; the merge holds for that state.
    pub read_at: DateTime<Utc>,
    /// Both together.
    #[serde(flatten)]
    pub merge: Merge,
}

impl BranchMerge {
    /// Whether the other branch has all of it already.
    pub fn is_done(&self) -> bool {
        self.ancestor == self.head
    }
}

impl Workspace {
    /// Returns the branches of a pipeline, main first.
    pub async fn branches(&self, pipeline: Uuid) -> Result<Vec<BranchRow>, Diagnostic> {
        branches::list(&self.inner.database.client().await?, pipeline).await
    }

    /// Begins a branch at the head of main, or at another branch or revision; returns the revision.
    pub async fn create_branch(
        &self,
        pipeline: Uuid,
        name: &str,
        from: Option<&str>,
    ) -> Result<Uuid, Diagnostic> {
        checked(name)?;
        let client = self.inner.database.client().await?;
        let project = branches::existing_head(&client, pipeline, MAIN_BRANCH).await?.project_id;
        let (from, _) = revisions::find(&client, pipeline, from.unwrap_or(MAIN_BRANCH)).await?;
        branches::create(&client, project, pipeline, name, from.id).await?;
        Ok(from.id)
    }

    /// Forgets a branch; its revisions stay, and the one returned brings it back.
    pub async fn delete_branch(&self, pipeline: Uuid, name: &str) -> Result<Uuid, Diagnostic> {
        let refused = || Diagnostic::error(ErrorType::NotSupported, "the branch cannot be deleted");
        if name == MAIN_BRANCH {
            return Err(refused().found("main, which is what runs").hint("delete another branch"));
        }
        let mut client = self.inner.database.client().await?;
        let transaction = client.transaction().await?;
        branches::hold(&transaction, pipeline).await?;
        let head = branches::delete(&transaction, pipeline, name).await?;
        let at_work = drafts::at_work_on(&transaction, pipeline, name).await?;
        if !at_work.is_empty() {
            return Err(refused()
                .found(format!("unsaved changes of {} on \"{name}\"", at_work.join(", ")))
                .hint("save or discard them first"));
        }
        transaction.commit().await?;
        Ok(head)
    }

    /// Merges one branch into another without saving: by field, from their common ancestor on.
    pub async fn branch_merge(
        &self,
        pipeline: Uuid,
        from: &str,
        into: &str,
    ) -> Result<BranchMerge, Diagnostic> {
        let client = self.inner.database.client().await?;
        let theirs = branches::existing_head(&client, pipeline, from).await?;
        let mine = branches::existing_head(&client, pipeline, into).await?;
        let unrelated = || {
            Diagnostic::error(ErrorType::NotSupported, "the branches have no revision in common")
                .found(format!("\"{from}\" and \"{into}\""))
                .hint("save the pipeline once, and begin the branch anew")
        };
        let (head, other) = theirs.revision.zip(mine.revision).ok_or_else(unrelated)?;
        let ancestor = revisions::common_ancestor(&client, head, other).await?;
        let ancestor = ancestor.ok_or_else(unrelated)?;
        let base = revisions::snapshot(&client, pipeline, ancestor).await?;
        Ok(BranchMerge {
            pipeline_id: pipeline,
            from: from.to_owned(),
            into: into.to_owned(),
            head,
            ancestor,
            read_at: mine.updated_at,
            merge: merge(&base, &theirs.definition, &mine.definition),
        })
    }

    /// Saves a merge of branches, each conflict of which is decided.
    pub async fn save_merge(
        &self,
        planned: &BranchMerge,
        choices: &[Choice],
        message: Option<&str>,
    ) -> Result<Saved, Diagnostic> {
        let BranchMerge { pipeline_id, from, into, merge, .. } = planned;
        if choices.len() < merge.conflicts.len() {
            return Err(undecided(planned));
        }
        let message = message.map_or_else(|| format!("merge {from} into {into}"), str::to_owned);
        let definition = merge.resolved(choices);
        let merged = (!planned.is_done()).then_some(planned.head);
        self.save_on(*pipeline_id, into, planned.read_at, definition, &message, merged).await
    }
}

/// Says that a merge has conflicts that nobody decided.
pub fn undecided(planned: &BranchMerge) -> Diagnostic {
    let BranchMerge { from, into, merge, .. } = planned;
    let what = format!("\"{from}\" cannot be merged into \"{into}\" without a decision");
    let fields = merge.conflicts.iter().map(|conflict| {
        let node = conflict.node.as_ref().map(|id| {
            let sides = [&merge.merged];
            let name = sides.iter().find_map(|side| side.node(id)).map(|node| &node.name);
            format!("\"{}\"", name.unwrap_or(id))
        });
        let field = match conflict.field.as_str() {
            "" => "removed by one, used by the other",
            field => field,
        };
        format!("{} ({field})", node.as_deref().unwrap_or("the pipeline"))
    });
    Diagnostic::error(ErrorType::SaveConflict, what)
        .found(format!("both changed {}", fields.collect::<Vec<_>>().join(", ")))
        .hint(format!(
            "take one side with `--take {from}` or `--take {into}`, or decide each on the screen"
        ))
}

fn checked(name: &str) -> Result<(), Diagnostic> {
    let mut letters = name.chars();
    let begins = letters.next().is_some_and(|first| first.is_ascii_alphanumeric());
    let fits = letters.all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c));
    if begins && fits && name.len() <= LONGEST_NAME {
        return Ok(());
    }
    Err(Diagnostic::error(ErrorType::ConfigurationInvalid, "this cannot be the name of a branch")
        .found(format!("\"{name}\""))
        .wanted(format!("at most {LONGEST_NAME} letters, digits, and . _ / - after the first"))
        .hint("take a word such as `dev`"))
}
