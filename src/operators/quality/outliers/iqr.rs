//! Outliers by quartiles.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, Output, Port};
use crate::operators::support::samples::flag;
use crate::operators::support::statistics::{percentile, sorted};
use crate::operators::support::zones::zones;

/// Flags the samples far outside the middle half of the values.
///
/// ## Formula
/// `OUT_IQR = 1 where X < q25 - k * IQR or X > q75 + k * IQR, else 0`, with `IQR = q75 - q25`; percentiles by the linear method of NumPy.
/// ## Units
/// Any; OUT_IQR is 1 for an outlier and 0 otherwise. With ZONE bound the quartiles are those of the zone, and samples in no zone form one of their own; without it those of the well, which is noted.
/// ## Nulls
/// Null in, null out; nulls are left out of the quartiles.
/// ## Source
/// Tukey, Exploratory Data Analysis, Addison-Wesley, 1977; numpy.percentile (linear), 2024.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Distance from the quartiles beyond which a value is an outlier, in interquartile ranges.
    #[schemars(range(min = 0.5, max = 5.0), extend("x-unit" = "1"))]
    pub k: f64,
    /// Samples that are compared with each other.
    pub by: Group,
}

/// Samples that are compared with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Those of a zone; without ZONE those of the well.
    Zone,
    /// Those of the well, whatever is bound.
    Well,
}

impl Default for Params {
    fn default() -> Self {
        Self { k: 1.5, by: Group::Zone }
    }
}

pub struct Iqr;

impl Operator for Iqr {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "outlier_iqr",
        title: "Outliers by quartiles",
        terms: &["tukey", "boxplot", "fences", "interquartile"],
        inputs: &[Port::any("X"), Port::text("ZONE").optional()],
        outputs: &[Output::curve("OUT_IQR", FLAG).measures(Quantity::Flag)],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Quartiles 2 and 4, fences at -1 and 7.",
                params: "{}",
                input: r#"{"X": [1, 2, 3, null, 4, 50]}"#,
                output: r#"{"OUT_IQR": [0, 0, 0, null, 0, 1]}"#,
            },
            Example {
                note: "What is wild in the well may be usual in its zone.",
                params: "{}",
                input: r#"{"X": [1, 2, 3, 4, 50, 51], "ZONE": ["A", "A", "A", "A", "B", "B"]}"#,
                output: r#"{"OUT_IQR": [0, 0, 0, 0, 0, 0]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let names = input.optional_text("ZONE").filter(|_| params.by == Group::Zone);
        let mut flags = vec![None; curve.len()];
        for zone in zones(names, curve.len()) {
            let valid: Vec<usize> =
                zone.rows.into_iter().filter(|row| curve.is_valid(*row)).collect();
            let values = sorted(valid.iter().map(|row| curve.value(*row)).collect());
            let quartiles = percentile(&values, 25.0).zip(percentile(&values, 75.0));
            let Some((low, high)) = quartiles else { continue };
            let reach = params.k * (high - low);
            for row in valid {
                let value = curve.value(row);
                flags[row] = Some(flag(value < low - reach || value > high + reach));
            }
        }
        let outputs = Outputs::one("OUT_IQR", Float64Array::from(flags));
        if params.by == Group::Zone && names.is_none() {
            return Ok(outputs.note("ZONE is not bound: the quartiles are those of the well"));
        }
        Ok(outputs)
    }
}
