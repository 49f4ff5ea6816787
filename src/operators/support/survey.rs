//! Directional surveys: the stations of a well, the arcs between them, and positions along them.
//!
//! Angles are radians here, and vectors point north, east and down.

use std::f64::consts::PI;

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::KernelError;
use crate::operators::ports::{DEGREE, METRE, Output, Port};

/// Ports of the operators that read one survey.
pub const MD: Port = Port::curve("MD", METRE).in_table("survey").alias(&["measured depth"]);
/// Inclination of a station from the vertical.
pub const INCL: Port =
    Port::curve("INCL", DEGREE).in_table("survey").alias(&["inc", "inclination", "devi"]);
/// Azimuth of a station from the north, clockwise.
pub const AZIM: Port =
    Port::curve("AZIM", DEGREE).in_table("survey").alias(&["az", "azi", "azimuth"]);
/// Measured depths that are asked for in place of those of the samples.
pub const AT: Port =
    Port::curve("at", METRE).fits(&[Quantity::Depth]).optional().alias(&["MD", "DEPT(MD)"]);

/// North, east, down.
pub type Vector = [f64; 3];

/// Where the first station of a survey lies.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Origin {
    /// True vertical depth of the first station.
    #[schemars(range(min = -10000.0, max = 20000.0), extend("x-unit" = "m"))]
    pub tvd0: f64,
    /// Northing of the first station.
    #[schemars(range(min = -1e8, max = 1e8), extend("x-unit" = "m"))]
    pub north0: f64,
    /// Easting of the first station.
    #[schemars(range(min = -1e8, max = 1e8), extend("x-unit" = "m"))]
    pub east0: f64,
}

impl Origin {
    /// Returns the point.
    pub fn point(&self) -> Vector {
        [self.north0, self.east0, self.tvd0]
    }
}

/// Outputs of the operators that place the stations of a survey.
pub const POSITIONS: &[Output] = &[
    Output::curve("MD", METRE).in_table("survey"),
    Output::curve("TVD", METRE).in_table("survey"),
    Output::curve("NORTH", METRE).in_table("survey"),
    Output::curve("EAST", METRE).in_table("survey"),
];

/// Below this angle an arc counts as straight.
const STRAIGHT: f64 = 1e-7;

/// Within this angle of half a turn two directions are opposite: angles are not read as finely, and
/// the plane of an arc between them is made of their last digits.
const OPPOSITE: f64 = 1e-4;

/// A point at which the direction of the hole was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Station {
    /// Measured depth in metres.
    pub md: f64,
    /// Angle from the vertical, 0 to pi.
    pub inclination: f64,
    /// Angle from the north, clockwise.
    pub azimuth: f64,
}

impl Station {
    /// Returns the unit vector along the hole.
    pub fn tangent(&self) -> Vector {
        let (sin, cos) = self.inclination.sin_cos();
        [sin * self.azimuth.cos(), sin * self.azimuth.sin(), cos]
    }

    /// Returns the angle between the directions of two stations.
    ///
    /// The cosine formula of Lubinski in half angles, which keeps its digits where the angle is small.
    pub fn dogleg(&self, other: &Self) -> f64 {
        let bend = ((other.inclination - self.inclination) / 2.0).sin().powi(2);
        let turn = ((other.azimuth - self.azimuth) / 2.0).sin().powi(2);
        let half = bend + self.inclination.sin() * other.inclination.sin() * turn;
        let half = half.clamp(0.0, 1.0);
        2.0 * half.sqrt().atan2((1.0 - half).sqrt())
    }
}

/// How the hole is taken to run from one station to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Along an arc of a circle that touches both directions.
    MinimumCurvature,
    /// Half the way in the one direction, half in the other.
    BalancedTangential,
    /// Straight, at the mean of both angles.
    AverageAngle,
    /// Straight, in the direction of the upper station.
    Tangential,
}

impl Method {
    /// Returns the way from one station to the next.
    pub fn step(self, from: &Station, to: &Station) -> Vector {
        let length = to.md - from.md;
        match self {
            Self::MinimumCurvature => arc(from.tangent(), to.tangent(), from.dogleg(to), length),
            Self::BalancedTangential => arc(from.tangent(), to.tangent(), 0.0, length),
            Self::AverageAngle => {
                // The shorter way round, so that 350 and 10 degrees have their mean at 0.
                let turn = (to.azimuth - from.azimuth + PI).rem_euclid(2.0 * PI) - PI;
                let mean = Station {
                    md: 0.0,
                    inclination: (from.inclination + to.inclination) / 2.0,
                    azimuth: from.azimuth + turn / 2.0,
                };
                mean.tangent().map(|part| part * length)
            }
            Self::Tangential => from.tangent().map(|part| part * length),
        }
    }
}

/// Returns the way along an arc between two directions.
fn arc(from: Vector, to: Vector, dogleg: f64, length: f64) -> Vector {
    let ratio = if dogleg < STRAIGHT { 1.0 } else { 2.0 / dogleg * (dogleg / 2.0).tan() };
    std::array::from_fn(|axis| length / 2.0 * (from[axis] + to[axis]) * ratio)
}

/// The stations of a well, at increasing depth.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// Stations with depth and both angles.
    pub stations: Vec<Station>,
    dropped: usize,
    /// Port of the inclinations, at which errors about directions are reported.
    inclination: String,
}

impl Survey {
    /// Reads the survey at three ports, in metres and degrees; a station with a null is dropped.
    pub fn read(input: &Inputs, ports: [&str; 3]) -> Result<Self, KernelError> {
        let columns = [input.curve(ports[0])?, input.curve(ports[1])?, input.curve(ports[2])?];
        let rows = columns[0].len();
        let stations = (0..rows).map(|row| {
            let at = |column: usize| {
                let curve: &Float64Array = columns[column];
                (row < curve.len() && curve.is_valid(row)).then(|| curve.value(row))
            };
            Some((at(0)?, at(1)?, at(2)?))
        });
        Self::of(stations, ports)
    }

    /// Checks stations of depth, inclination and azimuth in metres and degrees; `None` is dropped.
    pub fn of(
        stations: impl IntoIterator<Item = Option<(f64, f64, f64)>>,
        [depth, inclination, _]: [&str; 3],
    ) -> Result<Self, KernelError> {
        let mut survey = Self { inclination: inclination.to_owned(), ..Self::default() };
        for station in stations {
            let Some((md, incl, azim)) = station else {
                survey.dropped += 1;
                continue;
            };
            if let Some(above) = survey.stations.last()
                && md <= above.md
            {
                return Err(KernelError::invalid(
                    depth,
                    "the depths of a survey increase",
                    format!("{md} m after {} m", above.md),
                    "a greater depth at every station",
                    "sort the stations and remove those measured twice",
                ));
            }
            if !(0.0..=180.0).contains(&incl) {
                return Err(KernelError::invalid(
                    inclination,
                    "a station leans by an impossible angle",
                    format!("{incl} deg at {md} m"),
                    "an inclination from 0 to 180 deg",
                    "correct the station; inclination is measured from the vertical",
                ));
            }
            // Degrees are brought to one turn first: the sine of a huge angle has no digits left.
            let azimuth = (azim % 360.0).to_radians();
            survey.stations.push(Station { md, inclination: incl.to_radians(), azimuth });
        }
        Ok(survey)
    }

    /// Returns the positions of the stations, the first of them at `start`.
    ///
    /// A survey that turns back on itself is refused where arcs are wanted.
    pub fn positions(&self, start: Vector, method: Method) -> Result<Vec<Vector>, KernelError> {
        if method == Method::MinimumCurvature {
            self.check_arcs()?;
        }
        let mut here = start;
        let mut positions: Vec<Vector> = self.stations.first().map(|_| here).into_iter().collect();
        for pair in self.stations.windows(2) {
            let step = method.step(&pair[0], &pair[1]);
            here = std::array::from_fn(|axis| here[axis] + step[axis]);
            positions.push(here);
        }
        Ok(positions)
    }

    /// Refuses a course between opposite directions: an arc from one to the other may lie in any plane.
    fn check_arcs(&self) -> Result<(), KernelError> {
        let turns_back = |pair: &&[Station]| PI - pair[0].dogleg(&pair[1]) < OPPOSITE;
        let Some(pair) = self.stations.windows(2).find(turns_back) else { return Ok(()) };
        Err(KernelError::invalid(
            self.inclination.as_str(),
            "a survey that turns back on itself has no arc",
            format!("opposite directions at {} m and {} m", pair[0].md, pair[1].md),
            "less than half a turn from each station to the next",
            "correct one of the two stations",
        ))
    }

    /// Writes MD, TVD, NORTH and EAST of the stations, the first of them at `start`.
    pub fn outputs(&self, start: Vector, method: Method) -> Result<Outputs, KernelError> {
        let positions = self.positions(start, method)?;
        let axis = |axis: usize| -> Float64Array {
            positions.iter().map(|position| Some(position[axis])).collect()
        };
        let outputs = Outputs::one("MD", self.depths())
            .with("TVD", axis(2))
            .with("NORTH", axis(0))
            .with("EAST", axis(1));
        Ok(self.note(outputs, start[2]))
    }

    /// Returns the dogleg per `course` metres of each station, from the station above; 0 at the first.
    pub fn severities(&self, course: f64) -> Float64Array {
        let legs = self.stations.windows(2);
        let severity = |pair: &[Station]| {
            pair[0].dogleg(&pair[1]).to_degrees() / (pair[1].md - pair[0].md) * course
        };
        let first = self.stations.first().map(|_| 0.0);
        first.into_iter().chain(legs.map(severity)).collect::<Vec<f64>>().into()
    }

    /// Returns the depths of the stations.
    pub fn depths(&self) -> Float64Array {
        self.stations.iter().map(|station| Some(station.md)).collect()
    }

    /// Says how many stations were dropped.
    pub fn note_dropped(&self, outputs: Outputs) -> Outputs {
        if self.dropped == 0 {
            return outputs;
        }
        outputs.note(format!("{} stations dropped: a value is null", self.dropped))
    }

    /// Says how many stations were dropped, and where the survey begins when not at the wellhead.
    pub fn note(&self, outputs: Outputs, tvd0: f64) -> Outputs {
        let outputs = self.note_dropped(outputs);
        match self.stations.first() {
            Some(first) if first.md != 0.0 && tvd0 == 0.0 => outputs.note(format!(
                "the survey begins at {} m, which is taken as TVD 0; set tvd0 if it is not",
                first.md
            )),
            _ => outputs,
        }
    }
}

/// A point on the path, with the direction of the hole there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Where it is.
    pub position: Vector,
    /// Inclination in degrees.
    pub inclination: f64,
    /// Azimuth in degrees, 0 to 360.
    pub azimuth: f64,
}

/// The path of a well: arcs of circles between the stations.
#[derive(Debug, Clone)]
pub struct Path {
    /// The stations.
    pub stations: Vec<Station>,
    /// Where they are.
    pub positions: Vec<Vector>,
}

impl Path {
    /// Lays the path through the stations, the first of them at `start`.
    ///
    /// A survey that turns back on itself is refused.
    pub fn through(survey: &Survey, start: Vector) -> Result<Self, KernelError> {
        let positions = survey.positions(start, Method::MinimumCurvature)?;
        Ok(Self { stations: survey.stations.clone(), positions })
    }

    /// Returns the place at a measured depth; beyond the ends straight on, or `None`.
    pub fn at(&self, md: f64, extrapolate: bool) -> Option<Place> {
        let after = self.stations.partition_point(|station| station.md <= md);
        let index = after.checked_sub(1).or(extrapolate.then_some(0))?;
        let station = self.stations.get(index)?;
        let start = self.positions[index];
        let (distance, from) = (md - station.md, station.tangent());
        match self.stations.get(index + 1) {
            Some(next) if distance > 0.0 => {
                let dogleg = station.dogleg(next);
                let share = distance / (next.md - station.md);
                let tangent = turned(from, next.tangent(), dogleg, share);
                let way = arc(from, tangent, dogleg * share, distance);
                Some(Place::at(start, way, tangent, station))
            }
            _ if distance == 0.0 || extrapolate => {
                Some(Place::at(start, from.map(|part| part * distance), from, station))
            }
            _ => None,
        }
    }
}

impl Place {
    fn at(start: Vector, way: Vector, tangent: Vector, above: &Station) -> Self {
        let [north, east, down] = tangent;
        let level = north.hypot(east);
        Self {
            position: std::array::from_fn(|axis| start[axis] + way[axis]),
            inclination: level.atan2(down).to_degrees(),
            // A vertical hole points nowhere; it keeps the azimuth of the station above.
            azimuth: if level < 1e-12 { turn_of(above.azimuth) } else { azimuth(north, east) },
        }
    }
}

/// Returns the direction at a share of the arc.
fn turned(from: Vector, to: Vector, dogleg: f64, share: f64) -> Vector {
    let (first, second) = if dogleg < STRAIGHT {
        (1.0 - share, share)
    } else {
        let sin = dogleg.sin();
        (((1.0 - share) * dogleg).sin() / sin, (share * dogleg).sin() / sin)
    };
    std::array::from_fn(|axis| first * from[axis] + second * to[axis])
}

/// Returns the direction of a way north and east, in degrees from 0 up to 360; 0 where it has no length.
pub fn azimuth(north: f64, east: f64) -> f64 {
    // A zero added makes a negative zero positive: from -0 the origin itself would lie due south.
    turn_of((east + 0.0).atan2(north + 0.0))
}

fn turn_of(angle: f64) -> f64 {
    let degrees = angle.to_degrees().rem_euclid(360.0);
    // An angle a little below zero is rounded to a whole turn.
    if degrees >= 360.0 { 0.0 } else { degrees }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(stations: &[(f64, f64, f64)]) -> Survey {
        Survey::of(stations.iter().copied().map(Some), ["MD", "INCL", "AZIM"]).expect("a survey")
    }

    #[test]
    fn a_small_dogleg_keeps_its_digits() {
        let survey = survey(&[(0.0, 45.0, 0.0), (30.0, 45.0 + 1e-6, 0.0)]);
        let severity = survey.severities(30.0).value(1);
        assert!((severity / 1e-6 - 1.0).abs() < 1e-8, "{severity}");
    }

    #[test]
    fn every_depth_of_an_arc_lies_on_its_circle() {
        let survey = survey(&[(0.0, 0.0, 90.0), (1000.0, 90.0, 90.0)]);
        let path = Path::through(&survey, [0.0; 3]).expect("arcs");
        let radius = 2000.0 / PI;
        for md in [1.0, 333.0, 999.0] {
            let place = path.at(md, false).expect("inside");
            let [north, east, down] = place.position;
            assert!(north.abs() < 1e-9);
            assert!(((radius - east).hypot(down) - radius).abs() < 1e-9, "{md}");
            assert!((place.inclination - 0.09 * md).abs() < 1e-9, "{md}");
        }
        assert_eq!(path.at(1000.1, false), None);
        let beyond = path.at(1010.0, true).expect("straight on").position;
        assert!((beyond[1] - radius - 10.0).abs() < 1e-9);
        assert_eq!(path.at(-5.0, true).expect("straight up").position[2], -5.0);
    }

    #[test]
    fn opposite_directions_have_no_arc() {
        let stations = |inclination: f64| {
            survey(&[(0.0, 60.0, 0.0), (10.0, 60.0, 0.0), (20.0, inclination, 180.0)])
        };
        let refusal = Path::through(&stations(120.0), [0.0; 3]).expect_err("no arc").to_string();
        assert!(refusal.contains("opposite directions at 10 m and 20 m"), "{refusal}");
        assert!(stations(120.0).positions([0.0; 3], Method::BalancedTangential).is_ok());
        assert!(Path::through(&stations(119.9), [0.0; 3]).is_ok(), "nearly back is an arc");
    }

    #[test]
    fn no_azimuth_is_a_whole_turn_or_a_negative_zero() {
        for (north, east) in [(0.0, 0.0), (-0.0, 0.0), (-0.0, -0.0), (1.0, -0.0), (1.0, -1e-300)] {
            assert!(azimuth(north, east) == 0.0 && azimuth(north, east).is_sign_positive());
        }
    }
}
