//! Numbers being typed: what is wanted, and whether the text is that.

use serde_json::{Number, Value};

/// Whole numbers up to here are told apart by a float.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// What a number must be.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bounds {
    /// Whether it must be a whole number.
    pub whole: bool,
    /// Lowest number allowed.
    pub minimum: Option<f64>,
    /// Highest number allowed.
    pub maximum: Option<f64>,
    /// Every number allowed is above this one.
    pub above: Option<f64>,
    /// Every number allowed is below this one.
    pub below: Option<f64>,
}

impl Bounds {
    /// Says in words what is wanted, such as `0 … 300 gAPI`.
    pub fn wanted(&self, unit: &str) -> String {
        let lowest = match (self.minimum, self.above) {
            (Some(bound), None) => Some((bound, "from")),
            (None, Some(bound)) => Some((bound, "above")),
            (Some(minimum), Some(above)) if minimum > above => Some((minimum, "from")),
            (Some(_), Some(above)) => Some((above, "above")),
            (None, None) => None,
        };
        let highest = match (self.maximum, self.below) {
            (Some(bound), None) => Some((bound, "to")),
            (None, Some(bound)) => Some((bound, "below")),
            (Some(maximum), Some(below)) if maximum < below => Some((maximum, "to")),
            (Some(_), Some(below)) => Some((below, "below")),
            (None, None) => None,
        };
        let range = match (lowest, highest) {
            (Some((low, "from")), Some((high, "to"))) => format!("{low} … {high}"),
            (Some((low, from)), Some((high, to))) => format!("{from} {low}, {to} {high}"),
            (Some((bound, word)), None) | (None, Some((bound, word))) => format!("{word} {bound}"),
            (None, None) => String::new(),
        };
        let kind = if self.whole { "a whole number" } else { "a number" };
        let words = match (range.as_str(), self.whole) {
            ("", _) => kind.to_owned(),
            (_, true) => format!("{kind}, {range}"),
            (_, false) => range,
        };
        if unit.is_empty() { words } else { format!("{words} {unit}") }
    }

    /// Reads a text; says found and wanted where it is not a number in bounds.
    pub fn read(&self, text: &str, unit: &str) -> Result<Number, String> {
        let text = text.trim();
        let refusal = |found: String| format!("found {found}, wanted {}", self.wanted(unit));
        // Rust also reads words such as `inf` and `nan`, which are no values of a parameter.
        let digits = text.chars().all(|c| c.is_ascii_digit() || "+-.eE_".contains(c));
        let number = text.replace('_', "").parse::<f64>().ok().filter(|number| number.is_finite());
        let Some(number) = number.filter(|_| digits) else {
            return Err(refusal(format!("\"{text}\"")));
        };
        let inside = self.minimum.is_none_or(|bound| number >= bound)
            && self.maximum.is_none_or(|bound| number <= bound)
            && self.above.is_none_or(|bound| number > bound)
            && self.below.is_none_or(|bound| number < bound)
            && (!self.whole || number.fract() == 0.0);
        if !inside {
            return Err(refusal(text.to_owned()));
        }
        if self.whole {
            let exact = text.parse::<i64>().ok();
            let exact = exact.or((number.abs() < LARGEST_EXACT).then_some(number as i64));
            return exact.map(Number::from).ok_or_else(|| refusal(text.to_owned()));
        }
        Number::from_f64(number).ok_or_else(|| refusal(text.to_owned()))
    }

    /// Returns a typed number one step up or down, inside the bounds: a step is one in the last of
    /// the digits that are typed.
    pub fn step(&self, text: &str, up: bool) -> Option<String> {
        let text = text.trim();
        let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
        let decimals = match text.split_once('.') {
            Some((_, decimals)) if decimals.bytes().all(|byte| byte.is_ascii_digit()) => {
                decimals.len()
            }
            None if text.contains(['e', 'E']) => return None,
            None => 0,
            Some(_) => return None,
        };
        let step = 0.1f64.powi(i32::try_from(decimals).ok()?);
        let moved = if up { number + step } else { number - step };
        let moved = format!("{moved:.decimals$}");
        // A text that was out of bounds may still be stepped back towards them.
        let nearer =
            |bound: Option<f64>, up_is_nearer: bool| bound.is_none_or(|_| up == up_is_nearer);
        let moves_inside = self.read(&moved, "").is_ok()
            || (self.read(text, "").is_err()
                && nearer(self.minimum.or(self.above).filter(|low| number < *low), true)
                && nearer(self.maximum.or(self.below).filter(|high| number > *high), false));
        moves_inside.then_some(moved)
    }
}

/// Writes a number as one would type it: without `.0`.
pub fn typed(value: &Value) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.strip_suffix(".0") {
        Some(whole) if value.is_number() => whole.to_owned(),
        _ => text,
    }
}

/// Whether two values mean the same: `5` and `5.0` do.
pub fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || (one.as_f64() == other.as_f64() && (one.is_f64() || other.is_f64()))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| same(one, other)))
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_said_in_words() {
        let bounds = |minimum, maximum, above, below| Bounds {
            minimum,
            maximum,
            above,
            below,
            ..Bounds::default()
        };
        assert_eq!(bounds(Some(0.0), Some(300.0), None, None).wanted("gAPI"), "0 … 300 gAPI");
        let resistivity = bounds(None, Some(1000.0), Some(0.0), None);
        assert_eq!(resistivity.wanted("ohm.m"), "above 0, to 1000 ohm.m");
        assert_eq!(bounds(Some(0.0), None, None, None).wanted(""), "from 0");
        assert_eq!(bounds(Some(0.0), None, None, Some(1.0)).wanted(""), "from 0, below 1");
        assert_eq!(Bounds { whole: true, ..Bounds::default() }.wanted("m"), "a whole number m");
    }

    #[test]
    fn a_text_is_read_or_refused_with_found_and_wanted() {
        let bounds = Bounds { minimum: Some(0.0), maximum: Some(300.0), ..Bounds::default() };
        assert_eq!(bounds.read(" 2.5e1 ", "API").unwrap().as_f64(), Some(25.0));
        for (text, message) in [
            ("350", "found 350, wanted 0 … 300 API"),
            ("2a", "found \"2a\", wanted 0 … 300 API"),
            ("nan", "found \"nan\", wanted 0 … 300 API"),
            ("-", "found \"-\", wanted 0 … 300 API"),
        ] {
            assert_eq!(bounds.read(text, "API").unwrap_err(), message);
        }
        let whole = Bounds { whole: true, above: Some(0.0), ..Bounds::default() };
        assert_eq!(whole.read("5.0", "").unwrap(), Number::from(5));
        assert_eq!(whole.read("9007199254740993", "").unwrap().as_i64(), Some(9007199254740993));
        assert!(whole.read("5.5", "").is_err());
        assert!(whole.read("0", "").is_err());
    }

    #[test]
    fn steps_follow_the_typed_digits_and_stay_in_bounds() {
        let porosity = Bounds { minimum: Some(0.0), maximum: Some(0.4), ..Bounds::default() };
        let step = |text, up| porosity.step(text, up);
        assert_eq!(step("0.08", true).as_deref(), Some("0.09"));
        assert_eq!(step("0.40", true), None);
        assert_eq!(step("35", false).as_deref(), Some("34"));
        assert_eq!(step("35", true), None);
        assert_eq!(Bounds::default().step("2.65", false).as_deref(), Some("2.64"));
        let whole = Bounds { whole: true, above: Some(0.0), ..Bounds::default() };
        assert_eq!((whole.step("5", true).as_deref(), whole.step("1", false)), (Some("6"), None));
        assert_eq!(whole.step("1e3", true), None);
    }

    #[test]
    fn numbers_are_written_as_one_types_them() {
        for (value, text) in [(3.0.into(), "3"), (2.65.into(), "2.65"), (5.into(), "5")] {
            let value: Value = value;
            assert_eq!(typed(&value), text);
        }
        assert!(same(&serde_json::json!([5, {"a": 1.0}]), &serde_json::json!([5.0, {"a": 1}])));
        assert!(!same(&serde_json::json!(5), &serde_json::json!("5")));
    }
}
