//! The catalogue: every operator by id, with its documentation, schema and digest.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use jsonschema::Validator;
use semver::Version;
use serde_json::{Map, Value};

use super::operator::{AnyOperator, Example, Kernel};
use super::params;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::domain::operator::{Deprecation, OperatorLookup, OperatorSpec};

include!(concat!(env!("OUT_DIR"), "/operator_digests.rs"));

include!(concat!(env!("OUT_DIR"), "/operator_families.rs"));

/// A folder of operators.
pub struct Family {
    /// Category: subsurface, signal, wells, mining, arrays, quality.
    pub category: &'static str,
    /// Name, as the folder.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Its operators.
    pub operators: &'static [&'static dyn AnyOperator],
}

/// Returns all families, by category and name.
pub fn families() -> &'static [Family] {
    FAMILIES
}

/// Returns the catalogue of all built-in operators.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::build);
    &CATALOGUE
}

/// All operators by id, each in all its versions, the oldest first.
pub struct Catalogue {
    entries: BTreeMap<String, Vec<Entry>>,
}

impl Catalogue {
    fn build() -> Self {
        let listed = FAMILIES.iter().flat_map(|family| {
            let operators = family.operators.iter();
            operators.map(move |operator| Entry::new(family.category, family.name, *operator))
        });
        Self::of(listed)
    }

    /// Builds a catalogue of these operators.
    pub(super) fn of(listed: impl IntoIterator<Item = Entry>) -> Self {
        let mut entries: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for entry in listed {
            entries.entry(entry.spec.id.clone()).or_default().push(entry);
        }
        for versions in entries.values_mut() {
            versions.sort_by(|one, other| one.version.cmp(&other.version));
        }
        Self { entries }
    }

    /// Returns the operator with this id, or with this other name of it: its newest version that is
    /// not a pre-release, or that of `id@version`.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        let (id, version) = match id.split_once('@') {
            Some((id, version)) => (id, Some(version)),
            None => (id, None),
        };
        match version {
            Some(version) => self.versions_of(id).iter().find(|it| it.spec.version == version),
            None => self.unasked(id),
        }
    }

    /// Returns the version that is taken where none is asked for.
    fn unasked(&self, id: &str) -> Option<&Entry> {
        let versions = self.versions_of(id);
        let released = versions.iter().rev().find(|entry| entry.version.pre.is_empty());
        released.or(versions.last())
    }

    /// Returns all versions of the operator with this id, or this other name, the oldest first.
    pub fn versions_of(&self, id: &str) -> &[Entry] {
        let called = |versions: &&Vec<Entry>| {
            versions.iter().any(|entry| entry.spec.aliases.iter().any(|alias| alias == id))
        };
        let found = self.entries.get(id).or_else(|| self.entries.values().find(called));
        found.map_or(&[], Vec::as_slice)
    }

    /// Returns the operator with this id, or `id@version`, or says which was perhaps meant.
    pub fn find(&self, id: &str) -> Result<&Entry, Vec<Diagnostic>> {
        self.get(id).ok_or_else(|| {
            let (name, version) = id.split_once('@').unwrap_or((id, ""));
            let versions: Vec<&str> =
                self.versions_of(name).iter().map(|entry| entry.spec.version.as_str()).collect();
            if let Some(newest) = versions.last() {
                return vec![
                    Diagnostic::error(
                        ErrorType::OperatorNotFound,
                        format!("operator \"{name}\" has no version {version}"),
                    )
                    .found(format!("\"{id}\""))
                    .wanted(versions.join(" or "))
                    .hint(format!("try {name}@{newest}, or {name} for the newest")),
                ];
            }
            let hint = match self.nearest_id(name) {
                Some(near) => format!("did you mean {near}?"),
                None => "search the catalogue for the operator".to_owned(),
            };
            let unknown =
                Diagnostic::error(ErrorType::OperatorNotFound, "there is no such operator")
                    .found(format!("\"{id}\""))
                    .wanted("the id of an operator in the catalogue")
                    .hint(hint);
            vec![unknown]
        })
    }

    /// Walks all versions of all operators in the order of their ids, the oldest version first.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().flatten()
    }

    /// Walks the operators in the order of their ids, each in the version that is taken unasked.
    pub fn newest(&self) -> impl Iterator<Item = &Entry> {
        self.entries.keys().filter_map(|id| self.unasked(id))
    }
}

impl OperatorLookup for Catalogue {
    fn spec(&self, id: &str) -> Option<&OperatorSpec> {
        self.unasked(id).map(Entry::spec)
    }

    fn versions(&self, id: &str) -> Vec<&OperatorSpec> {
        self.versions_of(id).iter().map(Entry::spec).collect()
    }

    fn checked_parameters(
        &self,
        spec: &OperatorSpec,
        parameters: &Map<String, Value>,
    ) -> Result<Map<String, Value>, Vec<Diagnostic>> {
        Ok(self.find(&spec.reference())?.prepare(parameters)?.parameters())
    }

    fn nearest_id(&self, id: &str) -> Option<String> {
        nearest(id, self.entries.keys().map(String::as_str)).map(str::to_owned)
    }
}

/// One version of an operator: what it promises, and the way to run it.
pub struct Entry {
    spec: OperatorSpec,
    version: Version,
    operator: &'static dyn AnyOperator,
    /// Made when first asked: most commands check the parameters of a few operators.
    validator: OnceLock<Validator>,
}

impl Entry {
    pub(super) fn new(category: &str, family: &str, operator: &'static dyn AnyOperator) -> Self {
        let promise = operator.spec();
        let mut schema = operator.schema();
        schema["title"] = promise.title.into();
        let text = schema["description"].as_str().unwrap_or_default();
        let (summary, documentation) = text.split_once("\n\n").unwrap_or((text, ""));
        let digest = DIGESTS.iter().find(|(path, _)| promise.source.ends_with(path));
        let spec = OperatorSpec {
            id: promise.id.to_owned(),
            version: promise.version.to_owned(),
            channel: promise.channel,
            title: promise.title.to_owned(),
            category: category.to_owned(),
            family: family.to_owned(),
            summary: summary.replace('\n', " "),
            documentation: documentation.to_owned(),
            terms: promise.terms.iter().map(|term| (*term).to_owned()).collect(),
            aliases: promise.aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            deprecated: promise.deprecated.map(|(since, replacement)| Deprecation {
                since: since.to_owned(),
                replacement: replacement.to_owned(),
            }),
            inputs: promise.inputs.iter().map(|port| port.spec()).collect(),
            outputs: promise.outputs.iter().map(|port| port.spec()).collect(),
            scope: promise.scope,
            impl_digest: digest.expect("build.rs hashes every operator file").1.to_owned(),
            parameters: schema,
        };
        let version = Version::parse(promise.version).expect("a law demands semantic versions");
        Self { spec, version, operator, validator: OnceLock::new() }
    }

    /// Returns everything about the operator but its code.
    pub fn spec(&self) -> &OperatorSpec {
        &self.spec
    }

    /// Returns the worked examples.
    pub fn examples(&self) -> &'static [Example] {
        self.operator.spec().examples
    }

    /// Returns the source file, relative to the package.
    pub fn source(&self) -> &'static str {
        self.operator.spec().source
    }

    /// Returns the defaults of all parameters.
    pub fn defaults(&self) -> Map<String, Value> {
        self.operator.defaults()
    }

    /// Says in words what a parameter takes.
    pub fn wanted(&self, parameter: &str) -> String {
        params::wanted(&self.spec.parameters["properties"][parameter])
    }

    /// Checks parameters, fills in the defaults, and returns the kernel; names every problem.
    pub fn prepare(
        &self,
        parameters: &Map<String, Value>,
    ) -> Result<Box<dyn Kernel>, Vec<Diagnostic>> {
        let filled = params::fill(&self.spec, self.operator.defaults(), parameters);
        let validator = self.validator.get_or_init(|| {
            jsonschema::validator_for(&self.spec.parameters)
                .expect("schemas derived by schemars are valid")
        });
        params::check_schema(&self.spec, validator, &filled)?;
        self.operator.kernel(&filled).map_err(|broken| params::word_rules(&self.spec, broken))
    }
}
