//! Validation of a definition while it is edited, saved or not.

use uuid::Uuid;

use super::operators::in_project;
use super::workspace::Workspace;
use crate::domain::dag::DagDefinition;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::edit::names::TakenNames;
use crate::edit::repair::{self, Repair};
use crate::validate;
pub use crate::validate::Validation;

/// What speaks for and against a definition as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The plan, and every problem.
    pub validation: Validation,
    /// Wells of the project that it was held against.
    pub wells: usize,
    /// Names of curves that are taken, stored or promised by a node.
    pub taken: TakenNames,
}

impl Review {
    /// Returns every problem, errors first.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.validation.diagnostics
    }

    /// Whether nothing keeps the definition from running.
    pub fn is_sound(&self) -> bool {
        self.validation.plan.is_some()
    }
}

impl Workspace {
    /// Validates a definition against the curves of a project, without storing it.
    ///
    /// The wells come from memory, checked against the database on each call; dropping the future
    /// gives the answer up.
    pub async fn review(
        &self,
        project: Uuid,
        definition: &DagDefinition,
    ) -> Result<Review, Diagnostic> {
        let survey = self.survey(project).await?;
        let definition = definition.clone();
        off_thread(move || {
            let inventory = Some(&survey.inventory);
            let validation = validate::validate(&definition, &in_project(&survey), inventory);
            let taken = TakenNames::of(&validation.flow, inventory);
            Review { validation, wells: survey.wells.len(), taken }
        })
        .await
    }

    /// Returns the edits that mend a problem of a definition, the best first.
    pub async fn repairs(
        &self,
        project: Uuid,
        definition: &DagDefinition,
        problem: &Diagnostic,
    ) -> Result<Vec<Repair>, Diagnostic> {
        let survey = self.survey(project).await?;
        let (definition, problem) = (definition.clone(), problem.clone());
        off_thread(move || {
            let inventory = Some(&survey.inventory);
            let operators = in_project(&survey);
            let validation = validate::validate(&definition, &operators, inventory);
            repair::repairs(&definition, &validation, &problem, &operators, inventory)
        })
        .await
    }
}

/// Computes on a thread that may be busy for a while.
pub(super) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Diagnostic> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        Diagnostic::error(ErrorType::Internal, "a computation broke down")
            .found(error.to_string())
            .hint("this is a defect of the program; the log file tells where")
    })
}
