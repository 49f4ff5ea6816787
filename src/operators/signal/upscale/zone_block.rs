//! Upscaling to zones.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::average::{Mean, Weighed};
use crate::operators::support::thickness::thickness;
use crate::operators::support::zones::zones;

/// Replaces the samples of each zone by one mean.
///
/// ## Formula
/// The mean of all samples of a zone, weighed by thickness as in the operator `block_average`, written at every sample of the zone; samples of one name are one zone, wherever they lie. A median whose half of the thickness falls exactly between two values lies half way between them.
/// ## Units
/// X_ZBL has the unit of X. The thickness comes from DEPT: a sample is as thick as half the distance to both its neighbours, in whatever zone these lie, the first and the last of the curve as the whole distance to their one neighbour.
/// ## Nulls
/// Null samples are left out and take the mean of their zone; a zone without any value is null, as are samples in no zone. A sample without depth does not weigh but takes the mean of its zone; where no value of a zone has a thickness, as without any depth, all its values weigh the same. A harmonic or geometric mean of values that are not all positive is null, which is reported.
/// ## Source
/// The definition of a mean weighed by thickness; Deutsch, SPE Formation Evaluation 4, 1989, for the harmonic and the geometric mean.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Which mean.
    pub mean: Mean,
}

impl Default for Params {
    fn default() -> Self {
        Self { mean: Mean::Arithmetic }
    }
}

pub struct ZoneBlock;

impl Operator for ZoneBlock {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "zone_block",
        title: "Upscale to zones",
        terms: &["zonation", "formation", "blocking", "average", "squared log"],
        inputs: &[Port::any("X"), Port::text("ZONE")],
        outputs: &[Output::keeping("X_ZBL", "X")],
        scope: Scope::Well,
        examples: &[Example {
            note: "Zone B from 1.5 m on: its samples stand for 0.75 m and 1 m.",
            params: "{}",
            input: r#"{"X": [1, 3, null, 7, 14], "ZONE": ["A", "A", "A", "B", "B"], "DEPT": [0, 0.5, 1, 1.5, 2.5]}"#,
            output: r#"{"X_ZBL": [2, 2, 2, 11, 11]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (curve, names) = (input.curve("X")?, input.text("ZONE")?);
        let thickness = thickness(input.depth());
        let mut averaged = vec![None; curve.len()];
        let mut refused = 0;
        for zone in zones(Some(names), curve.len()) {
            let valid: Vec<Weighed> = zone
                .rows
                .iter()
                .filter(|row| curve.is_valid(**row))
                .map(|row| Weighed { value: curve.value(*row), weight: thickness[*row] })
                .collect();
            if zone.name.is_none() || valid.is_empty() {
                continue;
            }
            let mean = params.mean.of(valid);
            refused += usize::from(mean.is_none());
            zone.rows.iter().for_each(|row| averaged[*row] = mean);
        }
        let outputs = Outputs::one("X_ZBL", Float64Array::from(averaged));
        Ok(if refused == 0 {
            outputs
        } else {
            outputs.note(format!("{refused} zones with values that are not positive are null"))
        })
    }
}
