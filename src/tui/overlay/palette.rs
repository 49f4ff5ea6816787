//! The command palette: anything by a few of its letters.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Response, place, templates};
use crate::tui::command::{Action, COMMANDS};
use crate::tui::pane::pipelines::mark;
use crate::tui::state::State;
use crate::tui::widget::input::Input;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::{frame, text};

/// Rows that a page of results moves.
const PAGE: isize = 10;
/// Lines that tell the selected entry in full, with the rule above them.
const TOLD: u16 = 4;

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What is shown and searched.
    pub title: String,
    /// Further words that are searched.
    pub terms: String,
    /// Sentence about it.
    pub help: String,
    /// Keys, as people write them.
    pub keys: String,
    /// Why it cannot be done now.
    pub refusal: Option<&'static str>,
    /// What it does.
    pub action: Action,
}

/// Typed text, and the selection among what it finds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Search {
    /// What was typed.
    pub input: Input,
    /// Selected result.
    pub cursor: Cursor,
}

impl Search {
    /// Starts with a text.
    pub fn new(text: &str) -> Self {
        Self { input: Input::new(text), cursor: Cursor::default() }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.input.paste(text);
        self.cursor = Cursor::default();
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent, entries: &[Entry]) -> Response {
        let found = ranked(entries, self.input.text());
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let step = match key.code {
            KeyCode::Esc => return Response::Close,
            KeyCode::Enter => {
                return match found.get(self.cursor.selected) {
                    Some(entry) if entry.refusal.is_none() => Response::Do(entry.action.clone()),
                    _ => Response::Stay,
                };
            }
            KeyCode::Up | KeyCode::BackTab => -1,
            KeyCode::Down | KeyCode::Tab => 1,
            KeyCode::Char('p' | 'k') if control => -1,
            KeyCode::Char('n' | 'j') if control => 1,
            KeyCode::PageUp => -PAGE,
            KeyCode::PageDown => PAGE,
            _ => 0,
        };
        if step != 0 {
            self.cursor.move_by(step, found.len());
        } else if self.input.key(key) {
            self.cursor = Cursor::default();
        }
        Response::Stay
    }
}

/// Returns everything that can be chosen: commands, then pipelines and projects to open.
pub fn entries(state: &State) -> Vec<Entry> {
    let mut entries: Vec<_> = COMMANDS
        .iter()
        .map(|command| Entry {
            title: command.title.to_owned(),
            terms: command.id.replace(['.', '_'], " "),
            help: command.help.to_owned(),
            keys: state.keymap.keys_of(command.id).join("  "),
            refusal: (command.refusal)(state),
            action: command.action.clone(),
        })
        .collect();
    let opening = |title: String, help: String, action: Action| Entry {
        title,
        terms: "open switch".to_owned(),
        help,
        keys: String::new(),
        refusal: None,
        action,
    };
    for pipeline in state.pipelines.rows.iter().flatten() {
        entries.push(opening(
            format!("Pipeline: {}", pipeline.name),
            text::of(pipeline.nodes as usize, "node", "nodes"),
            Action::OpenPipeline(pipeline.id),
        ));
    }
    let open = state.pipelines.open.as_ref().map(|open| open.id);
    for pipeline in
        state.pipelines.rows.iter().flatten().filter(|row| open.is_some_and(|id| row.id != id))
    {
        let mut entry = opening(
            format!("Compare with: {}", pipeline.name),
            "Shows what differs from the open pipeline, as one graph.".to_owned(),
            Action::CompareWith(pipeline.id),
        );
        entry.terms = "compare difference diff".to_owned();
        entry.refusal = pipeline.is_new.then_some("it was never saved");
        entries.push(entry);
    }
    if state.project.is_some() {
        entries.extend(
            templates::entries().into_iter().skip(1).map(|entry| Entry {
                title: format!("New from template: {}", entry.title),
                ..entry
            }),
        );
    }
    for project in &state.projects {
        let wells = text::of(project.wells as usize, "well", "wells");
        let pipelines = text::of(project.pipelines as usize, "pipeline", "pipelines");
        entries.push(opening(
            format!("Project: {}", project.name),
            format!("{wells}, {pipelines}"),
            Action::OpenProject(project.id),
        ));
    }
    entries
}

/// Returns the entries that hold the typed letters in their order, the best first.
pub fn ranked<'a>(entries: &'a [Entry], typed: &str) -> Vec<&'a Entry> {
    if typed.trim().is_empty() {
        return entries.iter().collect();
    }
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut characters = Vec::new();
    let mut score =
        |text: &str| pattern.score(Utf32Str::new(text, &mut characters), &mut matcher).unwrap_or(0);
    let mut found: Vec<_> = entries
        .iter()
        .map(|entry| {
            (2 * score(&entry.title), score(&format!("{} {}", entry.title, entry.terms)), entry)
        })
        .map(|(by_title, by_terms, entry)| (by_title.max(by_terms), entry))
        .filter(|(score, _)| *score > 0)
        .collect();
    found.sort_by_key(|(score, entry)| (std::cmp::Reverse(*score), entry.refusal.is_some()));
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// Draws the palette.
pub fn view(state: &State, search: &Search, buffer: &mut Buffer) {
    list(state, search, buffer, "Commands", &entries(state));
}

/// Draws a typed line and what it finds: keys, titles, sentences.
pub fn list(state: &State, search: &Search, buffer: &mut Buffer, title: &str, entries: &[Entry]) {
    let width = state.size.0.saturating_sub(4).min(92);
    // The height does not follow the results, so that nothing jumps while one types.
    let height = (state.size.1 * 3 / 4).clamp(12, 26);
    let area = place(buffer, state, width, height);
    list_in(state, search, buffer, area, title, entries);
}

/// Draws the same in a place that is cleared already.
pub fn list_in(
    state: &State,
    search: &Search,
    buffer: &mut Buffer,
    area: Rect,
    title: &str,
    entries: &[Entry],
) {
    let theme = &state.theme;
    let found = ranked(entries, search.input.text());
    let note = Line::styled(found.len().to_string(), theme.style("muted"));
    let inner = frame::pane(buffer, area, theme, true, title, note);
    if inner.height < 2 {
        return;
    }
    let typed = Line::from(vec![
        Span::styled(" › ", theme.style("accent")),
        Span::styled(search.input.text().to_owned(), theme.style("text")),
        Span::styled("▏", theme.style("accent")),
    ]);
    buffer.set_line(inner.x, inner.y, &typed, inner.width);
    let mut cursor = search.cursor;
    // What a row has no room for is told in full below, of the selected one.
    let told = found.get(cursor.selected.min(found.len().saturating_sub(1)));
    let told = told.map_or_else(Vec::new, |entry| in_full(state, entry, inner.width));
    let below = if inner.height > 8 { TOLD.min(inner.height - 5) } else { 0 };
    let body = Rect { y: inner.y + 1, height: inner.height - 1 - below, ..inner };
    frame::lines(buffer, Rect { y: body.bottom(), height: below, ..inner }, told);
    if found.is_empty() {
        frame::empty(buffer, body, theme, "Nothing has these letters.");
        return;
    }
    let rows = usize::from(body.height);
    cursor.reveal(found.len(), rows);
    let longest = |of: fn(&Entry) -> &str| {
        found.iter().map(|entry| of(entry).chars().count()).max().unwrap_or(0)
    };
    let room = usize::from(body.width);
    let titles = longest(|entry| &entry.title).min(room / 2).max(10);
    let keys = longest(|entry| &entry.keys).clamp(4, 16);
    for (row, index) in body.rows().zip(cursor.visible(found.len(), rows)) {
        let entry = found[index];
        let refused = entry.refusal.is_some();
        let token = if refused { "muted" } else { "text" };
        let help_room = room.saturating_sub(titles + keys + 6);
        let help = entry.refusal.unwrap_or(&entry.help);
        let line = Line::from(vec![
            Span::raw(" "),
            Span::styled(text::left(&entry.title, titles), theme.style(token)),
            Span::raw("  "),
            Span::styled(text::left(&entry.keys, keys), theme.style("key_hint")),
            Span::raw("  "),
            Span::styled(text::cut(help, help_room), theme.style("muted")),
        ]);
        buffer.set_line(row.x, row.y, &line, row.width);
        if index == cursor.selected {
            mark(buffer, row, theme, true);
        }
    }
    let bar = theme.style("border_focused");
    let list_area = Rect { y: area.y + 1, height: body.height + 2, ..area };
    frame::scroll_bar(buffer, list_area, bar, cursor.offset, rows, found.len());
}

/// A rule, and what the selected entry is about: why it cannot be done, and its sentence.
fn in_full(state: &State, entry: &Entry, width: u16) -> Vec<Line<'static>> {
    let theme = &state.theme;
    let width = usize::from(width);
    let mut lines = vec![Line::styled("─".repeat(width), theme.style("border"))];
    let refusal = entry.refusal.map(|refusal| format!("Not now: {refusal}."));
    for (words, token) in [(refusal, "status.partial"), (Some(entry.help.clone()), "text")] {
        let wrapped = text::wrap(&words.unwrap_or_default(), width.saturating_sub(2).max(8));
        let style = theme.style(token);
        lines.extend(wrapped.into_iter().map(|line| Line::styled(format!(" {line}"), style)));
    }
    if lines.len() > usize::from(TOLD) {
        lines.truncate(usize::from(TOLD));
        if let Some(last) = lines.last_mut() {
            let cut = text::cut(&last.to_string(), width.saturating_sub(2));
            *last = Line::styled(format!("{}…", cut.trim_end_matches('…')), last.style);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::tests::rows;

    #[test]
    fn a_few_letters_find_the_command() {
        let state = rows::state((80, 24));
        let entries = entries(&state);
        for (typed, title) in
            [("runpi", "Run pipeline"), ("thm", "Next theme"), ("canc", "Cancel run")]
        {
            assert_eq!(ranked(&entries, typed)[0].title, title, "{typed}");
        }
        assert!(ranked(&entries, "#~#~").is_empty());
    }

    #[test]
    fn every_command_is_in_the_palette() {
        let entries = entries(&rows::state((80, 24)));
        for command in COMMANDS {
            assert!(entries.iter().any(|entry| entry.action == command.action), "{}", command.id);
        }
    }
}
