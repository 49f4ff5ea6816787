//! Depths that are in order, out of order, cut off, or no depths at all.

use crate::data::las::{LasFile, parse};
use crate::domain::diagnostic::Diagnostic;

fn read(strt: &str, stop: &str, curve: &str, rows: &str) -> LasFile {
    let text = format!(
        "~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT{strt}:\nSTOP{stop}:\nSTEP. 1:\nNULL. -999.25:\n~C\n{curve}:\nA.:\n~A\n{rows}"
    );
    parse(text.as_bytes(), "a.las").expect("a LAS file")
}

fn metres(stop: &str, rows: &str) -> LasFile {
    read(".M 1", &format!(".M {stop}"), "DEPT.M", rows)
}

fn report<'a>(las: &'a LasFile, what: &str) -> Option<&'a Diagnostic> {
    las.diagnostics.iter().find(|found| found.what == what)
}

fn column(las: &LasFile, place: usize) -> Vec<Option<f64>> {
    las.columns[place].iter().collect()
}

#[test]
fn decreasing_depth_is_turned_round_and_reported() {
    let las = read(".M 3", ".M 1", "DEPT.M", "3 30\n2 20\n1 10\n");
    assert_eq!(column(&las, 0), [Some(1.0), Some(2.0), Some(3.0)]);
    assert_eq!(column(&las, 1), [Some(10.0), Some(20.0), Some(30.0)]);
    assert!(las.index.decreasing && !las.has_errors());
    assert_eq!((las.index.range, las.index.step), (Some((1.0, 3.0)), Some(1.0)));
    assert_eq!(report(&las, "depth decreases").expect("reported").place.line, Some(13));
}

#[test]
fn jumbled_depth_is_sorted_with_a_warning() {
    let las = metres("3", "1 10\n3 30\n2 20\n");
    assert_eq!(column(&las, 1), [Some(10.0), Some(20.0), Some(30.0)]);
    assert_eq!(report(&las, "depth goes up and down").expect("reported").place.line, Some(15));
}

#[test]
fn repeated_depths_are_reported_and_kept() {
    let las = metres("3", "1 10\n2 20\n2 21\n3 30\n");
    assert_eq!(las.rows(), 4);
    assert_eq!(report(&las, "depths stand twice").expect("reported").place.line, Some(15));
}

#[test]
fn a_depth_that_equals_the_null_value_stays() {
    let las = read(".M -1000", ".M -998.5", "DEPT.M", "-1000 1\n-999.25 -999.25\n-998.5 3\n");
    assert_eq!(column(&las, 0)[1], Some(-999.25));
    assert_eq!(column(&las, 1)[1], None);
}

#[test]
fn a_row_without_depth_is_left_out_and_named() {
    let las = metres("3", "1 10\nx 20\n3 30\n");
    assert_eq!(las.rows(), 2);
    let found = report(&las, "rows without depth are left out").expect("reported");
    assert_eq!(found.place.line, Some(14));
}

#[test]
fn two_units_of_depth_are_an_error() {
    for (strt, stop, curve) in
        [(".M 1", ".FT 3", "DEPT.M"), (".M 1", ".M 3", "DEPT.FT"), (".F 1", ".M 3", "DEPT.")]
    {
        let las = read(strt, stop, curve, "1 10\n2 20\n3 30\n");
        assert!(report(&las, "depth has two units").expect("reported").is_error());
    }
}

#[test]
fn spellings_of_one_unit_agree() {
    let las = read(".F 1", ".FEET 3", "DEPT.ft", "1 10\n2 20\n3 30\n");
    assert!(las.diagnostics.is_empty(), "{:?}", las.diagnostics);
}

#[test]
fn a_depth_without_unit_is_doubted_and_takes_that_of_the_header() {
    let las = read(". 1", ". 3", "DEPT.", "1 10\n2 20\n3 30\n");
    assert_eq!(report(&las, "depth has no known unit").expect("reported").place.line, Some(10));
    assert_eq!(read(".M 1", ".M 3", "DEPT.", "1 10\n").index.unit, "M");
}

#[test]
fn times_dates_and_counters_are_no_depth() {
    for (unit, curve, rows) in [
        (".S", "ETIM.S", "1 10\n2 20\n3 30\n"),
        (".M", "TIME.M", "1 10\n2 20\n3 30\n"),
        (".", "INDEX.", "1 10\n2 20\n3 30\n"),
        (".", "DEPT.", "00:00:01 10\n00:00:02 20\n"),
    ] {
        let las = read(&format!("{unit} 1"), &format!("{unit} 3"), curve, rows);
        assert!(report(&las, "the index is not a depth").expect("reported").is_error(), "{curve}");
    }
}

#[test]
fn a_header_that_disagrees_is_a_warning_when_the_rows_are_whole() {
    let las = metres("100", "1 10\n2 20\n3 30\n");
    let found = report(&las, "header and data disagree on depth").expect("reported");
    assert_eq!((found.place.line, found.is_error()), (Some(6), false));
    assert!(!las.has_errors());
}

#[test]
fn a_step_that_disagrees_is_a_warning() {
    let las = metres("5", "1 10\n3 20\n5 30\n");
    let found = report(&las, "header and data disagree on the step").expect("reported");
    assert_eq!(found.place.line, Some(7));
    assert_eq!(las.index.step, Some(2.0));
}

#[test]
fn irregular_depth_has_no_step() {
    assert_eq!(metres("9", "1 10\n2 20\n3 30\n9 90\n").index.step, None);
}

#[test]
fn depths_rounded_by_the_printer_are_regular() {
    let las = read(".M 1", ".M 1.61", "DEPT.M", "1.00 1\n1.15 2\n1.30 3\n1.46 4\n1.61 5\n");
    assert!(las.index.step.is_some());
}

#[test]
fn a_short_last_row_means_that_the_file_was_cut_off() {
    let las = metres("9", "1 10\n2 20\n3");
    let found = report(&las, "file ends in the middle").expect("reported");
    assert!(found.is_error());
    assert_eq!(found.place.line, Some(15));
    assert_eq!(
        found.found.as_deref(),
        Some("1 of 2 values in the last row, after 2 rows down to depth 2")
    );
    assert_eq!(found.wanted.as_deref(), Some("depth 9 M (STOP)"));
    assert_eq!(las.rows(), 2);
}

#[test]
fn whole_rows_without_line_end_short_of_stop_were_cut_off_too() {
    let found = metres("9", "1 10\n2 2");
    assert!(report(&found, "file ends in the middle").expect("reported").is_error());
    let upward = read(".M 9", ".M 1", "DEPT.M", "9 1\n8 2\n7 3");
    assert!(report(&upward, "file ends in the middle").is_some());
}

#[test]
fn a_missing_line_end_at_the_stop_depth_is_nothing() {
    assert!(metres("2", "1 10\n2 20").diagnostics.is_empty());
}
