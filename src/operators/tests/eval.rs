//! What `eval` takes and refuses.

use serde_json::{Map, Value, json};

use super::object;
use crate::domain::curve::DEPTH;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::operators::catalogue;
use crate::operators::eval::{eval, eval_with_notes, evaluate, gather};

fn refused(id: &str, given: Value) -> Diagnostic {
    eval(id, &Map::new(), &object(given)).expect_err("refused").remove(0)
}

#[test]
fn a_missing_input_is_named() {
    for entry in catalogue().iter() {
        let needed =
            |port: &&crate::domain::operator::PortSpec| !port.optional && port.name != DEPTH;
        let Some(port) = entry.spec().inputs.iter().find(needed) else { continue };
        let Ok(kernel) = entry.prepare(&Map::new()) else { continue };
        let empty = crate::operators::Inputs::new(Vec::<f64>::new().into());
        let problem = kernel.run(&empty).expect_err("refused").diagnostic();
        assert_eq!(problem.error_type, ErrorType::MissingInputCurves, "{}", entry.spec().id);
        assert_eq!(problem.place.port.as_ref(), Some(&port.name));
    }
}

#[test]
fn curves_that_fit_no_port_or_differ_in_length_are_refused() {
    let stranger = refused("porosity_density", json!({"RHOBB": 2.4}));
    assert_eq!(stranger.hint.as_deref(), Some("did you mean RHOB?"));
    let uneven = json!({"PHIN": [0.1, 0.2], "PHID": [0.1, 0.2, 0.3]});
    assert_eq!(refused("porosity_nd_average", uneven).error_type, ErrorType::DepthMismatch);
    let text = refused("gamma_ray_index", json!({"GR": ["high"]}));
    assert_eq!(text.found.as_deref(), Some("\"high\""));
}

#[test]
fn a_single_value_holds_for_every_sample() {
    let given = object(json!({"PHIN": [0.1, 0.2, null], "PHID": 0.3}));
    let found = eval("porosity_nd_average", &Map::new(), &given).expect("runs");
    assert_eq!(found["PHIX_AV"], json!([0.2, 0.25, null]));
}

#[test]
fn names_of_ports_are_read_whatever_their_case() {
    let found = eval("gamma_ray_index", &Map::new(), &object(json!({"gr": [70]}))).expect("runs");
    assert_eq!(found["IGR"], json!([0.5]));
}

#[test]
fn what_an_operator_passes_over_is_noted() {
    let given = object(json!({
        DEPTH: [1.0, 1.5, 2.0, 2.5],
        "PHIE": [0.2, null, 0.2, 0.2], "VSH": [0.1, 0.1, 0.1, 0.1], "SW": [0.2, 0.2, 0.2, 0.2],
    }));
    let params = object(json!({"min_thickness": 1.0}));
    let outputs = evaluate("net_pay_flag", &params, &given).expect("runs");
    assert_eq!(
        outputs.notes(),
        ["1 samples not evaluated: an input is null", "1 runs of pay thinner than 1 m removed"]
    );
}

#[test]
fn a_table_is_read_by_columns_by_rows_and_as_names_with_numbers() {
    let tables = [
        json!({"TOP": [10, 20], "NAME": ["A", "B"]}),
        json!([{"name": "A", "depth": 10}, {"name": "B", "depth": 20}]),
        json!([["A", 10], ["B", 20]]),
        json!({"A": 10, "B": 20}),
    ];
    for table in tables {
        let given = object(json!({"DEPT": [9, 10, 20], "tops": table}));
        let found = eval("tops_to_zones", &Map::new(), &given).expect("runs");
        assert_eq!(found["ZONE"], json!([null, "A", "B"]));
    }
}

#[test]
fn a_table_of_one_row_may_stand_bare() {
    let survey = json!([[0, 90, -30], [50, 90, -30]]);
    let given = json!({"collar": [500, 1000, 200], "survey": survey, "MID": [20]});
    let found = eval("desurvey_drillhole", &Map::new(), &object(given)).expect("runs");
    assert_eq!(found["Y"], json!([1000.0]));
    assert!((found["Z"][0].as_f64().expect("a number") - 190.0).abs() < 1e-9);
}

#[test]
fn what_is_asked_bare_is_answered_bare() {
    let bare = eval("gamma_ray_index", &Map::new(), &object(json!({"GR": 70}))).expect("runs");
    assert_eq!(bare["IGR"], json!(0.5));
    let list = eval("gamma_ray_index", &Map::new(), &object(json!({"GR": [70]}))).expect("runs");
    assert_eq!(list["IGR"], json!([0.5]));
}

#[test]
fn a_port_is_fed_once_and_by_numbers() {
    assert_eq!(refused("log10_transform", json!({"X": [1], "x": [5]})).what, "a port is fed twice");
    let flag = refused("log10_transform", json!({"X": [1, true]}));
    assert_eq!(flag.found.as_deref(), Some("true"));
    let flags = object(json!({"BHC": [true, false], "BHD": [0, 0]}));
    let votes = eval("badhole_combined", &Map::new(), &flags).expect("flags are true or false");
    assert_eq!(votes["BADHOLE"], json!([1.0, 0.0]));
}

#[test]
fn numbered_columns_come_in_the_order_of_their_numbers() {
    let given = |first: Value| object(first);
    let params = object(json!({"k_i": [20, 30]}));
    let one = eval("mineral_modulus_vrh", &params, &given(json!({"V_1": 0.75, "V_2": 0.25})));
    let other = eval("mineral_modulus_vrh", &params, &given(json!({"V_2": 0.25, "V_1": 0.75})));
    assert_eq!(one.expect("runs"), other.expect("runs"));
}

#[test]
fn a_table_given_as_such_leaves_the_bare_name_to_the_other_port() {
    let survey = json!({"MD": [0, 1000], "INCL": [0, 90], "AZIM": [0, 0]});
    let given = object(json!({"survey": survey, "MD": [500]}));
    let found = eval("trajectory_interpolate", &Map::new(), &given).expect("runs");
    let inclination = found["INCL"][0].as_f64().expect("a number");
    assert!((inclination - 45.0).abs() < 1e-9, "{inclination}");
}

#[test]
fn without_depths_where_they_are_the_question_nothing_is_answered() {
    let survey = json!({"MD": [0, 1000], "INCL": [0, 90], "AZIM": [0, 0]});
    let problem = refused("trajectory_interpolate", json!({"survey": survey}));
    assert_eq!(problem.place.port.as_deref(), Some(DEPTH));
    assert_eq!(refused("depth_monotonic_check", json!({})).place.port.as_deref(), Some(DEPTH));
}

#[test]
fn a_wrong_value_is_found_by_its_number_in_the_list() {
    let third = refused("gamma_ray_index", json!({"GR": [20, null, "high"]}));
    assert_eq!(third.what, "sample 3 is not a number");
    assert!(third.hint.expect("a hint").contains("GR=20,null,75"));
    assert_eq!(refused("gamma_ray_index", json!({"GR": "high"})).what, "the value is not a number");
    let row = json!({"T2_DISTRIBUTION": [[0.1], [0.2, "x"]], "bins": [1, 2]});
    assert_eq!(refused("nmr_bound_fluid", row).what, "sample 2 is not a list of numbers");
    let bins = refused("nmr_bound_fluid", json!({"dist": [[0.1, 0.2]], "bins": [1, "x"]}));
    assert_eq!(bins.wanted.as_deref(), Some("one list of numbers"));
    assert!(bins.hint.expect("a hint").contains("bins=1,10,100"));
}

#[test]
fn of_nothing_all_that_is_needed_is_named_and_nothing_else() {
    let missing = |id: &str| -> Vec<String> {
        let problems = eval(id, &Map::new(), &Map::new()).expect_err("refused");
        problems.into_iter().filter_map(|problem| problem.place.port).collect()
    };
    assert_eq!(missing("vshale_clavier"), ["GR"]);
    assert_eq!(missing("porosity_nd_average"), ["PHIN", "PHID"]);
    assert_eq!(missing("tops_to_zones"), ["TOP", "NAME", DEPTH]);
    let other = refused("vshale_clavier", json!({"step": 0.5}));
    assert_eq!(other.place.port.as_deref(), Some("GR"), "not the depths that a curve would bring");
}

#[test]
fn degrees_are_told_from_feet() {
    let params = object(json!({"to": "C"}));
    let given = object(json!({"X": [32, 212], "unit": "F"}));
    let problem = eval("unit_convert", &params, &given).expect_err("refused").remove(0);
    assert!(problem.hint.expect("a hint").contains("degF"));
    let params = object(json!({"to": "m"}));
    let given = object(json!({"X": [1], "unit": "us/ft"}));
    let problem = eval("unit_convert", &params, &given).expect_err("refused").remove(0);
    assert!(!problem.hint.expect("a hint").contains("degF"));
}

#[test]
fn numbers_given_as_texts_keep_no_fraction_of_zero() {
    let given = json!({"DEPT": [1, 2, 3], "TOP": [1, 2], "NAME": [1.0, 2.5]});
    let found = eval("tops_to_zones", &Map::new(), &object(given)).expect("runs");
    assert_eq!(found["ZONE"], json!(["1", "2.5", "2.5"]));
}

#[test]
fn nothing_that_was_given_is_lost() {
    let gathered = |id: &str, given: &[(&str, Value)]| {
        let spec = catalogue().get(id).expect("an operator").spec();
        gather(spec, given.iter().map(|(name, value)| ((*name).to_owned(), value.clone())))
    };
    let several = [("VSH", json!([1, 4])), ("vsh", json!([3, 2]))];
    let several = gathered("vshale_minimum", &several).expect("a port for several");
    let found = eval("vshale_minimum", &Map::new(), &several).expect("runs");
    assert_eq!(found["VSH"], json!([1.0, 2.0]));
    let twice = gathered("vshale_clavier", &[("GR", json!([20])), ("GR", json!([30]))]);
    assert_eq!(twice.expect_err("refused").place.port.as_deref(), Some("GR"));
    let one = gathered("vshale_clavier", &[("GR", json!([20]))]).expect("as it is");
    assert_eq!(Value::Object(one), json!({"GR": [20]}));
}

/// Returns the tables of an answer: names, heads, and the first row of each.
fn tables(id: &str, params: Value, given: Value) -> Vec<(String, Vec<String>, usize)> {
    let found = eval_with_notes(id, &object(params), &object(given)).expect("runs");
    let heads = |columns: Vec<crate::domain::table::TableColumn>| {
        columns.into_iter().map(|column| column.name).collect()
    };
    let told = found.tables.into_iter().map(|it| (it.name, heads(it.columns), it.rows.len()));
    told.collect()
}

#[test]
fn inputs_stand_beside_outputs_only_as_rows_of_one_table() {
    let table = |name: &str, heads: &[&str], rows: usize| {
        (name.to_owned(), heads.iter().map(|head| (*head).to_owned()).collect(), rows)
    };
    let survey = |incl: Value| json!({"MD": [0, 45, 90], "INCL": incl, "AZIM": [0, 0, 0]});
    let whole = tables("dogleg_severity", json!({}), survey(json!([87, 88, 90])));
    assert_eq!(whole, [table("survey", &["MD", "INCL", "AZIM", "DLS"], 3)]);
    let cut = tables("dogleg_severity", json!({}), survey(json!([87, null, 90])));
    assert_eq!(cut, [table("survey", &["MD", "DLS"], 2)]);
    // A curve that keeps its name is told from what it was.
    let given = json!({"X": [2650, 1000], "unit": "K/M3"});
    let converted = tables("unit_convert", json!({"to": "g/cm3"}), given);
    assert_eq!(converted, [table("samples", &["X given", "X"], 2)]);
    let given = json!({"FROM": [0, 1], "TO": [1, 2], "GRADE": [2, 4]});
    assert_eq!(tables("length_weighted_mean", json!({}), given), [table("values", &["mean"], 1)]);
    let given = json!({"curves": {"GRC": [70, 80], "TENS": [1, 2]}});
    let named = tables("curve_alias", json!({}), given);
    assert_eq!(named, [table("samples", &["GR", "TENS"], 2)]);
    let tops = json!({"DEPT": [1, 2, 3], "TOP": [1, 2], "NAME": ["A", "B"]});
    let zones = tables("tops_to_zones", json!({}), tops);
    assert_eq!(zones, [table("samples", &["DEPT", "ZONE", "ZONE_ID"], 3)]);
}
