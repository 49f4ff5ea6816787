//! Columns: cells become numbers, text columns are left out, missing values become nulls.

use arrow::array::Float64Array;

use super::number::{Cell, cell};
use super::rows::Tally;
use super::{Findings, LasCurve, LasFile, nulls};
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// The rows of a file, column by column; missing values are NaN here and nowhere else.
pub(super) struct Table<'a> {
    /// Line of each row.
    pub(super) lines: Vec<usize>,
    pub(super) columns: Vec<Column<'a>>,
    /// Rows left out because their depth is not a number.
    pub(super) without_depth: Tally<'a>,
    decimal_comma: bool,
}

/// One column, and what was met in it.
#[derive(Default)]
pub(super) struct Column<'a> {
    pub(super) values: Vec<f64>,
    numbers: usize,
    missing: Tally<'a>,
    unreadable: Tally<'a>,
    commas: Tally<'a>,
}

impl<'a> Table<'a> {
    pub(super) fn new(width: usize, decimal_comma: bool) -> Self {
        Self {
            lines: Vec::new(),
            columns: std::iter::repeat_with(Column::default).take(width).collect(),
            without_depth: Tally::default(),
            decimal_comma,
        }
    }

    /// Returns the number of rows met, those without depth included.
    pub(super) fn rows(&self) -> usize {
        self.lines.len() + self.without_depth.total
    }

    /// Returns the depths.
    pub(super) fn depths(&self) -> &[f64] {
        self.columns.first().map_or(&[], |column| &column.values)
    }

    /// Adds a row; the cells are as many as the columns.
    pub(super) fn push(&mut self, line: usize, cells: &[&'a str]) {
        let depth = cells.first().copied().unwrap_or_default();
        if !matches!(cell(depth, self.decimal_comma), Cell::Number(_) | Cell::CommaNumber(_)) {
            return self.without_depth.count(line, depth);
        }
        self.lines.push(line);
        for (column, token) in self.columns.iter_mut().zip(cells) {
            let value = match cell(token, self.decimal_comma) {
                Cell::Number(value) => {
                    column.numbers += 1;
                    value
                }
                Cell::CommaNumber(value) => {
                    column.numbers += 1;
                    column.commas.count(line, token);
                    value
                }
                Cell::Missing => {
                    if !token.is_empty() {
                        column.missing.count(line, token);
                    }
                    f64::NAN
                }
                Cell::Unreadable => {
                    column.unreadable.count(line, token);
                    f64::NAN
                }
            };
            column.values.push(value);
        }
    }
}

impl Column<'_> {
    fn is_text(&self) -> bool {
        self.unreadable.total > self.numbers
    }
}

/// Turns the table into the columns of the file.
pub(super) fn finish(file: &mut LasFile, mut table: Table<'_>, findings: &mut Findings) {
    let curves = std::mem::take(&mut file.curves);
    let mut kept: Vec<(LasCurve, Column<'_>)> = Vec::new();
    for (curve, column) in curves.into_iter().zip(std::mem::take(&mut table.columns)) {
        report(&curve, &column, findings);
        if !column.is_text() {
            kept.push((curve, column));
        }
    }
    let mut nulls = nulls::Nulls::new(file.null);
    for (curve, column) in kept.iter_mut().skip(1) {
        nulls.apply(&curve.mnemonic, &mut column.values);
    }
    nulls.report(file.item("NULL").map(|item| item.line), findings);
    for (curve, column) in kept {
        file.curves.push(curve);
        let values = column.values.into_iter().map(|value| (!value.is_nan()).then_some(value));
        file.columns.push(values.collect::<Float64Array>());
    }
}

fn report(curve: &LasCurve, column: &Column<'_>, findings: &mut Findings) {
    let mut add = |what: &str, tally: &Tally<'_>, hint: &str| {
        let Some((line, token)) = tally.first else { return };
        findings.add(
            Diagnostic::warning(ErrorType::MalformedFile, what)
                .at_line(line)
                .of_curve(&curve.mnemonic)
                .found(format!("{} values, the first `{token}`", tally.total))
                .hint(hint),
        );
    };
    if column.is_text() {
        return add(
            "text curve is left out",
            &column.unreadable,
            "curves that hold text are not imported yet",
        );
    }
    add("values are not numbers", &column.unreadable, "they are read as missing");
    add("missing values are spelled out", &column.missing, "they are read as missing");
    add("decimal mark is a comma", &column.commas, "it is read as a decimal point");
}

#[cfg(test)]
mod tests {
    use arrow::array::Array;

    use crate::data::las::{LasFile, parse};

    fn read(rows: &str) -> LasFile {
        let head = "~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.M 1:\nSTOP.M 3:\nSTEP.M 1:\nNULL. -999.25:\n~C\nDEPT.M:\nGR.GAPI:\nLITH.:\n~A\n";
        parse(format!("{head}{rows}").as_bytes(), "a.las").expect("a LAS file")
    }

    #[test]
    fn a_text_curve_is_left_out_and_named() {
        let las = read("1 10 sand\n2 20 shale\n3 30 -999.25\n");
        let names: Vec<_> = las.curves.iter().map(|curve| curve.mnemonic.as_str()).collect();
        assert_eq!(names, ["DEPT", "GR"]);
        let found = las.diagnostics.iter().find(|d| d.what == "text curve is left out");
        let place = &found.expect("reported").place;
        assert_eq!((place.curve.as_deref(), place.line), (Some("LITH"), Some(14)));
        assert_eq!(las.columns.len(), 2);
    }

    #[test]
    fn one_text_value_does_not_cost_the_curve() {
        let las = read("1 10 1\n2 x 2\n3 30 3\n");
        let gamma = las.column("gr").expect("kept");
        assert_eq!((gamma.len(), gamma.null_count(), gamma.is_null(1)), (3, 1, true));
        let found = las.diagnostics.iter().find(|d| d.what == "values are not numbers");
        assert_eq!(found.expect("reported").place.line, Some(15));
    }

    #[test]
    fn a_decimal_comma_is_read_and_reported() {
        let las = read("1 10,5 1\n2 20 2\n3 30 3\n");
        assert_eq!(las.column("GR").expect("kept").value(0), 10.5);
        assert!(las.diagnostics.iter().any(|d| d.what == "decimal mark is a comma"));
    }

    #[test]
    fn quoted_text_with_blanks_is_one_cell() {
        let las = read("1 10 \"fine sand\"\n2 20 'red shale'\n3 30 coal\n");
        assert_eq!((las.rows(), las.curves.len()), (3, 2));
    }
}
