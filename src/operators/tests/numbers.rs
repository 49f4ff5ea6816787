//! Numbers from publications, from numpy and scipy, and from the examples in the documentation.

use serde_json::{Map, Value};

use super::object;
use crate::operators::catalogue;
use crate::operators::eval::eval;

#[test]
fn examples_hold() {
    for entry in catalogue().iter() {
        let id = &entry.spec().reference();
        assert!(!entry.examples().is_empty(), "{id} has no example");
        for example in entry.examples() {
            let place = format!("{id} ({})", example.note);
            let read = |text: &str| -> Map<String, Value> {
                serde_json::from_str(text)
                    .unwrap_or_else(|error| panic!("{place}: {error}: {text}"))
            };
            let found = eval(id, &read(example.params), &read(example.input))
                .unwrap_or_else(|problems| panic!("{place}: {problems:?}"));
            for (port, wanted) in read(example.output) {
                let found = found.get(&port).unwrap_or_else(|| panic!("{place}: no {port}"));
                agree(&format!("{place} {port}"), found, &wanted, &|value| {
                    1e-9 * value.abs().max(1e-3)
                });
            }
        }
    }
}

#[test]
fn published_and_independent_numbers_are_reproduced() {
    let checks: Vec<Value> =
        serde_json::from_str(include_str!("data/operator_checks.json")).expect("checks");
    let mut problems = Vec::new();
    for check in checks {
        let stated = check["tolerance"].as_f64().expect("a tolerance");
        // Some numbers are told to ten digits only, which is less than their tolerance asks for.
        let tolerance = |wanted: f64| stated.max(5e-10 * wanted.abs());
        let name = check["check"].as_str().expect("a name");
        let tried = std::panic::catch_unwind(|| reproduce(name, &check, &tolerance));
        if tried.is_err() {
            problems.push(format!("{name} {}", check["operator"]));
        }
    }
    assert!(problems.is_empty(), "{} checks fail: {problems:#?}", problems.len());
}

#[test]
fn signal_operators_agree_with_scipy() {
    let numbers: Value =
        serde_json::from_str(include_str!("data/scipy_numbers.json")).expect("numbers");
    for (index, case) in numbers["cases"].as_array().expect("cases").iter().enumerate() {
        let mut case = case.clone();
        for value in case["input"].as_object_mut().expect("inputs").values_mut() {
            // A text is the name of a curve.
            if let Some(curve) = value.as_str() {
                *value = numbers["curves"][curve].clone();
            }
        }
        // Values of the older cases are near 100, and a derivative near zero keeps no digits beyond 1e-7.
        let scale = case["scale"].as_f64().unwrap_or(100.0);
        reproduce(&format!("case {index}"), &case, &|value| 1e-9 * value.abs().max(scale));
    }
}

fn reproduce(name: &str, check: &Value, tolerance: &dyn Fn(f64) -> f64) {
    let operator = check["operator"].as_str().expect("an operator");
    let found = eval(operator, &object(check["params"].clone()), &object(check["input"].clone()))
        .unwrap_or_else(|problems| panic!("{name}, {operator}: {problems:?}"));
    for (port, wanted) in object(check["output"].clone()) {
        let place = format!("{name}, {operator} {} {port}", check["params"]);
        let found = found.get(&port).unwrap_or_else(|| panic!("{place}: no such output"));
        agree(&place, found, &wanted, tolerance);
    }
}

/// Compares number by number; where one number is wanted of a column, it is that of the last row.
fn agree(place: &str, found: &Value, wanted: &Value, tolerance: &dyn Fn(f64) -> f64) {
    match (found, wanted) {
        (Value::Array(found), Value::Array(wanted)) => {
            assert_eq!(found.len(), wanted.len(), "{place}: found {found:?}, wanted {wanted:?}");
            for (row, (found, wanted)) in found.iter().zip(wanted).enumerate() {
                agree(&format!("{place}, row {row}"), found, wanted, tolerance);
            }
        }
        (Value::Array(found), wanted) if !found.is_empty() => {
            agree(place, &found[found.len() - 1], wanted, tolerance);
        }
        (Value::Number(found), Value::Number(wanted)) => {
            let (found, wanted) = (found.as_f64().expect("f64"), wanted.as_f64().expect("f64"));
            let near = (found - wanted).abs() <= tolerance(wanted);
            assert!(near, "{place}: found {found}, wanted {wanted}");
        }
        (found, wanted) => assert_eq!(found, wanted, "{place}"),
    }
}
