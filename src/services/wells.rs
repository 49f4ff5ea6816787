//! Wells and curves as users look at them.

use arrow::array::Array;
use uuid::Uuid;

use super::workspace::Workspace;
use crate::control::curves;
use crate::data::object;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::Kind;
use crate::domain::rows::{CurveRow, Trace, WellRow};

/// Refuses a curve that has no numbers to draw or to count.
pub(super) fn only_numbers(curve: &CurveRow) -> Result<(), Diagnostic> {
    if curve.kind == Kind::Number {
        return Ok(());
    }
    Err(Diagnostic::error(ErrorType::NotSupported, "the curve is not drawn and has no statistics")
        .in_well(&curve.well_name)
        .of_curve(&curve.name)
        .found(curve.kind.to_string())
        .wanted("numbers")
        .hint("write it with an output of the type csv or parquet to look at it"))
}

impl Workspace {
    /// Returns the wells of a project with their current curves.
    pub async fn wells(&self, project: Uuid) -> Result<Vec<WellRow>, Diagnostic> {
        curves::wells(&self.inner.database.client().await?, project).await
    }

    /// Returns a curve with all its samples, and the tops of its well.
    pub async fn trace(&self, curve: Uuid) -> Result<Trace, Diagnostic> {
        let client = self.inner.database.client().await?;
        let stored = curves::stored_curve_by_id(&client, curve).await?;
        only_numbers(&stored.curve)?;
        let tops = curves::markers(&client, stored.curve.well_id).await?;
        drop(client);
        let columns = [stored.column.clone()];
        let samples = object::read(&self.inner.store, &stored.path, &columns, None).await.map_err(
            |error| {
                Diagnostic::error(ErrorType::CurveLoadFailed, "the curve cannot be loaded")
                    .in_well(&stored.curve.well_name)
                    .of_curve(&stored.curve.name)
                    .found(error.to_string())
                    .hint("check that the store is complete: `mudrock doctor`")
            },
        )?;
        let values = object::numbers(&samples.columns[0]);
        Ok(Trace {
            depth_m: samples.depth_m.values().to_vec(),
            values: (0..values.len())
                .map(|row| if values.is_null(row) { f64::NAN } else { values.value(row) })
                .collect(),
            curve: stored.curve,
            tops,
        })
    }
}
