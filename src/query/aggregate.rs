//! Operators that give single values or tables for a well, as aggregates.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, UInt32Array, new_empty_array};
use arrow::buffer::OffsetBuffer;
use arrow::compute::{SortColumn, SortOptions, concat, lexsort_to_indices, take};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::{AggregateOrderSensitivity, format_state_name};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, Signature};

use super::bind::{Given, bind, is_whole, sets_hold_texts};
use super::function::Function;
use super::refusal::Refusal;
use super::result::{result, result_type};
use super::window::given;

/// An operator as an aggregate.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct AggregateOperator(pub Arc<Function>);

impl AggregateUDFImpl for AggregateOperator {
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

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        Ok(result_type(self.0.spec(), sets_hold_texts(&self.0, types)))
    }

    fn accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        let given = given(args.exprs, args.expr_fields)?;
        let kept = kept(&self.0, args.expr_fields);
        let order = args.order_bys.iter().map(|one| one.options).collect();
        let mut columns = Vec::new();
        for place in &kept {
            let data_type = given[*place].data_type.clone();
            let port = self.0.port(&self.0.arguments()[*place]);
            // A set of columns is kept as it comes: one may be whole, another not.
            let whole = port.is_some_and(|port| !port.repeated && is_whole(port, &data_type));
            columns.push(Rows { data_type, whole, pieces: Vec::new() });
        }
        for one in args.order_bys {
            let data_type = one.expr.data_type(args.schema)?;
            columns.push(Rows { data_type, whole: false, pieces: Vec::new() });
        }
        let result = args.return_type().clone();
        Ok(Box::new(Gather { function: Arc::clone(&self.0), given, kept, order, columns, result }))
    }

    /// The rows so far: a list for each argument that rows are read of, and for each column of the order.
    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let kept = kept(&self.0, args.input_fields);
        let columns = kept.iter().map(|place| &args.input_fields[*place]);
        let list = |(index, field): (usize, &FieldRef)| -> FieldRef {
            let item = Field::new_list_field(field.data_type().clone(), true);
            let name = format_state_name(args.name, &index.to_string());
            Arc::new(Field::new_list(name, item, true))
        };
        Ok(columns.chain(args.ordering_fields).enumerate().map(list).collect())
    }

    /// The rows are sorted here, once all are there, whatever the engine did before.
    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::SoftRequirement
    }

    fn with_beneficial_ordering(
        self: Arc<Self>,
        _already_sorted: bool,
    ) -> Result<Option<Arc<dyn AggregateUDFImpl>>> {
        Ok(Some(self))
    }
}

/// Returns the arguments whose rows are kept: all but those that can only be parameters.
fn kept(function: &Function, fields: &[FieldRef]) -> Vec<usize> {
    let arguments = function.arguments().iter().zip(fields).enumerate();
    arguments
        .filter(|(_, (argument, field))| {
            (argument.port.is_some() || argument.depth) && *field.data_type() != DataType::Null
        })
        .map(|(place, _)| place)
        .collect()
}

/// The rows of one column so far, as they came.
#[derive(Debug)]
struct Rows {
    data_type: DataType,
    /// Whether the first value says all, so that no more is kept.
    whole: bool,
    pieces: Vec<ArrayRef>,
}

impl Rows {
    fn add(&mut self, rows: &ArrayRef) {
        if rows.is_empty() {
            return;
        }
        if !self.whole {
            self.pieces.push(Arc::clone(rows));
        } else if self.pieces.is_empty() {
            let first = (0..rows.len()).find(|row| rows.is_valid(*row));
            self.pieces.extend(first.map(|first| rows.slice(first, 1)));
        }
    }

    fn whole(&self) -> Result<ArrayRef> {
        let pieces: Vec<&dyn Array> = self.pieces.iter().map(AsRef::as_ref).collect();
        Ok(match pieces.as_slice() {
            [] => new_empty_array(&self.data_type),
            pieces => concat(pieces)?,
        })
    }
}

/// An aggregate at work: gathers the rows of a well, and runs the operator when it is asked.
#[derive(Debug)]
struct Gather {
    function: Arc<Function>,
    given: Vec<Given>,
    kept: Vec<usize>,
    order: Vec<SortOptions>,
    /// The kept arguments, then the columns of the order.
    columns: Vec<Rows>,
    result: DataType,
}

impl Gather {
    /// Returns the columns in the order that was asked for, else by depth where it is given.
    fn sorted(&self) -> Result<Vec<ArrayRef>> {
        let columns = self.columns.iter().map(Rows::whole).collect::<Result<Vec<_>>>()?;
        let by_depth = |place: &usize| self.function.arguments()[*place].depth;
        let keys: Vec<(ArrayRef, SortOptions)> = if self.order.is_empty() {
            let depth = self.kept.iter().position(by_depth);
            let last = SortOptions { descending: false, nulls_first: false };
            depth.map(|depth| (Arc::clone(&columns[depth]), last)).into_iter().collect()
        } else {
            let keys = columns[self.kept.len()..].iter().cloned();
            keys.zip(self.order.iter().copied()).collect()
        };
        if keys.is_empty() {
            return Ok(columns);
        }
        let length = keys[0].0.len();
        let mut keys: Vec<SortColumn> = keys
            .into_iter()
            .map(|(values, options)| SortColumn { values, options: Some(options) })
            .collect();
        // Rows that are equal stay as they came.
        let arrival = UInt32Array::from_iter_values((0..length).map(|row| row as u32));
        keys.push(SortColumn { values: Arc::new(arrival), options: None });
        let places = lexsort_to_indices(&keys, None)?;
        let sorted = columns.into_iter().zip(&self.columns).map(|(column, rows)| {
            if rows.whole { Ok(column) } else { take(&column, &places, None) }
        });
        Ok(sorted.collect::<Result<_, _>>()?)
    }
}

impl Accumulator for Gather {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let order = values.len().saturating_sub(self.order.len())..values.len();
        let places = self.kept.iter().copied().chain(order);
        for (column, place) in self.columns.iter_mut().zip(places) {
            column.add(&values[place]);
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for (column, state) in self.columns.iter_mut().zip(states) {
            let lists = state.as_list::<i32>();
            for row in (0..lists.len()).filter(|row| lists.is_valid(*row)) {
                column.add(&lists.value(row));
            }
        }
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let state = |column: &Rows| -> Result<ScalarValue> {
            let rows = column.whole()?;
            let item = Arc::new(Field::new_list_field(column.data_type.clone(), true));
            let offsets = OffsetBuffer::from_lengths([rows.len()]);
            Ok(ScalarValue::List(Arc::new(ListArray::try_new(item, offsets, rows, None)?)))
        };
        self.columns.iter().map(state).collect()
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        if self.columns.iter().all(|column| column.pieces.is_empty()) {
            return ScalarValue::try_from(&self.result);
        }
        let bound = bind(&self.function, &self.given)?;
        let kernel = self.function.kernel(&bound.parameters)?;
        let columns = self.sorted()?;
        let mut each = columns.iter().zip(&self.columns).filter(|(_, rows)| !rows.whole);
        let rows = each.next().map_or(0, |(column, _)| column.len());
        let inputs = bound.inputs(&self.given, rows, |place| {
            let kept = self.kept.iter().position(|kept| *kept == place);
            kept.map_or_else(|| new_empty_array(&DataType::Null), |kept| Arc::clone(&columns[kept]))
        })?;
        let outputs = kernel.run(&inputs).map_err(|error| Refusal::from(error.diagnostic()))?;
        let types = self.given.iter().map(|given| &given.data_type);
        let texts = sets_hold_texts(&self.function, types);
        ScalarValue::try_from_array(&result(self.function.spec(), texts, &outputs, 1)?, 0)
    }

    fn size(&self) -> usize {
        let pieces = self.columns.iter().flat_map(|column| &column.pieces);
        size_of_val(self) + pieces.map(|piece| piece.get_array_memory_size()).sum::<usize>()
    }
}
