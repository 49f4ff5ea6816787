//! The operator catalogue: listed, shown, tried out; needs no database.

pub mod filter;
pub mod manual;
pub mod search;
pub mod words;

mod stem;

use serde_json::{Map, Value};

use crate::domain::diagnostic::Diagnostic;
use crate::domain::operator::{OperatorLookup, OperatorSpec, WithChannels};
use crate::domain::survey::Survey;
use crate::operators::Entry;
use crate::operators::catalogue::{catalogue, families};
use crate::operators::eval::eval_with_notes;
pub use crate::operators::eval::{Evaluated, SAMPLES, gather, port_called};
use crate::operators::operator::Example;

/// Operators that a hint names.
const NAMED: usize = 3;

/// Categories in the order in which people look through them: what most of them do comes first.
const CATEGORIES: [&str; 6] = ["subsurface", "signal", "quality", "wells", "arrays", "mining"];

/// Returns all operators, by category, family and id.
pub fn list() -> Vec<OperatorSpec> {
    let mut specs: Vec<OperatorSpec> =
        catalogue().newest().map(|entry| entry.spec().clone()).collect();
    let category = |spec: &OperatorSpec| CATEGORIES.iter().position(|one| *one == spec.category);
    specs.sort_by(|a, b| (category(a), &a.family, &a.id).cmp(&(category(b), &b.family, &b.id)));
    specs
}

/// Returns an operator by id or `id@version`, or says which was perhaps meant.
pub(super) fn known(id: &str) -> Result<&'static Entry, Vec<Diagnostic>> {
    catalogue().find(id).map_err(|mut problems| {
        let name = id.split('@').next().unwrap_or(id);
        let is_misspelt =
            !catalogue().versions_of(name).is_empty() || catalogue().nearest_id(name).is_some();
        if !is_misspelt {
            problems = problems.into_iter().map(|problem| problem.hint(like(name))).collect();
        }
        problems
    })
}

/// Returns everything about one operator but its code, by id or `id@version`.
pub fn spec(id: &str) -> Result<&'static OperatorSpec, Vec<Diagnostic>> {
    known(id).map(Entry::spec)
}

/// Names the operators that an id, which is none, begins or is part of.
fn like(id: &str) -> String {
    let specs = list();
    let wanted = id.to_lowercase();
    let begun = specs.iter().filter(|spec| spec.id.starts_with(&wanted) && !wanted.is_empty());
    let mut found: Vec<&OperatorSpec> = begun.collect();
    if found.is_empty() {
        found = search::ranked(&specs, &wanted.replace('_', " "));
    }
    let ids: Vec<&str> = found.iter().take(NAMED).map(|spec| spec.id.as_str()).collect();
    match ids.as_slice() {
        [] => "`mudrock ops list WORDS` searches the catalogue by words".to_owned(),
        [id] => {
            format!("did you mean {id}? `mudrock ops list WORDS` searches the catalogue by words")
        }
        ids if found.len() > NAMED => {
            let (ids, words) = (ids.join(", "), wanted.replace('_', " "));
            format!("did you mean {ids}, or another? `mudrock ops list {words}` lists them")
        }
        [most @ .., last] => format!("did you mean {} or {last}?", most.join(", ")),
    }
}

/// Runs an operator on a few numbers, in the units of its ports.
pub fn eval(
    id: &str,
    parameters: &Map<String, Value>,
    given: &Map<String, Value>,
) -> Result<Evaluated, Vec<Diagnostic>> {
    known(id)?;
    eval_with_notes(id, parameters, given)
}

/// Returns the name of a family for people.
pub fn family_title(category: &str, family: &str) -> &'static str {
    let own = families().iter().find(|one| one.category == category && one.name == family);
    own.map_or("", |family| family.title)
}

/// Returns the catalogue in the form in which validation and the editor ask it.
pub fn lookup() -> &'static dyn OperatorLookup {
    catalogue()
}

/// Returns the worked examples of an operator.
pub fn examples(id: &str) -> &'static [Example] {
    catalogue().get(id).map_or(&[], |entry| entry.examples())
}

/// Returns the default parameters of an operator.
pub fn defaults(id: &str) -> Map<String, Value> {
    catalogue().get(id).map(Entry::defaults).unwrap_or_default()
}

/// Returns all versions of an operator, the newest first: the number, and its channel and whether it
/// is to be used.
pub fn versions(id: &str) -> Vec<(String, String)> {
    let told = |entry: &Entry| {
        let spec = entry.spec();
        let deprecated = spec.deprecated.as_ref();
        let instead =
            deprecated.map(|old| format!("; not to be used any more: {}", old.replacement));
        (spec.version.clone(), format!("{}{}", spec.channel.name(), instead.unwrap_or_default()))
    };
    catalogue().versions_of(id).iter().rev().map(told).collect()
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
    /// Name of the family for people.
    pub family: &'static str,
    /// All versions, the oldest first.
    pub versions: Vec<String>,
    /// The other operators of the family, by id and title.
    pub related: Vec<(String, String)>,
}

/// Returns one operator by id, or one version of it by `id@version`.
pub fn show(id: &str) -> Result<OperatorPage, Vec<Diagnostic>> {
    let entry = known(id)?;
    let spec = entry.spec();
    let family = |of: &OperatorSpec| (of.category.clone(), of.family.clone());
    let kin = catalogue().newest().map(Entry::spec).filter(|other| other.id != spec.id);
    let kin = kin.filter(|other| family(other) == family(spec));
    Ok(OperatorPage {
        spec: spec.clone(),
        defaults: entry.defaults(),
        examples: entry.examples(),
        family: family_title(&spec.category, &spec.family),
        versions: catalogue().versions(&spec.id).iter().map(|it| it.version.clone()).collect(),
        related: kin.map(|other| (other.id.clone(), other.title.clone())).collect(),
    })
}
