//! How fast operators are: pointwise ones against a plain loop over the same arrays, windows against
//! pandas and SciPy, all on this machine in this run.
//!
//! `cargo bench --bench operators` prints a line for each; `-- median vshale` only those whose names
//! hold one of the words. The Python peers need an interpreter with numpy, scipy and pandas: `python3`,
//! or the one that `MUDROCK_PYTHON` names; without it they are left out.

#![allow(clippy::unwrap_used)] // A bench that cannot run should say where.

mod loops;
mod peers;
mod special;

use std::hint::black_box;
use std::time::{Duration, Instant};

use arrow::array::Float64Array;
use mudrock::domain::operator::{PortSpec, Scope};
use mudrock::operators::{Entry, Inputs, catalogue};
use serde_json::Map;

use special::Case;

/// Samples of a curve: a well of 15 km.
const SAMPLES: usize = 100_000;

/// Repetitions; the fastest counts, since all that disturbs makes slower.
const TIMES: usize = 15;

/// A pointwise operator may take this many times as long as the plain loop.
const LIMIT: f64 = 2.0;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let asked = |id: &str| words.is_empty() || words.iter().any(|word| id.contains(word));
    let mut kept = true;
    let mut unmeasured = Vec::new();
    println!("pointwise operators, ns a sample (of lists: a bin): kernel, plain loop, ratio");
    for entry in catalogue().iter().filter(|entry| asked(&entry.spec().id)) {
        let Some(Case { params, inputs, columns, plain }) = case(entry) else {
            if entry.spec().scope == Scope::Pointwise {
                unmeasured.push(entry.spec().id.as_str());
            }
            continue;
        };
        let slices: Vec<&[f64]> = columns.iter().map(|column| &column.values()[..]).collect();
        let kernel = entry.prepare(&params).unwrap();
        let [ours, floor] = fastest([
            &mut || drop(black_box(kernel.run(black_box(&inputs)).unwrap())),
            &mut || drop(black_box(plain(black_box(&slices)))),
        ]);
        let ratio = ours.as_secs_f64() / floor.as_secs_f64();
        let within = ratio <= LIMIT;
        kept &= within;
        println!(
            "  {:<34} {:>7.2} {:>7.2} {:>6.2} {}",
            entry.spec().id,
            nanoseconds(ours),
            nanoseconds(floor),
            ratio,
            if within { "kept" } else { "MISSED" }
        );
    }
    if !unmeasured.is_empty() {
        println!("  without a plain loop: {}", unmeasured.join(", "));
        kept = false;
    }
    kept &= peers::measure(asked);
    if !kept {
        std::process::exit(1);
    }
}

/// Returns what to measure of an operator, if there is a plain loop for it.
fn case(entry: &Entry) -> Option<Case> {
    let Some(plain) = loops::of(&entry.spec().id) else { return special::of(entry) };
    let columns = columns(entry);
    let inputs = inputs(entry, &columns);
    Some(Case { params: Map::new(), inputs, columns, plain })
}

/// The ports that must be fed, in order.
fn needed(entry: &Entry) -> impl Iterator<Item = &PortSpec> {
    entry.spec().inputs.iter().filter(|port| !port.optional && port.name != "DEPT")
}

/// A column for each needed port, of values that its unit lets one expect.
fn columns(entry: &Entry) -> Vec<Float64Array> {
    let ramp = |(low, high): (f64, f64), shift: usize| -> Float64Array {
        let part = |row: usize| ((row * 7919 + shift * 104_729) % SAMPLES) as f64 / SAMPLES as f64;
        (0..SAMPLES).map(|row| Some(low + (high - low) * part(row))).collect()
    };
    let columns: Vec<Float64Array> =
        needed(entry).enumerate().map(|(shift, port)| ramp(range(port), shift)).collect();
    if entry.spec().id == "vs_greenberg_castagna" {
        return whole(columns);
    }
    columns
}

/// Makes fractions, which are all columns but the first, add up to one.
fn whole(columns: Vec<Float64Array>) -> Vec<Float64Array> {
    let (first, parts) = columns.split_first().unwrap();
    let sums: Vec<f64> =
        (0..SAMPLES).map(|row| parts.iter().map(|part| part.value(row)).sum()).collect();
    let shares =
        |part: &Float64Array| (0..SAMPLES).map(|row| Some(part.value(row) / sums[row])).collect();
    std::iter::once(first.clone()).chain(parts.iter().map(shares)).collect()
}

fn range(port: &PortSpec) -> (f64, f64) {
    match port.unit.as_deref() {
        Some("v/v") => (0.05, 0.45),
        Some("g/cm3") => (2.0, 2.9),
        Some("us/ft") => (50.0, 140.0),
        Some("gAPI") => (10.0, 140.0),
        Some("ohm.m") => (0.3, 300.0),
        Some("m/s") => (1500.0, 5500.0),
        Some("GPa") => (5.0, 30.0),
        Some("MPa") => (20.0, 60.0),
        Some("0/1") => (0.0, 1.0),
        Some("in") => (7.0, 12.0),
        Some("m" | "ft") => (1000.0, 3000.0),
        Some("%") => (1.0, 90.0),
        Some("ppm") => (1000.0, 100_000.0),
        _ => (0.1, 10.0),
    }
}

fn inputs(entry: &Entry, columns: &[Float64Array]) -> Inputs {
    let depth =
        Float64Array::from_iter_values((0..SAMPLES).map(|row| 1000.0 + row as f64 * 0.1524));
    needed(entry)
        .zip(columns)
        .fold(Inputs::new(depth), |inputs, (port, column)| inputs.with(&port.name, column.clone()))
}

fn nanoseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9 / SAMPLES as f64
}

/// Shortest times of several runs, taken by turns, so that what disturbs one disturbs the other.
pub fn fastest<const N: usize>(mut works: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut shortest = [Duration::MAX; N];
    for _ in 0..=TIMES {
        for (work, shortest) in works.iter_mut().zip(&mut shortest) {
            let began = Instant::now();
            work();
            *shortest = began.elapsed().min(*shortest);
        }
    }
    shortest
}
