//! Numbers as data rows write them, and the spellings of a missing value.

/// What one cell of a data row holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell {
    Number(f64),
    /// A number whose decimal mark is a comma.
    CommaNumber(f64),
    /// A spelling of "missing" that is no number.
    Missing,
    Unreadable,
}

/// Spellings of a missing value, in capitals.
const MISSING: &[&str] =
    &["ERR", "ERROR", "NULL", "NAN", "NA", "N/A", "#N/A", "NONE", "INF", "INFINITY"];

/// Reads one cell; `decimal_comma` is false where the comma separates columns.
pub(super) fn cell(token: &str, decimal_comma: bool) -> Cell {
    if let Some(value) = read(token) {
        return Cell::Number(value);
    }
    if is_missing(token) {
        return Cell::Missing;
    }
    if decimal_comma && token.bytes().filter(|byte| *byte == b',').count() == 1 {
        let digits_around =
            token.split(',').all(|part| part.bytes().any(|byte| byte.is_ascii_digit()));
        if let (true, Some(value)) = (digits_around, read(&token.replace(',', "."))) {
            return Cell::CommaNumber(value);
        }
    }
    // Fortran writes double precision as 1.0D+03.
    let fortran = token.replace(['d', 'D'], "e");
    if fortran.len() > 1 && fortran != token && token.starts_with(|c: char| !c.is_alphabetic()) {
        return read(&fortran).map_or(Cell::Unreadable, Cell::Number);
    }
    Cell::Unreadable
}

/// Reads a finite number with a decimal point.
pub(super) fn read(token: &str) -> Option<f64> {
    fast_float2::parse::<f64, _>(token).ok().filter(|value: &f64| value.is_finite())
}

/// Whether a token says that a value is missing: nothing, dashes, asterisks, `1.#IND` and words.
pub(super) fn is_missing(token: &str) -> bool {
    let capitals = token.trim_start_matches(['-', '+', '(']).trim_end_matches(')').to_uppercase();
    token.bytes().all(|byte| byte == b'-')
        || is_overflow(token)
        || capitals.starts_with("1.#")
        || MISSING.contains(&capitals.as_str())
}

/// Whether a token is the row of asterisks that Fortran prints for a number too wide for its field.
pub(super) fn is_overflow(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte == b'*')
}

/// Splits numbers that run into each other at their minus signs, `7.330-19508.961`.
pub(super) fn run_on_parts(token: &str) -> Vec<&str> {
    let bytes = token.as_bytes();
    let mut cuts = vec![0];
    cuts.extend(
        (1..bytes.len()).filter(|place| {
            bytes[*place] == b'-' && matches!(bytes[place - 1], b'0'..=b'9' | b'.')
        }),
    );
    cuts.push(bytes.len());
    let parts: Vec<&str> = cuts.windows(2).map(|cut| &token[cut[0]..cut[1]]).collect();
    if parts.iter().all(|part| read(part).is_some()) { parts } else { vec![token] }
}

/// Whether a token is two numbers run into each other where nobody can say where, `7.020101130.188`.
pub(super) fn is_inseparable(token: &str) -> bool {
    let digits = token.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    digits && token.bytes().filter(|byte| *byte == b'.').count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_every_usual_form() {
        for (token, value) in [
            ("1670.000", 1670.0),
            ("-0.0733", -0.0733),
            ("+5", 5.0),
            (".5", 0.5),
            ("12.", 12.0),
            ("1.5E+03", 1500.0),
            ("1.0D+03", 1000.0),
        ] {
            assert_eq!(cell(token, true), Cell::Number(value), "{token}");
        }
        assert_eq!(cell("123,42", true), Cell::CommaNumber(123.42));
        assert_eq!(cell("123,42", false), Cell::Unreadable);
    }

    #[test]
    fn missing_values_have_many_spellings() {
        for token in [
            "",
            "-",
            "----",
            "ERR",
            "(null)",
            "NaN",
            "-1.#IND0000",
            "1.#QNAN",
            "****",
            "inf",
            "N/A",
        ] {
            assert_eq!(cell(token, true), Cell::Missing, "{token}");
        }
    }

    #[test]
    fn words_and_dates_are_unreadable_rather_than_guessed() {
        for token in ["Sandstone", "2018-05-22", "00:00:01", "1,234.5", "1,2,3", "d", "12abc"] {
            assert_eq!(cell(token, true), Cell::Unreadable, "{token}");
        }
    }

    #[test]
    fn run_on_numbers_part_only_at_a_minus() {
        assert_eq!(run_on_parts("7.330-19508.961"), ["7.330", "-19508.961"]);
        assert_eq!(run_on_parts("1.0E-05"), ["1.0E-05"]);
        assert_eq!(run_on_parts("-999.25-999.25-1"), ["-999.25", "-999.25", "-1"]);
        assert_eq!(run_on_parts("a-b"), ["a-b"]);
        assert!(is_inseparable("7.020101130.188"));
        assert!(!is_inseparable("7.02"));
    }
}
