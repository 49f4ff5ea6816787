//! Coal flag.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, FRACTION, G_PER_CM3, Output, Port, US_PER_FT};
use crate::operators::support::votes::enough;

/// Flags coal by a vote of density, neutron and sonic.
///
/// ## Formula
/// `COAL = 1` where at least min_votes of `RHOB < rhob_max`, `NPHI > nphi_min` and `DT > dt_min` hold, and 0 otherwise
/// ## Units
/// RHOB in g/cm3; NPHI in v/v; DT in us/ft; COAL is 1 for coal and 0 otherwise. NPHI and DT need not be bound; with NPHI bound, RHOB need not be.
/// ## Nulls
/// A null, and a curve that is not bound, has no vote. COAL is null where no curve has one. With fewer curves bound than min_votes nothing can be coal, which is noted.
/// ## Source
/// Crain's Petrophysical Handbook, triggers for lithology without porosity, 2000.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Density below which a sample may be coal.
    #[schemars(range(min = 0.0, max = 5.0), extend("x-unit" = "g/cm3"))]
    pub rhob_max: f64,
    /// Neutron porosity above which a sample may be coal.
    #[schemars(range(min = -0.15, max = 1.0), extend("x-unit" = "v/v"))]
    pub nphi_min: f64,
    /// Slowness above which a sample may be coal.
    #[schemars(range(min = 0.0, max = 500.0), extend("x-unit" = "us/ft"))]
    pub dt_min: f64,
    /// Votes that make coal.
    #[schemars(range(min = 1, max = 3), extend("x-unit" = "1"))]
    pub min_votes: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self { rhob_max: 2.0, nphi_min: 0.35, dt_min: 100.0, min_votes: 2 }
    }
}

pub struct CoalFlag;

impl Operator for CoalFlag {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "coal_flag",
        title: "Coal flag",
        terms: &["coal", "seam", "lithology"],
        inputs: &[
            Port::curve("RHOB", G_PER_CM3).or("NPHI"),
            Port::curve("NPHI", FRACTION).optional().or("DT"),
            Port::curve("DT", US_PER_FT).optional(),
        ],
        outputs: &[Output::curve("COAL", FLAG).measures(Quantity::Flag)],
        examples: &[
            Example {
                note: "Three votes, two, one, one of one, and none to vote.",
                params: "{}",
                input: r#"{"RHOB": [1.4, 1.4, 2.3, 1.4, null], "NPHI": [0.6, 0.6, 0.6, null, null], "DT": [130, 80, 80, null, null]}"#,
                output: r#"{"COAL": [1, 1, 0, 0, null]}"#,
            },
            Example {
                note: "Without a sonic, and with one vote enough.",
                params: r#"{"min_votes": 1}"#,
                input: r#"{"RHOB": [1.4, 2.3, 2.5], "NPHI": [0.3, 0.4, 0.1]}"#,
                output: r#"{"COAL": [1, 1, 0]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        // Each with the factor that makes "more than the limit" of its comparison.
        let voters = [
            (input.optional("RHOB"), -1.0, params.rhob_max),
            (input.optional("NPHI"), 1.0, params.nphi_min),
            (input.optional("DT"), 1.0, params.dt_min),
        ];
        let (curves, limits): (Vec<&Float64Array>, Vec<(f64, f64)>) = voters
            .into_iter()
            .filter_map(|(curve, sign, limit)| Some((curve?, (sign, sign * limit))))
            .unzip();
        let yes = |place: usize, value: f64| limits[place].0 * value > limits[place].1;
        let coal = enough(&curves, yes, params.min_votes);
        let outputs = Outputs::one("COAL", coal);
        if limits.len() >= params.min_votes as usize {
            return Ok(outputs);
        }
        let (bound, needed) = (limits.len(), params.min_votes);
        Ok(outputs.note(format!("nothing can be coal: {bound} bound, {needed} votes are needed")))
    }
}
