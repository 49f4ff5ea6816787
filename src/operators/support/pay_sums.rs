//! Thickness, averages and hydrocarbon of net pay.

use arrow::array::{Array, Float64Array};

use super::cut_offs::{Judged, at, is_set};

/// The samples of a well, and flags of which are reservoir and pay; null where that is not known.
pub struct PaySamples<'a> {
    /// The curves.
    pub curves: Judged<'a>,
    /// Whether a sample is reservoir.
    pub reservoir: Float64Array,
    /// Whether it is pay.
    pub pay: Float64Array,
}

impl PaySamples<'_> {
    /// Sums over samples, each with its thickness.
    pub fn sums(&self, rows: &[usize], heights: &[f64]) -> PaySums {
        let mut sums = PaySums { flow: self.curves.perm.map(|_| 0.0), ..PaySums::default() };
        for &row in rows {
            let height = heights[row];
            sums.gross += height;
            if is_set(&self.reservoir, row) {
                sums.reservoir += height;
            }
            if is_set(&self.pay, row) {
                sums.pay += height;
                self.add_pay(&mut sums, row, height);
            }
        }
        sums
    }

    fn add_pay(&self, sums: &mut PaySums, row: usize, height: f64) {
        let (porosity, water) = (at(self.curves.phie, row), at(self.curves.sw, row));
        sums.porosity.add(porosity, height);
        sums.shale.add(at(self.curves.vsh, row), height);
        if let Some((porosity, water)) = porosity.zip(water) {
            sums.water.add(Some(water), porosity * height);
            sums.hydrocarbon += porosity * (1.0 - water) * height;
        }
        if let (Some(flow), Some(perm)) = (&mut sums.flow, self.curves.perm) {
            *flow += at(perm, row).unwrap_or(0.0) * height;
        }
    }

    /// Returns the percentage of the thickness in which nothing is null.
    pub fn evaluated(&self, rows: &[usize], heights: &[f64]) -> Option<f64> {
        let known = |row: usize| {
            let Judged { phie, vsh, sw, perm } = self.curves;
            let curves = [Some(phie), Some(vsh), Some(sw), perm];
            curves.into_iter().flatten().all(|curve| at(curve, row).is_some())
                && self.reservoir.is_valid(row)
                && self.pay.is_valid(row)
        };
        let gross: f64 = rows.iter().map(|row| heights[*row]).sum();
        let whole: f64 = rows.iter().filter(|row| known(**row)).map(|row| heights[*row]).sum();
        (gross > 0.0).then(|| 100.0 * whole / gross)
    }
}

/// What is summed over the samples of a zone.
#[derive(Default)]
pub struct PaySums {
    /// Thickness of all samples.
    pub gross: f64,
    /// Thickness of the reservoir.
    pub reservoir: f64,
    /// Thickness of the pay.
    pub pay: f64,
    /// Effective porosity of the pay.
    pub porosity: Weighted,
    /// Water saturation of the pores of the pay.
    pub water: Weighted,
    /// Shale volume of the pay.
    pub shale: Weighted,
    /// Hydrocarbon pore thickness of the pay.
    pub hydrocarbon: f64,
    /// Permeability times thickness of the pay; `None` where there is no curve of it.
    pub flow: Option<f64>,
}

/// A mean in the making.
#[derive(Default)]
pub struct Weighted {
    sum: f64,
    weight: f64,
}

impl Weighted {
    fn add(&mut self, value: Option<f64>, weight: f64) {
        if let Some(value) = value {
            self.sum += value * weight;
            self.weight += weight;
        }
    }

    /// Returns the mean; `None` without weight.
    pub fn mean(&self) -> Option<f64> {
        (self.weight != 0.0).then(|| self.sum / self.weight)
    }
}
