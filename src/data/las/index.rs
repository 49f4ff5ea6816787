//! The depth column: whether it is one, in which unit and order, and whether it agrees with the header.

use super::columns::Table;
use super::rows::ShortRow;
use super::{Findings, HeaderItem, Index, LasFile, number};
use crate::domain::curve::{Quantity, quantity_of};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::units::{Dimension, Unit};

/// How the data section ends.
pub(super) struct Ending {
    /// Whether the last line has no line end.
    pub(super) open: bool,
    /// The last row, if it is too short.
    pub(super) short_row: ShortRow,
}

/// Names that a time index goes by.
const TIMES: [&str; 6] = ["TIME", "ETIM", "ETIME", "DATE", "DATETIME", "TIMESTAMP"];

/// Starts the report of a file that was cut off.
pub(super) fn cut_off(line: usize) -> Diagnostic {
    Diagnostic::error(ErrorType::MalformedFile, "file ends in the middle")
        .at_line(line)
        .hint("fetch the file again")
}

/// Says what the header tells of the depth column of a file without rows.
pub(super) fn describe_without_rows(file: &mut LasFile) {
    file.index.mnemonic = file.curves.first().map(|c| c.mnemonic.clone()).unwrap_or_default();
    file.index.unit = unit(file).unwrap_or_default();
}

/// Checks the depth column, sorts the rows by it, and describes it.
pub(super) fn arrange(
    file: &mut LasFile,
    table: &mut Table<'_>,
    ending: &Ending,
    data_line: usize,
    findings: &mut Findings,
) {
    describe_without_rows(file);
    check_units(file, findings);
    check_is_depth(file, table, findings);
    if table.depths().is_empty() {
        let report = Diagnostic::error(ErrorType::MalformedFile, "no data rows");
        return findings.add(report.at_line(data_line).wanted("rows that start with a depth"));
    }
    let last_in_file = table.depths()[table.depths().len() - 1];
    let last_line = table.lines[table.lines.len() - 1];
    let decreasing = last_in_file < table.depths()[0];
    sort(table, decreasing, findings);
    let depths = table.depths();
    let range = (depths[0], depths[depths.len() - 1]);
    let spacing = spacing(depths);
    let step = spacing.filter(|step| is_regular(depths, *step)).map(|_| mean_step(depths));
    file.index = Index { range: Some(range), step, decreasing, ..std::mem::take(&mut file.index) };
    if spacing.is_some() && step.is_none() {
        let report = Diagnostic::info(ErrorType::DepthMismatch, "depth steps are not regular");
        findings
            .add(report.at_line(data_line).hint("resample before steps that need a regular grid"));
    }
    report_repeated(table, findings);

    let header = HeaderRange::of(file);
    let slack = spacing.or(header.step).map_or(0.01, f64::abs) * 1.01;
    let wanted = header.stop_towards(decreasing);
    let is_short = wanted.is_some_and(|(stop, _)| {
        if decreasing { last_in_file - stop > slack } else { stop - last_in_file > slack }
    });
    let reach = |found: String| {
        let report = cut_off(ending.short_row.map_or(last_line, |(line, _)| line)).found(found);
        match wanted {
            Some((stop, item)) => report.wanted(format!("depth {stop} {} (STOP)", item.unit)),
            None => report,
        }
    };
    let rows = table.lines.len();
    if let Some((_, cells)) = ending.short_row {
        let width = table.columns.len();
        findings.add(reach(format!(
            "{cells} of {width} values in the last row, after {rows} rows down to depth {last_in_file}"
        )));
    } else if ending.open && is_short {
        findings
            .add(reach(format!("{rows} rows, the last at depth {last_in_file} without line end")));
    } else {
        header.compare(range, slack, findings);
    }
    header.compare_step(spacing, findings);
}

/// Returns the unit of depth: that of the curve, else that of STRT or STOP.
fn unit(file: &LasFile) -> Option<String> {
    let of_curve = file.curves.first().map(|curve| curve.unit.clone());
    let of_item = |name| file.item(name).map(|item| item.unit.clone());
    [of_curve, of_item("STRT"), of_item("STOP")].into_iter().flatten().find(|unit| !unit.is_empty())
}

/// Nobody but a human can tell which of two units the depths are in.
fn check_units(file: &LasFile, findings: &mut Findings) {
    let curve = file.curves.first().map(|c| (c.original.as_str(), c.unit.as_str(), c.line));
    let items = ["STRT", "STOP", "STEP"].iter().filter_map(|name| file.item(name));
    let named = items.map(|item| (item.mnemonic.as_str(), item.unit.as_str(), item.line));
    let mut units = named.chain(curve).filter(|(_, unit, _)| Unit::parse(unit).is_some());
    let Some((first, unit, _)) = units.next() else { return };
    let symbol = |unit| Unit::parse(unit).map(|unit| unit.symbol);
    if let Some((name, other, line)) = units.find(|(_, other, _)| symbol(other) != symbol(unit)) {
        findings.add(
            Diagnostic::error(ErrorType::UnitMismatch, "depth has two units")
                .at_line(line)
                .found(format!("{name} in {other}, {first} in {unit}"))
                .wanted("one unit")
                .hint("find out which is right and correct the file"),
        );
    }
}

/// A time, a date or a number of measurements is not a depth.
fn check_is_depth(file: &LasFile, table: &Table<'_>, findings: &mut Findings) {
    let lost = &table.without_depth;
    let is_text = lost.total > table.lines.len();
    if let (Some((line, token)), false) = (lost.first, is_text) {
        findings.add(
            Diagnostic::warning(ErrorType::MalformedFile, "rows without depth are left out")
                .at_line(line)
                .found(format!("{} rows, the first with depth `{token}`", lost.total)),
        );
    }
    let Some(curve) = file.curves.first() else { return };
    let unit = &file.index.unit;
    let is_length = Unit::parse(unit).is_some_and(|u| u.dimension == Dimension::Length);
    let name = curve.original.to_uppercase();
    let named_depth =
        quantity_of(&name) == Quantity::Depth || name.contains("DEP") || name.contains("TVD");
    let unit_known = Unit::parse(unit).is_some();
    let is_depth = is_length || (named_depth && !unit_known);
    if is_text || !is_depth || TIMES.contains(&name.as_str()) {
        findings.add(
            Diagnostic::error(ErrorType::DepthMismatch, "the index is not a depth")
                .at_line(curve.line.max(1))
                .of_curve(&curve.mnemonic)
                .found(match lost.first {
                    Some((_, token)) if is_text => format!("`{token}`"),
                    _ if unit.is_empty() => "no unit of length".to_owned(),
                    _ => format!("unit {unit}"),
                })
                .wanted("measured depth in m or ft as the first curve")
                .hint("export the log against depth"),
        );
    } else if !unit_known {
        findings.add(
            Diagnostic::warning(ErrorType::UnitMismatch, "depth has no known unit")
                .at_line(curve.line.max(1))
                .found(format!("`{unit}`"))
                .wanted("m or ft")
                .hint("write the unit after the dot of the first curve"),
        );
    }
}

/// Sorts the rows by increasing depth; a file that runs upward is turned round.
fn sort(table: &mut Table<'_>, decreasing: bool, findings: &mut Findings) {
    let depths = table.depths();
    let in_order = |pair: &[f64]| if decreasing { pair[1] <= pair[0] } else { pair[0] <= pair[1] };
    let fault = depths.windows(2).position(|pair| !in_order(pair));
    let mut order: Vec<usize> = (0..depths.len()).collect();
    if decreasing {
        order.reverse();
        findings.add(
            Diagnostic::info(ErrorType::DepthMismatch, "depth decreases")
                .at_line(table.lines[0])
                .found(format!("{} to {}", depths[0], depths[depths.len() - 1]))
                .hint("the rows are turned round"),
        );
    }
    if let Some(fault) = fault {
        order.sort_by(|a, b| depths[*a].total_cmp(&depths[*b]));
        findings.add(
            Diagnostic::warning(ErrorType::DepthMismatch, "depth goes up and down")
                .at_line(table.lines[fault + 1])
                .found(format!("{} after {}", depths[fault + 1], depths[fault]))
                .hint("the rows are sorted by depth; check that they belong to one run"),
        );
    } else if !decreasing {
        return;
    }
    table.lines = order.iter().map(|row| table.lines[*row]).collect();
    for column in &mut table.columns {
        column.values = order.iter().map(|row| column.values[*row]).collect();
    }
}

/// Returns the most usual distance of rows, the median; `None` when depth does not advance.
fn spacing(depths: &[f64]) -> Option<f64> {
    let mut steps: Vec<f64> = depths.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 2).copied().filter(|step| *step > 0.0)
}

/// Depths printed with few decimals still count as regular.
fn is_regular(depths: &[f64], step: f64) -> bool {
    depths.windows(2).all(|pair| (pair[1] - pair[0] - step).abs() <= 0.1 * step)
}

/// Returns the mean distance of rows, without the noise of the last binary digits.
fn mean_step(depths: &[f64]) -> f64 {
    let mean = (depths[depths.len() - 1] - depths[0]) / (depths.len() - 1) as f64;
    (mean * 1e6).round() / 1e6
}

fn report_repeated(table: &Table<'_>, findings: &mut Findings) {
    let depths = table.depths();
    let repeated = |row: &usize| depths[*row] == depths[row + 1];
    let mut rows = (0..depths.len().saturating_sub(1)).filter(repeated);
    if let Some(first) = rows.next() {
        let (a, b) = (table.lines[first], table.lines[first + 1]);
        findings.add(
            Diagnostic::warning(ErrorType::DepthMismatch, "depths stand twice")
                .at_line(a.max(b))
                .found(format!("{} rows, the first at {}", rows.count() + 1, depths[first]))
                .hint("remove the repeated rows, or resample"),
        );
    }
}

/// STRT, STOP and STEP, where they are numbers.
struct HeaderRange<'a> {
    start: Option<(f64, &'a HeaderItem)>,
    stop: Option<(f64, &'a HeaderItem)>,
    step: Option<f64>,
    step_line: usize,
}

impl<'a> HeaderRange<'a> {
    fn of(file: &'a LasFile) -> Self {
        let read = |name: &str| {
            let item = file.item(name)?;
            let value = number::read(&item.value).filter(|value| Some(*value) != file.null)?;
            Some((value, item))
        };
        let step = read("STEP").filter(|(step, _)| *step != 0.0);
        Self {
            start: read("STRT"),
            stop: read("STOP"),
            step: step.map(|(step, _)| step),
            step_line: step.map_or(0, |(_, item)| item.line),
        }
    }

    /// Returns the depth that the file should end at.
    fn stop_towards(&self, decreasing: bool) -> Option<(f64, &'a HeaderItem)> {
        let (start, stop) = (self.start?, self.stop?);
        Some(if (start.0 < stop.0) == decreasing { start } else { stop })
    }

    fn compare(&self, (top, base): (f64, f64), slack: f64, findings: &mut Findings) {
        for (wanted, found) in [(self.stop_towards(true), top), (self.stop_towards(false), base)] {
            let Some((value, item)) = wanted else { continue };
            if (value - found).abs() > slack {
                findings.add(
                    Diagnostic::warning(
                        ErrorType::DepthMismatch,
                        "header and data disagree on depth",
                    )
                    .at_line(item.line)
                    .found(format!("data from {top} to {base}"))
                    .wanted(format!("{} {value}", item.mnemonic))
                    .hint("the data are trusted"),
                );
            }
        }
    }

    fn compare_step(&self, spacing: Option<f64>, findings: &mut Findings) {
        let (Some(wanted), Some(found)) = (self.step, spacing) else { return };
        if (wanted.abs() - found).abs() > 0.1 * found {
            findings.add(
                Diagnostic::warning(
                    ErrorType::DepthMismatch,
                    "header and data disagree on the step",
                )
                .at_line(self.step_line)
                .found(((found * 1e6).round() / 1e6).to_string())
                .wanted(format!("STEP {wanted}"))
                .hint("the data are trusted"),
            );
        }
    }
}

#[cfg(test)]
mod tests;
