//! Data rows: cut into cells, put back together where they are wrapped or run into each other.

use super::cells::{Fit, cut, fit};
use super::columns::Table;
use super::header::{Delimiter, Headed, name_uniquely};
use super::index::Ending;
use super::section::{Kind, Section};
use super::{Findings, LasCurve, columns, index};
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Rows that are looked at before the layout of all rows is decided.
const SAMPLE: usize = 50;

/// Reads the data section into the columns of the file; `open_end` says that its last line has no line end.
pub(super) fn read(
    headed: &mut Headed,
    sections: &[Section<'_>],
    open_end: bool,
    findings: &mut Findings,
) {
    let Some(section) = sections.iter().find(|section| section.kind == Kind::Data) else {
        let report = Diagnostic::error(ErrorType::MalformedFile, "no data rows");
        findings.add(report.found("no ~A section").hint("fetch the whole file"));
        return index::describe_without_rows(&mut headed.file);
    };
    if section.rows().next().is_none() {
        let report = Diagnostic::error(ErrorType::MalformedFile, "no data rows");
        findings.add(report.at_line(section.line).found("an empty ~A section"));
        return index::describe_without_rows(&mut headed.file);
    }
    let delimiter = choose_delimiter(headed, section, findings);
    let reader = Reader { section, delimiter };
    let curves = headed.file.curves.len();
    if !headed.file.wrapped && reader.looks_wrapped(curves) {
        headed.file.wrapped = true;
        findings.add(
            Diagnostic::warning(ErrorType::MalformedFile, "rows are wrapped though WRAP says NO")
                .at_line(section.line)
                .hint("they are read as wrapped"),
        );
    }
    let (table, short_row) = if headed.file.wrapped {
        let table = reader.wrapped(curves, findings);
        (table, None)
    } else {
        let width = reader.width(curves, open_end);
        match_curves(headed, width, section, findings);
        reader.unwrapped(width, findings)
    };
    let Some(mut table) = table else { return };
    let ending = Ending { open: open_end, short_row };
    index::arrange(&mut headed.file, &mut table, &ending, section.line, findings);
    columns::finish(&mut headed.file, table, findings);
}

struct Reader<'s, 'a> {
    section: &'s Section<'a>,
    delimiter: Delimiter,
}

/// A last row that is too short: its line and its number of cells.
pub(super) type ShortRow = Option<(usize, usize)>;

impl<'a> Reader<'_, 'a> {
    /// Whether the first depth stands alone and the lines after it add up to one row.
    fn looks_wrapped(&self, curves: usize) -> bool {
        let mut cells = Vec::new();
        let mut total = 0;
        for (place, (_, row)) in self.section.rows().enumerate() {
            cut(row, self.delimiter, &mut cells);
            total += cells.len();
            if place == 0 && cells.len() != 1 || total >= curves {
                break;
            }
        }
        curves > 1 && cells.len() > 1 && total == curves && total > cells.len()
    }

    /// Returns how many columns the rows have.
    fn width(&self, curves: usize, open_end: bool) -> usize {
        let mut cells = Vec::new();
        let mut widths = Vec::new();
        for (_, row) in self.section.rows().take(SAMPLE) {
            cut(row, self.delimiter, &mut cells);
            widths.push(cells.len());
            if curves > 0 && fit(&mut cells, curves) != Fit::No {
                return curves;
            }
        }
        if curves > 0 && open_end && widths.len() == 1 {
            return curves; // One row, cut off: it does not tell how wide the others were.
        }
        let count = |width: &usize| widths.iter().filter(|other| *other == width).count();
        widths.iter().copied().max_by_key(|width| (count(width), *width)).unwrap_or(curves)
    }

    fn unwrapped(&self, width: usize, findings: &mut Findings) -> (Option<Table<'a>>, ShortRow) {
        let mut table = Table::new(width, self.delimiter != Delimiter::Comma);
        let mut cells = Vec::new();
        let (mut repaired, mut ragged) = (Tally::default(), Tally::default());
        let mut rows = self.section.rows().peekable();
        let mut short_row = None;
        while let Some((line, row)) = rows.next() {
            cut(row, self.delimiter, &mut cells);
            let found = cells.len();
            match fit(&mut cells, width) {
                Fit::Exact => table.push(line, &cells),
                Fit::Repaired => {
                    repaired.count(line, row);
                    table.push(line, &cells);
                }
                Fit::No if found < width && rows.peek().is_none() => {
                    short_row = Some((line, found))
                }
                Fit::No => {
                    ragged.count(line, row);
                    // Which value is missing is unknown, so that none can be trusted but the depth.
                    cells.truncate(1);
                    cells.resize(width, "");
                    table.push(line, &cells);
                }
            }
        }
        if let Some((line, row)) = repaired.first {
            findings.add(
                Diagnostic::warning(ErrorType::MalformedFile, "columns run into each other")
                    .at_line(line)
                    .found(format!("{} rows, the first `{row}`", repaired.total))
                    .wanted(format!("{width} columns"))
                    .hint("they are parted at minus signs; those that cannot be are null"),
            );
        }
        if let Some((line, row)) = ragged.first {
            let report = Diagnostic::warning(ErrorType::MalformedFile, "rows have the wrong width")
                .at_line(line)
                .found(format!("{} rows, the first `{row}`", ragged.total))
                .wanted(format!("{width} columns"))
                .hint("their depth is kept and their values are null");
            let most = ragged.total * 2 > table.rows();
            let severity = if most {
                Diagnostic::error(report.error_type, "").severity
            } else {
                report.severity
            };
            findings.add(Diagnostic { severity, ..report });
        }
        (Some(table), short_row)
    }

    /// Reads rows that go on over several lines: cells are counted, not lines.
    fn wrapped(&self, width: usize, findings: &mut Findings) -> Option<Table<'a>> {
        if width == 0 {
            findings.add(
                Diagnostic::error(ErrorType::MalformedFile, "wrapped rows cannot be told apart")
                    .at_line(self.section.line)
                    .found("no ~Curve section")
                    .wanted("one ~Curve line a column"),
            );
            return None;
        }
        let mut table = Table::new(width, self.delimiter != Delimiter::Comma);
        let (mut row, mut cells) = (Vec::with_capacity(width), Vec::new());
        let (mut start, mut last) = (0, 0);
        for (line, text) in self.section.rows() {
            cut(text, self.delimiter, &mut cells);
            if row.is_empty() {
                start = line;
            }
            last = line;
            row.extend_from_slice(&cells);
            if row.len() > width {
                findings.add(
                    Diagnostic::error(ErrorType::MalformedFile, "wrapped row has the wrong width")
                        .at_line(start)
                        .found(format!("{} values up to line {line}", row.len()))
                        .wanted(format!("{width}, one a curve"))
                        .hint("mend the row or fetch the file again"),
                );
                return Some(table);
            }
            if row.len() == width {
                table.push(start, &row);
                row.clear();
            }
        }
        if !row.is_empty() {
            findings.add(index::cut_off(last).found(format!(
                "{} of {width} values in the last row, which starts at line {start}",
                row.len()
            )));
        }
        Some(table)
    }
}

/// How often something was met, and where first.
#[derive(Default)]
pub(super) struct Tally<'a> {
    pub(super) total: usize,
    pub(super) first: Option<(usize, &'a str)>,
}

impl<'a> Tally<'a> {
    pub(super) fn count(&mut self, line: usize, text: &'a str) {
        self.total += 1;
        self.first.get_or_insert((line, text.trim()));
    }
}

fn choose_delimiter(headed: &Headed, section: &Section<'_>, findings: &mut Findings) -> Delimiter {
    let first = section.rows().next().map_or("", |(_, row)| row);
    let width = |delimiter| {
        let mut cells = Vec::new();
        cut(first, delimiter, &mut cells);
        cells.len()
    };
    let curves = headed.file.curves.len();
    let declared = headed.delimiter.unwrap_or(Delimiter::Blank);
    if width(declared) == curves || curves < 2 {
        return declared;
    }
    let fitting = [Delimiter::Blank, Delimiter::Comma].into_iter().find(|d| width(*d) == curves);
    let Some(fitting) = fitting else { return declared };
    findings.add(
        Diagnostic::warning(ErrorType::MalformedFile, "columns are not divided as declared")
            .at_line(section.line)
            .found(format!("{fitting:?}").to_lowercase())
            .wanted(format!("{declared:?} (DLM)").to_lowercase()),
    );
    fitting
}

/// Makes the curve list as long as the rows are wide, and says loudly when it was not.
fn match_curves(headed: &mut Headed, width: usize, section: &Section<'_>, findings: &mut Findings) {
    let curves = &mut headed.file.curves;
    let found = curves.len();
    if found == width {
        return;
    }
    curves.resize_with(width.max(found), LasCurve::default);
    name_uniquely(curves, findings);
    let (what, hint) = match found {
        0 => ("curves have no names", "they are named UNKNOWN; the first is taken as depth"),
        _ if found < width => ("more columns than curves", "names may be shifted; check the file"),
        _ => ("fewer columns than curves", "the last curves are left out; names may be shifted"),
    };
    let mut report = Diagnostic::warning(ErrorType::MalformedFile, what)
        .at_line(section.line)
        .found(format!("{width} columns"))
        .wanted(format!("{found} columns, one a line of the ~Curve section"))
        .hint(hint);
    if found > 0 && headed.version_is_3() {
        report.severity = Diagnostic::error(report.error_type, "").severity;
    }
    findings.add(report);
    headed.file.curves.truncate(width);
}

#[cfg(test)]
mod tests;
