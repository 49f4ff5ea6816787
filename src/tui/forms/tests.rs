//! Forms give back what they were built from, and exactly the edits that were typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

use super::{ingestion, mapping, operator, output, pipeline};
use crate::domain::dag::{DagDefinition, DagNode};
use crate::domain::flow::FlowReport;
use crate::domain::survey::{Survey, TopFacts};
use crate::edit::change::Edit;
use crate::services::ingestion::{IngestionFacts, WellFacts};
use crate::services::mapping::{MappingFacts, PortFacts};
use crate::services::operators;
use crate::services::pipelines::validate_alone;
use crate::tui::widget::form::Form;

fn pipeline_of(nodes: Value) -> DagDefinition {
    serde_json::from_value(json!({ "name": "p", "nodes": nodes })).unwrap()
}

fn example() -> DagDefinition {
    pipeline_of(json!([
        { "id": "w", "name": "Wells", "dependencies": [], "node_type": {
            "type": "ingestion", "source_type": {
                "source": "well_logs", "well_ids": ["*"], "curve_names": ["GR", "RHOB"] } } },
        { "id": "v", "name": "Shale", "dependencies": ["w"], "node_type": {
            "type": "operator", "operator_id": "vshale_larionov_tertiary",
            "parameters": { "gr_clean": 25.0 } },
          "curve_mapping": { "VSH_LT": { "mode": "create_new", "suffix": "_1" } } },
        { "id": "o", "name": "Files", "dependencies": ["v"], "node_type": {
            "type": "output", "output_type": { "las": { "storage_path": "nightly" } } } },
    ]))
}

fn flow(definition: &DagDefinition) -> FlowReport {
    validate_alone(definition).flow
}

fn operator_form(definition: &DagDefinition, flow: &FlowReport, id: &str) -> Form {
    let specs = operators::list();
    let ground = operator::Ground { definition, flow, operators: &specs };
    operator::form(&ground, definition.node(id).unwrap())
}

fn node(id: &str) -> DagNode {
    example().node(id).unwrap().clone()
}

fn is_nothing(edit: &Edit) -> bool {
    edit.applied(&example()).unwrap() == example()
}

#[test]
fn a_form_that_nobody_changed_changes_nothing() {
    let definition = example();
    let flow = flow(&definition);
    let form = operator_form(&definition, &flow, "v");
    assert!(is_nothing(&operator::edit(&node("v"), &node("v"), &form)));
    assert!(is_nothing(&ingestion::edit(&node("w"), &ingestion::form(&node("w")), &[])));
    assert!(is_nothing(&output::edit(&node("o"), &output::form(&node("o")))));
    let form = mapping::form(&definition, &flow, &["v".to_owned()]);
    assert!(is_nothing(&mapping::edit(&definition, &form)));
    assert!(is_nothing(&pipeline::edit(&pipeline::form(&definition))));
}

#[test]
fn a_parameter_that_was_typed_is_the_only_change() {
    let definition = example();
    let mut form = operator_form(&definition, &flow(&definition), "v");
    assert_eq!(form.focused().unwrap().key, "par:gr_clean", "what is set up most has the keys");
    form.set("par:gr_shale", &json!(130.0));
    form.set("par:gr_clean", &json!(20.0));
    let edit = operator::edit(&node("v"), &node("v"), &form);
    let after = edit.applied(&definition).unwrap();
    let work = json!(after.node("v").unwrap().node_type);
    // A default is not written, so that the file stays free of noise.
    assert_eq!(work["parameters"], json!({ "gr_shale": 130.0 }));
    form.set("par:gr_shale", &json!(-1.0));
    assert!(!form.problems().is_empty(), "out of bounds is told as it is typed");
}

#[test]
fn an_input_is_bound_by_choice_and_let_go_again() {
    let definition = example();
    let flow = flow(&definition);
    let mut form = operator_form(&definition, &flow, "v");
    form.set("in:GR", &json!("w.GR"));
    let bound = operator::edit(&node("v"), &node("v"), &form).applied(&definition).unwrap();
    assert_eq!(json!(bound.node("v").unwrap().node_type)["inputs"], json!({ "GR": "w.GR" }));
    let flow = self::flow(&bound);
    let mut form = operator_form(&bound, &flow, "v");
    assert_eq!(form.text("in:GR"), "w.GR");
    form.set("in:GR", &json!(""));
    let stored = bound.node("v").unwrap();
    let free = operator::edit(stored, stored, &form).applied(&bound).unwrap();
    assert_eq!(free, definition);
}

#[test]
fn a_column_whose_unit_does_not_convert_cannot_be_chosen() {
    let definition = example();
    let mut form = operator_form(&definition, &flow(&definition), "v");
    form.set("in:GR", &json!("w.RHOB"));
    let told = &form.problems()[0].1;
    assert!(told.contains("does not convert to gAPI"), "{told}");
}

#[test]
fn another_operator_keeps_what_both_have() {
    let definition = example();
    let flow = flow(&definition);
    let specs = operators::list();
    let ground = operator::Ground { definition: &definition, flow: &flow, operators: &specs };
    let mut form = operator::form(&ground, &node("v"));
    assert_eq!(operator::exchanged(&ground, &node("v"), &form), None);
    form.set("operator", &json!("vshale_clavier"));
    let shown = operator::exchanged(&ground, &node("v"), &form).unwrap();
    let form = operator::form(&ground, &shown);
    let after = operator::edit(&node("v"), &shown, &form).applied(&definition).unwrap();
    let exchanged = after.node("v").unwrap();
    let work = json!(exchanged.node_type);
    assert_eq!(work["operator_id"], "vshale_clavier");
    assert_eq!(work["parameters"], json!({ "gr_clean": 25.0 }));
    assert_eq!(exchanged.name, "Shale", "a name that was given stays");
    assert_eq!(exchanged.curve_mapping["VSH_CL"].suffix.as_deref(), Some("_1"));
}

#[test]
fn a_version_strategy_is_written_as_the_format_has_it() {
    let definition = example();
    let mut form = operator_form(&definition, &flow(&definition), "v");
    form.set("strategy", &json!("pinned"));
    operator::changed(&mut form);
    form.set("version", &json!("1.0.0"));
    let after = operator::edit(&node("v"), &node("v"), &form).applied(&definition).unwrap();
    let work = json!(after.node("v").unwrap().node_type);
    assert_eq!(work["operator_version"], json!({ "strategy": "pinned", "version": "1.0.0" }));
}

fn facts() -> IngestionFacts {
    let well = |name: &str, tags: &[&str]| WellFacts {
        id: uuid::Uuid::now_v7(),
        name: name.to_owned(),
        uwi: None,
        field: None,
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        curves: 3,
        top_m: Some(1000.0),
        base_m: Some(2000.0),
        chosen: true,
    };
    IngestionFacts {
        wells: vec![well("A-1", &["gas"]), well("A-2", &[]), well("A-3", &["gas"])],
        chosen: 3,
        curves: Vec::new(),
        tops: vec![TopFacts { name: "Brent".to_owned(), wells: 3, min_m: 1810.0, max_m: 1850.0 }],
    }
}

#[test]
fn wells_chosen_by_a_tag_are_named_one_by_one() {
    let facts = facts();
    let mut form = ingestion::form(&node("w"));
    ingestion::set_facts(&mut form, &facts);
    form.set("all", &json!(false));
    ingestion::changed(&mut form, "all", &facts.tops);
    form.set("wells", &json!(["tag:gas", "A-2"]));
    let shown = json!(ingestion::shown(&node("w"), &form, &facts.wells).node_type);
    assert_eq!(shown["source_type"]["well_ids"], json!(["A-1", "A-3", "A-2"]));
}

#[test]
fn depths_are_taken_from_tops_and_typed_ones_let_the_top_go() {
    let facts = facts();
    let mut form = ingestion::form(&node("w"));
    ingestion::set_facts(&mut form, &facts);
    form.set("from_top", &json!("Brent"));
    ingestion::changed(&mut form, "from_top", &facts.tops);
    assert_eq!(form.range("depth"), [Some(1810.0), None]);
    // A lower end above it stands the wrong way round; the end of the top is not lost by that.
    form.set("depth", &json!([1810.0, 1200.0]));
    ingestion::changed(&mut form, "to_top", &facts.tops);
    assert_eq!(form.range("depth")[0], Some(1810.0));
    form.set("depth", &json!([1500.0, 1600.0]));
    ingestion::changed(&mut form, "depth", &facts.tops);
    assert_eq!(form.text("from_top"), "");
    let shown = json!(ingestion::shown(&node("w"), &form, &facts.wells).node_type);
    assert_eq!(shown["source_type"]["depth_range"], json!([1500.0, 1600.0]));
}

#[test]
fn a_curve_that_only_other_projects_have_may_stay_chosen() {
    let mut form = ingestion::form(&node("w"));
    ingestion::set_facts(&mut form, &facts());
    assert_eq!(form.texts("curves"), ["GR", "RHOB"]);
    assert!(form.problems().is_empty(), "{:?}", form.problems());
}

#[test]
fn a_value_filter_is_a_row_of_its_curve() {
    let mut form = ingestion::form(&node("w"));
    let table = form.table_mut("filters").unwrap();
    table.cell_mut("GR", "max").unwrap().value = json!(300);
    let shown = json!(ingestion::shown(&node("w"), &form, &[]).node_type);
    let filter = &shown["filters"]["curve_filters"]["GR"];
    assert_eq!((filter["max_value"].as_f64(), filter["min_value"].as_f64()), (Some(300.0), None));
    // The row of a curve that is no longer read stays as long as it says something.
    form.set("curves", &json!(["RHOB"]));
    ingestion::changed(&mut form, "curves", &[]);
    let rows: Vec<_> = form.table("filters").unwrap().rows().iter().map(|row| &row.key).collect();
    assert_eq!(rows, ["RHOB", "GR"]);
}

fn mapping_facts(taken_by: &str) -> MappingFacts {
    MappingFacts {
        node: "v".to_owned(),
        ports: vec![PortFacts {
            port: "VSH_LT".to_owned(),
            base: "VSH_LT".to_owned(),
            keeps: false,
            wells: BTreeSet::new(),
            mapping: None,
            others: vec![crate::services::mapping::OtherOutput {
                name: taken_by.to_owned(),
                node: "Other shale".to_owned(),
                port: "VSH_LT".to_owned(),
            }],
        }],
        problems: Vec::new(),
        survey: Arc::new(Survey::default()),
    }
}

#[test]
fn a_taken_name_is_told_and_the_next_free_suffix_taken() {
    let definition = example();
    let mut form = mapping::form(&definition, &flow(&definition), &["v".to_owned()]);
    mapping::judge(&mut form, &definition, &[mapping_facts("VSH_LT_1")]);
    let row = "v\nVSH_LT";
    let told = form.problems()[0].1.clone();
    assert!(told.contains("VSH_LT_1 is also written by VSH_LT of Other shale"), "{told}");
    form.set("free", &json!(true));
    mapping::judge(&mut form, &definition, &[mapping_facts("VSH_LT_1")]);
    assert!(form.problems().is_empty(), "{:?}", form.problems());
    let table = form.table("outputs").unwrap();
    assert_eq!(table.cell(row, "name").unwrap().value, json!("VSH_LT_2"));
    let after = mapping::edit(&definition, &form).applied(&definition).unwrap();
    let kept = &after.node("v").unwrap().curve_mapping["VSH_LT"];
    assert_eq!(kept.suffix.as_deref(), Some("_2"));
}

#[test]
fn rows_of_several_nodes_are_one_step() {
    let mut definition = example();
    let mut second = definition.node("v").unwrap().clone();
    second.id = "v2".to_owned();
    second.name = "Shale 2".to_owned();
    definition.nodes.push(second);
    let flow = flow(&definition);
    let mut form = mapping::form(&definition, &flow, &["v".to_owned(), "v2".to_owned()]);
    // With all rows marked, one edit is made in each of them.
    form.key(KeyEvent::new(KeyCode::Char('a'), KeyModifiers::CONTROL));
    let table = form.table_mut("outputs").unwrap();
    table.write(&json!("flows"));
    let edit = mapping::edit(&definition, &form);
    let after = edit.applied(&definition).unwrap();
    let kept: Vec<usize> = after.nodes.iter().map(|node| node.curve_mapping.len()).collect();
    assert_eq!(kept, [0, 0, 0, 0], "{edit:?}");
    assert_eq!(edit.label(&definition), "map the outputs of 2 nodes");
}

#[test]
fn an_output_shows_only_what_its_kind_needs() {
    let mut form = output::form(&node("o"));
    assert_eq!(form.text("path"), "nightly");
    assert!(form.field("table").unwrap().hidden);
    form.set("path", &json!("../up"));
    assert!(!form.problems().is_empty(), "a path that leaves the exports is refused");
    form.set("kind", &json!("postgres_table"));
    output::changed(&mut form);
    form.set("table", &json!("net_pay"));
    form.set("if_exists", &json!("replace"));
    let after = output::edit(&node("o"), &form).applied(&example()).unwrap();
    let work = json!(after.node("o").unwrap().node_type);
    assert_eq!(work["output_type"], json!({ "postgres_table": { "table_name": "net_pay" } }));
    assert_eq!(work["if_exists"], "replace");
}

#[test]
fn values_to_pick_come_in_the_unit_of_the_parameter() {
    use crate::domain::statistics::{
        CurveStatistics, Histogram, Percentile, Summary, UnitStatistics,
    };
    let group = |unit: &str, value: f64| UnitStatistics {
        unit: unit.to_owned(),
        wells: 1,
        samples: 10,
        nulls: 0,
        summary: Some(Summary {
            min: value,
            max: value,
            mean: value,
            std: 0.0,
            percentiles: vec![Percentile { percent: 5.0, value }],
            histogram: Histogram { edges: Vec::new(), counts: Vec::new(), logarithmic: false },
        }),
    };
    let curve = CurveStatistics {
        curve: "RHOB".to_owned(),
        depth_range_m: None,
        wells: 3,
        wells_having: 3,
        wells_read: 3,
        estimated: false,
        units: vec![group("K/M3", 2450.0), group("g/cm3", 2.4), group("degC", 90.0)],
    };
    let found = operator::suggestions(&[curve], "g/cm3");
    let words: Vec<_> = found.iter().map(|(label, value)| format!("{label} {value}")).collect();
    assert_eq!(
        words,
        [
            "P5 of RHOB in K/M3 2.45",
            "mean of RHOB in K/M3 2.45",
            "P5 of RHOB in g/cm3 2.4",
            "mean of RHOB in g/cm3 2.4"
        ]
    );
}

#[test]
fn only_parameters_measured_as_an_input_are_picked_from_data() {
    let definition = example();
    let form = operator_form(&definition, &flow(&definition), "v");
    assert!(form.field("par:gr_clean").unwrap().suggests);
    let filter = pipeline_of(json!([
        { "id": "f", "name": "F", "dependencies": [], "node_type": {
            "type": "operator", "operator_id": "hampel_filter", "parameters": {} } },
    ]));
    let form = operator_form(&filter, &flow(&filter), "f");
    assert!(!form.field("par:half_window").unwrap().suggests, "samples are no gamma ray");
}
