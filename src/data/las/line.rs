//! One header line, `MNEM.UNIT VALUE : DESCRIPTION`, split by hand because real files bend every rule.

use super::number;

/// The parts of a header line, trimmed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    /// Empty when the line starts with the dot.
    pub(super) mnemonic: &'a str,
    /// Without brackets.
    pub(super) unit: &'a str,
    /// What stands before the colon.
    pub(super) value: &'a str,
    /// What stands after the colon.
    pub(super) description: &'a str,
}

/// Splits a header line; `None` for rules, table heads and other text that is no header line.
pub(super) fn split(line: &str) -> Option<Parts<'_>> {
    let line = line.trim();
    let colon = line.find(':');
    let dot = line.find('.').filter(|dot| colon.is_none_or(|colon| *dot < colon));
    let Some(dot) = dot else {
        // `HOLE NUMBER :hole`
        let (mnemonic, description) = line.split_once(':')?;
        let mnemonic = mnemonic.trim();
        return is_name(mnemonic).then(|| Parts {
            mnemonic,
            description: description.trim(),
            ..Parts::default()
        });
    };
    let head = &line[..colon.unwrap_or(line.len())];
    if dot == 0 && head[1..].contains(" .") {
        // `.ILM .OHMM : ...`
        return split(&line[1..]);
    }
    if let Some(mnemonic) = name_before_number(line, dot) {
        // `NULL -999.25 : ...`
        let (value, description) = at_delimiter(&line[mnemonic.len()..]);
        return Some(Parts { mnemonic, unit: "", value, description });
    }
    let (mnemonic, rest) = match double_dot(head, dot) {
        Some(second) => (&line[..second], &line[second + 1..]),
        None => (&line[..dot], &line[dot + 1..]),
    };
    let mnemonic = mnemonic.trim();
    if !mnemonic.is_empty() && !is_name(mnemonic) {
        return None;
    }
    let unit = unit_of(rest);
    let (value, description) = at_delimiter(&rest[unit.len()..]);
    let unit = match unit.trim_matches(['[', ']', '(', ')']) {
        "1IN" | "1in" => ".1IN",
        unit => unit,
    };
    Some(Parts { mnemonic, unit, value, description })
}

fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Returns the first word when the first dot of the line is the decimal point of a number.
fn name_before_number(line: &str, dot: usize) -> Option<&str> {
    let (name, number) = line[..dot].split_once(char::is_whitespace)?;
    let digits = number.trim().trim_start_matches(['-', '+']);
    let digit_follows = line.as_bytes().get(dot + 1).is_some_and(u8::is_ascii_digit);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && digit_follows).then_some(name)
}

/// Returns where a mnemonic ends that itself ends in a dot: `I. Res..OHM-M` ends at the second.
fn double_dot(head: &str, dot: usize) -> Option<usize> {
    let place = head.find("..")?;
    let after = &head[place + 2..];
    let unit_follows = after.starts_with(|next: char| !next.is_whitespace() && next != '.');
    let is_tenth_of_inch = after.get(..3).is_some_and(|unit| unit.eq_ignore_ascii_case("1in"));
    let dot_inside_name = place == dot || head[dot + 1..].starts_with(' ');
    (unit_follows && !is_tenth_of_inch && dot_inside_name).then_some(place + 1)
}

/// Returns the unit: what touches the dot, up to a blank or the colon.
fn unit_of(rest: &str) -> &str {
    let token = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
    let is_time_format =
        token.eq_ignore_ascii_case("hh:mm") || token.eq_ignore_ascii_case("hh:mm:ss");
    let unit = match token.find(':') {
        Some(colon) if !is_time_format => &token[..colon],
        _ => token,
    };
    // `NULL.-999.25` has no unit: a number is a value.
    if number::read(unit).is_some() && unit != "1IN" { "" } else { unit }
}

/// Splits value and description at the colon that divides them, which is not one inside a time.
///
/// The last colon between blanks is preferred, then the last after a blank, then the first.
fn at_delimiter(rest: &str) -> (&str, &str) {
    let bytes = rest.as_bytes();
    let blank = |place: Option<usize>| {
        place.and_then(|place| bytes.get(place)).is_none_or(u8::is_ascii_whitespace)
    };
    let colons: Vec<usize> =
        memchr::memchr_iter(b':', bytes).filter(|colon| !is_inside_time(bytes, *colon)).collect();
    let after_blank: Vec<usize> =
        colons.iter().copied().filter(|colon| blank(colon.checked_sub(1))).collect();
    let between_blanks = after_blank.iter().rev().find(|colon| blank(Some(**colon + 1)));
    match between_blanks.or(after_blank.last()).or(colons.first()) {
        Some(colon) => (rest[..*colon].trim(), rest[colon + 1..].trim()),
        None => (rest.trim(), ""),
    }
}

/// Whether a colon stands between hours, minutes and seconds.
fn is_inside_time(bytes: &[u8], colon: usize) -> bool {
    let digits_before =
        bytes[..colon].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let digits_after = bytes[colon + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let decimal = digits_before < colon && bytes[colon - digits_before - 1] == b'.';
    (1..=2).contains(&digits_before) && digits_after == 2 && !decimal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn splits(line: &str, mnemonic: &str, unit: &str, value: &str, description: &str) {
        assert_eq!(split(line), Some(Parts { mnemonic, unit, value, description }), "{line}");
    }

    #[test]
    fn plain_lines_split_in_four() {
        splits("STRT    .M   1670.0000   :START DEPTH", "STRT", "M", "1670.0000", "START DEPTH");
        splits("UWI .      UNIQUE WELL ID:   100", "UWI", "", "UNIQUE WELL ID", "100");
        splits("DEPT.M                      :  1  DEPTH", "DEPT", "M", "", "1  DEPTH");
        splits("BS.              216 mm  :BS", "BS", "", "216 mm", "BS");
        splits("MUD.:", "MUD", "", "", "");
    }

    #[test]
    fn lines_without_colon_or_dot_still_speak() {
        splits("DEPT.M", "DEPT", "M", "", "");
        splits("HOLE NUMBER :hole", "HOLE NUMBER", "", "", "hole");
        splits("NULL -999.25 : NULL VALUE", "NULL", "", "-999.25", "NULL VALUE");
        splits("NULL.-999.25 : NULL VALUE", "NULL", "", "-999.25", "NULL VALUE");
    }

    #[test]
    fn dots_in_mnemonics_stay() {
        splits("Cond..MS/M    : Cond.", "Cond.", "MS/M", "", "Cond.");
        splits("I. Res..OHM-M : I. Res.", "I. Res.", "OHM-M", "", "I. Res.");
        splits("DEPT..1IN : depth", "DEPT", ".1IN", "", "depth");
        splits("RDEP .ohm.m : RDEP", "RDEP", "ohm.m", "", "RDEP");
        splits(".ILM .OHMM : 7", "ILM", "OHMM", "", "7");
        splits(".OHMM : 5", "", "OHMM", "", "5");
        splits("REM. see page.. 5 : note", "REM", "", "see page.. 5", "note");
    }

    #[test]
    fn brackets_round_units_go() {
        splits("DT .[US/M] : x", "DT", "US/M", "", "x");
        splits("DT .(US/M) : x", "DT", "US/M", "", "x");
    }

    #[test]
    fn colons_of_times_do_not_divide() {
        splits(
            "TIML.hh:mm 23:15 23-JAN-2001:   Time Logger: At Bottom",
            "TIML",
            "hh:mm",
            "23:15 23-JAN-2001",
            "Time Logger: At Bottom",
        );
        splits(
            "DATE. 2020-08-09 20:01:42 : Log Date",
            "DATE",
            "",
            "2020-08-09 20:01:42",
            "Log Date",
        );
        splits("REM. Note: a thing : REMARK", "REM", "", "Note: a thing", "REMARK");
    }

    #[test]
    fn rules_and_table_heads_are_no_header_lines() {
        for line in ["-----------", "---- .---- : ----", "DEPTH     DT       RHOB", "TRACK", ""] {
            assert_eq!(split(line), None, "{line}");
        }
    }
}
