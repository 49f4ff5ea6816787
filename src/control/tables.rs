//! Tables and single values of a run.

use deadpool_postgres::GenericClient;
use serde_json::{Value, json};
use tokio_postgres::Row;
use uuid::Uuid;

use super::error::During;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::table::{ResultTable, TableRow};

/// Records tables of one item, named by project, execution, node execution and well.
///
/// Recording them again changes nothing.
pub async fn put(
    client: &impl GenericClient,
    (project, execution, node_execution, well): (Uuid, Uuid, Uuid, Uuid),
    tables: &[ResultTable],
) -> Result<(), Diagnostic> {
    if tables.is_empty() {
        return Ok(());
    }
    let entry = |table: &ResultTable| {
        json!({
            "id": Uuid::now_v7(),
            "name": table.name,
            "columns": table.columns,
            "rows": table.rows,
            "row_count": table.row_count,
            "truncated": table.is_truncated(),
        })
    };
    let entries: Value = tables.iter().map(entry).collect();
    client
        .execute(
            include_str!("../../sql/queries/put_tables.sql"),
            &[&entries, &project, &execution, &node_execution, &well],
        )
        .await
        .during("record the tables")?;
    Ok(())
}

/// Returns the tables of a run, of one node and one well if these are named; rows only if wanted.
pub async fn list(
    client: &impl GenericClient,
    execution: Uuid,
    node: Option<&str>,
    well: Option<&str>,
    with_rows: bool,
) -> Result<Vec<TableRow>, Diagnostic> {
    let rows = client
        .query(
            include_str!("../../sql/queries/result_tables.sql"),
            &[&execution, &node, &well, &with_rows],
        )
        .await
        .during("list the tables of the run")?;
    Ok(rows.iter().map(table).collect())
}

fn table(row: &Row) -> TableRow {
    TableRow {
        id: row.get("id"),
        node_execution_id: row.get("node_execution_id"),
        node: row.get("node_name"),
        operator_id: row.get("operator_id"),
        well: row.get("well_name"),
        name: row.get("name"),
        columns: serde_json::from_value(row.get("columns")).unwrap_or_default(),
        rows: serde_json::from_value(row.get("rows")).unwrap_or_default(),
        row_count: row.get("row_count"),
        truncated: row.get("truncated"),
    }
}
