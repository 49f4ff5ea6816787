//! Rows of execution logs.

use deadpool_postgres::GenericClient;
use serde_json::Value;
use uuid::Uuid;

use super::error::During;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::execution::LogLevel;
use crate::domain::rows::LogRow;

/// A row to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewLog {
    /// Node execution that it belongs to, if any.
    pub node_execution_id: Option<Uuid>,
    /// Weight.
    pub level: LogLevel,
    /// Text.
    pub message: String,
    /// Facts beside the text.
    pub data: Value,
}

/// Appends rows in one statement.
pub async fn append(
    client: &impl GenericClient,
    project: Uuid,
    execution: Uuid,
    rows: &[NewLog],
) -> Result<(), Diagnostic> {
    let nodes: Vec<Option<Uuid>> = rows.iter().map(|row| row.node_execution_id).collect();
    let levels: Vec<&str> = rows.iter().map(|row| row.level.name()).collect();
    let messages: Vec<&str> = rows.iter().map(|row| row.message.as_str()).collect();
    let data: Vec<&Value> = rows.iter().map(|row| &row.data).collect();
    client
        .execute(
            "insert into execution_logs (project_id, execution_id, node_execution_id, level, message, data) \
             select $1, $2, t.* from unnest($3::uuid[], $4::text[], $5::text[], $6::jsonb[]) as t",
            &[&project, &execution, &nodes, &levels, &messages, &data],
        )
        .await
        .during("write the log")?;
    Ok(())
}

/// Returns rows after the given one, or the last ones, oldest first.
pub async fn read(
    client: &impl GenericClient,
    execution: Uuid,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<LogRow>, Diagnostic> {
    let select = "select l.id, l.\"timestamp\", l.level, n.node_name, l.message, l.data \
        from execution_logs l left join node_executions n on n.id = l.node_execution_id \
        where l.execution_id = $1";
    let rows = match after {
        Some(after) => {
            client
                .query(
                    &format!("{select} and l.id > $2 order by l.id limit $3"),
                    &[&execution, &after, &limit],
                )
                .await
        }
        None => {
            client
                .query(
                    &format!(
                        "select * from ({select} order by l.id desc limit $2) as t order by id"
                    ),
                    &[&execution, &limit],
                )
                .await
        }
    }
    .during("read the log")?;
    Ok(rows
        .iter()
        .map(|row| LogRow {
            id: row.get("id"),
            at: row.get("timestamp"),
            level: LogLevel::parse(row.get("level")).unwrap_or(LogLevel::Info),
            node_name: row.get("node_name"),
            message: row.get("message"),
            data: row.get("data"),
        })
        .collect())
}
