//! Pipeline files: JSON and YAML text in and out.

mod locate;
mod recognise;
mod shape;
mod slug;
mod stored;
mod written;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::locate::Step;
pub use self::recognise::{recognised, same_ids};
use self::shape::Misfit;
pub use self::slug::{portable_ids, slug};
pub use self::stored::{with_ids_of, with_stored_ids};
pub use self::written::portable;
use super::dag::DagDefinition;
use super::diagnostic::{Diagnostic, ErrorType};

const NOT_WELL_FORMED: &str = "file is not well-formed";

/// Reads a definition from JSON or YAML text and names everything that does not fit the format.
///
/// The name of the file decides the language, and the first character where the name does not.
pub fn read(text: &str, file: &str) -> Result<DagDefinition, Vec<Diagnostic>> {
    read_as(text, file).map_err(|mut problems: Vec<Diagnostic>| {
        for problem in
            problems.iter_mut().filter(|problem| problem.what.starts_with(NOT_WELL_FORMED))
        {
            problem.hint = Some(
                "a pipeline file is one JSON or YAML object with the keys `name` and `nodes`"
                    .to_owned(),
            );
        }
        problems
    })
}

/// Reads any form that has a schema from JSON or YAML text, as [`read`] reads a definition.
pub fn read_as<T: DeserializeOwned + JsonSchema>(
    text: &str,
    file: &str,
) -> Result<T, Vec<Diagnostic>> {
    let language = Language::of(text, file);
    let value = language.parse(text).map_err(|problem| vec![problem.in_file(file)])?;
    let misfits = shape::misfits(&value, schemars::schema_for!(T).as_value());
    if !misfits.is_empty() {
        let diagnostics = misfits
            .into_iter()
            .map(|misfit| diagnostic(misfit, &value, text, language).in_file(file));
        return Err(diagnostics.collect());
    }
    // What the schema cannot say, such as a number too large for its type, remains to serde.
    serde_path_to_error::deserialize(value).map_err(|error| {
        let what = format!("{} does not fit: {}", error.path(), error.inner());
        vec![Diagnostic::error(ErrorType::MalformedFile, what).in_file(file)]
    })
}

/// Returns the line on which an element of a list stands in a text.
pub fn line_of_element(text: &str, file: &str, index: usize) -> Option<usize> {
    Language::of(text, file).line(text, &[Step::Index(index)])
}

/// Writes a definition as indented JSON with a final newline; the same definition gives the same bytes.
pub fn write_json(definition: &DagDefinition) -> String {
    let value = written::value(definition);
    let json = serde_json::to_string_pretty(&value).expect("JSON values have a text");
    json + "\n"
}

/// Writes a definition as YAML with a final newline; the same definition gives the same bytes.
pub fn write_yaml(definition: &DagDefinition) -> String {
    // By way of JSON, because YAML would write enums as tags that no JSON reader knows.
    serde_norway::to_string(&written::value(definition)).expect("JSON values have a YAML form")
}

/// Returns the JSON Schema of pipeline files.
pub fn json_schema() -> schemars::Schema {
    schemars::schema_for!(DagDefinition)
}

#[derive(Clone, Copy)]
enum Language {
    Json,
    Yaml,
}

impl Language {
    fn of(text: &str, file: &str) -> Self {
        let extension = file.rsplit_once('.').map(|(_, end)| end.to_lowercase());
        match extension.as_deref() {
            Some("json") => Self::Json,
            Some("yaml" | "yml") => Self::Yaml,
            _ if text.trim_start().starts_with(['{', '[']) => Self::Json,
            _ => Self::Yaml,
        }
    }

    fn parse(self, text: &str) -> Result<Value, Box<Diagnostic>> {
        match self {
            Self::Json => serde_json::from_str(text).map_err(|error| {
                Box::new(malformed("JSON", &error.to_string()).at_line(error.line().max(1)))
            }),
            Self::Yaml => serde_norway::from_str(text).map_err(|error| {
                let diagnostic = malformed("YAML", &error.to_string());
                Box::new(match error.location() {
                    Some(location) => diagnostic.at_line(location.line()),
                    None => diagnostic,
                })
            }),
        }
    }

    fn line(self, text: &str, path: &[Step]) -> Option<usize> {
        match self {
            Self::Json => locate::line_in_json(text, path),
            Self::Yaml => locate::line_in_yaml(text, path),
        }
    }
}

fn malformed(language: &str, error: &str) -> Diagnostic {
    Diagnostic::error(ErrorType::MalformedFile, format!("{NOT_WELL_FORMED} {language}"))
        .found(error)
}

fn diagnostic(misfit: Misfit, value: &Value, text: &str, language: Language) -> Diagnostic {
    let mut what = misfit.what;
    let place = path_text(&misfit.path, value);
    if !place.is_empty() {
        what = format!("{what} at {place}");
    }
    let mut diagnostic = Diagnostic::error(misfit.error_type, what);
    if let Some(line) = language.line(text, &misfit.path) {
        diagnostic = diagnostic.at_line(line);
    }
    diagnostic.place.node = node_of(&misfit.path, value).map(|(_, id)| id.to_owned());
    diagnostic.found = misfit.found;
    diagnostic.wanted = misfit.wanted;
    diagnostic.hint = misfit.hint;
    diagnostic
}

/// Writes a path as `nodes[2] (id "vsh").node_type.inputs`.
fn path_text(path: &[Step], value: &Value) -> String {
    let mut text = String::new();
    for (depth, step) in path.iter().enumerate() {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => text.push_str(&format!(".{key}")),
            Step::Index(index) => text.push_str(&format!("[{index}]")),
        }
        if let (1, Some((_, id))) = (depth, node_of(path, value)) {
            text.push_str(&format!(" (id \"{id}\")"));
        }
    }
    text
}

fn node_of<'v>(path: &[Step], value: &'v Value) -> Option<(usize, &'v str)> {
    match path {
        [Step::Key(key), Step::Index(index), ..] if key == "nodes" => {
            Some((*index, value["nodes"][*index]["id"].as_str()?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
