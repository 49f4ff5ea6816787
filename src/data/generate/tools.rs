//! What real tools make of a well: noise, wash-outs, spikes and gaps.

use super::beds::Ground;
use super::random::Random;
use super::response::Response;

/// Diameter of the bit in inches.
pub(super) const BIT_IN: f64 = 8.5;

/// The curves, in the order of the columns after depth.
pub(super) const NAMES: [&str; 9] = ["GR", "CALI", "BS", "RHOB", "NPHI", "DT", "RT", "PEF", "SP"];

const GR: usize = 0;
const CALI: usize = 1;
const BS: usize = 2;
const RHOB: usize = 3;
const NPHI: usize = 4;
const DT: usize = 5;
const RT: usize = 6;
const PEF: usize = 7;
const SP: usize = 8;

/// Samples that each tool misses at the top, where it hung still in the casing, and at the base, where it
/// stands above the end of the string.
const MISSED: [(usize, usize); 9] =
    [(3, 14), (6, 4), (0, 0), (6, 4), (10, 9), (18, 20), (12, 2), (6, 4), (0, 2)];

/// Curves that lose intervals: bad contact or a lost signal.
const FRAGILE: [usize; 5] = [RHOB, NPHI, DT, PEF, GR];

/// Logs a well; `None` is a missing value.
pub(super) fn log(ground: &Ground, depths_m: &[f64], random: &mut Random) -> Vec<Vec<Option<f64>>> {
    let rocks: Vec<_> = depths_m.iter().map(|depth| ground.at(*depth)).collect();
    let ideal: Vec<Response> = rocks.iter().map(Response::of).collect();
    let shale: Vec<f64> = rocks.iter().map(|rock| rock.vsh).collect();
    let caliper = caliper(&shale, random);
    // Each tool sees a stretch of the wall, more or less long.
    let seen = |part: fn(&Response) -> f64, window: usize| {
        smoothed(&ideal.iter().map(part).collect::<Vec<_>>(), window)
    };
    let mut curves = vec![Vec::new(); NAMES.len()];
    curves[GR] = seen(|read| read.gr, 5);
    curves[CALI] = caliper;
    curves[BS] = vec![BIT_IN; depths_m.len()];
    curves[RHOB] = seen(|read| read.rhob, 3);
    curves[NPHI] = seen(|read| read.nphi, 5);
    curves[DT] = seen(|read| read.dt, 5);
    curves[RT] = seen(|read| read.rt, 5);
    curves[PEF] = seen(|read| read.pef, 3);
    curves[SP] = seen(|read| read.sp, 15);
    for row in 0..depths_m.len() {
        // Where the wall has broken out, the density pad reads mud.
        let excess = (curves[CALI][row] - BIT_IN - 1.0).max(0.0);
        let drift_mv = 0.04 * (depths_m[row] - depths_m[0]);
        let mut add = |curve: usize, change: f64| curves[curve][row] += change;
        add(GR, 4.0 * random.normal());
        add(CALI, 0.03 * random.normal());
        add(RHOB, (0.012 + 0.03 * excess) * random.normal() - 0.1 * excess);
        add(NPHI, 0.008 * random.normal() + 0.015 * excess);
        add(DT, 1.0 * random.normal());
        add(PEF, 0.08 * random.normal() - 0.2 * excess.min(4.0));
        add(SP, 0.6 * random.normal() + drift_mv);
        curves[RT][row] *= 1.0 + 0.03 * random.normal();
        curves[GR][row] = curves[GR][row].max(2.0);
        curves[PEF][row] = curves[PEF][row].max(0.1);
    }
    spike(&mut curves, random);
    let mut curves: Vec<Vec<Option<f64>>> =
        curves.into_iter().map(|curve| curve.into_iter().map(Some).collect()).collect();
    lose(&mut curves, random);
    curves
}

/// Shale breaks out here and there; sand carries a mud cake.
fn caliper(shale: &[f64], random: &mut Random) -> Vec<f64> {
    let (mut breakout, mut goal) = (0.0, 0.0);
    let mut diameters = Vec::with_capacity(shale.len());
    for vsh in shale {
        if random.chance(0.04) {
            goal = if random.chance(0.4) { random.between(1.0, 4.5) } else { 0.2 };
        }
        breakout += 0.15 * (goal - breakout);
        let washed = ((vsh - 0.6) / 0.4).clamp(0.0, 1.0);
        let cake = if *vsh < 0.3 { 0.25 } else { 0.0 };
        diameters.push(BIT_IN + breakout * washed - cake);
    }
    smoothed(&diameters, 5)
}

/// Averages over a window of an odd number of samples, cut at the ends.
fn smoothed(values: &[f64], window: usize) -> Vec<f64> {
    let half = window / 2;
    (0..values.len())
        .map(|row| {
            let part = &values[row.saturating_sub(half)..(row + half + 1).min(values.len())];
            part.iter().sum::<f64>() / part.len() as f64
        })
        .collect()
}

/// Puts single wrong samples into five curves.
fn spike(curves: &mut [Vec<f64>], random: &mut Random) {
    let samples = curves[GR].len();
    let each = 2 + samples / 400;
    for curve in [GR, RHOB, NPHI, DT, RT] {
        for _ in 0..each {
            let row = random.below(samples);
            let value = &mut curves[curve][row];
            match curve {
                GR => *value += random.between(90.0, 160.0),
                RHOB => *value -= random.between(0.4, 0.7),
                NPHI => *value += random.between(0.25, 0.4),
                DT => *value += random.between(50.0, 90.0),
                _ => *value *= random.between(8.0, 20.0),
            }
        }
    }
}

/// Takes away what the tools missed at the ends, and a few intervals.
fn lose(curves: &mut [Vec<Option<f64>>], random: &mut Random) {
    let samples = curves[GR].len();
    let most = samples / 20;
    for (curve, (top, base)) in curves.iter_mut().zip(MISSED) {
        curve[..top.min(most)].fill(None);
        curve[samples - base.min(most)..].fill(None);
    }
    for _ in 0..3 {
        let curve = FRAGILE[random.below(FRAGILE.len())];
        let length = (8 + random.below(18)).min(most);
        let start = random.below(samples - length);
        curves[curve][start..start + length].fill(None);
    }
}
