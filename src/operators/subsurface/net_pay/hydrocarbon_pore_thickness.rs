//! Cumulative hydrocarbon pore thickness.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, FRACTION, METRE, Output, POROSITY, Port};
use crate::operators::support::cut_offs::at;
use crate::operators::support::thickness::thickness;

/// Sums down the hole the thickness that the hydrocarbon in net pay would have without rock and water.
///
/// ## Formula
/// `HPT[i] = sum(PHIE * (1 - SW) * h)` over the samples of pay down to i, where h is half the distance to both neighbours; at either end the one neighbour counts twice
/// ## Units
/// PHIE and SW in v/v; NETPAY is 0 where there is no pay, and anything else is pay, as in zone_net_pay_summary; depth and HPT in m.
/// ## Nulls
/// A sample with a null in any input adds nothing, and the sum goes on. A well in which no sample has all inputs gives null.
/// ## Source
/// PetroWiki, Net pay determination, equation 1, Society of Petroleum Engineers, 2015.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct HydrocarbonPoreThickness;

impl Operator for HydrocarbonPoreThickness {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "hydrocarbon_pore_thickness",
        title: "Cumulative hydrocarbon pore thickness",
        terms: &["hpt", "hcpv", "hydrocarbon column", "net pay"],
        inputs: &[
            Port::curve("PHIE", FRACTION).fits(POROSITY),
            Port::curve("SW", FRACTION),
            Port::curve("NETPAY", FLAG),
            Port::depth(METRE),
        ],
        outputs: &[Output::curve("HPT", METRE)],
        scope: Scope::Well,
        examples: &[Example {
            note: "Two samples of pay at 20 % porosity and half water; one is no pay, one has no saturation.",
            params: "{}",
            input: r#"{"DEPT": [1000, 1000.5, 1001, 1001.5], "PHIE": [0.2, 0.2, 0.2, 0.2], "SW": [0.5, 0.5, null, 0.5], "NETPAY": [1, 0, 1, 1]}"#,
            output: r#"{"HPT": [0.05, 0.05, 0.05, 0.1]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (porosity, water, pay) =
            (input.curve("PHIE")?, input.curve("SW")?, input.curve("NETPAY")?);
        let heights = thickness(input.depth());
        let (mut sum, mut left_out) = (0.0, 0);
        let mut sums = Vec::with_capacity(input.len());
        for (row, height) in heights.iter().enumerate() {
            let share = at(porosity, row).zip(at(water, row)).zip(at(pay, row));
            match share {
                Some(((porosity, water), pay)) if pay != 0.0 => {
                    sum += porosity * (1.0 - water) * height;
                }
                Some(_) => {}
                None => left_out += 1,
            }
            sums.push(sum);
        }
        if left_out == sums.len() {
            return Ok(Outputs::one("HPT", Float64Array::new_null(sums.len())));
        }
        let outputs = Outputs::one("HPT", Float64Array::from(sums));
        if left_out == 0 {
            return Ok(outputs);
        }
        Ok(outputs.note(format!("{left_out} samples add nothing: an input is null")))
    }
}
