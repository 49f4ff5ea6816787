//! A question in SQL over the tables of a project, and its answer in pieces.

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use datafusion::datasource::MemTable;
use datafusion::error::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::{SQLOptions, SessionConfig, SessionContext};
use futures::StreamExt;
use serde_json::Value;

use super::convert::json;
use super::logs::Logs;
use super::refusal::Refusal;
use super::{diagnostics, plan, register};
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Bytes above which sorting and grouping go on in temporary files.
const MEMORY: usize = 2 << 30;

/// The metadata of a field that holds its unit.
pub const UNIT: &str = "unit";

/// Tables, the operators as functions, and an engine to ask.
pub struct Tables(SessionContext);

impl Tables {
    /// Starts without tables; `threads` is how many cores a query may use.
    pub fn new(threads: usize) -> Result<Self, Vec<Diagnostic>> {
        let runtime = RuntimeEnvBuilder::new().with_memory_limit(MEMORY, 1.0).build_arc();
        let config =
            SessionConfig::new().with_target_partitions(threads).with_information_schema(true);
        let session =
            SessionContext::new_with_config_rt(config, runtime.map_err(|e| diagnostics(&e))?);
        register(&session);
        Ok(Self(session))
    }

    /// Adds a table that is in memory.
    pub fn add(&self, name: &str, rows: RecordBatch) -> Result<(), Vec<Diagnostic>> {
        let add = || {
            let table = MemTable::try_new(rows.schema(), vec![vec![rows]])?;
            self.0.register_table(name, Arc::new(table))
        };
        add().map(drop).map_err(|error| diagnostics(&error))
    }

    /// Adds a table whose wells are read when they are wanted.
    pub fn add_logs(&self, name: &str, logs: Logs) -> Result<(), Vec<Diagnostic>> {
        let added = self.0.register_table(name, Arc::new(logs));
        added.map(drop).map_err(|error| diagnostics(&error))
    }

    /// Plans a query and starts it; what would change anything is refused.
    pub async fn ask(&self, sql: &str) -> Result<Answer, Vec<Diagnostic>> {
        let ask = async || -> Result<Answer, DataFusionError> {
            let planned = plan(&self.0, sql).await?;
            let reading = SQLOptions::new()
                .with_allow_ddl(false)
                .with_allow_dml(false)
                .with_allow_statements(false);
            reading.verify_plan(&planned).map_err(|_| Refusal::from(only_reads(&planned)))?;
            let stream = self.0.execute_logical_plan(planned).await?.execute_stream().await?;
            Ok(Answer { schema: stream.schema(), stream })
        };
        ask().await.map_err(|error| diagnostics(&error))
    }
}

fn only_reads(plan: &LogicalPlan) -> Diagnostic {
    let what = plan.display().to_string();
    let what = what.split([':', '(', ' ']).next().unwrap_or_default().to_owned();
    Diagnostic::error(ErrorType::NotSupported, "a query can change nothing")
        .found(what)
        .wanted("select, describe, show or explain")
        .hint("outputs of pipelines write files and tables, see docs/outputs.md")
}

/// A column of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerColumn {
    /// Name.
    pub name: String,
    /// Unit, where the column is one of a table; blank otherwise.
    pub unit: String,
    /// Whether it holds numbers.
    pub is_number: bool,
}

/// The answer to a query, on its way.
pub struct Answer {
    schema: SchemaRef,
    stream: SendableRecordBatchStream,
}

impl Answer {
    /// Returns its columns.
    pub fn columns(&self) -> Vec<AnswerColumn> {
        let fields = self.schema.fields().iter();
        fields
            .map(|field| AnswerColumn {
                name: field.name().clone(),
                unit: field.metadata().get(UNIT).cloned().unwrap_or_default(),
                is_number: field.data_type().is_numeric(),
            })
            .collect()
    }

    /// Returns the next rows, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Vec<Vec<Value>>, Vec<Diagnostic>>> {
        let batch = self.stream.next().await?;
        Some(batch.and_then(|batch| rows(&batch)).map_err(|error| diagnostics(&error)))
    }
}

fn rows(batch: &RecordBatch) -> Result<Vec<Vec<Value>>, DataFusionError> {
    let row = |row| {
        let cells = batch.columns().iter().map(|column| json(column, row));
        cells.collect::<Result<_, _>>().map_err(DataFusionError::from)
    };
    (0..batch.num_rows()).map(row).collect()
}
