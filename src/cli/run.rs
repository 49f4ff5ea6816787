//! `run`: a pipeline, or a part of it, computed here and followed to its end.

use clap::Args;

use super::failure::{Exit, Failure};
use super::follow::{Followed, follow};
use super::interrupt::Interrupts;
use super::out::Out;
use super::plan;
use super::summary;
use super::target::{self, Given, with_workspace};
use super::words::short_id;
use crate::config::Settings;
use crate::domain::rows::RunRequest;
use crate::services::Workspace;

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Name or id of a stored pipeline, or a pipeline file, which is stored first.
    #[arg(value_name = "PIPELINE|FILE")]
    pipeline: String,
    /// Project; may be left out where there is only one.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
    /// Wells, by name or id, `tag:WORD` or `field:NAME`, with commas between them; all that the
    /// pipeline names when left out.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    wells: Vec<String>,
    /// Runs this node alone, by id or name; only its outputs are kept.
    #[arg(long, value_name = "NODE", conflicts_with = "until")]
    node: Option<String>,
    /// Runs up to this node, by id or name; all mapped outputs on the way are kept.
    #[arg(long, value_name = "NODE")]
    until: Option<String>,
    /// Says what would run, be read and be written, and does nothing of it; a file is not stored.
    #[arg(long)]
    dry_run: bool,
}

/// Runs, follows and reports.
pub async fn run(args: RunArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let wells = target::wells(&args.wells)?;
    with_workspace(settings, out, async |workspace| {
        let project = target::project(workspace, args.project.as_deref()).await?;
        let given = Given::of(&args.pipeline);
        let mut request = RunRequest {
            wells: wells.clone(),
            only_node: args.node.clone(),
            until: args.until.clone(),
            ..RunRequest::default()
        };
        if args.dry_run {
            return plan::run(workspace, project.id, &given, request, out).await;
        }
        request.pipeline_id = target::pipeline(workspace, project.id, &given, out).await?;
        start_and_follow(workspace, request, out).await
    })
    .await
}

/// Starts a run, follows it, and prints its result.
async fn start_and_follow(
    workspace: &Workspace,
    request: RunRequest,
    out: &Out,
) -> Result<Exit, Failure> {
    let (mut events, mut interrupts) =
        (workspace.events(), Interrupts::listen_and_outlive_the_line()?);
    let is_node_run = request.only_node.is_some();
    let execution = workspace.start_run(request).await?;
    let detail = match follow(workspace, &mut events, &mut interrupts, execution, out).await? {
        Followed::Ended(detail) => detail,
        Followed::Left => leave(execution, out),
    };
    drop(events);
    if is_node_run && out.json {
        out.value(&workspace.node_result(execution).await?);
    } else {
        let result = workspace.run_result(execution).await?;
        if out.json {
            out.value(&result);
        } else {
            summary::print(workspace, &result, out).await?;
        }
    }
    Ok(Exit::of(detail.run.status))
}

/// Ends the process at once, as the user wished: closing would wait for the run.
pub fn leave(execution: uuid::Uuid, out: &Out) -> ! {
    let id = short_id(execution);
    out.note(&format!("left; run {id} ends with this process, and the next start closes it"));
    std::process::exit(Exit::Failed as i32)
}
