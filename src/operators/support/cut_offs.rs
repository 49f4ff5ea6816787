//! Net reservoir and net pay by cut-offs.

use arrow::array::{Array, Float64Array};

use super::runs::runs_of;
use super::samples::flag;
use super::thickness::median_step;
use crate::operators::inputs::Outputs;

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

impl Reservoir {
    /// Judges each sample; `None` where a curve is null.
    pub fn judge(&self, phie: &Float64Array, vsh: &Float64Array) -> Vec<Option<bool>> {
        let judge =
            |row: usize| Some(at(phie, row)? >= self.phi_min && at(vsh, row)? <= self.vsh_max);
        (0..phie.len()).map(judge).collect()
    }
}

impl Pay {
    /// Judges each sample, of which it is known whether it is reservoir, without regard to the
    /// thickness of runs; `None` where a curve is null.
    pub fn judge(&self, reservoir: &[Option<bool>], curves: &Judged) -> Vec<Option<bool>> {
        let judge = |(row, reservoir): (usize, &Option<bool>)| {
            let permeable = match curves.perm {
                Some(perm) => at(perm, row)? >= self.perm_min,
                None => true,
            };
            Some((*reservoir)? && at(curves.sw, row)? <= self.sw_max && permeable)
        };
        reservoir.iter().enumerate().map(judge).collect()
    }

    /// Clears the runs of pay that are too thin, and returns how many there were.
    ///
    /// The thickness of a run is the span of its depths plus one median step.
    pub fn remove_thin(&self, pay: &mut [Option<bool>], depth: &Float64Array) -> usize {
        let limit = self.min_thickness;
        if limit <= 0.0 {
            return 0;
        }
        let step = median_step(depth);
        let mut removed = 0;
        for run in runs_of(pay.len(), |row| pay[row] == Some(true)) {
            let mut known = run.clone().filter_map(|row| at(depth, row));
            let top = known.next();
            let base = known.next_back().or(top);
            let span = top.zip(base).map_or(0.0, |(top, base)| (base - top).abs());
            // Depths carry rounding; a run of exactly the limit is kept.
            if span + step < limit - 1e-6 * step {
                pay[run].fill(Some(false));
                removed += 1;
            }
        }
        removed
    }
}

/// Writes flags: 1 where it holds, 0 where not and where a sample was not judged, which is noted.
pub fn flagged(port: &str, judged: &[Option<bool>]) -> Outputs {
    let flags: Float64Array = judged.iter().map(|holds| Some(flag(*holds == Some(true)))).collect();
    let outputs = Outputs::one(port, flags);
    match judged.iter().filter(|holds| holds.is_none()).count() {
        0 => outputs,
        unknown => outputs.note(format!("{unknown} samples not evaluated: an input is null")),
    }
}
