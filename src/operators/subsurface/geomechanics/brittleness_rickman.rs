//! Brittleness index, Rickman.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{NUMBER, Output, PERCENT, Port};
use crate::operators::support::samples::{clipped, map};

/// Rates how brittle rock is by its Young's modulus and Poisson's ratio.
///
/// ## Formula
/// `BI = 50 * ((E - e_min) / (e_max - e_min) + (PR - pr_max) / (pr_min - pr_max))`
/// ## Units
/// E, e_min and e_max in Mpsi; PR, pr_min and pr_max are numbers; BI in %. The usual ends of the scale are those of static moduli; where E comes from velocities, it is dynamic and larger, and wants ends of its own.
/// ## Nulls
/// Null in either input gives null. The result is limited to 0..100 when `clip` is set.
/// ## Source
/// Rickman, Mullen, Petre, Grieser and Kundert, A Practical Use of Shale Petrophysics for Stimulation Design Optimization, SPE 115258, 2008.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Young's modulus of the most ductile rock.
    #[schemars(range(min = 0.0, max = 50.0), extend("x-unit" = "Mpsi"))]
    pub e_min: f64,
    /// Young's modulus of the most brittle rock; above e_min.
    #[schemars(range(min = 0.0, max = 50.0), extend("x-unit" = "Mpsi"))]
    pub e_max: f64,
    /// Poisson's ratio of the most brittle rock.
    #[schemars(range(min = 0.0, max = 0.5), extend("x-unit" = "1"))]
    pub pr_min: f64,
    /// Poisson's ratio of the most ductile rock; above pr_min.
    #[schemars(range(min = 0.0, max = 0.5), extend("x-unit" = "1"))]
    pub pr_max: f64,
    /// Limits the result to 0..100.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { e_min: 1.0, e_max: 8.0, pr_min: 0.15, pr_max: 0.4, clip: true }
    }
}

pub struct BrittlenessRickman;

impl Operator for BrittlenessRickman {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "brittleness_rickman",
        title: "Brittleness index",
        terms: &["brittle", "rickman", "fracturing", "shale"],
        inputs: &[
            Port::curve("E", "Mpsi").fits(&[Quantity::YoungsModulus]),
            Port::curve("PR", NUMBER),
        ],
        outputs: &[Output::curve("BI", PERCENT)],
        examples: &[
            Example {
                note: "Brittle, halfway, ductile, and beyond the limits.",
                params: "{}",
                input: r#"{"E": [8, 4.5, 1, 0.5, null], "PR": [0.15, 0.275, 0.4, 0.45, 0.2]}"#,
                output: r#"{"BI": [100, 50, 0, 0, null]}"#,
            },
            Example {
                note: "Not limited.",
                params: r#"{"clip": false}"#,
                input: r#"{"E": [0.3], "PR": [0.4]}"#,
                output: r#"{"BI": [-5]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let per_modulus = 1.0 / (params.e_max - params.e_min);
        let per_ratio = 1.0 / (params.pr_min - params.pr_max);
        let index = map([input.curve("E")?, input.curve("PR")?], |[young, poisson]| {
            let stiff = (young - params.e_min) * per_modulus;
            let brittle = (poisson - params.pr_max) * per_ratio;
            100.0 * clipped((stiff + brittle) / 2.0, params.clip)
        });
        Ok(Outputs::one("BI", index))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let ends = [
            ("e_max", params.e_max, "e_min", params.e_min, " Mpsi"),
            ("pr_max", params.pr_max, "pr_min", params.pr_min, ""),
        ];
        ends.into_iter()
            .filter(|(_, high, _, low, _)| high <= low)
            .map(|(high, found, low, value, unit)| {
                let wanted = format!("more than {low}, which is {value}{unit}");
                BrokenRule::new(high, found, wanted, "give the ends of the scale in order")
            })
            .collect()
    }
}
