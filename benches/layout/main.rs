//! How good and how fast layouts are, beside those of other programs on the same graphs.
//!
//! Times are those of this thread on the processor, so that a busy machine does not count. Where
//! rust-sugiyama takes minutes, its stored figure stands, unless `--patient` asks for all of it.

#![allow(clippy::unwrap_used)] // A bench that cannot run should say where.

mod corpus;
mod measure;
mod rivals;

use std::hint::black_box;
use std::time::Duration;

use corpus::{Sample, corpus};
use mudrock::canvas::geometry::Rect;
use mudrock::canvas::layout::{Layout, Options, layout};
use mudrock::canvas::raster::{Raster, Style};
use nix::sys::resource::{UsageWho, getrusage};

/// Measurements of which the median counts.
const BATCHES: usize = 7;
/// How long a measurement takes at least.
const BATCH: Duration = Duration::from_millis(120);
/// A frame of a window of so many columns and rows.
const WINDOW: (i32, i32) = (200, 60);
/// Longest times of layouts.
const WITHIN: [(&str, Duration); 2] = [
    ("pipeline of 1,002", Duration::from_millis(50)),
    ("layered, 2,000", Duration::from_millis(250)),
];
/// The graph for which rust-sugiyama needs about six minutes, so that what it gave once stands.
const SLOW: &str = "layered, 2,000";
/// A frame of any graph.
const FRAME_WITHIN: Duration = Duration::from_millis(2);

fn main() {
    println!(
        "{:<18} {:>5} {:>5} {:>9} {:>9} {:>13} {:>6} {:>10} {:>9}",
        "graph",
        "nodes",
        "edges",
        "crossings",
        "ascii-dag",
        "rust-sugiyama",
        "bends",
        "layout",
        "frame"
    );
    let missed: Vec<String> = corpus().iter().flat_map(report).collect();
    for missed in &missed {
        println!("MISSED: {missed}");
    }
    if !missed.is_empty() {
        std::process::exit(1);
    }
    println!("all wanted figures are kept");
}

/// Prints the figures of a graph and returns those that are missed.
fn report(sample: &Sample) -> Vec<String> {
    let graph = &sample.graph;
    let drawn = layout(graph, &Options::default());
    let took = time(|| drop(black_box(layout(graph, &Options::default()))));
    let frame =
        time(|| drop(black_box(Raster::window(graph, &drawn, Style::default(), middle(&drawn)))));
    let crossings = measure::crossings(graph, &measure::places(&drawn));
    let bends = measure::bends_per_edge(graph, &drawn);
    let ascii_dag = measure::crossings(graph, &rivals::ascii_dag(graph));
    let rust_sugiyama = if sample.name == SLOW && !patient() {
        sample.rivals.rust_sugiyama
    } else {
        measure::crossings(graph, &rivals::rust_sugiyama(graph))
    };
    println!(
        "{:<18} {:>5} {:>5} {:>9} {:>9} {:>13} {:>6.3} {:>7.1} ms {:>6.2} ms",
        sample.name,
        graph.nodes.len(),
        graph.edges.len(),
        crossings,
        ascii_dag,
        rust_sugiyama,
        bends,
        took.as_secs_f64() * 1e3,
        frame.as_secs_f64() * 1e3,
    );
    let mut missed = Vec::new();
    let mut want = |kept: bool, what: String| {
        if !kept {
            missed.push(format!("{}: {what}", sample.name));
        }
    };
    let stored = sample.rivals;
    want(
        (ascii_dag, rust_sugiyama) == (stored.ascii_dag, stored.rust_sugiyama),
        format!("others have {ascii_dag} and {rust_sugiyama} crossings, {stored:?} is stored"),
    );
    want(
        crossings <= stored.fewest(),
        format!("{crossings} crossings, at most {} are wanted", stored.fewest()),
    );
    if let Some(most) = sample.bends {
        want(bends <= most, format!("{bends:.3} bends an edge, at most {most} are wanted"));
    }
    if let Some((_, limit)) = WITHIN.into_iter().find(|(name, _)| *name == sample.name) {
        want(took <= limit, format!("laid out in {took:.1?}, {limit:?} are wanted"));
    }
    want(frame <= FRAME_WITHIN, format!("a frame in {frame:.1?}, {FRAME_WITHIN:?} are wanted"));
    missed
}

/// Whether everything is measured again, whatever it takes.
fn patient() -> bool {
    std::env::args().any(|argument| argument == "--patient")
}

/// Returns the window in the middle of a drawing, where most lines run.
fn middle(layout: &Layout) -> Rect {
    let (width, height) = WINDOW;
    Rect::new((layout.width - width) / 2, (layout.height - height) / 2, width, height)
}

/// Returns the time of a piece of work on the processor, the median of some batches.
///
/// The kernel counts in steps of a few milliseconds, so a batch takes longer than that.
fn time(work: impl Fn()) -> Duration {
    let now = || {
        let usage = getrusage(UsageWho::RUSAGE_THREAD).unwrap();
        let of = |time: nix::sys::time::TimeVal| {
            Duration::from_micros((time.tv_sec() * 1_000_000 + time.tv_usec()) as u64)
        };
        of(usage.user_time()) + of(usage.system_time())
    };
    let mut times: Vec<Duration> = (0..BATCHES)
        .map(|_| {
            let began = now();
            let mut count = 0;
            while now() - began < BATCH {
                work();
                count += 1;
            }
            (now() - began) / count
        })
        .collect();
    times.sort();
    times[BATCHES / 2]
}
