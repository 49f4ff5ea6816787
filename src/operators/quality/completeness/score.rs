//! Completeness of a set of curves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, Port};
use crate::operators::support::curve_set::validity;
use crate::operators::support::statistics::mean;
use crate::operators::support::zones::zones;

/// Scores how complete the curves are that an evaluation needs, with one number for the well.
///
/// ## Formula
/// `score = mean over the required curves of valid samples / samples`, inside the interval.
/// ## Units
/// score in v/v, 1 for complete.
/// ## Nulls
/// Nulls are what is counted. A required curve that is not in the set scores 0. A set without any sample has no score. An interval in which no sample lies is refused, and the zones that there are are told.
/// ## Source
/// Petrophysical quality-control practice; the quality tests of welly, Agile Scientific, 2021.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Names of the curves that are needed, whatever their case; an empty list takes every curve of the set.
    pub required: Vec<String>,
    /// Zone whose samples count, named as in ZONE, with the same case; null takes the whole well.
    pub interval: Option<String>,
}

pub struct Score;

impl Operator for Score {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "completeness_score",
        title: "Completeness score of a curve set",
        terms: &["missing curves", "coverage", "triple combo", "score"],
        inputs: &[
            Port::any("curves").repeated().alias(&["curve set"]),
            Port::text("ZONE").optional(),
        ],
        outputs: &[Output::curve("score", FRACTION).alone()],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Half of the gamma ray, the whole density, no sonic.",
                params: r#"{"required": ["GR", "RHOB", "DT"]}"#,
                input: r#"{"curves": {"GR": [80, null], "RHOB": [2.4, 2.5], "SP": [null, null]}}"#,
                output: r#"{"score": 0.5}"#,
            },
            Example {
                note: "In one zone.",
                params: r#"{"interval": "B"}"#,
                input: r#"{"curves": {"GR": [null, 80, 90]}, "ZONE": ["A", "B", "B"]}"#,
                output: r#"{"score": 1}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let inside = inside(params.interval.as_deref(), input)?;
        let samples = inside.iter().filter(|inside| **inside).count();
        let curves = input.members("curves");
        let score = |name: &str| {
            let named = |(one, _): &&(String, _)| one.eq_ignore_ascii_case(name);
            let Some((_, values)) = curves.iter().find(named) else { return 0.0 };
            let valid = validity(values);
            let counted = valid.iter().zip(&inside).filter(|(valid, inside)| **valid && **inside);
            counted.count() as f64 / samples as f64
        };
        let names: Vec<&str> = match params.required.as_slice() {
            [] => curves.iter().map(|(name, _)| name.as_str()).collect(),
            required => required.iter().map(String::as_str).collect(),
        };
        let scores: Vec<f64> = names.into_iter().map(score).collect();
        let score = if samples == 0 { None } else { mean(&scores) };
        Ok(Outputs::default().with_number("score", score))
    }
}

/// Says of each sample whether it lies in the interval.
fn inside(interval: Option<&str>, input: &Inputs) -> Result<Vec<bool>, KernelError> {
    let Some(interval) = interval else { return Ok(vec![true; input.len()]) };
    let names = input.text("ZONE")?;
    let inside: Vec<bool> = names.iter().map(|zone| zone == Some(interval)).collect();
    if !inside.contains(&true) && !inside.is_empty() {
        let there: Vec<String> =
            zones(Some(names), inside.len()).into_iter().filter_map(|zone| zone.name).collect();
        let found = if there.is_empty() { "no zone".to_owned() } else { there.join(", ") };
        let hint = "name it as ZONE does, case included, or leave it out for the whole well";
        let what = "no sample lies in the interval";
        return Err(KernelError::invalid("ZONE", what, found, interval, hint));
    }
    Ok(inside)
}

#[cfg(test)]
mod tests {
    use arrow::array::{Float64Array, StringArray};

    use super::*;

    #[test]
    fn an_interval_that_there_is_not_is_answered_with_the_zones() {
        let depth = Float64Array::from(vec![1.0, 2.0, 3.0]);
        let refused = |zones: Vec<Option<&str>>| {
            let input = Inputs::new(depth.clone()).with("ZONE", StringArray::from(zones));
            inside(Some("b"), &input).expect_err("refused").to_string()
        };
        let error = refused(vec![Some("A"), None, Some("B")]);
        assert_eq!(error, "no sample lies in the interval: found A, B, wanted b");
        assert!(refused(vec![None; 3]).contains("found no zone"));
    }
}
