//! `pipelines revisions` and `restore`: what a pipeline said at each save.

use clap::Args;

use crate::cli::failure::{Exit, Failure};
use crate::cli::out::{Out, Tone};
use crate::cli::print;
use crate::cli::table::{Table, plain};
use crate::cli::target::{self, with_names};
use crate::cli::words::{clean, count, short_id, time};
use crate::domain::dag::MAIN_BRANCH;
use crate::domain::diagnostic::Diagnostic;
use crate::services::Workspace;
use crate::services::saving::Saved;

/// A stored pipeline.
#[derive(Debug, Args)]
pub struct StoredArgs {
    /// Name or id of a stored pipeline.
    #[arg(value_name = "PIPELINE")]
    pub pipeline: String,
    /// Project; may be left out where there is only one.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    pub project: Option<String>,
}

impl StoredArgs {
    /// Finds the pipeline.
    pub async fn find(&self, workspace: &Workspace) -> Result<uuid::Uuid, Failure> {
        let project = target::project(workspace, self.project.as_deref()).await?;
        Ok(workspace.find_pipeline(project.id, &self.pipeline).await?.id)
    }
}

/// Arguments of `pipelines revisions`.
#[derive(Debug, Args)]
pub struct RevisionsArgs {
    /// Which pipeline.
    #[command(flatten)]
    stored: StoredArgs,
    /// How many.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    limit: i64,
}

/// Arguments of `pipelines restore`.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// Which pipeline.
    #[command(flatten)]
    stored: StoredArgs,
    /// Id of the revision, or as much of its beginning or end as tells it from the others.
    #[arg(value_name = "REVISION")]
    revision: String,
    /// What to say about it; `restore REVISION` when left out.
    #[arg(long, short, value_name = "TEXT")]
    message: Option<String>,
    /// Branch that gets the new revision.
    #[arg(long, value_name = "NAME", default_value = MAIN_BRANCH)]
    branch: String,
}

/// Lists revisions, newest first.
pub async fn list(workspace: &Workspace, args: &RevisionsArgs, out: &Out) -> Result<Exit, Failure> {
    let pipeline = args.stored.find(workspace).await?;
    let revisions = workspace.revisions(pipeline, args.limit).await?;
    if out.json {
        out.value(&revisions);
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&["revision", "after", "saved", "by", "branch", "message"]);
    for row in revisions {
        let parents = row.parent.into_iter().chain(row.merged).map(short_id);
        table.row([
            plain(short_id(row.id)),
            (parents.collect::<Vec<_>>().join(" "), Tone::Faint),
            plain(time(row.created_at)),
            (row.author, Tone::Faint),
            (row.heads.join(" "), Tone::Active),
            plain(row.message),
        ]);
    }
    table.print(out);
    Ok(Exit::Done)
}

/// Saves what a revision says anew.
pub async fn restore(
    workspace: &Workspace,
    args: &RestoreArgs,
    out: &Out,
) -> Result<Exit, Failure> {
    let pipeline = args.stored.find(workspace).await?;
    let RestoreArgs { revision, branch, message, .. } = args;
    let saved = workspace.restore_revision(pipeline, revision, branch, message.as_deref()).await?;
    report(&saved, &format!("{branch} says that already"), out);
    Ok(Exit::Done)
}

/// Says which revision was made, and whether something speaks against running it.
pub fn report(saved: &Saved, unchanged: &str, out: &Out) {
    if out.json {
        out.value(saved);
        return;
    }
    let name = clean(&saved.definition.name);
    let Some(revision) = saved.revision else {
        out.line(&format!("{name}: nothing changed, {unchanged}"));
        return;
    };
    out.line(&format!("{name}: revision {} on {}", short_id(revision), saved.branch));
    let errors: Vec<_> = saved.diagnostics.iter().filter(|found| found.is_error()).collect();
    if let Some(first) = errors.first() {
        let first = with_names((*first).clone(), &saved.definition);
        let what = "the pipeline cannot run as it is";
        let warning = Diagnostic::warning(first.error_type, what)
            .found(format!("{}, the first: {first}", count(errors.len(), "error")))
            .hint(format!(
                "`mudrock pipelines show \"{name}\" --revision {}` tells all",
                saved.branch
            ));
        print::diagnostics(out, [&warning]);
    }
}
