//! What flows along an edge: what there is of one well, or word that the well was lost.

use arrow::array::{Array, BooleanArray, Float64Array, UInt64Array};
use arrow::compute::{filter, take};
use uuid::Uuid;

use crate::domain::curve::Place;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::operators::values::Values;

/// Depths closer than this are one depth: a hundredth of the finest step that tools record.
pub const SAME_DEPTH_M: f64 = 1e-4;

/// One well on its way between two nodes.
///
/// Every node hands exactly one parcel for each well to each node that reads it, in the same order.
/// That makes the run a marked graph: with room for one parcel on every edge it cannot deadlock,
/// whatever the shape of the pipeline. A node of all wells together takes every parcel before it
/// hands on the first; it is a marked graph again once every edge has room for all wells.
#[derive(Debug, Clone)]
pub enum Parcel {
    /// What there is of the well.
    Batch(WellBatch),
    /// The well failed or was skipped at the named node.
    Lost {
        /// Name of the node that lost it.
        node: String,
    },
}

/// What there is of one well: frames, each with every column that is still needed downstream.
#[derive(Debug, Clone, Default)]
pub struct WellBatch {
    /// The frames; curves on one grid stand in one frame.
    pub frames: Vec<Frame>,
}

/// Columns whose rows stand side by side.
#[derive(Debug, Clone)]
pub struct Frame {
    /// What the rows are: depths, rows of a node's table, or one row for the whole well.
    pub place: Place,
    /// Depths in metres, increasing; `None` where rows have none.
    pub depth_m: Option<Float64Array>,
    /// Columns, all of one length, which is that of the depths.
    pub columns: Vec<FlowColumn>,
}

/// One column of a frame.
#[derive(Debug, Clone)]
pub struct FlowColumn {
    /// Key in the flow, `node.NAME`.
    pub key: String,
    /// Name of the column in a set, which goes by one key.
    pub member: Option<String>,
    /// Mnemonic: the base of the name of what is made from it.
    pub mnemonic: String,
    /// Unit as written; blank where the data has none.
    pub unit: String,
    /// Samples.
    pub values: Values,
    /// Stored curves that it is, or was computed from.
    pub curves: Vec<Uuid>,
    /// Their versions.
    pub versions: Vec<Uuid>,
}

impl FlowColumn {
    /// Whether a key of the plan means it: its own, or `node.PORT[NAME]` for one column of a set.
    fn is_meant(&self, key: &str) -> bool {
        self.key == key
            || self.member.as_deref().is_some_and(|member| {
                let rest = key.strip_prefix(self.key.as_str());
                rest.and_then(|rest| rest.strip_prefix('[')?.strip_suffix(']')) == Some(member)
            })
    }

    fn is_same(&self, other: &Self) -> bool {
        self.key == other.key && self.member == other.member
    }
}

impl Frame {
    /// Puts curves at depths in metres.
    pub fn at_depths(depth_m: Float64Array, columns: Vec<FlowColumn>) -> Self {
        Self { place: Place::Depths, depth_m: Some(depth_m), columns }
    }

    /// Returns the number of rows.
    pub fn rows(&self) -> usize {
        let column = || self.columns.first().map(|column| column.values.len());
        self.depth_m.as_ref().map(Float64Array::len).or_else(column).unwrap_or(0)
    }

    /// Keeps the rows where `keep` is true.
    pub fn filter(&mut self, keep: &BooleanArray) {
        self.depth_m = self.depth_m.take().map(|depth_m| numbers_kept(&depth_m, keep));
        for column in &mut self.columns {
            column.values = rows_kept(&column.values, keep);
        }
    }

    fn take_in(&mut self, columns: Vec<FlowColumn>) {
        for column in columns {
            if !self.columns.iter().any(|known| known.is_same(&column)) {
                self.columns.push(column);
            }
        }
    }
}

impl WellBatch {
    /// Puts together what reaches a node over several edges.
    ///
    /// Curves of which one grid is part of the other stand in one frame, tables stay what they are.
    pub fn merge(batches: Vec<Self>) -> Self {
        let mut frames: Vec<Frame> = Vec::new();
        let (curves, others): (Vec<Frame>, Vec<Frame>) = batches
            .into_iter()
            .flat_map(|batch| batch.frames)
            .partition(|frame| frame.place == Place::Depths);
        for frame in others {
            match frames.iter_mut().find(|known| known.place == frame.place) {
                Some(known) => known.take_in(frame.columns),
                None => frames.push(frame),
            }
        }
        let mut merged = merge_grids(curves);
        merged.extend(frames);
        Self { frames: merged }
    }

    /// Returns the columns with this key, each with the position of its frame.
    pub fn find(&self, key: &str) -> impl Iterator<Item = (usize, &FlowColumn)> {
        let frames = self.frames.iter().enumerate();
        frames
            .flat_map(|(at, frame)| frame.columns.iter().map(move |column| (at, column)))
            .filter(move |(_, column)| column.is_meant(key))
    }

    /// Returns the first column with this key.
    pub fn column(&self, key: &str) -> Option<&FlowColumn> {
        self.find(key).next().map(|(_, column)| column)
    }

    /// Walks all columns.
    pub fn columns(&self) -> impl Iterator<Item = &FlowColumn> {
        self.frames.iter().flat_map(|frame| &frame.columns)
    }

    /// Returns the rows of the longest frame.
    pub fn rows(&self) -> usize {
        self.frames.iter().map(Frame::rows).max().unwrap_or(0)
    }

    /// Keeps the columns with these keys, and of tables those that have any; depths always flow.
    pub fn project(&mut self, keys: &[String]) {
        for frame in &mut self.frames {
            frame.columns.retain(|column| keys.iter().any(|key| column.is_meant(key)));
        }
        self.frames.retain(|frame| frame.place == Place::Depths || !frame.columns.is_empty());
    }

    /// Brings some frames to the grid of the longest: where every other grid is part of it.
    pub fn align(&self, frames: &[usize]) -> Result<Aligned, Diagnostic> {
        let mut parts = Vec::with_capacity(frames.len());
        for &at in frames {
            let frame = &self.frames[at];
            let depth_m = frame.depth_m.as_ref().ok_or_else(|| without_depths(frame))?;
            parts.push((at, depth_m));
        }
        let longest = parts
            .iter()
            .copied()
            .max_by_key(|(at, depth_m)| (depth_m.len(), std::cmp::Reverse(*at)))
            .ok_or_else(|| {
                Diagnostic::error(ErrorType::MissingInput, "there is nothing to join")
            })?;
        let (base, depth_m) = longest;
        let mut positions = Vec::new();
        for (at, part) in parts {
            if at != base && part != depth_m {
                positions.push((at, positions_in(depth_m, part)?));
            }
        }
        Ok(Aligned { base, depth_m: depth_m.clone(), positions })
    }
}

/// Frames brought to one grid.
#[derive(Debug)]
pub struct Aligned {
    /// Position of the frame whose grid it is.
    pub base: usize,
    /// The grid, in metres.
    pub depth_m: Float64Array,
    /// For each frame on another grid, where its rows stand.
    positions: Vec<(usize, UInt64Array)>,
}

impl Aligned {
    /// Returns values of a frame on the grid; depths that it lacks become null.
    pub fn bring(&self, frame: usize, values: &Values) -> Values {
        match self.positions.iter().find(|(at, _)| *at == frame) {
            Some((_, positions)) => taken(values, positions),
            None => values.clone(),
        }
    }
}

/// Puts curves together whose grids are part of one another; the longest comes first.
pub fn merge_grids(mut frames: Vec<Frame>) -> Vec<Frame> {
    if frames.len() < 2 {
        return frames;
    }
    frames.sort_by_key(|frame| std::cmp::Reverse(frame.rows()));
    let mut merged: Vec<Frame> = Vec::new();
    'frames: for mut frame in frames {
        let Some(part) = frame.depth_m.clone() else { continue };
        for base in &mut merged {
            let Some(depth_m) = &base.depth_m else { continue };
            if *depth_m != part {
                let Ok(positions) = positions_in(depth_m, &part) else { continue };
                for column in &mut frame.columns {
                    column.values = taken(&column.values, &positions);
                }
            }
            base.take_in(frame.columns);
            continue 'frames;
        }
        merged.push(frame);
    }
    merged
}

/// Puts curves of a well in one frame: each depth of any grid is a row, null where a curve has none.
///
/// Unlike a node, who looks at rows side by side computes nothing across them.
pub fn side_by_side(frames: Vec<Frame>) -> Option<Frame> {
    let mut merged = merge_grids(frames);
    if merged.len() < 2 {
        return merged.pop();
    }
    let mut depths: Vec<f64> = merged
        .iter()
        .filter_map(|frame| frame.depth_m.as_ref())
        .flat_map(Float64Array::values)
        .copied()
        .collect();
    depths.sort_by(f64::total_cmp);
    depths.dedup_by(|depth, kept| *kept >= *depth - SAME_DEPTH_M);
    let depth_m = Float64Array::from(depths);
    let mut whole = Frame::at_depths(depth_m.clone(), Vec::new());
    for frame in merged {
        let part = frame.depth_m.expect("frames of curves have depths");
        let positions = positions_in(&depth_m, &part).expect("every depth is a row");
        whole.take_in(
            frame
                .columns
                .into_iter()
                .map(|column| FlowColumn { values: taken(&column.values, &positions), ..column })
                .collect(),
        );
    }
    Some(whole)
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
            .hint("resample them to one grid before this node, or bind curves that lie on one"));
        }
        positions[row] = Some(position as u64);
    }
    Ok(UInt64Array::from(positions))
}

fn without_depths(frame: &Frame) -> Diagnostic {
    Diagnostic::error(ErrorType::DepthMismatch, "the rows have no depths in this well")
        .found(format!("{}, whose depths have gaps or do not increase", frame.place))
        .wanted("a depth for each row, each below the one before")
        .hint("look at the table with `mudrock runs tables`, or bind a curve")
}

fn taken(values: &Values, positions: &UInt64Array) -> Values {
    let taken =
        |array: &dyn Array| take(array, positions, None).expect("positions lie in the array");
    match values {
        Values::Numbers(numbers) => Values::Numbers(as_numbers(&taken(numbers))),
        values => as_values(&taken(&values.to_arrow())),
    }
}

/// Keeps the values where the mask is true.
pub fn rows_kept(values: &Values, keep: &BooleanArray) -> Values {
    match values {
        Values::Numbers(numbers) => Values::Numbers(numbers_kept(numbers, keep)),
        values => {
            as_values(&filter(&values.to_arrow(), keep).expect("the mask is as long as the frame"))
        }
    }
}

/// Keeps the numbers where the mask is true.
pub fn numbers_kept(values: &Float64Array, keep: &BooleanArray) -> Float64Array {
    as_numbers(&filter(values, keep).expect("the mask is as long as the frame"))
}

/// Makes null what the mask does not keep; rows stay.
pub fn masked(values: &Values, keep: &BooleanArray) -> Values {
    let gone: BooleanArray = keep.values().iter().map(|keep| Some(!keep)).collect();
    let nulled = |array: &dyn Array| {
        arrow::compute::nullif(array, &gone).expect("the mask is as long as the frame")
    };
    match values {
        Values::Numbers(numbers) => Values::Numbers(as_numbers(&nulled(numbers))),
        values => as_values(&nulled(&values.to_arrow())),
    }
}

fn as_numbers(array: &dyn Array) -> Float64Array {
    array.as_any().downcast_ref::<Float64Array>().expect("the kind of values stays").clone()
}

fn as_values(array: &dyn Array) -> Values {
    Values::from_arrow(array).expect("the kind of values stays")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A column with the values `10 × depth`, on depths.
    pub fn frame(key: &str, depths: &[f64]) -> Frame {
        let values: Vec<f64> = depths.iter().map(|depth| depth * 10.0).collect();
        Frame::at_depths(depths.to_vec().into(), vec![column(key, Float64Array::from(values))])
    }

    /// A column of numbers or texts.
    pub fn column(key: &str, values: impl Into<Values>) -> FlowColumn {
        FlowColumn {
            key: key.to_owned(),
            member: None,
            mnemonic: key.to_owned(),
            unit: String::new(),
            values: values.into(),
            curves: Vec::new(),
            versions: Vec::new(),
        }
    }

    /// Frames of a well.
    pub fn batch(frames: impl IntoIterator<Item = Frame>) -> WellBatch {
        WellBatch { frames: frames.into_iter().collect() }
    }

    fn joined(one: Frame, other: Frame) -> WellBatch {
        WellBatch::merge(vec![batch([one]), batch([other])])
    }

    fn table(node: &str) -> Place {
        Place::Table { node: node.to_owned(), name: "zones".to_owned(), along: true }
    }

    #[test]
    fn a_shorter_grid_is_filled_with_nulls() {
        let joined = joined(frame("a", &[2.0, 3.0]), frame("b", &[1.0, 2.0, 3.0, 4.0]));
        assert_eq!((joined.frames.len(), joined.rows()), (1, 4));
        let values = joined.column("a").unwrap().values.numbers().unwrap();
        assert_eq!(*values, Float64Array::from(vec![None, Some(20.0), Some(30.0), None]));
    }

    #[test]
    fn grids_that_interleave_stay_apart_until_they_are_read_together() {
        let merged = joined(frame("a", &[1.0, 2.0, 3.0]), frame("b", &[1.5, 2.5]));
        assert_eq!(merged.frames.len(), 2);
        assert_eq!(merged.align(&[1]).unwrap().depth_m.len(), 2);
        let error = merged.align(&[0, 1]).unwrap_err();
        assert_eq!(error.error_type, ErrorType::DepthMismatch);
        assert!(error.to_string().contains("1.5 m"), "{error}");
        assert!(error.hint.unwrap().contains("resample"));
    }

    #[test]
    fn grids_side_by_side_have_a_row_for_each_depth_of_either() {
        let whole = side_by_side(vec![
            frame("a", &[1.0, 2.0, 3.0]),
            frame("b", &[1.5, 2.000_05, 9.0]),
            frame("c", &[2.0]),
        ])
        .unwrap();
        let depths = whole.depth_m.unwrap();
        assert_eq!(depths, Float64Array::from(vec![1.0, 1.5, 2.0, 3.0, 9.0]));
        let values = |key: &str| {
            let column = whole.columns.iter().find(|column| column.key == key).unwrap();
            column.values.numbers().unwrap().iter().collect::<Vec<_>>()
        };
        assert_eq!(values("a"), [Some(10.0), None, Some(20.0), Some(30.0), None]);
        assert_eq!(values("b"), [None, Some(15.0), Some(20.000_5), None, Some(90.0)]);
        assert_eq!(values("c"), [None, None, Some(20.0), None, None]);
        assert!(side_by_side(Vec::new()).is_none());
    }

    #[test]
    fn depths_that_differ_by_rounding_are_one_depth() {
        let joined = joined(frame("a", &[1.0, 2.0]), frame("b", &[1.000_01, 2.0]));
        assert_eq!(joined.column("b").unwrap().values.null_count(), 0);
    }

    #[test]
    fn a_column_that_comes_twice_is_kept_once() {
        let joined = joined(frame("a", &[1.0]), frame("a", &[1.0]));
        assert_eq!(joined.columns().count(), 1);
    }

    #[test]
    fn a_table_stays_a_table_though_its_depths_are_part_of_a_grid() {
        let zones = Frame { place: table("n"), ..frame("n.FROM", &[1.0, 3.0]) };
        let more = Frame { place: table("n"), ..frame("f.X", &[1.0, 3.0]) };
        let other = Frame { place: table("m"), ..frame("m.FROM", &[1.0, 3.0]) };
        let curves = frame("a", &[1.0, 2.0, 3.0]);
        let merged = WellBatch::merge(vec![batch([curves, zones]), batch([more, other])]);
        let columns: Vec<usize> = merged.frames.iter().map(|frame| frame.columns.len()).collect();
        assert_eq!(columns, [1, 2, 1]);
        // Read as a curve, it lies on the grid of which it is part.
        let aligned = merged.align(&[0, 1]).unwrap();
        let values = aligned.bring(1, &merged.frames[1].columns[0].values);
        let wanted = Float64Array::from(vec![Some(10.0), None, Some(30.0)]);
        assert_eq!(values.numbers(), Some(&wanted));
    }

    #[test]
    fn texts_and_lists_are_joined_and_filtered_as_numbers_are() {
        use crate::operators::values::ArrayCurve;
        use arrow::array::StringArray;

        let lists = ArrayCurve::from_iter([Some(vec![Some(1.0), None]), None]);
        let part = Frame::at_depths(
            vec![2.0, 3.0].into(),
            vec![column("t", StringArray::from(vec![Some("A"), None])), column("l", lists)],
        );
        let mut merged = joined(frame("a", &[1.0, 2.0, 3.0]), part);
        let texts = |merged: &WellBatch| -> Vec<Option<String>> {
            let texts = merged.column("t").unwrap().values.texts().unwrap();
            texts.iter().map(|text| text.map(str::to_owned)).collect()
        };
        assert_eq!(texts(&merged), [None, Some("A".to_owned()), None]);
        let lists = merged.column("l").unwrap().values.arrays().unwrap();
        assert_eq!(lists.row(1).unwrap().len(), 2);
        assert!(lists.row(0).is_none());
        merged.frames[0].filter(&BooleanArray::from(vec![false, true, true]));
        assert_eq!(texts(&merged), [Some("A".to_owned()), None]);
        let hidden = masked(&merged.column("t").unwrap().values, &vec![false, true].into());
        assert_eq!(hidden.null_count(), 2);
    }
}
