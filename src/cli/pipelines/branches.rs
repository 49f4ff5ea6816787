//! `pipelines branches`, `branch` and `merge`: lines of revisions beside the one that runs.

use clap::Args;
use serde_json::json;

use super::revisions::{StoredArgs, report};
use crate::cli::failure::{Exit, Failure};
use crate::cli::out::{Out, Tone};
use crate::cli::table::{Table, plain};
use crate::cli::target::named;
use crate::cli::words::{clean, count, short_id, time};
use crate::domain::dag::{DagDefinition, MAIN_BRANCH};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::edit::merge::{Choice, MergeConflict};
use crate::services::Workspace;
use crate::services::branches::{BranchMerge, undecided};

/// Longest value of a conflict that is printed whole, in characters.
const LONGEST_VALUE: usize = 40;

/// Arguments of `pipelines branch`.
#[derive(Debug, Args)]
pub struct BranchArgs {
    /// Which pipeline.
    #[command(flatten)]
    stored: StoredArgs,
    /// Name of the branch.
    #[arg(value_name = "BRANCH")]
    branch: String,
    /// Revision or branch to begin at; the head of main when left out.
    #[arg(long, value_name = "REVISION")]
    from: Option<String>,
    /// Delete the branch; its revisions stay.
    #[arg(long, conflicts_with = "from")]
    delete: bool,
}

/// Arguments of `pipelines merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Which pipeline.
    #[command(flatten)]
    stored: StoredArgs,
    /// Branch to merge.
    #[arg(value_name = "BRANCH")]
    branch: String,
    /// Branch that it is merged into.
    #[arg(long, value_name = "BRANCH", default_value = MAIN_BRANCH)]
    into: String,
    /// Branch whose side is taken wherever both changed the same; without it, nothing is merged then.
    #[arg(long, value_name = "BRANCH")]
    take: Option<String>,
    /// What to say about it; `merge BRANCH into main` when left out.
    #[arg(long, short, value_name = "TEXT")]
    message: Option<String>,
}

/// Lists the branches.
pub async fn list(workspace: &Workspace, args: &StoredArgs, out: &Out) -> Result<Exit, Failure> {
    let pipeline = args.find(workspace).await?;
    let branches = workspace.branches(pipeline).await?;
    if out.json {
        out.value(&branches);
        return Ok(Exit::Done);
    }
    let mut table =
        Table::new(&["branch", "revision", ">ahead", ">behind", "moved", "by", "message"]);
    for branch in branches {
        table.row([
            (branch.name, Tone::Active),
            plain(short_id(branch.head)),
            plain(branch.ahead.to_string()),
            plain(branch.behind.to_string()),
            plain(time(branch.updated_at)),
            (branch.author, Tone::Faint),
            plain(branch.message),
        ]);
    }
    table.print(out);
    Ok(Exit::Done)
}

/// Begins a branch, or deletes it.
pub async fn branch(workspace: &Workspace, args: &BranchArgs, out: &Out) -> Result<Exit, Failure> {
    let pipeline = args.stored.find(workspace).await?;
    let name = &args.branch;
    let (head, said) = if args.delete {
        let head = workspace.delete_branch(pipeline, name).await?;
        (head, format!("deleted; `--from {}` brings it back", short_id(head)))
    } else {
        let head = workspace.create_branch(pipeline, name, args.from.as_deref()).await?;
        (head, format!("begins at {}", short_id(head)))
    };
    if out.json {
        out.value(&json!({ "branch": name, "revision": head, "deleted": args.delete }));
    } else {
        out.line(&format!("{}: {said}", clean(name)));
    }
    Ok(Exit::Done)
}

/// Merges a branch; conflicts are reported, unless one side was to be taken.
pub async fn merge(workspace: &Workspace, args: &MergeArgs, out: &Out) -> Result<Exit, Failure> {
    let pipeline = args.stored.find(workspace).await?;
    let choice = args.take.as_ref().map(|take| choice(take, args)).transpose()?;
    let planned = workspace.branch_merge(pipeline, &args.branch, &args.into).await?;
    let conflicts = &planned.merge.conflicts;
    if choice.is_none() && !conflicts.is_empty() {
        if out.json {
            out.value(&json!({ "errors": [undecided(&planned)], "conflicts": conflicts }));
        } else {
            table(&planned, out);
            crate::cli::print::diagnostics(out, [&undecided(&planned)]);
        }
        return Ok(Exit::Failed);
    }
    let choices = vec![choice.unwrap_or(Choice::Mine); conflicts.len()];
    for dropped in &planned.merge.with(&choices).dropped {
        let of = named(&dropped.node, &planned.merge.merged);
        out.note(&format!("{of}: what it read of a node that is gone is dropped"));
    }
    let saved = workspace.save_merge(&planned, &choices, args.message.as_deref()).await?;
    report(&saved, &format!("{} has all of {}", args.into, args.branch), out);
    if !out.json && !choices.is_empty() {
        let taken = args.take.as_deref().unwrap_or_default();
        out.line(&format!("{} decided for {}", count(choices.len(), "conflict"), clean(taken)));
    }
    Ok(Exit::Done)
}

fn choice(take: &str, args: &MergeArgs) -> Result<Choice, Failure> {
    match take {
        take if take == args.into => Ok(Choice::Mine),
        take if take == args.branch => Ok(Choice::Theirs),
        take => Err(Failure::usage(
            Diagnostic::error(ErrorType::BranchNotFound, "--take names neither of the branches")
                .found(format!("\"{take}\""))
                .wanted(format!("{} or {}", args.into, args.branch)),
        )),
    }
}

fn table(planned: &BranchMerge, out: &Out) {
    let (from, into) = (planned.from.as_str(), planned.into.as_str());
    let mut table = Table::new(&["node", "field", "was", into, from]);
    for conflict in &planned.merge.conflicts {
        let MergeConflict { node, field, base, theirs, mine } = conflict;
        let place = match node {
            Some(id) => node_name(id, conflict, &planned.merge.merged),
            None => "(pipeline)".to_owned(),
        };
        let field = if field.is_empty() { "(the whole node)" } else { field };
        table.row([
            plain(place),
            plain(named(field, &planned.merge.merged)),
            plain(value(base, out)),
            plain(value(mine, out)),
            plain(value(theirs, out)),
        ]);
    }
    table.print(out);
}

/// Returns the name of a node that may be on one side only.
fn node_name(id: &str, conflict: &MergeConflict, merged: &DagDefinition) -> String {
    let sides = [&conflict.mine, &conflict.theirs, &conflict.base].into_iter().flatten();
    let of_conflict = || sides.filter_map(|side| side["name"].as_str()).next();
    let name = merged.node(id).map(|node| node.name.as_str()).or_else(of_conflict);
    name.unwrap_or(id).to_owned()
}

fn value(value: &Option<serde_json::Value>, out: &Out) -> String {
    match value {
        None => out.nothing().to_owned(),
        Some(serde_json::Value::Object(_)) => "…".to_owned(),
        Some(value) => value.to_string().chars().take(LONGEST_VALUE).collect(),
    }
}
