//! Splicing runs.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::curve_set::extent;
use crate::operators::support::declared_unit::in_unit_of;

/// Makes one curve of two runs: the upper run A above a depth, the lower run B below it.
///
/// ## Formula
/// `X_SPL = (1 - w) * A + w * B`; `w` is 0 above the splice depth and 1 below it, or rises linearly over `blend` metres centred on it. Without a splice depth the overlap decides: the preferred run keeps all of it but for the blend, which lies at its end; a blend longer than the overlap is centred on the middle of it at its full length, and what of it lies beyond the overlap takes the run that is there. Between runs that do not overlap the splice is in the middle of the gap.
/// ## Units
/// A and X_SPL in the unit of A; B is converted to it; depths in m. The overlap is where both runs reach, from first to last valid sample.
/// ## Nulls
/// Inside the overlap, and in the blend, a null in one run takes the other. Outside it a null stays null where a splice depth is given, since what lies beyond the splice was cut off on purpose; without one the run that is there is taken. Samples without depth are null.
/// ## Source
/// Industry practice; the splicing of logs in witsml-explorer, Equinor, 2023.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Depth from A to B; auto lets the overlap decide.
    #[schemars(range(min = -1000.0, max = 20000.0), extend("x-unit" = "m", "x-auto" = true))]
    pub splice_depth: Option<f64>,
    /// Length over which one run passes into the other.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "m"))]
    pub blend: f64,
    /// Run that has the overlap where no splice depth is given, and the sample at the splice depth itself.
    pub prefer: Prefer,
}

/// Which run is preferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Prefer {
    /// The deeper run, B.
    Deeper,
    /// The upper run, A.
    Upper,
    /// The one with fewer nulls in the overlap; of equals the deeper.
    FewerNulls,
}

impl Default for Params {
    fn default() -> Self {
        Self { splice_depth: None, blend: 0.0, prefer: Prefer::Deeper }
    }
}

pub struct SpliceRuns;

impl Operator for SpliceRuns {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "splice_runs",
        title: "Splice overlapping runs",
        terms: &["merge runs", "join", "overlap", "composite log"],
        inputs: &[
            Port::any("A").alias(&["run A", "X_A", "upper", "X from run A"]),
            Port::any("B").alias(&["run B", "X_B", "lower", "deeper", "X from run B"]),
            Port::depth(METRE),
        ],
        outputs: &[Output::keeping("X_SPL", "A")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "The overlap, 3 to 5 m, is of the deeper run; its null is filled.",
                params: "{}",
                input: r#"{"DEPT": [1, 2, 3, 4, 5, 6], "A": [10, 20, 30, 40, 50, null], "B": [null, null, 31, null, 51, 61]}"#,
                output: r#"{"X_SPL": [10, 20, 31, 40, 51, 61]}"#,
            },
            Example {
                note: "Spliced at 3.5 m, blended over 2 m; beyond the splice the upper run is cut off.",
                params: r#"{"splice_depth": 3.5, "blend": 2}"#,
                input: r#"{"DEPT": [1, 2, 3, 4, 5, 6], "A": [10, 20, 30, 40, 50, 60], "B": [null, 0, 0, 0, 0, null]}"#,
                output: r#"{"X_SPL": [10, 20, 22.5, 10, 0, null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (upper, depth) = (input.curve("A")?, input.depth());
        let lower = in_unit_of("A", "B", input)?;
        let splice = Splice::of(params, depth, upper, &lower)?;
        let at = |curve: &Float64Array, row: usize| curve.is_valid(row).then(|| curve.value(row));
        let mut cut_off = 0;
        let join = |row: usize| {
            let depth = at(depth, row)?;
            let weight = splice.weight(depth);
            let (upper, lower) = (at(upper, row), at(&lower, row));
            let (own, other) = if weight < 0.5 { (upper, lower) } else { (lower, upper) };
            let mixed = weight > 0.0 && weight < 1.0;
            match (upper, lower) {
                (Some(upper), Some(lower)) if mixed => {
                    Some(upper * (1.0 - weight) + lower * weight)
                }
                _ if own.is_some() => own,
                _ if mixed || splice.gives_way(depth) => other,
                _ => {
                    cut_off += usize::from(other.is_some());
                    None
                }
            }
        };
        let joined: Float64Array = (0..input.len()).map(join).collect();
        let outputs = Outputs::one("X_SPL", joined);
        if cut_off == 0 {
            return Ok(outputs);
        }
        Ok(outputs.note(format!("{cut_off} samples beyond the splice depth cut off")))
    }
}

/// Where one run passes into the other.
struct Splice {
    depth: f64,
    blend: f64,
    overlap: Option<[f64; 2]>,
    /// Whether the user gave the depth.
    given: bool,
    /// Weight of B at the splice depth itself.
    tie: f64,
}

impl Splice {
    fn of(
        params: &Params,
        depth: &Float64Array,
        upper: &Float64Array,
        lower: &Float64Array,
    ) -> Result<Self, KernelError> {
        let valid = |curve: &Float64Array| {
            (0..curve.len()).map(|row| curve.is_valid(row)).collect::<Vec<_>>()
        };
        let (above, below) = (extent(depth, &valid(upper)), extent(depth, &valid(lower)));
        if let (Some(above), Some(below)) = (above, below)
            && above[0] > below[1]
        {
            let found = format!("A from {} m, B down to {} m", above[0], below[1]);
            let what = "run A lies below run B";
            let hint = "bind the upper run to A and the lower one to B";
            return Err(KernelError::invalid("A", what, found, "A above B", hint));
        }
        // Where the runs do not overlap, the first of the two is the deeper: between them is the gap.
        let ends =
            above.zip(below).map(|(above, below)| [above[0].max(below[0]), above[1].min(below[1])]);
        let overlap = ends.filter(|[top, base]| top <= base);
        let nulls = |curve: &Float64Array| {
            let inside =
                |depth: f64| overlap.is_some_and(|[top, base]| (top..=base).contains(&depth));
            let rows = depth.iter().enumerate();
            let null = |(row, depth): &(usize, Option<f64>)| {
                depth.is_some_and(inside) && curve.is_null(*row)
            };
            rows.filter(null).count()
        };
        let deeper = match params.prefer {
            Prefer::Deeper => true,
            Prefer::Upper => false,
            Prefer::FewerNulls => nulls(lower) <= nulls(upper),
        };
        let by_overlap = match (overlap, ends) {
            (Some([top, base]), _) => {
                let inwards = params.blend.min(base - top) / 2.0;
                if deeper { top + inwards } else { base - inwards }
            }
            (None, Some([top, base])) => top / 2.0 + base / 2.0,
            // With one run only, or none, it does not matter where.
            (None, None) => 0.0,
        };
        Ok(Self {
            depth: params.splice_depth.unwrap_or(by_overlap),
            blend: params.blend,
            overlap,
            given: params.splice_depth.is_some(),
            tie: f64::from(u8::from(deeper)),
        })
    }

    /// Returns the weight of B.
    fn weight(&self, depth: f64) -> f64 {
        let below = depth - self.depth;
        if self.blend > 0.0 {
            (below / self.blend + 0.5).clamp(0.0, 1.0)
        } else if below == 0.0 {
            self.tie
        } else {
            f64::from(u8::from(below > 0.0))
        }
    }

    /// Whether a null takes the other run.
    fn gives_way(&self, depth: f64) -> bool {
        !self.given || self.overlap.is_some_and(|[top, base]| (top..=base).contains(&depth))
    }
}
