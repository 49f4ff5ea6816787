//! Laws that every operator of the catalogue obeys, and numbers from elsewhere that they reproduce.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use arrow::array::{Array, Float64Array};
use mudrock::domain::curve::DEPTH;
use mudrock::domain::diagnostic::{Diagnostic, ErrorType};
use mudrock::domain::operator::{OperatorLookup, Scope};
use mudrock::domain::units::Unit;
use mudrock::operators::eval::{Samples, eval, evaluate, samples_from_json};
use mudrock::operators::{Catalogue, Entry, Inputs, Kernel, catalogue};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const SECTIONS: [&str; 4] = ["## Formula", "## Units", "## Nulls", "## Source"];

fn object(value: Value) -> Map<String, Value> {
    value.as_object().expect("a JSON object").clone()
}

fn properties(entry: &Entry) -> Map<String, Value> {
    entry.spec().parameters["properties"].as_object().cloned().unwrap_or_default()
}

fn is_number(schema: &Value) -> bool {
    matches!(schema["type"].as_str(), Some("number" | "integer"))
}

/// Returns the kernel with its defaults.
fn kernel(entry: &Entry) -> Box<dyn Kernel> {
    entry.prepare(&Map::new()).expect("defaults are valid")
}

/// Returns the kernel with its defaults, and with each choice and each switch set the other way.
fn variants(entry: &Entry) -> Vec<Box<dyn Kernel>> {
    let mut kernels = vec![kernel(entry)];
    for (name, schema) in properties(entry) {
        let choices = schema["oneOf"].as_array().into_iter().flatten().map(|one| &one["const"]);
        let switch = schema["default"].as_bool().map(|default| json!(!default));
        for value in choices.cloned().chain(switch) {
            let given = Map::from_iter([(name.clone(), value)]);
            kernels.push(entry.prepare(&given).expect("a choice of the schema"));
        }
    }
    kernels
}

/// Feeds the same shape of curve to every port, at a step of half a metre.
fn inputs(entry: &Entry, samples: &[Option<f64>], with_optional: bool) -> Inputs {
    let depth = (0..samples.len()).map(|index| 1000.0 + 0.5 * index as f64);
    let start = Inputs::new(Float64Array::from_iter_values(depth));
    let ports = entry.spec().inputs.iter().filter(|port| with_optional || !port.optional);
    ports.enumerate().fold(start, |inputs, (shift, port)| {
        let mut samples = samples.to_vec();
        if !samples.is_empty() {
            let length = samples.len();
            samples.rotate_left(shift % length);
        }
        inputs.with(port.name.clone(), Float64Array::from(samples)).expect("equal lengths")
    })
}

fn run(entry: &Entry, kernel: &dyn Kernel, inputs: &Inputs) -> BTreeMap<String, Float64Array> {
    let outputs = kernel.run(inputs).unwrap_or_else(|error| panic!("{}: {error}", entry.spec().id));
    let promised: BTreeSet<&str> =
        entry.spec().outputs.iter().map(|output| output.name.as_str()).collect();
    let returned: BTreeSet<&str> = outputs.curves().keys().map(String::as_str).collect();
    assert_eq!(returned, promised, "{} returns the ports that it promises", entry.spec().id);
    for (port, curve) in outputs.curves() {
        assert_eq!(curve.len(), inputs.len(), "{} {port}", entry.spec().id);
        let finite = curve.iter().flatten().all(f64::is_finite);
        assert!(finite, "{} {port} holds NaN or infinity", entry.spec().id);
    }
    outputs.into_curves()
}

/// A curve that looks like a log: beds, spikes, zeros, negative values, gaps.
fn log(length: usize) -> Vec<Option<f64>> {
    (0..length)
        .map(|index| match index % 23 {
            5 | 6 => None,
            9 => Some(0.0),
            12 => Some(-3.0),
            17 => Some(900.0),
            at => Some(0.05 + 0.11 * at as f64 + (index as f64 * 0.7).sin()),
        })
        .collect()
}

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
fn ids_name_their_kind_and_stand_once() {
    let listed = Catalogue::listed();
    let once: BTreeSet<_> = listed.iter().collect();
    assert_eq!(listed.len(), once.len(), "an id is listed twice");
    for id in listed {
        assert!(
            id.chars().all(|letter| letter.is_ascii_lowercase() || "_0123456789".contains(letter))
        );
    }
}

#[test]
fn ports_are_named_once_and_units_are_known() {
    for entry in catalogue().iter() {
        let spec = entry.spec();
        let names: BTreeSet<_> = spec.inputs.iter().map(|port| &port.name).collect();
        assert_eq!(names.len(), spec.inputs.len(), "{}", spec.id);
        assert!(!spec.outputs.is_empty(), "{}", spec.id);
        let units = spec.inputs.iter().filter_map(|port| port.unit.as_ref());
        for unit in units.chain(spec.outputs.iter().filter_map(|output| output.unit.as_ref())) {
            assert!(Unit::parse(unit).is_some(), "{}: unit {unit}", spec.id);
        }
        for output in &spec.outputs {
            match &output.keeps {
                Some(input) => assert!(spec.input(input).is_some(), "{}: keeps {input}", spec.id),
                None => assert!(output.unit.is_some() && output.quantity.is_some(), "{}", spec.id),
            }
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
                let known = ["1", "samples"].contains(&unit) || Unit::parse(unit).is_some();
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
        let filled = catalogue().checked_parameters(id, &Map::new()).expect(id);
        assert_eq!(filled, entry.defaults(), "{id}");
        assert_eq!(catalogue().checked_parameters(id, &filled).expect(id), filled, "{id}");
        let named: BTreeSet<_> = properties(entry).keys().cloned().collect();
        assert_eq!(filled.keys().cloned().collect::<BTreeSet<_>>(), named, "{id}");
    }
}

#[test]
fn a_value_out_of_range_is_refused_by_name() {
    for entry in catalogue().iter() {
        for (name, schema) in properties(entry) {
            let mut wrong = vec![json!({"no": "such type"})];
            if is_number(&schema) {
                let bound = |one: &str, other: &str| {
                    schema.get(one).or(schema.get(other)).and_then(Value::as_f64).expect("bounded")
                };
                let low = bound("minimum", "exclusiveMinimum") - 1.0;
                let high = bound("maximum", "exclusiveMaximum") + 1.0;
                let whole = schema["type"] == "integer";
                wrong.extend(
                    [low, high].map(|value| if whole { json!(value as i64) } else { json!(value) }),
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
        assert_eq!(problems.len(), 1, "{}: {problems:?}", entry.spec().id);
    }
}

#[test]
fn examples_hold() {
    for entry in catalogue().iter() {
        let id = &entry.spec().id;
        assert!(!entry.examples().is_empty(), "{id} has no example");
        for example in entry.examples() {
            let params: Map<String, Value> = serde_json::from_str(example.params).expect(id);
            let curves =
                example.input.iter().map(|(name, curve)| ((*name).to_owned(), curve.to_vec()));
            let outputs = eval(id, &params, curves.collect()).expect(id);
            for (name, wanted) in example.output {
                assert_near(
                    &format!("{id} ({}) {name}", example.note),
                    &outputs[*name],
                    wanted,
                    |value| 1e-9 * value.abs().max(1e-3),
                );
            }
        }
    }
}

#[test]
fn plain_and_odd_curves_are_accepted() {
    let curves: [Vec<Option<f64>>; 8] = [
        vec![],
        vec![Some(0.3)],
        vec![None],
        vec![None; 40],
        vec![Some(0.25); 40],
        vec![Some(0.0); 40],
        vec![
            Some(-1.0),
            Some(f64::NAN),
            Some(f64::INFINITY),
            Some(1e308),
            Some(-1e308),
            Some(1e-308),
        ],
        log(200),
    ];
    for entry in catalogue().iter() {
        let is_flag = |port: &str| {
            entry.spec().output(port).and_then(|output| output.unit.as_deref()) == Some("0/1")
        };
        for kernel in variants(entry) {
            for (curve, with_optional) in
                curves.iter().flat_map(|curve| [(curve, false), (curve, true)])
            {
                let outputs = run(entry, &*kernel, &inputs(entry, curve, with_optional));
                if curve.iter().all(Option::is_none) {
                    // A flag may say "not" where nothing is known; anything else stays unknown.
                    let made = outputs
                        .iter()
                        .find(|(port, curve)| curve.null_count() < curve.len() && !is_flag(port));
                    assert!(made.is_none(), "{} makes values of nothing", entry.spec().id);
                }
            }
        }
    }
}

#[test]
fn a_missing_input_is_named() {
    for entry in catalogue().iter() {
        let Some(port) = entry.spec().inputs.iter().find(|port| !port.optional) else { continue };
        let problems = eval(&entry.spec().id, &Map::new(), Samples::new()).expect_err("refused");
        assert_eq!(problems[0].error_type, ErrorType::MissingInputCurves);
        assert_eq!(problems[0].place.port.as_ref(), Some(&port.name));
    }
}

#[test]
fn the_answer_does_not_depend_on_how_batches_are_cut() {
    for entry in catalogue().iter() {
        if matches!(entry.spec().scope, Scope::Well | Scope::Project) {
            continue;
        }
        for kernel in variants(entry) {
            cut_anywhere(entry, &*kernel, &inputs(entry, &log(157), true));
        }
    }
}

fn cut_anywhere(entry: &Entry, kernel: &dyn Kernel, inputs: &Inputs) {
    let whole = run(entry, kernel, inputs);
    let halo = if entry.spec().scope == Scope::Window { kernel.halo() } else { 0 };
    for batch in [1, 2, 7, 50, 156] {
        for start in (0..inputs.len()).step_by(batch) {
            let end = (start + batch).min(inputs.len());
            let (from, to) = (start.saturating_sub(halo), (end + halo).min(inputs.len()));
            let part = run(entry, kernel, &inputs.slice(from, to - from));
            for (port, curve) in &whole {
                assert_eq!(
                    part[port].slice(start - from, end - start),
                    curve.slice(start, end - start),
                    "{} {} {port}, samples {start}..{end}",
                    entry.spec().id,
                    Value::Object(kernel.parameters())
                );
            }
        }
    }
}

#[test]
fn the_same_input_gives_the_same_answer() {
    for entry in catalogue().iter() {
        let inputs = inputs(entry, &log(100), true);
        assert_eq!(
            run(entry, &*kernel(entry), &inputs),
            run(entry, &*kernel(entry), &inputs),
            "{}",
            entry.spec().id
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_input_and_no_accepted_parameter_panics(
        samples in prop::collection::vec(prop::option::of(any::<f64>()), 0..40),
        shares in prop::collection::vec(0.0..=1.0f64, 12),
    ) {
        for entry in catalogue().iter() {
            let mut given = Map::new();
            for ((name, schema), share) in properties(entry).into_iter().zip(&shares) {
                let bound = |one: &str, other: &str| schema.get(one).or(schema.get(other)).and_then(Value::as_f64);
                let low = bound("minimum", "exclusiveMinimum");
                if let (Some(low), Some(high)) = (low, bound("maximum", "exclusiveMaximum")) {
                    // The cube favours small values: long windows are slow, and much alike.
                    let value = low + (high - low) * share.powi(3);
                    let whole = schema["type"] == "integer";
                    given.insert(name, if whole { json!(value as i64) } else { json!(value) });
                }
            }
            if let Ok(kernel) = entry.prepare(&given) {
                run(entry, &*kernel, &inputs(entry, &samples, true));
            }
        }
    }
}

#[test]
fn every_operator_file_is_in_the_catalogue_and_has_a_digest() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let families = std::fs::read_dir(root.join("src/operators")).expect("operators").flatten();
    let mut files = BTreeSet::<PathBuf>::new();
    for family in families.map(|entry| entry.path()) {
        if family.is_dir() && !family.ends_with("support") {
            let found =
                std::fs::read_dir(&family).expect("a family").flatten().map(|file| file.path());
            files.extend(found.filter(|file| !file.ends_with("mod.rs")));
        }
    }
    let listed = catalogue().iter().map(|entry| root.join(entry.source())).collect();
    assert_eq!(files, listed, "each operator is one file and one line of its family");

    let digests: BTreeSet<_> = catalogue().iter().map(|entry| &entry.spec().impl_digest).collect();
    assert_eq!(digests.len(), files.len(), "each file has its own digest");
    assert!(digests.iter().all(|digest| digest.len() == 64));
    for entry in catalogue().iter() {
        let folder = Path::new(entry.source()).parent().and_then(Path::file_name);
        assert_eq!(folder, Some(entry.spec().family.as_ref()), "{}", entry.spec().id);
    }
}

#[test]
fn published_and_independent_numbers_are_reproduced() {
    let checks: Vec<Value> =
        serde_json::from_str(include_str!("data/operator_checks.json")).expect("checks");
    for check in checks {
        let tolerance = check["tolerance"].as_f64().expect("a tolerance");
        reproduce(check["check"].as_str().expect("a name"), &check, |_| tolerance);
    }
}

#[test]
fn signal_operators_agree_with_scipy() {
    let numbers: Value =
        serde_json::from_str(include_str!("data/scipy_numbers.json")).expect("numbers");
    for (index, case) in numbers["cases"].as_array().expect("cases").iter().enumerate() {
        let mut case = case.clone();
        let curve = case["input"]["X"].as_str().expect("the name of a curve").to_owned();
        case["input"]["X"] = numbers["curves"][curve].clone();
        // Values are near 100, so that a derivative near zero keeps no digits beyond 1e-7.
        reproduce(&format!("case {index}"), &case, |value| 1e-9 * value.abs().max(100.0));
    }
}

fn reproduce(name: &str, check: &Value, tolerance: impl Fn(f64) -> f64) {
    let operator = check["operator"].as_str().expect("an operator");
    let curves = samples_from_json(&object(check["input"].clone())).expect("samples");
    let outputs = eval(operator, &object(check["params"].clone()), curves)
        .unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
    let wanted = samples_from_json(&object(check["output"].clone())).expect("samples");
    for (port, wanted) in wanted {
        let place = format!("{name}, {operator} {} {port}", check["params"]);
        assert_near(&place, &outputs[&port], &wanted, &tolerance);
    }
}

fn assert_near(
    place: &str,
    found: &[Option<f64>],
    wanted: &[Option<f64>],
    tolerance: impl Fn(f64) -> f64,
) {
    assert_eq!(found.len(), wanted.len(), "{place}");
    for (index, pair) in found.iter().zip(wanted).enumerate() {
        let near = match pair {
            (Some(found), Some(wanted)) => (found - wanted).abs() <= tolerance(*wanted),
            (None, None) => true,
            _ => false,
        };
        assert!(near, "{place}, sample {index}: found {:?}, wanted {:?}", pair.0, pair.1);
    }
}

fn refused(id: &str, params: Value) -> Vec<Diagnostic> {
    catalogue().checked_parameters(id, &object(params)).expect_err("refused")
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
    let filled = catalogue().checked_parameters("median_filter", &object(json!({"window": 7.0})));
    assert_eq!(filled.expect("accepted")["window"], json!(7));
}

#[test]
fn a_misspelt_operator_is_answered_with_the_nearest() {
    assert_eq!(
        catalogue().nearest_id("vshale_larinov_old").as_deref(),
        Some("vshale_larionov_old")
    );
    assert_eq!(catalogue().nearest_id("zzz"), None);
    let problems = eval("porosity_densty", &Map::new(), Samples::new()).expect_err("refused");
    assert_eq!(problems[0].error_type, ErrorType::OperatorNotFound);
    assert_eq!(problems[0].hint.as_deref(), Some("did you mean porosity_density?"));
}

#[test]
fn curves_that_fit_no_port_or_differ_in_length_are_refused() {
    let curves = |text: Value| samples_from_json(&object(text)).expect("samples");
    let stranger = eval("porosity_density", &Map::new(), curves(json!({"RHOBB": 2.4})));
    assert_eq!(stranger.expect_err("refused")[0].hint.as_deref(), Some("did you mean RHOB?"));
    let uneven =
        eval("porosity_nd_average", &Map::new(), curves(json!({"PHIN": [0.1, 0.2], "PHID": 0.1})));
    assert_eq!(uneven.expect_err("refused")[0].error_type, ErrorType::DepthMismatch);
    let text = samples_from_json(&object(json!({"GR": ["high"]}))).expect_err("refused");
    assert_eq!(text[0].found.as_deref(), Some("\"high\""));
}

#[test]
fn what_an_operator_passes_over_is_noted() {
    let curves = samples_from_json(&object(json!({
        DEPTH: [1.0, 1.5, 2.0, 2.5],
        "PHIE": [0.2, null, 0.2, 0.2], "VSH": [0.1, 0.1, 0.1, 0.1], "SW": [0.2, 0.2, 0.2, 0.2],
    })));
    let params = object(json!({"min_thickness": 1.0}));
    let outputs = evaluate("net_pay_flag", &params, curves.expect("samples")).expect("runs");
    assert_eq!(
        outputs.notes(),
        ["1 samples not evaluated: an input is null", "1 runs of pay thinner than 1 m removed"]
    );
}
