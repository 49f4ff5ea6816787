//! The form that narrows a run to some of the wells that its pipeline names.

use serde_json::Value;

use super::ingestion;
use crate::services::ingestion::IngestionFacts;
use crate::tui::widget::form::{Choice, Field, Form};

/// Builds the form; the wells of the project follow with [`set_facts`].
pub fn form(chosen: &[String]) -> Form {
    let wells = Field::select(
        "wells",
        "Wells",
        chosen.iter().map(|name| Choice::of(name)).collect(),
    )
    .help(
        "Only these of the pipeline's wells run; none chosen means all. Type to find, space takes.",
    )
    .value(chosen.iter().cloned().map(Value::from).collect::<Vec<_>>());
    Form::new("Wells of this run", vec![wells]).submit("Plan")
}

/// Offers the wells of the project, and keeps what is chosen.
pub fn set_facts(form: &mut Form, facts: &IngestionFacts) {
    form.set_options("wells", ingestion::wells(&facts.wells));
}
