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
use crate::operators::support::intervals::{Interval, Intervals};
use crate::operators::values::Values;

/// Brings two interval tables, such as assays and geology, onto common intervals.
///
/// ## Formula
/// The hole is cut at every FROM and TO of both tables; each piece takes the values of the interval of each table in which it lies. Where intervals of one table overlap, the one that stands first in the table counts. mid is the middle of a piece.
/// ## Units
/// FROM, TO and mid in m; all other columns as they come, numbers and texts. A name that both tables have becomes a_NAME and b_NAME.
/// ## Nulls
/// A piece that one table does not cover has null in the columns of that table; between two intervals it may have null in all. Rows without FROM or TO, or upside down, are left out and reported.
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
        let all = a.sorted.iter().chain(&b.sorted);
        let mut cuts: Vec<f64> = all.flat_map(|interval| [interval.from, interval.to]).collect();
        cuts.sort_by(f64::total_cmp);
        cuts.dedup();
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
        for (table, columns, port, intervals) in tables {
            let other = if table == "a" { "b_columns" } else { "a_columns" };
            let rows = covering(&intervals.sorted, &pieces);
            for (name, values) in input.members(columns) {
                let twice = input.members(other).iter().any(|(other, _)| other == name);
                let name = if twice { format!("{table}_{name}") } else { name.clone() };
                outputs = outputs.with_member(port, name, picked(values, &rows));
            }
            outputs = intervals.note(outputs);
        }
        Ok(outputs)
    }
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
