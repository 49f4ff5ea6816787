//! Merge of two interval tables.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use arrow::array::{Float64Array, UInt64Array};
use arrow::compute::take;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::intervals::{Interval, Intervals, SAME_DEPTH};
use crate::operators::support::names::apart;
use crate::operators::values::Values;

/// Brings two interval tables, such as assays and geology, onto common intervals.
///
/// ## Formula
/// The hole is cut at every FROM and TO of both tables, of those within 1 mm at the shallowest; each piece takes the values of the interval of each table in which it lies. Where intervals of one table overlap, the one that stands first in the table counts. mid is the middle of a piece.
/// ## Units
/// FROM, TO and mid in m; all other columns as they come, numbers and texts. A name that both tables have becomes a_NAME and b_NAME, and so does FROM, TO or mid of a table; where that is taken too, a_NAME:2 and on.
/// ## Nulls
/// A piece that one table does not cover has null in the columns of that table; between two intervals it may have null in all. Rows without FROM or TO, upside down, or no longer than 1 mm are left out and reported.
/// ## Source
/// JuliaEarth, DrillHoles.jl, interleave, 2021.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct IntervalMerge;

impl Operator for IntervalMerge {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "interval_merge",
        title: "Merge two interval tables",
        terms: &["join", "assay", "geology", "drill hole", "interleave"],
        inputs: &[
            Port::curve("a_FROM", METRE).fits(&[Quantity::Depth]).in_table("a"),
            Port::curve("a_TO", METRE).fits(&[Quantity::Depth]).in_table("a"),
            Port::any("a_columns").in_table("a").repeated().optional(),
            Port::curve("b_FROM", METRE).fits(&[Quantity::Depth]).in_table("b"),
            Port::curve("b_TO", METRE).fits(&[Quantity::Depth]).in_table("b"),
            Port::any("b_columns").in_table("b").repeated().optional(),
        ],
        outputs: &[
            Output::curve("FROM", METRE).in_table("merged"),
            Output::curve("TO", METRE).in_table("merged"),
            Output::curve("mid", METRE).in_table("merged"),
            Output::keeping("a_values", "a_columns").in_table("merged").repeated(),
            Output::keeping("b_values", "b_columns").in_table("merged").repeated(),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "Assays from 1 m, geology from 0 m: three pieces, the first without assay.",
            params: "{}",
            input: r#"{"a": {"FROM": [1, 3.5], "TO": [3.5, 8], "Au": [1, 2]}, "b": {"FROM": [0, 5], "TO": [5, 8], "rock": ["qtz", null]}}"#,
            output: r#"{"FROM": [0, 1, 3.5, 5], "TO": [1, 3.5, 5, 8], "mid": [0.5, 2.25, 4.25, 6.5], "Au": [null, 1, 2, 2], "rock": ["qtz", "qtz", "qtz", null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let a = Intervals::read(input, "a_FROM", "a_TO")?;
        let b = Intervals::read(input, "b_FROM", "b_TO")?;
        let cuts = cuts([&a, &b]);
        let pieces: Vec<(f64, f64)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();

        let column = |of: fn(&(f64, f64)) -> f64| -> Float64Array {
            pieces.iter().map(|piece| Some(of(piece))).collect()
        };
        let mut outputs = Outputs::one("FROM", column(|piece| piece.0))
            .with("TO", column(|piece| piece.1))
            .with("mid", column(|piece| piece.0 / 2.0 + piece.1 / 2.0))
            .with_no_members("a_values")
            .with_no_members("b_values");
        let tables = [("a", "a_columns", "a_values", &a), ("b", "b_columns", "b_values", &b)];
        let columns = tables.iter().flat_map(|(table, port, ..)| {
            input.members(port).iter().map(|(name, _)| (Some(*table), name.as_str()))
        });
        let columns: Vec<(Option<&str>, &str)> = columns.collect();
        let mut names = apart(&columns, &["FROM", "TO", "mid"]).into_iter();
        for (_, columns, port, intervals) in tables {
            let snapped = snapped(intervals, &cuts);
            let rows = covering(&snapped, &pieces);
            for ((_, values), name) in input.members(columns).iter().zip(&mut names) {
                outputs = outputs.with_member(port, name, picked(values, &rows));
            }
            outputs = intervals.note(outputs);
            let short = snapped.iter().filter(|interval| interval.from >= interval.to).count();
            let note = || format!("{short} intervals no longer than 1 mm left out");
            outputs = outputs.noting((short > 0).then(note));
        }
        Ok(outputs)
    }
}

/// Returns the depths at which the hole is cut, of those that are the same the shallowest.
fn cuts(tables: [&Intervals; 2]) -> Vec<f64> {
    let all = tables.into_iter().flat_map(|intervals| &intervals.sorted);
    let mut cuts: Vec<f64> = all.flat_map(|interval| [interval.from, interval.to]).collect();
    cuts.sort_by(f64::total_cmp);
    cuts.dedup_by(|next, first| *next - *first <= SAME_DEPTH);
    cuts
}

/// Returns the intervals from cut to cut.
fn snapped(intervals: &Intervals, cuts: &[f64]) -> Vec<Interval> {
    let cut = |depth: f64| {
        let above = cuts.partition_point(|cut| *cut <= depth).checked_sub(1);
        above.map_or(depth, |above| cuts[above])
    };
    let snapped = |interval: &Interval| Interval {
        from: cut(interval.from),
        to: cut(interval.to),
        ..*interval
    };
    intervals.sorted.iter().map(snapped).collect()
}

/// Returns the row that covers each piece; pieces are sorted and cut at every end of an interval.
fn covering(sorted: &[Interval], pieces: &[(f64, f64)]) -> UInt64Array {
    let mut waiting = sorted.iter().peekable();
    // Intervals that have begun, the first row of the table on top.
    let mut begun: BinaryHeap<Reverse<(usize, u64)>> = BinaryHeap::new();
    let mut ends: Vec<f64> = Vec::with_capacity(sorted.len());
    let cover = |&(from, _): &(f64, f64)| {
        while let Some(interval) = waiting.next_if(|interval| interval.from <= from) {
            begun.push(Reverse((interval.row, ends.len() as u64)));
            ends.push(interval.to);
        }
        while let Some(Reverse((row, place))) = begun.peek() {
            if ends[*place as usize] > from {
                return Some(*row as u64);
            }
            begun.pop();
        }
        None
    };
    pieces.iter().map(cover).collect()
}

/// Returns the values of rows; null where there is no row.
fn picked(values: &Values, rows: &UInt64Array) -> Values {
    let array = values.to_arrow();
    let taken = take(&array, rows, None).ok().and_then(|taken| Values::from_arrow(&taken));
    taken.unwrap_or_else(|| Float64Array::new_null(rows.len()).into())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::operators::eval::eval;

    fn merged(input: Value) -> serde_json::Map<String, Value> {
        let input = input.as_object().cloned().expect("an object");
        eval("interval_merge", &serde_json::Map::new(), &input).expect("runs")
    }

    #[test]
    fn rounding_makes_no_piece() {
        let found = merged(json!({
            "a": {"FROM": [0, 0.30000000000000004], "TO": [0.3, 1], "Au": [1, 2]},
            "b": {"FROM": [0.3], "TO": [1.0004], "rock": ["qtz"]},
        }));
        assert_eq!(found["FROM"], json!([0.0, 0.3]));
        assert_eq!(found["TO"], json!([0.3, 1.0]));
        assert_eq!(found["Au"], json!([1.0, 2.0]));
        assert_eq!(found["rock"], json!([null, "qtz"]));
    }

    #[test]
    fn no_column_is_lost_to_another_of_its_name() {
        let found = merged(json!({
            "a": {"FROM": [0], "TO": [2], "Au": [1], "a_Au": [2], "mid": [3]},
            "b": {"FROM": [0], "TO": [2], "Au": [4]},
        }));
        let wanted = [("a_Au:2", 1.0), ("a_Au", 2.0), ("a_mid", 3.0), ("b_Au", 4.0), ("mid", 1.0)];
        for (name, value) in wanted {
            assert_eq!(found[name], json!([value]), "{name}");
        }
    }
}
