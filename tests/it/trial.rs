//! An operator tried out on a well: before, after, and nothing written.

use serde_json::Value;

use crate::workspace::Bench;

fn names(trial: &Value, side: &str) -> Vec<String> {
    let curves = trial[side].as_array().expect("curves").iter();
    curves
        .map(|curve| curve["trace"]["curve"]["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_shows_before_and_after_and_keeps_nothing() {
    let bench = Bench::with_wells().await;
    let known = bench.wells().await;
    let arguments =
        ["ops", "try", "hampel_filter", "--well", "Mudrock-2", "--input", "X=DT", "--json"];
    let trial = bench.mudrock(&arguments).exits(0).json();
    assert_eq!(
        (trial["well"].as_str(), trial["version"].as_str()),
        (Some("Mudrock-2"), Some("1.0.0"))
    );
    assert_eq!(
        (names(&trial, "before"), names(&trial, "after")),
        (vec!["DT".to_owned()], vec!["X_HMP".to_owned()])
    );
    // The generated sonic has spikes; the filter takes the greatest of them away.
    let greatest = |side: &str| trial[side][0]["trace"]["curve"]["max"].as_f64().expect("a number");
    assert!(greatest("after") < greatest("before"), "{} {}", greatest("after"), greatest("before"));
    assert_eq!(trial["parameters"]["half_window"], 5);
    let unchanged = bench.wells().await;
    assert_eq!(unchanged.len(), known.len());
    assert!(known.iter().zip(&unchanged).all(|(a, b)| a.curves == b.curves), "nothing is written");
    assert!(bench.workspace.runs(Some(bench.project), 10).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn curves_come_in_the_units_of_the_ports_and_parameters_are_checked() {
    let bench = Bench::with_wells().await;
    // Mudrock-4 holds its density in kg/m3.
    let arguments = ["ops", "try", "porosity_density", "--well", "Mudrock-4", "--json"];
    let trial = bench.mudrock(&arguments).exits(0).json();
    let row = &trial["before"][0]["trace"]["curve"];
    assert_eq!((row["name"].as_str(), row["unit"].as_str()), (Some("RHOB"), Some("g/cm3")));
    assert!(row["max"].as_f64().expect("a number") < 3.5);

    let wrong = ["ops", "try", "porosity_density", "--params", r#"{"rho_ma": 9}"#];
    bench.mudrock(&wrong).exits(1).complains(&["rho_ma", "found: 9", "from 2 to 3.2 g/cm3"]);
    let nobody = ["ops", "try", "porosity_density", "--well", "Mudrock-77"];
    bench.mudrock(&nobody).exits(1).complains(&["Mudrock-77", "there is no such well"]);
    let open = ["ops", "try", "median_filter"];
    bench.mudrock(&open).exits(1).complains(&[
        "several curves of Mudrock-1 fit port X of median_filter",
        "BS, CALI, DT, GR, NPHI, PEF, RHOB, RT, SP",
        "--input X=CURVE, or press s on the screen",
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_of_a_trial_speak_of_no_pipeline() {
    let bench = Bench::with_wells().await;
    let said = |operator: &str, input: Option<&str>| {
        let mut arguments = vec!["ops", "try", operator];
        arguments.extend(input.map(|_| "--input").into_iter().chain(input));
        let said = bench.mudrock(&arguments).exits(1);
        for word in ["inputs", "\"operator\"", "\"wells\"", "upstream", "node"] {
            assert!(!said.stderr.contains(word), "{word}: {}", said.stderr);
        }
        said
    };
    said("vshale_minimum", None).complains(&[
        "no curve of Mudrock-1 fits port VSH of vshale_minimum",
        "wanted: shale volume in v/v",
        "--input VSH=",
    ]);
    said("vshale_clavier", Some("GR=FOO"))
        .complains(&["Mudrock-1 has no curve FOO for port GR", "--input GR=GR"]);
    said("vshale_clavier", Some("FOO=GR"))
        .complains(&["vshale_clavier has no input port FOO", "wanted: GR, IGR"]);
    said("vshale_clavier", Some("GR=NPHI"))
        .complains(&["unit of the curve for port GR does not convert", "curve NPHI"]);
    let twice = ["ops", "try", "vshale_clavier", "--input", "GR=GR", "--input", "gr=DT"];
    bench.mudrock(&twice).exits(2).complains(&["a port is fed twice", "port GR", "GR and DT"]);
    let several = ["ops", "try", "curve_coverage", "--input", "curves=GR", "--input", "CURVES=DT"];
    let several = bench.mudrock(&[&several[..], &["--json"]].concat()).exits(0).json();
    assert_eq!(names(&several, "before"), ["GR", "DT"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_depths_of_a_trial_can_be_read() {
    let bench = Bench::with_specials().await;
    let wells = bench.wells().await;
    let bins = wells[0].curves.iter().map(|curve| curve.name.clone());
    let bins: Vec<String> = bins.filter(|name| name.starts_with("T2[")).collect();
    assert!(!bins.is_empty());
    let input = format!("curves={}", bins.join(","));
    let arguments =
        ["ops", "try", "array_from_curves", "--well", &wells[0].name, "--input", &input];
    let printed = bench.mudrock(&arguments).exits(0);
    printed.reports(&["samples", "DEPT [m]", "the first 20 of ", "--json prints"]);
    // Neighbours 0.1524 m apart are told apart.
    let arguments = ["ops", "try", "resample_linear", "--input", "X=GR"];
    let printed = bench.mudrock(&arguments).exits(0).stdout;
    let table = printed.split("resampled").nth(1).expect("a table");
    let depth = |line: &&str| line.split_whitespace().next().map(str::to_owned);
    let depths: Vec<String> =
        table.lines().skip(2).take(100).filter_map(|line| depth(&line)).collect();
    assert!(depths.len() > 50, "{printed}");
    assert!(depths.windows(2).all(|pair| pair[0] != pair[1]), "{depths:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tops_and_tables_are_tried_too() {
    let bench = Bench::with_wells().await;
    let trial =
        bench.mudrock(&["ops", "try", "gap_detect", "--input", "X=RHOB", "--json"]).exits(0).json();
    assert!(!trial["tables"].as_array().expect("tables").is_empty(), "{trial}");
    let printed = bench.mudrock(&["ops", "try", "gap_detect", "--input", "X=RHOB"]).exits(0);
    assert!(printed.stdout.contains("length") && printed.stdout.contains("nothing was kept"));
    // Tops come from the project by themselves: six formations.
    let zones = bench.mudrock(&["ops", "try", "tops_to_zones", "--json"]).exits(0).json();
    assert_eq!(names(&zones, "after"), ["ZONE_ID"]);
    assert_eq!(zones["after"][0]["trace"]["curve"]["max"], 6.0);
}
