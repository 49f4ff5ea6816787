//! What must be fast, measured against a floor on the same machine in the same run.
//!
//! `make bench` prints a line for each figure: median, range, limit, and the ratio to its floor.

#![allow(clippy::unwrap_used)] // A bench that cannot run should say where.

mod first_frame;
mod node_run;
mod review;

use std::time::Duration;

/// A figure of the report.
pub struct Figure {
    pub name: &'static str,
    pub times: Vec<Duration>,
    pub limit: Option<Duration>,
    pub floor: Option<(&'static str, Duration)>,
}

impl Figure {
    fn print(mut self) -> bool {
        self.times.sort();
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        let median = self.times[self.times.len() / 2];
        let within = self.limit.is_none_or(|limit| median <= limit);
        println!(
            "{:<52} {:>8.1} ms  ({:.1} to {:.1}, {} times){}{}",
            self.name,
            milliseconds(median),
            milliseconds(self.times[0]),
            milliseconds(*self.times.last().unwrap()),
            self.times.len(),
            self.limit.map_or(String::new(), |limit| format!(
                "  limit {:.0} ms: {}",
                milliseconds(limit),
                if within { "kept" } else { "MISSED" }
            )),
            self.floor.map_or(String::new(), |(name, floor)| format!(
                "  {:.1} times {name} ({:.1} ms)",
                milliseconds(median) / milliseconds(floor).max(1e-6),
                milliseconds(floor)
            )),
        );
        within
    }
}

/// Median of a measurement repeated.
pub fn median(times: usize, mut measure: impl FnMut()) -> Duration {
    let mut all: Vec<Duration> = (0..times)
        .map(|_| {
            let began = std::time::Instant::now();
            measure();
            began.elapsed()
        })
        .collect();
    all.sort();
    all[all.len() / 2]
}

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let cluster = dir.path().join("postgres");
    // The private server as users have it: commits survive a crash of the machine.
    let server = mudrock::control::managed::ManagedServer::ensure(
        &cluster,
        &mudrock::control::managed::Options::default(),
    )
    .unwrap();
    let mut kept = true;
    for figure in node_run::figures(dir.path(), &server.connection()) {
        kept &= figure.print();
    }
    for figure in review::figures(dir.path(), &server.connection()) {
        kept &= figure.print();
    }
    for figure in first_frame::figures(dir.path(), &server.connection()) {
        kept &= figure.print();
    }
    drop(server);
    if !kept {
        std::process::exit(1);
    }
}
