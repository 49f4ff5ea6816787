//! What a new pipeline begins with: nothing, or a template, found by a few letters.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::palette::{Entry, Search, list_in, ranked};
use super::place;
use crate::services::templates;
use crate::tui::command::Action;
use crate::tui::state::State;
use crate::tui::widget::{frame, text};

/// Most rows that tell what the selected template needs and what to set.
const NOTES: u16 = 9;

/// Returns what a pipeline may begin with.
pub fn entries() -> Vec<Entry> {
    let empty = Entry {
        title: "Empty pipeline".to_owned(),
        terms: "new nothing".to_owned(),
        help: "Begins without nodes.".to_owned(),
        keys: String::new(),
        refusal: None,
        action: Action::NewFrom(None),
    };
    let of_template = |template: &'static crate::services::templates::Template| Entry {
        title: template.title.clone(),
        terms: format!(
            "{} {} {}",
            template.slug,
            template.tags.join(" "),
            template.curves().join(" ")
        ),
        help: template.summary.clone(),
        keys: text::of(template.definition.nodes.len(), "node", "nodes"),
        refusal: None,
        action: Action::NewFrom(Some(template.slug)),
    };
    std::iter::once(empty).chain(templates().iter().map(of_template)).collect()
}

/// Draws the choice, and what to know about the selected template below it.
pub fn view(state: &State, search: &Search, buffer: &mut Buffer) {
    let theme = &state.theme;
    let width = state.size.0.saturating_sub(4).min(92);
    let height = state.size.1.saturating_sub(2).min(26);
    let area = place(buffer, state, width, height);
    let entries = entries();
    let notes = (height / 2).min(NOTES);
    let above = Rect { height: height - notes, ..area };
    list_in(state, search, buffer, above, "New pipeline from", &entries);
    let below = Rect { y: above.bottom(), height: notes, ..area };
    let inner = frame::pane(buffer, below, theme, false, "What it needs", Line::default());
    let found = ranked(&entries, search.input.text());
    let told = match found.get(search.cursor.selected).map(|entry| &entry.action) {
        Some(Action::NewFrom(Some(slug))) => {
            let template = templates().iter().find(|template| template.slug == *slug);
            template.map_or("", |template| template.definition.metadata.description.as_str())
        }
        _ => "Nothing: add a source, operators and an output on the canvas.",
    };
    let lines = text::wrap(told, usize::from(inner.width).saturating_sub(2));
    frame::lines(
        buffer,
        inner,
        lines.into_iter().map(|line| Line::styled(format!(" {line}"), theme.style("text"))),
    );
}
