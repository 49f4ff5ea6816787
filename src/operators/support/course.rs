//! Courses of a well from station to station: where they meet a depth, and how far they are from others.

use std::f64::consts::PI;

use super::survey::{Path, Station, Vector};

/// Metres within which two vertical depths are one: a level hole strays by rounding only.
const LEVEL: f64 = 1e-6;

/// The course between two stations; of no length it is a point.
#[derive(Debug, Clone, Copy)]
pub struct Course {
    /// Where it begins.
    pub start: Vector,
    end: Vector,
    /// Unit vector at the start.
    tangent: Vector,
    bend: Option<Bend>,
}

/// How a course that is not straight turns.
#[derive(Debug, Clone, Copy)]
struct Bend {
    /// Angle from start to end.
    angle: f64,
    radius: f64,
    /// Unit vector from the start to the centre of the circle.
    inward: Vector,
}

/// Returns the courses of a well; that of a single station is a point.
pub fn courses(path: &Path) -> Vec<Course> {
    if let [place] = path.positions[..] {
        return vec![Course::point(place)];
    }
    let places = path.stations.windows(2).zip(path.positions.windows(2));
    places.map(|(stations, positions)| Course::between(stations, positions)).collect()
}

impl Course {
    /// Returns the course of no length.
    pub fn point(place: Vector) -> Self {
        Self { start: place, end: place, tangent: [0.0; 3], bend: None }
    }

    fn between(stations: &[Station], positions: &[Vector]) -> Self {
        let (above, below) = (&stations[0], &stations[1]);
        let (tangent, next) = (above.tangent(), below.tangent());
        let angle = above.dogleg(below);
        // What is nearly straight has no circle that could be told.
        let bend = (angle > 1e-7).then(|| Bend {
            angle,
            radius: (below.md - above.md) / angle,
            inward: std::array::from_fn(|axis| {
                (next[axis] - tangent[axis] * angle.cos()) / angle.sin()
            }),
        });
        Self { start: positions[0], end: positions[1], tangent, bend }
    }

    fn is_point(&self) -> bool {
        self.start == self.end
    }

    /// Returns the point at an angle of the arc.
    fn on_arc(&self, bend: &Bend, angle: f64) -> Vector {
        let (sin, cos) = angle.sin_cos();
        std::array::from_fn(|axis| {
            self.start[axis]
                + bend.radius * (sin * self.tangent[axis] + (1.0 - cos) * bend.inward[axis])
        })
    }

    /// Returns the point at a share of the course.
    fn at(&self, share: f64) -> Vector {
        match &self.bend {
            Some(bend) => self.on_arc(bend, share * bend.angle),
            None => along(self.start, self.way(), share),
        }
    }

    fn way(&self) -> Vector {
        minus(self.end, self.start)
    }

    /// Returns centre and radius of the circle of which the course is an arc.
    fn circle(&self) -> Option<(Vector, f64)> {
        self.bend.map(|bend| (along(self.start, bend.inward, bend.radius), bend.radius))
    }

    /// Returns what of the course lies at a vertical depth: points, or the whole of a level course.
    ///
    /// All of it is given that very depth. Stations count with both their courses.
    pub fn at_tvd(&self, tvd: f64) -> Vec<Self> {
        let is_at = |place: Vector, within: f64| (place[2] - tvd).abs() <= within;
        if [self.start, self.at(0.5), self.end].iter().all(|place| is_at(*place, LEVEL)) {
            return vec![self.flat(tvd)];
        }
        let mut places = self.crossings(tvd);
        // An end that rounding has put beside the depth counts where nothing else does.
        let within = if places.is_empty() { LEVEL } else { 0.0 };
        places.extend([self.start, self.end].into_iter().filter(|end| is_at(*end, within)));
        places.into_iter().map(|[north, east, _]| Self::point([north, east, tvd])).collect()
    }

    /// Returns a level course without what rounding makes it rise and fall.
    fn flat(&self, tvd: f64) -> Self {
        let level = |[north, east, _]: Vector, down: f64| [north, east, down];
        Self {
            start: level(self.start, tvd),
            end: level(self.end, tvd),
            tangent: level(self.tangent, 0.0),
            bend: self.bend.map(|bend| Bend { inward: level(bend.inward, 0.0), ..bend }),
        }
    }

    /// Returns the points at which the course passes a vertical depth.
    fn crossings(&self, tvd: f64) -> Vec<Vector> {
        let rise = tvd - self.start[2];
        let Some(bend) = &self.bend else {
            let share = rise / (self.end[2] - self.start[2]);
            let inside = (-1e-12..=1.0 + 1e-12).contains(&share);
            return inside.then(|| along(self.start, self.way(), share)).into_iter().collect();
        };
        // rise = radius * (sin x * down + (1 - cos x) * inward): a sine of one phase.
        let (down, inward) = (self.tangent[2], bend.inward[2]);
        let reach = down.hypot(inward);
        if (rise - bend.radius * inward).abs() > bend.radius * reach + LEVEL {
            return Vec::new();
        }
        let height = ((rise / bend.radius - inward) / reach).clamp(-1.0, 1.0);
        let (phase, angle) = (inward.atan2(down), height.asin());
        let turns = [angle + phase, PI - angle + phase].map(|turn| turn.rem_euclid(2.0 * PI));
        // Rounding may put an end of the arc just outside it.
        let near = 1e-9;
        let inside = |turn: &f64| *turn <= bend.angle + near || *turn >= 2.0 * PI - near;
        turns.into_iter().filter(inside).map(|turn| self.on_arc(bend, turn)).collect()
    }

    /// Returns the distance from a point to the nearest point of the course.
    pub fn distance(&self, from: Vector) -> f64 {
        let away = minus(from, self.start);
        let nearest = match &self.bend {
            Some(bend) => {
                let along = dot(away, self.tangent);
                let outward = bend.radius - dot(away, bend.inward);
                let angle = along.atan2(outward);
                (0.0..=bend.angle).contains(&angle).then(|| self.on_arc(bend, angle))
            }
            None => {
                let way = self.way();
                let share = (dot(away, way) / dot(way, way)).clamp(0.0, 1.0);
                Some(along(self.start, way, share))
            }
        };
        let points = [Some(self.start), Some(self.end), nearest].into_iter().flatten();
        points.map(|point| length(minus(point, from))).fold(f64::INFINITY, f64::min)
    }

    /// Returns the least of a distance over the course: looked for metre by metre, and about the
    /// least of these to the last digit.
    pub fn least(&self, distance: impl Fn(Vector) -> f64) -> f64 {
        let at = |share: f64| distance(self.at(share));
        let length = self.bend.map_or(length(self.way()), |bend| bend.radius * bend.angle);
        if self.is_point() || !length.is_finite() {
            return distance(self.start).min(distance(self.end));
        }
        let steps = length.ceil().clamp(1.0, 10_000.0);
        let sampled = (0..=steps as usize).map(|step| step as f64 / steps);
        let rated = sampled.map(|share| (share, at(share)));
        let (share, best) = rated
            .fold((0.0, f64::INFINITY), |best, next| if next.1 < best.1 { next } else { best });
        let (mut low, mut high) = ((share - 1.0 / steps).max(0.0), (share + 1.0 / steps).min(1.0));
        for _ in 0..80 {
            let third = (high - low) / 3.0;
            if at(low + third) <= at(high - third) {
                high -= third;
            } else {
                low += third;
            }
        }
        best.min(at(low))
    }
}

/// Returns the least distance of two courses that lie at one level.
///
/// It is met at an end, where one course crosses the other, or where one faces the centre of the
/// other. Of each such place the way over it, from course to course, is no shorter than the least one.
pub fn apart(one: &Course, other: &Course) -> f64 {
    if one.is_point() {
        return other.distance(one.start);
    }
    if other.is_point() {
        return one.distance(other.start);
    }
    let mut places = vec![one.start, one.end, other.start, other.end];
    places.extend(crossings(one, other));
    let over = |place: &Vector| one.distance(*place) + other.distance(*place);
    places.iter().map(over).fold(f64::INFINITY, f64::min)
}

/// Returns the places where the lines and circles of two level courses cross or come nearest.
fn crossings(one: &Course, other: &Course) -> Vec<Vector> {
    match (one.circle(), other.circle()) {
        (None, None) => {
            let (way, across) = (one.way(), other.way());
            let share = cross(minus(other.start, one.start), across) / cross(way, across);
            vec![along(one.start, way, share)]
        }
        (Some(circle), None) => line_and_circle(other, circle),
        (None, Some(circle)) => line_and_circle(one, circle),
        (Some(circle), Some(other)) => circles(circle, other),
    }
}

fn line_and_circle(line: &Course, (centre, radius): (Vector, f64)) -> Vec<Vector> {
    let way = line.way();
    let foot = along(line.start, way, dot(minus(centre, line.start), way) / dot(way, way));
    // Where the line passes the circle by, all three are the foot.
    let off = half_chord(radius, length(minus(centre, foot))) / length(way);
    vec![foot, along(foot, way, off), along(foot, way, -off)]
}

fn circles((centre, radius): (Vector, f64), (other, wide): (Vector, f64)) -> Vec<Vector> {
    let distance = length(minus(other, centre));
    // Circles about one centre have no axis; they are nearest at an end of an arc.
    let axis = minus(other, centre).map(|part| part / distance);
    let share = (distance * distance + radius * radius - wide * wide) / (2.0 * distance);
    let (middle, off) = (along(centre, axis, share), half_chord(radius, share));
    let side = [-axis[1], axis[0], 0.0];
    vec![
        along(centre, axis, radius),
        along(centre, axis, -radius),
        along(other, axis, wide),
        along(other, axis, -wide),
        along(middle, side, off),
        along(middle, side, -off),
    ]
}

/// Returns half the length of a chord at a distance from the centre; 0 outside the circle.
fn half_chord(radius: f64, distance: f64) -> f64 {
    (radius * radius - distance * distance).max(0.0).sqrt()
}

fn along(start: Vector, way: Vector, share: f64) -> Vector {
    std::array::from_fn(|axis| start[axis] + share * way[axis])
}

fn minus(one: Vector, other: Vector) -> Vector {
    std::array::from_fn(|axis| one[axis] - other[axis])
}

fn dot(one: Vector, other: Vector) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn length(way: Vector) -> f64 {
    dot(way, way).sqrt()
}

/// Returns the vertical part of the cross product.
fn cross(one: Vector, other: Vector) -> f64 {
    one[0] * other[1] - one[1] * other[0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operators::support::survey::Survey;

    /// A level course of 100 m from a place, that turns by an angle.
    fn level(place: [f64; 2], azimuth: f64, turn: f64) -> Course {
        let stations = [(0.0, 90.0, azimuth), (100.0, 90.0, azimuth + turn)].map(Some);
        let survey = Survey::of(stations, ["MD", "INCL", "AZIM"]).expect("a survey");
        let path = Path::through(&survey, [place[0], place[1], 0.0]).expect("arcs");
        courses(&path)[0].flat(0.0)
    }

    /// The distance by brute force: from points a centimetre apart.
    fn searched(one: &Course, other: &Course) -> f64 {
        let places = (0..=10_000).map(|step| one.at(f64::from(step) / 1e4));
        places.map(|place| other.distance(place)).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn level_courses_are_as_far_apart_as_a_search_says() {
        let placed: Vec<Course> = [
            ([0.0, 0.0], 0.0, 0.0),
            ([50.0, -20.0], 90.0, 0.0),
            ([10.0, 30.0], 10.0, 0.0),
            ([0.0, 0.0], 0.0, 90.0),
            ([-40.0, 15.0], 20.0, -120.0),
            ([90.0, 60.0], 200.0, 45.0),
            ([0.0, 5.0], 0.0, 170.0),
        ]
        .map(|(place, azimuth, turn)| level(place, azimuth, turn))
        .to_vec();
        for one in &placed {
            for other in &placed {
                let (found, wanted) = (apart(one, other), searched(one, other));
                assert!(found <= wanted + 1e-9, "{one:?} {other:?}: {found}, at most {wanted}");
                assert!(found >= wanted - 0.01, "{one:?} {other:?}: {found}, about {wanted}");
            }
        }
        assert!(apart(&placed[0], &placed[1]) < 1e-9, "these cross");
    }

    #[test]
    fn the_least_over_a_course_is_found_between_its_metres() {
        let course = level([0.0, 0.0], 0.0, 0.0);
        let found = course.least(|place| length(minus(place, [33.4567, 2.0, 0.0])));
        assert!((found - 2.0).abs() < 1e-12, "{found}");
    }
}
