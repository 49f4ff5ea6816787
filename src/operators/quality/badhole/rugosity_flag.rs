//! Bad hole from the rugosity of its wall.

use arrow::array::Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, INCH, Output, Port};
use crate::operators::support::depth_window::about_each;
use crate::operators::support::moments::Moments;
use crate::operators::support::samples::flag;

/// Flags the samples where the caliper varies so much that pads do not lie on the wall.
///
/// ## Formula
/// `BHR = 1 where std(CALI) > max_std, else 0`, with the standard deviation (one degree of freedom taken off) of the samples at most half of `window` above and below.
/// ## Units
/// CALI and max_std in in; window in m; BHR is 1 for a rugose hole and 0 otherwise.
/// ## Nulls
/// Nulls in the window are passed over; a null sample stays null, and so does one without depth; a sample is null when fewer than half of its window, or fewer than two samples, are valid.
/// ## Source
/// Theys, Log Data Acquisition and Quality Control, 2nd ed., Editions Technip, 1999; the deviation as pandas.Series.rolling(center=True).std, 2024.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of hole whose caliper is compared.
    #[schemars(range(min = 0.01, max = 100.0), extend("x-unit" = "m"))]
    pub window: f64,
    /// Greatest standard deviation of the diameter.
    #[schemars(range(min = 0.0, max = 20.0), extend("x-unit" = "in"))]
    pub max_std: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { window: 1.0, max_std: 0.5 }
    }
}

pub struct RugosityFlag;

impl Operator for RugosityFlag {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "badhole_rugosity_flag",
        title: "Bad hole from caliper rugosity",
        terms: &["rugose", "rough", "rolling deviation", "bhr"],
        inputs: &[Port::curve("CALI", INCH)],
        outputs: &[Output::curve("BHR", FLAG).measures(Quantity::Flag)],
        scope: Scope::Well,
        examples: &[Example {
            note: "At a step of 0.5 m the window holds three samples: 8 8 10 deviate by 1.15 in.",
            params: "{}",
            input: r#"{"step": 0.5, "CALI": [8, 8, 8, 10, null, null, 8]}"#,
            output: r#"{"BHR": [0, 0, 1, 1, null, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let caliper = input.curve("CALI")?;
        let one = |row: usize| {
            if caliper.is_null(row) {
                return Moments::default();
            }
            Moments::of(caliper.value(row), 0.0)
        };
        let judge = |row: usize, all: Moments, places: usize| {
            let enough = caliper.is_valid(row) && all.count * 2 >= places;
            let deviation = enough.then(|| all.deviation()).flatten()?;
            deviation.is_finite().then(|| flag(deviation > params.max_std))
        };
        let flags = about_each(input.depth(), params.window, one, Moments::merged, judge);
        Ok(Outputs::one("BHR", flags))
    }
}
