//! The terminal's modes: taken over, given back on every way out, left alone once it is gone.

use std::io::{self, Write};
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste};
use crossterm::style::{Attribute, Print, SetAttribute};
use crossterm::terminal::{
    Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use nix::sys::termios::{FlushArg, SetArg, Termios, tcflush, tcgetattr, tcsetattr};
use tokio::sync::mpsc;

use crate::tui::event::Event;

/// Whether the modes are taken over: the panic hook and the guard both may give them back.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Asks for clicks, drags and the wheel, in numbers of any size.
///
/// crossterm's own command asks for every movement besides, which over a slow line is a flood.
const MOUSE: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";

/// Holds the terminal's modes and gives them back when dropped.
#[derive(Debug)]
pub struct Guard {
    mouse: bool,
}

impl Guard {
    /// Takes the terminal over: raw mode, alternate screen, bracketed paste, and the mouse if wanted.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        let guard = Self { mouse };
        guard.take()?;
        Ok(guard)
    }

    /// Takes the modes again, after they were given back.
    pub fn take(&self) -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)?;
        if self.mouse {
            execute!(io::stdout(), Print(MOUSE))?;
        }
        Ok(())
    }

    /// Gives the modes back for a while.
    pub fn give_back(&self) {
        restore();
    }

    /// Gives the terminal to another program, with a line for as long as that one shows nothing.
    pub fn lend(&self, line: &str) -> Loan {
        restore();
        let mut out = io::stdout();
        let _ = execute!(out, Print(line));
        Loan(tcgetattr(io::stdin()).ok())
    }

    /// Takes the terminal again from another program.
    pub fn take_from(&self, loan: Loan) -> io::Result<()> {
        loan.end();
        self.take()
    }

    /// Never touches the terminal again, because it is gone.
    pub fn abandon(self) {
        TAKEN.store(false, Ordering::SeqCst);
    }
}

/// Modes of a terminal that another program has; it may leave others behind, or be killed.
#[derive(Debug)]
pub struct Loan(Option<Termios>);

impl Loan {
    /// Puts the modes back, and forgets what was typed for the other program and not read by it.
    pub fn end(self) {
        if let Some(modes) = self.0 {
            let _ = tcsetattr(io::stdin(), SetArg::TCSADRAIN, &modes);
            let _ = tcflush(io::stdin(), FlushArg::TCIFLUSH);
        }
        let _ = execute!(io::stdout(), Print("\r"), Clear(ClearType::CurrentLine));
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Whether the terminal still answers; one whose other side was closed does not.
pub fn is_there() -> bool {
    tcgetattr(io::stdin()).is_ok() && tcgetattr(io::stdout()).is_ok()
}

/// Gives the modes back if they are taken; errors have nobody left to be told to.
fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = queue!(
        out,
        EndSynchronizedUpdate,
        SetAttribute(Attribute::Reset),
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    );
    let _ = out.flush();
    let _ = disable_raw_mode();
}

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// Installs a hook that gives the terminal back only for a panic of this thread.
///
/// A panic of any other thread must not write over a live screen: it becomes an event.
pub fn guard_panics(events: mpsc::Sender<Event>) -> PanicGuard {
    let screen_thread = std::thread::current().id();
    let previous: std::sync::Arc<Hook> = std::sync::Arc::new(std::panic::take_hook());
    let fallback = previous.clone();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == screen_thread {
            restore();
            previous(info);
            return;
        }
        let place = info.location().map(|place| format!(" at {place}")).unwrap_or_default();
        let message = info.payload_as_str().map_or_else(|| "no message".to_owned(), str::to_owned);
        tracing::error!("panic{place}: {message}");
        if !TAKEN.load(Ordering::SeqCst) {
            previous(info);
        }
        // A full channel means that many other things are told already.
        let _ = events.try_send(Event::Panicked(format!("{message}{place}")));
    }));
    PanicGuard(Some(fallback))
}

/// Puts the hook back that was there before, when dropped.
pub struct PanicGuard(Option<std::sync::Arc<Hook>>);

impl Drop for PanicGuard {
    fn drop(&mut self) {
        // The hook cannot be changed while a panic unwinds through here.
        if let (Some(previous), false) = (self.0.take(), std::thread::panicking()) {
            std::panic::set_hook(Box::new(move |info| previous(info)));
        }
    }
}
