//! Interpolate across bins.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::arrays::map_rows;
use crate::operators::support::bins::{ascending, check_positive, positions};

/// Brings the rows of an array to other bins by straight lines between neighbouring bins.
///
/// ## Formula
/// `out[i] = interp(x(new_bins), x(bins), A[i])`, where `x(bin) = log10(bin)` when `log_axis` is set and the bin itself otherwise; beyond the first and last valid bin of a row their values hold
/// ## Units
/// bins and new_bins in one unit; out has the unit of A. Amplitudes are taken as points of a line, not as volumes: sums are not kept.
/// ## Nulls
/// Null bins are left out, and the line goes from valid bin to valid bin. A row with fewer than two valid bins is null.
/// ## Source
/// numpy.interp for each row, NumPy 2.4, 2026.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Positions of the new bins.
    pub new_bins: Vec<f64>,
    /// Interpolates over the logarithm of the position, as for T2.
    pub log_axis: bool,
    /// Position of each bin, where port bins is not fed.
    pub bins: Vec<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self { new_bins: Vec::new(), log_axis: true, bins: Vec::new() }
    }
}

impl Params {
    fn axis(&self, bin: f64) -> f64 {
        if self.log_axis { bin.log10() } else { bin }
    }
}

pub struct ArrayResampleBins;

impl Operator for ArrayResampleBins {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "array_resample_bins",
        title: "Interpolate across bins",
        terms: &["regrid", "spectrum", "t2"],
        inputs: &[Port::array("A", None), Port::array("bins", None).alone().optional()],
        outputs: &[Output::array_keeping("out", "A")],
        examples: &[
            Example {
                note: "10 lies halfway between 1 and 100 by logarithm; beyond the ends their values hold.",
                params: r#"{"new_bins": [0.1, 1, 10, 1000]}"#,
                input: r#"{"A": [[2, 4, 9], [2, null, 6], [2, null, null], null], "bins": [1, 100, 1000]}"#,
                output: r#"{"out": [[2, 2, 3, 9], [2, 2, 3.333333333333333, 6], null, null]}"#,
            },
            Example {
                note: "By the position itself.",
                params: r#"{"new_bins": [2.5], "log_axis": false, "bins": [1, 2, 3]}"#,
                input: r#"{"A": [[10, 20, 40]]}"#,
                output: r#"{"out": [[30]]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let array = input.array("A")?;
        let bins = positions(input, &params.bins, "A", array)?;
        if params.log_axis {
            check_positive(&bins)?;
        }
        let order: Vec<(usize, f64)> =
            ascending(&bins)?.into_iter().map(|bin| (bin, params.axis(bins[bin]))).collect();
        let wanted: Vec<f64> = params.new_bins.iter().map(|bin| params.axis(*bin)).collect();
        let mut points: Vec<(f64, f64)> = Vec::with_capacity(bins.len());
        let resampled = map_rows(array, |_, row, out| {
            points.clear();
            points.extend(order.iter().filter_map(|(bin, x)| Some((*x, row.get(*bin)?))));
            if points.len() < 2 {
                return false;
            }
            out.extend(wanted.iter().map(|x| at(&points, *x)));
            true
        });
        Ok(Outputs::one("out", resampled))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let hint = "list the positions of the new bins, e.g. [0.5, 1, 2, 4]";
        if params.new_bins.is_empty() {
            return vec![BrokenRule::new("new_bins", "[]", "at least one position", hint)];
        }
        let low = params.new_bins.iter().find(|bin| params.log_axis && **bin <= 0.0);
        let wanted = "positions above zero on a logarithmic axis";
        low.map(|bin| BrokenRule::new("new_bins", bin, wanted, "set log_axis to false"))
            .into_iter()
            .collect()
    }
}

/// Returns the height at `x` of the line through points that ascend, held beyond both ends.
fn at(points: &[(f64, f64)], x: f64) -> f64 {
    let next = points.partition_point(|(other, _)| *other <= x);
    let (Some((x0, y0)), Some((x1, y1))) =
        (next.checked_sub(1).and_then(|last| points.get(last)), points.get(next))
    else {
        let end = if next == 0 { points.first() } else { points.last() };
        return end.map_or(f64::NAN, |(_, y)| *y);
    };
    y0 + (y1 - y0) * ((x - x0) / (x1 - x0))
}
