//! Distance between wells.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{DEGREE, METRE, Output, Port};
use crate::operators::support::survey::{Path, Station, Survey, Vector};

/// Gives the distance from one well to another, depth by depth.
///
/// ## Formula
/// Both wells run along arcs of circles between their stations (minimum curvature). For a point of well a, horizontal: the least `hypot(dNORTH, dEAST)` to the points of well b at the same TVD; 3d: the least distance to any point of well b. The points of a are those at the measured depths of the samples, or all those at a TVD where port TVD is fed. The catalogue gives one rule, at the same TVD; the distance to the nearest point is what it leaves to 3d.
/// ## Units
/// Depths, TVD, positions and DIST in m; inclinations and azimuths in deg. Well a starts at 0, 0, 0 and well b at b_north0, b_east0, b_tvd0 from there.
/// ## Nulls
/// Null where the depth is null or outside well a, and for horizontal where no point of well b has that TVD. A station with a null is dropped and counted in the run report; depths must increase and inclinations lie within 0 to 180 deg.
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
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let a = Survey::read(input, ["a_MD", "a_INCL", "a_AZIM"])?;
        let b = Survey::read(input, ["b_MD", "b_INCL", "b_AZIM"])?;
        let path = Path::through(&a, [0.0; 3]);
        let start = [params.b_north0, params.b_east0, params.b_tvd0];
        let (legs, others) = (legs(&path), legs(&Path::through(&b, start)));

        let from = |point: Vector| match params.method {
            Reach::Horizontal => {
                let level = others.iter().flat_map(|leg| leg.at_tvd(point[2]));
                least(level.map(|other| (other[0] - point[0]).hypot(other[1] - point[1])))
            }
            Reach::Space => least(others.iter().map(|leg| leg.distance(point))),
        };
        let distances: Float64Array = match input.optional("TVD") {
            Some(tvd) => tvd
                .iter()
                .map(|tvd| {
                    let tvd = tvd?;
                    least(legs.iter().flat_map(|leg| leg.at_tvd(tvd)).filter_map(from))
                })
                .collect(),
            None => {
                let depths = input.depth().iter();
                depths.map(|depth| from(path.at(depth?, false)?.position)).collect()
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

fn least(distances: impl Iterator<Item = f64>) -> Option<f64> {
    distances.filter(|distance| distance.is_finite()).min_by(f64::total_cmp)
}

/// The course between two stations.
struct Leg {
    start: Vector,
    end: Vector,
    /// Unit vector at the start.
    tangent: Vector,
    bend: Option<Bend>,
}

/// How a course that is not straight turns.
struct Bend {
    /// Angle from start to end.
    angle: f64,
    radius: f64,
    /// Unit vector from the start to the centre of the circle.
    inward: Vector,
}

fn legs(path: &Path) -> Vec<Leg> {
    let places = path.stations.windows(2).zip(path.positions.windows(2));
    let leg = |(stations, positions): (&[Station], &[Vector])| {
        let (above, below) = (&stations[0], &stations[1]);
        let (tangent, next) = (above.tangent(), below.tangent());
        let angle = above.dogleg(below);
        // What is nearly straight, or turns right about, has no circle that could be told.
        let bend = (angle > 1e-7 && angle.sin() > 1e-9).then(|| Bend {
            angle,
            radius: (below.md - above.md) / angle,
            inward: std::array::from_fn(|axis| {
                (next[axis] - tangent[axis] * angle.cos()) / angle.sin()
            }),
        });
        Leg { start: positions[0], end: positions[1], tangent, bend }
    };
    places.map(leg).collect()
}

impl Leg {
    /// Returns the point at an angle of the arc.
    fn point(&self, bend: &Bend, angle: f64) -> Vector {
        let (sin, cos) = angle.sin_cos();
        std::array::from_fn(|axis| {
            self.start[axis]
                + bend.radius * (sin * self.tangent[axis] + (1.0 - cos) * bend.inward[axis])
        })
    }

    /// Returns the points of the course at a vertical depth; ends count with both their courses.
    fn at_tvd(&self, tvd: f64) -> Vec<Vector> {
        let ends = [self.start, self.end].into_iter().filter(|end| end[2] == tvd);
        let mut points: Vec<Vector> = ends.collect();
        let rise = tvd - self.start[2];
        match &self.bend {
            Some(bend) => {
                // rise = radius * (sin x * down + (1 - cos x) * inward): a sine of one phase.
                let (down, inward) = (self.tangent[2], bend.inward[2]);
                let reach = down.hypot(inward);
                let height = (rise / bend.radius - inward) / reach;
                if height.abs() <= 1.0 {
                    let (phase, angle) = (inward.atan2(down), height.asin());
                    let turns = [angle + phase, std::f64::consts::PI - angle + phase];
                    let turns = turns.map(|turn| turn.rem_euclid(2.0 * std::f64::consts::PI));
                    // Rounding may put an end of the arc just outside it.
                    let (near, whole) = (1e-9, 2.0 * std::f64::consts::PI);
                    let inside = turns
                        .iter()
                        .filter(|turn| **turn <= bend.angle + near || **turn >= whole - near);
                    points.extend(inside.map(|turn| self.point(bend, *turn)));
                }
            }
            None => {
                let share = rise / (self.end[2] - self.start[2]);
                if (-1e-12..=1.0 + 1e-12).contains(&share) {
                    points.push(between(self.start, self.end, share));
                }
            }
        }
        points
    }

    /// Returns the distance from a point to the nearest point of the course.
    fn distance(&self, from: Vector) -> f64 {
        let away: Vector = std::array::from_fn(|axis| from[axis] - self.start[axis]);
        let nearest = match &self.bend {
            Some(bend) => {
                let along = dot(away, self.tangent);
                let outward = bend.radius - dot(away, bend.inward);
                let angle = along.atan2(outward);
                (0.0..=bend.angle).contains(&angle).then(|| self.point(bend, angle))
            }
            None => {
                let way: Vector = std::array::from_fn(|axis| self.end[axis] - self.start[axis]);
                let share = (dot(away, way) / dot(way, way)).clamp(0.0, 1.0);
                Some(between(self.start, self.end, share))
            }
        };
        let points = [Some(self.start), Some(self.end), nearest].into_iter().flatten();
        let distance = |point: Vector| {
            let way: Vector = std::array::from_fn(|axis| point[axis] - from[axis]);
            dot(way, way).sqrt()
        };
        points.map(distance).fold(f64::INFINITY, f64::min)
    }
}

fn between(start: Vector, end: Vector, share: f64) -> Vector {
    std::array::from_fn(|axis| start[axis] + share * (end[axis] - start[axis]))
}

fn dot(one: Vector, other: Vector) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}
