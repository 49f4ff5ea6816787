//! Two-way time from integrated sonic.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FOOT, MILLISECOND, Output, Port, US_PER_FT};
use crate::operators::support::integral::{bridged, cumulative, demand_order};

const METRES_IN_A_FOOT: f64 = 0.3048;

/// Integrates slowness down the hole to the time that a wave needs there and back.
///
/// ## Formula
/// `TWT = t0 + 2e-3 * cumtrapz(DT, DEPT)`, by trapezoids from the first sample that has a slowness
/// ## Units
/// DT in us/ft; DEPT and max_gap in ft; TWT and t0 in ms.
/// ## Nulls
/// The depth must not fall from sample to sample, which is an error. Gaps in DT are filled by a straight line where the samples that bound them lie at most max_gap apart. From a longer gap on all is null, since the time spent in it is not known; between two samples that both have a slowness there is no gap, however far they lie apart. Null are also samples above the first and below the last slowness, and samples without depth. A slowness at or below zero counts as null.
/// ## Source
/// By definition; scipy.integrate.cumulative_trapezoid, SciPy 1.17, 2026.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Two-way time at the first sample that has a slowness.
    #[schemars(range(min = -10000.0, max = 100000.0), extend("x-unit" = "ms"))]
    pub t0: f64,
    /// Longest gap that is filled.
    #[schemars(range(min = 0.0, max = 100000.0), extend("x-unit" = "ft"))]
    pub max_gap: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { t0: 0.0, max_gap: 50.0 }
    }
}

pub struct TwoWayTime;

impl Operator for TwoWayTime {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "two_way_time",
        title: "Two-way time from integrated sonic",
        terms: &["twt", "sonic", "seismic", "checkshot", "time-depth"],
        inputs: &[Port::curve("DT", US_PER_FT), Port::depth(FOOT)],
        outputs: &[Output::curve("TWT", MILLISECOND).measures(Quantity::TwoWayTime)],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "A gap of 20 ft is filled by a straight line, one of 120 ft ends the integration.",
                params: "{}",
                input: r#"{"DEPT": [1000, 1010, 1020, 1030, 1090, 1150], "DT": [100, 100, null, 140, null, 100]}"#,
                output: r#"{"TWT": [0, 2, 4.2, 6.8, null, null]}"#,
            },
            Example {
                note: "The time begins with the log.",
                params: r#"{"t0": 500}"#,
                input: r#"{"DEPT": [1000, 1010, 1020], "DT": [null, 100, 100]}"#,
                output: r#"{"TWT": [null, 500, 502]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (slowness, depth) = (input.curve("DT")?, input.depth());
        // The depths of a batch are in metres whatever the unit of the port.
        let rows: Vec<usize> = (0..input.len()).filter(|row| depth.is_valid(*row)).collect();
        let places: Vec<f64> =
            rows.iter().map(|row| depth.value(*row) / METRES_IN_A_FOOT).collect();
        demand_order("DEPT", "ft", &places)?;
        let given: Vec<Option<f64>> = rows
            .iter()
            .map(|row| {
                let valid = slowness.is_valid(*row) && slowness.value(*row) > 0.0;
                valid.then(|| slowness.value(*row))
            })
            .collect();
        let filled = bridged(&places, &given, params.max_gap);
        let first = filled.iter().position(Option::is_some).unwrap_or(filled.len());
        let known: Vec<f64> = filled[first..].iter().map_while(|value| *value).collect();
        let times = cumulative(&places[first..], &known);

        let mut written = vec![None; input.len()];
        for (row, time) in rows[first..].iter().zip(times) {
            written[*row] = Some(params.t0 + 2e-3 * time);
        }
        let outputs = Outputs::one("TWT", Float64Array::from(written));
        Ok(noted(outputs, &given[first..], &places[first..], known.len()))
    }
}

/// Reports the samples filled, and the gap that ends the integration.
fn noted(mut outputs: Outputs, given: &[Option<f64>], places: &[f64], known: usize) -> Outputs {
    let filled = given[..known].iter().filter(|value| value.is_none()).count();
    if filled > 0 {
        outputs = outputs.note(format!("{filled} samples without slowness filled"));
    }
    let ends_early = given[known..].iter().any(Option::is_some);
    if let (true, Some(place)) =
        (ends_early, known.checked_sub(1).and_then(|last| places.get(last)))
    {
        outputs = outputs.note(format!("no time below a gap that begins at {place:.1} ft"));
    }
    outputs
}
