//! Draws the state to the terminal: only when it changed, not too often, each frame whole.

use std::io::{self, BufWriter, Stdout, Write};
use std::time::Duration;

use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use tokio::time::Instant;

use crate::tui::state::State;
use crate::tui::view::view;

/// Time between frames on this machine: 30 a second.
const FRAME: Duration = Duration::from_millis(33);
/// Time between frames over SSH: 10 a second.
const FRAME_OVER_SSH: Duration = Duration::from_millis(100);
/// A whole frame of a large terminal goes out in one write.
const BUFFER_BYTES: usize = 64 * 1024;

/// The screen.
pub struct Painter {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    synchronised: bool,
    frame: Duration,
    dirty: bool,
    next_frame: Instant,
}

impl Painter {
    /// Opens the screen; the terminal's modes must be taken over already.
    pub fn new(variable: impl Fn(&str) -> Option<String>) -> io::Result<Self> {
        // crossterm turns every colour into an empty sequence under NO_COLOR, which also takes weight and
        // reverse away; the theme leaves colours out instead.
        crossterm::style::force_color_output(true);
        let writer = BufWriter::with_capacity(BUFFER_BYTES, io::stdout());
        Ok(Self {
            terminal: Terminal::new(CrosstermBackend::new(writer))?,
            // tmux holds a synchronised frame back for up to a second.
            synchronised: variable("TMUX").is_none(),
            frame: if variable("SSH_CONNECTION").is_some() { FRAME_OVER_SSH } else { FRAME },
            dirty: true,
            next_frame: Instant::now(),
        })
    }

    /// Says that the state changed.
    pub fn mark(&mut self) {
        self.dirty = true;
    }

    /// Clears the terminal, so that the next frame draws every cell.
    pub fn clear(&mut self) -> io::Result<()> {
        self.dirty = true;
        // Not `Terminal::clear`: it asks the terminal where the cursor is and waits for an answer that
        // the thread reading keys would take.
        let area = self.terminal.size()?.into();
        self.terminal.resize(area)
    }

    /// Writes what is no part of a frame, such as text for the clipboard.
    pub fn send(&mut self, sequence: &str) -> io::Result<()> {
        let writer = self.terminal.backend_mut();
        writer.write_all(sequence.as_bytes())?;
        Write::flush(writer)
    }

    /// Leaves a terminal that is gone as it is; dropping would show the cursor and flush.
    pub fn abandon(self) {
        std::mem::forget(self);
    }

    /// Returns when the next frame is due; `None` while nothing changed.
    pub fn due(&self) -> Option<Instant> {
        self.dirty.then_some(self.next_frame)
    }

    /// Draws a frame.
    pub fn draw(&mut self, state: &State) -> io::Result<()> {
        self.dirty = false;
        self.next_frame = Instant::now() + self.frame;
        if self.synchronised {
            queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        }
        self.terminal.draw(|frame| view(state, frame))?;
        if self.synchronised {
            queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        }
        self.terminal.backend_mut().flush()
    }
}
