//! Statistics per zone.

use arrow::array::{Array, Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, NUMBER, Output, Port};
use crate::operators::support::depth_order::Order;
use crate::operators::support::statistics::{deviation, mean, percentile, sorted};
use crate::operators::support::thickness::thickness;
use crate::operators::support::zones::{Zone, zones};

/// Describes a curve zone by zone: counts, percentiles, mean, deviation and thickness.
///
/// ## Formula
/// `mean = sum(X * thickness) / sum(thickness)` over the samples with a value, where a sample is as thick as half the distance to both neighbours; a zone without thickness, of a single sample in the well, has the plain mean. std has n - 1 in the denominator; percentiles are linear as NumPy's. A sample without depth has no thickness: it counts in count, null, std and the percentiles, and weighs nothing in mean and thickness. thickness is that of all samples of the zone, count and null their numbers with and without a value, null_share the share without. The statistics asked for become columns of the same names.
/// ## Units
/// min, p10 to p90, max, mean and std in the unit of X; thickness in m; the rest are numbers.
/// ## Nulls
/// Null samples are left out and counted in null; a zone without values has null statistics. Samples in no zone belong to no row, and the run report counts them. A zone met again further down is the same row. Samples without depth, and depths that turn, where the thickness of samples is not that of the hole, are reported.
/// ## Source
/// pandas 2, groupby and describe, 2023, with the mean weighted by thickness.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Statistics wanted: count, null, null_share, min, max, mean, std, thickness, and percentiles such as p10.
    pub stats: Vec<String>,
}

impl Default for Params {
    fn default() -> Self {
        let stats =
            ["count", "null", "min", "p10", "p50", "p90", "max", "mean", "std", "thickness"];
        Self { stats: stats.map(str::to_owned).to_vec() }
    }
}

/// A statistic of a zone.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stat {
    Count,
    Null,
    NullShare,
    Percentile(f64),
    Mean,
    Std,
    Thickness,
}

impl Stat {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "count" => Self::Count,
            "null" => Self::Null,
            "null_share" => Self::NullShare,
            "min" => Self::Percentile(0.0),
            "max" => Self::Percentile(100.0),
            "mean" => Self::Mean,
            "std" => Self::Std,
            "thickness" => Self::Thickness,
            other => {
                let percent: f64 = other.strip_prefix('p')?.parse().ok()?;
                Self::Percentile(Some(percent).filter(|percent| (0.0..=100.0).contains(percent))?)
            }
        })
    }

    /// Returns the output port whose unit it has.
    fn port(self) -> &'static str {
        match self {
            Self::Count | Self::Null | Self::NullShare => "counts",
            Self::Thickness => "lengths",
            Self::Percentile(_) | Self::Mean | Self::Std => "values",
        }
    }
}

pub struct Statistics;

impl Operator for Statistics {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "zone_statistics",
        title: "Statistics per zone",
        terms: &["describe", "summary", "average", "percentile", "group"],
        inputs: &[Port::text("ZONE"), Port::any("X")],
        outputs: &[
            Output::text("ZONE").in_table("zones"),
            Output::curve("counts", NUMBER).in_table("zones").repeated(),
            Output::keeping("values", "X").in_table("zones").repeated(),
            Output::curve("lengths", METRE).in_table("zones").repeated(),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Samples a metre apart; a null is counted and left out; one sample lies in no zone.",
                params: "{}",
                input: r#"{"ZONE": ["A", "A", "A", "B", null], "X": [1, 3, null, 5, 9]}"#,
                output: r#"{"ZONE": ["A", "B"], "count": [2, 1], "null": [1, 0], "min": [1, 5], "p10": [1.2, 5], "p50": [2, 5], "p90": [2.8, 5], "max": [3, 5], "mean": [2, 5], "std": [1.4142135623730951, null], "thickness": [3, 1]}"#,
            },
            Example {
                note: "Samples 1, 1.5 and 2 m thick: the mean is (1 * 1 + 3 * 1.5 + 4 * 2) / 4.5.",
                params: r#"{"stats": ["mean", "null_share", "p25"]}"#,
                input: r#"{"DEPT": [0, 1, 3], "ZONE": "A", "X": [1, 3, 4]}"#,
                output: r#"{"mean": [3], "null_share": [0], "p25": [2]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (names, curve) = (input.text("ZONE")?, input.curve("X")?);
        let thickness = thickness(input.depth());
        let all = zones(Some(names), input.len());
        let (inside, outside): (Vec<Zone>, Vec<Zone>) =
            all.into_iter().partition(|zone| zone.name.is_some());
        let described: Vec<Described> =
            inside.iter().map(|zone| Described::of(&zone.rows, curve, &thickness)).collect();

        let labels: StringArray = inside.iter().map(|zone| zone.name.as_deref()).collect();
        let mut outputs = Outputs::one("ZONE", labels)
            .with_no_members("counts")
            .with_no_members("values")
            .with_no_members("lengths");
        for name in &params.stats {
            let Some(stat) = Stat::read(name) else { continue };
            let column: Float64Array = described.iter().map(|zone| zone.value(stat)).collect();
            outputs = outputs.with_member(stat.port(), name, column);
        }
        outputs = outputs.noting(Order::of(input.depth()).weighing_notes());
        let lost: usize = outside.iter().map(|zone| zone.rows.len()).sum();
        if lost == 0 {
            return Ok(outputs);
        }
        Ok(outputs.note(format!("{lost} samples lie in no zone")))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let stranger = |name: &&String| Stat::read(name).is_none();
        let wanted = "count, null, null_share, min, max, mean, std, thickness or a percentile";
        let rule = |name: &String| {
            BrokenRule::new("stats", name, wanted, "a percentile is written like p10 or p97.5")
        };
        let mut broken: Vec<BrokenRule> = params.stats.iter().filter(stranger).map(rule).collect();
        let mut seen = std::collections::BTreeSet::new();
        if let Some(name) = params.stats.iter().find(|name| !seen.insert(*name)) {
            let hint = "name it once";
            broken.push(BrokenRule::new("stats", format!("{name} twice"), "each once", hint));
        }
        broken
    }
}

/// What is known of one zone.
struct Described {
    samples: usize,
    /// Valid values, in order.
    values: Vec<f64>,
    sorted: Vec<f64>,
    mean: Option<f64>,
    thickness: f64,
}

impl Described {
    fn of(rows: &[usize], curve: &Float64Array, thickness: &[f64]) -> Self {
        let valid: Vec<usize> = rows.iter().copied().filter(|row| curve.is_valid(*row)).collect();
        let values: Vec<f64> = valid.iter().map(|row| curve.value(*row)).collect();
        let weight: f64 = valid.iter().map(|row| thickness[*row]).sum();
        let weighted: f64 = valid.iter().map(|row| curve.value(*row) * thickness[*row]).sum();
        Self {
            samples: rows.len(),
            mean: if weight > 0.0 { Some(weighted / weight) } else { mean(&values) },
            sorted: sorted(values.clone()),
            values,
            thickness: rows.iter().map(|row| thickness[*row]).sum(),
        }
    }

    fn value(&self, stat: Stat) -> Option<f64> {
        let nulls = (self.samples - self.values.len()) as f64;
        match stat {
            Stat::Count => Some(self.values.len() as f64),
            Stat::Null => Some(nulls),
            Stat::NullShare => Some(nulls / self.samples as f64),
            Stat::Percentile(percent) => percentile(&self.sorted, percent),
            Stat::Mean => self.mean,
            Stat::Std => deviation(&self.values, 1),
            Stat::Thickness => Some(self.thickness),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::operators::eval::evaluate;

    #[test]
    fn depths_that_are_missing_or_turn_are_told() {
        let input = json!({"DEPT": [0, 2, 1, null, 3], "ZONE": "A", "X": [1, 2, 3, 4, 5]});
        let input = input.as_object().cloned().expect("an object");
        let found = evaluate("zone_statistics", &serde_json::Map::new(), &input).expect("runs");
        assert!(found.notes()[0].starts_with("1 samples without depth"), "{:?}", found.notes());
        assert!(found.notes()[1].starts_with("the depths turn 1 times"), "{:?}", found.notes());
    }
}
