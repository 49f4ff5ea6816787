//! Forms of the editor: opened for what is selected, filled with facts as they arrive, turned into edits.

mod node;
mod outputs;

use std::sync::Arc;

use super::{run, saving};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::statistics::CurveStatistics;
use crate::edit::change::Edit;
use crate::services::ingestion::IngestionFacts;
use crate::services::mapping::MappingFacts;
use crate::services::preview::NodePreview;
use crate::tui::effect::{Effect, Review, Subject};
use crate::tui::forms;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::form::{Dialog, Purpose, close, top};
use crate::tui::pane::operators::trial;
use crate::tui::pane::plot;
use crate::tui::state::State;
use crate::tui::update::actions::start_trial;
use crate::tui::update::text;
use crate::tui::widget::form::{Ask, Form, FormEvent, Kind};

/// What a service told for the form that is open.
#[derive(Debug)]
pub enum FormFacts {
    /// Wells, curves and tops for an ingestion.
    Ingestion(Arc<IngestionFacts>),
    /// What a node would bring.
    Preview(String, Box<NodePreview>),
    /// What stands where outputs would be written.
    Mapping(Vec<MappingFacts>),
    /// Statistics of the inputs of a node.
    Statistics(String, Vec<CurveStatistics>),
    /// A service could not tell.
    None(Vec<Diagnostic>),
}

/// What the open form remembers of its facts.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Wells, curves and tops.
    pub ingestion: Option<Arc<IngestionFacts>>,
    /// What stands where outputs would be written.
    pub mapping: Vec<MappingFacts>,
    /// Field that waits for values to pick.
    pub waiting: Option<String>,
}

/// Opens the form of the selected node.
pub fn configure(state: &mut State) -> Vec<Effect> {
    node::open(state)
}

/// Opens the table of the outputs of the chosen nodes.
pub fn curves(state: &mut State) -> Vec<Effect> {
    outputs::open(state)
}

/// Opens the form of the pipeline itself.
pub fn describe(state: &mut State) {
    if let Some(definition) = state.pipelines.definition() {
        let form = forms::pipeline::form(definition);
        show(state, form, Purpose::Pipeline);
    }
}

/// Opens the form that asks for the message of a save, with what would stand there otherwise.
pub fn ask_save(state: &mut State) {
    if let Some(work) = state.pipelines.work() {
        let form = forms::pipeline::save(&work.draft.message());
        show(state, form, Purpose::Save);
    }
}

/// Takes what happened in the form that stands over the panes.
pub fn told(state: &mut State, purpose: &Purpose, event: &FormEvent) -> Vec<Effect> {
    if let FormEvent::Ask { field, what: Ask::Editor } = event {
        return open_editor(state, field);
    }
    match (purpose, event) {
        (Purpose::Save, FormEvent::Submit) => {
            let message = top(state).map(|dialog| dialog.form.text("message").trim().to_owned());
            close(state);
            saving::save(state, message)
        }
        (Purpose::Trial, FormEvent::Changed { field }) => {
            if let Some(mut form) = top(state).map(|dialog| dialog.form.clone()) {
                trial::form::changed(state, &mut form, field);
                if let Some(dialog) = top(state) {
                    dialog.form = form;
                }
            }
            Vec::new()
        }
        (Purpose::Trial, FormEvent::Submit) => {
            let form = top(state).map(|dialog| dialog.form.clone());
            let request = form.and_then(|form| trial::form::asked(state, &form));
            close(state);
            request.map_or_else(Vec::new, |request| start_trial(state, request))
        }
        (Purpose::Wells, FormEvent::Submit) => run::take_wells(state),
        (Purpose::Depth, FormEvent::Submit) => {
            let depth_m = top(state).and_then(|dialog| dialog.form.number("depth"));
            close(state);
            if let Some(depth_m) = depth_m {
                plot::go_to(state, depth_m);
            }
            Vec::new()
        }
        (Purpose::Pipeline, FormEvent::Submit) => {
            let edit = top(state).map(|dialog| forms::pipeline::edit(&dialog.form));
            submit(state, edit)
        }
        (Purpose::Text(page), event) => text::told(state, page, event),
        (Purpose::Node { node, shown }, event) => node::told(state, node, shown, event),
        (Purpose::Outputs(_), event) => outputs::told(state, event),
        _ => Vec::new(),
    }
}

/// Takes facts for the form that is open; those for another one came too late.
pub fn facts(state: &mut State, facts: FormFacts) -> Vec<Effect> {
    match facts {
        FormFacts::Ingestion(facts) if run::offer_wells(state, &facts) => {}
        FormFacts::Ingestion(facts) => return node::ingestion_facts(state, facts),
        FormFacts::Preview(node, preview) => node::preview(state, &node, &preview),
        FormFacts::Statistics(node, statistics) => node::statistics(state, &node, &statistics),
        FormFacts::Mapping(facts) => outputs::facts(state, facts),
        FormFacts::None(problems) => {
            for problem in problems {
                state.complain(problem);
            }
        }
    }
    Vec::new()
}

/// Opens the text of a field in the user's editor.
fn open_editor(state: &mut State, key: &str) -> Vec<Effect> {
    let field = top(state).and_then(|dialog| dialog.form.field(key));
    let Some((field, text)) = field.and_then(|field| Some((field, field.long_text()?))) else {
        return Vec::new();
    };
    let extension = if matches!(field.kind(), Kind::Json(..)) { "json" } else { "txt" };
    vec![Effect::OpenEditor { subject: Subject::Field(key.to_owned()), text, extension }]
}

/// Takes the text of a field back from the user's editor, as if it had been typed.
pub fn retyped(state: &mut State, key: &str, text: &str) -> Vec<Effect> {
    let Some(dialog) = top(state) else { return Vec::new() };
    let (event, purpose) = (dialog.form.retype(key, text), dialog.purpose.clone());
    told(state, &purpose, &event)
}

/// Builds the open form anew after the pipeline was reviewed, unless something was filled in already.
pub fn reviewed(state: &mut State) {
    let Some(dialog) = top(state) else { return };
    if dialog.form.changed() {
        return;
    }
    match dialog.purpose.clone() {
        Purpose::Node { shown, .. } => node::rebuild(state, &shown),
        Purpose::Outputs(nodes) => outputs::rebuild(state, &nodes),
        Purpose::Depth
        | Purpose::Save
        | Purpose::Trial
        | Purpose::Wells
        | Purpose::Pipeline
        | Purpose::Text(_) => {}
    }
}

/// Opens a form.
pub fn show(state: &mut State, form: Form, purpose: Purpose) {
    state.known = Known::default();
    state.overlays.push(Overlay::Form(Box::new(Dialog::new(form, purpose))));
}

/// Makes the edit of a form, and closes it.
fn submit(state: &mut State, edit: Option<Edit>) -> Vec<Effect> {
    close(state);
    match edit {
        Some(edit) => super::editing::edit(state, &edit),
        None => Vec::new(),
    }
}

/// Returns the open pipeline as it would be asked about, with a change that is not made yet.
fn as_shown(state: &State, shown: Option<&crate::domain::dag::DagNode>) -> Option<Box<Review>> {
    let mut definition = state.pipelines.definition()?.clone();
    if let Some(shown) = shown
        && let Some(node) = definition.nodes.iter_mut().find(|node| node.id == shown.id)
    {
        node.clone_from(shown);
    }
    Some(Box::new(Review {
        project: state.project?,
        pipeline: state.pipelines.open.as_ref()?.id,
        edition: state.pipelines.edition,
        definition,
    }))
}
