//! Take bins.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::arrays::map_rows;

/// Takes every step-th bin of each row from start to before stop.
///
/// ## Formula
/// `out = A[:, start:stop:step]`; the first bin is 0, and a negative place counts from the end, -1 the last bin. A negative step walks backwards.
/// ## Units
/// Any; out has the unit of A.
/// ## Nulls
/// Null bins and null rows stay null. Rows may differ in length: places from the end are those of each row.
/// ## Source
/// Slices as in Python 3.14 and NumPy 2.4, 2026.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// First bin taken; null takes from the first, with a negative step from the last.
    #[schemars(range(min = -1_000_000, max = 1_000_000), extend("x-unit" = "1"))]
    pub start: Option<i32>,
    /// First bin no longer taken; null takes to the end.
    #[schemars(range(min = -1_000_000, max = 1_000_000), extend("x-unit" = "1"))]
    pub stop: Option<i32>,
    /// Distance between the bins taken; not 0.
    #[schemars(range(min = -1_000_000, max = 1_000_000), extend("x-unit" = "1"))]
    pub step: i32,
}

impl Default for Params {
    fn default() -> Self {
        Self { start: None, stop: None, step: 1 }
    }
}

impl Params {
    /// Returns the places taken of a row of `length` bins.
    /// Returns the first place, and the one before which to stop.
    fn ends(&self, length: usize) -> (i64, i64) {
        let length = length as i64;
        // Walking backwards, one place before the first is the end.
        let (lowest, highest) = if self.step < 0 { (-1, length - 1) } else { (0, length) };
        let place = |bin: i32| {
            let bin = i64::from(bin);
            (if bin < 0 { bin + length } else { bin }).clamp(lowest, highest)
        };
        let ends = if self.step < 0 { (highest, lowest) } else { (lowest, highest) };
        (self.start.map_or(ends.0, place), self.stop.map_or(ends.1, place))
    }

    /// Returns the places taken by a step of 1.
    fn range(&self, length: usize) -> Range<usize> {
        let (start, stop) = self.ends(length);
        start as usize..stop.max(start) as usize
    }

    fn places(&self, length: usize) -> impl Iterator<Item = usize> {
        let ((start, stop), step) = (self.ends(length), i64::from(self.step));
        let step_of = move |place: &i64| Some(place + step);
        std::iter::successors(Some(start), step_of)
            .take_while(move |place| if step < 0 { *place > stop } else { *place < stop })
            .map(|place| place as usize)
    }
}

pub struct ArraySlice;

impl Operator for ArraySlice {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "array_slice",
        title: "Take bins",
        terms: &["subset", "channels", "select", "bins"],
        inputs: &[Port::array("A", None)],
        outputs: &[Output::array_keeping("out", "A")],
        examples: &[
            Example {
                note: "Two bins from the second on.",
                params: r#"{"start": 1, "stop": 3}"#,
                input: r#"{"A": [[1, 2, 3, 4], [5, null, 7, 8], null]}"#,
                output: r#"{"out": [[2, 3], [null, 7], null]}"#,
            },
            Example {
                note: "Every other bin, backwards from the last.",
                params: r#"{"step": -2}"#,
                input: r#"{"A": [[1, 2, 3, 4, 5]]}"#,
                output: r#"{"out": [[5, 3, 1]]}"#,
            },
            Example {
                note: "The last two bins.",
                params: r#"{"start": -2}"#,
                input: r#"{"A": [[1, 2, 3, 4]]}"#,
                output: r#"{"out": [[3, 4]]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let mut room = Vec::new();
        // Rows are mostly equally long.
        let (mut length, mut range) = (0, 0..0);
        let taken = map_rows(input.array("A")?, |_, row, bins| {
            let row = row.or_nan(&mut room);
            if params.step != 1 {
                bins.extend(params.places(row.len()).map(|bin| row[bin]));
                return true;
            }
            if row.len() != length {
                (length, range) = (row.len(), params.range(row.len()));
            }
            bins.extend_from_slice(&row[range.clone()]);
            true
        });
        Ok(Outputs::one("out", taken))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        if params.step != 0 {
            return Vec::new();
        }
        vec![BrokenRule::new("step", 0, "a distance that is not 0", "use 1 for every bin")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_python() {
        // list(range(5))[start:stop:step]
        let places = |start, stop, step| Params { start, stop, step }.places(5).collect::<Vec<_>>();
        assert_eq!(places(Some(-3), Some(-1), 1), [2, 3]);
        assert_eq!(places(Some(-9), Some(9), 2), [0, 2, 4]);
        assert_eq!(places(Some(9), Some(1), -2), [4, 2]);
        assert_eq!(places(Some(3), Some(-9), -1), [3, 2, 1, 0]);
        assert!(places(Some(3), Some(1), 1).is_empty());
        for (start, stop) in
            [(None, None), (Some(-3), Some(-1)), (Some(3), Some(1)), (Some(9), None)]
        {
            let slice = Params { start, stop, step: 1 };
            assert!(slice.places(5).eq(slice.range(5)), "{start:?} {stop:?}");
        }
    }
}
