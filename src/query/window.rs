//! Operators that look at a whole well and give values at its depths, as window functions.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, FieldRef, Schema};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::function::{PartitionEvaluatorArgs, WindowUDFFieldArgs};
use datafusion::logical_expr::{ColumnarValue, PartitionEvaluator, Signature, WindowUDFImpl};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::utils::collect_columns;

use super::bind::{Given, bind, sets_hold_texts};
use super::function::Function;
use super::refusal::Refusal;
use super::result::{result, result_type};

/// An operator as a window function.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct WindowOperator(pub Arc<Function>);

impl WindowUDFImpl for WindowOperator {
    fn name(&self) -> &str {
        self.0.id()
    }

    fn aliases(&self) -> &[String] {
        &self.0.spec().aliases
    }

    fn signature(&self) -> &Signature {
        self.0.signature()
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn field(&self, args: WindowUDFFieldArgs) -> Result<FieldRef> {
        let types = args.input_fields().iter().map(|field| field.data_type());
        let data_type = result_type(self.0.spec(), sets_hold_texts(&self.0, types));
        Ok(Arc::new(Field::new(args.name(), data_type, true)))
    }

    fn partition_evaluator(
        &self,
        args: PartitionEvaluatorArgs,
    ) -> Result<Box<dyn PartitionEvaluator>> {
        let given = given(args.input_exprs(), args.input_fields())?;
        Ok(Box::new(OverWell { function: Arc::clone(&self.0), given }))
    }
}

/// Returns what is known of arguments before the rows come.
pub fn given(exprs: &[Arc<dyn PhysicalExpr>], fields: &[FieldRef]) -> Result<Vec<Given>> {
    let one = |(expr, field): (&Arc<dyn PhysicalExpr>, &FieldRef)| -> Result<Given> {
        Ok(Given {
            name: field.name().clone(),
            data_type: field.data_type().clone(),
            constant: constant(expr)?,
        })
    };
    exprs.iter().zip(fields).map(one).collect()
}

/// Returns the value of an expression that reads no column.
fn constant(expr: &Arc<dyn PhysicalExpr>) -> Result<Option<ScalarValue>> {
    if !collect_columns(expr).is_empty() {
        return Ok(None);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(1));
    let row = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), Vec::new(), &options)?;
    Ok(Some(match expr.evaluate(&row)? {
        ColumnarValue::Scalar(value) => value,
        ColumnarValue::Array(array) => ScalarValue::try_from_array(&array, 0)?,
    }))
}

/// A window function at work: each partition is a well.
#[derive(Debug)]
struct OverWell {
    function: Arc<Function>,
    given: Vec<Given>,
}

impl PartitionEvaluator for OverWell {
    fn evaluate_all(&mut self, columns: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        let bound = bind(&self.function, &self.given)?;
        let kernel = self.function.kernel(&bound.parameters)?;
        let inputs = bound.inputs(&self.given, rows, |place| Arc::clone(&columns[place]))?;
        let outputs = kernel.run(&inputs).map_err(|error| Refusal::from(error.diagnostic()))?;
        let types = self.given.iter().map(|given| &given.data_type);
        let texts = sets_hold_texts(&self.function, types);
        Ok(result(self.function.spec(), texts, &outputs, rows)?)
    }
}
