//! What flows along an edge: the batch of one well, or word that the well was lost.

use arrow::array::{Array, BooleanArray, Float64Array, UInt64Array};
use arrow::compute::{filter, take};
use uuid::Uuid;

use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Depths closer than this are one depth: a hundredth of the finest step that tools record.
pub const SAME_DEPTH_M: f64 = 1e-4;

/// One well on its way between two nodes.
///
/// Every node hands exactly one parcel for each well to each node that reads it, in the same order.
/// That makes the run a marked graph: with room for one parcel on every edge it cannot deadlock,
/// whatever the shape of the pipeline.
#[derive(Debug, Clone)]
pub enum Parcel {
    /// The well's samples.
    Batch(WellBatch),
    /// The well failed or was skipped at the named node.
    Lost {
        /// Name of the node that lost it.
        node: String,
    },
}

/// The samples of one well: depths and every curve that is still needed downstream.
#[derive(Debug, Clone)]
pub struct WellBatch {
    /// Depths in metres, increasing.
    pub depth_m: Float64Array,
    /// Columns, each as long as the depths.
    pub columns: Vec<FlowColumn>,
}

/// One column of a batch.
#[derive(Debug, Clone)]
pub struct FlowColumn {
    /// Key in the flow, `node.NAME`.
    pub key: String,
    /// Mnemonic: the base of the name of what is made from it.
    pub mnemonic: String,
    /// Unit as written; blank where the data has none.
    pub unit: String,
    /// Samples.
    pub values: Float64Array,
    /// Stored curves that it is, or was computed from.
    pub curves: Vec<Uuid>,
    /// Their versions.
    pub versions: Vec<Uuid>,
}

impl WellBatch {
    /// Returns the column with this key.
    pub fn column(&self, key: &str) -> Option<&FlowColumn> {
        self.columns.iter().find(|column| column.key == key)
    }

    /// Number of samples.
    pub fn rows(&self) -> usize {
        self.depth_m.len()
    }

    /// Keeps the columns with these keys.
    pub fn project(&mut self, keys: &[String]) {
        self.columns.retain(|column| keys.contains(&column.key));
    }

    /// Keeps the rows where `keep` is true.
    pub fn filter(&mut self, keep: &BooleanArray) {
        self.depth_m = rows_kept(&self.depth_m, keep);
        for column in &mut self.columns {
            column.values = rows_kept(&column.values, keep);
        }
    }

    /// Joins batches of one well on depth.
    ///
    /// The grid with most depths is the base. Every other grid must be part of it: a sample between
    /// two of its depths is refused, since filling it would be a silent choice.
    pub fn join(batches: Vec<Self>) -> Result<Self, Diagnostic> {
        let mut batches = batches;
        let longest = (0..batches.len())
            .max_by_key(|&index| (batches[index].rows(), std::cmp::Reverse(index)))
            .ok_or_else(|| {
                Diagnostic::error(ErrorType::MissingInput, "there is nothing to join")
            })?;
        let mut joined = batches.swap_remove(longest);
        for batch in batches {
            let positions = if batch.depth_m == joined.depth_m {
                None
            } else {
                Some(positions_in(&joined.depth_m, &batch.depth_m)?)
            };
            for mut column in batch.columns {
                if joined.column(&column.key).is_some() {
                    continue;
                }
                if let Some(positions) = &positions {
                    column.values = taken(&column.values, positions);
                }
                joined.columns.push(column);
            }
        }
        Ok(joined)
    }
}

/// For each depth of `base`, the position of the same depth in `part`, or null.
fn positions_in(base: &Float64Array, part: &Float64Array) -> Result<UInt64Array, Diagnostic> {
    let (base, part) = (base.values(), part.values());
    let mut positions = vec![None; base.len()];
    let mut row = 0;
    for (position, &depth) in part.iter().enumerate() {
        while row < base.len() && base[row] < depth - SAME_DEPTH_M {
            row += 1;
        }
        if row == base.len() || base[row] > depth + SAME_DEPTH_M {
            return Err(Diagnostic::error(
                ErrorType::DepthMismatch,
                "the curves lie on different depth grids",
            )
            .found(format!("a sample at {depth} m that the other grid does not have"))
            .wanted("grids of which one is part of the other")
            .hint(
                "bring the curves to one grid before the pipeline, or read them in two ingestions",
            ));
        }
        positions[row] = Some(position as u64);
    }
    Ok(UInt64Array::from(positions))
}

fn taken(values: &Float64Array, positions: &UInt64Array) -> Float64Array {
    let taken = take(values, positions, None).expect("positions lie in the array");
    taken.as_any().downcast_ref::<Float64Array>().expect("take keeps the type").clone()
}

fn rows_kept(values: &Float64Array, keep: &BooleanArray) -> Float64Array {
    let kept = filter(values, keep).expect("the mask is as long as the batch");
    kept.as_any().downcast_ref::<Float64Array>().expect("filter keeps the type").clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(key: &str, depths: &[f64]) -> WellBatch {
        WellBatch {
            depth_m: Float64Array::from(depths.to_vec()),
            columns: vec![FlowColumn {
                key: key.to_owned(),
                mnemonic: key.to_owned(),
                unit: String::new(),
                values: Float64Array::from(
                    depths.iter().map(|depth| depth * 10.0).collect::<Vec<_>>(),
                ),
                curves: Vec::new(),
                versions: Vec::new(),
            }],
        }
    }

    #[test]
    fn a_shorter_grid_is_filled_with_nulls() {
        let joined =
            WellBatch::join(vec![batch("a", &[2.0, 3.0]), batch("b", &[1.0, 2.0, 3.0, 4.0])])
                .unwrap();
        assert_eq!(joined.rows(), 4);
        let values = &joined.column("a").unwrap().values;
        assert_eq!(*values, Float64Array::from(vec![None, Some(20.0), Some(30.0), None]));
    }

    #[test]
    fn grids_that_interleave_are_refused() {
        let error = WellBatch::join(vec![batch("a", &[1.0, 2.0, 3.0]), batch("b", &[1.5, 2.5])])
            .unwrap_err();
        assert_eq!(error.error_type, ErrorType::DepthMismatch);
        assert!(error.to_string().contains("1.5 m"), "{error}");
    }

    #[test]
    fn depths_that_differ_by_rounding_are_one_depth() {
        let joined = WellBatch::join(vec![batch("a", &[1.0, 2.0]), batch("b", &[1.000_01, 2.0])]);
        assert_eq!(joined.unwrap().column("b").unwrap().values.null_count(), 0);
    }

    #[test]
    fn a_column_that_comes_twice_is_kept_once() {
        let joined = WellBatch::join(vec![batch("a", &[1.0]), batch("a", &[1.0])]).unwrap();
        assert_eq!(joined.columns.len(), 1);
    }
}
