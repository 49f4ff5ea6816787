//! Outputs that write: where they may, what they write, and under which names.

use super::*;
use crate::domain::diagnostic::Severity;
use crate::domain::plan::Work;

fn writes(id: &str, dependencies: &[&str], output: Value) -> Node {
    node(id, dependencies, json!({"type": "output", "output_type": output}))
}

fn small(output: Node) -> [Node; 3] {
    [wells(&["GR"]), vshale("vsh", &["wells"]), output]
}

/// Names of the columns that the output `out` writes.
fn names(nodes: impl IntoIterator<Item = Node>) -> Vec<String> {
    let validation = validated(nodes);
    let plan = validation.plan.unwrap_or_else(|| panic!("{:#?}", validation.diagnostics));
    let Work::Output { columns, .. } = &plan.nodes[plan.index_of("out").unwrap()].work else {
        panic!("an output");
    };
    columns.iter().map(|column| column.name.clone()).collect()
}

fn files(kind: &str) -> Value {
    json!({kind: {"storage_path": "x"}})
}

#[test]
fn files_and_tables_may_be_written() {
    for output in [
        files("parquet"),
        files("csv"),
        files("las"),
        json!({"postgres_table": {"table_name": "t"}}),
    ] {
        assert_eq!(problems(small(writes("out", &["vsh"], output))), []);
    }
}

#[test]
fn a_target_that_may_not_be_is_refused_where_it_stands() {
    for (output, parameter) in [
        (json!({"csv": {"storage_path": "../x"}}), "storage_path"),
        (json!({"las": {"storage_path": ""}}), "storage_path"),
        (json!({"postgres_table": {"table_name": "public.wells"}}), "table_name"),
    ] {
        let problem =
            only(problems(small(writes("out", &["vsh"], output))), ErrorType::ParameterInvalid);
        assert_eq!(problem.place.node.as_deref(), Some("out"));
        assert_eq!(problem.place.parameter.as_deref(), Some(parameter));
    }
}

#[test]
fn two_outputs_with_one_target_are_refused() {
    let two = |one: Value, other: Value| {
        let outputs = [writes("out", &["vsh"], one), writes("other", &["vsh"], other)];
        problems([wells(&["GR"]), vshale("vsh", &["wells"])].into_iter().chain(outputs))
    };
    assert_eq!(two(files("csv"), files("las")), []);
    let same = json!({"csv": {"storage_path": "./X/{well}.csv"}});
    let problem = only(two(files("csv"), same), ErrorType::ParameterInvalid);
    assert_eq!(found(&problem), "x/{well}.csv of \"OUT\" and of \"OTHER\"");
    let table = json!({"postgres_table": {"table_name": "t"}});
    only(two(table.clone(), table), ErrorType::ParameterInvalid);
}

#[test]
fn a_rule_about_what_exists_means_nothing_to_the_screens() {
    let output = keep(&["vsh"]).set("/node_type/if_exists", json!("replace"));
    let problem = only(problems(small(output)), ErrorType::ParameterInvalid);
    assert_eq!(problem.severity, Severity::Warning);
}

#[test]
fn an_output_writes_what_is_read_and_computed_on_its_branch() {
    let nodes = [
        writes("out", &["vsh"], files("csv")),
        vshale("vsh", &["wells"]).creates("VSH_LT", "_1"),
        applies("aside", "hampel_filter", &["wells"])
            .inputs(json!({"X": "CALI"}))
            .creates("X_HMP", "_1"),
        wells(&["GR", "CALI"]),
        keep(&["aside"]),
    ];
    assert_eq!(names(nodes.clone()), ["GR", "CALI", "VSH_LT_1"]);
    let plan = validated(nodes).plan.unwrap();
    let carries = |id: &str| plan.nodes[plan.index_of(id).unwrap()].carries.clone();
    assert_eq!(carries("vsh"), ["vsh.VSH_LT", "wells.CALI", "wells.GR"]);
}

#[test]
fn names_that_are_alike_are_numbered_and_the_kept_one_stays() {
    let despiked = || applies("despiked", "hampel_filter", &["wells"]).inputs(json!({"X": "GR"}));
    let of = |despiked: Node| {
        names([wells(&["GR"]), despiked, writes("out", &["despiked"], files("csv"))])
    };
    assert_eq!(of(despiked()), ["GR", "GR_2"]);
    assert_eq!(of(despiked().creates("X_HMP", "_d")), ["GR", "GR_d"]);
    let over = json!({"mode": "overwrite", "output_curve_id": null, "output_curve_name": "GR"});
    assert_eq!(of(despiked().maps("X_HMP", over)), ["GR_2", "GR"]);
}

#[test]
fn names_take_the_form_that_the_target_can_hold() {
    let of = |output: Value| {
        let curves = ["GR:1", "A.B", "dept ", "WELL", "Execution_ID", "gr_1"];
        names([reads("wells", &curves), writes("out", &["wells"], output)])
    };
    assert_eq!(of(files("parquet")), ["GR:1", "A.B", "dept ", "WELL", "Execution_ID", "gr_1"]);
    assert_eq!(of(files("las")), ["GR_1", "A_B", "dept_", "WELL", "Execution_ID", "gr_1_2"]);
    let table = json!({"postgres_table": {"table_name": "t"}});
    assert_eq!(of(table), ["GR:1", "A.B", "dept ", "WELL_2", "Execution_ID_2", "gr_1"]);
}

#[test]
fn a_long_name_is_cut_to_what_postgres_takes() {
    let table = json!({"postgres_table": {"table_name": "t"}});
    let long = [format!("{}1", "é".repeat(40)), format!("{}2", "é".repeat(40))];
    let curves: Vec<&str> = long.iter().map(String::as_str).collect();
    let names = names([reads("wells", &curves), writes("out", &["wells"], table)]);
    assert_eq!(names, ["é".repeat(29), format!("{}_2", "é".repeat(29))]);
}

#[test]
fn a_flag_without_a_name_is_refused() {
    let [wells, vsh, keep] = small(keep(&["vsh"]));
    let wells = wells.set("/node_type/filters", json!({"quality_flags": ["ok", " "]}));
    let problem = only(problems([wells, vsh, keep]), ErrorType::ParameterInvalid);
    assert_eq!(problem.place.parameter.as_deref(), Some("filters.quality_flags"));
}
