//! Draws the state; changes nothing.

use std::time::SystemTime;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Widget};
use unicode_width::UnicodeWidthStr;

use crate::config::ColorDepth;
use crate::services::{FeedState, JobState};
use crate::tui::command::{Action, COMMANDS, Command};
use crate::tui::layout::{Arrangement, arrange};
use crate::tui::overlay;
use crate::tui::pane::{
    canvas, curves, inspector, log_tail, operators, pipelines, plot, runs, tables,
};
use crate::tui::state::{Connection, Pane, Screen, State, Tone};
use crate::tui::widget::{ascii, frame, text};

/// Draws everything.
pub fn view(state: &State, frame: &mut Frame<'_>) {
    let buffer = frame.buffer_mut();
    let whole = buffer.area;
    buffer.set_style(whole, state.theme.style("background"));
    // A frame may still have the size before a resize; panes are laid out for the real one.
    let mut state = std::borrow::Cow::Borrowed(state);
    if state.size != (whole.width, whole.height) {
        state.to_mut().size = (whole.width, whole.height);
    }
    let arrangement = arrange(&state);
    header(&state, buffer, arrangement.header);
    match &state.connection {
        Connection::Failed(problem) => {
            let area = body(&arrangement, whole);
            not_connected(&state, problem, buffer, area);
        }
        Connection::Connecting(since) => {
            let area = body(&arrangement, whole);
            let waited = (state.now - *since).num_seconds();
            let message = match waited {
                ..2 => "connecting…".to_owned(),
                _ => format!("connecting… {waited} s"),
            };
            frame::empty(buffer, area, &state.theme, &message);
        }
        Connection::Ready => {
            for (pane, area) in &arrangement.panes {
                view_pane(&state, *pane, buffer, *area);
            }
            if arrangement.strip.height > 0 {
                pipelines::strip(&state, buffer, arrangement.strip);
            }
        }
    }
    footer(&state, buffer, arrangement.footer);
    toasts(&state, buffer, arrangement.footer.y.saturating_sub(arrangement.strip.height));
    continuations(&state, buffer, arrangement.footer.y);
    overlay::view(&state, buffer);
    finish(&state, buffer);
}

fn body(arrangement: &Arrangement, whole: Rect) -> Rect {
    let top = arrangement.header.bottom();
    Rect { y: top, height: arrangement.footer.y.saturating_sub(top), ..whole }
}

fn view_pane(state: &State, pane: Pane, buffer: &mut Buffer, area: Rect) {
    let focused = state.focused() == pane;
    match pane {
        Pane::Pipelines => pipelines::view(state, buffer, area, focused),
        Pane::Canvas => canvas::view(state, buffer, area, focused),
        Pane::Inspector => inspector::view(state, buffer, area, focused),
        Pane::Wells => curves::view_tree(state, buffer, area, focused),
        Pane::Curves => curves::view_table(state, buffer, area, focused),
        Pane::Plot => plot::view(state, buffer, area, focused),
        Pane::Runs => runs::view(state, buffer, area, focused),
        Pane::RunNodes => runs::view_nodes(state, buffer, area, focused),
        Pane::Log => log_tail::view(state, buffer, area, focused),
        Pane::Tables => tables::view(state, buffer, area, focused),
        Pane::Operators => operators::view(state, buffer, area, focused),
        Pane::Manual => operators::page::view(state, buffer, area, focused),
        Pane::Trial => operators::trial::view(state, buffer, area, focused),
    }
}

/// Returns the screen whose name stands at a column of the header.
pub fn tab_at(column: u16) -> Option<Screen> {
    let mut start = 1;
    Screen::ALL.into_iter().find(|screen| {
        // A digit, a blank and the name; then three blanks.
        let end = start + 2 + screen.title().len() as u16;
        let found = (start..end).contains(&column);
        start = end + 3;
        found
    })
}

fn header(state: &State, buffer: &mut Buffer, area: Rect) {
    let theme = &state.theme;
    let mut spans = vec![Span::raw(" ")];
    for (index, screen) in Screen::ALL.into_iter().enumerate() {
        let shown = screen == state.screen;
        let title = if shown {
            theme.style("title").add_modifier(Modifier::UNDERLINED)
        } else {
            theme.style("muted")
        };
        spans.push(Span::styled(format!("{} ", index + 1), theme.style("key_hint")));
        spans.push(Span::styled(screen.title(), title));
        spans.push(Span::raw("   "));
    }
    let tabs = Line::from(spans);
    let mut right = Vec::new();
    for job in state.jobs.iter().filter(|job| job.state == JobState::Running) {
        let progress = match job.total {
            Some(total) if total > 0 => format!("{} {}/{total}", job.title, job.done),
            _ => job.title.clone(),
        };
        right.push(Span::styled(format!("◐ {progress}   "), theme.style("status.running")));
    }
    if let Some(project) = state.project_row() {
        right.push(Span::styled(project.name.clone(), theme.style("accent")));
    }
    if !state.user.is_empty() {
        let mark = if state.project.is_some() { " · " } else { "" };
        right.push(Span::styled(format!("{mark}{} ", state.user), theme.style("muted")));
    }
    let room = usize::from(area.width).saturating_sub(tabs.width());
    while right.len() > 1 && Line::from(right.clone()).width() > room {
        // The project's name is the last to go.
        let first_is_job = right[0].content.starts_with('◐');
        right.remove(if first_is_job { 0 } else { right.len() - 1 });
    }
    let right = Line::from(right);
    frame::line(buffer, area, &tabs);
    let width = right.width() as u16;
    if usize::from(width) <= room {
        frame::line(buffer, Rect { x: area.right() - width, width, ..area }, &right);
    }
}

fn footer(state: &State, buffer: &mut Buffer, area: Rect) {
    let feed = feed(state);
    let feed_width = feed.width() as u16;
    let room = area.width.saturating_sub(feed_width + 2);
    let left = if state.filtering {
        hints_line(state, &[("enter", "keep"), ("esc", "clear"), ("↑↓", "move")])
    } else if let Some(overlay) = state.overlays.last() {
        hints_line(state, overlay.hints())
    } else if let Connection::Failed(_) = state.connection {
        hints_line(state, &[("r", "try again"), ("q", "quit")])
    } else if let Some(mode) = &state.pipelines.canvas.mode {
        hints_line(state, mode.hints())
    } else {
        hints(state, usize::from(room))
    };
    frame::line(buffer, Rect { width: room, ..area }, &left);
    let x = area.right().saturating_sub(feed_width + 1);
    frame::line(buffer, Rect { x, width: feed_width, ..area }, &feed);
}

fn feed(state: &State) -> Line<'static> {
    let (glyph, words, token) = match (&state.connection, &state.feed) {
        (Connection::Connecting(_), _) => ("◐", "connecting".to_owned(), "feed.catching_up"),
        (Connection::Failed(_), _) => ("○", "not connected".to_owned(), "feed.stale"),
        (_, FeedState::Live) => ("●", "live".to_owned(), "feed.live"),
        (_, FeedState::CatchingUp) => ("◐", "catching up".to_owned(), "feed.catching_up"),
        (_, FeedState::Stale { since, .. }) => {
            let now: SystemTime = state.now.into();
            let seconds = now.duration_since(*since).map_or(0, |waited| waited.as_secs());
            ("○", format!("stale {seconds} s"), "feed.stale")
        }
    };
    Line::styled(format!("{glyph} {words}"), state.theme.style(token))
}

fn hint(state: &State, key: &str, words: &str) -> [Span<'static>; 2] {
    let theme = &state.theme;
    [
        Span::styled(format!(" {key}"), theme.style("key_hint")),
        Span::styled(format!(" {words} "), theme.style("muted")),
    ]
}

fn hints_line(state: &State, hints: &[(&str, &str)]) -> Line<'static> {
    Line::from(hints.iter().flat_map(|(key, words)| hint(state, key, words)).collect::<Vec<_>>())
}

/// Hints of the focused pane as far as there is room; the palette and the help always have some.
fn hints(state: &State, room: usize) -> Line<'static> {
    let pane = state.focused();
    let hinted = |command: &&Command| {
        !command.hint.is_empty() && command.works_in(pane) && (command.refusal)(state).is_none()
    };
    // What only this pane does comes first, what works everywhere last.
    let rank = |command: &Command| match (&command.action, command.panes.len()) {
        (Action::Palette | Action::Help, _) => 0,
        (_, 1) => 1,
        (_, 2..) => 2,
        (_, 0) => 3,
    };
    let mut commands: Vec<_> = COMMANDS.iter().filter(hinted).collect();
    commands.sort_by_key(|command| rank(command));
    let mut left = room;
    let mut kept: Vec<(u8, [Span<'static>; 2])> = Vec::new();
    for command in commands {
        let keys = state.keymap.keys_of(command.id);
        let Some(key) = keys.first() else { continue };
        let spans = hint(state, &short(key), command.hint);
        let width = spans[0].width() + spans[1].width();
        if width <= left {
            left -= width;
            kept.push((rank(command), spans));
        }
    }
    // Palette and help are chosen first and stand last.
    kept.sort_by_key(|(rank, _)| if *rank == 0 { 4 } else { *rank });
    Line::from(kept.into_iter().flat_map(|(_, spans)| spans).collect::<Vec<_>>())
}

fn short(key: &str) -> String {
    match key {
        "enter" => "↵".to_owned(),
        key => key.to_owned(),
    }
}

fn toasts(state: &State, buffer: &mut Buffer, bottom: u16) {
    let theme = &state.theme;
    let screen = buffer.area;
    let room = usize::from(screen.width.saturating_sub(8).min(70)).max(10);
    let mut bottom = bottom;
    for toast in state.toasts.iter().rev() {
        let (glyph, token) = match toast.tone {
            Tone::Good => ("✓", "status.completed"),
            Tone::Note => ("·", "accent"),
            Tone::Warning => ("⚠", "status.partial"),
            Tone::Problem => ("✗", "status.failed"),
        };
        // A word in passing takes one line over what is there; a problem has a frame, to be seen.
        let framed = u16::from(matches!(toast.tone, Tone::Warning | Tone::Problem));
        let mut lines = text::wrap(&toast.text, room);
        let most = if framed == 1 { 3 } else { 1 };
        if lines.len() > most {
            lines.truncate(most);
            let end = if framed == 1 { "… d tells all" } else { "…" };
            let last = &mut lines[most - 1];
            *last = format!("{} {end}", text::cut(last, room - end.width() - 1));
        }
        let width =
            lines.iter().map(|line| line.width()).max().unwrap_or(0) as u16 + 4 + 2 * framed;
        let height = lines.len() as u16 + 2 * framed;
        if bottom < height + 1 || width > screen.width {
            return;
        }
        let area = Rect { x: screen.right() - width, y: bottom - height, width, height };
        Clear.render(area, buffer);
        buffer.set_style(area, theme.style("background"));
        let inner = if framed == 1 {
            let block =
                Block::bordered().border_type(BorderType::Rounded).border_style(theme.style(token));
            let inner = block.inner(area);
            block.render(area, buffer);
            inner
        } else {
            buffer.set_style(area, theme.selection());
            area
        };
        let lines = lines.into_iter().enumerate().map(|(index, line)| {
            let glyph = if index == 0 { glyph } else { " " };
            Line::from(vec![
                Span::styled(format!(" {glyph} "), theme.style(token)),
                Span::styled(line, theme.style("text")),
            ])
        });
        frame::lines(buffer, inner, lines);
        bottom -= height;
    }
}

/// Shows what may follow the keys of an unfinished sequence.
fn continuations(state: &State, buffer: &mut Buffer, bottom: u16) {
    if state.pending.is_empty() || !state.overlays.is_empty() {
        return;
    }
    let theme = &state.theme;
    let found = state.keymap.continuations(state.focused(), &state.pending);
    let height = (found.len() as u16 + 2).min(bottom);
    let width = 30.min(buffer.area.width);
    let area = Rect { x: 0, y: bottom - height, width, height };
    Clear.render(area, buffer);
    buffer.set_style(area, theme.style("background"));
    let inner = frame::pane(buffer, area, theme, true, "then", Line::default());
    let lines = found.into_iter().map(|(keys, command)| {
        Line::from(vec![
            Span::styled(format!(" {keys}"), theme.style("key_hint")),
            Span::styled(format!("  {}", command.title), theme.style("text")),
        ])
    });
    frame::lines(buffer, inner, lines);
}

fn not_connected(
    state: &State,
    problem: &crate::domain::diagnostic::Diagnostic,
    buffer: &mut Buffer,
    area: Rect,
) {
    let theme = &state.theme;
    let width = area.width.saturating_sub(2).min(84);
    let mut lines = overlay::message::lines(problem, theme, usize::from(width).saturating_sub(2));
    lines.push(Line::default());
    lines.push(hints_line(state, &[("  r", "tries again"), ("q", "quits")]));
    let height = (lines.len() as u16 + 2).min(area.height);
    let place = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 3,
        width,
        height,
    };
    let inner =
        frame::pane(buffer, place, theme, true, "The workspace cannot be opened", Line::default());
    frame::lines(buffer, inner, lines);
}

/// Takes out what the terminal cannot show, whoever drew it.
fn finish(state: &State, buffer: &mut Buffer) {
    if state.ascii {
        ascii::degrade(buffer);
    }
    if state.theme.depth() == ColorDepth::None {
        for cell in &mut buffer.content {
            let weight = Style { fg: None, bg: None, underline_color: None, ..cell.style() };
            (cell.fg, cell.bg, cell.underline_color) = (Color::Reset, Color::Reset, Color::Reset);
            cell.set_style(weight);
        }
    }
}
