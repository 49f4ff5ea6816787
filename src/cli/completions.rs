//! `completions`: the completion script of a shell.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::failure::Exit;
use super::out::Out;

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Shell.
    shell: Shell,
}

/// Prints the script.
pub fn run(args: CompletionsArgs, out: &Out) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Cli::command(), "mudrock", &mut script);
    out.text(&String::from_utf8_lossy(&script));
    Exit::Done
}
