//! The work of an operator on one well, or on all of them: the kernel runs, its results get their place.

use std::collections::BTreeMap;

use arrow::array::{Array, ArrayRef, Float64Array};
use arrow::compute::concat;
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::batch::{FlowColumn, Frame, WellBatch};
use super::feed::Fed;
use crate::domain::curve::{Column, Place};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::{OperatorSpec, OutputSpec, Rows, Scope};
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
    /// Column whose depths it works on, where no port reads a curve.
    pub grid: Option<String>,
    /// Output columns in the order of the operator's ports.
    pub produces: Vec<Column>,
    /// Parameters with the defaults filled in.
    pub parameters: Map<String, Value>,
    /// The kernel with its parameters.
    pub kernel: Box<dyn Kernel>,
}

/// What a computation gave: the outputs, and what is worth telling.
#[derive(Debug, Default)]
pub struct Computed {
    /// Frame of the batch that takes the columns at depths.
    pub base: Option<usize>,
    /// Depths of that frame, in metres.
    pub depth_m: Option<Float64Array>,
    /// Columns at depths, keyed as in the plan.
    pub columns: Vec<FlowColumn>,
    /// Tables, and the single values as a frame of one row.
    pub frames: Vec<Frame>,
    /// Rows that were read.
    pub rows_in: usize,
    /// Doubts about units, and the kernel's own notes.
    pub notes: Vec<Diagnostic>,
}

impl Computed {
    /// Returns a column of an output port with the depths of its rows.
    pub fn at_depths(&self, key: &str) -> Option<(&Float64Array, &FlowColumn)> {
        let of_frame = |frame: &'_ Frame| frame.columns.iter().position(|it| it.key == key);
        if let Some(column) = self.columns.iter().find(|column| column.key == key) {
            return Some((self.depth_m.as_ref()?, column));
        }
        let frame = self.frames.iter().find(|frame| of_frame(frame).is_some())?;
        Some((frame.depth_m.as_ref()?, &frame.columns[of_frame(frame)?]))
    }

    /// Adds the results to what was read.
    pub fn add_to(self, batch: &mut WellBatch) {
        match self.base {
            Some(base) => batch.frames[base].columns.extend(self.columns),
            None => {
                if let Some(depth_m) = self.depth_m.filter(|_| !self.columns.is_empty()) {
                    batch.frames.push(Frame::at_depths(depth_m, self.columns));
                }
            }
        }
        let added = WellBatch { frames: self.frames };
        *batch = WellBatch::merge(vec![std::mem::take(batch), added]);
    }
}

impl Computation {
    /// Whether it needs all wells at once.
    pub fn is_of_project(&self) -> bool {
        self.kernel.scope() == Scope::Project
    }

    /// Gathers what it reads of a well.
    pub fn gather(&self, batch: &WellBatch) -> Result<Fed, Diagnostic> {
        Fed::gather(&self.spec, &self.inputs, self.grid.as_deref(), batch)
    }

    /// Runs the kernel on one well; CPU work, for a blocking thread.
    pub fn run(
        &self,
        batch: &WellBatch,
        cancel: &CancellationToken,
    ) -> Result<Computed, Diagnostic> {
        let fed = self.gather(batch)?;
        let outputs = self.run_kernel(&fed.inputs(), cancel)?;
        self.place(fed, outputs)
    }

    /// Runs the kernel once on all wells, one after another; CPU work, for a blocking thread.
    ///
    /// What has a row for each row that was read is cut by well again. A table of other length and a
    /// single value are of all wells, and each well gets them.
    pub fn run_together(
        &self,
        wells: Vec<Fed>,
        cancel: &CancellationToken,
    ) -> Result<Vec<Result<Computed, Diagnostic>>, Diagnostic> {
        let (wells, whole) = super::project::together(&self.spec, wells)?;
        let outputs = self.run_kernel(&whole.inputs(), cancel)?;
        let parts = super::project::apart(&self.spec, outputs, &wells);
        Ok(wells.into_iter().zip(parts).map(|(fed, outputs)| self.place(fed, outputs)).collect())
    }

    /// Gives every output its key, unit and place.
    fn place(&self, fed: Fed, outputs: Outputs) -> Result<Computed, Diagnostic> {
        let mut computed = Computed { rows_in: fed.rows(), ..Computed::default() };
        let notes = outputs.notes().iter();
        let notes: Vec<Diagnostic> =
            notes.map(|note| Diagnostic::info(ErrorType::Internal, note.as_str())).collect();
        let (mut values, mut members) = outputs.into_parts();
        for (port, column) in self.spec.outputs.iter().zip(&self.produces) {
            let made: Vec<(Option<String>, Values)> = match port.repeated {
                true => {
                    let made = members.remove(&port.name).ok_or_else(|| self.broken(port))?;
                    made.into_iter().map(|(name, values)| (Some(name), values)).collect()
                }
                false => {
                    vec![(None, values.remove(&port.name).ok_or_else(|| self.broken(port))?)]
                }
            };
            for (member, values) in made {
                let column = self.column(port, column, member, values, &fed);
                match &port.rows {
                    Rows::Depths if column.values.len() == fed.depth_m.len() => {
                        computed.columns.push(column);
                    }
                    Rows::Depths => return Err(self.broken(port)),
                    rows => add(&mut computed.frames, self.place_of(rows), column),
                }
            }
        }
        for frame in &mut computed.frames {
            if frame
                .columns
                .iter()
                .any(|column| column.values.len() != frame.columns[0].values.len())
            {
                return Err(self.uneven(frame));
            }
            frame.depth_m = self.depths(frame);
        }
        computed.base = fed.base;
        computed.depth_m = Some(fed.depth_m);
        computed.notes = fed.notes;
        computed.notes.extend(notes);
        Ok(computed)
    }

    fn column(
        &self,
        port: &OutputSpec,
        column: &Column,
        member: Option<String>,
        values: Values,
        fed: &Fed,
    ) -> FlowColumn {
        let kept = port.keeps.as_ref().and_then(|keeps| {
            // A column of a set keeps the unit of the column of its name.
            let of_port = || fed.feeds.iter().filter(|feed| feed.port == *keeps);
            of_port().find(|feed| feed.member == member).or_else(|| of_port().next())
        });
        let unit = port.unit_of(kept.map(|feed| feed.unit.as_str()), &self.parameters);
        FlowColumn {
            key: column.key.clone(),
            mnemonic: member.clone().unwrap_or_else(|| column.mnemonic.clone()),
            member,
            unit: unit.unwrap_or_default(),
            values,
            curves: distinct(fed.feeds.iter().flat_map(|feed| &feed.curves)),
            versions: distinct(fed.feeds.iter().flat_map(|feed| &feed.versions)),
        }
    }

    /// Returns the place of outputs with these rows, as validation has told it.
    fn place_of(&self, rows: &Rows) -> Place {
        let outputs = self.spec.outputs.iter().zip(&self.produces);
        let mut of_rows = outputs.filter(|(port, _)| port.rows == *rows);
        of_rows.next().map_or(Place::One, |(_, column)| column.place.clone())
    }

    /// Returns the depths of a table, where they are known everywhere and increase.
    fn depths(&self, frame: &Frame) -> Option<Float64Array> {
        let Place::Table { name, .. } = &frame.place else { return None };
        let port = self.spec.depths_of(name)?;
        let at = self.spec.outputs.iter().position(|output| output.name == port.name)?;
        let column = frame.columns.iter().find(|column| column.key == self.produces[at].key)?;
        let depths = column.values.numbers().filter(|depths| depths.null_count() == 0)?;
        let unit = if units::is_blank(&column.unit) { "m" } else { &column.unit };
        let conversion = units::conversion(unit, "m")?;
        let depth_m: Float64Array = depths.unary(|depth| conversion.apply(depth));
        depth_m.values().windows(2).all(|pair| pair[0] < pair[1]).then_some(depth_m)
    }

    fn run_kernel(
        &self,
        inputs: &Inputs,
        cancel: &CancellationToken,
    ) -> Result<Outputs, Diagnostic> {
        let run = |inputs: &Inputs| {
            if cancel.is_cancelled() {
                return Err(Diagnostic::cancelled());
            }
            self.kernel.run(inputs).map_err(|error| error.diagnostic())
        };
        let ports = self.spec.inputs.iter().map(|port| &port.rows);
        let outputs = self.spec.outputs.iter();
        let only_curves =
            ports.chain(outputs.clone().map(|port| &port.rows)).all(|rows| *rows == Rows::Depths)
                && !outputs.clone().any(|port| port.repeated);
        if self.kernel.scope() != Scope::Pointwise || inputs.len() <= PIECE_ROWS || !only_curves {
            return run(inputs);
        }
        let mut pieces = Vec::new();
        for offset in (0..inputs.len()).step_by(PIECE_ROWS) {
            pieces.push(run(&inputs.slice(offset, PIECE_ROWS.min(inputs.len() - offset)))?);
        }
        Ok(joined(&self.spec, &pieces))
    }

    fn broken(&self, port: &OutputSpec) -> Diagnostic {
        Diagnostic::error(
            ErrorType::Internal,
            "the operator did not return an output that it promises",
        )
        .at_port(&port.name)
        .found(self.spec.id.clone())
        .hint("this is a defect of the program; please report it")
    }

    fn uneven(&self, frame: &Frame) -> Diagnostic {
        let lengths: Vec<String> = frame
            .columns
            .iter()
            .map(|column| format!("{} {}", column.key, column.values.len()))
            .collect();
        Diagnostic::error(ErrorType::Internal, "the columns of a table differ in length")
            .found(lengths.join(", "))
            .hint("this is a defect of the program; please report it")
    }
}

fn add(frames: &mut Vec<Frame>, place: Place, column: FlowColumn) {
    match frames.iter_mut().find(|frame| frame.place == place) {
        Some(frame) => frame.columns.push(column),
        None => frames.push(Frame { place, depth_m: None, columns: vec![column] }),
    }
}

fn joined(spec: &OperatorSpec, pieces: &[Outputs]) -> Outputs {
    let mut whole = Outputs::default();
    for port in &spec.outputs {
        let parts = pieces.iter().filter_map(|piece| piece.values().get(&port.name));
        if let Some(values) = concatenated(parts) {
            whole = whole.with(&port.name, values);
        }
    }
    pieces.iter().flat_map(Outputs::notes).fold(whole, |whole, note| whole.note(note.as_str()))
}

/// Puts values one after another; `None` for none, or for values of several kinds.
pub fn concatenated<'a>(parts: impl IntoIterator<Item = &'a Values>) -> Option<Values> {
    let parts: Vec<ArrayRef> = parts.into_iter().map(Values::to_arrow).collect();
    let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
    Values::from_arrow(&concat(&parts).ok()?)
}

fn distinct<'a>(items: impl Iterator<Item = &'a Uuid>) -> Vec<Uuid> {
    let mut seen: BTreeMap<Uuid, usize> = BTreeMap::new();
    for item in items {
        let next = seen.len();
        seen.entry(*item).or_insert(next);
    }
    let mut items: Vec<(Uuid, usize)> = seen.into_iter().collect();
    items.sort_by_key(|(_, at)| *at);
    items.into_iter().map(|(item, _)| item).collect()
}
