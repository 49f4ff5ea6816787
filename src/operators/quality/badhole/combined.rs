//! Combined bad-hole flag.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, Output, Port};
use crate::operators::support::votes::enough;

/// Flags the samples that enough of the bad-hole flags vote against.
///
/// ## Formula
/// `BADHOLE = 1 where at least min_votes of BHC, BHD and BHR are not 0, else 0`
/// ## Units
/// Flags, 1 for bad hole and 0 otherwise. Data are flagged, never deleted.
/// ## Nulls
/// A flag that is null or not bound does not vote; null where none is valid. Without any flag the operator refuses to run.
/// ## Source
/// The bad-log flag of the SPWLA machine-learning contest, 2022; Crain's Petrophysical Handbook, quality control of logs, 2000.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Flags that must be set.
    #[schemars(range(min = 1, max = 3), extend("x-unit" = "1"))]
    pub min_votes: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self { min_votes: 1 }
    }
}

const VOTERS: [&str; 3] = ["BHC", "BHD", "BHR"];

pub struct Combined;

impl Operator for Combined {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "badhole_combined",
        title: "Combined bad-hole flag",
        terms: &["votes", "bad log", "caliper", "density correction", "rugosity"],
        inputs: &[
            Port::curve("BHC", FLAG).fits(&[Quantity::Flag]).optional(),
            Port::curve("BHD", FLAG).fits(&[Quantity::Flag]).optional(),
            Port::curve("BHR", FLAG).fits(&[Quantity::Flag]).optional(),
        ],
        outputs: &[Output::curve("BADHOLE", FLAG).measures(Quantity::Flag)],
        examples: &[
            Example {
                note: "One vote is enough; nulls do not vote, and without a vote nothing is said.",
                params: "{}",
                input: r#"{"BHC": [0, 1, null, null], "BHD": [0, 0, 0, null]}"#,
                output: r#"{"BADHOLE": [0, 1, 0, null]}"#,
            },
            Example {
                note: "Two of three.",
                params: r#"{"min_votes": 2}"#,
                input: r#"{"BHC": [1, 1], "BHD": [0, 1], "BHR": [0, null]}"#,
                output: r#"{"BADHOLE": [0, 1]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let voters: Vec<&Float64Array> =
            VOTERS.iter().filter_map(|port| input.optional(port)).collect();
        if voters.is_empty() {
            let hint =
                "bind what badhole_caliper_flag, badhole_drho_flag or badhole_rugosity_flag made";
            let what = "no flag is there to vote";
            return Err(KernelError::invalid("BHC", what, "no curve", "BHC, BHD or BHR", hint));
        }
        let bad = enough(&voters, |_, vote| vote != 0.0, params.min_votes);
        Ok(Outputs::one("BADHOLE", bad))
    }
}
