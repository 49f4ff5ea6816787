//! The graph in a real pseudo-terminal: the mouse, edits that outlive the screen, bytes on the line.

use super::drive::Terminal;
use crate::workspace::Bench;

/// Budget for a step of the selection on the graph at 80×24, in bytes on the line.
const STEP: usize = 640;

#[tokio::test(flavor = "multi_thread")]
async fn the_mouse_selects_and_is_given_back() {
    let bench = Bench::with_wells().await;
    bench.pipeline("standard_petrophysics.json").await;
    let mut terminal = Terminal::start(&bench, &[], (80, 24));
    terminal.until("10 nodes");
    assert!(terminal.takes_mouse());
    // The button goes down and up on the name of the second screen.
    terminal.keys("\x1b[<0;20;1M\x1b[<0;20;1m");
    terminal.until("Curves of");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
    assert!(!terminal.takes_mouse());
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
        println!("{step}: {bytes} bytes");
    }
}
