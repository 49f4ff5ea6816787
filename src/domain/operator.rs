//! What an operator promises: ports, parameters, scope and documentation.

use std::collections::BTreeMap;
use std::fmt;

use semver::Version;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::curve::{Column, DEPTH, Place, Quantity};
use super::diagnostic::Diagnostic;

/// How the engine must feed an operator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Each sample alone; batches may be cut anywhere.
    #[default]
    Pointwise,
    /// Each sample with neighbours on both sides; how many, the parameters say.
    Window,
    /// The whole curve of one well.
    Well,
    /// All wells of the run.
    Project,
}

/// What one row of a column holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A number.
    #[default]
    Number,
    /// A text, such as the name of a zone.
    Text,
    /// A list of numbers, such as a spectrum or a waveform.
    Array,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number => "numbers",
            Self::Text => "texts",
            Self::Array => "lists of numbers",
        })
    }
}

/// Which rows a column has; columns with the same rows stand side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// One for each depth of the well: a curve.
    #[default]
    Depths,
    /// Those of a table of its own: stations of a survey, intervals, zones, problems found.
    Table(String),
    /// A single one for the whole well.
    One,
}

/// Names of columns that say at which depth each row of a table lies, the first that there is counts.
const ROW_DEPTHS: [&str; 3] = [DEPTH, "MD", "FROM"];

/// Names of ports of a table that read the depths of its rows; others, such as `TO`, have a column.
const ROW_DEPTH_PORTS: [&str; 5] = [DEPTH, "MD", "FROM", "AT", "TOP"];

/// One input port.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortSpec {
    /// Name, as in the catalogue.
    pub name: String,
    /// Unit in which the kernel computes; `None` takes any.
    pub unit: Option<String>,
    /// What a row holds.
    #[serde(default)]
    pub kind: Kind,
    /// Which rows it has.
    #[serde(default)]
    pub rows: Rows,
    /// Quantities that fit the port; empty takes any.
    pub quantities: Vec<Quantity>,
    /// Whether the operator also runs without it; such a port is bound on request only, never by guess.
    pub optional: bool,
    /// Whether it takes any number of columns, each under its own name.
    #[serde(default)]
    pub repeated: bool,
    /// Optional port that may be fed in its place.
    #[serde(default)]
    pub instead: Option<String>,
    /// Further names by which numbers may be fed to it by hand.
    #[serde(default)]
    pub aliases: Vec<String>,
}

impl PortSpec {
    /// Whether it takes the depths of the rows, which always flow, rather than a column.
    pub fn takes_depth(&self) -> bool {
        let takes = self.name.eq_ignore_ascii_case(DEPTH) || self.quantities == [Quantity::Depth];
        takes
            && match &self.rows {
                Rows::Depths => true,
                // A port may be called after its table: `SURVEY_MD`.
                Rows::Table(_) => {
                    let name = self.name.rsplit('_').next().unwrap_or_default();
                    ROW_DEPTH_PORTS.iter().any(|known| known.eq_ignore_ascii_case(name))
                }
                Rows::One => false,
            }
    }

    /// Whether it takes what a column holds, as far as that is known.
    pub fn takes_kind(&self, kind: Option<Kind>) -> bool {
        // A set of curves takes what the well has, texts beside numbers.
        let any = self.repeated && self.kind == Kind::Number && self.unit.is_none();
        kind.is_none_or(|kind| kind == self.kind || any && kind == Kind::Text)
    }

    /// Whether a column at this place has the rows of the port, without a look at their number.
    pub fn takes_rows(&self, place: &Place) -> bool {
        match &self.rows {
            Rows::Depths => place.has_depths(),
            Rows::Table(_) => *place != Place::One,
            Rows::One => *place == Place::One,
        }
    }

    /// Says why it cannot read a column at all, whatever it measures; `None` where it can.
    pub fn misfit(&self, column: &Column) -> Option<String> {
        if column.is_set && !self.repeated {
            return Some("a set of columns; only a port for several columns takes it".to_owned());
        }
        if !self.takes_kind(column.kind) {
            return column.kind.map(|kind| kind.to_string());
        }
        // A table of one row is one value; whether it has one, only a run knows.
        let one = self.rows == Rows::One && matches!(column.place, Place::Table { .. });
        (!one && !self.takes_rows(&column.place)).then(|| match (&self.rows, &column.place) {
            (Rows::Depths, Place::Table { .. }) => format!("{} without depths", column.place),
            (_, place) => place.to_string(),
        })
    }

    /// Says in words which values and rows it takes: `texts`, `numbers in table survey`.
    pub fn shape(&self) -> String {
        match &self.rows {
            Rows::Depths => format!("{} by depth", self.kind),
            Rows::Table(table) => format!("{} in table {table}", self.kind),
            Rows::One => format!("one value a well ({})", self.kind),
        }
    }
}

/// One output port.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputSpec {
    /// Name, as in the catalogue; also the mnemonic of a new quantity.
    pub name: String,
    /// Unit; `None` where it is that of the input named by `keeps`. In it `{}` stands for the unit of
    /// that input, and `{name}` for a parameter.
    pub unit: Option<String>,
    /// What a row holds.
    #[serde(default)]
    pub kind: Kind,
    /// Which rows it has.
    #[serde(default)]
    pub rows: Rows,
    /// What it measures; `None` where it is that of the input named by `keeps`.
    pub quantity: Option<Quantity>,
    /// Input port whose quantity is kept, so that a kept curve takes its mnemonic.
    pub keeps: Option<String>,
    /// Whether it gives any number of columns, each under its own name.
    #[serde(default)]
    pub repeated: bool,
}

impl OutputSpec {
    /// Returns the unit, given that of the input named by `keeps` and the parameters.
    pub fn unit_of(&self, kept: Option<&str>, parameters: &Map<String, Value>) -> Option<String> {
        let Some(text) = &self.unit else { return kept.map(str::to_owned) };
        let mut unit = String::new();
        let mut rest = text.as_str();
        while let Some((before, from)) = rest.split_once('{') {
            let (name, after) = from.split_once('}')?;
            unit.push_str(before);
            match (name, parameters.get(name)) {
                ("", _) => unit.push_str(kept?),
                (_, Some(Value::String(text))) => unit.push_str(text),
                (_, Some(value)) => unit.push_str(value.to_string().trim_end_matches(".0")),
                (_, None) => return None,
            }
            rest = after;
        }
        unit.push_str(rest);
        Some(unit)
    }
}

/// Word that an operator, or a version of it, is not to be used any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deprecation {
    /// Version in which it was said.
    pub since: String,
    /// Operator to use instead, or the version of the same operator.
    pub replacement: String,
}

impl Deprecation {
    /// Returns the version to use instead, where the operator itself stays.
    pub fn version(&self) -> Option<&str> {
        Version::parse(&self.replacement).ok().map(|_| self.replacement.as_str())
    }
}

/// How ripe a version is: the channel into which it was released.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Fit for all.
    #[default]
    Stable,
    /// Complete, and being tried.
    Beta,
    /// At work.
    Canary,
}

impl Channel {
    /// Returns the name by which a pipeline asks for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Beta => "beta",
            Self::Canary => "canary",
        }
    }
}

/// Versions that channels were set to, by operator and channel.
pub type SetChannels = BTreeMap<String, BTreeMap<String, String>>;

/// Everything about an operator but its code.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OperatorSpec {
    /// Id, `family_method`.
    pub id: String,
    /// Semantic version.
    pub version: String,
    /// Channel into which the version was released.
    #[serde(default)]
    pub channel: Channel,
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
    /// Other ids that mean it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What to use instead, where it is not to be used any more.
    #[serde(default)]
    pub deprecated: Option<Deprecation>,
    /// Input ports.
    pub inputs: Vec<PortSpec>,
    /// Output ports.
    pub outputs: Vec<OutputSpec>,
    /// JSON Schema of the parameters.
    pub parameters: Value,
    /// How it must be fed, unless its parameters say otherwise.
    pub scope: Scope,
    /// Hash of the kernel's source, so that a changed kernel is a different operator to the cache.
    pub impl_digest: String,
}

impl OperatorSpec {
    /// Returns `id@version`, which means this version and no other.
    pub fn reference(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }

    /// Returns the input port of this name.
    pub fn input(&self, name: &str) -> Option<&PortSpec> {
        self.inputs.iter().find(|port| port.name == name)
    }

    /// Returns the output port of this name.
    pub fn output(&self, name: &str) -> Option<&OutputSpec> {
        self.outputs.iter().find(|port| port.name == name)
    }

    /// Returns the column by which a table that it makes lies along the well.
    pub fn depths_of(&self, table: &str) -> Option<&OutputSpec> {
        let columns = || {
            let in_table = |output: &&OutputSpec| {
                matches!(&output.rows, Rows::Table(name) if name == table)
                    && output.kind == Kind::Number
                    && !output.repeated
            };
            self.outputs.iter().filter(in_table)
        };
        ROW_DEPTHS.iter().find_map(|name| columns().find(|output| output.name == **name))
    }

    /// Returns the input port whose mnemonic an output takes: the one whose quantity it keeps, unless
    /// that takes several columns, after all of which nothing can be named.
    pub fn named_after<'a>(&self, output: &'a OutputSpec) -> Option<&'a str> {
        let keeps = output.keeps.as_deref()?;
        self.input(keeps).is_none_or(|port| !port.repeated).then_some(keeps)
    }

    /// Whether an output can be kept as a curve: it has a depth for each row, and is none itself.
    pub fn is_keepable(&self, output: &OutputSpec) -> bool {
        let along = match &output.rows {
            Rows::Depths => true,
            Rows::Table(table) => {
                self.depths_of(table).is_some_and(|depths| depths.name != output.name)
            }
            Rows::One => false,
        };
        along && !output.repeated
    }
}

/// Looks operators up; the catalogue implements it, validation asks it.
pub trait OperatorLookup: Send + Sync {
    /// Returns the newest version of an operator that is not a pre-release.
    fn spec(&self, id: &str) -> Option<&OperatorSpec>;

    /// Returns all versions of an operator, the oldest first.
    fn versions(&self, id: &str) -> Vec<&OperatorSpec> {
        self.spec(id).into_iter().collect()
    }

    /// Returns the version that a channel of an operator names; `None` where the channel is empty.
    fn channel(&self, id: &str, channel: &str) -> Option<String> {
        let versions = self.versions(id).into_iter().rev();
        let found = versions.into_iter().find(|spec| spec.channel.name() == channel);
        found.map(|spec| spec.version.clone())
    }

    /// Checks parameters and fills the defaults in; every problem is named, none stops the search.
    fn checked_parameters(
        &self,
        spec: &OperatorSpec,
        parameters: &Map<String, Value>,
    ) -> Result<Map<String, Value>, Vec<Diagnostic>>;

    /// Returns the known id nearest to a misspelt one.
    fn nearest_id(&self, id: &str) -> Option<String>;
}

/// Operators with channels that somebody has set to other versions than the program has in them.
#[derive(Clone, Copy)]
pub struct WithChannels<'a> {
    /// The operators.
    pub operators: &'a dyn OperatorLookup,
    /// The channels.
    pub channels: &'a SetChannels,
}

impl OperatorLookup for WithChannels<'_> {
    fn spec(&self, id: &str) -> Option<&OperatorSpec> {
        self.operators.spec(id)
    }

    fn versions(&self, id: &str) -> Vec<&OperatorSpec> {
        self.operators.versions(id)
    }

    fn channel(&self, id: &str, channel: &str) -> Option<String> {
        let id = self.spec(id).map_or(id, |spec| spec.id.as_str());
        let set = self.channels.get(id).and_then(|channels| channels.get(channel)).cloned();
        set.or_else(|| self.operators.channel(id, channel))
    }

    fn checked_parameters(
        &self,
        spec: &OperatorSpec,
        parameters: &Map<String, Value>,
    ) -> Result<Map<String, Value>, Vec<Diagnostic>> {
        self.operators.checked_parameters(spec, parameters)
    }

    fn nearest_id(&self, id: &str) -> Option<String> {
        self.operators.nearest_id(id)
    }
}
