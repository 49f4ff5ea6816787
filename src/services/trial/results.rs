//! What a trial read and what came out of it, as curves for a plot and as tables.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array};
use uuid::Uuid;

use super::TrialCurve;
use crate::data::column;
use crate::domain::curve::{self, Quantity};
use crate::domain::operator::{Kind, Rows};
use crate::domain::rows::{CurveRow, Trace};
use crate::domain::table::{MOST_GRID_ROWS, ResultTable, TableColumn};
use crate::engine::RunWell;
use crate::engine::trial::Tried;
use crate::operators::eval::{SAMPLES, list_of};
use crate::operators::values::Values;

/// Returns the curves that were read, under their own names, so that one sees what a port was fed with.
pub(super) fn before(tried: &Tried, well: &RunWell, tops: &[(String, f64)]) -> Vec<TrialCurve> {
    let read = &tried.read;
    let curves = read.feeds.iter().filter(|feed| feed.rows == Rows::Depths);
    curves
        .filter_map(|feed| {
            let mut stored = well.existing.values();
            let stored = stored.find(|stored| feed.curves == [stored.curve.id]);
            let name = stored.map(|stored| &stored.curve.name).or(feed.member.as_ref());
            let values = feed.values.numbers()?;
            let (name, unit) = (name.unwrap_or(&feed.port), &feed.unit);
            let trace = trace(well, tops, name, unit, &read.depth_m, values);
            Some(TrialCurve { port: feed.port.clone(), trace })
        })
        .collect()
}

/// Returns the curves of numbers that came out.
pub(super) fn after(tried: &Tried, well: &RunWell, tops: &[(String, f64)]) -> Vec<TrialCurve> {
    let computed = &tried.computed;
    let at_depths = computed
        .depth_m
        .iter()
        .flat_map(|depth_m| computed.columns.iter().map(move |column| (depth_m, column)));
    let along = computed.frames.iter().filter_map(|frame| Some((frame.depth_m.as_ref()?, frame)));
    let along = along
        .flat_map(|(depth_m, frame)| frame.columns.iter().map(move |column| (depth_m, column)));
    at_depths
        .chain(along)
        .filter_map(|(depth_m, column)| {
            let values = column.values.numbers()?;
            let port = column.key.rsplit_once('.').map_or(column.key.as_str(), |(_, port)| port);
            let name = column.member.as_deref().unwrap_or(port);
            let trace = trace(well, tops, name, &column.unit, depth_m, values);
            Some(TrialCurve { port: port.to_owned(), trace })
        })
        .collect()
}

/// Returns what came out at the depths of the well and is no curve of numbers, as a table.
pub(super) fn samples(tried: &Tried) -> Option<ResultTable> {
    let computed = &tried.computed;
    let depth_m = computed.depth_m.as_ref()?;
    let other = |values: &Values| values.numbers().is_none();
    let made: Vec<_> = computed.columns.iter().filter(|column| other(&column.values)).collect();
    if made.is_empty() {
        return None;
    }
    let column = |name: &str, unit: &str, kind: Kind| TableColumn {
        name: name.to_owned(),
        unit: unit.to_owned(),
        kind,
    };
    let kept = depth_m.len().min(MOST_GRID_ROWS);
    let mut columns = vec![column(curve::DEPTH, "m", Kind::Number)];
    let mut cells = vec![list_of(&Values::from(depth_m.slice(0, kept)))];
    for one in made {
        let port = one.key.rsplit_once('.').map_or(one.key.as_str(), |(_, port)| port);
        columns.push(column(one.member.as_deref().unwrap_or(port), &one.unit, one.values.kind()));
        cells.push(list_of(&one.values.slice(0, kept)));
    }
    let row = |row: usize| cells.iter().map(|column| column[row].clone()).collect();
    Some(ResultTable {
        name: SAMPLES.to_owned(),
        columns,
        rows: (0..kept).map(row).collect(),
        row_count: i64::try_from(depth_m.len()).unwrap_or(i64::MAX),
    })
}

/// Dresses samples as a curve, so that a plot draws them like any other.
fn trace(
    well: &RunWell,
    tops: &[(String, f64)],
    name: &str,
    unit: &str,
    depth_m: &Float64Array,
    values: &Float64Array,
) -> Arc<Trace> {
    let samples: ArrayRef = Arc::new(values.clone());
    let facts = column::facts(depth_m, "", &samples);
    let known = curve::lookup(name);
    Arc::new(Trace {
        curve: CurveRow {
            id: Uuid::nil(),
            well_id: well.id,
            well_name: well.name.clone(),
            name: name.to_owned(),
            mnemonic: known.map_or_else(|| name.to_owned(), |entry| entry.canonical.to_owned()),
            quantity: known.map_or(Quantity::Unknown, |entry| entry.quantity),
            unit: unit.to_owned(),
            kind: Kind::Number,
            scale: None,
            version: 0,
            samples: facts.samples,
            nulls: facts.nulls,
            min: facts.min,
            mean: facts.mean,
            max: facts.max,
            top_depth_m: facts.top_depth_m,
            base_depth_m: facts.base_depth_m,
            source: "trial".to_owned(),
            author: String::new(),
            updated_at: chrono::Utc::now(),
        },
        depth_m: depth_m.values().to_vec(),
        values: (0..values.len())
            .map(|row| if values.is_null(row) { f64::NAN } else { values.value(row) })
            .collect(),
        tops: tops.to_vec(),
    })
}
