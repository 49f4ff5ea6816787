//! The tables that are in memory: wells, curves, tops and runs.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Float64Array, Int64Array, ListBuilder, StringArray, StringBuilder,
    TimestampMillisecondArray,
};
use arrow::datatypes::{Field, Schema};
use arrow::record_batch::RecordBatch;
use chrono::{DateTime, Utc};

use super::{DEPT, WELL};
use crate::control::curves::Marker;
use crate::domain::inventory::CurveFact;
use crate::domain::rows::RunRow;
use crate::domain::survey::{CurveDetail, Survey};
use crate::query::UNIT;

/// The wells: `well`, `uwi`, `field`, `tags`, `curves`.
pub fn wells(survey: &Survey) -> RecordBatch {
    let all = || survey.inventory.wells.iter().zip(&survey.wells);
    let mut tags = ListBuilder::new(StringBuilder::new());
    for (_, detail) in all() {
        tags.append_value(detail.tags.iter().map(Some));
    }
    table([
        (WELL, "", texts(all().map(|(well, _)| Some(well.well_name.as_str())))),
        ("uwi", "", texts(all().map(|(_, detail)| detail.uwi.as_deref()))),
        ("field", "", texts(all().map(|(_, detail)| detail.field.as_deref()))),
        ("tags", "", Arc::new(tags.finish())),
        ("curves", "", counts(all().map(|(well, _)| Some(well.curves.len() as i64)))),
    ])
}

/// The curves at their current versions, with what wrote them.
pub fn curves(survey: &Survey) -> RecordBatch {
    let wells = survey.inventory.wells.iter().zip(&survey.wells);
    let all: Vec<(&str, &CurveFact, &CurveDetail)> = wells
        .flat_map(|(well, detail)| {
            let curves = well.curves.iter().zip(&detail.curves);
            curves.map(|(fact, detail)| (well.well_name.as_str(), fact, detail))
        })
        .collect();
    let text = |read: &dyn Fn(&CurveFact, &CurveDetail) -> String| {
        texts(all.iter().map(|(_, fact, detail)| Some(read(fact, detail))))
    };
    let count =
        |read: fn(&CurveDetail) -> i64| counts(all.iter().map(|(_, _, detail)| Some(read(detail))));
    let depth = |read: fn(&CurveDetail) -> Option<f64>| -> ArrayRef {
        Arc::new(all.iter().map(|(_, _, detail)| read(detail)).collect::<Float64Array>())
    };
    let runs = all.iter().map(|(_, _, detail)| detail.execution_id.map(|id| id.to_string()));
    table([
        (WELL, "", texts(all.iter().map(|(well, _, _)| Some(*well)))),
        ("curve", "", text(&|fact, _| fact.name.clone())),
        ("mnemonic", "", text(&|fact, _| fact.mnemonic.clone())),
        ("quantity", "", text(&|fact, _| fact.quantity.to_string())),
        (UNIT, "", text(&|fact, _| fact.unit.clone())),
        ("kind", "", text(&|fact, _| fact.kind.to_string())),
        ("samples", "", count(|detail| detail.samples)),
        ("nulls", "", count(|detail| detail.nulls)),
        ("top", "m", depth(|detail| detail.top_depth_m)),
        ("base", "m", depth(|detail| detail.base_depth_m)),
        ("version", "", count(|detail| i64::from(detail.version))),
        ("source", "", text(&|_, detail| detail.source.to_string())),
        ("author", "", text(&|_, detail| detail.author.to_string())),
        ("written_at", "", times(all.iter().map(|(_, _, detail)| Some(detail.written_at)))),
        ("run", "", texts(runs)),
    ])
}

/// The tops, as a table port takes them: `well`, `name`, `dept`.
pub fn tops(tops: &[Marker]) -> RecordBatch {
    table([
        (WELL, "", texts(tops.iter().map(|top| Some(top.well.as_str())))),
        ("name", "", texts(tops.iter().map(|top| Some(top.name.as_str())))),
        (DEPT, "m", Arc::new(tops.iter().map(|top| Some(top.md_m)).collect::<Float64Array>())),
    ])
}

/// The runs, newest first.
pub fn runs(runs: &[RunRow]) -> RecordBatch {
    let count = |read: fn(&RunRow) -> Option<i64>| counts(runs.iter().map(read));
    table([
        ("run", "", texts(runs.iter().map(|run| Some(run.id.to_string())))),
        ("pipeline", "", texts(runs.iter().map(|run| Some(run.pipeline_name.as_str())))),
        ("node", "", texts(runs.iter().map(|run| run.only_node.as_deref()))),
        ("status", "", texts(runs.iter().map(|run| Some(run.status.to_string())))),
        ("started_at", "", times(runs.iter().map(|run| run.started_at))),
        ("completed_at", "", times(runs.iter().map(|run| run.completed_at))),
        ("time", "ms", count(|run| run.execution_time_ms)),
        ("wells", "", count(|run| Some(run.wells.total))),
        ("done", "", count(|run| Some(run.wells.done))),
        ("failed", "", count(|run| Some(run.wells.failed))),
        ("skipped", "", count(|run| Some(run.wells.skipped))),
        ("author", "", texts(runs.iter().map(|run| Some(run.executed_by.as_str())))),
        ("error", "", texts(runs.iter().map(|run| run.error_message.as_deref()))),
    ])
}

/// Makes a field that says its unit.
pub fn field(name: &str, unit: &str, column: &ArrayRef) -> Field {
    let about = match unit {
        "" => HashMap::new(),
        unit => HashMap::from([(UNIT.to_owned(), unit.to_owned())]),
    };
    Field::new(name, column.data_type().clone(), true).with_metadata(about)
}

fn table<const N: usize>(columns: [(&str, &str, ArrayRef); N]) -> RecordBatch {
    let fields: Vec<Field> =
        columns.iter().map(|(name, unit, column)| field(name, unit, column)).collect();
    let columns = columns.into_iter().map(|(_, _, column)| column).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("columns of one length")
}

fn texts<T: AsRef<str>>(values: impl Iterator<Item = Option<T>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn counts(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.collect::<Int64Array>())
}

fn times(values: impl Iterator<Item = Option<DateTime<Utc>>>) -> ArrayRef {
    let values = values.map(|time| time.map(|time| time.timestamp_millis()));
    Arc::new(values.collect::<TimestampMillisecondArray>().with_timezone("+00:00"))
}
