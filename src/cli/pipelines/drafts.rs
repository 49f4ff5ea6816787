//! `pipelines drafts` and `discard`: changes that are not saved yet.

use clap::Args;
use serde_json::json;
use uuid::Uuid;

use super::ProjectArgs;
use super::revisions::StoredArgs;
use crate::cli::failure::{Exit, Failure};
use crate::cli::out::{Out, Tone};
use crate::cli::print;
use crate::cli::table::{Table, plain};
use crate::cli::target;
use crate::cli::words::{clean, count, time};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::domain::rows::DraftRow;
use crate::services::Workspace;

/// Arguments of `pipelines discard`.
#[derive(Debug, Args)]
pub struct DiscardArgs {
    /// Which pipeline.
    #[command(flatten)]
    stored: StoredArgs,
    /// Do it: what is not saved cannot be brought back.
    #[arg(long)]
    yes: bool,
}

/// Lists the user's unsaved changes.
pub async fn list(workspace: &Workspace, args: &ProjectArgs, out: &Out) -> Result<Exit, Failure> {
    let project = target::project(workspace, args.project.as_deref()).await?;
    let drafts = workspace.drafts(project.id).await?;
    if out.json {
        out.value(&drafts);
        return Ok(Exit::Done);
    }
    if drafts.is_empty() {
        out.line("no drafts: everything is saved");
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&["pipeline", "branch", ">steps", "kept", "by", "state"]);
    for draft in &drafts {
        let state = match (&draft.problem, draft.is_new) {
            (Some(_), _) => ("unreadable", Tone::Bad),
            (None, true) => ("never saved", Tone::Doubtful),
            (None, false) => ("changed", Tone::Plain),
        };
        table.row([
            plain(draft.name.clone()),
            plain(draft.branch.clone()),
            plain(draft.steps.to_string()),
            plain(time(draft.updated_at)),
            (draft.kept_by.clone(), Tone::Faint),
            (state.0.to_owned(), state.1),
        ]);
    }
    table.print(out);
    print::diagnostics(out, drafts.iter().filter_map(|draft| draft.problem.as_ref()));
    Ok(Exit::Done)
}

/// Throws unsaved changes away, once asked for twice.
pub async fn discard(
    workspace: &Workspace,
    args: &DiscardArgs,
    out: &Out,
) -> Result<Exit, Failure> {
    let project = target::project(workspace, args.stored.project.as_deref()).await?;
    let draft = find(workspace, project.id, &args.stored.pipeline).await?;
    let name = clean(&draft.name);
    if !args.yes {
        let what = format!("the draft of \"{name}\" would be lost");
        let loss = match draft.is_new {
            true => format!("{} of a pipeline that was never saved", count(draft.steps, "step")),
            false => format!("{} since its last save", count(draft.steps, "step")),
        };
        return Err(Failure::usage(
            Diagnostic::error(ErrorType::ConfigurationInvalid, what)
                .found(loss)
                .wanted("--yes")
                .hint("say `--yes` to discard it"),
        ));
    }
    workspace.discard_draft(draft.pipeline_id).await?;
    if out.json {
        out.value(&json!({ "pipeline_id": draft.pipeline_id, "name": name, "discarded": true }));
    } else {
        out.line(&format!("{name}: draft discarded"));
    }
    Ok(Exit::Done)
}

/// Finds a draft by the name or id of its pipeline, which may be a draft only.
async fn find(workspace: &Workspace, project: Uuid, wanted: &str) -> Result<DraftRow, Failure> {
    let mut drafts = workspace.drafts(project).await?;
    let is_meant =
        |draft: &DraftRow| draft.name == wanted || draft.pipeline_id.to_string() == wanted;
    if let Some(at) = drafts.iter().position(is_meant) {
        return Ok(drafts.swap_remove(at));
    }
    // A draft may have renamed its pipeline.
    if let Ok(stored) = workspace.find_pipeline(project, wanted).await
        && let Some(at) = drafts.iter().position(|draft| draft.pipeline_id == stored.id)
    {
        return Ok(drafts.swap_remove(at));
    }
    let names: Vec<&str> = drafts.iter().map(|draft| draft.name.as_str()).collect();
    let error = Diagnostic::error(ErrorType::PipelineNotFound, "there is no such draft")
        .found(format!("\"{wanted}\""))
        .wanted(match names.as_slice() {
            [] => "a pipeline with unsaved changes; there is none".to_owned(),
            names => format!("one of {}", names.join(", ")),
        });
    Err(match nearest(wanted, names.iter().copied()) {
        Some(near) => error.hint(format!("did you mean \"{near}\"?")),
        None => error.hint("`mudrock pipelines drafts` lists them"),
    }
    .into())
}
