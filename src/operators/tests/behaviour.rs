//! How kernels behave on any input: empty, odd, huge, cut into batches, random.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{inputs, is_number, kernel, log, properties, try_run, variants};
use crate::domain::operator::{Rows, Scope};
use crate::operators::{Entry, Inputs, Kernel, catalogue};

/// Operators whose answer is how much is null.
const COUNTS_NULLS: &[&str] = &["null_fraction"];

#[test]
fn plain_and_odd_curves_are_accepted() {
    let curves: [Vec<Option<f64>>; 8] = [
        vec![],
        vec![Some(0.3)],
        vec![None],
        vec![None; 40],
        vec![Some(0.25); 40],
        vec![Some(0.0); 40],
        vec![
            Some(-1.0),
            Some(f64::NAN),
            Some(f64::INFINITY),
            Some(1e308),
            Some(-1e308),
            Some(1e-308),
        ],
        log(200),
    ];
    for entry in catalogue().iter() {
        for kernel in variants(entry) {
            for (curve, with_optional) in
                curves.iter().flat_map(|curve| [(curve, false), (curve, true)])
            {
                let Some(outputs) = try_run(entry, &*kernel, &inputs(entry, curve, with_optional))
                else {
                    continue;
                };
                if !curve.iter().all(Option::is_none) || curve.is_empty() {
                    continue;
                }
                // Of nothing comes nothing, but for flags, which may say "not", depths and counts.
                for port in &entry.spec().outputs {
                    let Some(values) = outputs.values().get(&port.name) else { continue };
                    let free = port.unit.as_deref() == Some("0/1")
                        || port.rows != Rows::Depths
                        || COUNTS_NULLS.contains(&entry.spec().id.as_str())
                        || entry.spec().inputs.iter().all(|input| input.name == "DEPT");
                    assert!(
                        free || values.null_count() == values.len(),
                        "{} {} makes values of nothing",
                        entry.spec().id,
                        port.name
                    );
                }
            }
        }
    }
}

#[test]
fn the_answer_does_not_depend_on_how_batches_are_cut() {
    for entry in catalogue().iter() {
        for kernel in variants(entry) {
            if matches!(kernel.scope(), Scope::Pointwise | Scope::Window) {
                cut_anywhere(entry, &*kernel, &inputs(entry, &log(157), true));
            }
        }
    }
}

fn cut_anywhere(entry: &Entry, kernel: &dyn Kernel, inputs: &Inputs) {
    let id = &entry.spec().id;
    let Some(whole) = try_run(entry, kernel, inputs) else { return };
    let halo = if kernel.scope() == Scope::Window { kernel.halo() } else { 0 };
    for batch in [1, 2, 7, 50, 156] {
        for start in (0..inputs.len()).step_by(batch) {
            let end = (start + batch).min(inputs.len());
            let (from, to) = (start.saturating_sub(halo), (end + halo).min(inputs.len()));
            let part = try_run(entry, kernel, &inputs.slice(from, to - from))
                .unwrap_or_else(|| panic!("{id} refuses a part of what it took"));
            for (port, values) in whole.values() {
                if entry.spec().output(port).is_some_and(|port| port.rows == Rows::One) {
                    continue;
                }
                assert_eq!(
                    part.values()[port].slice(start - from, end - start),
                    values.slice(start, end - start),
                    "{id} {} {port}, samples {start}..{end}",
                    Value::Object(kernel.parameters())
                );
            }
        }
    }
}

#[test]
fn the_same_input_gives_the_same_answer() {
    for entry in catalogue().iter() {
        let inputs = inputs(entry, &log(100), true);
        let run = || try_run(entry, &*kernel(entry), &inputs).map(|outputs| outputs.into_parts());
        assert_eq!(run(), run(), "{}", entry.spec().id);
    }
}

/// A million samples: a whole core a day at a tenth of a second. Ran in parallel, for time.
#[test]
fn a_million_samples_are_taken() {
    let entries: Vec<&Entry> = catalogue().iter().collect();
    let samples = log(1_000_000);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(entry) = entries.get(next.fetch_add(1, Ordering::Relaxed)) {
                    // Lists of a million rows are the business of operators of arrays alone.
                    try_run(entry, &*kernel(entry), &inputs(entry, &samples, true));
                }
            });
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_input_and_no_accepted_parameter_panics(
        samples in prop::collection::vec(prop::option::of(any::<f64>()), 0..40),
        shares in prop::collection::vec(0.0..=1.0f64, 12),
    ) {
        for entry in catalogue().iter() {
            let mut given = Map::new();
            for ((name, schema), share) in properties(entry).into_iter().zip(&shares) {
                let bound = |one: &str, other: &str| schema.get(one).or(schema.get(other)).and_then(Value::as_f64);
                let (low, high) = (bound("minimum", "exclusiveMinimum"), bound("maximum", "exclusiveMaximum"));
                if let (true, Some(low), Some(high)) = (is_number(&schema), low, high) {
                    // The cube favours small values: long windows are slow, and much alike.
                    let value = low + (high - low) * share.powi(3);
                    let whole = schema["type"] == "integer";
                    given.insert(name, if whole { json!(value as i64) } else { json!(value) });
                }
            }
            if let Ok(kernel) = entry.prepare(&given) {
                try_run(entry, &*kernel, &inputs(entry, &samples, true));
            }
        }
    }
}
