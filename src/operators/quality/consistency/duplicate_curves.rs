//! The same data under two names.

use arrow::array::{Array, Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::DEPTH;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, NUMBER, Output, Port};
use crate::operators::values::Values;

/// Lists the pairs of curves that hold the same data; the depths themselves count as a curve.
///
/// ## Formula
/// `share = equal samples / samples valid in both`; a pair is listed where `share > 0.99`. Two numbers are equal where `abs(a - b) <= tolerance * max(1, abs(a), abs(b))`, two texts where they are the same.
/// ## Units
/// Numbers are compared as they stand, without conversion; depths are in m. share in v/v; `samples` counts those valid in both.
/// ## Nulls
/// Samples null in either curve are left out; curves that are never valid together make no pair.
/// ## Source
/// Definition; the wells of FORCE 2020 hold DEPTH_MD beside DEPT: Bormann et al., FORCE Machine Learning Competition, 2020.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Difference within which two numbers are equal, as a share of the greater where that is above 1.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "1"))]
    pub tolerance: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { tolerance: 1e-6 }
    }
}

/// Share of equal samples above which two curves are one.
const ENOUGH: f64 = 0.99;

pub struct DuplicateCurves;

impl Operator for DuplicateCurves {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "duplicate_curve_check",
        title: "Same data under two names",
        terms: &["duplicate", "copy", "identical", "redundant"],
        inputs: &[Port::any("curves").repeated().alias(&["curve set"])],
        outputs: &[
            Output::text("first").in_table("pairs"),
            Output::text("second").in_table("pairs"),
            Output::curve("share", FRACTION).in_table("pairs"),
            Output::curve("samples", NUMBER).in_table("pairs"),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "One curve is the depth, two are the same but for a null.",
            params: "{}",
            input: r#"{"DEPT": [1000, 1000.5, 1001], "curves": {"DEPTH_MD": [1000, 1000.5, 1001], "GR": [80, 81, 85], "ECGR": [80, 81, null], "SP": [70, 81, 90]}}"#,
            output: r#"{"first": ["DEPT", "GR"], "second": ["DEPTH_MD", "ECGR"], "share": [1, 1], "samples": [3, 2]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let depth = Values::from(input.depth().clone());
        let members = input.members("curves").iter().map(|(name, values)| (name.as_str(), values));
        let curves: Vec<(&str, &Values)> =
            std::iter::once((DEPTH, &depth)).chain(members).collect();
        let mut pairs: Vec<(&str, &str, usize, usize)> = Vec::new();
        for (place, (first, one)) in curves.iter().enumerate() {
            for (second, other) in &curves[place + 1..] {
                let counted = match (one, other) {
                    (Values::Numbers(one), Values::Numbers(other)) => {
                        equal_numbers(one, other, params.tolerance)
                    }
                    (Values::Texts(one), Values::Texts(other)) => {
                        equal(one.iter().zip(other.iter()), usize::MAX, |one, other| one == other)
                    }
                    _ => None,
                };
                pairs.extend(counted.map(|(equal, both)| (*first, *second, equal, both)));
            }
        }
        let share = |(_, _, equal, both): &(&str, &str, usize, usize)| *equal as f64 / *both as f64;
        pairs.retain(|pair| share(pair) > ENOUGH);
        let shares: Float64Array = pairs.iter().map(|pair| Some(share(pair))).collect();
        let samples: Float64Array = pairs.iter().map(|pair| Some(pair.3 as f64)).collect();
        let firsts: StringArray = pairs.iter().map(|pair| Some(pair.0)).collect();
        let seconds: StringArray = pairs.iter().map(|pair| Some(pair.1)).collect();
        Ok(Outputs::one("first", firsts)
            .with("second", seconds)
            .with("share", shares)
            .with("samples", samples))
    }
}

fn equal_numbers(
    one: &Float64Array,
    other: &Float64Array,
    tolerance: f64,
) -> Option<(usize, usize)> {
    let least = |curve: &Float64Array| curve.len() - curve.null_count();
    // More different samples than this, and the share cannot be reached any more: most pairs end soon.
    let most = least(one).min(least(other)) as f64 * (1.0 - ENOUGH);
    equal(one.iter().zip(other.iter()), most as usize, |one, other| {
        (one - other).abs() <= tolerance * one.abs().max(other.abs()).max(1.0)
    })
}

/// Counts equal samples and those valid in both; `None` where there are none, or too many differ.
fn equal<T>(
    pairs: impl Iterator<Item = (Option<T>, Option<T>)>,
    most_different: usize,
    same: impl Fn(T, T) -> bool,
) -> Option<(usize, usize)> {
    let (mut equal, mut both) = (0, 0);
    for (one, other) in pairs {
        let (Some(one), Some(other)) = (one, other) else { continue };
        both += 1;
        equal += usize::from(same(one, other));
        if both - equal > most_different {
            return None;
        }
    }
    (both > 0).then_some((equal, both))
}
