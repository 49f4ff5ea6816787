//! Units of depth.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::units::Unit;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::samples::map;

/// Converts depths between metres, feet and what else depth is written in.
///
/// ## Formula
/// `DEPT in to = DEPT in from * (metres in from) / (metres in to)`. The international foot is 0.3048 m exactly. The US survey foot is 1200/3937 m, taken with the ten digits that NIST publishes, 0.304 800 609 6 m; what is cut off is about a millionth of a millimetre in a thousand feet. A tenth of an inch, as old headers have it, is 0.00254 m.
/// ## Units
/// DEPT in the unit `from` in, in the unit `to` out. `foot` says which foot ft is on either side. Depths whose unit is known to be another than `from` are refused. Where nothing is bound to DEPT, the depths of the well, which are in metres, are converted.
/// ## Nulls
/// Null in, null out. Not limited.
/// ## Source
/// NIST Special Publication 811, Guide for the Use of the International System of Units, 2008, appendix B.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Unit of the depths as they come.
    pub from: Length,
    /// Unit that is wanted.
    pub to: Length,
    /// Which foot is meant by ft.
    pub foot: Foot,
}

/// Unit of a depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Length {
    /// Metre.
    #[serde(rename = "m")]
    Metre,
    /// Foot.
    #[serde(rename = "ft")]
    Foot,
    /// Tenth of an inch.
    #[serde(rename = "0.1in")]
    TenthOfInch,
    /// Inch.
    #[serde(rename = "in")]
    Inch,
    /// Centimetre.
    #[serde(rename = "cm")]
    Centimetre,
    /// Kilometre.
    #[serde(rename = "km")]
    Kilometre,
}

/// Which foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Foot {
    /// International foot, in use since 1959.
    International,
    /// US survey foot, of older maps and wells in the United States.
    UsSurvey,
}

impl Default for Params {
    fn default() -> Self {
        Self { from: Length::Foot, to: Length::Metre, foot: Foot::International }
    }
}

impl Length {
    /// Returns the symbol in the table of units.
    fn symbol(self) -> &'static str {
        match self {
            Self::Metre => "m",
            Self::Foot => "ft",
            Self::TenthOfInch => ".1in",
            Self::Inch => "in",
            Self::Centimetre => "cm",
            Self::Kilometre => "km",
        }
    }

    fn metres(self, foot: Foot) -> f64 {
        match (self, foot) {
            (Self::Metre, _) => 1.0,
            (Self::Foot, Foot::International) => 0.3048,
            (Self::Foot, Foot::UsSurvey) => 0.3048006096,
            (Self::TenthOfInch, _) => 0.00254,
            (Self::Inch, _) => 0.0254,
            (Self::Centimetre, _) => 0.01,
            (Self::Kilometre, _) => 1000.0,
        }
    }
}

pub struct DepthUnit;

impl Operator for DepthUnit {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "depth_unit_convert",
        title: "Depth unit conversion",
        terms: &["feet", "metres", "survey foot", "ft to m"],
        inputs: &[Port::any("DEPT")],
        outputs: &[Output::keeping("DEPT", "DEPT").converted_to("{to}")],
        examples: &[
            Example {
                note: "Feet.",
                params: "{}",
                input: r#"{"DEPT": [0, 1000, null]}"#,
                output: r#"{"DEPT": [0, 304.8, null]}"#,
            },
            Example {
                note: "The survey foot is two millionths longer.",
                params: r#"{"foot": "us_survey"}"#,
                input: r#"{"DEPT": [10000]}"#,
                output: r#"{"DEPT": [3048.006096]}"#,
            },
            Example {
                note: "Tenths of an inch.",
                params: r#"{"from": "0.1in", "to": "ft"}"#,
                input: r#"{"DEPT": [1200000]}"#,
                output: r#"{"DEPT": [10000]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let to = params.to.metres(params.foot);
        let converted = |depth: &Float64Array, from: f64| {
            if from == to {
                return depth.clone();
            }
            map([depth], |[depth]| depth * from / to).into()
        };
        let Some(depth) = input.optional("DEPT") else {
            return Ok(Outputs::one("DEPT", converted(input.depth(), 1.0)));
        };
        let from = params.from.symbol();
        if let Some(unit) = input.unit("DEPT")
            && Unit::parse(unit).is_none_or(|unit| unit.symbol != from)
        {
            let hint = format!("set from to the unit of the depths, {unit}");
            let what = "the depths are in another unit";
            return Err(KernelError::invalid("DEPT", what, unit, from, hint));
        }
        Ok(Outputs::one("DEPT", converted(depth, params.from.metres(params.foot))))
    }
}
