//! From one depth index to another: where each new depth lies among the known ones.

use arrow::array::{Array, Float64Array};

use super::regrid::median_distance;
use super::thickness::median_step;
use crate::operators::operator::{BrokenRule, KernelError};

/// Samples of a new index beyond which a step is taken for a mistake.
const MOST: f64 = 10_000_000.0;

/// Part of a step by which a depth may miss another and still be it: depths carry rounding.
const ROUNDING: f64 = 1e-6;

/// Refuses a new index that would end before it begins.
pub fn check_ends(start: Option<f64>, stop: Option<f64>) -> Vec<BrokenRule> {
    let Some((start, stop)) = start.zip(stop).filter(|(start, stop)| start > stop) else {
        return Vec::new();
    };
    let wanted = format!("at least start, which is {start} m");
    vec![BrokenRule::new("stop", stop, wanted, "exchange the two, or leave one out")]
}

/// Words why a new index, which [`regular`] made, has no sample.
pub fn empty(wanted: &[f64], start: Option<f64>, stop: Option<f64>) -> Option<String> {
    if !wanted.is_empty() {
        return None;
    }
    let why = match (start, stop) {
        (Some(start), _) => format!("no sample lies at or below start, {start} m"),
        (None, Some(stop)) => format!("no sample lies at or above stop, {stop} m"),
        (None, None) => "no sample has a depth".to_owned(),
    };
    Some(format!("the new index is empty: {why}"))
}

/// Returns depths at a regular step, from `start`, or the shallowest depth, to `stop`, or the deepest.
pub fn regular(
    depth: &Float64Array,
    step: f64,
    start: Option<f64>,
    stop: Option<f64>,
) -> Result<Vec<f64>, KernelError> {
    let known = || depth.iter().flatten();
    let first = start.or_else(|| known().min_by(f64::total_cmp));
    let last = stop.or_else(|| known().max_by(f64::total_cmp));
    let (Some(first), Some(last)) = (first, last) else { return Ok(Vec::new()) };
    let steps = ((last - first) / step + ROUNDING).floor();
    if steps.is_nan() || steps >= MOST {
        let found = format!("{first} m to {last} m at a step of {step} m");
        let hint = "lengthen the step, or set start and stop";
        let wanted = format!("at most {MOST} samples");
        return Err(KernelError::invalid("DEPT", "the new index is too long", found, wanted, hint));
    }
    let samples = if steps < 0.0 { 0 } else { steps as usize + 1 };
    Ok((0..samples).map(|sample| first + sample as f64 * step).collect())
}

/// Rows with a depth and a value, by increasing depth; of rows at the same depth the first.
pub struct Known {
    /// The rows.
    pub rows: Vec<usize>,
    /// Their depths.
    pub depths: Vec<f64>,
}

/// Where a depth lies among known ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// Above the first, below the last, or in a gap.
    Nowhere,
    /// At a known depth but for rounding; a place in [`Known::depths`].
    On(usize),
    /// Between the known depth at this place and the next.
    After(usize),
}

impl Known {
    /// Collects the rows that have a depth and of which `valid` holds.
    pub fn new(depth: &Float64Array, valid: impl Fn(usize) -> bool) -> Self {
        let at = |row: &usize| depth.value(*row);
        let mut rows: Vec<usize> =
            (0..depth.len()).filter(|row| depth.is_valid(*row) && valid(*row)).collect();
        rows.sort_by(|one, other| at(one).total_cmp(&at(other)));
        rows.dedup_by(|one, other| at(one) == at(other));
        let depths = rows.iter().map(at).collect();
        Self { rows, depths }
    }

    /// Returns the values of a curve at the known rows.
    pub fn values(&self, curve: &Float64Array) -> Vec<f64> {
        self.rows.iter().map(|row| curve.value(*row)).collect()
    }

    /// Finds each of `wanted`, depths in any order, fastest when they increase.
    ///
    /// `gap` says whether the stretch after a known depth, of a given length, is a gap.
    pub fn places(
        &self,
        wanted: &[f64],
        rounding: f64,
        gap: impl Fn(usize, f64) -> bool,
    ) -> Vec<Place> {
        let mut above = 0;
        let near = |place: usize, depth: f64| (self.depths[place] - depth).abs() <= rounding;
        wanted
            .iter()
            .map(|&depth| {
                if self.depths.is_empty() {
                    return Place::Nowhere;
                }
                if depth < self.depths[above] {
                    above = self.depths.partition_point(|known| *known <= depth).saturating_sub(1);
                }
                while self.depths.get(above + 1).is_some_and(|next| *next <= depth) {
                    above += 1;
                }
                let inside = depth >= self.depths[above];
                match self.depths.get(above + 1) {
                    _ if depth == self.depths[above] => Place::On(above),
                    Some(next) if inside && !gap(above, next - self.depths[above]) => {
                        Place::After(above)
                    }
                    _ if near(above, depth) => Place::On(above),
                    Some(_) if near(above + 1, depth) => Place::On(above + 1),
                    _ => Place::Nowhere,
                }
            })
            .collect()
    }
}

/// Returns the length beyond which a stretch without values is a gap, and the rounding of depths.
pub fn gap_and_rounding(depth: &Float64Array, max_gap: f64) -> (f64, f64) {
    (max_gap * (1.0 + 1e-9), ROUNDING * median_step(depth))
}

/// Words what to do where a curve is sampled more coarsely than `max_gap`, so that nothing is bridged.
pub fn coarse(name: &str, depths: &[f64], max_gap: f64) -> Option<String> {
    let step = median_distance(depths).filter(|step| *step > max_gap * (1.0 + 1e-9))?;
    Some(format!(
        "{name} has a value every {step:.4} m, further apart than max_gap, {max_gap} m: there is none \
         between them; set max_gap to {step:.4} or more to bridge that"
    ))
}

/// Interpolates linearly between two points.
pub fn between(place: f64, at: [f64; 2], values: [f64; 2]) -> f64 {
    values[0] + (values[1] - values[0]) / (at[1] - at[0]) * (place - at[0])
}

/// Reads a curve at other depths, linearly between neighbours with values; null where there are none.
pub fn linear(
    curve: &Float64Array,
    known: &Known,
    places: &[Place],
    wanted: &[f64],
) -> Float64Array {
    let values = known.values(curve);
    let at = |(place, depth): (&Place, &f64)| match *place {
        Place::Nowhere => None,
        Place::On(place) => Some(values[place]),
        Place::After(place) => {
            let depths = [known.depths[place], known.depths[place + 1]];
            Some(between(*depth, depths, [values[place], values[place + 1]]))
        }
    };
    places.iter().zip(wanted).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_depth_is_reached_in_spite_of_rounding() {
        let depth = Float64Array::from(vec![0.0, 0.3]);
        assert_eq!(regular(&depth, 0.1, None, None).map(|new| new.len()), Ok(4));
        assert_eq!(regular(&depth, 0.1, Some(0.5), None).map(|new| new.len()), Ok(0));
        assert!(regular(&depth, 1e-9, None, None).is_err());
    }

    #[test]
    fn an_index_without_samples_is_refused_or_told() {
        assert_eq!(check_ends(Some(2.0), Some(1.0)).len(), 1);
        assert!(check_ends(Some(1.0), Some(1.0)).is_empty());
        assert!(check_ends(None, Some(1.0)).is_empty());
        let note = empty(&[], Some(2.0), None).expect("a note");
        assert_eq!(note, "the new index is empty: no sample lies at or below start, 2 m");
        assert_eq!(empty(&[2.0], Some(2.0), None), None);
    }

    #[test]
    fn a_curve_coarser_than_the_limit_is_told() {
        let note = coarse("GR", &[0.0, 5.0, 10.0, 11.0], 1.0).expect("a note");
        assert!(note.contains("set max_gap to 5.0000 or more"), "{note}");
        assert_eq!(coarse("GR", &[0.0, 1.0, 2.0, 9.0], 1.0), None);
        assert_eq!(coarse("GR", &[3.0], 0.0), None);
    }

    #[test]
    fn depths_are_found_in_any_order() {
        let depth = Float64Array::from(vec![Some(3.0), None, Some(1.0), Some(2.0), Some(6.0)]);
        let known = Known::new(&depth, |_| true);
        assert_eq!(known.rows, [2, 3, 0, 4]);
        let places =
            known.places(&[2.5, 0.5, 1.0, 4.0, 6.0000001, 7.0], 1e-6, |_, length| length > 2.0);
        use Place::{After, Nowhere, On};
        assert_eq!(places, [After(1), Nowhere, On(0), Nowhere, On(3), Nowhere]);
    }
}
