//! Statistics of a curve, from which a user picks a value.

use serde::Serialize;

/// Percentiles that are told.
pub const PERCENTS: [f64; 9] = [1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0];

/// Statistics of a column, where there are any.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Statistics {
    /// Of stored samples.
    Stored(CurveStatistics),
    /// None: the column is computed by a node that was not run, so that there are no samples yet.
    NotComputed {
        /// Id of the node.
        node: String,
        /// Port.
        port: String,
    },
}

/// Statistics of one curve over some wells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CurveStatistics {
    /// Name that was asked for.
    pub curve: String,
    /// Depths that were asked for, in metres; all where there is none.
    pub depth_range_m: Option<[f64; 2]>,
    /// Wells asked for.
    pub wells: usize,
    /// Wells that have the curve.
    pub wells_having: usize,
    /// Wells whose samples were read.
    pub wells_read: usize,
    /// Whether only some wells or samples were read, because all are too many.
    pub estimated: bool,
    /// Statistics by unit, that of most wells first: values of different units are never put together.
    pub units: Vec<UnitStatistics>,
}

/// Statistics of the samples in one unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnitStatistics {
    /// Unit as the first of the wells writes it; blank where they give none.
    pub unit: String,
    /// Wells read.
    pub wells: usize,
    /// Samples read, nulls included.
    pub samples: u64,
    /// Samples without a finite value.
    pub nulls: u64,
    /// What the values say; `None` where all are null.
    pub summary: Option<Summary>,
}

/// What values say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Smallest value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation of the values themselves: divided by their number.
    pub std: f64,
    /// Percentiles: linearly between the two nearest values, as numpy has it by default.
    pub percentiles: Vec<Percentile>,
    /// How often values occur.
    pub histogram: Histogram,
}

/// A percentile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Percentile {
    /// Share of values below, in percent.
    pub percent: f64,
    /// Value.
    pub value: f64,
}

/// How often values occur.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Histogram {
    /// Edges of the bins, one more than bins.
    pub edges: Vec<f64>,
    /// Values in each bin: from its lower edge up to its upper one, which only the last bin has.
    pub counts: Vec<u64>,
    /// Whether the bins are equally wide in the logarithm.
    pub logarithmic: bool,
}
