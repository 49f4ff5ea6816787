//! Standard output and standard error: colour, character set, width, and a reader that went away.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use clap::builder::styling::{AnsiColor, Style};
use serde::Serialize;

use crate::canvas::label::Charset;
use crate::config::{ColorDepth, Settings};
use crate::domain::execution::Status;
use crate::services::doctor::locale_is_utf8;

/// Columns where no terminal says how many there are.
const WIDTH_WITHOUT_TERMINAL: usize = 120;

/// Where a command reports to.
#[derive(Debug)]
pub struct Out {
    /// Whether the report is JSON.
    pub json: bool,
    /// Whether to say more.
    pub verbose: bool,
    /// Characters that may be printed.
    pub charset: Charset,
    colour: Streams,
    terminal: Streams,
    /// The first failure to write the report; nothing is written after it.
    broken: Mutex<Option<io::Error>>,
}

#[derive(Debug, Clone, Copy)]
struct Streams {
    report: bool,
    notes: bool,
}

/// How a piece of text is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    Plain,
    /// A heading.
    Strong,
    /// Beside the point.
    Faint,
    /// It went well.
    Good,
    /// It may be wrong.
    Doubtful,
    /// It is wrong.
    Bad,
    /// It goes on.
    Active,
}

impl Tone {
    /// Returns the tone of a state.
    pub fn of(status: Status) -> Self {
        match status {
            Status::Completed => Self::Good,
            Status::Partial => Self::Doubtful,
            Status::Failed => Self::Bad,
            Status::Running => Self::Active,
            Status::Pending | Status::Queued | Status::Cancelled | Status::Skipped => Self::Faint,
        }
    }

    fn style(self) -> Style {
        let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Good => colour(AnsiColor::Green),
            Self::Doubtful => colour(AnsiColor::Yellow),
            Self::Bad => colour(AnsiColor::Red).bold(),
            Self::Active => colour(AnsiColor::Cyan),
        }
    }
}

impl Out {
    /// Looks at the streams, and at the settings where they could be read.
    pub fn new(json: bool, verbose: bool, settings: Option<&Settings>) -> Self {
        let terminal =
            Streams { report: io::stdout().is_terminal(), notes: io::stderr().is_terminal() };
        let plain = match settings {
            Some(settings) => settings.color == Some(ColorDepth::None),
            None => std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
        };
        let ascii = settings.is_some_and(|settings| settings.ascii) || !locale_is_utf8();
        Self {
            json,
            verbose,
            charset: if ascii { Charset::Ascii } else { Charset::Unicode },
            colour: Streams {
                report: terminal.report && !plain && !json,
                notes: terminal.notes && !plain,
            },
            terminal,
            broken: Mutex::new(None),
        }
    }

    /// Returns the columns of the report's terminal, or enough for a page where there is none.
    pub fn width(&self) -> usize {
        terminal_size::terminal_size_of(io::stdout())
            .map_or(WIDTH_WITHOUT_TERMINAL, |(width, _)| usize::from(width.0))
    }

    /// Returns the columns that a table may fill; without a terminal nothing is cut.
    pub fn table_width(&self) -> usize {
        if self.terminal.report { self.width() } else { usize::MAX }
    }

    /// Whether progress can be drawn over itself.
    pub fn draws_progress(&self) -> bool {
        self.terminal.notes
    }

    /// Whether the notes go to another place than the report.
    pub fn is_terminal(&self) -> bool {
        self.terminal.report
    }

    /// Writes a line of the report.
    pub fn line(&self, text: &str) {
        if self.broken().is_some() {
            return;
        }
        let mut stdout = io::stdout().lock();
        if let Err(error) = writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
            *self.broken() = Some(error);
        }
    }

    fn broken(&self) -> MutexGuard<'_, Option<io::Error>> {
        self.broken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes text that ends its own lines.
    pub fn text(&self, text: &str) {
        self.line(text.strip_suffix('\n').unwrap_or(text));
    }

    /// Writes a report as JSON.
    pub fn value(&self, value: &impl Serialize) {
        let text = serde_json::to_string_pretty(value).expect("report rows are plain data");
        self.line(&text);
    }

    /// Writes a line on standard error; who does not listen misses it.
    pub fn note(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// Whether nobody reads the report any more.
    pub fn is_broken(&self) -> bool {
        self.broken().is_some()
    }

    /// Returns why the report was cut short, unless its reader had simply seen enough.
    pub fn finish(&self) -> Option<io::Error> {
        self.broken().take().filter(|error| error.kind() != ErrorKind::BrokenPipe)
    }

    /// Colours a piece of the report.
    pub fn paint(&self, tone: Tone, text: &str) -> String {
        painted(self.colour.report, tone, text)
    }

    /// Colours a piece of a note.
    pub fn paint_note(&self, tone: Tone, text: &str) -> String {
        painted(self.colour.notes, tone, text)
    }

    /// Returns the sign that stands for a missing value.
    pub fn nothing(&self) -> &'static str {
        match self.charset {
            Charset::Unicode => "–",
            Charset::Ascii => "-",
        }
    }
}

fn painted(colour: bool, tone: Tone, text: &str) -> String {
    if !colour || tone == Tone::Plain || text.is_empty() {
        return text.to_owned();
    }
    let style = tone.style();
    format!("{style}{text}{style:#}")
}
