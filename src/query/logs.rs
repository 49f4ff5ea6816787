//! The table of all logs of a project: wells are read one after another, as far as a query wants them.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result;
use datafusion::common::ScalarValue;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{
    BinaryExpr, Expr, Operator, TableProviderFilterPushDown, TableType,
};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::future::BoxFuture;
use futures::stream::{self, StreamExt};

use super::refusal::Refusal;
use crate::domain::diagnostic::Diagnostic;

/// Name of the column that names the well.
pub const WELL: &str = "well";

/// Name of the column of depths, in metres.
pub const DEPT: &str = "dept";

/// Wells that are read at once: enough to keep the disk busy while rows are computed.
const WELLS_AT_ONCE: usize = 4;

/// What a query wants of each well.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Columns, as positions in the schema of the table.
    pub columns: Vec<usize>,
    /// The same columns, as the schema of the batches.
    pub schema: SchemaRef,
    /// Depths in metres, both ends included, outside of which no row is needed.
    pub depths: Option<[f64; 2]>,
}

/// Reads what is wanted of the well at a position.
pub type ReadWell =
    dyn Fn(usize, Arc<Wanted>) -> BoxFuture<'static, Result<RecordBatch, Diagnostic>> + Send + Sync;

/// The table: columns `well` and `dept`, and one for each name that curves of the project have.
pub struct Logs {
    /// All columns.
    pub schema: SchemaRef,
    /// Names of the wells, in order.
    pub wells: Vec<String>,
    /// Reads one of them.
    pub read: Arc<ReadWell>,
}

impl fmt::Debug for Logs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logs").field("wells", &self.wells.len()).finish_non_exhaustive()
    }
}

#[async_trait]
impl TableProvider for Logs {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    // Inexact: what is left out here need not be read, and what is read is filtered again.
    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        let support = |filter: &&Expr| match Bounds::of(filter) {
            Some(_) => TableProviderFilterPushDown::Inexact,
            None => TableProviderFilterPushDown::Unsupported,
        };
        Ok(filters.iter().map(support).collect())
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let all = || (0..self.schema.fields().len()).collect();
        let columns: Vec<usize> = projection.cloned().unwrap_or_else(all);
        let schema = Arc::new(self.schema.project(&columns)?);
        let bounds: Vec<Bounds> = filters.iter().filter_map(Bounds::of).collect();
        let wells = (0..self.wells.len())
            .filter(|well| bounds.iter().all(|bounds| bounds.has_well(&self.wells[*well])))
            .collect();
        let depths = bounds.iter().filter_map(|bounds| match bounds {
            Bounds::Depths(depths) => Some(*depths),
            Bounds::Wells(_) => None,
        });
        let depths = depths.reduce(|one, other| [one[0].max(other[0]), one[1].min(other[1])]);
        let wanted = Arc::new(Wanted { columns, schema: Arc::clone(&schema), depths });
        let part = Part { wanted, wells, read: Arc::clone(&self.read) };
        let scan =
            StreamingTableExec::try_new(schema, vec![Arc::new(part)], None, [], false, limit)?;
        Ok(Arc::new(scan))
    }
}

/// The wells of one query.
struct Part {
    wanted: Arc<Wanted>,
    wells: Vec<usize>,
    read: Arc<ReadWell>,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part").field("wanted", &self.wanted).finish_non_exhaustive()
    }
}

impl PartitionStream for Part {
    fn schema(&self) -> &SchemaRef {
        &self.wanted.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let (read, wanted) = (Arc::clone(&self.read), Arc::clone(&self.wanted));
        let batches = stream::iter(self.wells.clone())
            .map(move |well| read(well, Arc::clone(&wanted)))
            .buffered(WELLS_AT_ONCE)
            .map(|batch| batch.map_err(|problem| Refusal::from(problem).into()));
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.wanted.schema), batches))
    }
}

/// What a condition says of the wells or depths to read.
#[derive(Debug, Clone, PartialEq)]
enum Bounds {
    Wells(HashSet<String>),
    Depths([f64; 2]),
}

impl Bounds {
    /// Understands `well = 'A'`, `well in ('A', 'B')`, and comparisons of `dept` with a number.
    fn of(filter: &Expr) -> Option<Self> {
        match filter {
            Expr::InList(list) if !list.negated && is(&list.expr, WELL) => {
                list.list.iter().map(text).collect::<Option<_>>().map(Self::Wells)
            }
            Expr::Between(between) if !between.negated && is(&between.expr, DEPT) => {
                Some(Self::Depths([number(&between.low)?, number(&between.high)?]))
            }
            // A list of a few wells is planned as one or the other.
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
                match (Self::of(left)?, Self::of(right)?) {
                    (Self::Wells(one), Self::Wells(other)) => Some(Self::Wells(&one | &other)),
                    _ => None,
                }
            }
            Expr::BinaryExpr(BinaryExpr { left, op, right }) => {
                Self::compared(left, *op, right).or_else(|| Self::compared(right, op.swap()?, left))
            }
            _ => None,
        }
    }

    fn compared(column: &Expr, op: Operator, value: &Expr) -> Option<Self> {
        if is(column, WELL) && op == Operator::Eq {
            return Some(Self::Wells(HashSet::from([text(value)?])));
        }
        if !is(column, DEPT) {
            return None;
        }
        let value = number(value)?;
        Some(Self::Depths(match op {
            Operator::Eq => [value, value],
            Operator::Gt | Operator::GtEq => [value, f64::INFINITY],
            Operator::Lt | Operator::LtEq => [f64::NEG_INFINITY, value],
            _ => return None,
        }))
    }

    fn has_well(&self, well: &str) -> bool {
        match self {
            Self::Wells(wells) => wells.contains(well),
            Self::Depths(_) => true,
        }
    }
}

fn is(expr: &Expr, name: &str) -> bool {
    matches!(expr, Expr::Column(column) if column.name == name)
}

fn text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Literal(value, _) => value.try_as_str().flatten().map(str::to_owned),
        _ => None,
    }
}

fn number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Literal(ScalarValue::Float64(value), _) => *value,
        Expr::Literal(ScalarValue::Int64(value), _) => value.map(|value| value as f64),
        _ => None,
    }
}
