//! Coverage of curves.

use arrow::array::{Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, NUMBER, Output, PERCENT, Port};
use crate::operators::support::curve_set::{extent, validity};

/// Lists for each curve from where to where it reaches, and how much of the well it covers.
///
/// ## Formula
/// `top` and `base` are the first and the last depth with a valid sample; `percent = 100 * valid / samples`, of all samples of the well.
/// ## Units
/// top and base in m; valid is a count of samples; percent in %. Texts count as curves do.
/// ## Nulls
/// Nulls are what is counted; a curve without a valid sample has neither top nor base.
/// ## Source
/// McDonald, Data Quality Considerations for Petrophysical Machine-Learning Models, Petrophysics 62, 2021 (coverage plots).
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct Coverage;

impl Operator for Coverage {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "curve_coverage",
        title: "Curve coverage table",
        terms: &["inventory", "interval", "logged", "missing"],
        inputs: &[Port::any("curves").repeated().alias(&["curve set"])],
        outputs: &[
            Output::text("curve").in_table("coverage"),
            Output::curve("top", METRE).in_table("coverage"),
            Output::curve("base", METRE).in_table("coverage"),
            Output::curve("valid", NUMBER).in_table("coverage"),
            Output::curve("percent", PERCENT).in_table("coverage"),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "Numbers, texts and a curve without samples.",
            params: "{}",
            input: r#"{"DEPT": [100, 101, 102, 103], "curves": {"GR": [null, 80, null, 90], "FACIES": ["sand", null, null, null], "SP": [null, null, null, null]}}"#,
            output: r#"{"curve": ["GR", "FACIES", "SP"], "top": [101, 100, null], "base": [103, 100, null], "valid": [2, 1, 0], "percent": [50, 25, 0]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = input.members("curves");
        let extents: Vec<Option<[f64; 2]>> =
            curves.iter().map(|(_, values)| extent(input.depth(), &validity(values))).collect();
        let valid: Vec<f64> =
            curves.iter().map(|(_, values)| (values.len() - values.null_count()) as f64).collect();
        let samples = input.len() as f64;
        let names: StringArray = curves.iter().map(|(name, _)| Some(name.as_str())).collect();
        let end = |end: usize| {
            extents.iter().map(|extent| extent.map(|extent| extent[end])).collect::<Float64Array>()
        };
        let percent: Vec<f64> = valid.iter().map(|valid| 100.0 * valid / samples).collect();
        Ok(Outputs::one("curve", names)
            .with("top", end(0))
            .with("base", end(1))
            .with("valid", Float64Array::from(valid))
            .with("percent", Float64Array::from(percent)))
    }
}
