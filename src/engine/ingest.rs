//! The work of an ingestion on one well: reads its curves, and filters the samples.

use std::collections::BTreeMap;

use arrow::array::{Array, BooleanArray, Float64Array, StringArray};
use uuid::Uuid;

use super::batch::{FlowColumn, Frame, WellBatch, merge_grids};
use super::context::RunWell;
use super::quality::{self, Flag};
use crate::control::connect::Database;
use crate::control::curves::{self, StoredCurve};
use crate::data::object::{self, ReadError};
use crate::data::store::Store;
use crate::domain::curve::{Column, TOP_NAME};
use crate::domain::dag::{Filters, SourceType};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::operators::values::Values;

/// What was read of a well.
pub struct ReadWell {
    /// Its samples; curves on one grid stand in one frame.
    pub batch: WellBatch,
    /// Bytes fetched from the store.
    pub bytes_scanned: u64,
    /// Curve and version of each quality flag.
    pub flags: Vec<(Uuid, Uuid)>,
}

/// Reads the curves that an ingestion offers, as far as the well has them and something needs them.
///
/// A curve that the well lacks is left out: the nodes that need it fail for this well, others do not.
pub async fn read_well(
    store: &Store,
    well: &RunWell,
    produces: &[Column],
    carries: &[String],
    source: &SourceType,
    filters: &Filters,
) -> Result<ReadWell, Diagnostic> {
    let filtered = |column: &Column| {
        filters.curve_filters.keys().any(|name| name.eq_ignore_ascii_case(&column.mnemonic))
    };
    let wanted: Vec<(&Column, &StoredCurve)> = produces
        .iter()
        .filter(|column| carries.contains(&column.key) || filtered(column))
        .filter_map(|column| Some((column, well.curves.get(&column.key)?)))
        .collect();
    if wanted.is_empty() {
        let names: Vec<&str> = produces.iter().map(|column| column.mnemonic.as_str()).collect();
        return Err(Diagnostic::error(
            ErrorType::MissingInputCurves,
            "the well has none of the curves that the pipeline reads",
        )
        .in_well(&well.name)
        .wanted(names.join(", "))
        .hint("leave the well out with --wells, or import its curves"));
    }
    let range = source.depths(filters);
    let mut by_object: BTreeMap<&str, Vec<(&Column, &StoredCurve)>> = BTreeMap::new();
    for pair in wanted {
        by_object.entry(&pair.1.path).or_default().push(pair);
    }
    let mut bytes_scanned = 0;
    let mut parts = Vec::with_capacity(by_object.len());
    for (path, pairs) in by_object {
        let names: Vec<String> = pairs.iter().map(|(_, stored)| stored.column.clone()).collect();
        let samples = object::read(store, path, &names, range)
            .await
            .map_err(|error| load_failed(&error, &well.name, &pairs[0].1.curve.name))?;
        bytes_scanned += samples.bytes_scanned;
        let columns = pairs
            .into_iter()
            .zip(samples.columns)
            .filter_map(|((column, stored), values)| {
                Some(FlowColumn {
                    key: column.key.clone(),
                    member: None,
                    mnemonic: column.mnemonic.clone(),
                    unit: stored.curve.unit.clone(),
                    values: Values::from_arrow(&values)?,
                    curves: vec![stored.curve.id],
                    versions: vec![stored.version_id],
                })
            })
            .collect();
        parts.push(Frame::at_depths(samples.depth_m, columns));
    }
    let mut batch = WellBatch { frames: merge_grids(parts) };
    if batch.rows() == 0 {
        return Err(Diagnostic::error(
            ErrorType::MissingInputCurves,
            "the well has no samples in the depth range",
        )
        .in_well(&well.name)
        .wanted(range.map_or("samples".to_owned(), |[top, base]| format!("{top} to {base} m")))
        .hint("widen the depth range of the ingestion, or leave the well out"));
    }
    let (flags, of_flags) = read_flags(store, well, filters).await?;
    for frame in &mut batch.frames {
        quality::apply(frame, &flags).map_err(|error| error.in_well(&well.name))?;
        apply_filters(frame, filters);
    }
    batch.project(carries);
    Ok(ReadWell {
        batch,
        bytes_scanned: bytes_scanned + of_flags.bytes_scanned,
        flags: of_flags.versions,
    })
}

/// What reading the flags of a well took.
#[derive(Default)]
struct FlagsRead {
    bytes_scanned: u64,
    versions: Vec<(Uuid, Uuid)>,
}

/// Reads the quality flags that the filters name.
async fn read_flags(
    store: &Store,
    well: &RunWell,
    filters: &Filters,
) -> Result<(Vec<Flag>, FlagsRead), Diagnostic> {
    let mut flags = Vec::new();
    let mut read = FlagsRead::default();
    for name in filters.quality_flags.iter().flatten() {
        let stored = well.named(name).ok_or_else(|| {
            Diagnostic::error(ErrorType::MissingInputCurves, "the well lacks a quality flag")
                .in_well(&well.name)
                .of_curve(name)
                .hint("import the flag as a curve, or leave the well out with --wells")
        })?;
        let samples = object::read(store, &stored.path, std::slice::from_ref(&stored.column), None)
            .await
            .map_err(|error| load_failed(&error, &well.name, &stored.curve.name))?;
        read.bytes_scanned += samples.bytes_scanned;
        read.versions.push((stored.curve.id, stored.version_id));
        flags.extend(samples.columns.into_iter().map(|values| Flag {
            name: stored.curve.name.clone(),
            curve: stored.curve.id,
            depth_m: samples.depth_m.clone(),
            values: object::numbers(&values),
        }));
    }
    Ok((flags, read))
}

/// Samples outside the bounds become null; rows go only where the user asked for it.
fn apply_filters(frame: &mut Frame, filters: &Filters) {
    for (name, filter) in &filters.curve_filters {
        let Some(column) =
            frame.columns.iter_mut().find(|column| column.mnemonic.eq_ignore_ascii_case(name))
        else {
            continue;
        };
        let (min, max) = (
            filter.min_value.unwrap_or(f64::NEG_INFINITY),
            filter.max_value.unwrap_or(f64::INFINITY),
        );
        // Bounds are for numbers; texts and lists have none.
        if let Values::Numbers(numbers) = &mut column.values {
            *numbers = numbers
                .iter()
                .map(|value| value.filter(|value| min <= *value && *value <= max))
                .collect::<Float64Array>();
        }
        if filter.exclude_nulls {
            let values = column.values.to_arrow();
            let keep: BooleanArray =
                (0..values.len()).map(|row| Some(values.is_valid(row))).collect();
            frame.filter(&keep);
        }
    }
}

/// Reads the tops of a well as a table: `TOP` in metres and `NAME`, from above.
pub async fn read_tops(
    database: &Database,
    well: &RunWell,
    produces: &[Column],
    carries: &[String],
    source: &SourceType,
    filters: &Filters,
) -> Result<ReadWell, Diagnostic> {
    let mut tops = curves::markers(&database.client().await?, well.id).await?;
    if let Some([top, base]) = source.depths(filters) {
        tops.retain(|(_, md_m)| top <= *md_m && *md_m <= base);
    }
    if tops.is_empty() {
        return Err(Diagnostic::error(ErrorType::MissingInputCurves, "the well has no tops")
            .in_well(&well.name)
            .hint("import a tops.csv that names the well, or leave it out with --wells"));
    }
    let depths: Float64Array = tops.iter().map(|(_, md_m)| Some(*md_m)).collect();
    let names: StringArray = tops.iter().map(|(name, _)| Some(name.as_str())).collect();
    let columns = produces.iter().filter(|column| carries.contains(&column.key));
    let columns = columns.map(|column| {
        let values: Values = match column.mnemonic == TOP_NAME {
            true => names.clone().into(),
            false => depths.clone().into(),
        };
        FlowColumn {
            key: column.key.clone(),
            member: None,
            mnemonic: column.mnemonic.clone(),
            unit: column.unit.clone().unwrap_or_default(),
            values,
            curves: Vec::new(),
            versions: Vec::new(),
        }
    });
    let place = produces.first().map(|column| column.place.clone()).unwrap_or_default();
    let increases = depths.values().windows(2).all(|pair| pair[0] < pair[1]);
    let frame = Frame { place, columns: columns.collect(), depth_m: increases.then_some(depths) };
    let batch = WellBatch { frames: vec![frame] };
    Ok(ReadWell { batch, bytes_scanned: 0, flags: Vec::new() })
}

/// Says that samples of a curve cannot be had from the store.
pub fn load_failed(error: &ReadError, well: &str, curve: &str) -> Diagnostic {
    let error_type = match error {
        ReadError::Store(_) => ErrorType::StorageError,
        ReadError::Parquet { .. } => ErrorType::ParquetError,
        ReadError::NoColumn { .. } => ErrorType::CurveLoadFailed,
    };
    Diagnostic::error(error_type, "the curve cannot be loaded")
        .in_well(well)
        .of_curve(curve)
        .found(error.to_string())
        .hint("check that the store is complete: `mudrock doctor`; import the file again if it is not")
}
