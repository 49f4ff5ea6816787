//! The LAS reader against real and broken files of other projects, where they are at hand.

use std::fs;
use std::path::PathBuf;

use arrow::array::{Array, Float64Array};
use mudrock::data::las;

/// One row of the table of expectations.
#[derive(Debug)]
struct Expected<'a> {
    file: &'a str,
    curves: Option<usize>,
    rows: usize,
    depth_mean: Option<f64>,
    last_mean: Option<f64>,
    missing: Option<usize>,
    error: Option<&'a str>,
}

fn expectations() -> impl Iterator<Item = Expected<'static>> {
    include_str!("las_samples.txt").lines().filter(|line| !line.starts_with('#')).map(|line| {
        let cells: Vec<&str> =
            line.split(" | ").map(|cell| cell.trim_end_matches('|').trim()).collect();
        let known = |place: usize| cells.get(place).copied().filter(|cell| *cell != "-");
        Expected {
            file: cells[0],
            curves: known(1).map(|cell| cell.parse().expect("a count")),
            rows: cells[2].parse().expect("a count"),
            depth_mean: known(3).map(|cell| cell.parse().expect("a mean")),
            last_mean: known(4).map(|cell| cell.parse().expect("a mean")),
            missing: known(5).map(|cell| cell.parse().expect("a count")),
            error: known(6),
        }
    })
}

fn samples() -> PathBuf {
    std::env::var_os("MUDROCK_SAMPLES").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")),
        PathBuf::from,
    )
}

fn mean(column: &Float64Array) -> f64 {
    column.iter().flatten().sum::<f64>() / (column.len() - column.null_count()) as f64
}

#[track_caller]
fn close(found: f64, wanted: f64, what: &str) {
    assert!(
        (found - wanted).abs() <= 1e-6 * wanted.abs().max(1.0),
        "{what}: {found}, not {wanted}"
    );
}

#[test]
fn sample_files_read_as_lasio_reads_them_or_better() {
    for expected in expectations() {
        let Ok(bytes) = fs::read(samples().join(expected.file)) else { continue };
        let las = match las::parse(&bytes, expected.file) {
            Ok(las) => las,
            Err(refusal) => {
                assert_eq!(expected.error, Some(refusal.what.as_str()), "{expected:?}");
                continue;
            }
        };
        let errors: Vec<_> = las
            .diagnostics
            .iter()
            .filter(|found| found.is_error())
            .map(|found| &found.what)
            .collect();
        assert_eq!(errors.first().map(|what| what.as_str()), expected.error, "{expected:?}");
        assert_eq!(las.rows(), expected.rows, "{expected:?}");
        assert!(las.columns.is_empty() || las.columns.len() == las.curves.len(), "{expected:?}");
        if let Some(curves) = expected.curves {
            assert_eq!(las.curves.len(), curves, "{expected:?}");
        }
        if let Some(wanted) = expected.depth_mean {
            close(mean(&las.columns[0]), wanted, expected.file);
        }
        if let Some(wanted) = expected.last_mean {
            close(mean(&las.columns[las.columns.len() - 1]), wanted, expected.file);
        }
        if let Some(wanted) = expected.missing {
            let missing: usize = las.columns.iter().map(Array::null_count).sum();
            assert_eq!(missing, wanted, "{expected:?}");
        }
        let depths = las.columns.first().map_or(&[][..], |depths| depths.values());
        assert!(depths.is_sorted(), "{expected:?}");
        let is_nan = |column: &Float64Array| column.iter().flatten().any(f64::is_nan);
        assert!(!las.columns.iter().any(is_nan), "{expected:?}");
    }
}

/// A file cut anywhere in its rows is never taken for a whole one.
#[test]
fn a_sample_file_cut_anywhere_in_its_rows_is_noticed() {
    let Ok(bytes) = fs::read(samples().join("wells/1046943371.las")) else { return };
    let data = bytes.windows(2).position(|pair| pair == b"~A").expect("a data section");
    let first_row =
        data + bytes[data..].iter().position(|byte| *byte == b'\n').expect("a title") + 1;
    let whole = bytes.trim_ascii_end().len();
    for end in (first_row..whole - 200).step_by(397) {
        let cut = &bytes[..end];
        let las = las::parse(cut, "cut.las").expect("still a LAS file");
        // Whole rows may also mean a wrong STOP, so that they are doubted and not refused.
        let disagrees = "header and data disagree on depth";
        let doubted = las.diagnostics.iter().any(|found| found.what == disagrees);
        let noticed = las.has_errors() || (cut.ends_with(b"\n") || cut.ends_with(b"\r")) && doubted;
        assert!(noticed, "cut at byte {end} of {}", bytes.len());
    }
}
