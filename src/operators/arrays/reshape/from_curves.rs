//! Build array from channel curves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use arrow::array::{Array, Float64Array};
use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::values::{ArrayCurve, Values};

/// Most bins that an array is built with, so that a misread number does not fill the memory.
const MOST_BINS: u64 = 65_536;

/// Puts channel curves such as GR\[0\], GR\[1\] side by side into one array.
///
/// ## Formula
/// `A[i, j] = NAME[j][i]`; channels stand in the order of their numbers, so that 10 comes after 9, from the lowest number to the highest. Curves whose name does not match the pattern are passed over, which the run report counts.
/// ## Units
/// Any; A has the unit of the channels, which must be in one unit.
/// ## Nulls
/// A null of a channel is a null bin; a row without any value is null. A number between lowest and highest without its curve is an error, or a null bin when `allow_missing` is set. A channel that holds texts is an error.
/// ## Source
/// lasio 0.31, LASFile.stack_curves and its natural sorting of channels, 2023.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Regular expression of the channels' names; its last group is the number, a group before it the name.
    pub pattern: String,
    /// Fills a missing channel with nulls.
    pub allow_missing: bool,
    /// The pattern, read once: that takes longer than the curves of a small well.
    #[serde(skip)]
    regex: OnceLock<Result<Regex, String>>,
}

impl Default for Params {
    fn default() -> Self {
        let pattern = r"(.+)\[(\d+)\]".to_owned();
        Self { pattern, allow_missing: false, regex: OnceLock::new() }
    }
}

impl Params {
    /// Reads the pattern, which a name must match from end to end.
    fn regex(&self) -> Result<&Regex, &str> {
        let read = || {
            let regex = Regex::new(&format!("^(?:{})$", self.pattern));
            let regex = regex.map_err(|error| error.to_string().replace('\n', " "))?;
            match regex.captures_len() {
                1 => Err("it has no group".to_owned()),
                _ => Ok(regex),
            }
        };
        self.regex.get_or_init(read).as_ref().map_err(String::as_str)
    }
}

pub struct ArrayFromCurves;

impl Operator for ArrayFromCurves {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "array_from_curves",
        title: "Build array from channel curves",
        terms: &["stack", "channels", "multi-channel", "lasio"],
        inputs: &[Port::any("curves").repeated()],
        outputs: &[Output::array_keeping("A", "curves")],
        examples: &[
            Example {
                note: "By number, not by text: channel 10 is the last.",
                params: r#"{"pattern": "(NMR)\\[(\\d+)\\]"}"#,
                input: r#"{"NMR[10]": [3, null], "NMR[9]": [2, 5], "NMR[8]": [1, 4], "GR": [80, 90]}"#,
                output: r#"{"A": [[1, 2, 3], [4, 5, null]]}"#,
            },
            Example {
                note: "A missing channel is a null bin on request; a row of nulls is null.",
                params: r#"{"allow_missing": true}"#,
                input: r#"{"GR[0]": [1, null], "GR[2]": [3, null]}"#,
                output: r#"{"A": [[1, null, 3], null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = input.members("curves");
        let found = channels(params, curves)?;
        let passed = curves.len() - found.len();
        let (first, last) = match (found.first_key_value(), found.last_key_value()) {
            (Some((first, _)), Some((last, _))) => (*first, *last),
            _ => return Err(no_channel(params, curves)),
        };
        check_missing(params, &found, first, last)?;

        let channels: Vec<Option<&Float64Array>> =
            (first..=last).map(|number| found.get(&number).copied()).collect();
        let array = match whole(&channels) {
            Some(columns) => {
                let mut bins = Vec::with_capacity(input.len() * columns.len());
                for row in 0..input.len() {
                    bins.extend(columns.iter().map(|column| column[row]));
                }
                ArrayCurve::of_width(bins.into(), columns.len())
            }
            None => with_nulls(&channels, input.len()),
        };
        let outputs = Outputs::one("A", array);
        Ok(match passed {
            0 => outputs,
            passed => {
                outputs.note(format!("{passed} curves do not match the pattern: passed over"))
            }
        })
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let Err(why) = params.regex() else { return Vec::new() };
        vec![BrokenRule::new(
            "pattern",
            format!("{:?}: {why}", params.pattern),
            "a regular expression whose last group is the number of the channel",
            r"leave it out for (.+)\[(\d+)\]",
        )]
    }
}

/// Returns the numbers of the channels, if none is missing or has a null.
fn whole<'a>(channels: &[Option<&'a Float64Array>]) -> Option<Vec<&'a [f64]>> {
    let numbers = |channel: &Option<&'a Float64Array>| {
        let channel: &'a Float64Array = (*channel)?;
        (channel.null_count() == 0).then(|| &channel.values()[..])
    };
    channels.iter().map(numbers).collect()
}

fn with_nulls(channels: &[Option<&Float64Array>], rows: usize) -> ArrayCurve {
    let bin = |channel: &Option<&Float64Array>, row: usize| {
        channel.filter(|channel| channel.is_valid(row)).map(|channel| channel.value(row))
    };
    let row = |row: usize| {
        let bins: Vec<Option<f64>> = channels.iter().map(|channel| bin(channel, row)).collect();
        bins.iter().any(Option::is_some).then_some(bins)
    };
    (0..rows).map(row).collect()
}

type Channels<'a> = BTreeMap<u64, &'a Float64Array>;

/// Returns the channels by number.
fn channels<'a>(
    params: &Params,
    curves: &'a [(String, Values)],
) -> Result<Channels<'a>, KernelError> {
    let Ok(regex) = params.regex() else { return Ok(Channels::new()) };
    let mut found = Channels::new();
    let mut names = BTreeSet::new();
    for (name, values) in curves {
        let Some(groups) = regex.captures(name) else { continue };
        let curve = values.numbers().ok_or_else(|| {
            KernelError::invalid(
                "curves",
                "a channel holds no numbers",
                format!("{name} of {}", values.kind()),
                "numbers in every channel",
                "correct the data of the channel, or bind the others alone and set allow_missing",
            )
        })?;
        let last = groups.len() - 1;
        let text = groups.get(last).map_or("", |group| group.as_str());
        let number = text.parse::<u64>().map_err(|_| {
            KernelError::invalid(
                "curves",
                "the last group of the pattern is no number",
                format!("{text:?} in {name}"),
                "a whole number for each channel",
                r"end the pattern with (\d+)",
            )
        })?;
        if last > 1 {
            names.insert(groups.get(1).map_or("", |group| group.as_str()));
        }
        if found.insert(number, curve).is_some() {
            return Err(KernelError::invalid(
                "curves",
                "two curves are one channel",
                format!("a second channel {number}, {name}"),
                "one curve for each number",
                "write the name into the pattern, or bind other curves",
            ));
        }
    }
    if names.len() > 1 {
        let names: Vec<&str> = names.into_iter().collect();
        return Err(KernelError::invalid(
            "curves",
            "the channels are of more than one array",
            names.join(", "),
            "channels of one name",
            "write the name into the pattern",
        ));
    }
    Ok(found)
}

fn no_channel(params: &Params, curves: &[(String, Values)]) -> KernelError {
    let names: Vec<&str> = curves.iter().map(|(name, _)| name.as_str()).collect();
    KernelError::invalid(
        "curves",
        "no curve is a channel",
        names.join(", "),
        format!("names like {}", params.pattern),
        "bind the channels of the array, or change the pattern",
    )
}

fn check_missing(
    params: &Params,
    found: &Channels<'_>,
    first: u64,
    last: u64,
) -> Result<(), KernelError> {
    if last - first >= MOST_BINS {
        return Err(KernelError::invalid(
            "curves",
            "the numbers of the channels lie too far apart",
            format!("{first} and {last}"),
            format!("at most {MOST_BINS} channels"),
            "bind the channels of one array",
        ));
    }
    let missing: Vec<String> = (first..=last)
        .filter(|number| !found.contains_key(number))
        .map(|number| number.to_string())
        .collect();
    if params.allow_missing || missing.is_empty() {
        return Ok(());
    }
    Err(KernelError::invalid(
        "curves",
        "a channel is missing",
        format!("no curve for {}", missing.join(", ")),
        format!("every channel from {first} to {last}"),
        "bind it, or set allow_missing",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operators::inputs::Inputs;

    fn refusal(names: &[&str]) -> String {
        let start = Inputs::new(Float64Array::from(vec![1.0]));
        let input = names.iter().fold(start, |input, name| {
            input.with_member("curves", *name, Float64Array::from(vec![1.0]))
        });
        ArrayFromCurves::run(&Params::default(), &input).expect_err("refused").to_string()
    }

    #[test]
    fn gaps_doubles_and_strangers_are_refused() {
        assert_eq!(
            refusal(&["GR[0]", "GR[3]"]),
            "a channel is missing: found no curve for 1, 2, wanted every channel from 0 to 3"
        );
        assert!(refusal(&["GR[0]", "GR[00]"]).starts_with("two curves are one channel"));
        assert!(refusal(&["A[0]", "B[1]"]).ends_with("found A, B, wanted channels of one name"));
        assert!(refusal(&["GR"]).starts_with("no curve is a channel"));
        assert!(refusal(&["X[0]", "X[99999999]"]).contains("too far apart"));
        assert!(refusal(&["X[99999999999999999999]"]).contains("no number"));
    }

    #[test]
    fn a_channel_of_texts_is_refused_and_other_texts_are_passed_over() {
        let texts = || arrow::array::StringArray::from(vec!["a"]);
        let input = |name: &str| {
            Inputs::new(Float64Array::from(vec![1.0]))
                .with_member("curves", name, texts())
                .with_member("curves", "GR[1]", Float64Array::from(vec![2.0]))
        };
        let refused =
            ArrayFromCurves::run(&Params::default(), &input("GR[0]")).expect_err("refused");
        assert!(refused.to_string().starts_with("a channel holds no numbers: found GR[0]"));
        let passed = ArrayFromCurves::run(&Params::default(), &input("ZONE")).expect("runs");
        assert_eq!(passed.notes(), ["1 curves do not match the pattern: passed over"]);
    }

    #[test]
    fn a_pattern_without_a_number_is_refused() {
        for pattern in ["GR", "(GR"] {
            let params = Params { pattern: pattern.to_owned(), ..Params::default() };
            assert_eq!(ArrayFromCurves::check(&params).len(), 1, "{pattern}");
        }
    }
}
