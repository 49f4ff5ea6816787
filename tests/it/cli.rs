//! The command line, driven from outside: exit codes, reports, and what it says when things are wrong.

mod facts;
mod ops;
mod sql;

use std::io::{BufRead, BufReader, Seek, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use crate::workspace::{Bench, fixture};

/// What a command left behind.
pub struct Said {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Said {
    /// Demands an exit code.
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Demands words on standard error.
    pub fn complains(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.stderr.contains(word), "\"{word}\" is not in:\n{}", self.stderr);
        }
        self
    }

    /// Demands words on standard output.
    pub fn reports(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.stdout.contains(word), "\"{word}\" is not in:\n{}", self.stdout);
        }
        self
    }

    /// Reads the report as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}:\n{}\n{}", self.stdout, self.stderr))
    }
}

/// The program without any database.
fn program(data_dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mudrock"));
    command.env_clear();
    for name in ["PATH", "HOME"] {
        command.env(name, std::env::var(name).unwrap());
    }
    command.env("MUDROCK_DATA_DIR", data_dir);
    command.env("MUDROCK_CONFIG_DIR", data_dir.join("config"));
    command.env("MUDROCK_USER", "tester@example.org");
    command.env("LANG", "C.UTF-8");
    command.stdin(Stdio::null());
    command
}

fn said(mut command: Command) -> Said {
    let output = command.output().unwrap();
    Said {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the program without a database.
pub fn alone(arguments: &[&str]) -> Said {
    let dir = tempfile::tempdir().unwrap();
    let mut command = program(dir.path());
    command.args(arguments);
    said(command)
}

/// Runs the program without a database, with a text on standard input.
fn alone_on(input: &str, arguments: &[&str]) -> Said {
    let dir = tempfile::tempdir().unwrap();
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(input.as_bytes()).unwrap();
    file.rewind().unwrap();
    let mut command = program(dir.path());
    command.args(arguments).stdin(file);
    said(command)
}

impl Bench {
    fn command(&self) -> Command {
        let mut command = program(self.dir.path());
        for (name, value) in self.server.environment() {
            command.env(name, value);
        }
        command
    }

    /// Runs the program on the database and store of the bench.
    pub fn mudrock(&self, arguments: &[&str]) -> Said {
        let mut command = self.command();
        command.args(arguments);
        said(command)
    }
}

pub fn text(path: PathBuf) -> String {
    path.to_str().unwrap().to_owned()
}

fn standard() -> String {
    text(fixture("pipelines/standard_petrophysics.json"))
}

/// Returns the curves of a report by name, for one well.
fn curve<'a>(curves: &'a Value, well: &str, name: &str) -> &'a Value {
    let rows = curves.as_array().unwrap();
    rows.iter()
        .find(|row| row["well_name"] == well && row["name"] == name)
        .unwrap_or_else(|| panic!("{well} has no {name}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn wells_are_imported_once_and_known_the_second_time() {
    let bench = Bench::empty().await;
    let wells = text(fixture("wells"));
    let first = bench.mudrock(&["import", &wells, "--project", "north"]).exits(0);
    let first = first.reports(&["Mudrock-5", "800", "30 tops", "project \"north\" (new): 6 files"]);
    assert!(first.stderr.contains("mudrock-1.las: Mudrock-1, 9 curves of 800 samples"));
    let again = ["import", &wells, "--project", "north"];
    bench.mudrock(&again).exits(0).reports(&["nothing changed: 6 files are known already"]);
    let report = bench.mudrock(&[&again[..], &["--json"]].concat()).exits(0).json();
    assert_eq!(report["files"][0]["outcome"], "unchanged");
    assert_eq!(report["project_created"], false);
    let curves = bench.mudrock(&["curves", "list", "--json"]).exits(0).json();
    assert_eq!(curves.as_array().unwrap().len(), 45);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipeline_file_runs_to_plausible_curves_and_again_under_new_names() {
    let bench = Bench::with_wells().await;
    let run = bench.mudrock(&["run", &standard(), "--project", "test", "--json"]).exits(0);
    assert!(run.stderr.contains("Shale volume: 5 of 5 wells"), "{}", run.stderr);
    let result = run.json();
    assert_eq!(result["run"]["status"], "completed");
    assert_eq!(result["nodes"].as_array().unwrap().len(), 10);
    assert_eq!(result["output_curves"].as_array().unwrap().len(), 40);
    // Bounds from physics: a shale volume is a fraction, a porosity of the sample wells stays
    // below that of loose sand or mud in a washout, a saturation is a fraction.
    for (name, low, high) in
        [("VSH_LT_1", 0.0, 1.0), ("PHIX_AV_1", 0.0, 0.8), ("SW_AR_1", 0.0, 1.0)]
    {
        for well in ["Mudrock-1", "Mudrock-3", "Mudrock-4"] {
            let curve = curve(&result["output_curves"], well, name);
            let [min, mean, max] =
                ["min", "mean", "max"].map(|statistic| curve[statistic].as_f64().unwrap());
            assert!(low <= min && min < mean && mean < max && max <= high, "{well} {curve}");
            assert_eq!(curve["unit"], "v/v");
        }
    }
    // The file is the one stored already, so the suffixes that the run moved on stay.
    let again = bench.mudrock(&["run", &standard(), "--project", "test"]).exits(0);
    again.reports(&["VSH_LT_2", "✓ completed", "Mudrock-1", "and 16 curves in 2 more wells"]);
    let listed = bench.mudrock(&["curves", "list", "--well", "Mudrock-1", "--curve", "VSH_LT_2"]);
    listed.exits(0).reports(&["vshale_larionov_tertiary 1.0.0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_are_listed_shown_and_logged() {
    let bench = Bench::with_wells().await;
    let run = bench.mudrock(&["run", &standard(), "--json"]).exits(0).json();
    let id = run["run"]["id"].as_str().unwrap();
    let short = &id[id.len() - 8..];
    bench.mudrock(&["runs", "list"]).exits(0).reports(&[short, "Standard petrophysics", "5/5"]);
    bench.mudrock(&["runs", "show", short]).exits(0).reports(&[
        "Net pay",
        "net_pay_flag",
        "SW_AR_1",
    ]);
    let picture = bench.mudrock(&["graph", "Standard petrophysics", "--run", short]).exits(0);
    picture.reports(&["│ ✓ Net pay"]);
    let bare = bench.mudrock(&["graph", "Standard petrophysics", "--run", "none"]).exits(0);
    assert!(!bare.stdout.contains('✓'));
    // Following a run that has ended ends too.
    let log = bench.mudrock(&["runs", "logs", short, "--follow"]).exits(0);
    log.reports(&["run started", "Mudrock-3: VSH_LT_1 written", "run completed"]);
    let shown = bench.mudrock(&["runs", "show", id, "--json"]).exits(0).json();
    assert_eq!(shown["run"]["id"], id);
    let refused = bench.mudrock(&["runs", "cancel", short]).exits(1);
    refused.complains(&["the run has ended already"]);
    bench
        .mudrock(&["runs", "show", "zzz"])
        .exits(1)
        .complains(&["there is no such run", "\"zzz\""]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_run_reports_just_the_known_fields() {
    let bench = Bench::with_wells().await;
    let said = bench.mudrock(&["run", &standard(), "--node", "Shale volume", "--json"]).exits(0);
    let result = said.json();
    let fields: Vec<&String> = result.as_object().unwrap().keys().collect();
    assert_eq!(
        fields,
        [
            "node_id",
            "status",
            "execution_id",
            "execution_time_ms",
            "input_curve_count",
            "output_curve_count",
            "output_curves"
        ]
    );
    assert_eq!(result["status"], "completed");
    assert_eq!(
        (&result["input_curve_count"], &result["output_curve_count"]),
        (&json!(5), &json!(5))
    );
    let curves = result["output_curves"].as_array().unwrap();
    assert!(curves.iter().all(|curve| curve["name"] == "VSH_LT_1" && curve["well_id"].is_string()));
    bench.mudrock(&["run", &standard(), "--node", "Shale volume"]).exits(0).reports(&["VSH_LT_2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_names_are_refused_with_the_nearest_one() {
    let bench = Bench::with_wells().await;
    bench.pipeline("standard_petrophysics.json").await;
    let name = "Standard petrophysics";
    for (arguments, words) in [
        (
            &["run", "Standard petrophysic"][..],
            ["no such pipeline", "did you mean \"Standard petro"],
        ),
        (&["run", name, "--project", "tset"], ["no such project", "did you mean \"test\""]),
        (
            &["run", name, "--node", "Shale volum"],
            ["no such node", "did you mean \"Shale volume\""],
        ),
        (&["run", name, "--wells", "Mudrok-1"], ["no such well", "did you mean \"Mudrock-1\""]),
        (&["curves", "list", "--well", "Mudrok-2"], ["no such well", "did you mean \"Mudrock-2\""]),
        (&["curves", "list", "--curve", "NPHY"], ["no such curve", "did you mean \"NPHI\""]),
        (&["ops", "show", "sw_archi"], ["no such operator", "did you mean sw_archie"]),
    ] {
        let refused = bench.mudrock(arguments).exits(1).complains(&words);
        assert_eq!(refused.stdout, "", "{arguments:?}");
        let json = bench.mudrock(&[arguments, &["--json"]].concat()).exits(1).json();
        assert!(json["errors"][0]["what"].as_str().unwrap().contains(words[0]), "{json}");
    }
    assert_eq!(bench.workspace.runs(None, 10).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_cut_in_half_does_not_stop_the_others() {
    let bench = Bench::empty().await;
    let whole = std::fs::read(fixture("wells/mudrock-2.las")).unwrap();
    let cut = bench.dir.path().join("cut.las");
    std::fs::write(&cut, &whole[..9000]).unwrap();
    let (cut, good) = (text(cut), text(fixture("wells/mudrock-1.las")));
    let both = bench.mudrock(&["import", &cut, &good, "--project", "north"]).exits(3);
    both.complains(&["cut.las", "ends in the middle", "hint:"])
        .reports(&["1 file imported, 1 failed"]);
    bench.mudrock(&["import", &cut, "--project", "north"]).exits(1);
    let wells = bench.workspace.wells(bench.workspace.project("north").await.unwrap().id).await;
    assert_eq!(wells.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_well_without_a_curve_makes_a_run_partial() {
    let bench = Bench::with_wells().await;
    let lone = bench.dir.path().join("lone.las");
    std::fs::write(
        &lone,
        "~V\n VERS. 2.0 :\n WRAP. NO :\n~W\n STRT.M 1000.0 :\n STOP.M 1001.0 :\n STEP.M 0.5 :\n \
         NULL. -999.25 :\n WELL. Lone-1 :\n~C\n DEPT.M :\n GR.GAPI :\n~A\n 1000.0 50.0\n \
         1000.5 60.0\n 1001.0 70.0\n",
    )
    .unwrap();
    bench.mudrock(&["import", &text(lone), "--project", "test"]).exits(0);
    let run = bench.mudrock(&["run", &standard(), "--wells", "Lone-1,Mudrock-1"]).exits(3);
    run.reports(&["◑ partial", "VSH_LT_1"]).complains(&[
        "the well lacks a curve",
        "node Smooth density, port X, well Lone-1, curve RHOB",
        "hint: import the curve",
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pipelines_are_imported_exported_listed_and_shown() {
    let bench = Bench::with_wells().await;
    let broken = bench.dir.path().join("broken.json");
    std::fs::write(&broken, "{").unwrap();
    let import =
        bench.mudrock(&["pipelines", "import", &standard(), &text(broken), "--project", "test"]);
    import
        .exits(3)
        .reports(&["Standard petrophysics: stored"])
        .complains(&["not well-formed JSON"]);
    let name = "Standard petrophysics";
    bench.mudrock(&["pipelines", "list"]).exits(0).reports(&[name, "1.0.0"]);
    bench.mudrock(&["pipelines", "show", name]).exits(0).reports(&[
        "GR = Despike gamma ray.X_HMP",
        "VSH_LT_1",
        "sw_archie",
    ]);
    bench.mudrock(&["pipelines", "validate", name]).exits(0).reports(&["sound, 10 nodes"]);
    let file = bench.dir.path().join("out.yaml");
    let export = ["pipelines", "export", name, "--format", "yaml", "--out", &text(file.clone())];
    bench.mudrock(&export).exits(0);
    // What was exported can be run again.
    bench.mudrock(&["pipelines", "validate", &text(file)]).exits(0).reports(&["sound"]);
    let picture = bench.mudrock(&["graph", name, "--ascii"]).exits(0);
    assert!(picture.stdout.is_ascii() && picture.stdout.contains("Water saturation"));
    bench.mudrock(&["graph", name, "--run", "last"]).exits(1).complains(&["has no run yet"]);
    bench.mudrock(&["graph", name, "--run", "none"]).exits(0);
}

/// Edits that name nodes by name, the last one refused.
const EDITS: &str = r#"[
  {"edit": "rename", "node": "Despike gamma ray", "name": "Clean gamma ray"},
  {"edit": "set_metadata", "node": "Clean gamma ray", "metadata": {"tags": ["qc"]}}
]"#;

#[test]
fn edits_are_applied_to_a_file_all_or_none() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("p.json");
    std::fs::copy(standard(), &file).unwrap();
    let file = text(file);
    let read = || std::fs::read_to_string(&file).unwrap();
    let edit = ["pipelines", "edit", &file, "--edits", "-"];
    let before = read();
    let said = alone_on(EDITS, &[&edit[..], &["--dry-run"]].concat()).exits(0);
    said.reports(&["rename \"Despike gamma ray\"", "2 edits would be written"]);
    assert_eq!(read(), before);
    let refused =
        EDITS.replace("\"Clean gamma ray\", \"metadata\"", "\"Clean gama ray\", \"metadata\"");
    alone_on(&refused, &edit).exits(1).complains(&[
        "edit 2",
        "input:3",
        "did you mean \"Clean gamma ray\"",
    ]);
    let misspelt = EDITS.replace("\"tags\"", "\"tgas\"");
    alone_on(&misspelt, &edit).exits(1).complains(&["unknown key", "tgas", "input:3", "`tags`"]);
    assert_eq!(read(), before);
    let report = alone_on(EDITS, &[&edit[..], &["--json"]].concat()).exits(0).json();
    assert_eq!((&report["outcome"], &report["valid"]), (&json!("written"), &json!(true)));
    assert!(read().contains("Clean gamma ray") && read().contains("qc"));
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_are_applied_to_a_stored_pipeline() {
    let bench = Bench::with_wells().await;
    bench.mudrock(&["pipelines", "import", &standard(), "--project", "test"]).exits(0);
    let name = "Standard petrophysics";
    let edits = bench.dir.path().join("edits.json");
    std::fs::write(&edits, EDITS).unwrap();
    let edits = text(edits);
    let edit = ["pipelines", "edit", name, "--edits", &edits, "--message", "named by its use"];
    bench.mudrock(&edit).exits(0).reports(&["2 edits saved"]);
    bench.mudrock(&["pipelines", "show", name]).exits(0).reports(&["GR = Clean gamma ray.X_HMP"]);
    // The name is gone, so the same edits are refused, and nothing is stored.
    bench.mudrock(&edit).exits(1).complains(&["edit 1", "Despike gamma ray"]);
    std::fs::write(&edits, r#"[{"edit": "disconnect", "from": "Wells", "to": "Clean gamma ray"}]"#)
        .unwrap();
    bench.mudrock(&edit).exits(1).complains(&["reads no node"]);
    bench.mudrock(&["pipelines", "validate", name]).exits(0).reports(&["sound, 10 nodes"]);
}

#[test]
fn a_pipeline_file_is_checked_and_drawn_without_a_database() {
    // The data directory lies below a file: whatever would be written there cannot be.
    let command = |arguments: &[&str]| {
        let mut command = program(Path::new("/dev/null/nowhere"));
        command.env("MUDROCK_CONFIG_DIR", env!("CARGO_TARGET_TMPDIR")).args(arguments);
        said(command)
    };
    command(&["pipelines", "validate", &standard()]).exits(0).reports(&["sound, 10 nodes"]);
    let drawn = command(&["graph", &standard(), "--width", "100"]).exits(0);
    drawn.reports(&["│ Wells │", "Density porosity", "▼"]);
    command(&["graph", &standard(), "--format", "dot"]).exits(0).reports(&["digraph"]);
    command(&["graph", &standard(), "--format", "svg"]).exits(0).reports(&["<svg"]);
    let graph = command(&["graph", &standard(), "--json"]).exits(0).json();
    assert_eq!(graph["nodes"].as_array().unwrap().len(), 10);
    let down =
        |format: &str| command(&["graph", &standard(), "--format", format, "--direction", "down"]);
    down("dot").exits(0).reports(&["rankdir=TB"]);
    down("mermaid").exits(0).reports(&["flowchart TD"]);
    down("unicode").exits(0).reports(&["▼"]);
    let card = command(&["graph", &standard(), "--zoom", "card", "--format", "ascii"]).exits(0);
    assert!(card.stdout.is_ascii() && card.stdout.contains("sw_archie"));
    let glyph = command(&["graph", &standard(), "--zoom", "glyph"]).exits(0);
    assert!(!glyph.stdout.contains("Wells") && glyph.stdout.contains("[▷]"));
    command(&["graph", &standard(), "--zoom", "card", "--format", "dot"])
        .exits(2)
        .complains(&["this form has no zoom"]);
    command(&["graph", &standard(), "--run", "last"])
        .exits(2)
        .complains(&["a pipeline file has no runs"]);
    command(&["graph", &standard(), "--zoom", "huge"])
        .exits(2)
        .complains(&["glyph, line, box, card"]);
}

#[test]
fn branches_that_do_the_same_are_drawn_once() {
    let dir = tempfile::tempdir().unwrap();
    let node = |id: &str, dependencies: &[&str], node_type: Value| {
        json!({
            "id": id, "name": id.replace('_', " "), "dependencies": dependencies,
            "node_type": node_type, "metadata": { "tags": if id.starts_with("Despike") { json!(["cleaning"]) } else { json!([]) } },
        })
    };
    let operator = || json!({ "type": "operator", "operator_id": "hampel_filter" });
    let wells = json!({ "type": "ingestion", "source_type": { "source": "well_logs", "curve_names": ["GR", "RT", "RHOB"] } });
    let screens = json!({ "type": "output", "output_type": "frontend" });
    let path = dir.path().join("wells.json");
    let nodes = [
        node("Wells", &[], wells),
        node("Despike_GR", &["Wells"], operator()),
        node("Despike_RT", &["Wells"], operator()),
        node("Despike_RHOB", &["Wells"], operator()),
        node("Keep", &["Despike_GR", "Despike_RT", "Despike_RHOB"], screens),
    ];
    std::fs::write(&path, json!({ "name": "wells", "nodes": nodes }).to_string()).unwrap();
    let path = text(path);
    alone(&["graph", &path, "--fold"]).exits(0).reports(&["Despike ×3"]);
    alone(&["graph", &path, "--fold", "--ascii"]).exits(0).reports(&["Despike x3"]);
    let folded = alone(&["graph", &path, "--fold", "--json"]).exits(0).json();
    assert_eq!(folded["nodes"][1]["members"], json!(["Despike_GR", "Despike_RT", "Despike_RHOB"]));
    assert_eq!(folded["edges"].as_array().unwrap().len(), 2);
    alone(&["graph", &path, "--fold-tag", "cleaning"]).exits(0).reports(&["cleaning ×3"]);
    alone(&["graph", &path, "--fold-tag", "shale"])
        .exits(2)
        .complains(&["no node has the tag \"shale\"", "tags cleaning"]);
}

#[test]
fn all_problems_of_a_pipeline_file_come_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, change: &dyn Fn(&str) -> String| {
        let path = dir.path().join(name);
        let original = std::fs::read_to_string(standard()).unwrap();
        std::fs::write(&path, change(&original)).unwrap();
        text(path)
    };
    let misspelt = write("misspelt.json", &|text| text.replace("\"inputs\"", "\"inpts\""));
    alone(&["pipelines", "validate", &misspelt]).exits(1).reports(&["8 errors"]).complains(&[
        "unknown key \"inpts\"",
        "misspelt.json:",
        "node shale_volume",
        "hint: did you mean `inputs`?",
    ]);
    let cycle = write("cycle.json", &|text| {
        text.replacen(
            "\"dependencies\": [\n        \"wells\"",
            "\"dependencies\": [\n        \"shale_volume\"",
            1,
        )
    });
    let report = alone(&["pipelines", "validate", &cycle, "--json"]).exits(1).json();
    assert_eq!(report["valid"], false);
    let kinds: Vec<&Value> =
        report["errors"].as_array().unwrap().iter().map(|e| &e["error_type"]).collect();
    assert!(kinds.contains(&&json!("CycleDetected")), "{report:#}");
    alone(&["graph", &cycle]).exits(0).complains(&["Despike gamma ray → Shale volume", "where: "]);
}

#[test]
fn operators_are_tried_out_on_arguments_and_standard_input() {
    // Larionov for Tertiary rocks: 0.083 (2^(3.7 IGR) - 1), here with IGR = 0.55.
    let expected = 0.083 * ((3.7f64 * 0.55).exp2() - 1.0);
    let input = r#"{"GR": [20, 75, null]}"#;
    let said = alone_on(input, &["ops", "eval", "vshale_larionov_tertiary", "--json"]).exits(0);
    let values = &said.json()["VSH_LT"];
    assert!((values[1].as_f64().unwrap() - expected).abs() < 1e-9, "{values}");
    assert_eq!((&values[0], &values[2]), (&json!(0.0), &Value::Null));
    let table = alone(&["ops", "eval", "vshale_larionov_tertiary", "GR=20,75,null"]).exits(0);
    table.reports(&["VSH_LT", &format!("{expected:.6}")]);
    let cut = alone_on(r#"{"GR": [20, 75"#, &["ops", "eval", "sw_archie", "--json"]).exits(2);
    assert_eq!(cut.json()["errors"][0]["what"], "standard input is not JSON");
    alone(&["ops", "eval", "sw_archie"]).exits(2).complains(&["standard input is empty"]);
    let misspelt =
        ["ops", "eval", "vshale_larionov_tertiary", "GR=1", "--params", "{\"gr_clen\": 1}"];
    alone(&misspelt).exits(1).complains(&["did you mean gr_clean?"]);
}

#[test]
fn the_catalogue_is_listed_and_searched() {
    let count = mudrock::operators::catalogue().newest().count();
    alone(&["ops", "list"]).exits(0).reports(&["sw_archie", &format!("{count} operators")]);
    let found = alone(&["ops", "list", "--search", "larionov tertiary"]).exits(0);
    found.reports(&["vshale_larionov_tertiary", "1 operator;"]);
    let found = alone(&["ops", "list", "larinov", "tertary"]).exits(0);
    found.reports(&["vshale_larionov_tertiary"]);
    let measured = alone(&["ops", "list", "--quantity", "shale volume"]).exits(0).stdout;
    let at = |word: &str| measured.find(word).unwrap_or_else(|| panic!("{word}: {measured}"));
    assert!(at("Computed by") < at("vshale_clavier") && at("Read by") < at("net_pay_flag"));
    let unknown = alone(&["ops", "list", "--quantity", "shael volume"]).exits(1);
    unknown.complains(&["no operator knows this quantity", "did you mean \"shale volume\"?"]);
    let json = alone(&["ops", "list", "--family", "smoothing", "--json"]).exits(0).json();
    assert!(json.as_array().unwrap().iter().all(|spec| spec["family"] == "smoothing"));
    let page = alone(&["ops", "show", "sw_archie"]).exits(0);
    page.reports(&["Formula", "Source", "ohm.m", "mudrock ops eval sw_archie"]);
}

#[test]
fn a_version_is_shown_and_tried_out_by_its_number() {
    let page = alone(&["ops", "show", "moving_average"]).exits(0);
    page.reports(&["1.1.0, stable; there are also 1.0.0", "Related: Smoothing", "savitzky_golay"]);
    let page = alone(&["ops", "show", "moving_average@1.0.0", "--json"]).exits(0).json();
    assert_eq!(page["spec"]["version"], "1.0.0");
    assert_eq!(page["versions"], json!(["1.0.0", "1.1.0"]));
    let middle = |id: &str| {
        let input = "X=10000000000000000,3,-10000000000000000";
        let said = alone(&["ops", "eval", id, input, "--params", "{\"window\": 3}", "--json"]);
        said.exits(0).json()["X_MA"][1].as_f64().unwrap()
    };
    assert_eq!((middle("moving_average"), middle("moving_average@1.0.0")), (1.0, 4.0 / 3.0));
    let none = alone(&["ops", "show", "moving_average@3.0.0"]).exits(1);
    none.complains(&["has no version 3.0.0", "1.0.0 or 1.1.0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_are_listed_set_and_given_back() {
    let bench = Bench::empty().await;
    bench.mudrock(&["ops", "channels"]).exits(0).reports(&["channels are the program's own"]);
    let set = ["ops", "channels", "--set", "moving_average", "lts-2026", "1.0.0"];
    bench.mudrock(&set).exits(0).reports(&["lts-2026", "tester@example.org"]);
    let json = bench.mudrock(&["ops", "channels", "--json"]).exits(0).json();
    assert_eq!(json[0]["version"], "1.0.0", "{json}");
    assert_eq!(json.as_array().unwrap().len(), 1, "{json}");
    let reset = ["ops", "channels", "--reset", "moving_average", "lts-2026"];
    bench.mudrock(&reset).exits(0).reports(&["stable", "1.1.0", "the program"]);
    let wrong = ["ops", "channels", "--set", "moving_average", "stable", "7.0.0"];
    bench.mudrock(&wrong).exits(1).complains(&["has no version 7.0.0"]);
}

#[test]
fn an_unreachable_database_is_told_without_its_password() {
    let dir = tempfile::tempdir().unwrap();
    for arguments in [&["runs", "list"][..], &["runs", "list", "--json"], &["doctor"]] {
        let mut command = program(dir.path());
        // Port 1 is reserved, and nothing answers there.
        command.env("DATABASE_URL", "postgresql://jane:hunter2@127.0.0.1:1/wells").args(arguments);
        let said = said(command).exits(1);
        let all = format!("{}{}", said.stdout, said.stderr);
        assert!(all.contains("127.0.0.1:1") && !all.contains("hunter2"), "{all}");
    }
    let logs = dir.path().join("logs");
    for log in std::fs::read_dir(logs).unwrap() {
        assert!(!std::fs::read_to_string(log.unwrap().path()).unwrap().contains("hunter2"));
    }
}

/// Ends a program that would keep a test waiting for ever.
fn minded(child: std::process::Child) -> std::process::Child {
    let pid = Pid::from_raw(child.id() as i32);
    std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_secs(180));
        let _ = kill(pid, Signal::SIGKILL);
    });
    child
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_a_run_that_another_process_follows() {
    let bench = Bench::with_wells().await;
    bench.pipeline("standard_petrophysics.json").await;
    // The commits wait, so the run is certain to be under way.
    let held = bench.hold_commits().await;
    let start = |arguments: &[&str]| {
        let mut command = bench.command();
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        minded(command.spawn().unwrap())
    };
    let mut run = start(&["run", "Standard petrophysics"]);
    let mut notes = BufReader::new(run.stderr.take().unwrap()).lines().map(Result::unwrap);
    let first = notes.next().unwrap();
    let id = first.strip_prefix("run ").unwrap().split(':').next().unwrap();
    let mut follower = start(&["runs", "logs", id, "-f"]);
    let mut log = BufReader::new(follower.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(log.next().unwrap().contains("run started"));
    kill(Pid::from_raw(run.id() as i32), Signal::SIGINT).unwrap();
    assert!(notes.any(|note| note.contains("stopping the run")));
    held.release().await;
    notes.for_each(drop);
    assert_eq!(run.wait().unwrap().code(), Some(1));
    assert!(log.last().unwrap().contains("cancelled"));
    assert!(follower.wait().unwrap().success());
    bench.mudrock(&["runs", "list"]).exits(0).reports(&["cancelled"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_drops_does_not_end_a_run() {
    let bench = Bench::with_wells().await;
    bench.pipeline("standard_petrophysics.json").await;
    let held = bench.hold_commits().await;
    let mut command = bench.command();
    command.args(["run", "Standard petrophysics"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut run = minded(command.spawn().unwrap());
    let mut notes = BufReader::new(run.stderr.take().unwrap()).lines();
    assert!(notes.next().unwrap().unwrap().starts_with("run "));
    // The terminal and its pipes go away together.
    kill(Pid::from_raw(run.id() as i32), Signal::SIGHUP).unwrap();
    drop((notes, run.stdout.take()));
    held.release().await;
    assert!(run.wait().unwrap().success());
    bench.mudrock(&["runs", "list"]).exits(0).reports(&["completed", "5/5"]);
}

#[test]
fn the_private_server_is_started_for_a_command_and_stopped_after_it() {
    let dir = tempfile::tempdir().unwrap();
    // Where root runs the tests, the server's own account must get through.
    std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let mudrock = |arguments: &[&str]| {
        let mut command = program(dir.path());
        command.args(arguments);
        said(command)
    };
    let wells = text(fixture("wells"));
    mudrock(&["import", &wells, "--project", "north"]).exits(0);
    mudrock(&["curves", "list", "--curve", "GR"]).exits(0).reports(&["Mudrock-5", "GRC"]);
    mudrock(&["doctor"]).exits(0).reports(&["private server", "server log"]);
    assert!(!dir.path().join("postgres/data/postmaster.pid").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_cannot_be_written_is_told_with_what_to_do() {
    let bench = Bench::empty().await;
    let mut command = bench.command();
    command.env("MUDROCK_STORE", "/dev/null/objects").args(["runs", "list"]);
    said(command).exits(1).complains(&[
        "object store",
        "/dev/null/objects",
        "hint: set MUDROCK_STORE",
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_reports_for_people_and_for_programs() {
    let bench = Bench::empty().await;
    let report = bench.mudrock(&["doctor", "--json"]).exits(0).json();
    assert_eq!(report["ok"], true);
    let findings = report["findings"].as_array().unwrap();
    for name in ["connection", "schema", "objects", "space"] {
        assert!(findings.iter().any(|finding| finding["name"] == name), "{name}");
    }
    bench.mudrock(&["doctor"]).exits(0).reports(&["all is well"]);
    // A broken settings file stops neither this nor the completions.
    let config = bench.dir.path().join("config");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("config.toml"), "colour = true\n").unwrap();
    bench.mudrock(&["doctor", "--settings"]).exits(0).reports(&["theme = \"dark\""]);
    bench.mudrock(&["completions", "bash"]).exits(0).reports(&["_mudrock()"]);
    bench.mudrock(&["runs", "list"]).exits(1).complains(&["config.toml:1", "colour"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_prints_where_there_is_no_terminal() {
    let bench = Bench::empty().await;
    let demo = bench.mudrock(&["demo"]).exits(0);
    demo.reports(&["MudRock demo", "│ Wells │", "✓ completed", "VSH_LT_1", "What to do next"]);
}

#[test]
fn sample_wells_are_written_and_the_same_for_the_same_seed() {
    let dir = tempfile::tempdir().unwrap();
    let place = |name: &str| text(dir.path().join(name));
    for name in ["a", "b"] {
        let recipe = ["demo", "data", "--wells", "2", "--samples", "50", "--seed", "7", "--out"];
        alone(&[&recipe[..], &[&place(name)]].concat()).exits(0).reports(&["3 files written"]);
    }
    let read = |name: &str| std::fs::read(dir.path().join(name).join("mudrock-2.las")).unwrap();
    assert_eq!(read("a"), read("b"));
    alone(&["demo", "data", "--samples", "5", "--out", &place("c")]).exits(2);
}

#[test]
fn wrong_usage_and_a_missing_terminal_exit_with_2() {
    alone(&[]).exits(2).complains(&["the screens need a terminal", "mudrock demo"]);
    alone(&["run"]).exits(2).complains(&["PIPELINE|FILE"]);
    alone(&["imprt"]).exits(2).complains(&["import"]);
    alone(&["import", "somewhere"]).exits(2).complains(&["--project"]);
}

#[test]
fn a_reader_that_saw_enough_is_no_error() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = program(dir.path());
    command.args(["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Closed before a line is read: every write of the child fails.
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty());
}
