//! Calls of operators are checked while a query is planned: parameters, ports, and how they are called.

use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, Result, ScalarValue};
use datafusion::logical_expr::expr::WindowFunction;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::utils::merge_schema;
use datafusion::logical_expr::{Expr, ExprSchemable, LogicalPlan, WindowFunctionDefinition};
use datafusion::optimizer::AnalyzerRule;
use datafusion::optimizer::simplify_expressions::ExprSimplifier;

use super::aggregate::AggregateOperator;
use super::bind::{Given, bind};
use super::function::{Function, Kind};
use super::refusal::Refusal;
use super::scalar::ScalarOperator;
use super::window::WindowOperator;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::Scope;

/// Refuses wrong calls of operators before any row is read.
#[derive(Debug)]
pub struct CheckCalls;

impl AnalyzerRule for CheckCalls {
    fn name(&self) -> &str {
        "check_calls_of_operators"
    }

    fn analyze(&self, plan: LogicalPlan, _config: &ConfigOptions) -> Result<LogicalPlan> {
        plan.apply_with_subqueries(|node| {
            let inputs = node.inputs();
            let schema = match inputs.as_slice() {
                [] => node.schema().as_ref().clone(),
                inputs => merge_schema(inputs),
            };
            node.apply_expressions(|expr| {
                expr.apply(|expr| check(expr, &schema).map(|()| TreeNodeRecursion::Continue))
            })
        })?;
        Ok(plan)
    }
}

fn check(expr: &Expr, schema: &DFSchema) -> Result<()> {
    let (function, args): (&Arc<Function>, &[Expr]) = match expr {
        Expr::ScalarFunction(call) => match call.func.inner().downcast_ref::<ScalarOperator>() {
            Some(operator) => (&operator.0, &call.args),
            None => return Ok(()),
        },
        Expr::AggregateFunction(call) => {
            match call.func.inner().downcast_ref::<AggregateOperator>() {
                Some(operator) => (&operator.0, &call.params.args),
                None => return Ok(()),
            }
        }
        Expr::WindowFunction(call) => match called_over(call) {
            Some(function) => (function, &call.params.args),
            None => return Ok(()),
        },
        _ => return Ok(()),
    };
    let given = args.iter().map(|arg| look_at(arg, schema)).collect::<Result<Vec<_>>>()?;
    let bound = bind(function, &given)?;
    let kernel = function.kernel(&bound.parameters)?;
    if function.kind() == Kind::Scalar && kernel.scope() != Scope::Pointwise {
        return Err(looks_at_more(function).into());
    }
    if let Expr::AggregateFunction(call) = expr
        && call.params.distinct
    {
        return Err(distinct(function).into());
    }
    if let Expr::WindowFunction(call) = expr
        && function.kind() == Kind::Window
        && call.params.order_by.is_empty()
    {
        return Err(without_order(function).into());
    }
    Ok(())
}

fn called_over(call: &WindowFunction) -> Option<&Arc<Function>> {
    match &call.fun {
        WindowFunctionDefinition::WindowUDF(function) => {
            Some(&function.inner().downcast_ref::<WindowOperator>()?.0)
        }
        WindowFunctionDefinition::AggregateUDF(function) => {
            Some(&function.inner().downcast_ref::<AggregateOperator>()?.0)
        }
    }
}

fn look_at(arg: &Expr, schema: &DFSchema) -> Result<Given> {
    let (_, field) = arg.to_field(schema)?;
    Ok(Given {
        name: arg.schema_name().to_string(),
        data_type: field.data_type().clone(),
        constant: constant(arg)?,
    })
}

/// Works out an expression that reads no column, such as `1.0 / 3` or `named_struct('a', 1)`.
fn constant(arg: &Expr) -> Result<Option<ScalarValue>> {
    if let Expr::Literal(value, _) = arg {
        return Ok(Some(value.clone()));
    }
    if arg.any_column_refs() {
        return Ok(None);
    }
    let simplifier = ExprSimplifier::new(SimplifyContext::builder().build());
    Ok(match simplifier.simplify(arg.clone())? {
        Expr::Literal(value, _) => Some(value),
        _ => None,
    })
}

fn looks_at_more(function: &Function) -> Refusal {
    let what = format!("with these parameters {} looks at the whole well", function.id());
    Diagnostic::error(ErrorType::NotSupported, what)
        .found("a function of one row")
        .hint("give parameters with which each row is enough")
        .into()
}

fn without_order(function: &Function) -> Refusal {
    let what = format!("{} reads a well from top to bottom", function.id());
    Diagnostic::error(ErrorType::NotSupported, what)
        .found("over () without order by")
        .wanted("the order of the rows")
        .hint("write over (partition by well order by dept)")
        .into()
}

fn distinct(function: &Function) -> Refusal {
    let what = format!("{} reads every row of a well", function.id());
    Diagnostic::error(ErrorType::NotSupported, what)
        .found("distinct")
        .hint("leave distinct out")
        .into()
}
