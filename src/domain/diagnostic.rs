//! What is wrong, where, what was found, what was wanted, and what to do next.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing to mend; worth knowing.
    Info,
    /// Work goes on, with a doubt that the user should see.
    Warning,
    /// Work cannot go on.
    Error,
}

/// The kind of a problem; the name stored in `error_details.error_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs)] // Each name says what it is; a sentence would only repeat it.
pub enum ErrorType {
    // Pipelines.
    UnknownKey,
    MalformedFile,
    DuplicateNode,
    NodeNotFound,
    OperatorNotFound,
    OperatorDeprecated,
    CycleDetected,
    OrphanNode,
    NoOutputNode,
    NoIngestionNode,
    MissingInput,
    AmbiguousInput,
    SchemaMismatch,
    UnitMismatch,
    ParameterInvalid,
    InvalidCurveMapping,
    NotSupported,
    // Data.
    FileUnreadable,
    MissingInputCurves,
    InvalidData,
    CurveLoadFailed,
    DepthMismatch,
    StorageError,
    ParquetError,
    // Runs.
    Timeout,
    Cancelled,
    LeaseLost,
    CurveConflict,
    Internal,
    // Surroundings.
    DatabaseUnreachable,
    DatabaseError,
    ProjectNotFound,
    PipelineNotFound,
    ExecutionNotFound,
    WellNotFound,
    RevisionNotFound,
    BranchNotFound,
    NameTaken,
    SaveConflict,
    DraftConflict,
    DraftUnreadable,
    ConfigurationInvalid,
}

/// Where a problem is; every part that is known is filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Path of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line in the file, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Id of the pipeline node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// Input or output port of the node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<String>,
    /// Parameter of the operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// Name of the well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub well: Option<String>,
    /// Name of the curve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub curve: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        match (&self.file, self.line) {
            (Some(file), Some(line)) => parts.push(format!("{file}:{line}")),
            (Some(file), None) => parts.push(file.clone()),
            (None, Some(line)) => parts.push(format!("line {line}")),
            (None, None) => {}
        }
        let named = [
            ("node", &self.node),
            ("port", &self.port),
            ("parameter", &self.parameter),
            ("well", &self.well),
            ("curve", &self.curve),
        ];
        parts.extend(
            named.iter().filter_map(|(label, value)| {
                value.as_ref().map(|value| format!("{label} {value}"))
            }),
        );
        f.write_str(&parts.join(", "))
    }
}

/// One problem, complete enough to be mended without reading code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How much it weighs.
    pub severity: Severity,
    /// Its kind.
    pub error_type: ErrorType,
    /// What failed, without a full stop.
    pub what: String,
    /// Where.
    #[serde(default)]
    pub place: Place,
    /// The value that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// The value that was wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<String>,
    /// What to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What a program needs to mend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Box<Facts>>,
}

/// What a program needs to mend a problem, beside its place; people read the words of the diagnostic.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Ids of other nodes that take part: those along a cycle, a dependency, producers of columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<String>,
    /// What may stand in the place of what was found, best first: columns for a port, names near a slip.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
}

impl Diagnostic {
    /// The error of work that a user asked to stop.
    pub fn cancelled() -> Self {
        Self::error(ErrorType::Cancelled, "the run was cancelled")
    }

    /// Starts an error; the builder methods below fill in the rest.
    pub fn error(error_type: ErrorType, what: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            error_type,
            what: what.into(),
            place: Place::default(),
            found: None,
            wanted: None,
            hint: None,
            facts: None,
        }
    }

    /// Starts a warning.
    pub fn warning(error_type: ErrorType, what: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(error_type, what) }
    }

    /// Starts a note.
    pub fn info(error_type: ErrorType, what: impl Into<String>) -> Self {
        Self { severity: Severity::Info, ..Self::error(error_type, what) }
    }

    /// Names the file.
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.place.file = Some(file.into());
        self
    }

    /// Names the line, counted from 1.
    pub fn at_line(mut self, line: usize) -> Self {
        self.place.line = u32::try_from(line).ok();
        self
    }

    /// Names the node.
    pub fn at_node(mut self, node: impl Into<String>) -> Self {
        self.place.node = Some(node.into());
        self
    }

    /// Names the port.
    pub fn at_port(mut self, port: impl Into<String>) -> Self {
        self.place.port = Some(port.into());
        self
    }

    /// Names the parameter.
    pub fn at_parameter(mut self, parameter: impl Into<String>) -> Self {
        self.place.parameter = Some(parameter.into());
        self
    }

    /// Names the well.
    pub fn in_well(mut self, well: impl Into<String>) -> Self {
        self.place.well = Some(well.into());
        self
    }

    /// Names the curve.
    pub fn of_curve(mut self, curve: impl Into<String>) -> Self {
        self.place.curve = Some(curve.into());
        self
    }

    /// Says what was found.
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Says what was wanted.
    pub fn wanted(mut self, wanted: impl Into<String>) -> Self {
        self.wanted = Some(wanted.into());
        self
    }

    /// Says what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Names other nodes that take part.
    pub fn with_nodes<T: Into<String>>(mut self, nodes: impl IntoIterator<Item = T>) -> Self {
        let nodes: Vec<String> = nodes.into_iter().map(Into::into).collect();
        if !nodes.is_empty() {
            self.facts.get_or_insert_default().nodes = nodes;
        }
        self
    }

    /// Names what may stand in the place of what was found, best first.
    pub fn with_choices<T: Into<String>>(mut self, choices: impl IntoIterator<Item = T>) -> Self {
        let choices: Vec<String> = choices.into_iter().map(Into::into).collect();
        if !choices.is_empty() {
            self.facts.get_or_insert_default().choices = choices;
        }
        self
    }

    /// Returns the ids of other nodes that take part.
    pub fn nodes(&self) -> &[String] {
        self.facts.as_ref().map_or(&[], |facts| &facts.nodes)
    }

    /// Returns what may stand in the place of what was found, best first.
    pub fn choices(&self) -> &[String] {
        self.facts.as_ref().map_or(&[], |facts| &facts.choices)
    }

    /// Whether work cannot go on.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// One line: what, where, found, wanted. The hint is for the caller to place.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        let place = self.place.to_string();
        if !place.is_empty() {
            write!(f, " ({place})")?;
        }
        match (&self.found, &self.wanted) {
            (Some(found), Some(wanted)) => write!(f, ": found {found}, wanted {wanted}"),
            (Some(found), None) => write!(f, ": found {found}"),
            (None, Some(wanted)) => write!(f, ": wanted {wanted}"),
            (None, None) => Ok(()),
        }
    }
}

impl std::error::Error for Diagnostic {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_reads_as_one_line() {
        let diagnostic = Diagnostic::error(ErrorType::UnitMismatch, "curve has the wrong unit")
            .at_node("phi")
            .at_port("RHOB")
            .found("degC")
            .wanted("g/cm3")
            .hint("bind another curve");
        assert_eq!(
            diagnostic.to_string(),
            "curve has the wrong unit (node phi, port RHOB): found degC, wanted g/cm3"
        );
    }
}
