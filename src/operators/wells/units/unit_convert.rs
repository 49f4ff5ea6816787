//! Units of curves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::units::{Unit, conversion};
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::declared_unit::{UNIT, unit_of};
use crate::operators::support::samples::map;

/// Converts a curve to another unit of what it measures.
///
/// ## Formula
/// `X in to = X * factor + offset`, with factor and offset from the table of units.
/// ## Units
/// X in its own unit, or in that given at the port `unit`; the result in the unit `to`. Spellings of a unit, such as G/CC for g/cm3, are known, in any case: files write GAPI, OHMM or MV. A spelling in small letters that is another unit as it stands, such as mPa, which is no MPa, is that unit or not known, never the one of other case; all in capitals, MS is ms, and D is the darcy, while d is the day. A unit that is not in the table, and one of another dimension, is an error, never a silent pass.
/// ## Nulls
/// Null in, null out.
/// ## Source
/// Energistics, Unit of Measure Dictionary V1.0, 2014; factors of NIST Special Publication 811, 2008, appendix B.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Unit that is wanted, as g/cm3 or us/ft; it must be given.
    pub to: Option<String>,
}

pub struct UnitConvert;

impl Operator for UnitConvert {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "unit_convert",
        title: "Curve unit conversion",
        terms: &["convert", "factor", "scale", "unit of measure"],
        inputs: &[Port::any("X"), UNIT],
        outputs: &[Output::keeping("X", "X").converted_to("{to}")],
        examples: &[
            Example {
                note: "Density, in a spelling of data files.",
                params: r#"{"to": "g/cm3"}"#,
                input: r#"{"X": [2650, 1000, null], "unit": "K/M3"}"#,
                output: r#"{"X": [2.65, 1, null]}"#,
            },
            Example {
                note: "Temperature has an offset.",
                params: r#"{"to": "degC"}"#,
                input: r#"{"X": [32, 212], "unit": "degF"}"#,
                output: r#"{"X": [0, 100]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let to = params.to.as_deref().unwrap_or_default();
        let Some(from) = unit_of(input, "X") else {
            let hint = "give the unit at the port unit";
            let what = "the unit of the curve is not known";
            return Err(KernelError::invalid("X", what, "no unit", "a unit of the table", hint));
        };
        if Unit::parse(from).is_none() {
            let hint = "give the unit that is meant at the port unit";
            let what = "the unit of the curve is not in the table";
            return Err(KernelError::invalid("X", what, from, "a unit of the table", hint));
        }
        let Some(conversion) = conversion(from, to) else {
            let what = format!("{from} does not convert to {to}");
            let hint = "set to to a unit of what the curve measures";
            let wanted = format!("a unit of the same dimension as {to}");
            return Err(KernelError::invalid("X", what, from, wanted, hint));
        };
        if conversion.is_identity() {
            return Ok(Outputs::one("X", curve.clone()));
        }
        Ok(Outputs::one("X", map([curve], |[value]| conversion.apply(value))))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let found = match params.to.as_deref() {
            Some(to) if Unit::parse(to).is_some() => return Vec::new(),
            Some(to) => format!("\"{to}\""),
            None => "nothing".to_owned(),
        };
        let hint = "name the unit to convert to, as g/cm3, us/ft or degC";
        vec![BrokenRule::new("to", found, "a unit of the table", hint)]
    }
}
