//! An operator tried out in a real terminal, and the tables of a run: reached and read with keys.

use serde_json::json;

use super::drive::Terminal;
use crate::workspace::{Bench, all_of};

const ENTER: &str = "\r";
const ESCAPE: &str = "\x1b";

#[tokio::test(flavor = "multi_thread")]
async fn what_came_out_is_seen_as_a_plot_and_as_a_table() {
    let bench = Bench::with_wells().await;
    let mut terminal = Terminal::start(&bench, &[], (80, 24));
    terminal.until("live");
    terminal.keys("4/resample_linear");
    terminal.until("/resample_lin");
    terminal.keys(ENTER);
    terminal.until("resample_linear 1.");
    terminal.keys("t");
    terminal.until("v shows the table");
    terminal.until("in, out");
    terminal.keys("v");
    terminal.until("resampled · rows 1–");
    terminal.until("DEPT");
    terminal.keys("\x1b[6~");
    terminal.until_gone("rows 1–");
    // The list has the keys again, and the table stays beside it. What follows an escape at once
    // would be taken for one key with it.
    terminal.bytes_of(ESCAPE);
    terminal.until("resampled · rows");
    terminal.until("/ filter");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_of_a_run_are_read_for_all_wells() {
    let bench = Bench::with_wells().await;
    let pipeline = bench
        .pipeline_of(json!({
            "name": "spectra",
            "nodes": [
                { "id": "logs", "name": "Well logs", "node_type": { "type": "ingestion",
                  "source_type": { "source": "well_logs", "well_ids": ["*"], "curve_names": ["GR"] } } },
                { "id": "spectrum", "name": "Spectrum", "dependencies": ["logs"],
                  "node_type": { "type": "operator", "operator_id": "power_spectrum",
                                 "parameters": {}, "inputs": { "X": "GR" } } },
                { "id": "out", "name": "Screens", "dependencies": ["spectrum"],
                  "node_type": { "type": "output", "output_type": "frontend" } }
            ]
        }))
        .await;
    bench.run(all_of(pipeline)).await;
    let mut terminal = Terminal::start(&bench, &[], (80, 24));
    terminal.until("live");
    terminal.keys("3");
    terminal.until("completed");
    terminal.keys("t");
    terminal.until("Tables: Spectrum");
    terminal.until("Mudrock-1");
    terminal.until("frequency");
    terminal.keys("G");
    terminal.until("Mudrock-5");
    terminal.keys("/");
    terminal.keys("rock-3");
    terminal.until("1 of 5 wells");
    terminal.until("Mudrock-3");
    terminal.keys(ENTER);
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
}
