//! What operators promise: documentation, ports, parameters.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{example, is_number, object, properties};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::{OperatorLookup, Rows};
use crate::domain::units::Unit;
use crate::operators::catalogue;

const SECTIONS: [&str; 4] = ["## Formula", "## Units", "## Nulls", "## Source"];

#[test]
fn documentation_is_complete() {
    for entry in catalogue().iter() {
        let spec = entry.spec();
        let id = &spec.id;
        let (summary, text) = (&spec.summary, &spec.documentation);
        assert!(summary.ends_with('.') && !summary.contains('\n'), "{id}: summary {summary:?}");
        assert!(summary.chars().next().is_some_and(char::is_uppercase), "{id}: {summary:?}");
        assert!(!summary.contains("##"), "{id}: a blank line parts summary and sections");
        assert!(!spec.title.is_empty() && !spec.terms.is_empty(), "{id}: title and terms");
        let places: Vec<_> = SECTIONS.iter().map(|section| text.find(section)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{id}: {text}");
        for part in text.split("## ").skip(1) {
            let (heading, body) = part.split_once('\n').unwrap_or((part, ""));
            assert!(!body.trim().is_empty(), "{id}: section {heading} is empty");
        }
        let source = text.split("## Source").nth(1).unwrap_or_default();
        let has_year = source.split(|letter: char| !letter.is_ascii_digit()).any(|digits| {
            digits.len() == 4 && (digits.starts_with('1') || digits.starts_with('2'))
        });
        assert!(has_year, "{id}: the source names its year: {source}");
    }
}

#[test]
fn ports_are_named_once_and_units_are_known() {
    for entry in catalogue().iter() {
        let spec = entry.spec();
        let id = &spec.id;
        let names: BTreeSet<_> = spec.inputs.iter().map(|port| &port.name).collect();
        assert_eq!(names.len(), spec.inputs.len(), "{id}");
        assert!(!spec.outputs.is_empty(), "{id}");
        let units = spec.inputs.iter().filter_map(|port| port.unit.as_ref());
        for unit in units.chain(spec.outputs.iter().filter_map(|output| output.unit.as_ref())) {
            assert!(unit.contains('{') || Unit::parse(unit).is_some(), "{id}: unit {unit}");
        }
        for output in &spec.outputs {
            match &output.keeps {
                Some(input) => assert!(spec.input(input).is_some(), "{id}: keeps {input}"),
                None => assert!(output.unit.is_some() && output.quantity.is_some(), "{id}"),
            }
        }
        let cut = matches!(
            spec.scope,
            crate::domain::operator::Scope::Pointwise | crate::domain::operator::Scope::Window
        );
        let in_table = spec.inputs.iter().any(|port| matches!(port.rows, Rows::Table(_)));
        assert!(!(cut && in_table), "{id}: samples of a table do not come in batches of depths");
    }
}

/// Tables are described by their columns; a port that takes curves says which measure what it wants.
#[test]
fn a_port_with_a_unit_knows_what_fits() {
    let free = ["-", "0/1"];
    for entry in catalogue().iter() {
        for port in &entry.spec().inputs {
            let Some(unit) = &port.unit else { continue };
            let loose = port.quantities.is_empty() && port.rows == Rows::Depths && !port.repeated;
            let units: Vec<&str> = loose.then_some(unit.as_str()).into_iter().collect();
            assert!(
                units.iter().all(|unit| free.contains(unit)) || port.optional,
                "{} {}: name the quantities that fit, or put its name into the mnemonic table",
                entry.spec().id,
                port.name
            );
        }
    }
}

#[test]
fn every_parameter_is_described_bounded_and_has_a_unit() {
    for entry in catalogue().iter() {
        for (name, schema) in properties(entry) {
            let place = format!("{}.{name}", entry.spec().id);
            let description = schema["description"].as_str().unwrap_or_default();
            assert!(description.ends_with('.'), "{place}: description {description:?}");
            assert!(schema.get("default").is_some(), "{place}: default");
            if is_number(&schema) {
                let low = schema.get("minimum").or(schema.get("exclusiveMinimum"));
                let high = schema.get("maximum").or(schema.get("exclusiveMaximum"));
                assert!(low.is_some() && high.is_some(), "{place}: bounds");
                let unit = schema["x-unit"].as_str().unwrap_or_default();
                let known = ["1", "samples", "port"].contains(&unit) || Unit::parse(unit).is_some();
                assert!(known, "{place}: unit {unit:?}");
            }
        }
    }
}

#[test]
fn schemas_name_no_reference_and_take_no_stranger() {
    for entry in catalogue().iter() {
        let schema = &entry.spec().parameters;
        assert_eq!(schema["additionalProperties"], json!(false), "{}", entry.spec().id);
        assert!(!schema.to_string().contains("$ref"), "{}: {schema}", entry.spec().id);
    }
}

#[test]
fn defaults_are_valid_and_round_trip() {
    for entry in catalogue().iter() {
        let id = &entry.spec().id;
        let named: BTreeSet<_> = properties(entry).keys().cloned().collect();
        assert_eq!(entry.defaults().keys().cloned().collect::<BTreeSet<_>>(), named, "{id}");
        if let Err(problems) = entry.prepare(&Map::new()) {
            // Some values the user alone knows: they have no default, and the refusal names them.
            for problem in problems {
                let name = problem.place.parameter.expect(id);
                let default = &entry.defaults()[&name];
                let empty = default.is_null() || *default == json!([]) || *default == json!({});
                assert!(empty, "{id}.{name} has a default that is refused: {default}");
            }
            assert!(entry.prepare(&example(entry)).is_ok(), "{id}");
            continue;
        }
        let filled = catalogue().checked_parameters(entry.spec(), &Map::new()).expect(id);
        assert_eq!(filled, entry.defaults(), "{id}");
        let again = catalogue().checked_parameters(entry.spec(), &filled).expect(id);
        assert_eq!(again, filled, "{id}");
    }
}

#[test]
fn a_value_out_of_range_is_refused_by_name() {
    for entry in catalogue().iter() {
        for (name, schema) in properties(entry) {
            let mut wrong = vec![];
            if schema["type"] != "object" {
                wrong.push(json!({"no": "such type"}));
            }
            if is_number(&schema) {
                let bound = |one: &str, other: &str| {
                    schema.get(one).or(schema.get(other)).and_then(Value::as_f64).expect("bounded")
                };
                let low = bound("minimum", "exclusiveMinimum");
                let high = bound("maximum", "exclusiveMaximum");
                let beyond = [low - (1.0 + low.abs()), high + (1.0 + high.abs())];
                let whole = schema["type"] == "integer";
                wrong.extend(
                    beyond.map(|value| if whole { json!(value as i64) } else { json!(value) }),
                );
            }
            for value in wrong {
                let given = Map::from_iter([(name.clone(), value.clone())]);
                let problems = entry.prepare(&given).err().unwrap_or_default();
                let named = problems.iter().any(|problem| {
                    problem.error_type == ErrorType::ParameterInvalid
                        && problem.place.parameter.as_deref() == Some(&name)
                        && problem.found.as_ref() == Some(&value.to_string())
                        && problem.wanted.is_some()
                        && problem.hint.is_some()
                });
                assert!(named, "{}.{name} = {value}: {problems:?}", entry.spec().id);
            }
        }
        let given = object(json!({"no_such_parameter": 1}));
        let problems = entry.prepare(&given).err().unwrap_or_default();
        assert!(
            problems.iter().any(|one| one.place.parameter.as_deref() == Some("no_such_parameter")),
            "{}: {problems:?}",
            entry.spec().id
        );
    }
}

fn refused(id: &str, params: Value) -> Vec<Diagnostic> {
    let spec = catalogue().spec(id).expect("an operator");
    catalogue().checked_parameters(spec, &object(params)).expect_err("refused")
}

#[test]
fn a_refusal_says_found_wanted_and_what_to_do() {
    let problems = refused("porosity_density", json!({"rho_ma": 9, "rho_fluid": 1, "clip": "yes"}));
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("{problem}; {}", problem.hint.as_deref().unwrap_or_default()))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    porosity_density refuses the value (parameter rho_ma): found 9, wanted a number from 2 to 3.2 g/cm3; leave it out for 2.65
    porosity_density refuses the value (parameter clip): found "yes", wanted true or false; leave it out for false
    porosity_density has no such parameter (parameter rho_fluid): found "rho_fluid", wanted one of rho_ma, rho_fl, clip; did you mean rho_fl?
    "#);
}

#[test]
fn a_refused_place_in_a_list_is_told_what_belongs_there() {
    let wanted = |id: &str, params: Value| refused(id, params)[0].to_string();
    insta::assert_snapshot!(
        [
            wanted("depth_shift_tie_points", json!({"ties": [[1, 2], [1, 2, 3]]})),
            wanted("depth_shift_tie_points", json!({"ties": 3})),
            wanted("depth_shift_tie_points", json!({"ties": [[1, "a"]]})),
        ]
        .join("\n"),
        @r#"
    depth_shift_tie_points refuses the value (parameter ties): found [1,2,3], wanted a pair [from, to]
    depth_shift_tie_points refuses the value (parameter ties): found 3, wanted a list, each a pair [from, to]
    depth_shift_tie_points refuses the value (parameter ties): found "a", wanted a number m
    "#
    );
}

#[test]
fn rules_between_parameters_are_checked() {
    let ends = &refused("vshale_clavier", json!({"gr_clean": 80, "gr_shale": 80}))[0];
    assert_eq!(ends.place.parameter.as_deref(), Some("gr_shale"));
    assert_eq!(ends.wanted.as_deref(), Some("more than gr_clean, which is 80 gAPI"));
    let even = &refused("moving_average", json!({"window": 4}))[0];
    assert_eq!(even.hint.as_deref(), Some("use 3 or 5"));
    let both = refused("savitzky_golay", json!({"window": 4, "polyorder": 5}));
    assert_eq!(both.len(), 2, "{both:?}");
}

#[test]
fn a_whole_number_may_be_written_with_a_point() {
    let spec = catalogue().spec("median_filter").expect("an operator");
    let filled = catalogue().checked_parameters(spec, &object(json!({"window": 7.0})));
    assert_eq!(filled.expect("accepted")["window"], json!(7));
}

#[test]
fn outputs_of_one_table_are_columns_of_different_names() {
    for entry in catalogue().iter() {
        let mut names: BTreeMap<&Rows, BTreeSet<&str>> = BTreeMap::new();
        for output in &entry.spec().outputs {
            assert!(
                names.entry(&output.rows).or_default().insert(&output.name),
                "{} {}",
                entry.spec().id,
                output.name
            );
        }
    }
}
