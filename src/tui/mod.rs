//! The terminal interface: event → action → update → effects; the view only draws.
//!
//! [`run`] opens and closes the screen, and `turn` is the loop. Reading order: [`event`], [`command`],
//! [`keymap`], [`state`], [`update`], [`effect`], [`runner`], [`view`]; panes, overlays and widgets below.

pub mod backend;
pub mod clipboard;
pub mod command;
pub mod editor;
pub mod effect;
pub mod event;
pub mod forms;
pub mod input;
pub mod keymap;
pub mod layout;
pub mod overlay;
pub mod page;
pub mod pane;
pub mod picture;
pub mod runner;
pub mod state;
pub mod terminal;
pub mod theme;
mod turn;
pub mod update;
pub mod view;
pub mod widget;

#[cfg(test)]
mod tests;

use std::io::{self, IsTerminal};
use std::sync::{Arc, OnceLock};

use chrono::Utc;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

pub use command::{commands_markdown, default_keys_toml};

use crate::config::Settings;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::services::{Workspace, operators};
use crate::tui::backend::Painter;
use crate::tui::effect::{Departure, Effect};
use crate::tui::keymap::Keymap;
use crate::tui::runner::SharedWorkspace;
use crate::tui::state::State;
use crate::tui::terminal::Guard;
use crate::tui::theme::{Theme, detected_depth};
use crate::tui::turn::Turn;

/// Events that may wait for the loop; a burst beyond it makes its senders wait, which slows fetches
/// down and loses nothing.
const EVENT_QUEUE: usize = 256;

/// What the screen starts with.
#[derive(Debug, Clone, Default)]
pub struct Startup {
    /// Name or id of the project to show.
    pub project: Option<String>,
    /// Whether to prepare the demo, run it and show it.
    pub demo: bool,
}

/// How the screen ended, with the workspace if it was opened; the caller closes it.
pub enum Outcome {
    /// The user quit and nothing runs any more.
    Quit(Option<Workspace>),
    /// The user quit, or the process was asked to end; runs of this workspace may go on.
    RunsGoOn(Option<Workspace>),
    /// The terminal is gone; runs of this workspace may go on. The terminal must not be touched.
    HungUp(Option<Workspace>),
}

/// Runs the screen until the user quits or the terminal is gone.
///
/// It must be awaited on the thread that blocks on the runtime: the panic hook takes that thread for
/// the one that owns the terminal.
pub async fn run(settings: Settings, startup: Startup) -> Result<Outcome, Diagnostic> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Diagnostic::error(ErrorType::NotSupported, "the screen needs a terminal")
            .found("input or output that is a file or a pipe")
            .hint("use the subcommands in scripts; `mudrock --help` lists them"));
    }
    let variable = |name: &str| std::env::var(name).ok();
    let mut state = first_state(&settings, startup, variable);
    let lost = |error: io::Error| {
        Diagnostic::error(ErrorType::Internal, "the terminal cannot be used")
            .found(error.to_string())
            .hint("try another TERM, or use the subcommands")
    };
    let (sender, events) = mpsc::channel(EVENT_QUEUE);
    let mut tasks = JoinSet::new();
    let _panics = terminal::guard_panics(sender.clone());
    let guard = Guard::enter(settings.mouse).map_err(lost)?;
    let mut painter = Painter::new(variable).map_err(lost)?;
    state.size = crossterm::terminal::size().map_err(lost)?;
    // The first frame comes before anything that could take time.
    painter.draw(&state).map_err(lost)?;
    let keys = input::listen(&sender, &mut tasks).map_err(lost)?;

    let workspace = SharedWorkspace::default();
    let (effects, wishes) = mpsc::unbounded_channel();
    let runner = runner::run(settings, workspace.clone(), wishes, sender);
    let runner = tokio::spawn(runner);
    // The runner lives as long as the sender.
    let _ = effects.send(Effect::Connect);

    let turning = Turn::new(&mut state, &mut painter, &guard, &keys, &effects);
    let departure = turning.until_departure(events).await;
    // A SIGHUP may come from anybody: while the terminal is there it is given back.
    if departure == Departure::HungUp && !terminal::is_there() {
        painter.abandon();
        guard.abandon();
    } else {
        drop(painter);
        drop(guard);
    }
    drop(effects);
    // A runner that panicked left nothing to wait for.
    let _ = runner.await;
    tasks.shutdown().await;
    let workspace = Arc::into_inner(workspace).and_then(OnceLock::into_inner);
    Ok(match departure {
        Departure::Done => Outcome::Quit(workspace),
        Departure::RunsGoOn => Outcome::RunsGoOn(workspace),
        Departure::HungUp => Outcome::HungUp(workspace),
    })
}

/// Returns the state before anything is known, with what the settings say.
fn first_state(
    settings: &Settings,
    startup: Startup,
    variable: impl Fn(&str) -> Option<String>,
) -> State {
    let depth = detected_depth(settings.color, variable);
    let (theme, theme_problem) = match Theme::load(&settings.theme, depth) {
        Ok(theme) => (theme, None),
        Err(problem) => (Theme::built_in("dark", depth), Some(problem)),
    };
    let mut state = State::new((80, 24), Utc::now(), theme);
    state.ascii = settings.ascii;
    state.demo = startup.demo;
    state.wanted_project = startup.project;
    state.operators = Arc::new(operators::list());
    if let Some(problem) = theme_problem {
        state.complain(problem);
    }
    if let Ok(text) = std::fs::read_to_string(&settings.keys_file) {
        let (keymap, problems) =
            Keymap::with_file(&settings.keys_file.display().to_string(), &text);
        state.keymap = keymap;
        for problem in problems {
            state.complain(problem);
        }
    }
    state
}
