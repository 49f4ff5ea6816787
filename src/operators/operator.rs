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
use crate::domain::operator::Scope;

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
    /// Semantic version.
    pub version: &'static str,
    /// Further words to find it by.
    pub terms: &'static [&'static str],
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

/// Samples of one named curve in an example.
pub type Samples = (&'static str, &'static [Option<f64>]);

/// A worked example: documentation that a test runs.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// What it shows, one sentence.
    pub note: &'static str,
    /// Parameters as JSON.
    pub params: &'static str,
    /// Input curves in port units; a curve `DEPT` gives the depth in metres.
    pub input: &'static [Samples],
    /// Output curves, exact to a relative 1e-9.
    pub output: &'static [Samples],
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
    /// Curves of one call differ in length.
    #[error("curve at port {port} has {found} samples; depth has {wanted}")]
    LengthMismatch {
        /// The port.
        port: String,
        /// Samples of the curve.
        found: usize,
        /// Samples of the depth.
        wanted: usize,
    },
}

impl KernelError {
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
            Self::LengthMismatch { port, found, wanted } => {
                Diagnostic::error(ErrorType::DepthMismatch, "curves differ in length")
                    .at_port(port)
                    .found(format!("{found} samples"))
                    .wanted(format!("{wanted} samples"))
                    .hint("give every curve, and DEPT, the same number of samples")
            }
        }
    }
}

/// An operator with its parameters, ready to run on any number of batches.
pub trait Kernel: Send + Sync {
    /// Computes the outputs of one batch.
    fn run(&self, input: &Inputs) -> Result<Outputs, KernelError>;

    /// Returns how many samples are needed on each side of a sample.
    fn halo(&self) -> usize;

    /// Returns the parameters with defaults filled in.
    fn parameters(&self) -> Map<String, Value>;
}

struct Prepared<O: Operator> {
    params: O::Params,
}

impl<O: Operator> Kernel for Prepared<O> {
    fn run(&self, input: &Inputs) -> Result<Outputs, KernelError> {
        O::run(&self.params, input)
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
        if broken.is_empty() { Ok(Box::new(Prepared::<O> { params })) } else { Err(broken) }
    }
}

fn object(params: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(params) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(), // An operator without parameters is a unit struct, which serialises as null.
    }
}
