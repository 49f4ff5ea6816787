//! Interval tables of drill holes: rows from a depth to a depth, and the means of grades over them.

use arrow::array::{Array, Float64Array, StringArray};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::KernelError;
use crate::operators::ports::{METRE, Port};

/// Upper end of an interval.
pub const FROM: Port = Port::curve("FROM", METRE).fits(&[Quantity::Depth]).in_table("intervals");
/// Lower end of an interval.
pub const TO: Port = Port::curve("TO", METRE).fits(&[Quantity::Depth]).in_table("intervals");
/// Grade of an interval, in any unit.
pub const GRADE: Port = Port::any("GRADE").in_table("intervals");

/// Distance in metres below which two depths are the same: logs are written in millimetres at best.
pub const SAME_DEPTH: f64 = 1e-3;

/// Greatest number of pieces that one table is cut into; more is a mistake in a depth or a length.
pub const MOST_PIECES: f64 = 1e6;

/// One row of an interval table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Row in the table.
    pub row: usize,
    /// Upper end in metres.
    pub from: f64,
    /// Lower end in metres; below the upper one.
    pub to: f64,
}

/// The rows of a table that are intervals, by depth.
#[derive(Debug, Clone, Default)]
pub struct Intervals {
    /// Intervals, sorted by their upper ends.
    pub sorted: Vec<Interval>,
    left_out: usize,
}

impl Intervals {
    /// Reads the intervals at two ports; rows without both ends, or upside down, are left out.
    pub fn read(input: &Inputs, from: &str, to: &str) -> Result<Self, KernelError> {
        let (from, to) = (input.curve(from)?, input.curve(to)?);
        let mut intervals = Self::default();
        for (row, ends) in from.iter().zip(to.iter()).enumerate() {
            match ends {
                (Some(from), Some(to)) if from < to => {
                    intervals.sorted.push(Interval { row, from, to });
                }
                _ => intervals.left_out += 1,
            }
        }
        intervals.sorted.sort_by(|one, other| one.from.total_cmp(&other.from));
        Ok(intervals)
    }

    /// Says how many rows were left out.
    pub fn note(&self, outputs: Outputs) -> Outputs {
        if self.left_out == 0 {
            return outputs;
        }
        let count = self.left_out;
        outputs
            .note(format!("{count} intervals left out: FROM or TO is null, or TO not below FROM"))
    }

    /// Returns runs of adjoining intervals of equal code, each with its code; those without code are left out.
    ///
    /// A gap ends a run, so that no composite spans rock that was not sampled.
    pub fn runs(&self, codes: &StringArray) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut open = false;
        for interval in &self.sorted {
            if codes.is_null(interval.row) {
                open = false;
                continue;
            }
            let code = codes.value(interval.row);
            match runs.last_mut() {
                Some(run) if open && run.code == code && interval.from <= run.to + SAME_DEPTH => {
                    run.to = run.to.max(interval.to);
                    run.parts.push(*interval);
                }
                _ => {
                    let (code, parts) = (code.to_owned(), vec![*interval]);
                    runs.push(Run { code, from: interval.from, to: interval.to, parts });
                }
            }
            open = true;
        }
        runs
    }
}

/// Adjoining intervals of one code.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The code.
    pub code: String,
    /// Upper end.
    pub from: f64,
    /// Lower end.
    pub to: f64,
    /// The intervals, by depth.
    pub parts: Vec<Interval>,
}

/// Grades by row, with what a null one counts as.
#[derive(Debug, Clone, Copy)]
pub struct Grades<'a> {
    /// Grades.
    pub values: &'a Float64Array,
    /// What a null grade counts as; `None` leaves its length out.
    pub default: Option<f64>,
}

impl Grades<'_> {
    /// Returns the grade of a row.
    pub fn at(&self, row: usize) -> Option<f64> {
        value(self.values, row).or(self.default)
    }
}

/// Returns the number in a row; `None` where it is null or there is no such row.
pub fn value(curve: &Float64Array, row: usize) -> Option<f64> {
    (row < curve.len() && curve.is_valid(row)).then(|| curve.value(row))
}

/// Length of hole that stretches cover, each metre counted once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cover {
    /// Length in metres.
    pub length: f64,
    /// Greatest depth reached so far.
    reach: Option<f64>,
}

impl Cover {
    /// Adds a stretch; stretches come in the order of their upper ends.
    pub fn add(&mut self, from: f64, to: f64) {
        let from = self.reach.map_or(from, |reach| from.max(reach));
        self.length += (to - from).max(0.0);
        self.reach = Some(self.reach.map_or(to, |reach| to.max(reach)));
    }
}

/// A mean under construction.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mean {
    weighted: f64,
    weight: f64,
    /// Hole that has a grade.
    pub cover: Cover,
}

impl Mean {
    /// Adds a stretch with a grade; `density` is the weight of one metre. Stretches come in the order
    /// of their upper ends; where they overlap all weigh, and the hole is covered once.
    pub fn add(&mut self, from: f64, to: f64, density: f64, grade: f64) {
        let length = to - from;
        self.weighted += grade * length * density;
        self.weight += length * density;
        self.cover.add(from, to);
    }

    /// Returns the mean; `None` where fewer than `least` metres have a grade, or none has a weight.
    pub fn value(&self, least: f64) -> Option<f64> {
        let covered = self.cover.length;
        let enough = covered > 0.0 && covered >= least - 1e-9 * least.abs();
        (enough && self.weight > 0.0).then(|| self.weighted / self.weight)
    }
}

/// One composite.
#[derive(Debug, Clone, PartialEq)]
pub struct Composite {
    /// Upper end.
    pub from: f64,
    /// Lower end.
    pub to: f64,
    /// Mean grade.
    pub grade: Option<f64>,
}

/// Cuts equal pieces out of intervals, from `start` on, and averages the grades in each.
///
/// `density` gives the weight of a metre of a row; a row without one is left out like one without grade.
pub fn cut(
    intervals: &[Interval],
    pieces: usize,
    start: f64,
    length: f64,
    least: f64,
    density: impl Fn(usize) -> Option<f64>,
    grades: &Grades,
) -> Vec<Composite> {
    let mut means = vec![Mean::default(); pieces];
    for interval in intervals {
        let (Some(grade), Some(density)) = (grades.at(interval.row), density(interval.row)) else {
            continue;
        };
        let first = ((interval.from - start) / length).floor().max(0.0) as usize;
        for (piece, mean) in means.iter_mut().enumerate().skip(first) {
            let top = start + piece as f64 * length;
            if top >= interval.to {
                break;
            }
            let (from, to) = (interval.from.max(top), interval.to.min(top + length));
            // Less than rounding leaves of a shared end is no overlap.
            if to - from > 1e-9 * length {
                mean.add(from, to, density, grade);
            }
        }
    }
    let composite = |(piece, mean): (usize, &Mean)| {
        let from = start + piece as f64 * length;
        Composite { from, to: start + (piece + 1) as f64 * length, grade: mean.value(least) }
    };
    means.iter().enumerate().map(composite).collect()
}

/// Refuses to cut a length into more pieces than a hole can have.
pub fn bounded(pieces: f64, port: &str) -> Result<usize, KernelError> {
    if pieces <= MOST_PIECES {
        return Ok(pieces.max(0.0) as usize);
    }
    Err(KernelError::invalid(
        port,
        "the table falls into too many pieces",
        format!("{pieces:.0} pieces"),
        format!("{MOST_PIECES} at most"),
        "correct the depths, or lengthen the pieces",
    ))
}

/// Writes composites, and how many of them are null.
pub fn composite_outputs(composites: &[Composite]) -> Outputs {
    let column =
        |of: fn(&Composite) -> Option<f64>| -> Float64Array { composites.iter().map(of).collect() };
    let grades = column(|one| one.grade);
    let nulls = grades.null_count();
    let outputs = Outputs::one("FROM", column(|one| Some(one.from)))
        .with("TO", column(|one| Some(one.to)))
        .with("GRADE", grades);
    if nulls == 0 {
        return outputs;
    }
    outputs.note(format!("{nulls} composites are null: too little of them has a grade"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_a_change_and_a_missing_code_end_a_run() {
        let column = |values: [f64; 5]| Float64Array::from(values.to_vec());
        let input = Inputs::new(Float64Array::from(Vec::<f64>::new()))
            .with("FROM", column([0.0, 1.0, 2.5, 3.0, 4.0]))
            .with("TO", column([1.0, 2.0, 3.0, 4.0, 5.0]));
        let intervals = Intervals::read(&input, "FROM", "TO").expect("intervals");
        let codes = StringArray::from(vec![Some("A"), Some("A"), Some("A"), None, Some("A")]);
        let runs: Vec<(f64, f64)> =
            intervals.runs(&codes).iter().map(|run| (run.from, run.to)).collect();
        assert_eq!(runs, [(0.0, 2.0), (2.5, 3.0), (4.0, 5.0)]);
    }

    #[test]
    fn samples_that_overlap_all_weigh_and_cover_the_hole_once() {
        let mut mean = Mean::default();
        for (from, to, grade) in [(0.0, 0.6, 1.0), (0.0, 0.6, 3.0), (0.5, 0.8, 2.0)] {
            mean.add(from, to, 1.0, grade);
        }
        assert!((mean.cover.length - 0.8).abs() < 1e-15);
        assert_eq!(mean.value(0.8), Some(2.0));
        assert_eq!(mean.value(1.0), None);
    }
}
