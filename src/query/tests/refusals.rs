//! What is wrong with a call is told before the query runs, with the words of the catalogue.

use super::{add_table, numbers, session, texts};
use crate::query::{diagnostics, plan};

/// Returns what is told of a wrong call; the table has no rows that could be read.
async fn refusal(call: &str) -> String {
    let session = session();
    let logs = vec![("gr", numbers(&[])), ("dept", numbers(&[])), ("zone", texts(&[]))];
    add_table(&session, "logs", logs);
    let planned = match plan(&session, &format!("select {call} from logs")).await {
        Ok(plan) => session.state().optimize(&plan),
        Err(error) => Err(error),
    };
    let problems = diagnostics(&planned.expect_err(call));
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("{problem}; {}", problem.hint.as_deref().unwrap_or_default()))
        .collect();
    lines.join("\n")
}

/// Returns the calls, each with what is told of it.
async fn refusals(calls: &[&str]) -> String {
    let mut told = Vec::new();
    for call in calls {
        told.push(format!("{call}\n  {}", refusal(call).await));
    }
    told.join("\n")
}

#[tokio::test]
async fn wrong_parameters_are_named_with_value_and_range() {
    let calls = [
        "vshale_clavier(gr, gr_clean => -5)",
        "vshale_clavier(gr, 80, 80)",
        "vshale_clavier(gr, gr_clean => gr / 2)",
        "vshale_clavier(gr, named_struct('gr_clen', 5))",
        "vshale_clavier(gr, params => '[1]')",
    ];
    insta::assert_snapshot!(refusals(&calls).await, @r#"
    vshale_clavier(gr, gr_clean => -5)
      vshale_clavier refuses the value (parameter gr_clean): found -5, wanted a number from 0 to 1000 gAPI; leave it out for 20.0
    vshale_clavier(gr, 80, 80)
      vshale_clavier refuses the value (parameter gr_shale): found 80, wanted more than gr_clean, which is 80 gAPI; read both end points from the gamma ray of the zone
    vshale_clavier(gr, gr_clean => gr / 2)
      a parameter of vshale_clavier is a constant (parameter gr_clean): found logs.gr / Int64(2), which differs by row, wanted a number from 0 to 1000 gAPI; write the value itself
    vshale_clavier(gr, named_struct('gr_clen', 5))
      vshale_clavier has no such parameter (parameter gr_clen): found "gr_clen", wanted one of gr_clean, gr_shale, clip; did you mean gr_clean?
    vshale_clavier(gr, params => '[1]')
      the parameters of vshale_clavier cannot be read (parameter params): found Utf8("[1]"), wanted a constant struct, or a JSON object as text; write named_struct('name', value, …) or '{"name": value}'
    "#);
}

#[tokio::test]
async fn wrong_arguments_are_named() {
    let calls = [
        "vshale_clavier(gr, gr_clen => 5)",
        "vshale_clavier(zone)",
        "vshale_clavier(clip => true)",
        "array_mean([1], null, 3)",
        "median_filter(zone, gr) over (order by dept)",
    ];
    insta::assert_snapshot!(refusals(&calls).await, @r#"
    vshale_clavier(gr, gr_clen => 5)
      vshale_clavier has no such argument (parameter gr_clen): found "gr_clen", wanted one of GR, gr_clean, gr_shale, clip, IGR, params; did you mean gr_clean?
    vshale_clavier(zone)
      an argument is of another type (port GR): found logs.zone of type Utf8, wanted numbers; cast it, or give arguments by name
    vshale_clavier(clip => true)
      an input port is not fed (port GR): found no curve, wanted a curve for GR; bind a curve to GR
    array_mean([1], null, 3)
      array_mean takes fewer arguments: found 3, wanted at most 2: A, params; give arguments by name, as in clip => false
    median_filter(zone, gr) over (order by dept)
      an argument is of another type (port DEPT): found logs.zone of type Utf8, wanted the depth of each row in metres; the depth is the first argument
    "#);
}

#[tokio::test]
async fn a_call_of_the_wrong_kind_is_told_the_right_one() {
    let calls = [
        "median_filter(dept, gr)",
        "median_filter(dept, gr) over (partition by zone)",
        "vshale_clavier(gr) over (order by dept)",
        "zone_net_pay_summary(distinct dept, gr, gr, gr)",
    ];
    insta::assert_snapshot!(refusals(&calls).await, @r#"
    median_filter(dept, gr)
      median_filter is a function over a well: found a call without over; write over (partition by well order by dept) behind it
    median_filter(dept, gr) over (partition by zone)
      median_filter reads a well from top to bottom: found over () without order by, wanted the order of the rows; write over (partition by well order by dept)
    vshale_clavier(gr) over (order by dept)
      vshale_clavier is a function of one row: found a call with over; leave over (…) out
    zone_net_pay_summary(distinct dept, gr, gr, gr)
      zone_net_pay_summary reads every row of a well: found distinct; leave distinct out
    "#);
}

#[tokio::test]
async fn what_the_engine_refuses_is_a_problem_too() {
    let calls = [
        "vshale_clavier(grr)",
        "vshale_clavier(no_such_column)",
        "vshale_clavir(gr)",
        "gr +",
        "gr gr gr",
    ];
    insta::assert_snapshot!(refusals(&calls).await, @r#"
    vshale_clavier(grr)
      there is no such column: found "grr"; did you mean gr?
    vshale_clavier(no_such_column)
      there is no such column: found "no_such_column", wanted one of 3 columns; `describe logs` lists the columns of the logs
    vshale_clavir(gr)
      there is no such function: found "vshale_clavir"; did you mean vshale_clavier?
    gr +
      there is no such column: found "gr", wanted a table that has it; write from logs behind the columns, and look at what stands before from
    gr gr gr
      the query cannot be read: found sql parser error: Expected: end of statement, found: gr at Line: 1, Column: 14, wanted one query in SQL; the engine reads the SQL of Postgres, with select first
    "#);
}
