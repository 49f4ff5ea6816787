//! LAS 2.0 written, unwrapped, with the section titles that other programs open.

use std::fmt::Write as _;

use arrow::array::{Array, Float64Array};

use super::{HeaderItem, LasCurve};
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// The null value that is written.
pub const NULL: f64 = -999.25;

/// Items that are computed from the columns.
pub(super) const COMPUTED: [&str; 4] = ["STRT", "STOP", "STEP", "NULL"];

/// Writes a LAS 2.0 file; the first column is the depth, and STRT, STOP, STEP and NULL follow from the columns.
///
/// Numbers are written with all their digits, so that reading gives back what was written.
///
/// # Errors
/// There are no rows, the columns do not match the curves, a depth is missing, or a value equals the null value.
pub fn write(
    well: &[HeaderItem],
    parameters: &[HeaderItem],
    curves: &[LasCurve],
    columns: &[Float64Array],
) -> Result<String, Diagnostic> {
    let rows = check(curves, columns)?;
    let depth = &columns[0];
    let (start, stop) = (depth.value(0), depth.value(rows - 1));
    let unit = curves[0].unit.as_str();
    let computed = [
        ("STRT", unit, number(start), "START DEPTH"),
        ("STOP", unit, number(stop), "STOP DEPTH"),
        ("STEP", unit, number(step(depth)), "STEP, 0 WHEN IRREGULAR"),
        ("NULL", "", number(NULL), "NULL VALUE"),
    ]
    .map(|(mnemonic, unit, value, description)| HeaderItem {
        mnemonic: mnemonic.to_owned(),
        unit: unit.to_owned(),
        value,
        description: description.to_owned(),
        line: 0,
    });
    let is_computed =
        |item: &&HeaderItem| COMPUTED.iter().any(|name| item.mnemonic.eq_ignore_ascii_case(name));
    let curve_items: Vec<HeaderItem> = curves.iter().map(as_item).collect();

    let mut text = String::from(
        "~Version Information\n VERS. 2.0 : CWLS LOG ASCII STANDARD - VERSION 2.0\n WRAP.  NO : ONE LINE PER DEPTH STEP\n",
    );
    let well = computed.iter().chain(well.iter().filter(|item| !is_computed(item)));
    write_section(&mut text, "Well Information", well);
    write_section(&mut text, "Curve Information", curve_items.iter());
    if !parameters.is_empty() {
        write_section(&mut text, "Parameter Information", parameters.iter());
    }
    write_rows(&mut text, curves, columns, rows);
    Ok(text)
}

fn check(curves: &[LasCurve], columns: &[Float64Array]) -> Result<usize, Diagnostic> {
    let fault = |what: &str| Diagnostic::error(ErrorType::MalformedFile, what);
    let rows = columns.first().map_or(0, Array::len);
    if rows == 0 {
        return Err(fault("a LAS file needs rows").found("no rows").wanted("at least one depth"));
    }
    if curves.len() != columns.len() {
        return Err(fault("a LAS file needs one column a curve")
            .found(format!("{} columns", columns.len()))
            .wanted(format!("{} columns", curves.len())));
    }
    for (curve, column) in curves.iter().zip(columns) {
        if column.len() != rows {
            return Err(fault("columns differ in length")
                .of_curve(&curve.mnemonic)
                .found(format!("{} rows", column.len()))
                .wanted(format!("{rows} rows")));
        }
        if column.iter().flatten().any(|value| value == NULL || !value.is_finite()) {
            return Err(fault("a value cannot be told from a missing one")
                .of_curve(&curve.mnemonic)
                .found(format!("{NULL}, or no finite number"))
                .wanted("a null for each missing value"));
        }
    }
    if columns[0].null_count() > 0 {
        let report = fault("a depth is missing").of_curve(&curves[0].mnemonic);
        return Err(report.found(format!("{} nulls", columns[0].null_count())).wanted("none"));
    }
    Ok(rows)
}

/// Returns the regular step, or 0, which in LAS stands for irregular.
fn step(depth: &Float64Array) -> f64 {
    let (first, last) = (depth.value(0), depth.value(depth.len() - 1));
    let step = (last - first) / (depth.len().max(2) - 1) as f64;
    let step = (step * 1e6).round() / 1e6;
    let regular =
        depth.values().windows(2).all(|pair| (pair[1] - pair[0] - step).abs() <= 0.01 * step.abs());
    if regular { step } else { 0.0 }
}

/// The original mnemonic is written: reading numbers repeated ones again.
fn as_item(curve: &LasCurve) -> HeaderItem {
    let name = if curve.original.is_empty() { &curve.mnemonic } else { &curve.original };
    HeaderItem {
        mnemonic: name.clone(),
        unit: curve.unit.clone(),
        description: curve.description.clone(),
        ..HeaderItem::default()
    }
}

fn write_section<'a>(
    text: &mut String,
    title: &str,
    items: impl Iterator<Item = &'a HeaderItem> + Clone,
) {
    let width = |part: fn(&HeaderItem) -> &str| {
        items.clone().map(|item| part(item).chars().count()).max().unwrap_or(0)
    };
    let (names, units) = (width(|item| &item.mnemonic), width(|item| &item.unit));
    let values = width(|item| &item.value);
    push(text, format_args!("~{title}\n"));
    for item in items {
        // The last colon between blanks ends the value, so that the description has none.
        let description = one_line(&item.description).replace(" : ", ": ");
        let (mnemonic, unit, value) =
            (one_line(&item.mnemonic), one_line(&item.unit), one_line(&item.value));
        push(
            text,
            format_args!(" {mnemonic:names$}.{unit:units$}  {value:values$} : {description}\n"),
        );
    }
}

fn one_line(text: &str) -> String {
    text.split(['\n', '\r']).collect::<Vec<_>>().join(" ")
}

fn write_rows(text: &mut String, curves: &[LasCurve], columns: &[Float64Array], rows: usize) {
    let layout: Vec<(usize, usize)> = columns.iter().map(layout).collect();
    text.push_str("~ASCII");
    for (curve, (width, _)) in curves.iter().zip(&layout) {
        push(text, format_args!(" {:>width$}", curve.mnemonic.replace(' ', "_")));
    }
    text.push('\n');
    for row in 0..rows {
        for (column, (width, decimals)) in columns.iter().zip(&layout) {
            if column.is_null(row) {
                push(text, format_args!(" {NULL:>width$}"));
            } else if *decimals > MOST_DECIMALS {
                push(text, format_args!(" {:>width$}", number(column.value(row))));
            } else {
                push(text, format_args!(" {:>width$.decimals$}", column.value(row)));
            }
        }
        text.push('\n');
    }
}

/// Columns whose shortest exact form is longer are written value by value.
const MOST_DECIMALS: usize = 17;

/// Returns the width of a column and the decimals that hold each of its values exactly.
fn layout(column: &Float64Array) -> (usize, usize) {
    let null = number(NULL).len();
    let (mut whole, mut decimals) = (0, 0);
    let mut longest = null;
    for value in column.iter().flatten() {
        let text = number(value);
        longest = longest.max(text.len());
        if text.contains('e') {
            decimals = MOST_DECIMALS + 1;
        }
        let point = text.find('.').unwrap_or(text.len());
        whole = whole.max(point);
        decimals = decimals.max(text.len().saturating_sub(point + 1));
    }
    let fixed = whole + decimals + usize::from(decimals > 0);
    (if decimals > MOST_DECIMALS { longest } else { fixed.max(null) }, decimals)
}

/// Writes the shortest number that reads back as the same.
pub(in crate::data) fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-9..1e15).contains(&size) {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}

fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("writing to a string never fails");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::las::parse;

    fn item(mnemonic: &str, value: &str, description: &str) -> HeaderItem {
        HeaderItem {
            mnemonic: mnemonic.into(),
            value: value.into(),
            description: description.into(),
            ..HeaderItem::default()
        }
    }

    fn curve(mnemonic: &str, original: &str, unit: &str) -> LasCurve {
        LasCurve {
            mnemonic: mnemonic.into(),
            original: original.into(),
            unit: unit.into(),
            description: "a curve".into(),
            line: 0,
        }
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let well = [
            item("WELL", "Mudrock-1", "WELL"),
            item("UWI", "00512 : b", "UNIQUE WELL ID"),
            item("DATE", "2020-08-09 20:01:42", "LOG DATE"),
            item("STRT", "7", "not kept"),
        ];
        let parameters = [item("EKB", "25.3", "KELLY BUSHING")];
        let curves = [
            curve("DEPT", "DEPT", "M"),
            curve("GR:1", "GR", "GAPI"),
            curve("GR:2", "GR", "GAPI"),
            curve("COND.", "COND.", "MS/M"),
        ];
        let columns: [Float64Array; 4] = [
            vec![Some(1.0), Some(1.1524), Some(1.3048)].into(),
            vec![Some(0.1), None, Some(-3.25)].into(),
            vec![None, None, Some(1e-12)].into(),
            vec![Some(1.0 / 3.0), Some(123456.0), Some(2e20)].into(),
        ];
        let text = write(&well, &parameters, &curves, &columns).expect("writable");
        let las = parse(text.as_bytes(), "out.las").expect("a LAS file");
        assert_eq!(las.columns, columns);
        let plain = |curves: &[LasCurve]| {
            curves.iter().map(|c| LasCurve { line: 0, ..c.clone() }).collect::<Vec<_>>()
        };
        assert_eq!(plain(&las.curves), curves);
        for wanted in &well[..3] {
            let found = las.item(&wanted.mnemonic).expect("kept");
            assert_eq!(HeaderItem { line: 0, ..found.clone() }, *wanted);
        }
        assert_eq!(las.value("STRT"), Some("1"));
        assert_eq!(las.value("STEP"), Some("0.1524"));
        assert_eq!(las.parameters[0].value, "25.3");
        assert!(!las.has_errors(), "{:?}", las.diagnostics);
    }

    #[test]
    fn section_titles_are_those_that_petrel_opens() {
        // lasio issue 246: `~Curves` fails in Petrel, `~Curve` works.
        let column: Float64Array = vec![Some(1.0)].into();
        let text = write(&[], &[], &[curve("DEPT", "DEPT", "M")], &[column]).expect("writable");
        let titles: Vec<_> = text.lines().filter(|line| line.starts_with('~')).collect();
        assert_eq!(
            titles,
            ["~Version Information", "~Well Information", "~Curve Information", "~ASCII    DEPT"]
        );
    }

    #[test]
    fn what_would_read_back_as_something_else_is_refused() {
        let curves = [curve("DEPT", "DEPT", "M"), curve("A", "A", "")];
        let depth = || Float64Array::from(vec![Some(1.0), Some(2.0)]);
        for (columns, what) in [
            (vec![depth()], "a LAS file needs one column a curve"),
            (vec![Float64Array::from(Vec::<f64>::new()); 2], "a LAS file needs rows"),
            (vec![depth(), vec![Some(1.0)].into()], "columns differ in length"),
            (
                vec![depth(), vec![Some(NULL), None].into()],
                "a value cannot be told from a missing one",
            ),
            (vec![vec![None, Some(1.0)].into(), depth()], "a depth is missing"),
        ] {
            assert_eq!(write(&[], &[], &curves, &columns).expect_err("refused").what, what);
        }
    }
}
