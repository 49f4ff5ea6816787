//! Windows against the programs that people use for them in Python.

use std::hint::black_box;
use std::process::Command;
use std::time::Duration;

use arrow::array::Float64Array;
use mudrock::operators::{Inputs, catalogue};
use serde_json::{Value, json};

use super::fastest;

/// Samples of the curve that is filtered.
const SAMPLES: usize = 200_000;

/// What is measured: our operator and parameters, the peer and its line of Python, and how many times as
/// fast we must be.
const PEERS: &[(&str, &str, &str, &str, f64)] = &[
    (
        "median_filter",
        r#"{"window": 101}"#,
        "pandas rolling median",
        "pd.Series(x).rolling(101, center=True, min_periods=51).median()",
        5.0,
    ),
    (
        "hampel_filter",
        r#"{"half_window": 50}"#,
        "pandas rolling median",
        "pd.Series(x).rolling(101, center=True, min_periods=51).median()",
        5.0,
    ),
    (
        "savitzky_golay",
        r#"{"window": 11, "polyorder": 3}"#,
        "scipy savgol_filter",
        "signal.savgol_filter(x, 11, 3)",
        1.0,
    ),
    (
        "savitzky_golay",
        r#"{"window": 101, "polyorder": 3}"#,
        "scipy savgol_filter",
        "signal.savgol_filter(x, 101, 3)",
        1.0,
    ),
];

/// Measures the peers of the operators asked for; says whether every one was beaten as demanded, or
/// could not be measured.
pub fn measure(asked: impl Fn(&str) -> bool) -> bool {
    if !PEERS.iter().any(|peer| asked(peer.0)) {
        return true;
    }
    let curve: Vec<f64> = (0..SAMPLES)
        .map(|row| (row as f64 * 0.01).sin() + ((row * 7919) % 1000) as f64 / 500.0)
        .collect();
    let depth = Float64Array::from_iter_values((0..SAMPLES).map(|row| row as f64 * 0.1524));
    let inputs = Inputs::new(depth).with("X", Float64Array::from(curve));
    let Some(theirs) = python() else {
        println!("windows: not measured, no Python with numpy, scipy and pandas was found");
        return true;
    };
    println!("windows over {SAMPLES} samples, ms: ours, peer, times as fast (wanted)");
    let mut kept = true;
    for ((id, params, peer, _, wanted), theirs) in
        PEERS.iter().zip(theirs).filter(|(peer, _)| asked(peer.0))
    {
        let params: Value = serde_json::from_str(params).unwrap();
        let entry = catalogue().get(id).unwrap();
        let kernel = entry.prepare(params.as_object().unwrap()).unwrap();
        let [ours] = fastest([&mut || drop(black_box(kernel.run(black_box(&inputs)).unwrap()))]);
        let times = theirs.as_secs_f64() / ours.as_secs_f64();
        let within = times >= *wanted;
        kept &= within;
        println!(
            "  {:<16} {:<38} {:>8.2} {:>8.2}  {:<22} {:>6.1} ({wanted}) {}",
            id,
            json!(params).to_string(),
            ours.as_secs_f64() * 1e3,
            theirs.as_secs_f64() * 1e3,
            peer,
            times,
            if within { "kept" } else { "MISSED" }
        );
    }
    kept
}

/// Runs the peers in one Python process; the same curve, the fastest of several runs each.
fn python() -> Option<Vec<Duration>> {
    let lines: Vec<String> = PEERS.iter().map(|peer| format!("lambda: {}", peer.3)).collect();
    let script = format!(
        "import time, numpy as np, pandas as pd\n\
         from scipy import signal\n\
         r = np.arange({SAMPLES})\n\
         x = np.sin(r * 0.01) + ((r * 7919) % 1000) / 500.0\n\
         def fastest(work):\n\
         \x20   work(); times = []\n\
         \x20   for _ in range(5):\n\
         \x20       began = time.perf_counter(); work(); times.append(time.perf_counter() - began)\n\
         \x20   return min(times)\n\
         for work in [{}]:\n\
         \x20   print(fastest(work))\n",
        lines.join(", ")
    );
    let python = std::env::var("MUDROCK_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(python).args(["-c", &script]).output().ok()?;
    if !output.status.success() {
        return None;
    }
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().map(|line| Some(Duration::from_secs_f64(line.parse().ok()?))).collect()
}
