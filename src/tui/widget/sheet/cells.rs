//! Cells as texts: the numbers of a column with as many decimals as they need.

use serde_json::Value;

use crate::tui::widget::text;

/// Stands where there is no value.
pub const NOTHING: &str = "–";
/// Significant digits of the largest number of a column.
const DIGITS: i32 = 5;
/// Decimals that large numbers keep, such as depths and coordinates.
const LEAST_DECIMALS: usize = 2;
/// Most decimals.
const MOST_DECIMALS: usize = 9;
/// From here on a number is told by its size.
const HUGE: f64 = 1e10;
/// Numbers of a list that are told.
const OF_A_LIST: usize = 3;

/// Returns the cells of a column as texts.
pub fn column<'a>(cells: impl Iterator<Item = &'a Value> + Clone) -> Vec<String> {
    let most = decimals(cells.clone().filter_map(Value::as_f64));
    let needed = cells.clone().filter_map(Value::as_f64).map(|value| needed(value, most)).max();
    let decimals = needed.unwrap_or(0);
    cells.map(|cell| told(cell, decimals, most)).collect()
}

/// Decimals of a number that are not zeros at its end, once it is rounded.
fn needed(value: f64, most: usize) -> usize {
    if value.abs() >= HUGE {
        return 0;
    }
    let text = format!("{value:.most$}");
    text.split_once('.').map_or(0, |(_, digits)| digits.trim_end_matches('0').len())
}

fn told(cell: &Value, decimals: usize, most: usize) -> String {
    match cell {
        Value::Null => NOTHING.to_owned(),
        Value::String(text) => {
            text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
        }
        Value::Number(number) => number
            .as_f64()
            .map_or_else(|| number.to_string(), |value| written(value, decimals, most)),
        Value::Array(items) => list(items),
        other => other.to_string(),
    }
}

/// Writes a number; one that would be all zeros, or needs many digits, is told by its size.
fn written(value: f64, decimals: usize, most: usize) -> String {
    let finest = 0.5 / 10f64.powi(most as i32);
    if value != 0.0 && (value.abs() < finest || value.abs() >= HUGE) {
        return format!("{value:.2e}");
    }
    // A rounded zero has no sign.
    let value = if value == 0.0 { 0.0 } else { value };
    format!("{value:.decimals$}")
}

/// Decimals that tell the numbers of a column apart, as far as their size makes sense of them.
fn decimals(values: impl Iterator<Item = f64>) -> usize {
    let (mut wanted, mut largest) = (0, 0.0f64);
    for value in values.filter(|value| value.is_finite() && value.abs() < HUGE) {
        let text = value.to_string();
        wanted = wanted.max(text.split_once('.').map_or(0, |(_, digits)| digits.len()));
        largest = largest.max(value.abs());
    }
    let magnitude = if largest > 0.0 { largest.log10().floor() as i32 } else { 0 };
    let sensible = usize::try_from(DIGITS - 1 - magnitude).unwrap_or(0);
    wanted.min(sensible.clamp(LEAST_DECIMALS, MOST_DECIMALS))
}

/// The beginning of a list of numbers, and how many there are.
fn list(items: &[Value]) -> String {
    let first = items.iter().take(OF_A_LIST).map(|item| match item.as_f64() {
        Some(value) => text::number(value),
        None => NOTHING.to_owned(),
    });
    let first = first.collect::<Vec<_>>().join(" ");
    if items.len() > OF_A_LIST { format!("{first} … ({})", items.len()) } else { first }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cells(values: &[Value]) -> Vec<String> {
        column(values.iter())
    }

    #[test]
    fn numbers_of_a_column_have_the_decimals_that_they_need() {
        assert_eq!(cells(&[json!(1000.0), json!(1000.5), json!(null)]), ["1000.0", "1000.5", "–"]);
        assert_eq!(cells(&[json!(3), json!(12)]), ["3", "12"]);
        assert_eq!(cells(&[json!(0.1 + 0.2), json!(1.0)]), ["0.3", "1.0"]);
        assert_eq!(cells(&[json!(2_345.152_43)]), ["2345.15"]);
        assert_eq!(cells(&[json!(450_123.456)]), ["450123.46"]);
    }

    #[test]
    fn what_a_column_has_no_room_for_is_told_by_its_size() {
        assert_eq!(cells(&[json!(1234.5), json!(1e-5)]), ["1234.5", "1.00e-5"]);
        assert_eq!(cells(&[json!(1.5e12), json!(-0.0)]), ["1.50e12", "0"]);
        assert_eq!(cells(&[json!(0.000_012)]), ["0.000012"]);
    }

    #[test]
    fn lists_and_texts_are_told_in_a_line() {
        assert_eq!(cells(&[json!([1, 2.5, null, 4])]), ["1.000 2.500 – … (4)"]);
        assert_eq!(cells(&[json!("a\nb")]), ["a b"]);
    }
}
