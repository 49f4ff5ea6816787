//! Operators from the command line: what is given, what is printed, and what one is told to do next.

use serde_json::json;

use super::{alone, alone_on};
use crate::workspace::Bench;

#[test]
fn what_is_given_twice_is_taken_or_refused() {
    let taken = alone(&["ops", "eval", "vshale_minimum", "VSH=1,4", "VSH=3,2", "--json"]).exits(0);
    assert_eq!(taken.json()["VSH"], json!([1.0, 2.0]));
    alone(&["ops", "eval", "vshale_minimum", "VSH=1,4", "VSH=3,2"])
        .exits(0)
        .reports(&["VSH_1", "VSH_2"]);
    let twice = alone(&["ops", "eval", "vshale_clavier", "GR=20", "GR=30"]).exits(2);
    twice.complains(&["a port is fed twice", "port GR"]);
    let twice =
        alone_on(r#"{"GR": [20], "GR": [30]}"#, &["ops", "eval", "vshale_clavier"]).exits(2);
    twice.complains(&["a port is fed twice", "port GR"]);
}

#[test]
fn answers_are_printed_as_tables() {
    let survey = ["MD=0,45,90,180", "INCL=87,null,90,90", "AZIM=359,0,359,2"];
    let cut = alone(&[&["ops", "eval", "dogleg_severity"][..], &survey].concat()).exits(0);
    let lines: Vec<&str> = cut.stdout.lines().collect();
    assert_eq!(lines.len(), 5, "a name, heads and three stations: {}", cut.stdout);
    assert_eq!(lines[1].split_whitespace().collect::<Vec<_>>(), ["MD", "DLS"]);
    let sets = r#"{"curves": {"A": [1, null], "B": [2, 2]}}"#;
    let coverage = alone_on(sets, &["ops", "eval", "curve_coverage"]).exits(0);
    assert!(!coverage.stdout.contains('{'), "{}", coverage.stdout);
    let zones = ["ops", "eval", "tops_to_zones", "DEPT=1,2", "TOP=1", "NAME=1", "--json"];
    assert_eq!(alone(&zones).exits(0).json()["ZONE"], json!(["1", "1"]));
    let depths = ["ops", "eval", "resample_linear", "DEPT=1409.0904,1409.2428", "X=1,2"];
    alone(&depths).exits(0).reports(&["1409.090", "1409.243"]);
    let many = vec!["1"; 1200].join(",");
    let many = alone(&["ops", "eval", "vshale_clavier", &format!("GR={many}")]).exits(0);
    many.reports(&["and 200 rows more", "--json prints all rows"]);
}

#[test]
fn hints_of_eval_lead_on() {
    let brackets = ["ops", "eval", "vshale_clavier", "GR=[20, null]", "--json"];
    assert_eq!(alone(&brackets).exits(0).json()["VSH_CL"], json!([0.0, null]));
    let wrong = alone(&["ops", "eval", "vshale_clavier", "GR=20,abc"]).exits(1);
    wrong.complains(&["sample 2 is not a number", "GR=20,null,75 or GR=[20,null,75]"]);
    let unknown = alone(&["ops", "eval", "vshale", "GR=20"]).exits(1);
    unknown.complains(&["did you mean vshale_clavier", "`mudrock ops list vshale`"]);
    alone(&["ops", "show", "xylophone"]).exits(1).complains(&["`mudrock ops list WORDS`"]);
    let empty = alone(&["ops", "eval", "vshale_clavier"]).exits(2);
    assert!(!empty.stderr.contains("quotes"), "{}", empty.stderr);
    empty.complains(&["standard input is empty", "PORT=V,V"]);
    let cut = alone_on(r#"{"GR": [20"#, &["ops", "eval", "vshale_clavier"]).exits(2);
    cut.complains(&["ends before its last bracket"]);
    let nothing = alone_on("{}", &["ops", "eval", "vshale_clavier"]).exits(1);
    assert!(!nothing.stderr.contains("DEPT"), "{}", nothing.stderr);
}

#[test]
fn a_filter_that_means_nothing_is_an_error() {
    let family = alone(&["ops", "list", "--family", "vhsale"]).exits(1);
    family.complains(&["there is no such family", "\"vhsale\"", "did you mean \"vshale\"?"]);
    let category = alone(&["ops", "list", "--category", "nonsense", "--json"]).exits(1);
    assert_eq!(category.json()["errors"][0]["found"], "\"nonsense\"");
    alone(&["ops", "list", "--family", "shale volume"]).exits(0).reports(&["vshale_clavier"]);
    let mnemonic = alone(&["ops", "list", "--quantity", "GR"]).exits(1);
    mnemonic.complains(&["GR is a curve of \"gamma ray\""]);
    let word = alone(&["ops", "list", "--quantity", "porosity"]).exits(1);
    word.complains(&["did you mean \"density porosity\""]);
}

#[test]
fn a_search_minds_no_spelling() {
    for words in ["gamma-ray", "GAMMARAY", "gamma ray"] {
        alone(&["ops", "list", words]).exits(0).reports(&["gamma_ray_index"]);
    }
    for words in ["normalization", "normalize"] {
        alone(&["ops", "list", words]).exits(0).reports(&["normalise_minmax"]);
    }
    let toc = alone(&["ops", "list", "toc"]).exits(0).stdout;
    assert!(toc.contains("toc_schmoker") && !toc.contains("autocorrelation"), "{toc}");
}

#[test]
fn a_page_tells_aliases_and_results_and_keeps_to_ascii() {
    alone(&["ops", "show", "nmr_bound_fluid"]).exits(0).reports(&["also called dist"]);
    alone(&["ops", "show", "length_weighted_mean"]).exits(0).reports(&["mean\n     3.5"]);
    alone(&["ops", "show", "array_slice"]).exits(0).reports(&["2 3"]);
    let table = alone(&["ops", "show", "curve_alias"]).exits(0).stdout;
    let at = |word: &str| table.find(word).unwrap_or_else(|| panic!("{word}: {table}"));
    assert!(at("see below") < at("Example") && at("Example") < at("Default of table"));
    let page = alone(&["ops", "show", "sw_simandoux", "--ascii"]).exits(0);
    assert!(page.stdout.is_ascii(), "{}", page.stdout);
    page.reports(&["Mesures dielectriques"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn curves_that_a_template_lacks_are_one_warning() {
    let bench = Bench::with_wells().await;
    let new = ["pipelines", "new", "--template", "nmr_porosity", "--project", "test"];
    let said = bench.mudrock(&new).exits(0);
    assert!(!said.stderr.contains("error:"), "{}", said.stderr);
    assert_eq!(said.stderr.matches("warning:").count(), 1, "{}", said.stderr);
    said.complains(&["these 14 curves", "T2[0] to T2[13]"]);
    let templates = bench.mudrock(&["pipelines", "templates"]).exits(0);
    templates.reports(&["T2[0] to T2[13]"]);
}
