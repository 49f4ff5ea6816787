//! The forms about a pipeline as a whole: what it is called, and what a save says.

use serde_json::Value;

use crate::domain::dag::{DagDefinition, DagMetadata};
use crate::edit::change::Edit;
use crate::tui::widget::form::{Field, Form};

/// Builds the form of name, version, description and tags.
pub fn form(definition: &DagDefinition) -> Form {
    let tags: Vec<Value> = definition.metadata.tags.iter().cloned().map(Value::from).collect();
    let fields = vec![
        Field::text("name", "Name")
            .help("Name of the pipeline, unique in the project together with the version.")
            .value(definition.name.clone())
            .required(),
        Field::text("version", "Version")
            .help("Semantic version: raise it when results are no longer comparable.")
            .value(definition.version.clone())
            .checked(version)
            .required(),
        Field::long("description", "Description", 3)
            .help("What the pipeline is for.")
            .value(definition.metadata.description.clone()),
        Field::list("tags", "Tags")
            .help("Words to find it by, with commas between them.")
            .value(tags),
    ];
    Form::new("Pipeline", fields)
}

/// Returns what submitting the form does.
pub fn edit(form: &Form) -> Edit {
    Edit::SetHeader {
        name: form.text("name").trim().to_owned(),
        version: form.text("version").trim().to_owned(),
        metadata: DagMetadata {
            description: form.text("description").trim().to_owned(),
            tags: form.texts("tags"),
        },
    }
}

/// Builds the form that asks for the message of a save.
pub fn save(proposal: &str) -> Form {
    let message = Field::text("message", "Message")
        .help("What changed and why: it stands in the list of revisions.")
        .value(proposal)
        .required();
    Form::new("Save the pipeline", vec![message]).submit("Save")
}

fn version(text: &str) -> Result<(), String> {
    let parts: Vec<&str> = text.trim().split('.').collect();
    let sound = parts.len() == 3 && parts.iter().all(|part| part.parse::<u32>().is_ok());
    if sound {
        Ok(())
    } else {
        Err(format!("found {}, wanted three numbers, such as 1.0.0", text.trim()))
    }
}
