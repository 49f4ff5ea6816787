//! Proportions of codes per zone.

use std::collections::HashMap;

use arrow::array::{Array, Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, METRE, Output, Port};
use crate::operators::support::depth_order::Order;
use crate::operators::support::thickness::thickness;
use crate::operators::support::zones::zones;

/// Measures how much of each zone each code takes up, such as a facies or a rock type.
///
/// ## Formula
/// `proportion = thickness of the code in the zone / thickness of the zone`, where a sample is as thick as half the distance to both neighbours. A sample without depth has no thickness, and so no share, where others of its zone have one. A zone without thickness is shared out by the number of samples. Rows come in the order in which zones, and codes in them, are first met.
/// ## Units
/// thickness in m; proportion in v/v. CODE is a text; numbered codes are fed to CODE_NUMBER in its place.
/// ## Nulls
/// Samples without code form a row of their own, whose CODE is null, and samples in no zone a zone of their own, whose ZONE is null; so the proportions of a zone sum to 1. Samples without depth, and depths that turn, where the thickness of samples is not that of the hole, are reported.
/// ## Source
/// Definition of a proportion; use in zones as in Deutsch, Geostatistical Reservoir Modeling, 2002.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct FaciesProportion;

impl Operator for FaciesProportion {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "facies_proportion",
        title: "Proportion of codes per zone",
        terms: &["lithology", "rock type", "share", "fraction", "count"],
        inputs: &[
            Port::text("ZONE"),
            Port::text("CODE").or("CODE_NUMBER"),
            Port::any("CODE_NUMBER").optional(),
        ],
        outputs: &[
            Output::text("ZONE").in_table("proportions"),
            Output::text("CODE").in_table("proportions"),
            Output::curve("thickness", METRE).in_table("proportions"),
            Output::curve("proportion", FRACTION).in_table("proportions"),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "Samples half a metre apart; the one without code has its own row.",
            params: "{}",
            input: r#"{"step": 0.5, "ZONE": ["A", "A", "A", "A", "B"], "CODE": ["sand", "shale", "sand", null, "shale"]}"#,
            output: r#"{"ZONE": ["A", "A", "A", "B"], "CODE": ["sand", "shale", null, "shale"], "thickness": [1, 0.5, 0.5, 0.5], "proportion": [0.5, 0.25, 0.25, 1]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let names = input.text("ZONE")?;
        let numbered: StringArray;
        let codes = match input.optional("CODE_NUMBER") {
            Some(numbers) => {
                let text = |number: Option<f64>| number.map(|number| number.to_string());
                numbered = numbers.iter().map(text).collect();
                &numbered
            }
            None => input.text("CODE")?,
        };
        let thickness = thickness(input.depth());

        let mut rows: Vec<Share> = Vec::new();
        for zone in zones(Some(names), input.len()) {
            let whole: f64 = zone.rows.iter().map(|row| thickness[*row]).sum();
            let first = rows.len();
            let mut places: HashMap<Option<&str>, usize> = HashMap::new();
            for &row in &zone.rows {
                let code = codes.is_valid(row).then(|| codes.value(row));
                let place = *places.entry(code).or_insert_with(|| {
                    let zone = zone.name.clone();
                    rows.push(Share { zone, code, thickness: 0.0, samples: 0, proportion: 0.0 });
                    rows.len() - 1
                });
                rows[place].thickness += thickness[row];
                rows[place].samples += 1;
            }
            for row in &mut rows[first..] {
                row.proportion = if whole > 0.0 {
                    row.thickness / whole
                } else {
                    row.samples as f64 / zone.rows.len() as f64
                };
            }
        }
        let zones: StringArray = rows.iter().map(|row| row.zone.as_deref()).collect();
        let codes: StringArray = rows.iter().map(|row| row.code).collect();
        let thickness: Float64Array = rows.iter().map(|row| Some(row.thickness)).collect();
        let proportion: Float64Array = rows.iter().map(|row| Some(row.proportion)).collect();
        Ok(Outputs::one("ZONE", zones)
            .with("CODE", codes)
            .with("thickness", thickness)
            .with("proportion", proportion)
            .noting(Order::of(input.depth()).weighing_notes()))
    }
}

/// A code in a zone.
struct Share<'a> {
    zone: Option<String>,
    code: Option<&'a str>,
    thickness: f64,
    samples: usize,
    proportion: f64,
}
