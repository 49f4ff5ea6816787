//! What an operator promises: ports, parameters, scope and documentation.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::curve::Quantity;
use super::diagnostic::Diagnostic;

/// How the engine must feed an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Each sample alone; batches may be cut anywhere.
    Pointwise,
    /// Each sample with neighbours on both sides; how many, the parameters say.
    Window,
    /// The whole curve of one well.
    Well,
    /// All wells of the run.
    Project,
}

/// One input port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortSpec {
    /// Name, as in the catalogue.
    pub name: String,
    /// Unit in which the kernel computes; `None` takes any.
    pub unit: Option<String>,
    /// Quantities that fit the port; empty takes any.
    pub quantities: Vec<Quantity>,
    /// Whether the operator also runs without it; such a port is bound on request only, never by guess.
    pub optional: bool,
}

/// One output port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputSpec {
    /// Name, as in the catalogue; also the mnemonic of a new quantity.
    pub name: String,
    /// Unit; `None` where it is that of the input named by `keeps`.
    pub unit: Option<String>,
    /// What it measures; `None` where it is that of the input named by `keeps`.
    pub quantity: Option<Quantity>,
    /// Input port whose quantity is kept, so that a kept curve takes its mnemonic.
    pub keeps: Option<String>,
}

/// Everything about an operator but its code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OperatorSpec {
    /// Id, `family_method`.
    pub id: String,
    /// Semantic version.
    pub version: String,
    /// Name for people.
    pub title: String,
    /// Category: subsurface, signal, wells, mining, arrays, quality.
    pub category: String,
    /// Family inside the category.
    pub family: String,
    /// One sentence.
    pub summary: String,
    /// Formula, units, nulls and source, in Markdown.
    pub documentation: String,
    /// Further words to find it by.
    pub terms: Vec<String>,
    /// Input ports.
    pub inputs: Vec<PortSpec>,
    /// Output ports.
    pub outputs: Vec<OutputSpec>,
    /// JSON Schema of the parameters.
    pub parameters: Value,
    /// How it must be fed.
    pub scope: Scope,
    /// Hash of the kernel's source, so that a changed kernel is a different operator to the cache.
    pub impl_digest: String,
}

impl OperatorSpec {
    /// Returns the input port of this name.
    pub fn input(&self, name: &str) -> Option<&PortSpec> {
        self.inputs.iter().find(|port| port.name == name)
    }

    /// Returns the output port of this name.
    pub fn output(&self, name: &str) -> Option<&OutputSpec> {
        self.outputs.iter().find(|port| port.name == name)
    }
}

/// Looks operators up; the catalogue implements it, validation asks it.
pub trait OperatorLookup: Send + Sync {
    /// Returns the newest version of an operator.
    fn spec(&self, id: &str) -> Option<&OperatorSpec>;

    /// Checks parameters and fills the defaults in; every problem is named, none stops the search.
    fn checked_parameters(
        &self,
        id: &str,
        parameters: &Map<String, Value>,
    ) -> Result<Map<String, Value>, Vec<Diagnostic>>;

    /// Returns the known id nearest to a misspelt one.
    fn nearest_id(&self, id: &str) -> Option<String>;
}
