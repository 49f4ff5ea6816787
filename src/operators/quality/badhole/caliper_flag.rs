//! Bad hole from the caliper.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, INCH, Output, Port};
use crate::operators::support::limits::slack;
use crate::operators::support::samples::{flag, map};

/// Flags the samples where the hole is much wider or narrower than the bit.
///
/// ## Formula
/// `BHC = 1 where CALI - BS > max_over or BS - CALI > max_under, else 0`. A difference that is a limit but for rounding, 1e-9 of the diameters, is not beyond it.
/// ## Units
/// CALI, BS and both limits in in; BHC is 1 for bad hole and 0 otherwise. A bit size that never changes may be given as one value.
/// ## Nulls
/// Null in CALI or BS gives null.
/// ## Source
/// Crain's Petrophysical Handbook, quality control of logs, 2000; the flag follows the bad-log flag of the SPWLA machine-learning contest, 2022.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Greatest diameter beyond that of the bit.
    #[schemars(range(min = 0.0, max = 20.0), extend("x-unit" = "in"))]
    pub max_over: f64,
    /// Greatest diameter short of that of the bit.
    #[schemars(range(min = 0.0, max = 20.0), extend("x-unit" = "in"))]
    pub max_under: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { max_over: 1.5, max_under: 0.5 }
    }
}

pub struct CaliperFlag;

impl Operator for CaliperFlag {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "badhole_caliper_flag",
        title: "Bad hole from caliper",
        terms: &["washout", "enlarged", "tight hole", "bhc"],
        inputs: &[Port::curve("CALI", INCH), Port::curve("BS", INCH)],
        outputs: &[Output::curve("BHC", FLAG).measures(Quantity::Flag)],
        examples: &[
            Example {
                note: "In gauge, washed out, too tight, not measured.",
                params: "{}",
                input: r#"{"CALI": [8.75, 10.5, 7.5, null], "BS": 8.5}"#,
                output: r#"{"BHC": [0, 1, 1, null]}"#,
            },
            Example {
                note: "Both limits are still good.",
                params: "{}",
                input: r#"{"CALI": [8.3, 7.8], "BS": [6.8, 8.3]}"#,
                output: r#"{"BHC": [0, 0]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let flags = map([input.curve("CALI")?, input.curve("BS")?], |[caliper, bit]| {
            let (over, rounding) = (caliper - bit, slack(caliper, bit));
            flag((over > params.max_over + rounding) | (-over > params.max_under + rounding))
        });
        Ok(Outputs::one("BHC", flags))
    }
}
