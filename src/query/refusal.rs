//! Errors of a query, and the diagnostics in them.

use std::fmt;

use datafusion::error::DataFusionError;

use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// What is wrong with a call of an operator; travels inside the errors of the query engine.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal(pub Vec<Diagnostic>);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self
            .0
            .iter()
            .map(|problem| match &problem.hint {
                Some(hint) => format!("{problem}; {hint}"),
                None => problem.to_string(),
            })
            .collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Refusal {}

impl From<Diagnostic> for Refusal {
    fn from(problem: Diagnostic) -> Self {
        Self(vec![problem])
    }
}

impl From<Refusal> for DataFusionError {
    fn from(refusal: Refusal) -> Self {
        Self::External(Box::new(refusal))
    }
}

/// Returns the problems that an error of a query tells: those of the operators' own, or the engine's.
pub fn diagnostics(error: &DataFusionError) -> Vec<Diagnostic> {
    if let DataFusionError::External(inner) = error.find_root()
        && let Some(refusal) = inner.downcast_ref::<Refusal>()
    {
        return refusal.0.clone();
    }
    vec![Diagnostic::error(ErrorType::InvalidData, "the query fails").found(error.to_string())]
}
