//! Distance between wells.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{DEGREE, METRE, Output, Port};
use crate::operators::support::course::{Course, apart, courses};
use crate::operators::support::survey::{Path, Survey};

/// Gives the distance from one well to another, depth by depth.
///
/// ## Formula
/// Both wells run along arcs of circles between their stations (minimum curvature). For a point of well a, horizontal: the least `hypot(dNORTH, dEAST)` to the points of well b at the same TVD; 3d: the least distance to any point of well b. The points of a are those at the measured depths of the samples, or all those at a TVD where port TVD is fed. A course that is level, within a thousandth of a millimetre, counts as a whole at its TVD; where both port TVD and 3d ask for it, it is searched metre by metre, and closer about the least distance found. A survey of one station is a point. The catalogue gives one rule, at the same TVD; the distance to the nearest point is what it leaves to 3d.
/// ## Units
/// Depths, TVD, positions and DIST in m; inclinations and azimuths in deg. Well a starts at 0, 0, 0 and well b at b_north0, b_east0, b_tvd0 from there.
/// ## Nulls
/// Null where the depth is null or outside well a, and for horizontal where no point of well b has that TVD. A station with a null is dropped and counted in the run report; depths must increase and inclinations lie within 0 to 180 deg. Two stations that point in opposite directions, within 0.006 deg, are an error: a survey that turns back on itself has no arc.
/// ## Source
/// Definition; arcs after Sawaryn and Thorogood, A Compendium of Directional Calculations Based on the Minimum Curvature Method, SPE 84246, 2005.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Which points of well b are looked at.
    pub method: Reach,
    /// How far north of the first station of a that of b lies.
    #[schemars(range(min = -1e8, max = 1e8), extend("x-unit" = "m"))]
    pub b_north0: f64,
    /// How far east of the first station of a that of b lies.
    #[schemars(range(min = -1e8, max = 1e8), extend("x-unit" = "m"))]
    pub b_east0: f64,
    /// How far below the first station of a that of b lies.
    #[schemars(range(min = -20000.0, max = 20000.0), extend("x-unit" = "m"))]
    pub b_tvd0: f64,
}

/// Which points of the other well are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Those at the same TVD.
    Horizontal,
    /// All.
    #[serde(rename = "3d")]
    Space,
}

impl Default for Params {
    fn default() -> Self {
        Self { method: Reach::Horizontal, b_north0: 0.0, b_east0: 0.0, b_tvd0: 0.0 }
    }
}

pub struct WellDistance;

impl Operator for WellDistance {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "well_distance",
        title: "Distance between wells at a depth",
        terms: &["collision", "separation", "trajectory", "survey", "offset well"],
        inputs: &[
            Port::curve("a_MD", METRE).in_table("a"),
            Port::curve("a_INCL", DEGREE).in_table("a"),
            Port::curve("a_AZIM", DEGREE).in_table("a"),
            Port::curve("b_MD", METRE).in_table("b"),
            Port::curve("b_INCL", DEGREE).in_table("b"),
            Port::curve("b_AZIM", DEGREE).in_table("b"),
            Port::curve("TVD", METRE).optional().alias(&["at"]),
        ],
        outputs: &[Output::curve("DIST", METRE)],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Two vertical wells 30 m north and 40 m east of each other; b ends at 800 m.",
                params: r#"{"b_north0": 30, "b_east0": 40}"#,
                input: r#"{"a": {"MD": [0, 1000], "INCL": [0, 0], "AZIM": [0, 0]}, "b": {"MD": [0, 800], "INCL": [0, 0], "AZIM": [0, 0]}, "DEPT": [500, 900, 1100]}"#,
                output: r#"{"DIST": [50, null, null]}"#,
            },
            Example {
                note: "From 400 m down a vertical well to the nearest point of one at 30 deg from the same slot.",
                params: r#"{"method": "3d"}"#,
                input: r#"{"a": {"MD": [0, 1000], "INCL": [0, 0], "AZIM": [0, 0]}, "b": {"MD": [0, 800], "INCL": [30, 30], "AZIM": [0, 0]}, "DEPT": [400]}"#,
                output: r#"{"DIST": [200]}"#,
            },
            Example {
                note: "At the TVD where a quarter of a circle, 636.62 m across, ends.",
                params: "{}",
                input: r#"{"a": {"MD": [0, 1000], "INCL": [0, 0], "AZIM": [0, 0]}, "b": {"MD": [0, 1000], "INCL": [0, 90], "AZIM": [90, 90]}, "TVD": [450.1581580785532]}"#,
                output: r#"{"DIST": [186.46161428902816]}"#,
            },
            Example {
                note: "Above a level hole, which lies at one TVD all along: the nearest of its points counts.",
                params: r#"{"b_north0": -60, "b_east0": 10, "b_tvd0": 500}"#,
                input: r#"{"a": {"MD": [0, 1000], "INCL": [0, 0], "AZIM": [0, 0]}, "b": {"MD": [0, 100], "INCL": [90, 90], "AZIM": [0, 0]}, "DEPT": [499, 500]}"#,
                output: r#"{"DIST": [null, 10]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let a = Survey::read(input, ["a_MD", "a_INCL", "a_AZIM"])?;
        let b = Survey::read(input, ["b_MD", "b_INCL", "b_AZIM"])?;
        let path = Path::through(&a, [0.0; 3])?;
        let start = [params.b_north0, params.b_east0, params.b_tvd0];
        let (own, others) = (courses(&path), courses(&Path::through(&b, start)?));

        let from = |place: &Course| match params.method {
            Reach::Horizontal => {
                let level = others.iter().flat_map(|other| other.at_tvd(place.start[2]));
                least(level.map(|other| apart(place, &other)))
            }
            Reach::Space => least([place.least(|point| {
                let distances = others.iter().map(|other| other.distance(point));
                distances.fold(f64::INFINITY, f64::min)
            })]),
        };
        let distances: Float64Array = match input.optional("TVD") {
            Some(tvd) => tvd
                .iter()
                .map(|tvd| {
                    let tvd = tvd?;
                    let places = own.iter().flat_map(|course| course.at_tvd(tvd));
                    least(places.filter_map(|place| from(&place)))
                })
                .collect(),
            None => {
                let depths = input.depth().iter();
                depths.map(|depth| from(&Course::point(path.at(depth?, false)?.position))).collect()
            }
        };
        let outside = distances.null_count();
        let outputs = b.note_dropped(a.note_dropped(Outputs::one("DIST", distances)));
        if outside == 0 {
            return Ok(outputs);
        }
        Ok(outputs.note(format!("{outside} depths are null: outside one of the wells")))
    }
}

fn least(distances: impl IntoIterator<Item = f64>) -> Option<f64> {
    distances.into_iter().filter(|distance| distance.is_finite()).min_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::operators::eval::eval;

    fn distances(params: Value, input: Value) -> Value {
        let object = |value: Value| value.as_object().cloned().expect("an object");
        eval("well_distance", &object(params), &object(input)).expect("runs")["DIST"].clone()
    }

    fn assert_near(found: &Value, wanted: &[f64]) {
        let found: Vec<f64> = found
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one.as_f64().expect("f64"))
            .collect();
        let near = |(one, other): (&f64, &f64)| (one - other).abs() < 1e-9;
        assert!(found.len() == wanted.len() && found.iter().zip(wanted).all(near), "{found:?}");
    }

    #[test]
    fn level_stretches_count_as_a_whole() {
        let lateral =
            json!({"MD": [0, 500, 1000, 1500], "INCL": [0, 90, 90, 90], "AZIM": [0, 0, 0, 0]});
        let coarse = json!({"MD": [0, 500, 1500], "INCL": [0, 90, 90], "AZIM": [0, 0, 0]});
        for b in [&lateral, &coarse] {
            let input = json!({"a": lateral, "b": b, "DEPT": [600, 750, 900, 1300, 1500]});
            assert_near(&distances(json!({"b_east0": 100}), input), &[100.0; 5]);
        }
        let level = 1000.0 / std::f64::consts::PI;
        for method in ["horizontal", "3d"] {
            let params = json!({"method": method, "b_north0": -900, "b_east0": 100});
            let input = json!({"a": lateral, "b": coarse, "TVD": [level]});
            assert_near(&distances(params, input), &[100.0]);
        }
    }

    #[test]
    fn a_single_station_is_a_point() {
        let input = json!({
            "a": {"MD": [0, 1000], "INCL": [0, 0], "AZIM": [0, 0]},
            "b": {"MD": [0], "INCL": [0], "AZIM": [0]},
            "DEPT": [540],
        });
        let params = json!({"method": "3d", "b_east0": 30, "b_tvd0": 500});
        assert_near(&distances(params, input), &[50.0]);
    }
}
