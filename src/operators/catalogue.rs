//! The catalogue: every operator by id, with its documentation, schema and digest.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Validator;
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

/// All operators by id.
pub struct Catalogue {
    entries: BTreeMap<String, Entry>,
}

impl Catalogue {
    fn build() -> Self {
        let entries = FAMILIES.iter().flat_map(|family| {
            family.operators.iter().map(|operator| {
                let entry = Entry::new(family, *operator);
                (entry.spec.id.clone(), entry)
            })
        });
        Self { entries: entries.collect() }
    }

    /// Returns the operator with this id, or with this other name of it.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.entries.get(id).or_else(|| {
            self.entries.values().find(|entry| entry.spec.aliases.iter().any(|alias| alias == id))
        })
    }

    /// Returns the operator with this id, or says which id was perhaps meant.
    pub fn find(&self, id: &str) -> Result<&Entry, Vec<Diagnostic>> {
        self.get(id).ok_or_else(|| {
            let hint = match self.nearest_id(id) {
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

    /// Walks the operators in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Returns the id of every listed operator, one that is listed twice twice.
    #[doc(hidden)]
    pub fn listed() -> Vec<&'static str> {
        FAMILIES.iter().flat_map(|family| family.operators).map(|one| one.spec().id).collect()
    }
}

impl OperatorLookup for Catalogue {
    fn spec(&self, id: &str) -> Option<&OperatorSpec> {
        self.get(id).map(Entry::spec)
    }

    fn checked_parameters(
        &self,
        id: &str,
        parameters: &Map<String, Value>,
    ) -> Result<Map<String, Value>, Vec<Diagnostic>> {
        Ok(self.find(id)?.prepare(parameters)?.parameters())
    }

    fn nearest_id(&self, id: &str) -> Option<String> {
        nearest(id, self.entries.keys().map(String::as_str)).map(str::to_owned)
    }
}

/// One operator: what it promises, and the way to run it.
pub struct Entry {
    spec: OperatorSpec,
    operator: &'static dyn AnyOperator,
    validator: Validator,
}

impl Entry {
    fn new(family: &Family, operator: &'static dyn AnyOperator) -> Self {
        let promise = operator.spec();
        let mut schema = operator.schema();
        schema["title"] = promise.title.into();
        let text = schema["description"].as_str().unwrap_or_default();
        let (summary, documentation) = text.split_once("\n\n").unwrap_or((text, ""));
        let digest = DIGESTS.iter().find(|(path, _)| promise.source.ends_with(path));
        let spec = OperatorSpec {
            id: promise.id.to_owned(),
            version: promise.version.to_owned(),
            title: promise.title.to_owned(),
            category: family.category.to_owned(),
            family: family.name.to_owned(),
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
        let validator = jsonschema::validator_for(&spec.parameters)
            .expect("schemas derived by schemars are valid");
        Self { spec, operator, validator }
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

    /// Checks parameters, fills in the defaults, and returns the kernel; names every problem.
    pub fn prepare(
        &self,
        parameters: &Map<String, Value>,
    ) -> Result<Box<dyn Kernel>, Vec<Diagnostic>> {
        let filled = params::fill(&self.spec, self.operator.defaults(), parameters);
        params::check_schema(&self.spec, &self.validator, &filled)?;
        self.operator.kernel(&filled).map_err(|broken| params::word_rules(&self.spec, broken))
    }
}
