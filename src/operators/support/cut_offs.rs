//! Net reservoir and net pay by cut-offs.

use arrow::array::{Array, Float64Array};

use super::runs::runs_of;
use super::samples::{flag, map};
use super::thickness::median_step;
use crate::operators::inputs::Outputs;
use crate::operators::values::Finite;

/// Cut-offs of net reservoir.
#[derive(Debug, Clone, Copy)]
pub struct Reservoir {
    /// Smallest effective porosity.
    pub phi_min: f64,
    /// Greatest shale volume.
    pub vsh_max: f64,
}

/// Cut-offs of net pay, beyond those of net reservoir.
#[derive(Debug, Clone, Copy)]
pub struct Pay {
    /// Greatest water saturation.
    pub sw_max: f64,
    /// Smallest permeability, where there is a curve of it.
    pub perm_min: f64,
    /// Smallest thickness of a run of pay, in metres.
    pub min_thickness: f64,
}

/// The curves that cut-offs judge, equally long.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// Effective porosity.
    pub phie: &'a Float64Array,
    /// Shale volume.
    pub vsh: &'a Float64Array,
    /// Water saturation.
    pub sw: &'a Float64Array,
    /// Permeability.
    pub perm: Option<&'a Float64Array>,
}

/// Returns the value of a sample, `None` where it is null.
pub fn at(curve: &Float64Array, row: usize) -> Option<f64> {
    curve.is_valid(row).then(|| curve.value(row))
}

/// Whether a flag is set; no where it is null.
pub fn is_set(flags: &Float64Array, row: usize) -> bool {
    at(flags, row).is_some_and(|flag| flag != 0.0)
}

impl Reservoir {
    /// Flags the samples that pass; null where a curve is null.
    pub fn judge(&self, phie: &Float64Array, vsh: &Float64Array) -> Finite {
        map([phie, vsh], |[phie, vsh]| flag(phie >= self.phi_min && vsh <= self.vsh_max))
    }
}

impl Pay {
    /// Flags the samples of a reservoir that pass, without regard to the thickness of runs; null
    /// where a curve is null.
    pub fn judge(&self, reservoir: &Float64Array, curves: &Judged) -> Finite {
        let wet = |reservoir: f64, sw: f64| reservoir == 0.0 || sw > self.sw_max;
        match curves.perm {
            None => map([reservoir, curves.sw], |[reservoir, sw]| flag(!wet(reservoir, sw))),
            Some(perm) => map([reservoir, curves.sw, perm], |[reservoir, sw, perm]| {
                flag(!wet(reservoir, sw) && perm >= self.perm_min)
            }),
        }
    }

    /// Clears the runs of pay that are too thin, and returns how many there were.
    ///
    /// The thickness of a run is the span of its depths plus one median step.
    pub fn without_thin(&self, pay: Float64Array, depth: &Float64Array) -> (Float64Array, usize) {
        let limit = self.min_thickness;
        if limit <= 0.0 {
            return (pay, 0);
        }
        let step = median_step(depth);
        let mut kept = pay.values().to_vec();
        let mut removed = 0;
        for run in runs_of(pay.len(), |row| is_set(&pay, row)) {
            let mut known = run.clone().filter_map(|row| at(depth, row));
            let top = known.next();
            let base = known.next_back().or(top);
            let span = top.zip(base).map_or(0.0, |(top, base)| (base - top).abs());
            // Depths carry rounding; a run of exactly the limit is kept.
            if span + step < limit - 1e-6 * step {
                kept[run].fill(0.0);
                removed += 1;
            }
        }
        (Float64Array::new(kept.into(), pay.nulls().cloned()), removed)
    }
}

/// Puts out flags: 0 where a sample could not be judged, too, which is noted.
pub fn flagged(port: &str, judged: Float64Array) -> Outputs {
    match judged.null_count() {
        0 => Outputs::one(port, judged),
        unknown => {
            let flags: Float64Array = judged.iter().map(|flag| Some(flag.unwrap_or(0.0))).collect();
            Outputs::one(port, flags)
                .note(format!("{unknown} samples not evaluated: an input is null"))
        }
    }
}
