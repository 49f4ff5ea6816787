//! The operators as functions of SQL: one adapter for each kind of function, and none for an operator.
//!
//! An operator that looks at one sample at a time is a scalar function; one that looks at more and gives
//! values at depths is a window function over a well; one that gives single values or tables is an
//! aggregate of a well. All are made from the catalogue alone: arguments are ports and parameters by
//! name, values are in the units of the ports, and wrong parameters are refused before the query runs.

mod aggregate;
mod ask;
mod bind;
mod check;
mod convert;
mod function;
mod logs;
mod names;
mod refusal;
mod result;
mod scalar;
mod window;

use std::sync::Arc;

use datafusion::error::DataFusionError;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::{AggregateUDF, LogicalPlan, ScalarUDF, WindowUDF};
use datafusion::sql::parser::Statement;

use aggregate::AggregateOperator;
pub use ask::{Answer, AnswerColumn, Tables, UNIT};
use check::CheckCalls;
pub use convert::column_type;
use function::{Kind, functions};
pub use logs::{DEPT, Logs, ReadWell, WELL, Wanted};
pub use refusal::diagnostics;
use scalar::ScalarOperator;
use window::WindowOperator;

/// Makes every operator of the catalogue a function of a session, under its id.
pub fn register(session: &SessionContext) {
    for function in functions() {
        let function = Arc::clone(function);
        match function.kind() {
            Kind::Scalar => {
                session.register_udf(ScalarUDF::new_from_impl(ScalarOperator(function)));
            }
            Kind::Window => {
                session.register_udwf(WindowUDF::new_from_impl(WindowOperator(function)));
            }
            Kind::Aggregate => {
                session.register_udaf(AggregateUDF::new_from_impl(AggregateOperator(function)));
            }
        }
    }
    session.add_analyzer_rule(Arc::new(CheckCalls));
}

/// Reads a query and plans it, with calls of operators written out.
///
/// The session alone plans calls by position, and calls by name that leave no argument out between two
/// that are given; here any arguments may be left out, and a misspelt one is answered with the nearest.
pub async fn plan(session: &SessionContext, sql: &str) -> Result<LogicalPlan, DataFusionError> {
    let state = session.state();
    let dialect = state.config_options().sql_parser.dialect;
    let mut statement = state.sql_to_statement(sql, &dialect)?;
    let mut inner = &mut statement;
    while let Statement::Explain(explain) = inner {
        inner = &mut explain.statement;
    }
    if let Statement::Statement(query) = inner {
        names::complete(query)?;
    }
    state.statement_to_plan(statement).await
}

#[cfg(test)]
mod tests;
