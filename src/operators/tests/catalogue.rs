//! The catalogue is whole: every operator of the list is there, as the list has it, and no file is forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::properties;
use crate::domain::diagnostic::ErrorType;
use crate::domain::operator::OperatorLookup;
use crate::operators::catalogue;
use crate::operators::eval::eval;

/// Rows of the list: id, title, category, family, inputs, parameters, output, …
fn rows() -> Vec<csv::StringRecord> {
    let list = include_str!("data/catalogue.csv");
    csv::Reader::from_reader(list.as_bytes()).records().map(|row| row.expect("a row")).collect()
}

#[test]
fn every_operator_of_the_list_is_there_in_its_family() {
    let listed: BTreeMap<String, (String, String, String)> = rows()
        .iter()
        .map(|row| (row[0].to_owned(), (row[1].to_owned(), row[2].to_owned(), row[3].to_owned())))
        .collect();
    let there: BTreeMap<String, (String, String, String)> = catalogue()
        .iter()
        .map(|entry| {
            let spec = entry.spec();
            let about = (spec.title.clone(), spec.category.clone(), spec.family.clone());
            (spec.id.clone(), about)
        })
        .collect();
    let missing: Vec<_> = listed.keys().filter(|id| !there.contains_key(*id)).collect();
    assert!(missing.is_empty(), "{} are missing: {missing:?}", missing.len());
    for (id, about) in &listed {
        assert_eq!(&there[id], about, "{id}");
    }
}

/// The parameters of the list, such as `gr_clean:f64[gAPI]=20{0..gr_shale}; clip:bool=true`.
#[test]
fn parameters_have_the_names_and_defaults_of_the_list() {
    for row in rows() {
        let Some(entry) = catalogue().get(&row[0]) else { continue };
        let (properties, defaults) = (properties(entry), entry.defaults());
        for parameter in row[5].split("; ").filter(|text| text.contains(':')) {
            let (name, about) = parameter.split_once(':').expect("a name");
            let Some(default) = defaults.get(name) else {
                panic!("{} has no parameter {name}; it has {:?}", &row[0], properties.keys())
            };
            let wanted = about.split_once('=').map(|(_, rest)| rest.split(['{', ' ']).next());
            let Some(Some(wanted)) = wanted else { continue };
            let same = match (default, wanted.parse::<f64>()) {
                (Value::Number(number), Ok(wanted)) => number.as_f64() == Some(wanted),
                (Value::Bool(flag), _) => flag.to_string() == wanted,
                (Value::String(text), _) => text == wanted,
                _ => true, // Lists and values by class are told in words.
            };
            assert!(same, "{}.{name}: default {default}, the list has {wanted}", &row[0]);
        }
    }
}

/// Outputs whose unit in the list is not that of their numbers, formula and checks alike.
///
/// B: 4.6 and 3.83 are mho/m per meq/cm3; in mho.cm2/meq, as the list says, they are 0.046 and 0.0383.
const WRONG_IN_THE_LIST: &[(&str, &str)] = &[("waxman_smits_b", "B")];

/// The outputs of the list that name a mnemonic, such as `VSH_ST[v/v]` or `TVD[m]; NORTH[m]`.
#[test]
fn outputs_have_the_names_and_units_of_the_list() {
    for row in rows() {
        let Some(entry) = catalogue().get(&row[0]) else { continue };
        for output in row[6].split("; ") {
            let Some((name, unit)) = output.trim_end_matches(']').split_once('[') else { continue };
            let name = name.trim_start_matches("scalar ");
            if name.contains([' ', '\'']) || name == "curve" {
                continue; // Told in words.
            }
            let Some(port) = entry.spec().output(name) else {
                panic!("{} has no output {name}", &row[0])
            };
            if WRONG_IN_THE_LIST.contains(&(&row[0], name)) {
                continue;
            }
            let own = port.unit.as_deref().unwrap_or("same");
            let known = crate::domain::units::Unit::parse(unit).is_some();
            assert!(!known || own == unit, "{} {name}: unit {own}, the list has {unit}", &row[0]);
        }
    }
}

#[test]
fn ids_name_their_kind() {
    for entry in catalogue().iter() {
        let id = &entry.spec().id;
        let plain = |letter: char| letter.is_ascii_lowercase() || "_0123456789".contains(letter);
        assert!(id.chars().all(plain), "{id}");
    }
}

#[test]
fn every_operator_file_is_in_the_catalogue_and_has_a_digest() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeSet::<PathBuf>::new();
    for category in ["arrays", "mining", "quality", "signal", "subsurface", "wells"] {
        let families = std::fs::read_dir(root.join("src/operators").join(category));
        for family in families.expect("families").flatten().filter(|one| one.path().is_dir()) {
            let found = std::fs::read_dir(family.path()).expect("a family").flatten();
            files.extend(found.map(|file| file.path()).filter(|file| !file.ends_with("mod.rs")));
        }
    }
    let listed = catalogue().iter().map(|entry| root.join(entry.source())).collect();
    assert_eq!(files, listed, "every file of a family holds an operator");

    let digests: BTreeSet<_> = catalogue().iter().map(|entry| &entry.spec().impl_digest).collect();
    assert_eq!(digests.len(), files.len(), "each file has its own digest");
    assert!(digests.iter().all(|digest| digest.len() == 64));
    for entry in catalogue().iter() {
        let folder = Path::new(entry.source()).parent().and_then(Path::file_name);
        assert_eq!(folder, Some(entry.spec().family.as_ref()), "{}", entry.spec().id);
    }
}

#[test]
fn a_misspelt_operator_is_answered_with_the_nearest() {
    assert_eq!(
        catalogue().nearest_id("vshale_larinov_old").as_deref(),
        Some("vshale_larionov_old")
    );
    assert_eq!(catalogue().nearest_id("zzz"), None);
    let problems = eval("porosity_densty", &Map::new(), &Map::new()).expect_err("refused");
    assert_eq!(problems[0].error_type, ErrorType::OperatorNotFound);
    assert_eq!(problems[0].hint.as_deref(), Some("did you mean porosity_density?"));
}

#[test]
fn another_spelling_finds_the_operator() {
    let entry = catalogue().get("vshale_stieber").expect("an alias");
    assert_eq!(entry.spec().id, "vshale_steiber");
    assert_eq!(json!(entry.spec().aliases), json!(["vshale_stieber"]));
}
