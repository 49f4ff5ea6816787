//! Numbers as people read them: one by one by their digits, in a column so that neighbours differ.

use crate::domain::units::{Unit, is_blank};

/// Names of columns that tell where a row lies, for columns whose unit nobody knows.
const DEPTHS: [&str; 10] =
    ["DEPT", "DEPTH", "MD", "TVD", "TVDSS", "FROM", "TO", "TOP", "BASE", "ELEVATION"];

/// Names of columns that tell where a point lies beside the well.
const PLACES: [&str; 4] = ["NORTH", "EAST", "NORTHING", "EASTING"];

/// Decimals of a depth: a millimetre, or a third of one in feet.
const OF_A_DEPTH: i32 = 3;

/// Digits of a depth, before the point and behind it, with which its smallest part is told.
const LONGEST: i32 = 7;

/// Decimals beyond which neighbours are not told apart: they differ by the rounding of a computer.
const MOST: i32 = 6;

/// Depths and distances below which are the rounding of a computer.
const SMALLEST: f64 = 1e-6;

/// Share of a number by which a computer may have missed it.
const EXACT: f64 = 1e-12;

/// Numbers from which no decimal is written.
const HUGE: f64 = 1e12;

/// How numbers are written that stand by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digits {
    /// With four significant digits, as sums of a well want.
    Four,
    /// With six, and no zeros behind, as somebody wants who checks a formula.
    Six,
}

impl Digits {
    /// Writes a number by itself.
    pub fn write(self, value: f64) -> String {
        match self {
            Self::Four => number(value),
            Self::Six => sample(value),
        }
    }

    fn count(self) -> i32 {
        match self {
            Self::Four => 4,
            Self::Six => 6,
        }
    }
}

/// Writes a number with four significant digits, and whole numbers as they are.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let size = value.abs();
    if value.fract() == 0.0 && size < 1e9 {
        return format!("{value:.0}");
    }
    if !(1e-3..1e6).contains(&size) {
        return format!("{value:.3e}");
    }
    let decimals = usize::try_from(4 - whole_digits(size)).unwrap_or(0);
    format!("{value:.decimals$}")
}

/// Writes a sample with six significant digits, and no more than it has.
fn sample(value: f64) -> String {
    let size = value.abs();
    let trimmed = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if size != 0.0 && !(1e-4..1e9).contains(&size) {
        let text = format!("{value:.5e}");
        let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
        return format!("{}e{power}", trimmed(digits));
    }
    let whole = if size < 1.0 { 0 } else { whole_digits(size) };
    let leading = if size == 0.0 || size >= 1.0 { 0 } else { -whole_digits(size) };
    let decimals = usize::try_from(6 - whole + leading).unwrap_or(0);
    trimmed(&format!("{value:.decimals$}"))
}

/// Returns the digits before the point; of what is below one, how many zeros follow it, as negative.
fn whole_digits(size: f64) -> i32 {
    size.log10().floor() as i32 + 1
}

/// Whether a column says where its rows lie: by its unit, or by its name where it has no unit.
pub fn is_depth(name: &str, unit: &str) -> bool {
    if !is_blank(unit) {
        return Unit::parse(unit).is_some_and(|unit| matches!(unit.symbol, "m" | "ft"));
    }
    let is_known = |word: &str| DEPTHS.contains(&word) || PLACES.contains(&word);
    name.to_uppercase().split('_').any(is_known)
}

/// Writes the numbers of a column.
///
/// Depths have three decimals at least, if they are not whole. Depths, and whatever runs one way and
/// would repeat itself, have as many as tell neighbours apart; any other number stands by itself.
pub fn column(values: &[Option<f64>], is_depth: bool, digits: Digits) -> Vec<Option<String>> {
    let numbers: Vec<f64> = values.iter().flatten().copied().filter(|it| it.is_finite()).collect();
    let decimals = decimals(&numbers, is_depth, digits);
    let write = |value: f64| match decimals {
        Some(decimals) if value.is_finite() => fixed(value, decimals),
        _ => digits.write(value),
    };
    values.iter().map(|value| value.map(write)).collect()
}

fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    // What rounds to zero has no sign.
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|digit| matches!(digit, '0' | '.')) => rest.to_owned(),
        _ => text,
    }
}

/// Returns how many decimals all numbers of a column have; `None` where each stands by itself.
fn decimals(numbers: &[f64], is_depth: bool, digits: Digits) -> Option<usize> {
    let greatest = numbers.iter().fold(0.0_f64, |greatest, number| greatest.max(number.abs()));
    if greatest >= HUGE || numbers.iter().all(|number| number.fract() == 0.0) {
        return None;
    }
    let step = step(numbers);
    let alike = |pair: &[f64]| digits.write(pair[0]) == digits.write(pair[1]);
    let repeats = step.is_some() && numbers.windows(2).any(alike);
    if !is_depth && !repeats {
        return None;
    }
    let by_step = step.map_or(0, |step| (-step.log10()).ceil() as i32);
    let by_size = digits.count() - whole_digits(greatest).max(0);
    // A thickness of a few millimetres has three digits too, but not beside distances of kilometres.
    let sizes = numbers.iter().map(|number| number.abs()).filter(|size| *size >= SMALLEST);
    let smallest = sizes.min_by(f64::total_cmp).map_or(0, whole_digits);
    let of_smallest = (OF_A_DEPTH - smallest).min(LONGEST - whole_digits(greatest));
    let least = if is_depth { of_smallest.max(OF_A_DEPTH) } else { 0 };
    let wanted = usize::try_from(by_step.max(by_size).max(least).min(MOST)).unwrap_or(0);
    // No more than any of them has.
    let own = |number: &f64| {
        let is_whole = |decimals: &usize| {
            let shift = 10_f64.powi(i32::try_from(*decimals).unwrap_or(MOST));
            let shifted = number * shift;
            (shifted - shifted.round()).abs() <= EXACT * shifted.abs().max(1.0)
        };
        (0..wanted).find(is_whole).unwrap_or(wanted)
    };
    numbers.iter().map(own).max()
}

/// Returns the smallest distance of two neighbours, where all go up or all go down.
fn step(numbers: &[f64]) -> Option<f64> {
    let pairs = || numbers.windows(2);
    let one_way = pairs().all(|pair| pair[0] < pair[1]) || pairs().all(|pair| pair[0] > pair[1]);
    let distances = pairs().map(|pair| (pair[1] - pair[0]).abs());
    distances.min_by(f64::total_cmp).filter(|_| one_way)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(numbers: &[f64], is_depth: bool, digits: Digits) -> Vec<String> {
        let numbers: Vec<Option<f64>> = numbers.iter().copied().map(Some).collect();
        column(&numbers, is_depth, digits).into_iter().flatten().collect()
    }

    #[test]
    fn numbers_keep_four_significant_digits() {
        let written: Vec<String> =
            [0.0, 1.0, 800.0, 2.65, 0.083_44, 45.318, 123.456, 1234.56, 0.000_123_4, 1.5e7]
                .map(number)
                .into();
        assert_eq!(
            written,
            ["0", "1", "800", "2.650", "0.08344", "45.32", "123.5", "1235", "1.234e-4", "15000000"]
        );
    }

    #[test]
    fn samples_keep_six_digits_and_no_zeros_behind() {
        let written =
            [0.0, 0.2, 1000.5, 0.257_154_3, -45.3, 123_456.78, 0.000_123_456_7, 1e16, 2.5e-7, 30.0];
        assert_eq!(
            written.map(sample),
            [
                "0",
                "0.2",
                "1000.5",
                "0.257154",
                "-45.3",
                "123457",
                "0.000123457",
                "1e16",
                "2.5e-7",
                "30"
            ]
        );
    }

    #[test]
    fn depths_tell_their_step() {
        let depths = [1409.0904, 1409.2428, 1409.3952];
        assert_eq!(written(&depths, true, Digits::Four), ["1409.090", "1409.243", "1409.395"]);
        assert_eq!(written(&depths, true, Digits::Six), ["1409.090", "1409.243", "1409.395"]);
        assert_eq!(written(&[1000.0, 2000.0], true, Digits::Four), ["1000", "2000"]);
        assert_eq!(written(&[0.0, 0.5, 3000.0], true, Digits::Six), ["0.0", "0.5", "3000.0"]);
        assert_eq!(written(&[2000.0001, 2000.0002], true, Digits::Six), ["2000.0001", "2000.0002"]);
        let places = [6_543_210.123_4, 6_543_200.0, -0.000_01];
        assert_eq!(written(&places, true, Digits::Four), ["6543210.123", "6543200.000", "0.000"]);
        assert_eq!(written(&[2.619_14, 0.017_371], true, Digits::Four), ["2.6191", "0.0174"]);
        assert_eq!(written(&[0.0, 636.619_772], true, Digits::Six), ["0.000", "636.620"]);
        assert_eq!(written(&[1531.0, 1409.0904], true, Digits::Four), ["1531.000", "1409.090"]);
    }

    #[test]
    fn what_runs_one_way_does_not_repeat_itself_and_a_log_is_left_alone() {
        let times = [100_000.1, 100_000.2, 100_000.3];
        assert_eq!(written(&times, false, Digits::Six), ["100000.1", "100000.2", "100000.3"]);
        let log = [2345.678, 2345.912, 12.5];
        assert_eq!(written(&log, false, Digits::Four), ["2346", "2346", "12.50"]);
        let nothing = column(&[None, Some(f64::NAN)], true, Digits::Four);
        assert_eq!(nothing, [None, Some("NaN".to_owned())]);
    }

    #[test]
    fn depths_are_known_by_their_unit_or_else_by_their_name() {
        for (name, unit) in [("top", "m"), ("length", "FT"), ("SURVEY_MD", ""), ("TO", "-")] {
            assert!(is_depth(name, unit), "{name} {unit}");
        }
        for (name, unit) in [("CALI", "in"), ("GR", ""), ("TOP", "v/v"), ("TOC", "")] {
            assert!(!is_depth(name, unit), "{name} {unit}");
        }
    }
}
