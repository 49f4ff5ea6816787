//! Text that goes to the user's editor and comes back: of form fields, and of whole pipelines.

use super::{editing, forms};
use crate::domain::dag::DagDefinition;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::edit::merge::merge;
use crate::tui::editor::Edited;
use crate::tui::effect::{Effect, Subject};
use crate::tui::overlay::Overlay;
use crate::tui::overlay::form::{Purpose, close, top};
use crate::tui::overlay::message::Text;
use crate::tui::overlay::misfits::Misfits;
use crate::tui::page::{EXTENSION, Page};
use crate::tui::state::State;
use crate::tui::widget::form::{Field, Form, FormEvent};

/// What the step is called that a whole text makes.
const LABEL: &str = "edit as text";
/// Key of the field that holds a pipeline.
const FIELD: &str = "text";
/// Rows of the screen that the field leaves for frame, problem, help and keys.
const AROUND_FIELD: u16 = 12;
/// Fewest lines of that field.
const FEWEST_LINES: u16 = 4;

/// Opens the pipeline as text.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let Some(open) = state.pipelines.open.as_ref().map(|open| open.id) else { return Vec::new() };
    let Some(definition) = state.pipelines.definition() else { return Vec::new() };
    let page = Page::of(open, definition.clone());
    let text = page.text();
    vec![editor(Box::new(page), text)]
}

/// Returns the wish to open a pipeline in the editor.
pub(super) fn editor(page: Box<Page>, text: String) -> Effect {
    Effect::OpenEditor { subject: Subject::Pipeline(page), text, extension: EXTENSION }
}

/// Takes what became of a text in the editor.
pub(super) fn edited(state: &mut State, subject: Subject, edited: Edited) -> Vec<Effect> {
    match (subject, edited) {
        (Subject::Field(key), Edited::Text(text)) => return forms::retyped(state, &key, &text),
        (Subject::Pipeline(page), Edited::Text(text)) => return come_back(state, page, text),
        (Subject::Pipeline(page), Edited::NoEditor { text, problem }) => {
            state.complain(problem);
            type_here(state, page, &text);
        }
        (_, Edited::NoEditor { problem, .. } | Edited::Failed(problem)) => state.complain(problem),
        (_, Edited::Unchanged { soon: false }) => state.note("the text was left as it was"),
        (_, Edited::Unchanged { soon: true }) => state.note(
            "the editor ended at once; one with a window of its own must wait, as `code --wait`",
        ),
    }
    Vec::new()
}

/// Takes a text that came back as the pipeline; one that is none may be opened again.
fn come_back(state: &mut State, page: Box<Page>, text: String) -> Vec<Effect> {
    match page.read(&text) {
        Ok(definition) => replace(state, &page, definition),
        Err(problems) => {
            state.overlays.push(Overlay::Misfits(Misfits::new(page, text, problems)));
            Vec::new()
        }
    }
}

/// Makes what a text says one edit of the pipeline.
fn replace(state: &mut State, page: &Page, mine: DagDefinition) -> Vec<Effect> {
    let open = state.pipelines.open.as_ref().map(|open| open.id);
    let Some(now) = state.pipelines.definition().filter(|_| open == Some(page.pipeline)).cloned()
    else {
        let problem =
            Diagnostic::warning(ErrorType::PipelineNotFound, "the pipeline is not open any more");
        state.complain(problem);
        return Vec::new();
    };
    // Somebody may have stored the pipeline while it stood in the editor.
    let both = merge(&page.written, &now, &mine);
    let at = state.now;
    let Some(work) = state.pipelines.work_mut() else { return Vec::new() };
    work.draft.replace(both.merged, LABEL, at);
    if state.pipelines.definition() == Some(&now) {
        state.note("the text says what the pipeline says already");
    } else if both.conflicts.is_empty() {
        state.say("edited as text; u takes it back");
    } else {
        state.note("others changed the same meanwhile; the text was taken, u takes it back");
    }
    editing::changed(state, &now)
}

/// Opens a pipeline as text in a form, where there is no editor.
fn type_here(state: &mut State, page: Box<Page>, text: &str) {
    let lines = state.size.1.saturating_sub(AROUND_FIELD).max(FEWEST_LINES);
    let field = Field::long(FIELD, "Pipeline", lines)
        .help("The pipeline as YAML; it is read when it is submitted.")
        .value(text)
        .from_start();
    forms::show(state, Form::new("Edit as text", vec![field]), Purpose::Text(page));
}

/// Takes what happened in that form.
pub(super) fn told(state: &mut State, page: &Page, event: &FormEvent) -> Vec<Effect> {
    if *event != FormEvent::Submit {
        return Vec::new();
    }
    let Some(dialog) = top(state) else { return Vec::new() };
    let text = dialog.form.field(FIELD).and_then(Field::long_text).unwrap_or_default();
    match page.read(&text) {
        Ok(definition) => {
            close(state);
            replace(state, page, definition)
        }
        Err(problems) => {
            dialog.form.set_error(FIELD, problems.first().map(ToString::to_string));
            if problems.len() > 1 {
                let text = Text::problems("The text is no pipeline", problems);
                state.overlays.push(Overlay::Message(text));
            }
            Vec::new()
        }
    }
}
