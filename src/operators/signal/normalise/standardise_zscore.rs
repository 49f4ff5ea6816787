//! Standardisation.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::statistics::{deviation, mean};
use crate::operators::support::zones::zones;

/// Shifts and scales a curve to mean 0 and standard deviation 1.
///
/// ## Formula
/// `X_Z = (X - mean) / std`, over the well, over each zone, or over all wells of the run
/// ## Units
/// X in any unit; X_Z is a number. In a run over several wells `by` project wants the same unit in all.
/// ## Nulls
/// Nulls are left out of the statistics and stay null. Where the standard deviation is 0, or cannot be told, X_Z is 0. By zone, samples in no zone become null; where ZONE is not bound the statistics are those of the well, which is noted.
/// ## Source
/// scipy.stats.zscore(nan_policy="omit"), SciPy 1.17, 2026.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What is taken off the number of samples in the standard deviation.
    #[schemars(range(min = 0, max = 1), extend("x-unit" = "1"))]
    pub ddof: u32,
    /// Which samples the mean and the standard deviation are of.
    pub by: Group,
}

/// Which samples belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Those of a well.
    Well,
    /// Those of a zone of a well; without ZONE those of the well.
    Zone,
    /// Those of all wells of the run.
    Project,
}

impl Default for Params {
    fn default() -> Self {
        Self { ddof: 0, by: Group::Well }
    }
}

pub struct StandardiseZscore;

impl Operator for StandardiseZscore {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "standardise_zscore",
        title: "Standardise, zero mean and unit variance",
        terms: &["normalise", "z-score", "scale", "machine learning"],
        inputs: &[Port::any("X"), Port::text("ZONE").optional()],
        outputs: &[Output::keeping("X_Z", "X").in_unit("-")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Mean 4, standard deviation 2; the null has no part in them.",
                params: "{}",
                input: r#"{"X": [2, 6, null, 2, 6]}"#,
                output: r#"{"X_Z": [-1, 1, null, -1, 1]}"#,
            },
            Example {
                note: "Each zone by itself; a zone of one value gives 0.",
                params: r#"{"by": "zone"}"#,
                input: r#"{"X": [2, 6, 50, 50, 7], "ZONE": ["A", "A", "B", "B", null]}"#,
                output: r#"{"X_Z": [-1, 1, 0, 0, null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let names = input.optional_text("ZONE").filter(|_| params.by == Group::Zone);
        let mut scaled = vec![None; curve.len()];
        for zone in zones(names, curve.len()) {
            if names.is_some() && zone.name.is_none() {
                continue;
            }
            let valid: Vec<usize> =
                zone.rows.into_iter().filter(|row| curve.is_valid(*row)).collect();
            let values: Vec<f64> = valid.iter().map(|row| curve.value(*row)).collect();
            let centre = mean(&values).unwrap_or_default();
            let spread = deviation(&values, params.ddof as usize).unwrap_or_default();
            // The mean of equal values may miss them by its rounding, which is no spread.
            let none = values.iter().all(|value| *value == values[0]) || spread == 0.0;
            for (row, value) in valid.into_iter().zip(values) {
                scaled[row] = Some(if none { 0.0 } else { (value - centre) / spread });
            }
        }
        let outputs = Outputs::one("X_Z", Float64Array::from(scaled));
        if params.by == Group::Zone && names.is_none() {
            let note = "ZONE is not bound: mean and standard deviation are those of the well";
            return Ok(outputs.note(note));
        }
        Ok(outputs)
    }

    fn scope(params: &Params) -> Scope {
        match params.by {
            Group::Well | Group::Zone => Scope::Well,
            Group::Project => Scope::Project,
        }
    }
}
