//! Shape: ids, edges, cycles, ends, operators and parameters.

use super::*;
use crate::domain::diagnostic::Severity;

/// All tests below, for those that need the pipelines of all tests.
pub(super) const ALL: &[fn()] = &[
    a_sound_pipeline_has_a_plan_and_no_diagnostics,
    an_empty_pipeline_lacks_both_ends,
    a_cycle_is_reported_with_its_path,
    every_cycle_is_reported,
    a_node_that_depends_on_itself_is_reported,
    an_unknown_dependency_comes_with_the_nearest_id,
    a_dependency_by_name_is_answered_with_the_id,
    a_dependency_named_twice_is_a_warning,
    an_id_may_stand_once,
    an_empty_id_is_refused,
    an_output_ends_the_flow,
    operators_and_outputs_without_dependencies_are_orphans,
    an_ingestion_that_nobody_reads_is_a_warning,
    results_that_go_nowhere_are_a_warning,
    a_part_without_output_is_a_warning,
    an_ingestion_depends_on_nothing,
    what_runs_cannot_do_yet_is_said_plainly,
    a_range_upside_down_is_refused,
    a_filter_names_a_curve_that_is_read,
    an_ingestion_names_wells_and_curves,
    a_time_limit_of_nothing_is_refused,
    an_unknown_operator_comes_with_the_nearest_id,
    only_versions_that_exist_resolve,
    a_parameter_problem_names_its_node,
    all_problems_come_at_once,
];

fn small() -> [Node; 3] {
    [wells(&["GR"]), vshale("vsh", &["wells"]).creates("VSH_LT", "_1"), keep(&["vsh"])]
}

#[test]
fn a_sound_pipeline_has_a_plan_and_no_diagnostics() {
    let validation = validated(small());
    assert_eq!(validation.diagnostics, []);
    assert!(validation.plan.is_some());
}

#[test]
fn an_empty_pipeline_lacks_both_ends() {
    let kinds: Vec<_> = problems([]).into_iter().map(|problem| problem.error_type).collect();
    assert_eq!(kinds, [ErrorType::NoIngestionNode, ErrorType::NoOutputNode]);
}

#[test]
fn a_cycle_is_reported_with_its_path() {
    let chain = |id: &str, from: &str| {
        applies(id, "hampel_filter", &["wells", from]).inputs(json!({"X": "wells.GR"}))
    };
    let problem = only(
        problems([wells(&["GR"]), chain("a", "c"), chain("b", "a"), chain("c", "b"), keep(&["c"])]),
        ErrorType::CycleDetected,
    );
    assert_eq!(found(&problem), "A → B → C → A");
    assert!(hint(&problem).contains("\"A\" on \"C\""), "{problem:?}");
}

#[test]
fn every_cycle_is_reported() {
    let chain = |id: &str, from: &str| {
        applies(id, "hampel_filter", &["wells", from]).inputs(json!({"X": "wells.GR"}))
    };
    let nodes =
        [wells(&["GR"]), chain("a", "b"), chain("b", "a"), chain("c", "d"), chain("d", "c")];
    let paths: Vec<_> = problems(nodes.into_iter().chain([keep(&["a", "c"])]))
        .iter()
        .map(|problem| found(problem).to_owned())
        .collect();
    assert_eq!(paths, ["A → B → A", "C → D → C"]);
}

#[test]
fn a_node_that_depends_on_itself_is_reported() {
    let [wells, vsh, keep] = small();
    let vsh = vsh.set("/dependencies", json!(["wells", "vsh"]));
    let problem = only(problems([wells, vsh, keep]), ErrorType::CycleDetected);
    assert_eq!(problem.place.node.as_deref(), Some("vsh"));
}

#[test]
fn an_unknown_dependency_comes_with_the_nearest_id() {
    let [wells, vsh, keep] = small();
    let vsh = vsh.set("/dependencies", json!(["weels"]));
    let problems = problems([wells, vsh, keep]);
    assert_eq!(problems[0].error_type, ErrorType::NodeNotFound);
    assert_eq!(hint(&problems[0]), "did you mean `wells`?");
    // The missing port is no news while the dependency is unknown.
    assert!(problems.iter().all(|problem| problem.error_type != ErrorType::MissingInput));
}

#[test]
fn a_dependency_by_name_is_answered_with_the_id() {
    let [wells, vsh, keep] = small();
    let vsh = vsh.set("/dependencies", json!(["WELLS"]));
    assert_eq!(hint(&problems([wells, vsh, keep])[0]), "did you mean `wells`?");
}

#[test]
fn a_dependency_named_twice_is_a_warning() {
    let [wells, vsh, keep] = small();
    let vsh = vsh.set("/dependencies", json!(["wells", "wells"]));
    let problem = only(problems([wells, vsh, keep]), ErrorType::DuplicateNode);
    assert_eq!(problem.severity, Severity::Warning);
}

#[test]
fn an_id_may_stand_once() {
    let [wells, vsh, keep] = small();
    let other = vsh.clone().creates("VSH_LT", "_2");
    let problem = only(problems([wells, vsh, other, keep]), ErrorType::DuplicateNode);
    assert_eq!(found(&problem), "nodes[1] and nodes[2]");
}

#[test]
fn an_empty_id_is_refused() {
    let [wells, vsh, keep] = small();
    let problem =
        only(problems([wells, vsh, keep.set("/id", json!(""))]), ErrorType::MalformedFile);
    assert!(problem.is_error());
}

#[test]
fn an_output_ends_the_flow() {
    let [wells, vsh, keep] = small();
    let after = vshale("after", &["wells", "keep"]).creates("VSH_LT", "_2");
    let problem = only(problems([wells, vsh, keep, after]), ErrorType::SchemaMismatch);
    assert_eq!(problem.place.node.as_deref(), Some("after"));
}

#[test]
fn operators_and_outputs_without_dependencies_are_orphans() {
    let [wells, _, _] = small();
    let vsh = vshale("vsh", &[]).creates("VSH_LT", "_1");
    let orphans = problems([wells, vsh, keep(&[])])
        .into_iter()
        .filter(|problem| problem.error_type == ErrorType::OrphanNode)
        .filter_map(|problem| problem.place.node);
    assert_eq!(orphans.collect::<Vec<_>>(), ["vsh", "keep", "wells"]);
}

#[test]
fn an_ingestion_that_nobody_reads_is_a_warning() {
    let problem =
        only(problems(small().into_iter().chain([reads("other", &["DT"])])), ErrorType::OrphanNode);
    assert_eq!(problem.severity, Severity::Warning);
    assert_eq!(problem.place.node.as_deref(), Some("other"));
}

#[test]
fn results_that_go_nowhere_are_a_warning() {
    let unused = vshale("unused", &["wells"]);
    let problem = only(problems(small().into_iter().chain([unused])), ErrorType::OrphanNode);
    assert_eq!(problem.severity, Severity::Warning);
}

#[test]
fn a_part_without_output_is_a_warning() {
    let part = [reads("b", &["GR"]), vshale("b_vsh", &["b"]).creates("VSH_LT", "_b")];
    let problem = only(problems(small().into_iter().chain(part)), ErrorType::OrphanNode);
    assert_eq!(found(&problem), "B, B_VSH");
}

#[test]
fn an_ingestion_depends_on_nothing() {
    let [wells, vsh, keep] = small();
    let late = reads("late", &["DT"]).set("/dependencies", json!(["vsh"]));
    let problem = problems([wells, vsh, late, keep]).remove(0);
    assert_eq!(problem.error_type, ErrorType::NotSupported);
}

#[test]
fn what_runs_cannot_do_yet_is_said_plainly() {
    let sources = [
        json!({"source": "surface", "surface_name": "s"}),
        json!({"source": "postgres_table", "table_name": "t"}),
    ];
    for source in sources {
        let [wells, vsh, keep] = small();
        let wells = wells.set("/node_type/source_type", source);
        only(problems([wells, vsh, keep]), ErrorType::NotSupported);
    }
}

#[test]
fn a_range_upside_down_is_refused() {
    let [wells, vsh, keep] = small();
    let wells = wells.set("/node_type/source_type/depth_range", json!([2.0, 1.0])).set(
        "/node_type/filters",
        json!({"curve_filters": {"GR": {"min_value": 2, "max_value": 1}}}),
    );
    let parameters: Vec<_> = problems([wells, vsh, keep])
        .into_iter()
        .filter_map(|problem| problem.place.parameter)
        .collect();
    assert_eq!(parameters, ["source_type.depth_range", "filters.curve_filters.GR"]);
}

#[test]
fn a_filter_names_a_curve_that_is_read() {
    let [wells, vsh, keep] = small();
    let wells = wells.set("/node_type/filters", json!({"curve_filters": {"GRX": {}}}));
    let problem = only(problems([wells, vsh, keep]), ErrorType::MissingInputCurves);
    assert_eq!(hint(&problem), "did you mean `GR`?");
}

#[test]
fn an_ingestion_names_wells_and_curves() {
    let [wells, vsh, keep] = small();
    let wells = wells
        .set("/node_type/source_type/well_ids", json!([]))
        .set("/node_type/source_type/curve_names", json!([]));
    let kinds: Vec<_> =
        problems([wells, vsh, keep]).into_iter().map(|problem| problem.error_type).collect();
    assert_eq!(kinds, [ErrorType::WellNotFound, ErrorType::MissingInputCurves]);
}

#[test]
fn a_time_limit_of_nothing_is_refused() {
    let [wells, vsh, keep] = small();
    let vsh = vsh.set("/metadata/timeout_seconds", json!(0));
    only(problems([wells, vsh, keep]), ErrorType::ParameterInvalid);
}

#[test]
fn an_unknown_operator_comes_with_the_nearest_id() {
    let [wells, vsh, keep] = small();
    let vsh = vsh.set("/node_type/operator_id", json!("vshale_larionov_tertiry"));
    let problem = only(problems([wells, vsh, keep]), ErrorType::OperatorNotFound);
    assert_eq!(hint(&problem), "did you mean `vshale_larionov_tertiary`?");
}

#[test]
fn only_versions_that_exist_resolve() {
    let with = |strategy: Value| {
        let [wells, vsh, keep] = small();
        problems([wells, vsh.set("/node_type/operator_version", strategy), keep])
    };
    assert_eq!(with(json!({"strategy": "pinned", "version": "1.0.0"})), []);
    assert_eq!(with(json!({"strategy": "compatible", "fallback_version": "1.0.0"})), []);
    assert_eq!(with(json!({"strategy": "channel", "channel": "stable"})), []);
    let pinned =
        only(with(json!({"strategy": "pinned", "version": "2.0.0"})), ErrorType::OperatorNotFound);
    assert_eq!(pinned.wanted.as_deref(), Some("1.0.0"));
    let empty = only(
        with(json!({"strategy": "channel", "channel": "lts-2024"})),
        ErrorType::OperatorNotFound,
    );
    assert_eq!(empty.severity, Severity::Warning);
    let unknown = only(
        with(json!({"strategy": "channel", "channel": "stabel"})),
        ErrorType::OperatorNotFound,
    );
    assert_eq!(hint(&unknown), "did you mean `stable`?");
}

#[test]
fn a_parameter_problem_names_its_node() {
    let [wells, vsh, keep] = small();
    let vsh = vsh.set("/node_type/parameters", json!({"strength": -1}));
    let problem = only(problems([wells, vsh, keep]), ErrorType::ParameterInvalid);
    assert_eq!(problem.place.node.as_deref(), Some("vsh"));
    assert_eq!(problem.place.parameter.as_deref(), Some("strength"));
}

#[test]
fn all_problems_come_at_once() {
    let nodes = [
        wells(&["GR", "TEMP"]),
        vshale("twice", &["wells"]),
        vshale("twice", &["wells"]),
        vshale("version", &["wells"])
            .set("/node_type/operator_version", json!({"strategy": "pinned", "version": "9.0.0"})),
        vshale("parameter", &["wells"]).set("/node_type/parameters", json!({"strength": -1})),
        vshale("unit", &["wells"]).inputs(json!({"GR": "TEMP"})),
        applies("missing", "porosity_density", &["wells"]),
        applies("ambiguous", "hampel_filter", &["wells"]),
        applies("operator", "no_such_operator", &["wells"]),
        vshale("mapping", &["wells"]).creates("VSH", "_1"),
        vshale("dependency", &["nobody"]),
        applies("a", "hampel_filter", &["wells", "b"]).inputs(json!({"X": "GR", "Y": "GR"})),
        applies("b", "hampel_filter", &["wells", "a"]).inputs(json!({"X": "GR"})),
    ];
    let mut kinds: Vec<String> = problems(nodes)
        .into_iter()
        .filter(Diagnostic::is_error)
        .map(|problem| format!("{:?}", problem.error_type))
        .collect();
    kinds.sort();
    assert_eq!(
        kinds,
        [
            "AmbiguousInput",
            "CycleDetected",
            "DuplicateNode",
            "InvalidCurveMapping",
            "MissingInput",
            "NoOutputNode",
            "NodeNotFound",
            "OperatorNotFound",
            "OperatorNotFound",
            "ParameterInvalid",
            "SchemaMismatch",
            "UnitMismatch",
        ]
    );
}
