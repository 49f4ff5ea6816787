//! Operators called through SQL: every one as its example says, and each kind of call.

mod calls;
mod law;
mod refusals;

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, StringArray};
use arrow::record_batch::RecordBatch;
use datafusion::datasource::MemTable;
use datafusion::error::DataFusionError;
use datafusion::prelude::{SessionConfig, SessionContext};
use serde_json::{Map, Value};

use super::convert::json;
use super::{plan, register};

/// A session with all operators, whose engine splits and gathers rows as it does at work.
fn session() -> SessionContext {
    let session = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(3));
    register(&session);
    session
}

/// A table of a few batches in two parts.
fn add_table(session: &SessionContext, name: &str, columns: Vec<(&str, ArrayRef)>) {
    let whole = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    );
    let whole = whole.expect("columns of one length");
    let cut = |from: usize, to: usize| whole.slice(from, to - from);
    let (rows, half) = (whole.num_rows(), whole.num_rows() / 2);
    let parts = vec![vec![cut(half, rows)], vec![cut(0, half / 2), cut(half / 2, half)]];
    let table = MemTable::try_new(whole.schema(), parts).expect("a table");
    session.register_table(name, Arc::new(table)).expect("a new table");
}

async fn ask(
    session: &SessionContext,
    sql: &str,
) -> Result<Vec<Map<String, Value>>, DataFusionError> {
    let planned = plan(session, sql).await?;
    let batches = session.execute_logical_plan(planned).await?.collect().await?;
    let mut rows = Vec::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            let fields = batch.schema();
            let columns = fields.fields().iter().zip(batch.columns());
            let read = |(field, column): (&Arc<arrow::datatypes::Field>, &ArrayRef)| {
                (field.name().clone(), json(column, row).expect("a value"))
            };
            rows.push(columns.map(read).collect());
        }
    }
    Ok(rows)
}

/// The values of one column of the answer.
async fn column(session: &SessionContext, sql: &str) -> Vec<Value> {
    let rows = ask(session, sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.into_iter().map(|row| row.into_iter().next_back().expect("a column").1).collect()
}

fn numbers(values: &[Option<f64>]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

fn texts(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}
