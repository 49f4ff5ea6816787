//! The work of an operator on one well: units are brought to the ports, then the kernel runs.

use arrow::array::{Array, ArrayRef, Float64Array};
use arrow::compute::concat;
use tokio_util::sync::CancellationToken;

use super::batch::{FlowColumn, WellBatch};
use crate::domain::curve::{Column, DEPTH};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::{OperatorSpec, Scope};
use crate::domain::plan::BoundInput;
use crate::domain::units;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::Kernel;
use crate::operators::values::Values;

/// Rows handed to a pointwise kernel at once: between two such pieces a run can be cancelled.
const PIECE_ROWS: usize = 65_536;

/// An operator node, ready to run on any well.
pub struct Computation {
    /// Ports and scope.
    pub spec: OperatorSpec,
    /// Bound input ports.
    pub inputs: Vec<BoundInput>,
    /// Output columns in the order of the operator's ports.
    pub produces: Vec<Column>,
    /// The kernel with its parameters.
    pub kernel: Box<dyn Kernel>,
}

/// What a computation gave: the outputs, and what is worth telling.
#[derive(Debug)]
pub struct Computed {
    /// Output columns, keyed as in the plan.
    pub columns: Vec<FlowColumn>,
    /// Doubts about units, and the kernel's own notes.
    pub notes: Vec<Diagnostic>,
}

impl Computation {
    /// Runs the kernel on one well; CPU work, for a blocking thread.
    pub fn run(
        &self,
        batch: &WellBatch,
        cancel: &CancellationToken,
    ) -> Result<Computed, Diagnostic> {
        let mut notes = Vec::new();
        let mut inputs = Inputs::new(batch.depth_m.clone());
        let mut bound = Vec::new();
        for input in &self.inputs {
            // A depth port reads the depths themselves, which every batch carries.
            if input.key == DEPTH {
                inputs = inputs.with(&input.port, batch.depth_m.clone());
                continue;
            }
            let port = self.spec.input(&input.port);
            let Some(column) = batch.column(&input.key) else {
                if port.is_some_and(|port| port.optional) {
                    continue;
                }
                return Err(missing(batch, input));
            };
            let wanted = port.and_then(|port| port.unit.as_deref());
            let values = in_unit(column, wanted, &input.port, &self.spec.id, &mut notes)?;
            inputs = inputs.with(&input.port, values);
            bound.push((input.port.as_str(), column, wanted));
        }
        let outputs = self.run_kernel(&inputs, cancel)?;
        notes.extend(
            outputs.notes().iter().map(|note| Diagnostic::info(ErrorType::Internal, note.as_str())),
        );
        let (mut curves, _) = outputs.into_parts();
        let mut columns = Vec::new();
        for (port, column) in self.spec.outputs.iter().zip(&self.produces) {
            let values = curves.remove(&port.name);
            let values = values.and_then(|values| values.numbers().cloned()).ok_or_else(|| {
                Diagnostic::error(
                    ErrorType::Internal,
                    "the operator did not return an output it promises",
                )
                .at_port(&port.name)
                .found(self.spec.id.clone())
                .hint("this is a defect of the program; please report it")
            })?;
            let kept = port
                .keeps
                .as_deref()
                .and_then(|keeps| bound.iter().find(|(name, _, _)| *name == keeps));
            let unit = port.unit.clone().or_else(|| {
                kept.map(|(_, column, wanted)| wanted.map_or(column.unit.clone(), str::to_owned))
            });
            columns.push(FlowColumn {
                key: column.key.clone(),
                mnemonic: column.mnemonic.clone(),
                unit: unit.unwrap_or_default(),
                values,
                curves: distinct(bound.iter().flat_map(|(_, column, _)| &column.curves)),
                versions: distinct(bound.iter().flat_map(|(_, column, _)| &column.versions)),
            });
        }
        Ok(Computed { columns, notes })
    }

    fn run_kernel(
        &self,
        inputs: &Inputs,
        cancel: &CancellationToken,
    ) -> Result<Outputs, Diagnostic> {
        let run = |inputs: &Inputs| {
            if cancel.is_cancelled() {
                return Err(cancelled());
            }
            self.kernel.run(inputs).map_err(|error| error.diagnostic())
        };
        if self.kernel.scope() != Scope::Pointwise || inputs.len() <= PIECE_ROWS {
            return run(inputs);
        }
        let mut pieces = Vec::new();
        for offset in (0..inputs.len()).step_by(PIECE_ROWS) {
            pieces.push(run(&inputs.slice(offset, PIECE_ROWS.min(inputs.len() - offset)))?);
        }
        Ok(joined(&self.spec, &pieces))
    }
}

/// The error of a computation that was told to stop.
pub fn cancelled() -> Diagnostic {
    Diagnostic::error(ErrorType::Cancelled, "the run was cancelled")
}

fn joined(spec: &OperatorSpec, pieces: &[Outputs]) -> Outputs {
    let mut whole = Outputs::default();
    for port in &spec.outputs {
        let parts: Vec<ArrayRef> = pieces
            .iter()
            .filter_map(|piece| piece.values().get(&port.name))
            .map(Values::to_arrow)
            .collect();
        let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
        let Ok(array) = concat(&parts) else { continue };
        let Some(values) = Values::from_arrow(&array) else { continue };
        whole = whole.with(&port.name, values);
    }
    pieces.iter().flat_map(Outputs::notes).fold(whole, |whole, note| whole.note(note.as_str()))
}

fn missing(batch: &WellBatch, input: &BoundInput) -> Diagnostic {
    let name = input.key.rsplit('.').next().unwrap_or(&input.key);
    let offered: Vec<&str> = batch.columns.iter().map(|column| column.mnemonic.as_str()).collect();
    Diagnostic::error(
        ErrorType::MissingInputCurves,
        "the well lacks a curve that the operator needs",
    )
    .at_port(&input.port)
    .of_curve(name)
    .found(if offered.is_empty() { "no curve".to_owned() } else { offered.join(", ") })
    .wanted(name.to_owned())
    .hint("import the curve, bind another one with `inputs`, or leave the well out with --wells")
}

/// Brings a column to the unit of its port.
fn in_unit(
    column: &FlowColumn,
    wanted: Option<&str>,
    port: &str,
    operator: &str,
    notes: &mut Vec<Diagnostic>,
) -> Result<Float64Array, Diagnostic> {
    let Some(wanted) = wanted else { return Ok(column.values.clone()) };
    if units::is_blank(&column.unit) {
        notes.push(
            Diagnostic::warning(
                ErrorType::UnitMismatch,
                "the curve has no unit; it is read as it stands",
            )
            .at_port(port)
            .of_curve(&column.mnemonic)
            .wanted(wanted.to_owned()),
        );
        return Ok(column.values.clone());
    }
    let conversion = units::conversion(&column.unit, wanted).ok_or_else(|| {
        Diagnostic::error(ErrorType::UnitMismatch, "the unit of the curve cannot be converted")
            .at_port(port)
            .of_curve(&column.mnemonic)
            .found(column.unit.clone())
            .wanted(format!("a unit that converts to {wanted}, as {operator} needs"))
            .hint("bind another curve with `inputs`, or correct the unit in the file and import it again")
    })?;
    if conversion.is_identity() {
        return Ok(column.values.clone());
    }
    Ok(column.values.unary(|value| conversion.apply(value)))
}

fn distinct<'a, T: Copy + PartialEq + 'a>(items: impl Iterator<Item = &'a T>) -> Vec<T> {
    let mut seen = Vec::new();
    for item in items {
        if !seen.contains(item) {
            seen.push(*item);
        }
    }
    seen
}
