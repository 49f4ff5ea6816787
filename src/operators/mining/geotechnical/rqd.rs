//! Rock quality designation.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::units;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, PERCENT, Port};

/// Gives the part of a core run that came up in sound pieces of some length.
///
/// ## Formula
/// `RQD = 100 * sum(pieces >= threshold) / run_length`; a piece of exactly the threshold counts. What rounding makes above 100 is 100.
/// ## Units
/// pieces (the lengths of the pieces of a run, one list a run), run_length and threshold in m; RQD in %. Where pieces and run_length are in another unit and the columns do not say so, port unit names it: m, cm, mm, ft, in or another length that unit_convert knows.
/// ## Nulls
/// A null run, and a run length that is null or not above 0, give null; null pieces are passed over. More than 100 % is an error: the run length is wrong.
/// ## Source
/// Deere, Technical Description of Rock Cores for Engineering Purposes, 1964; Deere and Deere, 1989; ASTM D6032, 2017.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length from which a piece counts.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "m"))]
    pub threshold: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { threshold: 0.1 }
    }
}

/// Metres below which lengths are the same: core is measured in millimetres.
const SAME: f64 = 1e-9;

pub struct Rqd;

impl Operator for Rqd {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "rqd",
        title: "Rock quality designation",
        terms: &["core", "rock mass", "geotechnical", "fracture"],
        inputs: &[
            Port::array("pieces", Some(METRE))
                .fits(&[Quantity::Unknown])
                .alias(&["piece lengths", "piece lengths per run"]),
            Port::curve("run_length", METRE).fits(&[Quantity::Unknown]).alias(&["run", "length"]),
            Port::text("unit").alone().optional(),
        ],
        outputs: &[Output::curve("RQD", PERCENT)],
        examples: &[
            Example {
                note: "Of 1.5 m, pieces of 0.25, 0.18, 0.1 and 0.31 m count.",
                params: "{}",
                input: r#"{"pieces": [[0.25, 0.05, 0.18, 0.09, 0.1, 0.31], null, [null, 0.05]], "run_length": [1.5, 1.5, 1]}"#,
                output: r#"{"RQD": [56, null, 0]}"#,
            },
            Example {
                note: "A run that is sound throughout has 100 %, which its binary numbers miss by a hair.",
                params: "{}",
                input: r#"{"pieces": [[0.46, 0.58, 0.14]], "run_length": [1.18]}"#,
                output: r#"{"RQD": [100]}"#,
            },
            Example {
                note: "The first run in centimetres.",
                params: "{}",
                input: r#"{"pieces": [[25, 5, 18, 9, 10, 31]], "run_length": [150], "unit": "cm"}"#,
                output: r#"{"RQD": [56]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (pieces, lengths) = (input.array("pieces")?, input.curve("run_length")?);
        let unit = input.optional_text("unit").and_then(|unit| unit.iter().next().flatten());
        let unit = unit.unwrap_or(METRE);
        let metres = units::conversion(unit, METRE).ok_or_else(|| {
            let hint = "name the unit in which the pieces were measured";
            KernelError::invalid(
                "unit",
                "this is no length",
                unit,
                "a length, as m, cm, mm, ft or in",
                hint,
            )
        })?;

        let mut designations = Vec::with_capacity(lengths.len());
        let mut room = Vec::new();
        for ((row, run), pieces) in lengths.iter().enumerate().zip(pieces.rows()) {
            let run = run.map(|run| metres.apply(run)).filter(|run| *run > 0.0);
            let (Some(run), Some(pieces)) = (run, pieces) else {
                designations.push(None);
                continue;
            };
            // A null, which is NaN here, is not as long as anything.
            let pieces = pieces.or_nan(&mut room).iter().map(|piece| metres.apply(*piece));
            let sound = pieces.filter(|piece| *piece >= params.threshold - SAME);
            // The sum of no pieces is a negative zero.
            let sound = sound.sum::<f64>() + 0.0;
            let designation = 100.0 * sound / run;
            if sound > run + SAME {
                return Err(KernelError::invalid(
                    "run_length",
                    "the pieces of a run are longer than the run",
                    format!("{designation:.1} % in row {}", row + 1),
                    "100 % at most",
                    "correct the run length or the pieces",
                ));
            }
            designations.push(Some(designation.min(100.0)));
        }
        Ok(Outputs::one("RQD", Float64Array::from(designations)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operators::values::ArrayCurve;

    #[test]
    fn no_run_has_a_hair_more_than_all_or_less_than_nothing() {
        let pieces: ArrayCurve = [vec![0.46, 0.58, 0.14], vec![0.05]]
            .map(|row| Some(row.into_iter().map(Some).collect()))
            .into_iter()
            .collect();
        let input = Inputs::new(Float64Array::from(vec![1.0, 2.0]))
            .with("pieces", pieces)
            .with("run_length", Float64Array::from(vec![1.18, 1.0]));
        let found = Rqd::run(&Params::default(), &input).expect("runs");
        let found = found.curve("RQD").expect("a curve");
        assert_eq!(found.value(0), 100.0);
        assert!(found.value(1) == 0.0 && found.value(1).is_sign_positive());
    }
}
