//! The work of an output on one well: its columns as a file for other programs, or as rows of a table.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::Float64Array;
use arrow::datatypes::DataType;
use serde_json::{Value, json};

use super::batch::{FlowColumn, WellBatch};
use super::context::{Context, RunWell};
use super::target::{RunNames, file_of};
use crate::control::curves;
use crate::control::exports::{self, ExportColumn, ExportRows};
use crate::data::las::{HeaderItem, LasCurve, header_items};
use crate::data::object::{self, NamedColumn};
use crate::data::{delimited, las};
use crate::domain::curve::DEPTH;
use crate::domain::dag::{IfExists, OutputType};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::execution::LogLevel;
use crate::domain::export::{TABLE_SCHEMA, WrittenOutput};
use crate::domain::plan::{OutputColumn, Work};

/// What an output writes of one well.
struct Sheet {
    depth_m: Float64Array,
    columns: Vec<NamedColumn>,
    /// What each column comes from, in a few words.
    origins: Vec<String>,
}

/// Tells once which columns have another name than theirs.
pub(super) fn announce(context: &Context, index: usize) {
    let Work::Output { columns, .. } = &context.run.plan.nodes[index].work else { return };
    for column in columns.iter().filter(|column| column.name != column.wanted) {
        context.recorder.log(
            Some(context.run.nodes[index]),
            LogLevel::Info,
            format!(
                "column {} ({}) is written as {}, because its name is taken",
                column.wanted, column.key, column.name
            ),
            json!({"key": column.key, "name": column.name}),
        );
    }
}

/// Writes one well; an output for the screens writes nothing.
pub(super) async fn write(
    context: &Context,
    index: usize,
    well: &RunWell,
    batch: &WellBatch,
) -> Result<Option<WrittenOutput>, Diagnostic> {
    let Work::Output { output, if_exists, columns } = &context.run.plan.nodes[index].work else {
        return Ok(None);
    };
    if *output == OutputType::Frontend {
        return Ok(None);
    }
    let mut sheet = sheet(well, batch, columns)?;
    if matches!(output, OutputType::Las { .. } | OutputType::PostgresTable { .. }) {
        let left_out = sheet.keep_numbers();
        if !left_out.is_empty() {
            context.recorder.log(
                Some(context.run.nodes[index]),
                LogLevel::Warn,
                format!("{}: {} left out, which holds no numbers", well.name, left_out.join(", ")),
                json!({"well": well.name, "columns": left_out}),
            );
        }
    }
    match output {
        OutputType::PostgresTable { table_name } => {
            table(context, index, well, sheet, table_name, *if_exists).await.map(Some)
        }
        _ => file(context, well, sheet, output, *if_exists).await.map(Some),
    }
}

impl Sheet {
    /// Drops texts and lists, which LAS and the tables cannot hold; returns their names.
    fn keep_numbers(&mut self) -> Vec<String> {
        let is_number: Vec<bool> = self
            .columns
            .iter()
            .map(|column| *column.values.data_type() == DataType::Float64)
            .collect();
        let mut left_out = Vec::new();
        let mut kept = is_number.iter();
        self.columns.retain(|column| {
            let is_kept = kept.next().copied().unwrap_or(true);
            if !is_kept {
                left_out.push(column.name.clone());
            }
            is_kept
        });
        let mut kept = is_number.iter();
        self.origins.retain(|_| kept.next().copied().unwrap_or(true));
        left_out
    }
}

/// Puts the columns that the well has in their order and on one grid; one that it lacks is left out.
fn sheet(well: &RunWell, batch: &WellBatch, columns: &[OutputColumn]) -> Result<Sheet, Diagnostic> {
    let there: Vec<(&OutputColumn, usize, &FlowColumn)> = columns
        .iter()
        .filter_map(|column| {
            let (frame, flowing) = batch.find(&column.key).next()?;
            Some((column, frame, flowing))
        })
        .collect();
    let mut frames: Vec<usize> = there.iter().map(|(_, frame, _)| *frame).collect();
    frames.sort_unstable();
    frames.dedup();
    if frames.is_empty() {
        return Err(Diagnostic::error(
            ErrorType::MissingInputCurves,
            "the well has none of the curves that the output writes",
        )
        .hint("import them, or leave the well out with --wells"));
    }
    let aligned = batch.align(&frames)?;
    let mut sheet =
        Sheet { depth_m: aligned.depth_m.clone(), columns: Vec::new(), origins: Vec::new() };
    for (column, frame, flowing) in there {
        sheet.columns.push(NamedColumn {
            name: column.name.clone(),
            unit: flowing.unit.clone(),
            values: aligned.bring(frame, &flowing.values).to_arrow(),
        });
        sheet.origins.push(column.origin.clone().unwrap_or_else(|| {
            let stored = well.curves.get(&column.key).map(|stored| &stored.curve);
            stored.map_or_else(String::new, |curve| format!("{}, {}", curve.name, curve.source))
        }));
    }
    Ok(sheet)
}

async fn file(
    context: &Context,
    well: &RunWell,
    sheet: Sheet,
    output: &OutputType,
    if_exists: IfExists,
) -> Result<WrittenOutput, Diagnostic> {
    let run = &context.run;
    let names = RunNames { pipeline: &run.pipeline_name, execution: Some(run.execution_id) };
    let relative =
        file_of(output, names, well).ok_or_else(|| broken("an output without files"))??;
    let header = match output {
        OutputType::Las { .. } => {
            curves::header(&context.engine.database.client().await?, well.id).await?
        }
        _ => Value::Null,
    };
    let about = HashMap::from([
        ("well".to_owned(), well.name.clone()),
        ("well_id".to_owned(), well.id.to_string()),
        ("pipeline".to_owned(), run.pipeline_name.clone()),
        ("execution_id".to_owned(), run.execution_id.to_string()),
    ]);
    let permit = Arc::clone(&context.engine.threads).acquire_owned().await;
    let (exports, kind, name) = (context.engine.exports.clone(), output.kind(), well.name.clone());
    let (staged, rows, columns) = blocking(move || {
        let _permit = permit;
        let bytes = encode(kind, &sheet, &name, &header, about)?;
        let staged = exports.stage(&relative, &bytes).map_err(|error| error.diagnostic())?;
        let names: Vec<String> = sheet.columns.into_iter().map(|column| column.name).collect();
        Ok((staged, sheet.depth_m.len(), names))
    })
    .await?;
    // A run that was stopped or given up gives no file its name; dropping the staged one removes it.
    if context.cancel.is_cancelled() {
        return Err(Diagnostic::cancelled());
    }
    let written =
        blocking(move || staged.publish(if_exists).map_err(|error| error.diagnostic())).await?;
    Ok(WrittenOutput {
        kind: kind.to_owned(),
        well: well.name.clone(),
        target: written.path.display().to_string(),
        rows: count(rows),
        columns,
        bytes: Some(written.bytes),
        sha256: Some(written.sha256),
        replaced: written.replaced,
    })
}

async fn table(
    context: &Context,
    index: usize,
    well: &RunWell,
    sheet: Sheet,
    table: &str,
    if_exists: IfExists,
) -> Result<WrittenOutput, Diagnostic> {
    if context.cancel.is_cancelled() {
        return Err(Diagnostic::cancelled());
    }
    let rows = ExportRows {
        table: table.to_owned(),
        if_exists,
        well: well.name.clone(),
        well_id: well.id,
        execution_id: context.run.execution_id,
        depth_m: sheet.depth_m.values().to_vec(),
        columns: sheet
            .columns
            .into_iter()
            .map(|column| ExportColumn {
                values: object::numbers(&column.values).iter().collect(),
                name: column.name,
                unit: column.unit,
            })
            .collect(),
    };
    let mut client = context.engine.database.client().await?;
    let written = exports::write(client.transaction().await?, &rows).await?;
    for note in written.notes {
        let note = note.in_well(&well.name);
        let data = serde_json::to_value(&note).unwrap_or_default();
        context.recorder.log(
            Some(context.run.nodes[index]),
            LogLevel::Warn,
            note.to_string(),
            data,
        );
    }
    Ok(WrittenOutput {
        kind: "postgres_table".to_owned(),
        well: well.name.clone(),
        target: format!("{TABLE_SCHEMA}.{}", written.table),
        rows: count(rows.depth_m.len()),
        columns: rows.columns.into_iter().map(|column| column.name).collect(),
        bytes: None,
        sha256: None,
        replaced: written.replaced,
    })
}

/// Writes the sheet in the format of an output.
fn encode(
    kind: &str,
    sheet: &Sheet,
    well: &str,
    header: &Value,
    about: HashMap<String, String>,
) -> Result<Vec<u8>, Diagnostic> {
    let unwritable = |found: String| {
        Diagnostic::error(ErrorType::StorageError, format!("the well cannot be written as {kind}"))
            .found(found)
    };
    match kind {
        "parquet" => object::encode_about(&sheet.depth_m, &sheet.columns, about)
            .map_err(|error| unwritable(error.to_string())),
        "csv" => delimited::encode(&sheet.depth_m, &sheet.columns)
            .map_err(|error| unwritable(error.to_string())),
        "las" => las_text(sheet, well, header).map(String::into_bytes),
        other => Err(broken(other)),
    }
}

fn las_text(sheet: &Sheet, well: &str, header: &Value) -> Result<String, Diagnostic> {
    let (well, parameters): (Vec<HeaderItem>, Vec<HeaderItem>) = header_items(well, header);
    let curve = |mnemonic: &str, unit: &str, description: &str| LasCurve {
        mnemonic: mnemonic.to_owned(),
        original: mnemonic.to_owned(),
        unit: unit.to_owned(),
        description: description.to_owned(),
        line: 0,
    };
    let mut curves = vec![curve(DEPTH, "M", "MEASURED DEPTH")];
    let mut columns = vec![sheet.depth_m.clone()];
    for (column, origin) in sheet.columns.iter().zip(&sheet.origins) {
        curves.push(curve(&column.name, &column.unit, origin));
        columns.push(object::numbers(&column.values));
    }
    las::write(&well, &parameters, &curves, &columns).map_err(|error| {
        error.hint("leave the curve out of the ingestion, or write the well as CSV or Parquet")
    })
}

/// Does work on a thread that may block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Diagnostic> + Send + 'static,
) -> Result<T, Diagnostic> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(broken(&error.to_string())))
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

fn broken(found: &str) -> Diagnostic {
    Diagnostic::error(ErrorType::Internal, "writing an output failed inside the program")
        .found(found.to_owned())
        .hint("this is a defect of the program; please report it")
}
