//! A pipeline is built from nothing in a real terminal, with the keys that help and palette reveal.

use serde_json::json;

use super::drive::Terminal;
use crate::workspace::Bench;
use mudrock::domain::execution::Status;

const ENTER: &str = "\r";
const ESCAPE: &str = "\x1b";
const SAVE: &str = "\x13";
const NEW: &str = "\x0e";
const SPACE: &str = " ";

/// Adds a node behind the selected one and waits until it is selected.
fn add(terminal: &mut Terminal, letters: &str, name: &str) {
    terminal.keys("a");
    terminal.until("Add a node");
    terminal.keys(letters);
    terminal.until(&format!("› {letters}"));
    terminal.keys(ENTER);
    selected(terminal, name);
}

/// Waits until the inspector is about a node: its title begins with the name.
fn selected(terminal: &mut Terminal, name: &str) {
    let title = format!("╭ {name}");
    terminal.wait_until(&format!("{name} selected"), |terminal| {
        let lines = terminal.lines();
        lines.iter().any(|line| line.contains(&title)) && !lines.join("").contains("Add a node")
    });
}

/// Selects a node by searching its name.
fn search(terminal: &mut Terminal, name: &str) {
    terminal.keys("/");
    terminal.keys(name);
    terminal.until(name);
    terminal.keys(ENTER);
    selected(terminal, name);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipeline_of_twelve_nodes_is_built_run_undone_and_saved_with_keys_alone() {
    let bench = Bench::with_wells().await;
    let mut terminal = Terminal::start(&bench, &[], (80, 24));
    terminal.until("live");

    // The palette says how to begin.
    terminal.keys(":");
    terminal.keys("new pipeline");
    terminal.until("New pipeline");
    terminal.until("ctrl-n");
    terminal.keys(ESCAPE);
    terminal.wait_until("the palette closed", |terminal| {
        !terminal.lines().join("\n").contains("Commands")
    });
    terminal.keys(NEW);
    terminal.until("New pipeline");
    terminal.until("Empty pipeline");
    terminal.keys(ENTER);
    terminal.until("its name");
    terminal.keys("Evening work");
    terminal.keys(ENTER);
    terminal.until("a adds a source");

    add(&mut terminal, "well logs", "Well logs");
    add(&mut terminal, "clavier", "Shale volume, Clavier");
    search(&mut terminal, "Well logs");
    add(&mut terminal, "steiber", "Shale volume, Steiber");
    search(&mut terminal, "Well logs");
    add(&mut terminal, "density porosity", "Density porosity");
    add(&mut terminal, "neutron-density average", "Neutron-density average");
    add(&mut terminal, "archie", "Water saturation, Archie");
    search(&mut terminal, "Well logs");
    add(&mut terminal, "sonic porosity", "Sonic porosity");
    add(&mut terminal, "moving average", "Centred moving average");
    search(&mut terminal, "Density porosity");
    add(&mut terminal, "hampel", "Hampel identifier");
    add(&mut terminal, "median", "Median filter");
    search(&mut terminal, "Shale volume, Clavier");
    add(&mut terminal, "savitzky", "Savitzky-Golay");
    search(&mut terminal, "Water saturation, Archie");
    add(&mut terminal, "screens", "Screens");
    terminal.until("12 nodes");

    // A parameter, in the form that Enter opens on the node.
    search(&mut terminal, "Water saturation, Archie");
    terminal.keys(ENTER);
    terminal.until("Operator: Water saturation, Archie");
    terminal.until("Parameters");
    terminal.keys("\x15");
    terminal.keys("0.81");
    terminal.until("0.81");
    terminal.keys(SAVE);
    terminal.wait_until("the form closed", |terminal| {
        !terminal.lines().join("\n").contains("Operator: Water")
    });

    // A mapping, in the table of outputs.
    terminal.keys("s");
    terminal.until("Curves of Water saturation, Archie");
    terminal.until("free in");
    // From the mode to the suffix, and another one.
    terminal.keys("l");
    terminal.keys(ENTER);
    terminal.keys("\x15");
    terminal.keys("_evening");
    terminal.keys(ENTER);
    terminal.until("SW_AR_evening");
    terminal.keys(SAVE);
    terminal.wait_until("the table closed", |terminal| {
        !terminal.lines().join("\n").contains("Curves of Water")
    });

    // Three edits, undone again.
    for _ in 0..3 {
        terminal.keys("Y");
        terminal.keys(SPACE);
        terminal.keys(SPACE);
    }
    terminal.until("15 nodes");
    terminal.keys("uuu");
    terminal.until("12 nodes");

    terminal.keys(SAVE);
    terminal.wait_until("the pipeline saved", |terminal| {
        terminal.lines().iter().any(|line| line.contains("Evening work") && !line.contains('●'))
    });
    terminal.start_run();
    terminal.until("completed");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);

    let run = &bench.workspace.runs(Some(bench.project), 5).await.unwrap()[0];
    assert_eq!(run.status, Status::Completed);
    let stored = bench.workspace.find_pipeline(bench.project, "Evening work").await.unwrap();
    assert_eq!(stored.definition.nodes.len(), 12);
    let archie = stored.definition.nodes.iter().find(|node| node.name.contains("Archie")).unwrap();
    assert_eq!(json!(archie.node_type)["parameters"], json!({ "a": 0.81 }));
    let wells = bench.wells().await;
    assert!(wells.iter().all(|well| well.curves.iter().any(|it| it.name == "SW_AR_evening")));
}
