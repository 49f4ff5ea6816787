//! Forms of the operators in the catalogue, and of schemas that are stranger.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde_json::{Map, Value, json};

use super::forms::{control, write};
use crate::services::operators;
use crate::tui::widget::form::number::same;
use crate::tui::widget::form::{Form, Kind};

#[test]
fn every_operator_has_a_form_that_starts_with_its_defaults() {
    for spec in operators::list() {
        let form = Form::from_schema(&spec.parameters, &Map::new());
        assert_eq!(form.problems(), [], "{}", spec.id);
        assert!(form.values_without_defaults().is_empty(), "{}", spec.id);
        let none = Map::new();
        let properties = spec.parameters["properties"].as_object().unwrap_or(&none);
        let values = form.values();
        assert_eq!(values.len(), properties.len(), "{}", spec.id);
        for (name, property) in properties {
            assert!(same(&values[name], &property["default"]), "{} {name}", spec.id);
            let field = form.field(name).unwrap();
            assert!(!field.help.is_empty(), "{} {name}", spec.id);
            // Maps and lists of pairs have no field of their own; they are written as JSON.
            let nested = property["type"] == "object" || property["items"]["type"] == "array";
            assert!(nested || !matches!(field.kind(), Kind::Json(..)), "{} {name}", spec.id);
        }
        let again = Form::from_schema(&spec.parameters, &values);
        assert_eq!(again.values(), values, "{}", spec.id);
        assert!(!again.changed(), "{}", spec.id);
    }
}

#[test]
fn a_number_typed_out_of_range_is_refused_with_the_range() {
    let mut tried = 0;
    for spec in operators::list() {
        for (name, property) in spec.parameters["properties"].as_object().into_iter().flatten() {
            let Some(highest) = property["maximum"].as_f64() else { continue };
            let mut form = Form::from_schema(&spec.parameters, &Map::new());
            form.focus(name);
            control(&mut form, 'u');
            write(&mut form, &format!("{}", highest + 1.0));
            let problems = form.problems();
            let told = &problems[0].1;
            let unit = property["x-unit"].as_str().filter(|unit| *unit != "1").unwrap_or_default();
            assert!(told.contains(&format!("found {}", highest + 1.0)), "{told}");
            assert!(
                told.contains("wanted") && told.ends_with(format!("{highest} {unit}").trim()),
                "{told}"
            );
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried} numbers with a bound were found");
}

#[test]
fn only_what_differs_from_the_defaults_is_kept() {
    let spec = operators::list().into_iter().find(|spec| spec.id == "sw_archie").unwrap();
    let present = json!({"m": 1.8, "n": 2}).as_object().unwrap().clone();
    let mut form = Form::from_schema(&spec.parameters, &present);
    assert_eq!(Value::Object(form.values_without_defaults()), json!({"m": 1.8}));
    form.focus("m");
    control(&mut form, 'd');
    assert!(form.values_without_defaults().is_empty());
    assert!(form.changed());
}

#[test]
fn references_nullable_things_and_lists_find_their_fields() {
    let schema = json!({
        "title": "Strange",
        "required": ["name"],
        "properties": {
            "name": { "type": "string" },
            "cut": { "anyOf": [{ "$ref": "#/$defs/Fraction" }, { "type": "null" }], "description": "Outer.", "default": null },
            "top": { "type": ["number", "null"], "minimum": 0 },
            "edge": { "$ref": "#/$defs/Edge", "default": "shrink" },
            "maybe": { "anyOf": [{ "$ref": "#/$defs/Edge" }, { "type": "null" }], "default": null },
            "flag": { "type": ["boolean", "null"], "default": null },
            "weights": { "type": "array", "items": { "type": "number", "exclusiveMinimum": 0 }, "default": [1.0, 2.0] },
            "names": { "type": "array", "items": { "type": "string" }, "default": [] },
            "parts": { "type": "array", "items": { "$ref": "#/$defs/Edge" }, "default": ["shrink"] },
            "nested": { "type": "object", "properties": { "a": { "type": "number" } }, "default": { "a": 1.0 } },
            "loop": { "$ref": "#/$defs/Loop" },
            "anything": true
        },
        "$defs": {
            "Fraction": { "type": "number", "minimum": 0, "maximum": 1, "x-unit": "v/v" },
            "Edge": { "oneOf": [{ "const": "shrink", "description": "Shorter." }, { "enum": ["a", "b"] }] },
            "Loop": { "$ref": "#/$defs/Loop" }
        }
    });
    let present = json!({"unknown": [1, 2]}).as_object().unwrap().clone();
    let form = Form::from_schema(&schema, &present);
    let kind = |key: &str| form.field(key).unwrap().kind();
    assert!(matches!(kind("cut"), Kind::Number(_, bounds) if bounds.maximum == Some(1.0)));
    let cut = form.field("cut").unwrap();
    assert_eq!((cut.unit.as_str(), cut.help.as_str()), ("v/v", "Outer."));
    assert!(matches!(kind("edge"), Kind::Choice(one) if one.options.len() == 3));
    assert!(matches!(kind("maybe"), Kind::Choice(one) if one.options.len() == 4));
    assert!(matches!(kind("parts"), Kind::Select(_)));
    assert!(matches!(kind("loop"), Kind::Json(..)));
    assert_eq!(Value::Object(form.values_without_defaults()), json!({"unknown": [1, 2]}));
    assert_eq!(form.problems(), [("name", "this is needed".to_owned())]);
}

#[test]
fn json_is_checked_as_it_is_typed() {
    let schema = json!({ "properties": { "table": { "type": "object", "default": {} } } });
    let mut form = Form::from_schema(&schema, &Map::new());
    control(&mut form, 'u');
    write(&mut form, "{\"a\": 1");
    assert!(form.problems()[0].1.starts_with("this is not JSON: EOF"), "{:?}", form.problems());
    form.key(KeyEvent::new(KeyCode::Char('}'), KeyModifiers::SHIFT));
    assert_eq!(form.value("table"), Some(json!({"a": 1})));
}
