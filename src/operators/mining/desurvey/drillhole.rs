//! Desurveying of drill holes.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{DEGREE, METRE, Output, Port};
use crate::operators::support::intervals::value;
use crate::operators::support::survey::{self, Path, Survey, Vector};

/// Finds where the intervals of a drill hole lie, from its collar and survey.
///
/// ## Formula
/// `inclination = 90 - abs(DIP)`, then minimum curvature from the collar on; X is east, Y north and Z the elevation. balanced_tangential and tangential lay straight courses between the stations, in the mean of both directions and in that of the upper station. With `up_holes` set, dip_sign says which dips point up, and `inclination = 90 + abs(DIP)` for these; the formula of the catalogue takes every hole as going down.
/// ## Units
/// AT, FROM, TO, MID and all coordinates in m, Z positive up; AZ (from the north, clockwise) and DIP (from the horizontal) in deg. X, Y and Z are those of the middle of an interval, X_FROM to Z_TO those of its ends. Points are fed to MID in place of FROM and TO; without intervals the stations themselves are placed. Without a collar, coordinates count from it.
/// ## Nulls
/// A survey without a record at 0 uses the first record from the collar; below the last record the hole goes straight on, and the run report counts the intervals there. A station with a null is dropped and reported; AT must increase from 0 and DIP lie within -90 to 90 deg. A null depth gives null coordinates, and so does one above the collar. FROM without TO, or TO without FROM, is an error; beside both MID is not looked at. Where the collar lacks X, Y or Z that one counts as 0, which the run report says. With minimum_curvature two records that point in opposite directions, within 0.006 deg, are an error: a survey that turns back on itself has no arc.
/// ## Source
/// JuliaEarth, DrillHoles.jl, desurvey, 2021 (which places intervals linearly between the stations; here they lie on the arc); pygslib, desurvey, 2016.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How the hole runs between two stations.
    pub method: Course,
    /// Sign of a dip that points down.
    pub dip_sign: DipSign,
    /// Takes dips of the other sign as pointing up, as in holes drilled upwards from underground.
    pub up_holes: bool,
}

/// How the hole runs between two stations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// Along an arc of a circle.
    MinimumCurvature,
    /// Straight, in the mean of both directions.
    BalancedTangential,
    /// Straight, in the direction of the upper station.
    Tangential,
}

/// Sign of a dip that points down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DipSign {
    /// -60 points down.
    DownNegative,
    /// 60 points down.
    DownPositive,
}

impl Default for Params {
    fn default() -> Self {
        let (method, dip_sign) = (Course::MinimumCurvature, DipSign::DownNegative);
        Self { method, dip_sign, up_holes: false }
    }
}

pub struct Drillhole;

impl Operator for Drillhole {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "desurvey_drillhole",
        title: "Desurvey hole to XYZ",
        terms: &["collar", "survey", "coordinates", "dip", "drill hole", "position"],
        inputs: &[
            Port::curve("AT", METRE)
                .fits(&[Quantity::Depth])
                .in_table("survey")
                .alias(&["md", "depth"]),
            Port::curve("AZ", DEGREE)
                .fits(&[Quantity::Azimuth])
                .in_table("survey")
                .alias(&["azm", "azim", "azimuth", "brg"]),
            Port::curve("DIP", DEGREE).in_table("survey"),
            Port::curve("collar_X", METRE).in_table("collar").optional().alias(&["x", "x0"]),
            Port::curve("collar_Y", METRE).in_table("collar").optional().alias(&["y", "y0"]),
            Port::curve("collar_Z", METRE).in_table("collar").optional().alias(&["z", "z0"]),
            Port::curve("FROM", METRE).fits(&[Quantity::Depth]).in_table("intervals").optional(),
            Port::curve("TO", METRE).fits(&[Quantity::Depth]).in_table("intervals").optional(),
            Port::curve("MID", METRE).fits(&[Quantity::Depth]).in_table("intervals").optional(),
        ],
        outputs: &[
            Output::curve("FROM", METRE).in_table("desurveyed"),
            Output::curve("TO", METRE).in_table("desurveyed"),
            Output::curve("X", METRE).in_table("desurveyed"),
            Output::curve("Y", METRE).in_table("desurveyed"),
            Output::curve("Z", METRE).in_table("desurveyed"),
            Output::curve("X_FROM", METRE).in_table("desurveyed"),
            Output::curve("Y_FROM", METRE).in_table("desurveyed"),
            Output::curve("Z_FROM", METRE).in_table("desurveyed"),
            Output::curve("X_TO", METRE).in_table("desurveyed"),
            Output::curve("Y_TO", METRE).in_table("desurveyed"),
            Output::curve("Z_TO", METRE).in_table("desurveyed"),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "A straight hole to the east at 30 deg, known from one record at 10 m; a null depth.",
                params: "{}",
                input: r#"{"collar": {"X": 500, "Y": 1000, "Z": 200}, "survey": {"AT": [10], "AZ": [90], "DIP": [-30]}, "intervals": {"FROM": [0, 20, null], "TO": [20, 40, 50]}}"#,
                output: r#"{"X_FROM": [500, 517.3205080756888, null], "X": [508.6602540378444, 525.9807621135332, null], "Y": [1000, 1000, null], "Z": [195, 185, null], "Z_TO": [190, 180, 175]}"#,
            },
            Example {
                note: "A quarter of a circle, 2000/pi m deep; without intervals the stations are placed.",
                params: r#"{"dip_sign": "down_positive"}"#,
                input: r#"{"AT": [0, 1000], "AZ": [0, 0], "DIP": [90, 0]}"#,
                output: r#"{"X": [0, 0], "Y": [0, 636.6197723675814], "Z": [0, -636.6197723675814]}"#,
            },
            Example {
                note: "A hole drilled upwards, where that is allowed for.",
                params: r#"{"up_holes": true}"#,
                input: r#"{"AT": [0], "AZ": [0], "DIP": [30], "MID": [10]}"#,
                output: r#"{"Y": [8.660254037844387], "Z": [5]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let survey = stations(params, input)?;
        let start = collar(input)?;
        let hole = Hole::of(&survey, start, params.method)?;
        let (from, mid, to) = depths(input, &survey)?;
        let below = to.iter().flatten().filter(|to| *to > hole.end()).count();

        let mut outputs = Outputs::one("FROM", from.clone()).with("TO", to.clone());
        for (depths, ending) in [(&from, "_FROM"), (&mid, ""), (&to, "_TO")] {
            let places: Vec<Option<Vector>> = depths.iter().map(|depth| hole.at(depth?)).collect();
            for (axis, name) in ["X", "Y", "Z"].into_iter().enumerate() {
                let column: Float64Array =
                    places.iter().map(|place| place.map(|place| place[axis])).collect();
                outputs = outputs.with(format!("{name}{ending}"), column);
            }
        }
        outputs = survey.note_dropped(outputs).noting(half_a_collar(input));
        if below == 0 {
            return Ok(outputs);
        }
        Ok(outputs.note(format!("{below} intervals end below the last record: straight on")))
    }
}

/// Reads the survey, and puts a record at the collar where there is none.
fn stations(params: &Params, input: &Inputs) -> Result<Survey, KernelError> {
    let (at, az, dip) = (input.curve("AT")?, input.curve("AZ")?, input.curve("DIP")?);
    let inclination = |dip: f64| {
        let down = match params.dip_sign {
            DipSign::DownNegative => -dip,
            DipSign::DownPositive => dip,
        };
        90.0 - if params.up_holes { down } else { dip.abs() }
    };
    if let Some(dip) = dip.iter().flatten().find(|dip| dip.abs() > 90.0) {
        let hint = "correct the record; dip is measured from the horizontal";
        return Err(KernelError::invalid("DIP", "no hole dips so", dip, "-90 to 90 deg", hint));
    }
    let record =
        |row: usize| Some((value(at, row)?, inclination(value(dip, row)?), value(az, row)?));
    let mut records: Vec<_> = (0..at.len()).map(record).collect();
    match records.iter().flatten().next().copied() {
        None => {
            let hint = "bind the survey of the hole; a straight hole needs one record";
            return Err(KernelError::invalid("AT", "the survey is empty", 0, "a record", hint));
        }
        Some((depth, _, _)) if depth < 0.0 => {
            let hint = "measure depths from the collar";
            return Err(KernelError::invalid("AT", "a record lies above", depth, "0 m", hint));
        }
        Some((depth, inclination, azimuth)) if depth > 0.0 => {
            records.insert(0, Some((0.0, inclination, azimuth)));
        }
        Some(_) => {}
    }
    Survey::of(records, ["AT", "DIP", "AZ"])
}

/// Returns the collar as north, east, down.
fn collar(input: &Inputs) -> Result<Vector, KernelError> {
    let mut place = [0.0; 3];
    for (port, axis) in [("collar_Y", 0), ("collar_X", 1), ("collar_Z", 2)] {
        let Some(column) = input.optional(port) else { continue };
        if column.len() != 1 || column.null_count() > 0 {
            let found = format!("{} rows, {} null", column.len(), column.null_count());
            let hint = "bind the collar of this hole alone";
            return Err(KernelError::invalid(port, "a hole has one collar", found, "one", hint));
        }
        place[axis] = column.value(0);
    }
    place[2] = -place[2];
    Ok(place)
}

/// Says which coordinates a collar lacks that has others.
fn half_a_collar(input: &Inputs) -> Option<String> {
    let ports = ["collar_X", "collar_Y", "collar_Z"].into_iter();
    let (given, lacking): (Vec<&str>, Vec<&str>) =
        ports.partition(|port| input.optional(port).is_some());
    let told = !given.is_empty() && !lacking.is_empty();
    told.then(|| format!("{} not fed: counted from 0", lacking.join(" and ")))
}

/// Depths of the upper ends, the middles and the lower ends.
type Depths = (Float64Array, Float64Array, Float64Array);

/// Returns the depths asked for: of intervals, of points, or of the stations.
fn depths(input: &Inputs, survey: &Survey) -> Result<Depths, KernelError> {
    let (from, to) = match (input.optional("FROM"), input.optional("TO")) {
        (Some(from), Some(to)) => (from, to),
        (None, None) => {
            let points = input.optional("MID").cloned().unwrap_or_else(|| survey.depths());
            return Ok((points.clone(), points.clone(), points));
        }
        (from, _) => {
            let (fed, lacking) = if from.is_some() { ("FROM", "TO") } else { ("TO", "FROM") };
            let what = format!("{fed} is fed without {lacking}");
            let hint = format!("bind {lacking} too, or feed points to MID");
            return Err(KernelError::invalid(lacking, what, "no column", lacking, hint));
        }
    };
    let middle = |ends: (Option<f64>, Option<f64>)| Some(ends.0? / 2.0 + ends.1? / 2.0);
    let middles = from.iter().zip(to.iter()).map(middle).collect();
    Ok((from.clone(), middles, to.clone()))
}

/// The course of the hole.
enum Hole {
    Curved(Path),
    /// Straight between the stations, and the direction below the last one.
    Straight {
        depths: Vec<f64>,
        places: Vec<Vector>,
        last: Vector,
    },
}

impl Hole {
    fn of(survey: &Survey, start: Vector, course: Course) -> Result<Self, KernelError> {
        let method = match course {
            Course::MinimumCurvature => return Ok(Self::Curved(Path::through(survey, start)?)),
            Course::BalancedTangential => survey::Method::BalancedTangential,
            Course::Tangential => survey::Method::Tangential,
        };
        Ok(Self::Straight {
            depths: survey.stations.iter().map(|station| station.md).collect(),
            places: survey.positions(start, method)?,
            last: survey.stations.last().map_or([0.0; 3], |station| station.tangent()),
        })
    }

    /// Returns the depth of the last station.
    fn end(&self) -> f64 {
        let last = match self {
            Self::Curved(path) => path.stations.last().map(|station| station.md),
            Self::Straight { depths, .. } => depths.last().copied(),
        };
        last.unwrap_or(0.0)
    }

    /// Returns X, Y and Z at a depth; `None` above the collar.
    fn at(&self, depth: f64) -> Option<Vector> {
        let depth = Some(depth).filter(|depth| *depth >= 0.0)?;
        let [north, east, down] = match self {
            Self::Curved(path) => path.at(depth, true)?.position,
            Self::Straight { depths, places, last } => {
                let index = depths.partition_point(|above| *above <= depth).checked_sub(1)?;
                let (here, distance) = (places[index], depth - depths[index]);
                match places.get(index + 1) {
                    Some(next) => {
                        let share = distance / (depths[index + 1] - depths[index]);
                        std::array::from_fn(|axis| here[axis] + share * (next[axis] - here[axis]))
                    }
                    None => std::array::from_fn(|axis| here[axis] + distance * last[axis]),
                }
            }
        };
        // Not the negative of it: at the level of the collar that would be a negative zero.
        Some([east, north, 0.0 - down])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::domain::diagnostic::Diagnostic;
    use crate::operators::eval::evaluate;
    use crate::operators::inputs::Outputs;

    fn run(input: Value) -> Result<Outputs, Vec<Diagnostic>> {
        let input = input.as_object().cloned().expect("an object");
        evaluate("desurvey_drillhole", &serde_json::Map::new(), &input)
    }

    #[test]
    fn half_an_interval_is_refused_and_half_a_collar_told() {
        let survey = json!({"AT": [0], "AZ": [0], "DIP": [-90]});
        let problem =
            &run(json!({"survey": survey, "intervals": {"FROM": [1]}})).expect_err("half")[0];
        assert_eq!(problem.place.port.as_deref(), Some("TO"));
        let collar = json!({"X": [5], "Y": [6]});
        let found = run(json!({"survey": survey, "collar": collar})).expect("runs");
        assert_eq!(found.notes(), ["collar_Z not fed: counted from 0"]);
        let level = found.curve("Z").expect("a curve").value(0);
        assert!(level == 0.0 && level.is_sign_positive());
    }

    #[test]
    fn a_hole_that_turns_back_has_no_arc() {
        let survey = json!({"AT": [0, 10], "AZ": [0, 180], "DIP": [0, 0]});
        let problem = &run(json!({"survey": survey})).expect_err("no arc")[0];
        assert_eq!(problem.found.as_deref(), Some("opposite directions at 0 m and 10 m"));
    }
}
