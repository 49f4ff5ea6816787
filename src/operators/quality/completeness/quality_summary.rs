//! Quality of each curve by all tests.

use std::collections::BTreeMap;

use arrow::array::{Array, Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, FRACTION, Output, Port};

/// Sums flags up in a table: for each curve the share that each test found bad, and a score.
///
/// ## Formula
/// `share = flags that are not 0 / flags that are not null`; `score = 1 - sum(w * share) / sum(w)` over the tests of the curve. A flag belongs to the curve before the last `:` or `.` of its name and to the test after it, as in `GR:SPK`; flags without either stand under the curve `all`, each as a test.
/// ## Units
/// Shares and score in v/v, 1 for faultless; weights are bare numbers. The table has one row a curve and one column a test.
/// ## Nulls
/// A null flag, that is a sample not tested, does not count. A test that a curve did not undergo, or that saw no sample, leaves its share null and does not vote; without any there is no score. A weight for a test of which there is no flag is noted, and so are texts among the flags, which are passed over.
/// ## Source
/// The quality table of welly, Agile Scientific, 2021.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Weight of each test by its name, 0 or more; a test that is not named weighs 1.
    pub weights: BTreeMap<String, f64>,
}

/// Curve of the flags that name none.
const ALL: &str = "all";

pub struct QualitySummary;

impl Operator for QualitySummary {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "quality_summary",
        title: "Quality table per curve",
        terms: &["score", "quality table", "flags", "share bad"],
        inputs: &[Port::curve("flags", FLAG)
            .fits(&[Quantity::Flag])
            .repeated()
            .alias(&["all flags"])],
        outputs: &[
            Output::text("curve").in_table("quality"),
            Output::curve("score", FRACTION).in_table("quality"),
            Output::curve("shares", FRACTION).in_table("quality").repeated(),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "Spikes weigh three times as much as values out of range; density was not tested for spikes.",
            params: r#"{"weights": {"SPK": 3}}"#,
            input: r#"{"flags": {"GR:RNG": [0, 0, 1, null, 1], "GR:SPK": [0, 1, 0, 0, null], "RHOB:RNG": [0, 0, 0, 0, 1]}}"#,
            output: r#"{"curve": ["GR", "RHOB"], "RNG": [0.5, 0.2], "SPK": [0.25, null], "score": [0.6875, 0.8]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let mut curves: Vec<&str> = Vec::new();
        let mut tests: Vec<&str> = Vec::new();
        let mut shares: BTreeMap<(&str, &str), Option<f64>> = BTreeMap::new();
        for (name, flags) in input.curves("flags") {
            let (curve, test) = name.rsplit_once([':', '.']).unwrap_or((ALL, name));
            if !curves.contains(&curve) {
                curves.push(curve);
            }
            if !tests.contains(&test) {
                tests.push(test);
            }
            shares.insert((curve, test), share(flags));
        }

        let at = |curve: &str, test: &str| shares.get(&(curve, test)).copied().flatten();
        let score = |curve: &&str| {
            let weigh = |(lost, all): (f64, f64), test: &&str| match at(curve, test) {
                Some(share) => {
                    let weight = params.weights.get(*test).copied().unwrap_or(1.0);
                    (lost + weight * share, all + weight)
                }
                None => (lost, all),
            };
            let (lost, all) = tests.iter().fold((0.0, 0.0), weigh);
            (all > 0.0).then(|| 1.0 - lost / all)
        };
        let names: StringArray = curves.iter().map(|curve| Some(*curve)).collect();
        let scores: Float64Array = curves.iter().map(score).collect();
        let mut outputs = Outputs::one("curve", names).with("score", scores);
        outputs = outputs.with_no_members("shares");
        for test in &tests {
            let column: Float64Array = curves.iter().map(|curve| at(curve, test)).collect();
            outputs = outputs.with_member("shares", *test, column);
        }
        let texts: Vec<&str> = input
            .members("flags")
            .iter()
            .filter(|(_, values)| values.numbers().is_none())
            .map(|(name, _)| name.as_str())
            .collect();
        if !texts.is_empty() {
            outputs = outputs.note(format!("passed over, being no flags: {}", texts.join(", ")));
        }
        let strangers = params.weights.keys().filter(|test| !tests.contains(&test.as_str()));
        Ok(outputs.noting(strangers.map(|test| {
            format!(
                "no flag is of test {test}: its weight does nothing; tests: {}",
                tests.join(", ")
            )
        })))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let wrong = params.weights.iter().filter(|(_, weight)| !(0.0..=1e6).contains(*weight));
        wrong
            .map(|(test, weight)| {
                let hint = format!("give {test} a weight of 0 or more");
                BrokenRule::new("weights", weight, "numbers from 0 to 1000000", hint)
            })
            .collect()
    }
}

/// Returns the share of valid flags that are set.
fn share(flags: &Float64Array) -> Option<f64> {
    let valid = flags.len() - flags.null_count();
    let set = flags.iter().flatten().filter(|flag| *flag != 0.0).count();
    (valid > 0).then(|| set as f64 / valid as f64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::operators::eval::evaluate;

    #[test]
    fn a_weight_for_a_test_that_there_is_not_is_noted() {
        let params = json!({"weights": {"SPK": 3, "SPIKE": 2}});
        let given = json!({"flags": {"GR:RNG": [0, 1], "GR:SPK": [0, 0]}});
        let object = |value: &serde_json::Value| value.as_object().cloned().expect("an object");
        let outputs = evaluate("quality_summary", &object(&params), &object(&given));
        let notes = outputs.expect("runs").notes().to_vec();
        let wanted = "no flag is of test SPIKE: its weight does nothing; tests: RNG, SPK";
        assert!(notes.iter().any(|note| note == wanted), "{notes:?}");
    }

    #[test]
    fn texts_among_the_flags_are_noted() {
        let depth = Float64Array::from(vec![1.0, 2.0]);
        let input = Inputs::new(depth)
            .with_member("flags", "GR:RNG", Float64Array::from(vec![0.0, 1.0]))
            .with_member("flags", "GR:ROCK", StringArray::from(vec!["sand", "shale"]));
        let outputs = QualitySummary::run(&Params::default(), &input).expect("runs");
        assert_eq!(outputs.notes(), ["passed over, being no flags: GR:ROCK"]);
    }
}
