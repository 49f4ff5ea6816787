//! What an operator is: the trait that each operator file implements, and the form in which others hold it.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use thiserror::Error;

use super::inputs::{Inputs, Outputs};
use super::ports::{Output, Port};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::{Channel, Kind, PortSpec, Scope};

/// A calculation on curves; its file holds parameters, promise, kernel and documentation.
///
/// The doc comment of `Params` is the operator's documentation: a sentence, then the sections
/// Formula, Units, Nulls and Source.
pub trait Operator: Send + Sync + 'static {
    /// Parameters; their schema carries documentation, bounds and units.
    type Params: Default + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static;

    /// What the operator promises.
    const SPEC: Spec;

    /// Computes the outputs; parameters are inside their bounds and obey [`Operator::check`].
    fn run(params: &Self::Params, input: &Inputs) -> Result<Outputs, KernelError>;

    /// Returns the rules between parameters that are broken; bounds of one parameter stand in its schema.
    fn check(_params: &Self::Params) -> Vec<BrokenRule> {
        Vec::new()
    }

    /// Returns how the engine must feed it with these parameters; most operators have one way only.
    fn scope(_params: &Self::Params) -> Scope {
        Self::SPEC.scope
    }

    /// Returns how many samples a kernel of [`Scope::Window`] needs on each side of a sample.
    fn halo(_params: &Self::Params) -> usize {
        0
    }
}

/// The part of an operator's promise that is not parameters or documentation.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// Id, `family_method`.
    pub id: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Semantic version; a version of another channel than stable is a pre-release, `2.0.0-beta.1`.
    pub version: &'static str,
    /// Channel into which the version is released.
    pub channel: Channel,
    /// Further words to find it by.
    pub terms: &'static [&'static str],
    /// Other ids that mean it, e.g. another spelling.
    pub aliases: &'static [&'static str],
    /// Version since which it is not to be used any more, and what to use instead: another operator
    /// by its id, or another version of this one by its number.
    pub deprecated: Option<(&'static str, &'static str)>,
    /// Input ports.
    pub inputs: &'static [Port],
    /// Output ports.
    pub outputs: &'static [Output],
    /// How the engine must feed it.
    pub scope: Scope,
    /// Worked examples; a test runs each.
    pub examples: &'static [Example],
    /// `file!()`, by which the digest of the source is found.
    pub source: &'static str,
}

impl Spec {
    /// What most operators share: the first version, stable, pointwise, not deprecated.
    pub const BASE: Self = Self {
        id: "",
        title: "",
        version: "1.0.0",
        channel: Channel::Stable,
        terms: &[],
        aliases: &[],
        deprecated: None,
        inputs: &[],
        outputs: &[],
        scope: Scope::Pointwise,
        examples: &[],
        source: "",
    };
}

/// A worked example: documentation that a test runs. All texts are JSON, as `ops eval` takes and gives it.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// What it shows, one sentence.
    pub note: &'static str,
    /// Parameters.
    pub params: &'static str,
    /// Values by port, in port units; `DEPT` gives the depth in metres.
    pub input: &'static str,
    /// Values by port, exact to a relative 1e-9.
    pub output: &'static str,
}

/// A rule between parameters that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenRule {
    /// Parameter to change.
    pub parameter: String,
    /// Its value.
    pub found: String,
    /// What the rule wants.
    pub wanted: String,
    /// What to do.
    pub hint: String,
}

impl BrokenRule {
    /// Describes a broken rule.
    pub fn new(
        parameter: impl Into<String>,
        found: impl ToString,
        wanted: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            parameter: parameter.into(),
            found: found.to_string(),
            wanted: wanted.into(),
            hint: hint.into(),
        }
    }
}

/// Why a kernel could not run.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KernelError {
    /// A port that the kernel reads is not fed.
    #[error("input port {port} is not fed")]
    MissingInput {
        /// The port.
        port: String,
    },
    /// A port is fed with values of another kind.
    #[error("port {port} takes {wanted}; it is fed with {found}")]
    WrongKind {
        /// The port.
        port: String,
        /// What it is fed with.
        found: Kind,
        /// What it takes.
        wanted: Kind,
    },
    /// Columns that stand side by side differ in length.
    #[error("port {port} has {found} rows; {wanted} are wanted")]
    LengthMismatch {
        /// The port.
        port: String,
        /// Its rows.
        found: usize,
        /// Rows of the depths, or of its table.
        wanted: usize,
    },
    /// A parameter does not go with the data.
    #[error("parameter {}: found {}, wanted {}", .0.parameter, .0.found, .0.wanted)]
    Parameter(BrokenRule),
    /// The data at a port make no sense to the operator.
    #[error("{what}: found {found}, wanted {wanted}")]
    InvalidData {
        /// The port.
        port: String,
        /// What is wrong.
        what: String,
        /// What is there.
        found: String,
        /// What must be there.
        wanted: String,
        /// What to do.
        hint: String,
    },
}

impl KernelError {
    /// Says that a port is not fed.
    pub fn missing(port: impl Into<String>) -> Self {
        Self::MissingInput { port: port.into() }
    }

    /// Says that the data at a port make no sense to the operator.
    pub fn invalid(
        port: impl Into<String>,
        what: impl Into<String>,
        found: impl ToString,
        wanted: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::InvalidData {
            port: port.into(),
            what: what.into(),
            found: found.to_string(),
            wanted: wanted.into(),
            hint: hint.into(),
        }
    }

    /// Words the error for the user.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            Self::MissingInput { port } => {
                Diagnostic::error(ErrorType::MissingInputCurves, "an input port is not fed")
                    .at_port(port)
                    .found("no curve")
                    .wanted(format!("a curve for {port}"))
                    .hint(format!("bind a curve to {port}"))
            }
            Self::WrongKind { port, found, wanted } => {
                Diagnostic::error(ErrorType::SchemaMismatch, "an input port takes other data")
                    .at_port(port)
                    .found(found.to_string())
                    .wanted(wanted.to_string())
                    .hint(format!("bind a column of {wanted} to {port}"))
            }
            Self::LengthMismatch { port, found, wanted } => {
                Diagnostic::error(ErrorType::DepthMismatch, "columns differ in length")
                    .at_port(port)
                    .found(format!("{found} rows"))
                    .wanted(format!("{wanted} rows"))
                    .hint("give every curve, and DEPT, the same number of samples, and every column of a table the same number of rows")
            }
            Self::Parameter(rule) => Diagnostic::error(
                ErrorType::ParameterInvalid,
                "a parameter does not go with the data",
            )
            .at_parameter(&rule.parameter)
            .found(&rule.found)
            .wanted(&rule.wanted)
            .hint(&rule.hint),
            Self::InvalidData { port, what, found, wanted, hint } => {
                Diagnostic::error(ErrorType::InvalidData, what.as_str())
                    .at_port(port)
                    .found(found.as_str())
                    .wanted(wanted.as_str())
                    .hint(hint.as_str())
            }
        }
    }
}

/// An operator with its parameters, ready to run on any number of batches.
pub trait Kernel: Send + Sync {
    /// Computes the outputs of one batch.
    fn run(&self, input: &Inputs) -> Result<Outputs, KernelError>;

    /// Returns how it must be fed.
    fn scope(&self) -> Scope;

    /// Returns how many samples are needed on each side of a sample.
    fn halo(&self) -> usize;

    /// Returns the parameters with defaults filled in.
    fn parameters(&self) -> Map<String, Value>;
}

struct Prepared<O: Operator> {
    params: O::Params,
    ports: Vec<PortSpec>,
}

impl<O: Operator> Kernel for Prepared<O> {
    fn run(&self, input: &Inputs) -> Result<Outputs, KernelError> {
        input.check(&self.ports)?;
        O::run(&self.params, input)
    }

    fn scope(&self) -> Scope {
        O::scope(&self.params)
    }

    fn halo(&self) -> usize {
        O::halo(&self.params)
    }

    fn parameters(&self) -> Map<String, Value> {
        object(&self.params)
    }
}

/// An [`Operator`] whose type is forgotten, so that families can list theirs.
pub trait AnyOperator: Send + Sync {
    /// Returns the promise.
    fn spec(&self) -> Spec;

    /// Returns the JSON Schema of the parameters, without references.
    fn schema(&self) -> Value;

    /// Returns the parameters' defaults.
    fn defaults(&self) -> Map<String, Value>;

    /// Reads parameters that obey the schema, and applies the rules between them.
    fn kernel(&self, parameters: &Map<String, Value>) -> Result<Box<dyn Kernel>, Vec<BrokenRule>>;
}

impl<O: Operator> AnyOperator for O {
    fn spec(&self) -> Spec {
        O::SPEC
    }

    fn schema(&self) -> Value {
        SchemaSettings::draft2020_12()
            .with(|settings| settings.inline_subschemas = true)
            .into_generator()
            .into_root_schema_for::<O::Params>()
            .to_value()
    }

    fn defaults(&self) -> Map<String, Value> {
        object(&O::Params::default())
    }

    fn kernel(&self, parameters: &Map<String, Value>) -> Result<Box<dyn Kernel>, Vec<BrokenRule>> {
        let params: O::Params = serde_path_to_error::deserialize(Value::Object(parameters.clone()))
            .map_err(|error| {
                let parameter = error.path().to_string();
                let found = parameters.get(&parameter).map(Value::to_string).unwrap_or_default();
                let hint = format!("see the parameters of {}", O::SPEC.id);
                vec![BrokenRule::new(parameter, found, error.inner().to_string(), hint)]
            })?;
        let broken = O::check(&params);
        if !broken.is_empty() {
            return Err(broken);
        }
        let ports = O::SPEC.inputs.iter().map(Port::spec).collect();
        Ok(Box::new(Prepared::<O> { params, ports }))
    }
}

fn object(params: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(params) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}
