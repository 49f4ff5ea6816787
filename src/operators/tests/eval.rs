//! What `eval` takes and refuses.

use serde_json::{Map, Value, json};

use super::object;
use crate::domain::curve::DEPTH;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::operators::catalogue;
use crate::operators::eval::{eval, evaluate};

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
