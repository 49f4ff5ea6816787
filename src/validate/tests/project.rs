//! What a project adds: wells, curves, units and names that are taken.

use super::*;
use crate::domain::diagnostic::Severity;

/// All tests below, for those that need the pipelines of all tests.
pub(super) const ALL: &[fn()] = &[
    a_pipeline_fits_a_project_that_has_its_curves,
    wells_are_found_by_name_and_id,
    a_project_without_wells_is_said_so,
    a_curve_that_no_well_has_is_an_error_with_the_nearest_name,
    a_curve_that_some_wells_lack_is_a_warning_naming_five,
    all_curves_of_the_project_stand_for_a_star,
    units_are_compared_well_by_well,
    units_are_compared_behind_a_filter_too,
    inputs_in_different_wells_never_meet,
    a_taken_name_comes_with_the_next_free_suffix,
    a_filtered_curve_is_named_after_the_curve_the_pipeline_asks_for,
    a_name_taken_in_a_well_that_is_not_computed_is_free,
    overwriting_by_name_needs_the_curve,
    overwriting_by_id_concerns_one_well,
];

const GR: (&str, &str) = ("GR", "GAPI");

fn nodes(vsh: Node) -> [Node; 3] {
    [wells(&["GR"]), vsh, keep(&["vsh"])]
}

fn vsh() -> Node {
    vshale("vsh", &["wells"])
}

fn in_wells(ids: &[&str]) -> [Node; 3] {
    let [wells, vsh, keep] = nodes(vsh());
    [wells.set("/node_type/source_type/well_ids", json!(ids)), vsh, keep]
}

#[test]
fn a_pipeline_fits_a_project_that_has_its_curves() {
    let project = project(&[("A", &[GR]), ("B", &[("SGR", "API")])]);
    assert_eq!(problems_in(&project, nodes(vsh())), []);
}

#[test]
fn wells_are_found_by_name_and_id() {
    let project = project(&[("A-12", &[GR])]);
    let id = Uuid::from_u128(1).to_string();
    assert_eq!(problems_in(&project, in_wells(&["A-12", &id])), []);
    let problem = only(problems_in(&project, in_wells(&["A-12", "A-13"])), ErrorType::WellNotFound);
    assert_eq!(hint(&problem), "did you mean `A-12`?");
    assert_eq!(problem.place.well.as_deref(), Some("A-13"));
}

#[test]
fn a_project_without_wells_is_said_so() {
    only(problems_in(&project(&[]), nodes(vsh())), ErrorType::WellNotFound);
}

#[test]
fn a_curve_that_no_well_has_is_an_error_with_the_nearest_name() {
    let project = project(&[("A", &[("GRX", "gAPI"), ("RHOB", "g/cm3")])]);
    let problem = only(problems_in(&project, nodes(vsh())), ErrorType::MissingInputCurves);
    assert_eq!(found(&problem), "GRX, RHOB");
    assert_eq!(hint(&problem), "did you mean `GRX`?");
}

#[test]
fn a_curve_that_some_wells_lack_is_a_warning_naming_five() {
    let project = project(&[
        ("A", &[GR]),
        ("B", &[]),
        ("C", &[]),
        ("D", &[]),
        ("E", &[]),
        ("F", &[]),
        ("G", &[]),
    ]);
    let problem = only(problems_in(&project, nodes(vsh())), ErrorType::MissingInputCurves);
    assert_eq!(problem.severity, Severity::Warning);
    assert_eq!(found(&problem), "6 of 7 wells: B, C, D, E, F and 1 more");
}

#[test]
fn all_curves_of_the_project_stand_for_a_star() {
    let project = project(&[("A", &[GR, ("DEPTH", "m")]), ("B", &[("DT", "us/ft")])]);
    let star = || [wells(&["*"]), vsh(), keep(&["vsh"])];
    let validation = validate(&pipeline(star()), &catalogue(), Some(&project));
    let plan = validation.plan.expect("sound");
    let keys: Vec<_> = plan.nodes[0].produces.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(keys, ["wells.GR", "wells.DT"]);
    // Only the curve that is read is missed.
    let problem = only(validation.diagnostics, ErrorType::MissingInputCurves);
    assert_eq!(found(&problem), "1 of 2 wells: B");
    let without = only(problems(star()), ErrorType::MissingInputCurves);
    assert!(hint(&without).contains("against a project"), "{without:?}");
}

#[test]
fn units_are_compared_well_by_well() {
    let with = |units: [&str; 3]| {
        let project = project(&[
            ("A", &[("GR", units[0])]),
            ("B", &[("GR", units[1])]),
            ("C", &[("GR", units[2])]),
        ]);
        problems_in(&project, nodes(vsh()))
    };
    assert_eq!(with(["GAPI", "api", "gAPI"]), []);
    let all = only(with(["m", "m", "degC"]), ErrorType::UnitMismatch);
    assert_eq!((all.severity, found(&all)), (Severity::Error, "degC, m"));
    let some = only(with(["m", "API", "API"]), ErrorType::UnitMismatch);
    assert_eq!((some.severity, found(&some)), (Severity::Warning, "m in 1 of 3 wells: A"));
    let blank = only(with(["", "API", "_"]), ErrorType::UnitMismatch);
    assert_eq!(
        (blank.severity, found(&blank)),
        (Severity::Warning, "_, no unit in 2 of 3 wells: A, C")
    );
    // A unit that nobody knows how to convert is not taken as it stands.
    let strange = only(with(["API", "API", "CPS"]), ErrorType::UnitMismatch);
    assert_eq!((strange.severity, found(&strange)), (Severity::Warning, "CPS in 1 of 3 wells: C"));
}

#[test]
fn units_are_compared_behind_a_filter_too() {
    let project = project(&[("A", &[("GR", "m")]), ("B", &[GR])]);
    let filter = applies("f", "hampel_filter", &["wells"]);
    let vsh = vshale("vsh", &["f"]).inputs(json!({"GR": "f.X_HMP"}));
    let problem = only(
        problems_in(&project, [wells(&["GR"]), filter, vsh, keep(&["vsh"])]),
        ErrorType::UnitMismatch,
    );
    assert_eq!(found(&problem), "m in 1 of 2 wells: A");
}

#[test]
fn inputs_in_different_wells_never_meet() {
    let project = project(&[("A", &[("NPHI", "v/v")]), ("B", &[("PHID", "v/v")])]);
    let nd = applies("nd", "porosity_nd_average", &["wells"]);
    let problems = problems_in(&project, [wells(&["NPHI", "PHID"]), nd, keep(&["nd"])]);
    assert_eq!(problems[0].error_type, ErrorType::MissingInputCurves);
    assert_eq!(problems[0].what, "no well has all inputs of \"ND\"");
}

#[test]
fn a_taken_name_comes_with_the_next_free_suffix() {
    let project = project(&[
        ("A", &[GR, ("VSH_LT_1", "v/v")]),
        ("B", &[GR, ("vsh_lt_2", "v/v")]),
        ("C", &[GR]),
    ]);
    let problem = only(
        problems_in(&project, nodes(vsh().creates("VSH_LT", "_1"))),
        ErrorType::InvalidCurveMapping,
    );
    assert_eq!(problem.place.curve.as_deref(), Some("VSH_LT_1"));
    assert_eq!(found(&problem), "1 of 3 wells: A");
    assert!(hint(&problem).contains("\"suffix\": \"_3\""), "{problem:?}");
    assert_eq!(problems_in(&project, nodes(vsh().creates("VSH_LT", "_3"))), []);
}

#[test]
fn a_filtered_curve_is_named_after_the_curve_the_pipeline_asks_for() {
    let project = project(&[("A", &[("SGR", "gAPI"), ("GR_1", "gAPI")])]);
    let filter = applies("f", "hampel_filter", &["wells"]).creates("X_HMP", "_1");
    let problem = only(
        problems_in(&project, [wells(&["GR"]), filter, keep(&["f"])]),
        ErrorType::InvalidCurveMapping,
    );
    assert_eq!(problem.place.curve.as_deref(), Some("GR_1"));
}

#[test]
fn a_name_taken_in_a_well_that_is_not_computed_is_free() {
    let project = project(&[("A", &[GR]), ("B", &[("VSH_LT_1", "v/v")])]);
    let problem = only(
        problems_in(&project, nodes(vsh().creates("VSH_LT", "_1"))),
        ErrorType::MissingInputCurves,
    );
    assert_eq!(problem.severity, Severity::Warning);
}

#[test]
fn overwriting_by_name_needs_the_curve() {
    let project = project(&[("A", &[GR, ("VSH", "v/v")]), ("B", &[GR])]);
    let with = |name: &str| {
        let mapping = json!({"mode": "overwrite", "output_curve_name": name});
        problems_in(&project, nodes(vsh().maps("VSH_LT", mapping)))
    };
    let some = only(with("VSH"), ErrorType::InvalidCurveMapping);
    assert_eq!((some.severity, found(&some)), (Severity::Warning, "missing in 1 of 2 wells: B"));
    let none = only(with("VHS"), ErrorType::InvalidCurveMapping);
    assert_eq!((none.severity, hint(&none)), (Severity::Error, "did you mean `VSH`?"));
}

#[test]
fn overwriting_by_id_concerns_one_well() {
    let project = project(&[("A", &[GR, ("VSH", "v/v")]), ("B", &[GR])]);
    let with = |id: u128| {
        let id = Uuid::from_u128(id).to_string();
        let mapping = json!({"mode": "overwrite", "output_curve_id": id});
        problems_in(&project, nodes(vsh().maps("VSH_LT", mapping)))
    };
    let others = only(with(101), ErrorType::InvalidCurveMapping);
    assert_eq!((others.severity, found(&others)), (Severity::Warning, "1 of 2 wells: B"));
    assert!(only(with(999), ErrorType::InvalidCurveMapping).is_error());
}

#[test]
fn a_quality_flag_is_missed_where_wells_lack_it() {
    let project = project(&[("A", &[GR, ("GR_OK", "")]), ("B", &[GR])]);
    let flagged = |flag: &str| {
        let [wells, vsh, keep] = nodes(vsh());
        [wells.set("/node_type/filters", json!({"quality_flags": [flag]})), vsh, keep]
    };
    let warning = only(problems_in(&project, flagged("gr_ok")), ErrorType::MissingInputCurves);
    assert_eq!(warning.severity, Severity::Warning);
    assert_eq!(found(&warning), "missing in 1 of 2 wells: B");
    let error = only(problems_in(&project, flagged("GROK")), ErrorType::MissingInputCurves);
    assert_eq!((error.severity, hint(&error)), (Severity::Error, "did you mean `GR_OK`?"));
    assert_eq!(error.place.parameter.as_deref(), Some("filters.quality_flags"));
}
