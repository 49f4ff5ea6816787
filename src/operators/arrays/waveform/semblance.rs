//! Slowness-time coherence.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{NUMBER, Output, Port, US_PER_FT};
use crate::operators::values::{ArrayCurve, Row, Values};

/// Finds the slowness at which the waveforms of an array of receivers are most alike.
///
/// ## Formula
/// `rho(s, t) = sum_w((sum_m x_m(t + s * z_m))^2) / (M * sum_w(sum_m x_m(t + s * z_m)^2))` over M receivers at `z_m = m * spacing`, m from 0, and over the samples w of a window from t on, of which there are `round(window / dt)`, half up and one at least. COH holds for each slowness from s_min to s_max in steps of ds the greatest rho of all times; COH_MAX is the greatest of COH and DT_PEAK its slowness, of equal ones the smallest.
/// ## Units
/// Waveforms in any unit, one list of samples at the step dt for each receiver, nearest to the source first; spacing in ft, dt and window in us, slowness in us/ft; COH and COH_MAX are bare numbers from 0 to 1. The slowness of bin k of COH is `s_min + k * ds`.
/// ## Nulls
/// A row is null when a receiver is null or all null, when there are fewer than two receivers, and when the records are shorter than the window. A null sample inside a record counts 0. Receivers of different length are read to the end of the shortest. Windows reach over the records nowhere; a slowness for which no window with a signal fits is null in COH.
/// ## Source
/// Kimball and Marzetta, Semblance Processing of Borehole Acoustic Array Data, Geophysics 49, 1984; between two samples by a straight line.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Distance of neighbouring receivers.
    #[schemars(range(max = 100.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ft"))]
    pub spacing: f64,
    /// Time between two samples.
    #[schemars(range(min = 0.1, max = 1000.0), extend("x-unit" = "us"))]
    pub dt: f64,
    /// Smallest slowness tried.
    #[schemars(range(min = 0.0, max = 2000.0), extend("x-unit" = "us/ft"))]
    pub s_min: f64,
    /// Largest slowness tried.
    #[schemars(range(min = 0.0, max = 2000.0), extend("x-unit" = "us/ft"))]
    pub s_max: f64,
    /// Step of slowness.
    #[schemars(range(min = 0.1, max = 100.0), extend("x-unit" = "us/ft"))]
    pub ds: f64,
    /// Length of the window in time.
    #[schemars(range(max = 100000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "us"))]
    pub window: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { spacing: 0.5, dt: 10.0, s_min: 40.0, s_max: 240.0, ds: 1.0, window: 500.0 }
    }
}

impl Params {
    fn slownesses(&self) -> Vec<f64> {
        // Half a thousandth of a step more, so that rounding does not lose the last one.
        let steps = ((self.s_max - self.s_min) / self.ds + 5e-4).floor().max(0.0) as usize;
        (0..=steps).map(|step| self.s_min + step as f64 * self.ds).collect()
    }

    fn window_samples(&self) -> usize {
        ((self.window / self.dt).round() as usize).max(1)
    }
}

pub struct WaveformSemblance;

impl Operator for WaveformSemblance {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "waveform_semblance",
        title: "Slowness-time coherence",
        terms: &["stc", "semblance", "sonic", "array sonic"],
        inputs: &[Port::array("waveforms", None).repeated().alias(&["waveform"])],
        outputs: &[
            Output::array("COH", NUMBER),
            Output::curve("DT_PEAK", US_PER_FT),
            Output::curve("COH_MAX", NUMBER),
        ],
        examples: &[
            Example {
                note: "A pulse that comes 20 us later at each receiver 0.5 ft on travels at 40 us/ft.",
                params: r#"{"s_min": 20, "s_max": 60, "ds": 20, "window": 20}"#,
                input: r#"{"waveforms": [[[0, 1, -2, 1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 1, -2, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1, -2, 1, 0, 0]]]}"#,
                output: r#"{"COH": [[0.3333333333333333, 1, 0.1111111111111111]], "DT_PEAK": [40], "COH_MAX": [1]}"#,
            },
            Example {
                note: "A dead receiver gives null.",
                params: r#"{"s_min": 20, "s_max": 60, "ds": 20, "window": 20}"#,
                input: r#"{"waveforms": [[[0, 1, -2, 1, 0, 0], [null, null, null, null, null, null]]]}"#,
                output: r#"{"COH": [null], "DT_PEAK": [null], "COH_MAX": [null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let receivers: Vec<&ArrayCurve> =
            input.members("waveforms").iter().filter_map(|(_, values)| values.arrays()).collect();
        let slownesses = params.slownesses();
        let mut stack = Stack::new(params);
        let mut maps: Vec<Option<Vec<Option<f64>>>> = Vec::with_capacity(input.len());
        for row in 0..input.len() {
            let whole = stack.read(receivers.iter().map(|receiver| receiver.row(row)));
            maps.push(whole.then(|| slownesses.iter().map(|s| stack.coherence(*s)).collect()));
        }
        let peaks: Vec<Option<(f64, f64)>> =
            maps.iter().map(|map| peak(&slownesses, map.as_deref()?)).collect();
        let slowest: Float64Array = peaks.iter().map(|peak| peak.map(|(s, _)| s)).collect();
        let highest: Float64Array = peaks.iter().map(|peak| peak.map(|(_, rho)| rho)).collect();
        let maps: Values = maps.into_iter().collect::<ArrayCurve>().into();
        Ok(Outputs::one("COH", maps).with("DT_PEAK", slowest).with("COH_MAX", highest))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        if params.s_max > params.s_min {
            return Vec::new();
        }
        let wanted = format!("more than s_min, which is {} us/ft", params.s_min);
        vec![BrokenRule::new("s_max", params.s_max, wanted, "give a range of slowness to try")]
    }
}

/// Returns the slowness and the height of the highest coherence, the first of equal ones.
fn peak(slownesses: &[f64], map: &[Option<f64>]) -> Option<(f64, f64)> {
    let known = slownesses.iter().zip(map).filter_map(|(s, rho)| Some((*s, (*rho)?)));
    known.reduce(|best, other| if other.1 > best.1 { other } else { best })
}

/// The records of one row, and room for stacking them.
struct Stack {
    /// Samples by which a record of the next receiver is later for a slowness of 1 us/ft.
    shift: f64,
    window: usize,
    receivers: usize,
    length: usize,
    /// Records one after another, each as long as the shortest.
    records: Vec<f64>,
    sums: Vec<f64>,
    squares: Vec<f64>,
}

impl Stack {
    fn new(params: &Params) -> Self {
        Self {
            shift: params.spacing / params.dt,
            window: params.window_samples(),
            receivers: 0,
            length: 0,
            records: Vec::new(),
            sums: Vec::new(),
            squares: Vec::new(),
        }
    }

    /// Reads one row; says whether there is something to compare in it.
    fn read<'a>(&mut self, rows: impl Iterator<Item = Option<Row<'a>>>) -> bool {
        let Some(rows) = rows.collect::<Option<Vec<_>>>() else { return false };
        let dead = rows.iter().any(|row| row.iter().all(|sample| sample.is_none()));
        self.length = rows.iter().map(|row| row.len()).min().unwrap_or(0);
        self.receivers = rows.len();
        if dead || self.receivers < 2 || self.length < self.window {
            return false;
        }
        self.records.clear();
        for row in rows {
            self.records.extend(row.iter().take(self.length).map(|sample| sample.unwrap_or(0.0)));
        }
        true
    }

    /// Returns how many samples later a wave comes to a receiver than to the first.
    ///
    /// Next to a whole number it is that number: rounding would lose the last window that fits.
    fn delay(&self, receiver: usize, slowness: f64) -> f64 {
        let delay = receiver as f64 * self.shift * slowness;
        let whole = delay.round();
        if (delay - whole).abs() <= 1e-9 * whole.max(1.0) { whole } else { delay }
    }

    /// Returns the greatest coherence over time for a slowness.
    fn coherence(&mut self, slowness: f64) -> Option<f64> {
        let last = self.delay(self.receivers - 1, slowness);
        let times = self.length.checked_sub(last.ceil() as usize)?;
        if times < self.window {
            return None;
        }
        self.sums.clear();
        self.sums.resize(times, 0.0);
        self.squares.clear();
        self.squares.resize(times, 0.0);
        for (receiver, record) in self.records.chunks_exact(self.length).enumerate() {
            let later = self.delay(receiver, slowness);
            let (whole, part) = (later.floor() as usize, later.fract());
            // The sample after the last is not there; it is not needed either, its part being 0.
            let next = if part > 0.0 { whole + 1 } else { whole };
            let pairs = record[whole..].iter().zip(&record[next..]);
            let stacked = self.sums.iter_mut().zip(&mut self.squares);
            for ((sum, square), (one, other)) in stacked.zip(pairs) {
                let sample = one * (1.0 - part) + other * part;
                *sum += sample;
                *square += sample * sample;
            }
        }
        self.sums.iter_mut().for_each(|sum| *sum *= *sum);
        let (together, alone) =
            (window_sums(&self.sums, self.window), window_sums(&self.squares, self.window));
        let receivers = self.receivers as f64;
        let ratios = together.iter().zip(&alone).filter(|(_, alone)| **alone > 0.0);
        ratios
            .map(|(together, alone)| together / (receivers * alone))
            .filter(|rho| rho.is_finite())
            .reduce(f64::max)
            .map(|rho| rho.min(1.0))
    }
}

/// Returns the sum of every window of `length` neighbours.
///
/// Each window is the end of one block of `length` and the start of the next; both are summed once. No
/// sum is carried further, so that a quiet window after a loud one keeps all its digits.
fn window_sums(values: &[f64], length: usize) -> Vec<f64> {
    let mut ends = values.to_vec();
    let mut starts = values.to_vec();
    for block in ends.chunks_mut(length) {
        for place in (1..block.len()).rev() {
            block[place - 1] += block[place];
        }
    }
    for block in starts.chunks_mut(length) {
        for place in 1..block.len() {
            block[place] += block[place - 1];
        }
    }
    (0..=values.len() - length)
        .map(|first| match first % length {
            0 => ends[first],
            _ => ends[first] + starts[first + length - 1],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_windows_are_whole() {
        assert_eq!(window_sums(&[1.0, 2.0, 4.0, 8.0, 16.0], 2), [3.0, 6.0, 12.0, 24.0]);
        assert_eq!(window_sums(&[1.0, 2.0, 4.0], 3), [7.0]);
        assert_eq!(window_sums(&[1.0, 2.0], 1), [1.0, 2.0]);
    }

    /// The delay of the last receiver, 3 * 0.1 * 10 samples, is a hair more than 3 in binary numbers.
    #[test]
    fn the_last_window_that_fits_is_looked_at() {
        let records = [[1, -2, 5, 4, 1], [7, 1, -2, 1, 2], [3, 2, 1, -2, 1], [3, 2, 2, 1, -2]];
        let start = Inputs::new(Float64Array::from(vec![1000.0]));
        let input = records.iter().enumerate().fold(start, |input, (receiver, record)| {
            let record = record.iter().map(|sample| Some(f64::from(*sample))).collect();
            let record: ArrayCurve = [Some(record)].into_iter().collect::<ArrayCurve>();
            input.with_member("waveforms", receiver.to_string(), record)
        });
        let params = Params {
            spacing: 1.0,
            window: 20.0,
            s_min: 10.0,
            s_max: 10.05,
            ds: 0.1,
            ..Params::default()
        };
        let found = WaveformSemblance::run(&params, &input).expect("runs");
        assert_eq!(found.curve("COH_MAX"), Some(&Float64Array::from(vec![1.0])));
        assert_eq!(found.curve("DT_PEAK"), Some(&Float64Array::from(vec![10.0])));
    }

    /// A wave of 80 us/ft over eight receivers, whose shift of 4 samples is whole.
    #[test]
    fn a_wave_is_found_at_its_slowness() {
        let pulse = |time: f64| (-(time / 60.0).powi(2)).exp() * (time / 20.0).cos();
        let start = Inputs::new(Float64Array::from(vec![1000.0]));
        let input = (0..8).fold(start, |input, receiver| {
            let record = (0..256).map(|sample| {
                Some(pulse(f64::from(sample) * 10.0 - 600.0 - 40.0 * f64::from(receiver)))
            });
            let record: ArrayCurve = [Some(record.collect())].into_iter().collect();
            input.with_member("waveforms", receiver.to_string(), record)
        });
        let found = WaveformSemblance::run(&Params::default(), &input).expect("runs");
        assert_eq!(found.curve("DT_PEAK"), Some(&Float64Array::from(vec![80.0])));
        let highest = found.curve("COH_MAX").expect("a curve").value(0);
        assert!((highest - 1.0).abs() < 1e-12, "{highest}");
        assert_eq!(found.values()["COH"].arrays().expect("lists").width(), 201);
    }
}
