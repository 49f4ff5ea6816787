//! An operator as SQL sees it: which kind of function it is, and its arguments in order.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use datafusion::logical_expr::{Signature, TypeSignature, Volatility};
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::domain::curve::DEPTH;
use crate::domain::operator::{OperatorSpec, PortSpec, Rows, Scope};
use crate::operators::{Entry, Kernel, catalogue};

/// Name of the last argument: all parameters at once, as a struct or a JSON text.
pub const PARAMETERS: &str = "params";

/// Which kind of function an operator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A value for each row, from that row.
    Scalar,
    /// A value for each row, from all rows of a well: `f(…) over (partition by well order by dept)`.
    Window,
    /// A value, or tables, for each well: `f(…)` with `group by well`.
    Aggregate,
}

/// One argument: what may be given in its place.
#[derive(Debug)]
pub struct Argument {
    /// Its name, whose case makes no difference.
    pub name: String,
    /// The depth of each row; also the port `DEPT`, where there is one.
    pub depth: bool,
    /// Port that a column feeds.
    pub port: Option<usize>,
    /// Parameter that a constant sets.
    pub parameter: Option<String>,
}

/// An operator as a function.
pub struct Function {
    entry: &'static Entry,
    kind: Kind,
    arguments: Vec<Argument>,
    signature: Signature,
    /// The kernel of the last parameters, since batches of one query come one after another.
    ready: Mutex<Option<Ready>>,
}

type Ready = (Map<String, Value>, Arc<dyn Kernel>);

/// Returns all operators as functions, by id.
pub fn functions() -> &'static [Arc<Function>] {
    static FUNCTIONS: LazyLock<Vec<Arc<Function>>> =
        LazyLock::new(|| catalogue().iter().map(|entry| Arc::new(Function::new(entry))).collect());
    &FUNCTIONS
}

/// Returns the operator of this id, or of this other name.
pub fn find(name: &str) -> Option<&'static Arc<Function>> {
    let id = &catalogue().get(name)?.spec().id;
    functions().iter().find(|function| function.id() == id)
}

impl Function {
    fn new(entry: &'static Entry) -> Self {
        let kind = kind(entry.spec());
        let arguments = arguments(entry.spec(), kind);
        let names: Vec<&str> = arguments.iter().map(|argument| argument.name.as_str()).collect();
        let signature = Signature::new(TypeSignature::UserDefined, Volatility::Immutable);
        let signature =
            signature.with_parameter_names(names).expect("a law demands a name for each argument");
        Self { entry, kind, arguments, signature, ready: Mutex::new(None) }
    }

    /// Returns the id of the operator.
    pub fn id(&self) -> &str {
        &self.spec().id
    }

    /// Returns what the operator promises.
    pub fn spec(&self) -> &'static OperatorSpec {
        self.entry.spec()
    }

    /// Returns the catalogue's entry.
    pub fn entry(&self) -> &'static Entry {
        self.entry
    }

    /// Returns which kind of function it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns its arguments in the order in which they may be given without names.
    pub fn arguments(&self) -> &[Argument] {
        &self.arguments
    }

    /// Returns how the query engine matches its arguments.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Returns the port that an argument feeds.
    pub fn port(&self, argument: &Argument) -> Option<&'static PortSpec> {
        self.spec().inputs.get(argument.port?)
    }

    /// Whether a parameter is of a type of JSON, or may be.
    pub fn parameter_is(&self, name: &str, json_type: &str) -> bool {
        match &self.spec().parameters["properties"][name]["type"] {
            Value::Array(types) => types.iter().any(|one| one == json_type),
            one => one == json_type,
        }
    }

    /// Returns the kernel with these parameters.
    pub fn kernel(&self, parameters: &Map<String, Value>) -> Result<Arc<dyn Kernel>, Refusal> {
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((last, kernel)) = ready.as_ref()
            && last == parameters
        {
            return Ok(Arc::clone(kernel));
        }
        let kernel: Arc<dyn Kernel> = self.entry.prepare(parameters).map_err(Refusal)?.into();
        *ready = Some((parameters.clone(), Arc::clone(&kernel)));
        Ok(kernel)
    }
}

fn kind(spec: &OperatorSpec) -> Kind {
    let at_depths = |rows: &Rows| *rows == Rows::Depths;
    if spec.outputs.iter().all(|output| at_depths(&output.rows)) && spec.scope == Scope::Pointwise {
        Kind::Scalar
    } else if spec.outputs.iter().any(|output| at_depths(&output.rows)) {
        Kind::Window
    } else {
        Kind::Aggregate
    }
}

/// Depth comes first, then the ports that must be fed, the parameters, and the ports that need not be.
fn arguments(spec: &OperatorSpec, kind: Kind) -> Vec<Argument> {
    let named =
        |name: &str| Argument { name: name.to_owned(), depth: false, port: None, parameter: None };
    let mut arguments = Vec::new();
    let own_depth = spec.inputs.iter().position(|port| port.name == DEPTH);
    let rows = spec.inputs.iter().map(|port| &port.rows);
    let at_depths =
        rows.chain(spec.outputs.iter().map(|port| &port.rows)).any(|rows| *rows == Rows::Depths);
    if own_depth.is_some() || kind != Kind::Scalar && at_depths {
        arguments.push(Argument { depth: true, port: own_depth, ..named(DEPTH) });
    }
    let ports = spec.inputs.iter().enumerate().filter(|(_, port)| port.name != DEPTH);
    let (may, must): (Vec<_>, Vec<_>) = ports.partition(|(_, port)| port.optional);
    let fed =
        |(index, port): (usize, &PortSpec)| Argument { port: Some(index), ..named(&port.name) };
    arguments.extend(must.into_iter().map(fed));
    let parameters = spec.parameters["properties"].as_object();
    let parameters = parameters.into_iter().flat_map(Map::keys);
    let set = |name: &String| Argument { parameter: Some(name.clone()), ..named(name) };
    for argument in parameters.map(set).chain(may.into_iter().map(fed)) {
        // A port and a parameter of one name are one argument: rw is a column, or a constant.
        match arguments.iter_mut().find(|one| one.name.eq_ignore_ascii_case(&argument.name)) {
            Some(one) => {
                one.port = one.port.or(argument.port);
                one.parameter = one.parameter.take().or(argument.parameter);
            }
            None => arguments.push(argument),
        }
    }
    arguments.push(named(PARAMETERS));
    arguments
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Function").field(&self.id()).finish()
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Function {}

impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id().hash(state);
    }
}
