//! The editor in a real pseudo-terminal: a pipeline built, saved and run by keys alone.

use mudrock::domain::execution::Status;

use super::drive::Terminal;
use crate::workspace::Bench;

const NEW: &str = "\x0e";
const SAVE: &str = "\x13";

/// Budget for a step of the selection on the graph at 80×24, in bytes on the line.
const STEP: usize = 1_200;

#[tokio::test(flavor = "multi_thread")]
async fn a_pipeline_is_built_from_nothing_saved_and_run_by_keys() {
    let bench = Bench::with_wells().await;
    let mut terminal = Terminal::start(&bench, &[], (80, 24));
    let before = terminal.modes_before();
    terminal.until("No pipeline yet");
    assert!(terminal.takes_mouse());
    terminal.keys(NEW);
    terminal.until("its name");
    terminal.keys("Quick look\r");
    terminal.until("adds a source");
    terminal.keys("a");
    terminal.until("Add a node");
    terminal.keys("well logs\r");
    terminal.until("no node reads");
    terminal.keys("a");
    terminal.until("reads Well logs");
    terminal.keys("linear gamma\r");
    terminal.until("gr_clean");
    terminal.keys("a");
    terminal.until("reads Shale volume");
    terminal.keys("screens\r");
    terminal.until("to             the screens");
    // Undo and redo are told, and the name in the list is that of the draft.
    terminal.keys("u");
    terminal.until("undid: add \"Screens\"");
    terminal.keys("\x12");
    terminal.until("did again: add \"Screens\"");
    terminal.keys(SAVE);
    terminal.until("saved Quick look");
    terminal.keys("r");
    terminal.until("5 wells in");
    let runs = bench.workspace.runs(Some(bench.project), 5).await.unwrap();
    assert_eq!(runs[0].status, Status::Completed);
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
    assert_eq!(terminal.modes_now(), before);
    assert!(!terminal.takes_mouse(), "the mouse is given back");
}

#[tokio::test(flavor = "multi_thread")]
async fn unsaved_edits_outlive_the_screen_and_are_undone_after_it() {
    let bench = Bench::with_wells().await;
    bench.pipeline("standard_petrophysics.json").await;
    let mut first = Terminal::start(&bench, &[], (100, 30));
    first.until("10 nodes");
    first.keys("\tY");
    first.until("Wells 2");
    // The screen ends at once; the edit is kept nevertheless.
    first.keys("q");
    assert_eq!(first.ended(), 0);
    let mut second = Terminal::start(&bench, &[], (100, 30));
    second.until("1 warning");
    second.keys("\tu");
    second.until("undid: duplicate \"Wells 2\"");
    second.until("10 nodes");
    second.keys("q");
    assert_eq!(second.ended(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_on_the_graph_costs_few_bytes() {
    let bench = Bench::with_wells().await;
    bench.pipeline("standard_petrophysics.json").await;
    let mut terminal = Terminal::start(&bench, &[], (80, 24));
    terminal.until("10 nodes");
    // The whole screen for the graph, so that the view need not follow.
    terminal.keys("\tzgg");
    terminal.until("Keep");
    for step in ["j", "j", "l", "k"] {
        let bytes = terminal.bytes_of(step);
        assert!((1..=STEP).contains(&bytes), "{step}: {bytes} bytes");
    }
}
