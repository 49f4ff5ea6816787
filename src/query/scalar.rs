//! Operators that look at one row at a time, as scalar functions.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, new_empty_array};
use arrow::compute::{concat, partition};
use arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature};

use super::bind::{Bound, Given, bind, sets_hold_texts};
use super::function::Function;
use super::refusal::Refusal;
use super::result::{result, result_type};

/// An operator as a scalar function.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct ScalarOperator(pub Arc<Function>);

impl ScalarUDFImpl for ScalarOperator {
    fn name(&self) -> &str {
        self.0.id()
    }

    fn aliases(&self) -> &[String] {
        &self.0.spec().aliases
    }

    fn signature(&self) -> &Signature {
        self.0.signature()
    }

    /// Types stay as they are: an argument is read by what it turns out to be for.
    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        Ok(result_type(self.0.spec(), sets_hold_texts(&self.0, types)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let given = args.args.iter().zip(&args.arg_fields).map(|(value, field)| Given {
            name: field.name().clone(),
            data_type: value.data_type(),
            constant: match value {
                ColumnarValue::Scalar(constant) => Some(constant.clone()),
                ColumnarValue::Array(_) => None,
            },
        });
        let given: Vec<Given> = given.collect();
        let bound = bind(&self.0, &given)?;
        let kernel = self.0.kernel(&bound.parameters)?;
        let texts = sets_hold_texts(&self.0, given.iter().map(|given| &given.data_type));
        let mut columns: Vec<Option<ArrayRef>> = vec![None; args.args.len()];
        for place in bound.columns() {
            columns[place] = Some(args.args[place].to_array(args.number_rows)?);
        }

        let mut pieces: Vec<ArrayRef> = Vec::new();
        for rows in stretches(&bound, &args, &columns)? {
            let piece = |place: usize| match &columns[place] {
                Some(column) => column.slice(rows.start, rows.len()),
                None => new_empty_array(&DataType::Null),
            };
            let inputs = bound.inputs(&given, rows.len(), piece)?;
            let outputs = kernel.run(&inputs).map_err(|error| Refusal::from(error.diagnostic()))?;
            pieces.push(result(self.0.spec(), texts, &outputs, rows.len())?);
        }
        let pieces: Vec<&dyn Array> = pieces.iter().map(AsRef::as_ref).collect();
        Ok(ColumnarValue::Array(match pieces.as_slice() {
            [] => new_empty_array(args.return_field.data_type()),
            pieces => concat(pieces)?,
        }))
    }
}

/// Returns the stretches of rows over which what holds for a whole well is the same.
fn stretches(
    bound: &Bound,
    args: &ScalarFunctionArgs,
    columns: &[Option<ArrayRef>],
) -> Result<Vec<Range<usize>>> {
    let varying = |place: &usize| matches!(args.args[*place], ColumnarValue::Array(_));
    let alone: Vec<ArrayRef> =
        bound.alone().filter(varying).filter_map(|place| columns[place].clone()).collect();
    // Of no rows nothing is asked, so that nothing can be missing in them.
    match (args.number_rows, alone.as_slice()) {
        (0, _) => Ok(Vec::new()),
        (rows, []) => Ok(std::iter::once(0..rows).collect()),
        (_, alone) => Ok(partition(alone)?.ranges()),
    }
}
