//! Ports and outputs that are more than curves of numbers: tables, texts, sets, single values.

use super::*;
use crate::domain::diagnostic::Severity;
use crate::domain::plan::{Plan, Work};

fn planned(nodes: impl IntoIterator<Item = Node>) -> Plan {
    let validation = validate(&pipeline(nodes), &catalogue_of_frames(), None);
    validation.plan.unwrap_or_else(|| panic!("{:#?}", validation.diagnostics))
}

fn problems(nodes: impl IntoIterator<Item = Node>) -> Vec<Diagnostic> {
    validate(&pipeline(nodes), &catalogue_of_frames(), None).diagnostics
}

/// Returns what the ports of a node read, and whose depths it works on.
fn read(plan: &Plan, id: &str) -> (Vec<String>, Option<String>) {
    let index = plan.index_of(id).expect("the node is planned");
    let Work::Operator { inputs, grid, .. } = &plan.nodes[index].work else {
        panic!("an operator")
    };
    let bound = inputs.iter().map(|input| {
        let member = input.member.as_ref().map(|name| format!(" as {name}")).unwrap_or_default();
        format!("{} = {}{member}", input.port, input.key)
    });
    (bound.collect(), grid.clone())
}

fn tops() -> Node {
    node("tops", &[], json!({"type": "ingestion", "source_type": {"source": "well_markers"}}))
}

fn resampled() -> Node {
    applies("rs", "resample", &["wells"]).inputs(json!({"X": "GR"}))
}

#[test]
fn a_curve_goes_before_a_table_unless_the_node_of_the_table_is_read() {
    let far = vshale("vsh", &["f"]);
    let filter = applies("f", "median_filter", &["wells", "rs"]).inputs(json!({"X": "wells.RHOB"}));
    let plan = planned([wells(&["GR", "RHOB"]), resampled(), filter, far, keep(&["vsh"])]);
    assert_eq!(read(&plan, "vsh").0, ["GR = wells.GR"]);
    let near = [wells(&["GR"]), resampled(), vshale("vsh", &["rs"]), keep(&["vsh"])];
    let problem = only(problems(near), ErrorType::AmbiguousInput);
    assert_eq!(found(&problem), "wells.GR, rs.X");
}

#[test]
fn what_is_made_of_a_table_lies_in_it_and_can_be_kept() {
    let filter = applies("f", "median_filter", &["rs"]).inputs(json!({"X": "rs.X"}));
    let plan = planned([
        wells(&["GR"]),
        resampled().creates("X", "_1m"),
        filter.creates("X_MED", "_1m_smooth"),
        keep(&["f"]),
    ]);
    let places: Vec<&curve::Place> = plan
        .nodes
        .iter()
        .map(|it| &it.produces)
        .flat_map(|columns| columns.iter().map(|column| &column.place))
        .collect();
    assert!(
        places[1..4].iter().all(|place| place.has_depths() && *place == places[1]),
        "{places:?}"
    );
}

#[test]
fn curves_and_tables_that_are_read_together_are_warned_of() {
    let pay = applies("nd", "porosity_nd_average", &["wells", "rs"])
        .inputs(json!({"PHIN": "NPHI", "PHID": "rs.X"}));
    let rs = applies("rs", "resample", &["wells"]).inputs(json!({"X": "PHID"}));
    let problem = only(
        problems([wells(&["NPHI", "PHID"]), rs, pay, keep(&["nd"])]),
        ErrorType::DepthMismatch,
    );
    assert_eq!(problem.severity, Severity::Warning);
    assert!(found(&problem).contains("rs.X among rows of table resampled"), "{problem}");
}

#[test]
fn tops_and_curves_make_zones_at_the_depths_of_the_curves() {
    let zones = applies("zones", "tops_to_zones", &["wells", "tops"]);
    let plan = planned([wells(&["GR"]), tops(), zones, keep(&["zones"])]);
    let (ports, grid) = read(&plan, "zones");
    assert_eq!(ports, ["DEPT = DEPT", "TOP = tops.TOP", "NAME = tops.NAME"]);
    // Nothing reads the gamma ray, but its depths are those of the zones.
    assert_eq!(grid.as_deref(), Some("wells.GR"));
    assert_eq!(plan.nodes[0].carries, ["wells.GR"]);
}

#[test]
fn a_text_port_takes_texts_and_no_number() {
    let stats = applies("s", "zone_statistics", &["zones"]).inputs(json!({"X": "GR"}));
    let zones = applies("zones", "tops_to_zones", &["wells", "tops"]);
    let plan = planned([wells(&["GR", "RT"]), tops(), zones.clone(), stats.clone(), keep(&["s"])]);
    assert_eq!(read(&plan, "s").0, ["ZONE = zones.ZONE", "X = wells.GR"]);
    let wrong = stats.inputs(json!({"X": "GR", "ZONE": "RT"}));
    let problem = only(
        problems([wells(&["GR", "RT"]), tops(), zones, wrong, keep(&["s"])]),
        ErrorType::SchemaMismatch,
    );
    assert_eq!(found(&problem), "wells.RT (numbers)");
    assert_eq!(problem.choices(), ["zones.ZONE", "tops.NAME"]);
    // A curve of the project that holds texts is known as such.
    let mut project = project(&[("A", &[("GR", "gAPI"), ("FACIES", "")])]);
    project.wells[0].curves[1].kind = Kind::Text;
    let stats = applies("s", "zone_statistics", &["wells"]);
    let definition = pipeline([wells(&["GR", "FACIES"]), stats, keep(&["s"])]);
    let validation = validate(&definition, &catalogue_of_frames(), Some(&project));
    assert_eq!(read(&validation.plan.unwrap(), "s").0, ["ZONE = wells.FACIES", "X = wells.GR"]);
}

#[test]
fn a_port_for_several_takes_what_fits_or_what_is_listed() {
    let both = |min: Node| {
        [wells(&["GR", "VSH"]), vshale("a", &["wells"]), vshale("b", &["wells"]), min, keep(&["m"])]
    };
    let min = applies("m", "vsh_minimum", &["a", "b"]);
    let all = planned(both(min.clone()));
    assert_eq!(
        read(&all, "m").0,
        ["VSH = wells.VSH as VSH", "VSH = a.VSH_LT as VSH_LT", "VSH = b.VSH_LT as B.VSH_LT"]
    );
    let listed = planned(both(min.inputs(json!({"VSH": "VSH, b.VSH_LT"}))));
    assert_eq!(read(&listed, "m").0, ["VSH = wells.VSH as VSH", "VSH = b.VSH_LT as VSH_LT"]);
    // What one operator makes of several curves is told apart by the curve.
    let of = |id: &str, gr: &str| vshale(id, &["wells"]).inputs(json!({ "GR": gr }));
    let (a, b) = (of("a", "GR"), of("b", "SGR"));
    let min = applies("m", "vsh_minimum", &["a", "b"]);
    let told = planned([wells(&["GR", "SGR"]), a, b, min, keep(&["m"])]);
    assert_eq!(read(&told, "m").0, ["VSH = a.VSH_LT as GR:VSH_LT", "VSH = b.VSH_LT as SGR:VSH_LT"]);
    // One that takes anything takes what the nodes before it add.
    let any = applies("r", "rename", &["a", "b"]);
    let any = planned([
        wells(&["GR"]),
        vshale("a", &["wells"]),
        vshale("b", &["wells"]),
        any,
        keep(&["r"]),
    ]);
    assert_eq!(read(&any, "r").0.len(), 2);
}

#[test]
fn a_set_goes_whole_into_a_port_for_several_or_column_by_column() {
    let rename = || applies("r", "rename", &["wells"]);
    let filter = |input: &str| applies("f", "median_filter", &["r"]).inputs(json!({"X": input}));
    let plan = planned([wells(&["GR"]), rename(), applies("s", "rename", &["r"]), keep(&["s"])]);
    assert_eq!(read(&plan, "s").0, ["curves = r.renamed as renamed"]);
    let problem = only(
        problems([wells(&["GR"]), rename(), filter("r.renamed"), keep(&["f"])]),
        ErrorType::NotSupported,
    );
    assert!(hint(&problem).contains("r.renamed[NAME]"), "{problem:?}");
    let plan = planned([wells(&["GR"]), rename(), filter("r.renamed[GR]"), keep(&["f"])]);
    assert_eq!(read(&plan, "f").0, ["X = r.renamed[GR]"]);
    assert_eq!(plan.nodes[1].carries, ["r.renamed[GR]"]);
}

#[test]
fn a_port_fed_in_place_of_another_is_enough() {
    let shale = |inputs: Value| applies("s", "shale", &["wells"]).inputs(inputs);
    let plan = planned([wells(&["IGR"]), shale(json!({"IGR": "IGR"})), keep(&["s"])]);
    assert_eq!(read(&plan, "s").0, ["IGR = wells.IGR"]);
    let problem =
        only(problems([wells(&["IGR"]), shale(json!({})), keep(&["s"])]), ErrorType::MissingInput);
    assert!(hint(&problem).contains("`IGR` in its place"), "{problem:?}");
}

#[test]
fn tables_without_depths_and_single_values_are_no_curves() {
    let zones = applies("zones", "tops_to_zones", &["wells", "tops"]);
    let stats = |port: &str| {
        let stats = applies("s", "zone_statistics", &["zones"]).inputs(json!({"X": "GR"}));
        [wells(&["GR"]), tops(), zones.clone(), stats.creates(port, "_1"), keep(&["s"])]
    };
    for (port, words) in [("count", "table zones"), ("TOTAL", "one value for the whole well")] {
        let problem = only(problems(stats(port)), ErrorType::InvalidCurveMapping);
        assert!(found(&problem).contains(words), "{problem}");
        assert!(hint(&problem).contains("runs tables"), "{problem:?}");
    }
    // A curve is no single value, and a single value no curve.
    let shifted = |n: &str| {
        let s = applies("s", "zone_statistics", &["zones"]).inputs(json!({"X": "GR"}));
        let inputs = json!({"X": "GR", "N": n});
        let shift = applies("n", "shifted", &["s"]).inputs(inputs);
        [wells(&["GR"]), tops(), zones.clone(), s, shift, keep(&["n"])]
    };
    assert_eq!(read(&planned(shifted("s.TOTAL")), "n").0[1], "N = s.TOTAL");
    let problem = only(problems(shifted("GR")), ErrorType::SchemaMismatch);
    assert_eq!(found(&problem), "wells.GR (curves)");
}
