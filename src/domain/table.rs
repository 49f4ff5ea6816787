//! Tables and single values that operators make: results of a run beside its curves.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::operator::Kind;

/// Rows of a table that are kept at most.
pub const MOST_ROWS: usize = 10_000;

/// Rows that are kept of curves on a grid of their own: whoever wants them all keeps them as curves.
pub const MOST_GRID_ROWS: usize = 1_000;

/// Name of the table of one row that holds the single values of a node.
pub const SINGLE_VALUES: &str = "values";

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableColumn {
    /// Name: the port, or of a port that gives several columns that of the column.
    pub name: String,
    /// Unit; blank where there is none.
    pub unit: String,
    /// What a cell holds.
    pub kind: Kind,
}

/// A table as one node made it of one well.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResultTable {
    /// Name, unique for node and well.
    pub name: String,
    /// Columns.
    pub columns: Vec<TableColumn>,
    /// The first rows, cell by cell: numbers, texts, lists of numbers and nulls.
    pub rows: Vec<Vec<Value>>,
    /// Number of all rows.
    pub row_count: i64,
}

impl ResultTable {
    /// Whether rows were left out.
    pub fn is_truncated(&self) -> bool {
        i64::try_from(self.rows.len()).is_ok_and(|kept| kept < self.row_count)
    }
}

/// A table of a run, as users look at it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableRow {
    /// Id.
    pub id: Uuid,
    /// Node execution that made it.
    pub node_execution_id: Uuid,
    /// Name of the node.
    pub node: String,
    /// Operator.
    pub operator_id: Option<String>,
    /// Name of the well.
    pub well: String,
    /// Name of the table; `values` for single values.
    pub name: String,
    /// Columns.
    pub columns: Vec<TableColumn>,
    /// Rows, cell by cell.
    pub rows: Vec<Vec<Value>>,
    /// Number of all rows that the operator made.
    pub row_count: i64,
    /// Whether only the first rows were kept.
    pub truncated: bool,
}
