//! Versions: named once, in order, told apart by their channels, and all of them run.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use semver::Version;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::object;
use crate::domain::operator::{Channel, OperatorLookup};
use crate::operators::catalogue::{Catalogue, Entry, catalogue};
use crate::operators::compatible::is_compatible;
use crate::operators::eval::eval;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};

#[test]
fn versions_are_semantic_and_stand_once() {
    let mut once = BTreeSet::new();
    for entry in catalogue().iter() {
        let spec = entry.spec();
        let reference = spec.reference();
        let version = Version::parse(&spec.version).expect(&reference);
        assert_eq!(version.to_string(), spec.version, "{reference}");
        assert!(once.insert(reference.clone()), "{reference} is listed twice");
        let released = spec.channel == Channel::Stable;
        assert_eq!(version.pre.is_empty(), released, "{reference}: a pre-release is not stable");
        let first = catalogue().versions(&spec.id)[0];
        assert_eq!((&spec.category, &spec.family), (&first.category, &first.family), "{reference}");
    }
}

/// A node that asks for a compatible version is sound with every newer one of the same major number.
#[test]
fn a_version_of_the_same_major_number_takes_what_the_one_before_took() {
    for entry in catalogue().newest() {
        for pair in catalogue().versions(&entry.spec().id).windows(2) {
            let major = |at: usize| Version::parse(&pair[at].version).expect("semantic").major;
            let same = major(0) == major(1);
            assert!(!same || is_compatible(pair[0], pair[1]), "{}", pair[1].reference());
        }
    }
}

#[test]
fn what_is_deprecated_has_a_replacement() {
    for entry in catalogue().iter() {
        let Some(word) = &entry.spec().deprecated else { continue };
        let reference = entry.spec().reference();
        assert!(Version::parse(&word.since).is_ok(), "{reference}");
        let instead = match word.version() {
            Some(version) => catalogue().get(&format!("{}@{version}", entry.spec().id)),
            None => catalogue().get(&word.replacement),
        };
        let instead = instead.unwrap_or_else(|| panic!("{reference}: {}", word.replacement));
        assert!(instead.spec().deprecated.is_none(), "{reference}: its replacement goes too");
    }
}

#[test]
fn an_old_version_runs_as_it_did() {
    let ask = |id: &str| {
        let input = object(json!({"X": [1e16, 3.0, -1e16]}));
        let out = eval(id, &object(json!({"window": 3, "edge": "shrink"})), &input).expect("runs");
        out["X_MA"][1].as_f64().expect("a number")
    };
    // Added from the top, 1e16 + 3 rounds up by one: two of its units lie between its neighbours.
    assert_eq!(ask("moving_average@1.0.0"), 4.0 / 3.0);
    assert_eq!(ask("moving_average@1.1.0"), 1.0);
    assert_eq!(ask("moving_average"), 1.0);
    let spec = |id: &str| catalogue().get(id).expect("a version").spec();
    assert_ne!(spec("moving_average@1.0.0").impl_digest, spec("moving_average@1.1.0").impl_digest);
}

#[test]
fn a_version_that_there_is_not_is_told_with_those_there_are() {
    let problems = eval("moving_average@3.0.0", &Map::new(), &Map::new()).expect_err("refused");
    assert_eq!(problems[0].what, "operator \"moving_average\" has no version 3.0.0");
    assert_eq!(problems[0].wanted.as_deref(), Some("1.0.0 or 1.1.0"));
    assert!(catalogue().spec("moving_average@1.0.0").is_none(), "a pipeline names the id alone");
}

/// Does nothing.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct Params {}

/// The same curve, in a version of its own.
struct Same<const MAJOR: u8>;

impl<const MAJOR: u8> Operator for Same<MAJOR> {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "same",
        version: match MAJOR {
            1 => "1.9.0",
            2 => "1.10.0",
            _ => "2.0.0-beta.1",
        },
        channel: if MAJOR < 3 { Channel::Stable } else { Channel::Beta },
        aliases: &["identity"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("Y", "X")],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        Ok(Outputs::one("Y", input.curve("X")?.clone()))
    }
}

#[test]
fn the_newest_version_that_is_no_pre_release_is_taken_unasked() {
    let entry = |operator| Entry::new("signal", "smoothing", operator);
    let catalogue = Catalogue::of([entry(&Same::<3>), entry(&Same::<1>), entry(&Same::<2>)]);
    let numbers = |id: &str| -> Vec<String> {
        catalogue.versions(id).iter().map(|spec| spec.version.clone()).collect()
    };
    assert_eq!(numbers("identity"), ["1.9.0", "1.10.0", "2.0.0-beta.1"]);
    assert_eq!(catalogue.spec("same").expect("there").version, "1.10.0");
    assert_eq!(catalogue.channel("same", "stable").as_deref(), Some("1.10.0"));
    assert_eq!(catalogue.channel("same", "beta").as_deref(), Some("2.0.0-beta.1"));
    assert_eq!(catalogue.channel("same", "canary"), None);
    let unasked: Vec<Value> = catalogue.newest().map(|it| json!(it.spec().version)).collect();
    assert_eq!(unasked, ["1.10.0"]);
}
