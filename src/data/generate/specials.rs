//! What else is measured in a synthetic well, each in a file of its own, on depths of its own: a
//! deviation survey, T2 distributions of the reservoir, and assays of cored rock.
//!
//! Only the four operations are used, as in [`super::response`].

use arrow::array::Float64Array;

use super::beds::{Ground, Rock};
use super::random::Random;
use super::{curve, rounded};
use crate::data::las::LasCurve;

/// Further curves of a well with their depths.
#[derive(Debug, Clone)]
pub struct Special {
    /// What it is: `survey`, `nmr` or `assays`; the end of the file's name.
    pub name: &'static str,
    /// The curves; the first is depth.
    pub curves: Vec<LasCurve>,
    /// One column a curve.
    pub columns: Vec<Float64Array>,
}

/// Shortest T2 in milliseconds; each further bin has twice that of the one before.
pub const T2_FIRST_MS: f64 = 0.3;

/// Bins of a T2 distribution.
pub const T2_BINS: usize = 14;

/// Measures everything in one well; `depths_m` are those of its logs.
pub(super) fn all(ground: &Ground, depths_m: &[f64], random: &mut Random) -> Vec<Special> {
    vec![survey(depths_m, random), nmr(ground, depths_m, random), assays(ground, depths_m, random)]
}

/// A well that is drilled straight down and then builds angle, with a station every 30 m.
fn survey(depths_m: &[f64], random: &mut Random) -> Special {
    let base = depths_m.last().copied().unwrap_or_default();
    let kick_off = random.between(300.0, 700.0);
    let build_per_30m = random.between(0.8, 1.6);
    let most = random.between(20.0, 45.0);
    let (azimuth, turn_per_30m) = (random.between(0.0, 360.0), random.between(-0.4, 0.4));
    let stations = (base / 30.0) as usize + 2;
    let (mut md, mut inclination, mut azimuths) = (Vec::new(), Vec::new(), Vec::new());
    for station in 0..stations {
        let depth = station as f64 * 30.0;
        let below = ((depth - kick_off) / 30.0).max(0.0);
        let wobble = if station == 0 { 0.0 } else { random.between(0.0, 0.3) };
        md.push(depth);
        inclination.push(rounded((build_per_30m * below).min(most) + wobble, 2));
        azimuths.push(rounded((azimuth + turn_per_30m * below + 360.0) % 360.0, 2));
    }
    Special {
        name: "survey",
        curves: vec![
            curve("DEPT", "M", "MEASURED DEPTH OF THE STATION"),
            curve("INCL", "DEG", "INCLINATION FROM THE VERTICAL"),
            curve("AZIM", "DEG", "AZIMUTH FROM NORTH"),
        ],
        columns: vec![md.into(), inclination.into(), azimuths.into()],
    }
}

/// T2 distributions over the reservoir, one channel a bin: `T2[0]`, `T2[1]` and so on.
fn nmr(ground: &Ground, depths_m: &[f64], random: &mut Random) -> Special {
    let (top, base) = ground.reservoir_m();
    let inside = depths_m.iter().copied().filter(|depth| (top - 20.0..base).contains(depth));
    let depths: Vec<f64> = inside.collect();
    let mut bins: Vec<Vec<f64>> = vec![Vec::new(); T2_BINS];
    for depth in &depths {
        let amplitudes = distribution(&ground.at(*depth));
        for (bin, amplitude) in bins.iter_mut().zip(amplitudes) {
            bin.push(rounded((amplitude + 0.0002 * random.normal()).max(0.0), 4));
        }
    }
    let mut curves = vec![curve("DEPT", "M", "MEASURED DEPTH")];
    let mut columns = vec![Float64Array::from(depths)];
    for (bin, amplitudes) in bins.into_iter().enumerate() {
        curves.push(curve(&format!("T2[{bin}]"), "V/V", "T2 DISTRIBUTION, ONE BIN"));
        columns.push(amplitudes.into());
    }
    Special { name: "nmr", curves, columns }
}

/// Shares the porosity out: water in clay relaxes within a millisecond, in small pores within tens, in
/// large ones within hundreds; gas, whose hydrogen is thin, is seen in part only.
fn distribution(rock: &Rock) -> [f64; T2_BINS] {
    let clay = 0.12 * rock.vsh;
    let held = rock.phi.min(0.055);
    let free = (rock.phi - held) * (0.4 + 0.6 * rock.sw);
    let mut bins = [0.0; T2_BINS];
    for (volume, peak) in [(clay, 1.5), (held, 5.0), (free, 10.0)] {
        let shape: Vec<f64> =
            (0..T2_BINS).map(|bin| (1.0 - (bin as f64 - peak).abs() / 3.0).max(0.0)).collect();
        let whole: f64 = shape.iter().sum();
        for (bin, part) in bins.iter_mut().zip(shape) {
            *bin += volume * part / whole;
        }
    }
    bins
}

/// Assays of core from the limestone, an interval a metre long, by its upper end.
fn assays(ground: &Ground, depths_m: &[f64], random: &mut Random) -> Special {
    let (top, base) = ground.limestone_m();
    let last = depths_m.last().copied().unwrap_or(base).min(base);
    let metres = (last - top).max(2.0) as usize;
    let (mut from, mut to, mut gold) = (Vec::new(), Vec::new(), Vec::new());
    let (mut density, mut recovery, mut code) = (Vec::new(), Vec::new(), Vec::new());
    for metre in 0..metres {
        let start = rounded(top, 1) + metre as f64;
        let rock = ground.at(start + 0.5);
        let grade = 0.03 + 2.4 * rock.lime * random.between(0.1, 1.0) * random.between(0.1, 1.0);
        from.push(start);
        to.push(start + 1.0);
        // Here and there a sample is lost.
        gold.push((!random.chance(0.03)).then(|| rounded(grade, 3)));
        density.push(rounded(2.55 + 0.15 * rock.lime, 2));
        recovery.push(rounded(random.between(82.0, 100.0), 0));
        code.push(if rock.lime > 0.5 { 2.0 } else { 1.0 });
    }
    Special {
        name: "assays",
        curves: vec![
            curve("DEPT", "M", "FROM"),
            curve("TO", "M", "TO"),
            curve("AU", "G/T", "GOLD"),
            curve("SG", "G/C3", "DENSITY OF THE CORE"),
            curve("RECOVERY", "%", "CORE RECOVERY"),
            curve("ROCK", "", "1 SHALE OR SILTSTONE, 2 LIMESTONE"),
        ],
        columns: vec![
            from.into(),
            to.into(),
            gold.into(),
            density.into(),
            recovery.into(),
            code.into(),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Recipe, wells};
    use super::*;
    use crate::data::las;

    const RECIPE: Recipe = Recipe { wells: 3, samples: 800, seed: 7 };

    fn column<'a>(special: &'a Special, mnemonic: &str) -> &'a Float64Array {
        let place = special.curves.iter().position(|curve| curve.mnemonic == mnemonic);
        &special.columns[place.expect("a curve of that name")]
    }

    #[test]
    fn every_special_reads_back_into_the_same_well() {
        for well in wells(RECIPE) {
            for special in &well.specials {
                let text = well.special_text(special);
                let read = las::parse(text.as_bytes(), "a.las").expect("a LAS file");
                assert_eq!(read.columns, special.columns, "{}", special.name);
                assert_eq!(read.uwi(), Some(well.uwi.as_str()));
            }
        }
    }

    #[test]
    fn a_survey_reaches_below_the_logs_and_builds_angle() {
        for well in wells(RECIPE) {
            let survey = &well.specials[0];
            let last = well.columns[0].values().last().copied().expect("depths");
            let stations = column(survey, "DEPT").values();
            assert!(stations[0] == 0.0 && stations[stations.len() - 1] > last);
            let angles = column(survey, "INCL").values();
            assert!(angles[0] == 0.0 && angles[angles.len() - 1] > 15.0);
        }
    }

    #[test]
    fn the_bins_add_up_to_the_porosity_that_holds_hydrogen() {
        let wet = Rock { vsh: 0.1, phi: 0.25, sw: 1.0, ..Rock::default() };
        let sum: f64 = distribution(&wet).iter().sum();
        assert!((sum - (0.25 + 0.012)).abs() < 1e-12, "{sum}");
        let gas: f64 = distribution(&Rock { sw: 0.2, ..wet }).iter().sum();
        assert!(gas < sum);
    }

    #[test]
    fn assays_lie_end_to_end() {
        for well in wells(RECIPE) {
            let assays = &well.specials[2];
            let (from, to) = (column(assays, "DEPT").values(), column(assays, "TO").values());
            assert!(from.len() >= 2 && from[1..] == to[..to.len() - 1]);
            assert!(column(assays, "AU").iter().flatten().any(|grade| grade > 0.5));
        }
    }
}
