//! Tables that outputs write: in a schema of their own, made and widened as need be, one transaction a well.

use std::collections::BTreeSet;
use std::pin::pin;

use deadpool_postgres::{GenericClient, Transaction};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};
use uuid::Uuid;

use super::error::During;
use crate::domain::curve::DEPTH;
use crate::domain::dag::IfExists;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::export::{TABLE_SCHEMA, check_table_name, numbered};
use crate::domain::units;

/// Columns that every table has, with their types.
const OWN_COLUMNS: [(&str, &str); 4] =
    [("well", "text"), ("well_id", "uuid"), ("execution_id", "uuid"), (DEPTH, "double precision")];

/// One well's rows, about to be written.
#[derive(Debug, Clone)]
pub struct ExportRows {
    /// Table, without schema.
    pub table: String,
    /// What becomes of rows of the well that are there.
    pub if_exists: IfExists,
    /// Name of the well.
    pub well: String,
    /// Its id.
    pub well_id: Uuid,
    /// Execution that writes.
    pub execution_id: Uuid,
    /// Depths in metres.
    pub depth_m: Vec<f64>,
    /// Columns, each as long as the depths.
    pub columns: Vec<ExportColumn>,
}

/// A column of the rows.
#[derive(Debug, Clone)]
pub struct ExportColumn {
    /// Name, not one of the table's own.
    pub name: String,
    /// Unit as written.
    pub unit: String,
    /// Samples.
    pub values: Vec<Option<f64>>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportedRows {
    /// Table, without schema.
    pub table: String,
    /// Whether rows of the well had to go.
    pub replaced: bool,
    /// Doubts about units.
    pub notes: Vec<Diagnostic>,
}

/// A column that a table has.
#[derive(Debug)]
struct Existing {
    name: String,
    unit: String,
}

/// Returns which wells have rows in a table; none where there is no such table.
pub async fn wells_in(
    client: &impl GenericClient,
    table: &str,
    wells: &[Uuid],
) -> Result<BTreeSet<Uuid>, Diagnostic> {
    if columns_of(client, table).await?.is_none() {
        return Ok(BTreeSet::new());
    }
    let rows = client
        .query(
            &format!(
                "select w.id from unnest($1::uuid[]) as w (id) \
                 where exists (select from {} t where t.well_id = w.id)",
                qualified(table)
            ),
            &[&wells],
        )
        .await
        .during("look for rows of the wells")?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// Returns the table itself, or the first numbered one that does not exist.
pub async fn free_table(client: &impl GenericClient, table: &str) -> Result<String, Diagnostic> {
    let mut free = table.to_owned();
    let mut number = 1;
    while described(client, &free).await?.is_some() {
        number += 1;
        free = numbered(table, number);
    }
    Ok(free)
}

/// Writes the rows of one well and commits them, all or nothing.
pub async fn write(
    transaction: Transaction<'_>,
    rows: &ExportRows,
) -> Result<ExportedRows, Diagnostic> {
    check_table_name(&rows.table)?;
    // Writers of one table take turns until the commit, so that none makes or widens it twice.
    transaction
        .execute(
            "select pg_advisory_xact_lock(hashtextextended($1, 0))",
            &[&format!("mudrock {}", qualified(&rows.table))],
        )
        .await
        .during("wait for the table")?;
    let (table, existing) = ready(&transaction, rows).await?;
    let place = qualified(&table);
    let replaced = clear(&transaction, &place, rows).await?;
    let mut notes = Vec::new();
    let mut values = Vec::with_capacity(rows.columns.len());
    for column in &rows.columns {
        match existing.iter().find(|existing| existing.name == column.name) {
            Some(existing) => values.push(in_unit(column, existing, &mut notes)?),
            None => {
                let (name, unit) = (quoted(&column.name), literal(&column.unit));
                transaction
                    .batch_execute(&format!(
                        "alter table {place} add column {name} double precision; \
                         comment on column {place}.{name} is {unit}"
                    ))
                    .await
                    .during("add a column to the table")?;
                values.push(column.values.clone());
            }
        }
    }
    copy(&transaction, &place, rows, &values).await?;
    transaction.commit().await.during("commit the rows of the well")?;
    Ok(ExportedRows { table, replaced, notes })
}

/// Finds the table that the rows belong to, or makes it; returns its columns for curves.
async fn ready(
    transaction: &Transaction<'_>,
    rows: &ExportRows,
) -> Result<(String, Vec<Existing>), Diagnostic> {
    let mark = format!("written by MudRock; made by execution {}", rows.execution_id);
    let mut table = rows.table.clone();
    let mut number = 1;
    loop {
        match columns_of(transaction, &table).await? {
            None => {
                create(transaction, &table, &mark).await?;
                return Ok((table, Vec::new()));
            }
            Some(columns)
                if rows.if_exists != IfExists::NewName
                    || comment_of(transaction, &table).await? == mark =>
            {
                return Ok((table, columns));
            }
            Some(_) => {
                number += 1;
                table = numbered(&rows.table, number);
            }
        }
    }
}

async fn create(transaction: &Transaction<'_>, table: &str, mark: &str) -> Result<(), Diagnostic> {
    let there = transaction
        .query_opt("select from pg_namespace where nspname = $1", &[&TABLE_SCHEMA])
        .await
        .during("look for the schema of exports")?;
    if there.is_none() {
        // `if not exists` still fails where two make it at once, so this takes turns too.
        transaction
            .batch_execute(&format!(
                "select pg_advisory_xact_lock(hashtextextended('mudrock {TABLE_SCHEMA}', 0)); \
                 create schema if not exists {TABLE_SCHEMA}"
            ))
            .await
            .during("make the schema of exports")?;
    }
    let place = qualified(table);
    let columns: Vec<String> = OWN_COLUMNS
        .iter()
        .map(|(name, kind)| format!("{} {kind} not null", quoted(name)))
        .collect();
    transaction
        .batch_execute(&format!(
            "create table {place} ({}); comment on table {place} is {}; \
             comment on column {place}.{} is 'm'; create index on {place} (well_id)",
            columns.join(", "),
            literal(mark),
            quoted(DEPTH)
        ))
        .await
        .during("make the table of the output")
}

/// Removes the rows of the well, or refuses because there are some; says whether there were.
async fn clear(
    transaction: &Transaction<'_>,
    place: &str,
    rows: &ExportRows,
) -> Result<bool, Diagnostic> {
    if rows.if_exists == IfExists::Replace {
        let gone = transaction
            .execute(&format!("delete from {place} where well_id = $1"), &[&rows.well_id])
            .await
            .during("remove the former rows of the well")?;
        return Ok(gone > 0);
    }
    let there = transaction
        .query_opt(
            &format!("select execution_id from {place} where well_id = $1 limit 1"),
            &[&rows.well_id],
        )
        .await
        .during("look for rows of the well")?;
    match there {
        None => Ok(false),
        Some(row) => {
            Err(Diagnostic::error(ErrorType::NameTaken, "the table has rows of the well already")
                .in_well(&rows.well)
                .found(format!("{place}, written by execution {}", row.get::<_, Uuid>(0)))
                .wanted("no row of the well")
                .hint("set `if_exists` to `replace` or `new_name`, or write to another table"))
        }
    }
}

/// Brings samples to the unit that the column of the table has.
fn in_unit(
    column: &ExportColumn,
    existing: &Existing,
    notes: &mut Vec<Diagnostic>,
) -> Result<Vec<Option<f64>>, Diagnostic> {
    if units::is_blank(&column.unit) || units::is_blank(&existing.unit) {
        if units::is_blank(&column.unit) != units::is_blank(&existing.unit) {
            notes.push(
                Diagnostic::warning(
                    ErrorType::UnitMismatch,
                    "of curve and table column only one has a unit; values are written as they stand",
                )
                .of_curve(&column.name)
                .found(format!("\"{}\"", column.unit))
                .wanted(format!("\"{}\"", existing.unit)),
            );
        }
        return Ok(column.values.clone());
    }
    let conversion = units::conversion(&column.unit, &existing.unit).ok_or_else(|| {
        Diagnostic::error(
            ErrorType::UnitMismatch,
            "the unit of the curve cannot be converted to that of the table",
        )
        .of_curve(&column.name)
        .found(column.unit.clone())
        .wanted(format!("a unit that converts to {}, which the column has", existing.unit))
        .hint("write to another table, or correct the unit in the file and import it again")
    })?;
    if conversion.is_identity() {
        return Ok(column.values.clone());
    }
    Ok(column.values.iter().map(|value| value.map(|value| conversion.apply(value))).collect())
}

async fn copy(
    transaction: &Transaction<'_>,
    place: &str,
    rows: &ExportRows,
    values: &[Vec<Option<f64>>],
) -> Result<(), Diagnostic> {
    let own = OWN_COLUMNS.iter().map(|(name, _)| *name);
    let names: Vec<String> =
        own.chain(rows.columns.iter().map(|column| column.name.as_str())).map(quoted).collect();
    let mut types = vec![Type::TEXT, Type::UUID, Type::UUID];
    types.resize(names.len(), Type::FLOAT8);
    let doing = "copy the rows of the well";
    let sink = transaction
        .copy_in(&format!("copy {place} ({}) from stdin (format binary)", names.join(", ")))
        .await
        .during(doing)?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
    let mut row: Vec<&(dyn ToSql + Sync)> = Vec::with_capacity(names.len());
    for (at, depth) in rows.depth_m.iter().enumerate() {
        row.clear();
        row.extend([&rows.well as &(dyn ToSql + Sync), &rows.well_id, &rows.execution_id, depth]);
        row.extend(values.iter().map(|column| &column[at] as &(dyn ToSql + Sync)));
        writer.as_mut().write(&row).await.during(doing)?;
    }
    writer.finish().await.during(doing)?;
    Ok(())
}

/// Returns the columns for curves of a table that outputs write; any other table is refused.
async fn columns_of(
    client: &impl GenericClient,
    table: &str,
) -> Result<Option<Vec<Existing>>, Diagnostic> {
    let Some(described) = described(client, table).await? else { return Ok(None) };
    let refused = |found: String| {
        Diagnostic::error(ErrorType::SchemaMismatch, "the table is not one that outputs write")
            .found(format!("{}: {found}", qualified(table)))
            .wanted("a table with well text, well_id uuid, execution_id uuid, and numbers")
            .hint("write to another table, or move this one away")
    };
    for (name, kind) in OWN_COLUMNS {
        match described.iter().find(|column| column.0 == name) {
            Some(column) if column.1 != kind => {
                return Err(refused(format!("column {name} of type {}", column.1)));
            }
            Some(_) => {}
            None => return Err(refused(format!("no column {name}"))),
        }
    }
    let mut columns = Vec::new();
    for (name, kind, unit) in described {
        if OWN_COLUMNS.iter().any(|(own, _)| *own == name) {
            continue;
        }
        if kind != "double precision" {
            return Err(refused(format!("column {name} of type {kind}")));
        }
        columns.push(Existing { name, unit });
    }
    Ok(Some(columns))
}

/// Returns name, type and comment of each column of whatever bears the name; nothing where none does.
async fn described(
    client: &impl GenericClient,
    table: &str,
) -> Result<Option<Vec<(String, String, String)>>, Diagnostic> {
    let rows = client
        .query(include_str!("../../sql/queries/export_columns.sql"), &[&TABLE_SCHEMA, &table])
        .await
        .during("look at the table of the output")?;
    let described: Vec<(String, String, String)> = rows
        .iter()
        .map(|row| {
            // A view may look like a table; its columns take no rows.
            let kind: String =
                if row.get("is_table") { row.get("type") } else { "a view".to_owned() };
            (row.get("name"), kind, row.get("unit"))
        })
        .collect();
    Ok((!described.is_empty()).then_some(described))
}

async fn comment_of(client: &impl GenericClient, table: &str) -> Result<String, Diagnostic> {
    let row = client
        .query_one(
            "select coalesce(obj_description(to_regclass($1), 'pg_class'), '')",
            &[&qualified(table)],
        )
        .await
        .during("look who made the table")?;
    Ok(row.get(0))
}

/// Writes the name of a table so that it can only be one of the schema of exports.
fn qualified(table: &str) -> String {
    format!("{TABLE_SCHEMA}.{}", quoted(table))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    // A backslash means itself only where standard_conforming_strings is on; E'' is plain everywhere.
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
