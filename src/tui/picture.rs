//! Pictures of real frames, for the documentation: the screens as SVG.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use tokio::sync::mpsc;

use crate::config::{ColorDepth, Settings};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::tui::effect::Effect;
use crate::tui::event::Event;
use crate::tui::runner::{self, SharedWorkspace};
use crate::tui::state::State;
use crate::tui::view::view;
use crate::tui::{Startup, first_state, update};

/// Size of the terminal in the pictures.
const SIZE: (u16, u16) = (160, 48);

/// Size of a cell in SVG units.
const CELL: (f32, f32) = (8.4, 17.0);

/// Time without an event after which the screen has settled.
const QUIET: Duration = Duration::from_millis(700);

/// Longest wait for one picture.
const PATIENCE: Duration = Duration::from_secs(60);

/// A picture: name of the file, keys that lead to it from the one before, text that must be on it.
struct Shot {
    name: &'static str,
    keys: &'static str,
    shows: &'static str,
}

const SHOTS: [Shot; 9] = [
    Shot { name: "pipelines", keys: "\t", shows: "Shale volume" },
    Shot { name: "add", keys: "a", shows: "Add a node" },
    Shot { name: "form", keys: "\x1bj\n", shows: "Parameters" },
    Shot { name: "plan", keys: "\x1br", shows: "samples read" },
    Shot { name: "palette", keys: "\x1b:run", shows: "run" },
    Shot { name: "help", keys: "\x1b?", shows: "Keys of" },
    Shot { name: "curves", keys: "\x1b2jjjj\n", shows: "m/row" },
    Shot { name: "runs", keys: "3", shows: "completed" },
    Shot { name: "operators", keys: "4/hampel\nt", shows: "m/row" },
];

/// Runs the demo in a screen without a terminal and writes its pictures; returns the files.
pub async fn pictures(settings: Settings, directory: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let unwritable = |error: std::io::Error| {
        Diagnostic::error(ErrorType::FileUnreadable, "the pictures cannot be written")
            .in_file(directory.display().to_string())
            .found(error.to_string())
    };
    std::fs::create_dir_all(directory).map_err(unwritable)?;
    let settings = Settings { color: Some(ColorDepth::True), ascii: false, ..settings };
    let startup = Startup { demo: true, ..Startup::default() };
    let mut state = first_state(&settings, startup, |_| None);
    state.size = SIZE;
    let (sender, mut events) = mpsc::channel(256);
    let (effects, wishes) = mpsc::unbounded_channel();
    let workspace = SharedWorkspace::default();
    let running = tokio::spawn(runner::run(settings, workspace.clone(), wishes, sender));
    let _ = effects.send(Effect::Connect);
    let mut files = Vec::new();
    for shot in &SHOTS {
        settle(&mut state, &mut events, &effects).await;
        for key in shot.keys.chars() {
            let event = Event::Key(KeyEvent::new(code(key), KeyModifiers::NONE));
            carry_out(&mut state, event, &effects);
            settle(&mut state, &mut events, &effects).await;
        }
        // On a busy machine nothing may happen for a while before the screen is as it should be.
        let began = tokio::time::Instant::now();
        while !text_of(&frame(&state)).contains(shot.shows) && began.elapsed() < PATIENCE {
            settle(&mut state, &mut events, &effects).await;
        }
        state.toasts.clear();
        let buffer = frame(&state);
        if !text_of(&buffer).contains(shot.shows) {
            return Err(Diagnostic::error(ErrorType::Internal, "a screen did not come up")
                .found(text_of(&buffer))
                .wanted(format!("\"{}\" on {}", shot.shows, shot.name)));
        }
        let file = directory.join(format!("{}.svg", shot.name));
        std::fs::write(&file, svg(&buffer)).map_err(unwritable)?;
        files.push(file);
    }
    drop(effects);
    running.abort();
    let _ = running.await;
    if let Some(workspace) = workspace.get() {
        workspace.clone().close().await?;
    }
    Ok(files)
}

fn code(key: char) -> KeyCode {
    match key {
        '\t' => KeyCode::Tab,
        '\n' => KeyCode::Enter,
        '\x1b' => KeyCode::Esc,
        other => KeyCode::Char(other),
    }
}

fn carry_out(state: &mut State, event: Event, effects: &mpsc::UnboundedSender<Effect>) {
    for effect in update::event(state, event) {
        // What would touch a terminal has none to touch here; the runner ignores it.
        let _ = effects.send(effect);
    }
}

/// Handles events until nothing more comes for a while.
async fn settle(
    state: &mut State,
    events: &mut mpsc::Receiver<Event>,
    effects: &mpsc::UnboundedSender<Effect>,
) {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while tokio::time::Instant::now() < deadline {
        // A run under way moves every few moments; until it is over the screen has not settled.
        match tokio::time::timeout(QUIET, events.recv()).await {
            Ok(Some(event)) => {
                state.now = chrono::Utc::now();
                carry_out(state, event, effects);
            }
            Ok(None) => return,
            Err(_) if state.connection != crate::tui::state::Connection::Ready => {}
            Err(_) => return,
        }
    }
}

fn frame(state: &State) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(state.size.0, state.size.1))
        .expect("a screen in memory opens");
    terminal.draw(|frame| view(state, frame)).expect("a screen in memory draws");
    terminal.backend().buffer().clone()
}

fn text_of(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width.max(1));
    let rows = buffer.content.chunks(width);
    rows.map(|row| row.iter().map(Cell::symbol).collect::<String>()).collect::<Vec<_>>().join("\n")
}

/// Draws a buffer as SVG: a rectangle for each run of one background, a text for each run of one style.
fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (buffer.area.width, buffer.area.height);
    let (width, height) = (f32::from(columns) * CELL.0, f32::from(rows) * CELL.1);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{}\"/>\n",
        hex(buffer[(0, 0)].bg).unwrap_or("#14171c".to_owned()),
    );
    for y in 0..rows {
        let mut x = 0;
        while x < columns {
            let first = &buffer[(x, y)];
            let look = Look::of(first);
            let mut text = String::new();
            let mut end = x;
            while end < columns && Look::of(&buffer[(end, y)]) == look {
                text.push_str(buffer[(end, y)].symbol());
                end += 1;
            }
            draw_run(&mut out, x, y, end - x, &text, &look);
            x = end;
        }
    }
    out.push_str("</svg>\n");
    out
}

/// What two neighbouring cells must share to be drawn together.
#[derive(PartialEq)]
struct Look {
    fg: Option<String>,
    bg: Option<String>,
    modifier: Modifier,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        let (fg, bg) = (hex(cell.fg), hex(cell.bg));
        let reversed = cell.modifier.contains(Modifier::REVERSED);
        let (fg, bg) = if reversed { (bg, fg) } else { (fg, bg) };
        Self { fg, bg, modifier: cell.modifier }
    }
}

fn draw_run(out: &mut String, x: u16, y: u16, cells: u16, text: &str, look: &Look) {
    let (left, top) = (f32::from(x) * CELL.0, f32::from(y) * CELL.1);
    let width = f32::from(cells) * CELL.0;
    if let Some(bg) = &look.bg {
        let _ = writeln!(
            out,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{:.1}\" fill=\"{bg}\"/>",
            CELL.1
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let fg = look.fg.clone().unwrap_or_else(|| "#d8dee9".to_owned());
    let bold = if look.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let dim = if look.modifier.contains(Modifier::DIM) { " opacity=\"0.6\"" } else { "" };
    let italic =
        if look.modifier.contains(Modifier::ITALIC) { " font-style=\"italic\"" } else { "" };
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{left:.1}\" y=\"{:.1}\" fill=\"{fg}\"{bold}{dim}{italic} textLength=\"{width:.1}\" \
         lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">{escaped}</text>",
        top + CELL.1 * 0.76,
    );
}

/// Themes give true colours here; anything else is the terminal's own.
fn hex(color: Color) -> Option<String> {
    match color {
        Color::Rgb(red, green, blue) => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn neighbours_of_one_style_are_one_text() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        let blue = Style::new().fg(Color::Rgb(0, 0, 255));
        buffer.set_string(0, 0, "a<b", blue);
        buffer.set_string(3, 0, "cd", Style::new().fg(Color::Rgb(255, 0, 0)));
        let drawn = svg(&buffer);
        assert_eq!(drawn.matches("<text").count(), 2);
        assert!(drawn.contains("fill=\"#0000ff\"") && drawn.contains(">a&lt;b</text>"), "{drawn}");
    }
}
