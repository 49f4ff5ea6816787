//! The table `logs`: what its columns are, and how a well is read for it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::array::{ArrayRef, StringArray, new_empty_array, new_null_array};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};

use super::{DEPT, WELL};
use crate::control::connect::Database;
use crate::control::curves::{self, StoredCurve};
use crate::data::object;
use crate::data::store::Store;
use crate::domain::curve;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::Kind;
use crate::domain::survey::Survey;
use crate::domain::units::{conversion, is_blank};
use crate::engine::batch::{FlowColumn, Frame, side_by_side};
use crate::engine::feed::converted;
use crate::engine::load_failed;
use crate::operators::Values;
use crate::query::{Logs, Wanted, column_type};

/// Columns before those of curves: well and depth.
const LEADING: usize = 2;

/// A column of the table: all curves of one name, whatever the case.
#[derive(Debug, Clone, PartialEq)]
struct LogColumn {
    /// Name, in small letters as SQL reads it.
    name: String,
    /// Unit to which curves are brought: that of the mnemonic table, else that of the first well.
    unit: String,
    /// What its samples are.
    kind: Kind,
}

/// Reads wells of one project.
pub struct Reader {
    database: Arc<Database>,
    store: Store,
    survey: Arc<Survey>,
    columns: Vec<LogColumn>,
    wells_read: Arc<AtomicUsize>,
}

impl Reader {
    /// Settles the columns of a project.
    pub fn new(database: &Arc<Database>, store: &Store, survey: Arc<Survey>) -> Self {
        Self {
            database: Arc::clone(database),
            store: store.clone(),
            columns: columns(&survey),
            survey,
            wells_read: Arc::default(),
        }
    }

    /// Counts the wells that were read.
    pub fn wells_read(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.wells_read)
    }

    /// Makes the table.
    pub fn table(self) -> Logs {
        let mut fields = vec![field(WELL, "", DataType::Utf8), field(DEPT, "m", DataType::Float64)];
        let curves = self.columns.iter();
        fields.extend(
            curves.map(|column| field(&column.name, &column.unit, column_type(column.kind))),
        );
        let wells = self.survey.inventory.wells.iter().map(|well| well.well_name.clone());
        let (wells, reader) = (wells.collect(), Arc::new(self));
        Logs {
            schema: Arc::new(Schema::new(fields)),
            wells,
            read: Arc::new(move |well, wanted| {
                let reader = Arc::clone(&reader);
                Box::pin(async move { reader.read(well, &wanted).await })
            }),
        }
    }

    /// Reads what is wanted of one well.
    async fn read(&self, well: usize, wanted: &Wanted) -> Result<RecordBatch, Diagnostic> {
        let curves = self.survey.well(well);
        let client = self.database.client().await?;
        let stored = curves::stored_curves(&client, &[curves.well_id]).await?;
        drop(client);
        let asked = wanted.columns.iter().filter_map(|column| column.checked_sub(LEADING));
        let asked: HashSet<usize> = asked.collect();
        let mut grids = HashSet::new();
        let mut by_object: BTreeMap<&str, Vec<(&LogColumn, &StoredCurve)>> = BTreeMap::new();
        for column in asked.iter().map(|column| &self.columns[*column]) {
            let Some(one) = only(&stored, column)? else { continue };
            grids.insert(one.depth_sha256.as_str());
            by_object.entry(&one.path).or_default().push((column, one));
        }
        // The rows of a well are the depths of all its curves, whichever are asked for.
        for one in &stored {
            if grids.insert(&one.depth_sha256) {
                by_object.entry(&one.path).or_default();
            }
        }
        let mut frames = Vec::with_capacity(by_object.len());
        for (path, pairs) in by_object {
            let names: Vec<String> = pairs.iter().map(|(_, one)| one.column.clone()).collect();
            let read = object::read(&self.store, path, &names, wanted.depths).await;
            let samples = read.map_err(|error| {
                let any = stored.iter().find(|one| one.path == path).map(|one| &one.curve.name);
                load_failed(&error, &curves.well_name, any.map_or("", String::as_str))
            })?;
            let columns = pairs.iter().zip(samples.columns);
            let columns = columns.filter_map(|((column, one), values)| {
                in_unit(Values::from_arrow(&values)?, column, one).transpose()
            });
            frames.push(Frame::at_depths(samples.depth_m, columns.collect::<Result<_, _>>()?));
        }
        self.wells_read.fetch_add(1, Ordering::Relaxed);
        let frame = side_by_side(frames);
        let rows = frame.as_ref().map_or(0, Frame::rows);
        let column = |(position, field): (&usize, &Arc<Field>)| -> ArrayRef {
            let Some(frame) = &frame else { return new_empty_array(field.data_type()) };
            match position.checked_sub(LEADING) {
                None if *position == 0 => {
                    let name = curves.well_name.as_str();
                    Arc::new(StringArray::from_iter_values(std::iter::repeat_n(name, rows)))
                }
                None => Arc::new(frame.depth_m.clone().expect("rows at depths")),
                Some(at) => {
                    let name = &self.columns[at].name;
                    let found = frame.columns.iter().find(|column| column.key == *name);
                    found.map_or_else(
                        || new_null_array(field.data_type(), rows),
                        |column| column.values.to_arrow(),
                    )
                }
            }
        };
        let arrays = wanted.columns.iter().zip(wanted.schema.fields()).map(column).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(Arc::clone(&wanted.schema), arrays, &options).map_err(
            |error| {
                Diagnostic::error(ErrorType::Internal, "the rows of a well do not fit the table")
                    .in_well(&curves.well_name)
                    .found(error.to_string())
            },
        )
    }
}

fn field(name: &str, unit: &str, data_type: DataType) -> Field {
    super::tables::field(name, unit, &new_empty_array(&data_type))
}

/// Settles what the columns are: the first well that has a curve of a name says what its samples are.
fn columns(survey: &Survey) -> Vec<LogColumn> {
    let mut columns: Vec<LogColumn> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for fact in survey.inventory.wells.iter().flat_map(|well| &well.curves) {
        let name = name(&fact.name);
        if known.contains_key(&name) {
            continue;
        }
        let usual = curve::lookup(&fact.mnemonic).map(|entry| entry.unit);
        let usual = usual.filter(|usual| conversion(&fact.unit, usual).is_some());
        known.insert(name.clone(), columns.len());
        columns.push(LogColumn {
            name,
            unit: usual.unwrap_or(&fact.unit).to_owned(),
            kind: fact.kind,
        });
    }
    columns.sort_by(|one, other| alphanumeric_sort::compare_str(&one.name, &other.name));
    columns
}

/// Returns the name of the column of a curve.
fn name(curve: &str) -> String {
    let name = curve.to_lowercase();
    match name.as_str() {
        WELL | DEPT => format!("{name}_curve"),
        _ => name,
    }
}

/// Returns the curve of a well that stands in a column; there must not be two.
fn only<'a>(
    stored: &'a [StoredCurve],
    column: &LogColumn,
) -> Result<Option<&'a StoredCurve>, Diagnostic> {
    let mut found = stored.iter().filter(|one| name(&one.curve.name) == column.name);
    let first = found.next();
    match (first, found.next()) {
        (Some(one), Some(other)) => Err(Diagnostic::error(
            ErrorType::AmbiguousInput,
            "two curves of the well would stand in one column",
        )
        .in_well(&one.curve.well_name)
        .of_curve(&column.name)
        .found(format!("{} and {}", one.curve.name, other.curve.name))
        .wanted("names that differ in more than capitals")
        .hint("leave the well out with where well <> 'NAME', or the column")),
        _ => Ok(first),
    }
}

/// Brings samples to the unit and kind of their column; texts have none, and a missing unit is believed.
fn in_unit(
    values: Values,
    column: &LogColumn,
    stored: &StoredCurve,
) -> Result<Option<FlowColumn>, Diagnostic> {
    let curve = &stored.curve;
    let other = |what: &str, found: String, wanted: String| {
        Diagnostic::error(ErrorType::UnitMismatch, what)
            .in_well(&curve.well_name)
            .of_curve(&curve.name)
            .found(found)
            .wanted(wanted)
            .hint("leave the well out with where well <> 'NAME', or the column")
    };
    if values.kind() != column.kind {
        let (found, wanted) = (values.kind().to_string(), column.kind.to_string());
        return Err(other("the curve holds other data than in other wells", found, wanted));
    }
    let values = if column.kind == Kind::Text || is_blank(&curve.unit) || is_blank(&column.unit) {
        values
    } else {
        let factor = conversion(&curve.unit, &column.unit).ok_or_else(|| {
            let wanted = format!("a unit that converts to {}, as in other wells", column.unit);
            other("the unit of the curve cannot be converted", curve.unit.clone(), wanted)
        })?;
        converted(values, &factor)
    };
    Ok(Some(FlowColumn {
        key: column.name.clone(),
        member: None,
        mnemonic: curve.mnemonic.clone(),
        unit: column.unit.clone(),
        values,
        curves: Vec::new(),
        versions: Vec::new(),
    }))
}
