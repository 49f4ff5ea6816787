//! Arguments by name, any of them left out: calls are completed in the text of the query.
//!
//! The query engine fills arguments from the left and refuses a gap; here a gap is closed with nulls,
//! which an operator takes as not given.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    Expr, Function as Call, FunctionArg, FunctionArgExpr, FunctionArgOperator, FunctionArguments,
    Ident, ObjectName, Statement, Value, visit_expressions_mut,
};

use super::function::{Function, Kind, find};
use super::refusal::Refusal;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::operators::eval::plain;

/// Completes every call of an operator.
pub fn complete(statement: &mut Statement) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    let _: ControlFlow<()> = visit_expressions_mut(statement, |expr| {
        if let Expr::Function(call) = expr
            && let Some(function) = called(&call.name)
            && let Err(problem) = complete_call(function, call)
        {
            problems.push(problem);
        }
        ControlFlow::Continue(())
    });
    if problems.is_empty() { Ok(()) } else { Err(Refusal(problems)) }
}

fn called(name: &ObjectName) -> Option<&'static Function> {
    let [part] = name.0.as_slice() else { return None };
    let ident = part.as_ident()?;
    let name = match ident.quote_style {
        Some(_) => ident.value.clone(),
        None => ident.value.to_lowercase(),
    };
    find(&name).map(AsRef::as_ref)
}

fn complete_call(function: &Function, call: &mut Call) -> Result<(), Diagnostic> {
    check_over(function, call)?;
    let FunctionArguments::List(list) = &mut call.args else { return Ok(()) };
    let positional = list.args.iter().filter(|arg| matches!(arg, FunctionArg::Unnamed(_))).count();
    let mut taken: Vec<bool> = (0..function.arguments().len()).map(|at| at < positional).collect();
    for arg in &mut list.args {
        let FunctionArg::Named { name, .. } = arg else { continue };
        let place = place(function, name)?;
        // Quoted, so that the engine finds the very argument.
        *name = Ident::with_quote('"', &function.arguments()[place].name);
        taken[place] = true;
    }
    let Some(last) = taken.iter().rposition(|taken| *taken).filter(|last| *last >= positional)
    else {
        return Ok(());
    };
    for place in (0..last).filter(|place| !taken[*place]) {
        list.args.push(FunctionArg::Named {
            name: Ident::with_quote('"', &function.arguments()[place].name),
            arg: FunctionArgExpr::Expr(Expr::value(Value::Null)),
            operator: FunctionArgOperator::RightArrow,
        });
    }
    Ok(())
}

/// A window function without OVER would not be found, and OVER at a scalar function not be heard.
fn check_over(function: &Function, call: &Call) -> Result<(), Diagnostic> {
    let problem = |what: &str, found: &str, hint: &str| {
        Diagnostic::error(ErrorType::NotSupported, format!("{} {what}", function.id()))
            .found(found)
            .hint(hint)
    };
    match (function.kind(), &call.over) {
        (Kind::Window, None) => Err(problem(
            "is a function over a well",
            "a call without over",
            "write over (partition by well order by dept) behind it",
        )),
        (Kind::Scalar, Some(_)) => {
            Err(problem("is a function of one row", "a call with over", "leave over (…) out"))
        }
        _ => Ok(()),
    }
}

/// Returns the argument of a name: its own, or another that its port may be fed by.
fn place(function: &Function, name: &Ident) -> Result<usize, Diagnostic> {
    let arguments = function.arguments();
    let exactly = arguments.iter().position(|argument| argument.name == name.value);
    let alike = || {
        arguments.iter().position(|argument| {
            let aliases = function.port(argument).map_or(&[][..], |port| &port.aliases);
            let mut names = std::iter::once(&argument.name).chain(aliases);
            names.any(|known| plain(known) == plain(&name.value))
        })
    };
    exactly.or_else(alike).ok_or_else(|| {
        let names: Vec<&str> = arguments.iter().map(|argument| argument.name.as_str()).collect();
        let hint = match nearest(&name.value, names.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => "remove it".to_owned(),
        };
        let what = format!("{} has no such argument", function.id());
        Diagnostic::error(ErrorType::ParameterInvalid, what)
            .at_parameter(&name.value)
            .found(format!("\"{}\"", name.value))
            .wanted(format!("one of {}", names.join(", ")))
            .hint(hint)
    })
}
