//! The program: arguments to settings to a command or the screens.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use color_eyre::eyre::{Result, WrapErr};

use mudrock::cli::{self, Cli, Command, Exit, Failure, Out};
use mudrock::config::Settings;
use mudrock::tui::{self, Outcome, Startup};

fn main() -> Result<ExitCode> {
    color_eyre::install()?;
    let Cli { global, command } = Cli::parse();
    let settings = Settings::load(&global.flags());
    let out = Out::new(global.json, global.verbose, settings.as_ref().ok());
    let result = match (command, settings) {
        (Some(command), _) if command.needs_no_settings() => cli::run_bare(command, &out),
        (_, Err(error)) => Err(error.into()),
        (command, Ok(settings)) => {
            let _log = cli::log_file::start(&settings);
            let runtime = tokio::runtime::Runtime::new()
                .wrap_err("the threads of the program could not be started")?;
            runtime.block_on(run(command, &settings, &out))
        }
    };
    let exit = result.unwrap_or_else(|failure| failure.report(&out));
    if let Some(error) = out.finish() {
        eprintln!("error: the report could not be written to its end\n  found: {error}");
        return Ok(ExitCode::FAILURE);
    }
    Ok(exit.into())
}

/// Runs the subcommand, or opens the screens where there is a terminal for them.
async fn run(command: Option<Command>, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let on_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let opens_screens = on_terminal && !out.json;
    match command {
        None if opens_screens => screens(settings, out, false).await,
        None => Err(Failure::no_terminal()),
        Some(command) if command.is_demo() && opens_screens => screens(settings, out, true).await,
        Some(Command::Screens { dir }) => pictures(settings, out, &dir).await,
        Some(command) => cli::run(command, settings, out).await,
    }
}

/// Opens the screens; the demo starts with a run on sample wells.
async fn screens(settings: &Settings, out: &Out, demo: bool) -> Result<Exit, Failure> {
    let project = std::env::var("MUDROCK_PROJECT").ok().filter(|project| !project.is_empty());
    let (workspace, hung_up) = match tui::run(settings.clone(), Startup { project, demo }).await? {
        Outcome::Quit(workspace) | Outcome::RunsGoOn(workspace) => (workspace, false),
        Outcome::HungUp(workspace) => (workspace, true),
    };
    let Some(workspace) = workspace else { return Ok(Exit::Done) };
    if hung_up {
        // Nobody is there to be told; the log tells what became of the runs.
        workspace.close().await?;
        return Ok(Exit::Done);
    }
    cli::close_after_screens(workspace, out).await
}

/// Draws the pictures of the documentation.
async fn pictures(settings: &Settings, out: &Out, directory: &Path) -> Result<Exit, Failure> {
    for file in tui::picture::pictures(settings.clone(), directory).await? {
        out.line(&file.display().to_string());
    }
    Ok(Exit::Done)
}
