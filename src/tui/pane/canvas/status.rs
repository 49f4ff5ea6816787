//! The line that tells about the selection: the reason of a problem, or what choosing a node does.

use ratatui::text::{Line, Span};

use super::mode::Mode;
use crate::domain::diagnostic::Severity;
use crate::tui::state::State;

/// Returns the line, if there is something to tell.
pub fn line(state: &State) -> Option<Line<'static>> {
    let theme = &state.theme;
    let told = |glyph: &str, text: String, token: &str| {
        Some(Line::from(vec![
            Span::styled(format!("{glyph} "), theme.style(token)),
            Span::styled(text, theme.style("text")),
        ]))
    };
    match &state.pipelines.canvas.mode {
        Some(Mode::Aim(aim)) => {
            let here = state.pipelines.node.as_deref()?;
            if Some(here) == aim.origin.as_deref() {
                return None;
            }
            let target = aim.target(here)?;
            return match &target.verdict {
                Ok(promise) if promise.is_empty() => None,
                Ok(promise) => told("✓", promise.clone(), "status.completed"),
                Err(reason) => told("✗", reason.clone(), "status.failed"),
            };
        }
        Some(Mode::Search(search)) => {
            let found = search.found(state);
            return told("/", format!("{}▏ {found} found", search.input.text()), "accent");
        }
        Some(Mode::Place(place)) if !place.pins.is_empty() => {
            return told("▪", "↵ keeps it here".to_owned(), "key_hint");
        }
        Some(Mode::Place(_)) | None => {}
    }
    let node = state.pipelines.selected_node()?;
    let own = state.pipelines.diagnostics().iter();
    let own = own.filter(|problem| problem.place.node.as_deref() == Some(node.id.as_str()));
    if let Some(problem) = own.max_by_key(|problem| problem.severity) {
        let (glyph, token) = match problem.severity {
            Severity::Error => ("✗", "status.failed"),
            Severity::Warning => ("⚠", "status.partial"),
            Severity::Info => ("·", "muted"),
        };
        let port = problem.place.port.as_ref().map(|port| format!("{port}: ")).unwrap_or_default();
        let problem = state.pipelines.readable(problem);
        return told(glyph, format!("{port}{}", problem.what), token);
    }
    if state.pipelines.is_overtaken() {
        let stored = state.pipelines.open.as_ref()?.updated_at.format("%H:%M");
        return told("⚠", format!("somebody stored it at {stored}"), "status.partial");
    }
    match state.pipelines.marked.len() {
        0 => None,
        marked => told("◆", format!("{marked} marked"), "accent"),
    }
}
