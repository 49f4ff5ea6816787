//! The operator catalogue: listed, shown, tried out; needs no database.

use serde_json::{Map, Value};

use crate::domain::diagnostic::Diagnostic;
use crate::domain::operator::{OperatorLookup, OperatorSpec, WithChannels};
use crate::domain::survey::Survey;
use crate::operators::catalogue::{catalogue, families};
use crate::operators::eval::{as_json, evaluate};
use crate::operators::operator::Example;

/// Returns all operators, by category, family and id.
pub fn list() -> Vec<OperatorSpec> {
    let mut specs: Vec<OperatorSpec> =
        catalogue().newest().map(|entry| entry.spec().clone()).collect();
    specs.sort_by(|a, b| (&a.category, &a.family, &a.id).cmp(&(&b.category, &b.family, &b.id)));
    specs
}

/// Returns the catalogue in the form in which validation and the editor ask it.
pub fn lookup() -> &'static dyn OperatorLookup {
    catalogue()
}

/// Returns the worked examples of an operator.
pub fn examples(id: &str) -> &'static [Example] {
    catalogue().get(id).map_or(&[], |entry| entry.examples())
}

/// Returns the name of a family for people.
pub fn family_title(category: &str, family: &str) -> &'static str {
    let own = families().iter().find(|one| one.category == category && one.name == family);
    own.map_or("", |family| family.title)
}

/// Returns the operators that hold the typed letters in their order, the best first.
pub fn search<'a>(operators: &'a [OperatorSpec], typed: &str) -> Vec<&'a OperatorSpec> {
    let words = typed.to_lowercase();
    let fits = |spec: &&OperatorSpec| words.split_whitespace().all(|word| spec.id.contains(word));
    operators.iter().filter(fits).collect()
}

/// Returns the catalogue with the channels that somebody has set in the database of a project.
pub(super) fn in_project(survey: &Survey) -> WithChannels<'_> {
    WithChannels { operators: catalogue(), channels: &survey.channels }
}

/// An operator with its defaults and examples.
#[derive(Debug, Clone)]
pub struct OperatorPage {
    /// Ports, parameters, documentation.
    pub spec: OperatorSpec,
    /// Default parameters.
    pub defaults: Map<String, Value>,
    /// Examples that run as tests.
    pub examples: &'static [Example],
}

/// Returns one operator.
pub fn show(id: &str) -> Result<OperatorPage, Vec<Diagnostic>> {
    let entry = catalogue().find(id)?;
    Ok(OperatorPage {
        spec: entry.spec().clone(),
        defaults: entry.defaults(),
        examples: entry.examples(),
    })
}

/// Runs an operator on values given as JSON, in the units of its ports; see [`evaluate`].
pub fn eval(
    id: &str,
    parameters: &Map<String, Value>,
    given: &Map<String, Value>,
) -> Result<Evaluated, Vec<Diagnostic>> {
    let outputs = evaluate(id, parameters, given)?;
    let spec = catalogue().find(id)?.spec();
    Ok(Evaluated { outputs: as_json(spec, &outputs), notes: outputs.notes().to_vec() })
}

/// What an operator made of a few numbers.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// Outputs by port.
    pub outputs: Map<String, Value>,
    /// What the kernel reports.
    pub notes: Vec<String>,
}
