//! The ground that a synthetic well goes through: formations, beds, gas above water.

use super::random::Random;

/// Kind of rock in a bed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Sandstone,
    Siltstone,
    Shale,
    Limestone,
    Coal,
}

/// What the rock at one depth consists of, in fractions of its volume.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Rock {
    /// Shale.
    pub(super) vsh: f64,
    /// Pores outside the shale.
    pub(super) phi: f64,
    /// Share of the solids that is limestone.
    pub(super) lime: f64,
    /// Share of the solids that is coal.
    pub(super) coal: f64,
    /// Share of the pores that holds water; the rest holds gas.
    pub(super) sw: f64,
}

struct Formation {
    name: &'static str,
    /// Share of the logged interval.
    share: f64,
    /// Rocks, drawn with equal chance.
    kinds: &'static [Kind],
    /// Thinnest and thickest bed in metres.
    beds_m: (f64, f64),
}

use Kind::{Coal, Limestone, Sandstone, Shale, Siltstone};

/// The formations, from the top; all names are invented.
const FORMATIONS: &[Formation] = &[
    Formation {
        name: "Harbour Clay",
        share: 0.16,
        kinds: &[Shale, Shale, Shale, Siltstone],
        beds_m: (2.0, 6.0),
    },
    Formation {
        name: "Longshore Formation",
        share: 0.18,
        kinds: &[Siltstone, Shale, Sandstone, Siltstone, Limestone],
        beds_m: (0.8, 3.5),
    },
    Formation { name: RESERVOIR, share: 0.28, kinds: &[], beds_m: (0.8, 5.0) },
    Formation {
        name: "Millpond Shale",
        share: 0.14,
        kinds: &[Shale, Shale, Siltstone],
        beds_m: (1.5, 5.0),
    },
    Formation {
        name: "Chalkstair Limestone",
        share: 0.12,
        kinds: &[Limestone, Shale, Limestone, Siltstone],
        beds_m: (0.6, 2.5),
    },
    Formation {
        name: "Cinder Measures",
        share: 0.12,
        kinds: &[Siltstone, Coal, Shale, Sandstone],
        beds_m: (0.6, 2.5),
    },
];

/// The formation that holds gas above water.
pub(super) const RESERVOIR: &str = "Lantern Sandstone";

/// Water in the pores per unit of porosity that gas cannot drive out: Buckles, Correlating and
/// averaging connate water saturation data, JCPT 4 (1965).
const BUCKLES: f64 = 0.055;

/// Height above the contact over which water gives way to gas, in metres.
const TRANSITION_M: f64 = 2.0;

struct Bed {
    top_m: f64,
    rock: Rock,
    /// Thickness over which the bed above passes into this one; 0 where the boundary is sharp.
    ramp_m: f64,
}

/// The ground below one well.
pub(super) struct Ground {
    beds: Vec<Bed>,
    /// Formations and the depths of their tops, in metres.
    pub(super) tops: Vec<(&'static str, f64)>,
    /// Depth of the contact between gas and water, in metres.
    pub(super) contact_m: f64,
    reservoir_m: (f64, f64),
}

impl Ground {
    /// Lays down beds from one depth to another, in metres.
    pub(super) fn new(top_m: f64, base_m: f64, random: &mut Random) -> Self {
        let weights: Vec<f64> =
            FORMATIONS.iter().map(|f| f.share * random.between(0.85, 1.15)).collect();
        let metres = (base_m - top_m) / weights.iter().sum::<f64>();
        let mut ground = Self {
            beds: Vec::new(),
            tops: Vec::new(),
            contact_m: top_m,
            reservoir_m: (top_m, top_m),
        };
        let mut top = top_m;
        for (formation, weight) in FORMATIONS.iter().zip(weights) {
            let base = top + weight * metres;
            ground.tops.push((formation.name, top));
            if formation.name == RESERVOIR {
                ground.reservoir_m = (top, base);
                ground.contact_m = top + (base - top) * random.between(0.4, 0.5);
                ground.lay_reservoir(top, base, formation.beds_m, random);
            } else {
                ground.lay(top, base, formation, random);
            }
            top = base;
        }
        ground
    }

    fn lay(&mut self, mut top: f64, base: f64, formation: &Formation, random: &mut Random) {
        while top < base {
            let kind = formation.kinds[random.below(formation.kinds.len())];
            self.push(top, kind, random);
            top += random.between(formation.beds_m.0, formation.beds_m.1);
        }
    }

    /// Sand with thin breaks of shale; one thick sand reaches across the contact.
    fn lay_reservoir(&mut self, top: f64, base: f64, beds_m: (f64, f64), random: &mut Random) {
        self.push(top, Sandstone, random);
        let mut depth = top + 0.6 * (base - top);
        while depth < base {
            self.push(depth, Shale, random);
            depth += beds_m.0;
            self.push(depth, Sandstone, random);
            depth += random.between(0.5 * beds_m.1, beds_m.1);
        }
    }

    fn push(&mut self, top_m: f64, kind: Kind, random: &mut Random) {
        let mut fractions = |vsh: (f64, f64), phi: (f64, f64)| Rock {
            vsh: random.between(vsh.0, vsh.1),
            phi: random.between(phi.0, phi.1),
            sw: 1.0,
            ..Rock::default()
        };
        let rock = match kind {
            Sandstone => fractions((0.04, 0.12), (0.24, 0.29)),
            Siltstone => fractions((0.40, 0.60), (0.09, 0.14)),
            Shale => fractions((0.86, 0.96), (0.01, 0.04)),
            Limestone => Rock { lime: 1.0, ..fractions((0.02, 0.10), (0.03, 0.08)) },
            Coal => Rock { coal: 1.0, ..fractions((0.05, 0.12), (0.0, 0.01)) },
        };
        let ramp_m = if random.chance(0.4) { random.between(0.5, 1.5) } else { 0.0 };
        self.beds.push(Bed { top_m, rock, ramp_m });
    }

    /// Returns the rock at a depth in metres.
    pub(super) fn at(&self, depth_m: f64) -> Rock {
        let place = self.beds.partition_point(|bed| bed.top_m <= depth_m).saturating_sub(1);
        let bed = &self.beds[place];
        let mut rock = bed.rock;
        if place > 0 && depth_m - bed.top_m < bed.ramp_m {
            let way = (depth_m - bed.top_m) / bed.ramp_m;
            rock = self.beds[place - 1].rock.towards(rock, way * way * (3.0 - 2.0 * way));
        }
        rock.sw = self.water(depth_m, rock.phi);
        rock
    }

    fn water(&self, depth_m: f64, phi: f64) -> f64 {
        let (top, _) = self.reservoir_m;
        if depth_m < top || depth_m >= self.contact_m || phi <= BUCKLES {
            return 1.0;
        }
        let least = BUCKLES / phi;
        let gas = ((self.contact_m - depth_m) / TRANSITION_M).min(1.0);
        1.0 - (1.0 - least) * gas
    }

    /// Returns the depths between which the main sand holds gas at full saturation, in metres.
    pub(super) fn gas_m(&self) -> (f64, f64) {
        (self.reservoir_m.0, self.contact_m - TRANSITION_M)
    }

    /// Returns the depths of the formation that holds gas above water, in metres.
    pub(super) fn reservoir_m(&self) -> (f64, f64) {
        self.reservoir_m
    }

    /// Returns the depths of the formation that is mostly limestone, in metres.
    pub(super) fn limestone_m(&self) -> (f64, f64) {
        let place = FORMATIONS.iter().position(|one| one.kinds.first() == Some(&Limestone));
        let place = place.expect("a formation of limestone");
        let base = self.tops.get(place + 1).or(self.tops.last());
        (self.tops[place].1, base.map_or(self.tops[place].1, |(_, base)| *base))
    }

    /// Returns the depths between which the main sand holds water, in metres.
    pub(super) fn water_m(&self) -> (f64, f64) {
        let (top, base) = self.reservoir_m;
        (self.contact_m, top + 0.6 * (base - top))
    }
}

impl Rock {
    fn towards(self, other: Self, way: f64) -> Self {
        let mix = |from: f64, to: f64| from + (to - from) * way;
        Self {
            vsh: mix(self.vsh, other.vsh),
            phi: mix(self.phi, other.phi),
            lime: mix(self.lime, other.lime),
            coal: mix(self.coal, other.coal),
            sw: mix(self.sw, other.sw),
        }
    }
}
