//! The command line: one file a subcommand, over the same services as the screens.

mod completions;
mod curves;
mod demo;
mod doctor;
mod failure;
mod follow;
mod graph;
mod import;
mod interrupt;
pub mod log_file;
mod ops;
mod out;
mod pipelines;
mod plan;
mod print;
mod run;
mod runs;
mod sql;
mod summary;
mod table;
mod target;
mod wells;
mod words;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use self::failure::{Exit, Failure};
pub use self::out::Out;
use crate::config::{Flags, Settings};
use crate::services::Workspace;

/// Draws, runs and audits well-log processing pipelines.
///
/// Without a subcommand the screens open.
#[derive(Debug, Parser)]
#[command(
    name = "mudrock",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 partial (some wells or files failed)."
)]
pub struct Cli {
    /// Flags that every subcommand takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Flags that every subcommand takes.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Directory of the private Postgres, the objects and the logs.
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// `dark`, `light`, or the path of a theme file, for the screens.
    #[arg(long, global = true, value_name = "THEME")]
    pub theme: Option<String>,
    /// Print and draw with plain ASCII only.
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Report as JSON on standard output.
    #[arg(long, global = true)]
    pub json: bool,
    /// Say more.
    #[arg(long, short, global = true)]
    pub verbose: bool,
}

impl Global {
    /// Returns what these flags set.
    pub fn flags(&self) -> Flags {
        Flags { data_dir: self.data_dir.clone(), theme: self.theme.clone(), ascii: self.ascii }
    }
}

/// What the program is asked to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Imports well files: LAS, tops.csv, or directories of them.
    Import(import::ImportArgs),
    /// Runs a pipeline, or one node of it, and follows it to its end.
    Run(run::RunArgs),
    /// Lists, shows, follows and cancels runs.
    #[command(subcommand)]
    Runs(runs::RunsCommand),
    /// Lists the curves of wells, and sums up their values.
    #[command(subcommand)]
    Curves(curves::CurvesCommand),
    /// Lists wells, and tags them.
    #[command(subcommand)]
    Wells(wells::WellsCommand),
    /// Asks a question in SQL about logs, wells, curves, tops and runs, with every operator as a function.
    Sql(sql::SqlArgs),
    /// Draws a pipeline.
    Graph(graph::GraphArgs),
    /// Makes, imports, exports, shows, compares and validates pipelines; their drafts, revisions and branches.
    #[command(subcommand)]
    Pipelines(pipelines::PipelinesCommand),
    /// Lists, shows and tries operators out without a database; lists and sets channels of their versions.
    #[command(subcommand)]
    Ops(ops::OpsCommand),
    /// Looks whether everything is there that the program needs.
    Doctor(doctor::DoctorArgs),
    /// Prints the completion script of a shell.
    Completions(completions::CompletionsArgs),
    /// Runs a pipeline on sample wells, and shows it.
    Demo(demo::DemoArgs),
    /// Draws the screens of the documentation anew.
    #[command(hide = true)]
    Screens {
        /// Directory of the pictures.
        dir: PathBuf,
    },
}

impl Command {
    /// Whether this is the demo itself.
    pub fn is_demo(&self) -> bool {
        matches!(self, Self::Demo(args) if args.command.is_none())
    }

    /// Whether this needs no settings, so that a broken settings file does not stop it.
    pub fn needs_no_settings(&self) -> bool {
        match self {
            Self::Completions(_) => true,
            Self::Ops(command) => command.needs_no_settings(),
            Self::Doctor(args) => args.settings,
            _ => false,
        }
    }
}

/// Runs a subcommand that needs no settings.
pub fn run_bare(command: Command, out: &Out) -> Result<Exit, Failure> {
    match command {
        Command::Ops(command) => ops::run_bare(command, out),
        Command::Completions(args) => Ok(completions::run(args, out)),
        Command::Doctor(_) => Ok(doctor::print_settings(out)),
        _ => unreachable!("every other subcommand needs settings"),
    }
}

/// Runs a subcommand to its end.
///
/// `screens` belongs to the program, and never comes here.
pub async fn run(command: Command, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    match command {
        Command::Import(args) => import::run(args, settings, out).await,
        Command::Run(args) => run::run(args, settings, out).await,
        Command::Runs(command) => runs::run(command, settings, out).await,
        Command::Curves(command) => curves::run(command, settings, out).await,
        Command::Wells(command) => wells::run(command, settings, out).await,
        Command::Sql(args) => sql::run(args, settings, out).await,
        Command::Graph(args) => graph::run(args, settings, out).await,
        Command::Pipelines(command) => pipelines::run(command, settings, out).await,
        Command::Doctor(args) if !args.settings => doctor::run(settings, out).await,
        Command::Demo(args) => demo::run(args, settings, out).await,
        Command::Screens { .. } => Err(Failure::no_terminal()),
        Command::Ops(command) => ops::run(command, settings, out).await,
        bare @ (Command::Completions(_) | Command::Doctor(_)) => run_bare(bare, out),
    }
}

/// Closes the workspace of screens that were left: waits for their runs, unless the user will not.
pub async fn close_after_screens(workspace: Workspace, out: &Out) -> Result<Exit, Failure> {
    let runs = workspace.active_runs();
    if runs > 0 {
        let runs = words::count(runs, "run");
        out.note(&format!("{runs} of this process at work; Ctrl-C leaves without waiting"));
    }
    tokio::select! {
        closed = workspace.close() => closed?,
        _ = tokio::signal::ctrl_c() => std::process::exit(Exit::Failed as i32),
    }
    Ok(Exit::Done)
}
