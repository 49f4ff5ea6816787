//! One immutable Parquet object: the depth column `DEPT` and the curves that one flush produced.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use parquet::arrow::arrow_reader::{ArrowPredicateFn, RowFilter};
use parquet::arrow::{ArrowWriter, ParquetRecordBatchStreamBuilder, ProjectionMask};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use futures::TryStreamExt;
use uuid::Uuid;

use super::reader::ObjectReader;
use super::store::{Store, StoreError};
use crate::domain::curve::DEPTH;

/// Rows of a data page: small enough that a depth range skips most pages, large enough to compress.
const PAGE_ROWS: usize = 4096;
/// Rows of a batch read from an object.
const BATCH_ROWS: usize = 65_536;

/// Returns the key of an object: never used before, because the object's id is in it.
pub fn object_key(project: Uuid, well: Uuid, log_type: &str, object: Uuid) -> String {
    format!("project-{project}/wells/{well}/logs_{log_type}/{object}.parquet")
}

/// A curve to be written, or one that was read.
#[derive(Debug, Clone)]
pub struct NamedColumn {
    /// Name of the column in the object; the name of the curve.
    pub name: String,
    /// Unit as written.
    pub unit: String,
    /// Samples, one for each depth: 64-bit floats, texts, or lists of 64-bit floats.
    pub values: ArrayRef,
}

/// Writes depths in metres and curves as a Parquet file; CPU work, for a blocking thread.
pub fn encode(depth_m: &Float64Array, columns: &[NamedColumn]) -> Result<Vec<u8>, ParquetError> {
    encode_about(depth_m, columns, HashMap::new())
}

/// Writes a Parquet file that says by itself what it is about, in the metadata of its schema.
pub fn encode_about(
    depth_m: &Float64Array,
    columns: &[NamedColumn],
    about: HashMap<String, String>,
) -> Result<Vec<u8>, ParquetError> {
    let mut fields = vec![field(DEPTH, "m", &DataType::Float64, false)];
    let mut arrays: Vec<ArrayRef> = vec![Arc::new(depth_m.clone())];
    for column in columns {
        fields.push(field(&column.name, &column.unit, column.values.data_type(), true));
        arrays.push(Arc::clone(&column.values));
    }
    let schema = Arc::new(Schema::new(fields).with_metadata(about));
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)?;
    let texts = columns.iter().filter(|column| *column.values.data_type() == DataType::Utf8);
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_write_batch_size(PAGE_ROWS)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_column_statistics_enabled(ColumnPath::from(DEPTH), EnabledStatistics::Page)
        // Depths never repeat and samples seldom do: a dictionary would only be built to be dropped.
        .set_dictionary_enabled(false);
    // Names of zones and rocks do.
    let properties = texts
        .fold(properties, |properties, column| {
            properties.set_column_dictionary_enabled(ColumnPath::from(column.name.clone()), true)
        })
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, schema, Some(properties))?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(bytes)
}

fn field(name: &str, unit: &str, data_type: &DataType, nullable: bool) -> Field {
    Field::new(name, data_type.clone(), nullable).with_metadata(HashMap::from([
        ("unit".to_owned(), unit.to_owned()),
        ("mnemonic".to_owned(), name.to_owned()),
    ]))
}

/// Depths in metres and the curves asked for, in that order.
#[derive(Debug, Clone)]
pub struct Samples {
    /// Depths in metres, increasing.
    pub depth_m: Float64Array,
    /// One array for each name asked for: 64-bit floats, texts, or lists of 64-bit floats.
    pub columns: Vec<ArrayRef>,
    /// Bytes fetched from the store, footer included.
    pub bytes_scanned: u64,
}

/// Why an object cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bytes are not the Parquet file they should be.
    #[error("object {path} cannot be read as Parquet: {source}")]
    Parquet {
        /// Key of the object.
        path: String,
        /// Cause.
        source: ParquetError,
    },
    /// A column is missing.
    #[error("object {path} has no column {column}")]
    NoColumn {
        /// Key of the object.
        path: String,
        /// Column asked for.
        column: String,
    },
}

/// Reads some columns of an object, within a depth range in metres if one is given.
///
/// Only the column chunks and, for a range, the pages concerned are fetched; decoding runs on a blocking thread.
pub async fn read(
    store: &Store,
    path: &str,
    names: &[String],
    depth_range_m: Option<[f64; 2]>,
) -> Result<Samples, ReadError> {
    let reader = store.reader(path);
    let (path, names) = (path.to_owned(), names.to_vec());
    let handle = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        handle.block_on(read_columns(reader, path, names, depth_range_m))
    })
    .await
    .unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

async fn read_columns(
    reader: ObjectReader,
    path: String,
    names: Vec<String>,
    depth_range_m: Option<[f64; 2]>,
) -> Result<Samples, ReadError> {
    let as_parquet = |source| ReadError::Parquet { path: path.clone(), source };
    let fetched = reader.fetched();
    let mut builder = ParquetRecordBatchStreamBuilder::new(reader).await.map_err(as_parquet)?;
    let schema = Arc::clone(builder.schema());
    for name in names.iter().map(String::as_str).chain([DEPTH]) {
        if schema.index_of(name).is_err() {
            return Err(ReadError::NoColumn { path, column: name.to_owned() });
        }
    }
    let wanted = names.iter().map(String::as_str).chain([DEPTH]);
    let mask = ProjectionMask::columns(builder.parquet_schema(), wanted);
    if let Some(range) = depth_range_m {
        let depth_only = ProjectionMask::columns(builder.parquet_schema(), [DEPTH]);
        let predicate = ArrowPredicateFn::new(depth_only, move |batch: RecordBatch| {
            let depth = numbers(&column(&batch, DEPTH)?);
            Ok(BooleanArray::from_iter(
                depth.iter().map(|depth| depth.map(|depth| range[0] <= depth && depth <= range[1])),
            ))
        });
        builder = builder.with_row_filter(RowFilter::new(vec![Box::new(predicate)]));
    }
    let stream =
        builder.with_projection(mask).with_batch_size(BATCH_ROWS).build().map_err(as_parquet)?;
    let batches: Vec<RecordBatch> = stream.try_collect().await.map_err(as_parquet)?;
    let whole = |name: &str| -> Result<ArrayRef, ArrowError> {
        match batches.as_slice() {
            [] => {
                let stored = schema.field_with_name(name)?.data_type();
                Ok(arrow::array::new_empty_array(&sample_type(stored)))
            }
            [one] => column(one, name),
            many => {
                let parts: Vec<ArrayRef> =
                    many.iter().map(|batch| column(batch, name)).collect::<Result<_, _>>()?;
                let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
                arrow::compute::concat(&parts)
            }
        }
    };
    let as_parquet = |error: ArrowError| as_parquet(ParquetError::from(error));
    Ok(Samples {
        depth_m: numbers(&whole(DEPTH).map_err(as_parquet)?),
        columns: names
            .iter()
            .map(|name| whole(name).map_err(as_parquet))
            .collect::<Result<_, _>>()?,
        bytes_scanned: fetched.load(Ordering::Relaxed),
    })
}

/// Returns samples as numbers; those that are none are all null.
pub fn numbers(samples: &ArrayRef) -> Float64Array {
    match samples.as_primitive_opt() {
        Some(numbers) => numbers.clone(),
        None => Float64Array::new_null(samples.len()),
    }
}

fn column(batch: &RecordBatch, name: &str) -> Result<ArrayRef, ArrowError> {
    let column = batch
        .column_by_name(name)
        .ok_or_else(|| ArrowError::SchemaError(format!("no column {name}")))?;
    cast(column, &sample_type(column.data_type()))
}

/// Returns the type in which samples of a stored type are handed on.
fn sample_type(stored: &DataType) -> DataType {
    match stored {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => {
            DataType::List(Arc::new(Field::new_list_field(DataType::Float64, true)))
        }
        _ => DataType::Float64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_curves(rows: usize) -> (Float64Array, Vec<NamedColumn>) {
        let depth = Float64Array::from_iter_values((0..rows).map(|row| 1000.0 + row as f64 * 0.5));
        let column = |name: &str, scale: f64| NamedColumn {
            name: name.to_owned(),
            unit: "gAPI".to_owned(),
            values: Arc::new(
                (0..rows)
                    .map(|row| (row % 7 != 3).then_some(row as f64 * scale))
                    .collect::<Float64Array>(),
            ),
        };
        (depth, vec![column("GR", 1.0), column("RHOB", 0.25)])
    }

    async fn stored(rows: usize) -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::local(dir.path()).unwrap();
        let (depth, columns) = two_curves(rows);
        store.put("a/b.parquet", encode(&depth, &columns).unwrap()).await.unwrap();
        (dir, store)
    }

    #[tokio::test]
    async fn an_object_gives_back_what_was_written_with_its_nulls() {
        let (_dir, store) = stored(100_000).await;
        let names = ["RHOB".to_owned(), "GR".to_owned()];
        let samples = read(&store, "a/b.parquet", &names, None).await.unwrap();
        let (depth, columns) = two_curves(100_000);
        assert_eq!(samples.depth_m, depth);
        assert!(samples.bytes_scanned > 0);
        assert_eq!(samples.columns, [columns[1].values.clone(), columns[0].values.clone()]);
    }

    #[tokio::test]
    async fn texts_and_lists_come_back_with_their_nulls_and_by_depth_range() {
        use arrow::array::{ListArray, StringArray};
        use arrow::datatypes::Float64Type;

        let dir = tempfile::tempdir().unwrap();
        let store = Store::local(dir.path()).unwrap();
        let depth = Float64Array::from(vec![1.0, 2.0, 3.0]);
        let texts = StringArray::from(vec![Some("Dogger"), None, Some("Ölschiefer")]);
        let lists = ListArray::from_iter_primitive::<Float64Type, _, _>([
            None,
            Some(vec![Some(1.0), None]),
            Some(vec![]),
        ]);
        let named = |name: &str, values: ArrayRef| NamedColumn {
            name: name.to_owned(),
            unit: String::new(),
            values,
        };
        let columns =
            [named("ZONE", Arc::new(texts.clone())), named("T2", Arc::new(lists.clone()))];
        store.put("a/b.parquet", encode(&depth, &columns).unwrap()).await.unwrap();
        let names = ["T2".to_owned(), "ZONE".to_owned()];
        let samples = read(&store, "a/b.parquet", &names, None).await.unwrap();
        let wanted: [ArrayRef; 2] = [Arc::new(lists.clone()), Arc::new(texts)];
        assert_eq!(samples.columns, wanted);
        let part = read(&store, "a/b.parquet", &names, Some([2.0, 2.0])).await.unwrap();
        assert_eq!(part.columns[0].as_list::<i32>(), &lists.slice(1, 1));
        let none = read(&store, "a/b.parquet", &names, Some([9.0, 9.0])).await.unwrap();
        assert_eq!((none.columns[0].len(), none.columns[1].data_type()), (0, &DataType::Utf8));
    }

    #[tokio::test]
    async fn a_depth_range_is_read_with_both_ends() {
        let (_dir, store) = stored(20_000).await;
        let names = ["GR".to_owned()];
        let samples = read(&store, "a/b.parquet", &names, Some([2000.0, 2001.0])).await.unwrap();
        assert_eq!(samples.depth_m, Float64Array::from(vec![2000.0, 2000.5, 2001.0]));
    }

    #[tokio::test]
    async fn a_missing_column_is_named() {
        let (_dir, store) = stored(10).await;
        let error = read(&store, "a/b.parquet", &["NPHI".to_owned()], None).await.unwrap_err();
        assert_eq!(error.to_string(), "object a/b.parquet has no column NPHI");
    }

    #[tokio::test]
    async fn damaged_bytes_are_an_error() {
        let (dir, store) = stored(10).await;
        std::fs::write(dir.path().join("a/b.parquet"), b"not parquet").unwrap();
        let error = read(&store, "a/b.parquet", &["GR".to_owned()], None).await.unwrap_err();
        assert!(error.to_string().contains("cannot be read as Parquet"), "{error}");
    }
}
