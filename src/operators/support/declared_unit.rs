//! The unit of a curve that comes in any: as the engine knows it, or as somebody says.

use arrow::array::Float64Array;

use crate::domain::units::conversion;
use crate::operators::inputs::Inputs;
use crate::operators::operator::KernelError;
use crate::operators::ports::Port;
use crate::operators::support::samples::map;

/// Port that says the unit of the curve, where it is not known or not to be believed.
pub const UNIT: Port = Port::text("unit").alone().optional().alias(&["declared unit"]);

/// Returns the unit of a port: what stands at the port `unit`, or what is known of the curve.
pub fn unit_of<'a>(input: &'a Inputs, port: &str) -> Option<&'a str> {
    let told = input.optional_text("unit").and_then(|texts| texts.iter().next().flatten());
    told.or_else(|| input.unit(port)).map(str::trim).filter(|unit| !unit.is_empty())
}

/// Returns the curve at a port in the unit of another one; unknown units are taken to be the same.
pub fn in_unit_of(
    reference: &str,
    port: &str,
    input: &Inputs,
) -> Result<Float64Array, KernelError> {
    let curve = input.curve(port)?;
    let (Some(to), Some(from)) = (input.unit(reference), input.unit(port)) else {
        return Ok(curve.clone());
    };
    let Some(conversion) = conversion(from, to) else {
        let what = format!("{port} and {reference} do not measure alike");
        let hint = format!("bind a curve to {port} that is measured like {reference}");
        return Err(KernelError::invalid(port, what, from, format!("a unit like {to}"), hint));
    };
    if conversion.is_identity() {
        return Ok(curve.clone());
    }
    Ok(map([curve], |[value]| conversion.apply(value)).into())
}
