//! Rotate image to north.

use arrow::array::Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{DEGREE, Output, Port};
use crate::operators::support::arrays::map_rows;

/// A shift this near to a whole number of bins is one, so that rounding draws no null neighbour in.
const WHOLE: f64 = 1e-9;

/// Turns each row of an image so that its first bin looks north.
///
/// ## Formula
/// `out[k] = A[k - s]` around the hole, where `s = (P1AZ + offset) / 360 * n` for n bins; between two bins by a straight line. Bins go clockwise seen from above, the first at pad 1.
/// ## Units
/// P1AZ and offset in deg clockwise from north; out has the unit of A.
/// ## Nulls
/// A null azimuth gives a null row; a bin between two, one of them null, is null.
/// ## Source
/// Standard practice for borehole images: Rider and Kennedy, The Geological Interpretation of Well Logs, 3rd ed., 2011; whole shifts as numpy.roll, NumPy 2.4, 2026.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Added to the azimuth, e.g. the magnetic declination.
    #[schemars(range(min = -360.0, max = 360.0), extend("x-unit" = "deg"))]
    pub offset: f64,
}

pub struct ImageRotateNorth;

impl Operator for ImageRotateNorth {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "image_rotate_north",
        title: "Rotate image to north",
        terms: &["orient", "azimuth", "fmi", "televiewer"],
        inputs: &[Port::array("A", None), Port::curve("P1AZ", DEGREE)],
        outputs: &[Output::array_keeping("out", "A")],
        examples: &[
            Example {
                note: "A quarter turn of four bins, an eighth halfway between bins, no turn, no azimuth.",
                params: "{}",
                input: r#"{"A": [[1, 2, 3, 4], [1, 2, 3, 4], [1, null, 3, 4], [1, 2, 3, 4]], "P1AZ": [90, 45, 0, null]}"#,
                output: r#"{"out": [[4, 1, 2, 3], [2.5, 1.5, 2.5, 3.5], [1, null, 3, 4], null]}"#,
            },
            Example {
                note: "The offset turns further; both neighbours of a null bin are null when it falls between.",
                params: r#"{"offset": -45}"#,
                input: r#"{"A": [[1, 2, 3, 4], [1, null, 3, 4]], "P1AZ": [45, 0]}"#,
                output: r#"{"out": [[1, 2, 3, 4], [null, null, 3.5, 2.5]]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (image, azimuth) = (input.array("A")?, input.curve("P1AZ")?);
        let (mut room, mut ring) = (Vec::new(), Vec::new());
        let turned = map_rows(image, |index, row, bins| {
            let count = row.len();
            if azimuth.is_null(index) || count == 0 {
                return azimuth.is_valid(index);
            }
            let turn = (azimuth.value(index) + params.offset) / 360.0;
            let shift = (turn - turn.floor()) * count as f64;
            // Backwards by the shift: this many whole bins, and this part of the next one.
            let mut whole = (count as f64 - shift).floor();
            let mut part = count as f64 - shift - whole;
            if part > 1.0 - WHOLE {
                (whole, part) = (whole + 1.0, 0.0);
            } else if part < WHOLE {
                part = 0.0;
            }
            let row = row.or_nan(&mut room);
            // From the first bin onwards, all the way around and one bin more.
            let first = whole as usize % count;
            ring.clear();
            ring.extend_from_slice(&row[first..]);
            ring.extend_from_slice(&row[..first]);
            ring.push(ring[0]);
            match part {
                0.0 => bins.extend_from_slice(&ring[..count]),
                part => {
                    bins.extend(ring.windows(2).map(|two| two[0] * (1.0 - part) + two[1] * part))
                }
            }
            true
        });
        Ok(Outputs::one("out", turned))
    }
}
