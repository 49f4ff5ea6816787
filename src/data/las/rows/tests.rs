//! Rows of every shape, whole and broken.

use arrow::array::Array;

use super::*;
use crate::data::las::{LasFile, parse};

const HEAD: &str = "~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.M 1:\nSTOP.M 3:\nSTEP.M 1:\nNULL. -999.25:\n~C\nDEPT.M:\nA.:\nB.:\n~A\n";

fn read(text: &str) -> LasFile {
    parse(text.as_bytes(), "a.las").expect("a LAS file")
}

fn rows(rows: &str) -> LasFile {
    read(&format!("{HEAD}{rows}"))
}

fn report<'a>(las: &'a LasFile, what: &str) -> Option<&'a Diagnostic> {
    las.diagnostics.iter().find(|found| found.what == what)
}

fn values(las: &LasFile, curve: &str) -> Vec<Option<f64>> {
    las.column(curve).expect("a curve").iter().collect()
}

#[test]
fn clean_rows_raise_no_doubt() {
    let las = rows("1 10 100\n2 20 200\n3 30 300\n");
    assert!(las.diagnostics.is_empty(), "{:?}", las.diagnostics);
    assert_eq!(values(&las, "B"), [Some(100.0), Some(200.0), Some(300.0)]);
}

#[test]
fn wrapped_rows_are_counted_by_value() {
    let text = HEAD.replace("NO", "YES");
    let las = read(&format!("{text}1\n10\n100\n2\n20 200\n3\n30 300\n"));
    assert!(!las.has_errors(), "{:?}", las.diagnostics);
    assert_eq!(values(&las, "A"), [Some(10.0), Some(20.0), Some(30.0)]);
}

#[test]
fn a_wrapped_row_with_a_value_too_many_is_an_error_with_its_line() {
    let text = HEAD.replace("NO", "YES");
    let las = read(&format!("{text}1\n10 100\n2\n20 200 7\n3\n30 300\n"));
    let found = report(&las, "wrapped row has the wrong width").expect("reported");
    assert_eq!((found.place.line, found.is_error(), las.rows()), (Some(16), true, 1));
}

#[test]
fn a_wrapped_file_that_stops_inside_a_row_is_cut_off() {
    let text = HEAD.replace("NO", "YES");
    let las = read(&format!("{text}1\n10 100\n2\n20"));
    let found = report(&las, "file ends in the middle").expect("reported");
    assert_eq!((found.place.line, found.is_error()), (Some(17), true));
}

#[test]
fn wrapped_rows_are_noticed_though_the_header_denies_them() {
    let las = rows("1\n10 100\n2\n20 200\n3\n30 300\n");
    assert!(report(&las, "rows are wrapped though WRAP says NO").is_some());
    assert_eq!(values(&las, "B"), [Some(100.0), Some(200.0), Some(300.0)]);
}

#[test]
fn run_on_numbers_are_parted_and_reported() {
    let las = rows("1 10 100\n2 20-999.25\n3 7.020101130.188\n");
    assert_eq!(report(&las, "columns run into each other").expect("reported").place.line, Some(15));
    assert_eq!(values(&las, "A"), [Some(10.0), Some(20.0), None]);
    assert_eq!(values(&las, "B"), [Some(100.0), None, None]);
    assert_eq!(report(&las, "values are not numbers").expect("reported").place.line, Some(16));
}

#[test]
fn asterisks_over_two_columns_are_two_nulls() {
    let las = rows("1 10 100\n2 **************\n3 30 300\n");
    assert_eq!(values(&las, "A"), [Some(10.0), None, Some(30.0)]);
    assert_eq!(values(&las, "B"), [Some(100.0), None, Some(300.0)]);
}

#[test]
fn a_row_of_the_wrong_width_keeps_its_depth_only() {
    let las = rows("1 10 100\n2 20\n3 30 300\n");
    let found = report(&las, "rows have the wrong width").expect("reported");
    assert_eq!((found.place.line, found.is_error()), (Some(15), false));
    assert_eq!(values(&las, "A"), [Some(10.0), None, Some(30.0)]);
}

#[test]
fn rows_that_are_mostly_of_the_wrong_width_are_an_error() {
    let las = rows("1 10 100\n2 20\n3 30\n4 40\n5 50 500\n6 5\n");
    assert!(report(&las, "rows have the wrong width").expect("reported").is_error());
}

#[test]
fn more_columns_than_curves_get_names_and_a_warning() {
    let las = rows("1 10 100 7\n2 20 200 8\n3 30 300 9\n");
    assert_eq!(report(&las, "more columns than curves").expect("reported").place.line, Some(13));
    assert_eq!(values(&las, "UNKNOWN"), [Some(7.0), Some(8.0), Some(9.0)]);
}

#[test]
fn fewer_columns_than_curves_leave_the_last_curves_out() {
    let las = rows("1 10\n2 20\n3 30\n");
    assert!(report(&las, "fewer columns than curves").is_some());
    assert_eq!(las.curves.len(), 2);
}

#[test]
fn rows_without_a_curve_section_are_named_unknown() {
    let text = HEAD.replace("~C\nDEPT.M:\nA.:\nB.:\n", "");
    let las = read(&format!("{text}1 10 100\n2 20 200\n3 30 300\n"));
    let names: Vec<_> = las.curves.iter().map(|curve| curve.mnemonic.as_str()).collect();
    assert_eq!(names, ["UNKNOWN:1", "UNKNOWN:2", "UNKNOWN:3"]);
    assert!(report(&las, "curves have no names").is_some());
    assert!(!las.has_errors(), "STRT gives the unit");
}

#[test]
fn commas_and_tabs_divide_columns_and_leave_gaps_null() {
    for (name, mark) in [("COMMA", ","), ("TAB", "\t")] {
        let head = HEAD.replace("~W", &format!("DLM. {name} :\n~W"));
        let las = read(&format!("{head}1,10,100\n2,,200\n3,30,\n").replace(',', mark));
        assert!(las.diagnostics.is_empty(), "{:?}", las.diagnostics);
        assert_eq!(values(&las, "A"), [Some(10.0), None, Some(30.0)]);
        assert_eq!(las.column("B").expect("a curve").null_count(), 1);
    }
}

#[test]
fn an_undeclared_comma_is_taken_as_delimiter_when_the_count_fits() {
    let las = rows("1,10,100\n2,20,200\n3,30,300\n");
    assert!(report(&las, "columns are not divided as declared").is_some());
    assert_eq!(values(&las, "B"), [Some(100.0), Some(200.0), Some(300.0)]);
}

#[test]
fn las_3_is_read_when_it_is_one_plain_table_and_refused_otherwise() {
    let head = HEAD.replace("2.0", "3.0");
    let plain = read(&format!("{head}1 10 100\n2 20 200\n3 30 300\n"));
    assert_eq!((plain.rows(), plain.has_errors()), (3, false));
    let tables = read(&format!("{head}1 10 100\n~Core_Data | Core_Definition\n1 2\n"));
    assert!(report(&tables, "LAS 3.0 is not read yet").is_some());
    assert_eq!(tables.rows(), 0);
}

#[test]
fn no_rows_are_an_error() {
    for text in [HEAD, &HEAD[..HEAD.len() - 3]] {
        assert!(report(&read(text), "no data rows").expect("reported").is_error());
    }
}
