//! Butterworth filters in second-order sections, run there and back so that nothing is delayed.
//!
//! As `scipy.signal.butter(output="sos")` and `sosfiltfilt` with their defaults. Zeros and poles are
//! paired otherwise, which changes the answer by rounding alone.

use std::f64::consts::PI;

use realfft::num_complex::Complex64;

/// What passes; frequencies are fractions of the Nyquist frequency, between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Band {
    /// What is slower.
    Below(f64),
    /// What is faster.
    Above(f64),
    /// What lies between.
    Between(f64, f64),
}

/// A filter as a chain of sections of second order at most.
pub struct Butterworth {
    sections: Vec<Section>,
    padding: usize,
}

/// `y = b0 x + b1 x' + b2 x'' - a1 y' - a2 y''`.
struct Section {
    b: [f64; 3],
    a: [f64; 2],
    /// Distance of its poles from the unit circle.
    slack: f64,
}

impl Butterworth {
    /// Designs a filter.
    pub fn new(order: u32, band: Band) -> Self {
        // The bilinear transform bends frequencies; the edges are bent beforehand, so that they end up
        // where they are wanted.
        let bent = |fraction: f64| (fraction * PI / 2.0).tan();
        let mut sections: Vec<Section> = prototype(order)
            .flat_map(|pole| match band {
                Band::Below(edge) => vec![Section::low(pole * bent(edge))],
                Band::Above(edge) => vec![Section::high(pole.inv() * bent(edge))],
                Band::Between(low, high) => Section::pass(pole, bent(low), bent(high)),
            })
            .collect();
        sections.sort_by(|one, other| other.slack.total_cmp(&one.slack));
        let poles = order as usize * if matches!(band, Band::Between(..)) { 2 } else { 1 };
        Self { sections, padding: 3 * (poles + 1) }
    }

    /// Returns the length of the shortest run that can be filtered.
    pub fn shortest(&self) -> usize {
        (3 * (2 * self.sections.len() + 1)).max(self.padding + 1)
    }

    /// Filters a run, which is no shorter than the shortest, downwards and then upwards.
    pub fn there_and_back(&self, run: &[f64]) -> Vec<f64> {
        let mut samples = self.padded(run);
        self.pass_through(&mut samples);
        samples.reverse();
        self.pass_through(&mut samples);
        samples.reverse();
        samples.drain(..self.padding);
        samples.truncate(run.len());
        samples
    }

    /// Continues the run beyond both ends by itself, turned about the end sample.
    fn padded(&self, run: &[f64]) -> Vec<f64> {
        let mut padded = Vec::with_capacity(run.len() + 2 * self.padding);
        if let ([first, head @ ..], [tail @ .., last]) = (run, run) {
            padded.extend(head[..self.padding].iter().rev().map(|value| 2.0 * first - value));
            padded.extend_from_slice(run);
            let tail = tail.iter().rev().take(self.padding);
            padded.extend(tail.map(|value| 2.0 * last - value));
        }
        padded
    }

    /// Filters in place; the state at the start is that of a curve that was always like the first sample.
    fn pass_through(&self, samples: &mut [f64]) {
        let mut level = samples.first().copied().unwrap_or_default();
        let mut states: Vec<[f64; 2]> = Vec::with_capacity(self.sections.len());
        for Section { b, a, .. } in &self.sections {
            let gain = (b[0] + b[1] + b[2]) / (1.0 + a[0] + a[1]);
            let second = b[2] - a[1] * gain;
            states.push([(b[1] - a[0] * gain + second) * level, second * level]);
            level *= gain;
        }
        for sample in samples {
            let mut x = *sample;
            for (Section { b, a, .. }, state) in self.sections.iter().zip(&mut states) {
                let y = b[0] * x + state[0];
                state[0] = b[1] * x - a[0] * y + state[1];
                state[1] = b[2] * x - a[1] * y;
                x = y;
            }
            *sample = x;
        }
    }
}

/// Poles of the low pass of cutoff 1 in the upper half plane, and the real one of an odd order.
fn prototype(order: u32) -> impl Iterator<Item = Complex64> {
    let first = 1 - order % 2;
    (first..order).step_by(2).map(move |place| {
        let angle = PI * f64::from(place) / f64::from(2 * order);
        // The pole on the axis is exactly real, so that it is known by that.
        if place == 0 {
            Complex64::new(-1.0, 0.0)
        } else {
            Complex64::new(-angle.cos(), angle.sin())
        }
    })
}

impl Section {
    fn low(pole: Complex64) -> Self {
        let distance = (2.0 * pole / (1.0 - pole)).norm();
        Self::of(pole, distance, [1.0, 2.0, 1.0], [1.0, 1.0, 0.0])
    }

    fn high(pole: Complex64) -> Self {
        let distance = (2.0 / (1.0 - pole)).norm();
        Self::of(pole, distance, [1.0, -2.0, 1.0], [1.0, -1.0, 0.0])
    }

    /// Makes a section of a pole and its conjugate, or of one real pole; `distance` is that of the
    /// pole from where the gain is 1.
    fn of(pole: Complex64, distance: f64, double: [f64; 3], single: [f64; 3]) -> Self {
        let z = (1.0 + pole) / (1.0 - pole);
        let slack = 1.0 - z.norm();
        if pole.im == 0.0 {
            return Self { b: single.map(|b| b * distance / 2.0), a: [-z.re, 0.0], slack };
        }
        let gain = distance * distance / 4.0;
        Self { b: double.map(|b| b * gain), a: [-2.0 * z.re, z.norm_sqr()], slack }
    }

    /// Makes the sections of a band pass that one pole of the prototype, and its conjugate, gives.
    fn pass(pole: Complex64, low: f64, high: f64) -> Vec<Self> {
        let half = pole * ((high - low) / 2.0);
        let root = (half * half - low * high).sqrt();
        let z = |pole: Complex64| (1.0 + pole) / (1.0 - pole);
        let (one, other) = (z(half + root), z(half - root));
        let pairs = if pole.im == 0.0 {
            vec![(one, other)]
        } else {
            vec![(one, one.conj()), (other, other.conj())]
        };
        // The gain is 1 where the prototype's is at frequency zero.
        let centre = Complex64::from_polar(1.0, -2.0 * (low * high).sqrt().atan());
        let section = |(one, other): (Complex64, Complex64)| {
            let denominator = (1.0 - one * centre) * (1.0 - other * centre);
            let gain = (denominator / (1.0 - centre * centre)).norm();
            Self {
                b: [gain, 0.0, -gain],
                a: [-(one + other).re, (one * other).re],
                slack: 1.0 - one.norm().max(other.norm()),
            }
        };
        pairs.into_iter().map(section).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_those_of_scipy() {
        // scipy.signal.butter(2, 0.25, output="sos")
        let section = &Butterworth::new(2, Band::Below(0.25)).sections[0];
        let b = [0.09763107293781748, 0.19526214587563495, 0.09763107293781748];
        let a = [-0.9428090415820632, 0.33333333333333326];
        for (found, wanted) in section.b.iter().chain(&section.a).zip(b.iter().chain(&a)) {
            assert!((found - wanted).abs() < 1e-15, "{found} {wanted}");
        }
    }

    #[test]
    fn padding_is_that_of_scipy() {
        for (order, band, padding) in
            [(4, Band::Below(0.1), 15), (3, Band::Above(0.1), 12), (3, Band::Between(0.1, 0.2), 21)]
        {
            assert_eq!(Butterworth::new(order, band).padding, padding);
        }
    }
}
