//! The details of whatever is selected or was told last.

use crate::domain::diagnostic::Diagnostic;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::message::Text;
use crate::tui::state::{Pane, State};

pub(super) fn details(state: &mut State) {
    let of_pipeline = || {
        let shown = state.pipelines.definition()?;
        let problems = state.pipelines.diagnostics();
        let node = state.pipelines.node.as_deref();
        let of_node = |problem: &&Diagnostic| problem.place.node.as_deref() == node;
        let readable = |problem| state.pipelines.readable(problem);
        let own: Vec<_> = problems.iter().filter(of_node).map(readable).collect();
        let (title, problems) = match state.pipelines.selected_node() {
            Some(node) if !own.is_empty() => (format!("Problems of {}", node.name), own),
            _ => (format!("Problems of {}", shown.name), problems.iter().map(readable).collect()),
        };
        (!problems.is_empty()).then(|| Text::problems(title, problems))
    };
    let of_log = || {
        let row = *state.runs.log.shown().get(state.runs.log.cursor.selected)?;
        let data = match &row.data {
            serde_json::Value::Null => String::new(),
            data => serde_json::to_string_pretty(data).unwrap_or_default(),
        };
        let title = format!("{} {}", row.level.name(), row.at.format("%Y-%m-%d %H:%M:%S%.3f"));
        Some(Text::plain(title, format!("{}\n\n{data}", row.message)))
    };
    let of_run = || {
        let node = state.runs.node_rows().get(state.runs.nodes.selected);
        let error = match state.focused() {
            Pane::RunNodes => node.and_then(|node| {
                node.error_message.as_ref().map(|error| (node.node_name.clone(), error))
            }),
            _ => state.runs.selected().and_then(|run| {
                run.error_message.as_ref().map(|error| (run.pipeline_name.clone(), error))
            }),
        };
        error.map(|(name, error)| Text::plain(format!("Error of {name}"), error))
    };
    let text = match state.focused() {
        Pane::Log => of_log(),
        Pane::Runs | Pane::RunNodes => of_run(),
        Pane::Canvas | Pane::Inspector | Pane::Pipelines => of_pipeline(),
        _ => None,
    };
    let recent = || {
        let problems: Vec<_> = state.problems.iter().rev().take(10).cloned().collect();
        (!problems.is_empty()).then(|| Text::problems("Recent problems", problems))
    };
    // A problem that is being told right now is what the user asks about.
    let text = if state.tells_problem() { recent().or(text) } else { text.or_else(recent) };
    match text {
        Some(text) => state.overlays.push(Overlay::Message(text)),
        None => state.note("no problems here"),
    }
}
