//! `demo`: a pipeline on sample wells, printed; and the sample wells as files.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::failure::{Exit, Failure};
use super::follow::{Followed, follow};
use super::interrupt::Interrupts;
use super::out::{Out, Tone};
use super::run::leave;
use super::summary;
use super::target::with_workspace;
use super::words::{count, short_id};
use crate::canvas::label::Charset;
use crate::config::Settings;
use crate::services::demo::{PROJECT, RECIPE, write_wells};
use crate::services::graphs::{Format, View, draw, graph_of};

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Something else than the demo itself.
    #[command(subcommand)]
    pub command: Option<DemoCommand>,
}

/// Subcommands of `demo`.
#[derive(Debug, Subcommand)]
pub enum DemoCommand {
    /// Writes synthetic wells as LAS files, and their tops.
    Data(DataArgs),
}

/// Arguments of `demo data`.
#[derive(Debug, Args)]
pub struct DataArgs {
    /// Number of wells.
    #[arg(long, value_name = "N", default_value_t = RECIPE.wells as u64, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    wells: u64,
    /// Samples of each well, half a foot apart.
    #[arg(long, value_name = "M", default_value_t = RECIPE.samples as u64, value_parser = clap::value_parser!(u64).range(40..=1_000_000))]
    samples: u64,
    /// Another seed gives other wells, the same seed the same ones.
    #[arg(long, value_name = "S", default_value_t = RECIPE.seed)]
    seed: u64,
    /// Writes what else was measured in the wells too: surveys, T2 distributions, assays of core.
    #[arg(long)]
    specials: bool,
    /// Directory to write to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Runs the demo in print, or writes its wells.
pub async fn run(args: DemoArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    match args.command {
        Some(DemoCommand::Data(args)) => data(&args, out),
        None => printed(settings, out).await,
    }
}

fn data(args: &DataArgs, out: &Out) -> Result<Exit, Failure> {
    let mut recipe = RECIPE;
    recipe.wells = usize::try_from(args.wells).unwrap_or(usize::MAX);
    recipe.samples = usize::try_from(args.samples).unwrap_or(usize::MAX);
    recipe.seed = args.seed;
    let files = write_wells(&args.out, recipe, args.specials)?;
    let place = args.out.display();
    if out.json {
        out.value(&json!({ "files": files }));
    } else {
        out.line(&format!("{} written to {place}", count(files.len(), "file")));
        out.line(&format!("next: mudrock import {place} --project NAME"));
    }
    Ok(Exit::Done)
}

/// Runs the demo in print.
async fn printed(settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    with_workspace(settings, out, async |workspace| {
        out.note("preparing sample wells and pipelines");
        let (mut events, mut interrupts) =
            (workspace.events(), Interrupts::listen_and_outlive_the_line()?);
        let demo = workspace.prepare_demo().await?;
        let pipeline = workspace.pipeline(demo.pipeline).await?;
        if !out.json {
            let title = format!("MudRock demo: {}", pipeline.definition.name);
            out.line(&out.paint(Tone::Strong, &title));
            out.line("");
            let graph = graph_of(&pipeline.definition, &Default::default(), &[]);
            let format =
                if out.charset == Charset::Unicode { Format::Unicode } else { Format::Ascii };
            out.text(&draw(&graph, &View::new(format, out.width())));
            out.line("");
        }
        let detail =
            match follow(workspace, &mut events, &mut interrupts, demo.execution, out).await? {
                Followed::Ended(detail) => detail,
                Followed::Left => leave(demo.execution, out),
            };
        drop(events);
        let result = workspace.run_result(demo.execution).await?;
        if out.json {
            out.value(&result);
        } else {
            summary::print(workspace, &result, out).await?;
            next(&short_id(demo.execution), &pipeline.definition.name, out);
        }
        Ok(Exit::of(detail.run.status))
    })
    .await
}

fn next(run: &str, pipeline: &str, out: &Out) {
    let steps = [
        ("mudrock".to_owned(), "opens the screens"),
        (
            format!("mudrock curves list --project {PROJECT} --well Mudrock-1"),
            "shows what was written",
        ),
        (format!("mudrock runs logs {run}"), "tells what happened"),
        (
            format!("mudrock run \"{pipeline}\" --project {PROJECT}"),
            "runs it again, under new names",
        ),
        ("mudrock import PATH --project NAME".to_owned(), "brings your own wells in"),
    ];
    out.line("");
    out.line(&out.paint(Tone::Strong, "What to do next"));
    let widest = steps.iter().map(|(command, _)| command.len()).max().unwrap_or(0);
    for (command, what) in &steps {
        out.line(&format!("  {command:widest$}  {}", out.paint(Tone::Faint, what)));
    }
}
