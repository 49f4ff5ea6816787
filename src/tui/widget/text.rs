//! Text that fits: truncation, numbers, durations, in terminal cells.

use chrono::{DateTime, TimeDelta, Utc};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns the cells that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Cuts a text to a number of cells; what is missing shows as `…`.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    if width == 0 {
        return String::new();
    }
    let mut taken = 0;
    let mut out = String::new();
    for character in text.chars() {
        let cells = character.width().unwrap_or(0);
        if taken + cells > width - 1 {
            break;
        }
        taken += cells;
        out.push(character);
    }
    out.push('…');
    out
}

/// Cuts or pads a text on the right to exactly a number of cells.
pub fn left(text: &str, width: usize) -> String {
    let mut out = cut(text, width);
    out.extend(std::iter::repeat_n(' ', width.saturating_sub(out.width())));
    out
}

/// Cuts or pads a text on the left to exactly a number of cells.
pub fn right(text: &str, width: usize) -> String {
    let out = cut(text, width);
    format!("{}{out}", " ".repeat(width.saturating_sub(out.width())))
}

/// Returns the end of a text that fits a number of cells; what is missing before it shows as `…`.
pub fn tail(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut taken = 1;
    let mut kept: Vec<char> = Vec::new();
    for character in text.chars().rev() {
        taken += character.width().unwrap_or(0);
        if taken > width {
            break;
        }
        kept.push(character);
    }
    let tail: String = kept.into_iter().rev().collect();
    format!("…{tail}")
}

/// Breaks a text into lines of at most a number of cells, at blanks where there are any.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let mut word = word.to_owned();
            if !line.is_empty() && line.width() + 1 + word.width() > width {
                lines.push(std::mem::take(&mut line));
            }
            while word.width() > width {
                let head = prefix(&word, width);
                word = word[head.len()..].to_owned();
                lines.push(head);
            }
            if !line.is_empty() && !word.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        // A word that was cut up may have left nothing for a last line.
        if !line.is_empty() || paragraph.trim().is_empty() {
            lines.push(line);
        }
    }
    lines
}

fn prefix(text: &str, width: usize) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if !out.is_empty() && out.width() + character.width().unwrap_or(0) > width {
            break;
        }
        out.push(character);
    }
    out
}

/// Writes a value with about four significant digits.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let size = value.abs();
    if size == 0.0 {
        return "0".to_owned();
    }
    match size {
        100_000.0.. => format!("{value:.2e}"),
        1000.0.. => format!("{value:.0}"),
        100.0.. => format!("{value:.1}"),
        10.0.. => format!("{value:.2}"),
        0.001.. => format!("{value:.3}"),
        _ => format!("{value:.1e}"),
    }
}

/// Writes an optional value; `–` stands for none.
pub fn optional(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), number)
}

/// Writes a count with a thin mark between thousands.
pub fn count(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if value < 0 { format!("-{out}") } else { out }
}

/// Writes a size in the largest unit that leaves a whole digit: `46 MB`.
pub fn bytes(value: i64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut size = value as f64;
    let mut unit = 0;
    while size >= 1000.0 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    let digits = usize::from(unit > 0 && size < 10.0);
    format!("{size:.digits$} {}", UNITS[unit])
}

/// Writes a duration given in milliseconds.
pub fn duration_ms(ms: i64) -> String {
    match ms {
        ..1_000 => format!("{} ms", ms.max(0)),
        1_000..60_000 => format!("{:.1} s", ms as f64 / 1000.0),
        _ => clock(TimeDelta::milliseconds(ms)),
    }
}

/// Writes a duration as `m:ss`, or `h:mm:ss` from an hour on.
pub fn clock(span: TimeDelta) -> String {
    let seconds = span.num_seconds().max(0);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// Writes how long ago something was.
pub fn ago(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (now - then).num_seconds();
    match seconds {
        ..5 => "now".to_owned(),
        5..60 => format!("{seconds} s ago"),
        60..3_600 => format!("{} min ago", seconds / 60),
        3_600..86_400 => format!("{} h ago", seconds / 3_600),
        _ => format!("{} d ago", seconds / 86_400),
    }
}

/// Writes a count of things in the singular or plural.
pub fn of(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_by_cells() {
        assert_eq!(cut("porosity", 8), "porosity");
        assert_eq!(cut("porosity", 5), "poro…");
        assert_eq!(cut("深度曲线", 5), "深度…");
        assert_eq!(left("ab", 4), "ab  ");
        assert_eq!(right("ab", 4), "  ab");
        assert_eq!(cut("a", 0), "");
    }

    #[test]
    fn lines_break_at_blanks_and_long_words_anywhere() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("深深", 1), ["深", "深"]);
    }

    #[test]
    fn numbers_keep_their_weight() {
        let texts = [0.0, 0.1234, 2.65, 45.678, 4_215.5, 1.5e7, 1e-5, f64::NAN].map(number);
        assert_eq!(texts, ["0", "0.123", "2.650", "45.68", "4216", "1.50e7", "1.0e-5", "–"]);
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(-999), "-999");
    }

    #[test]
    fn durations_are_short() {
        assert_eq!(duration_ms(340), "340 ms");
        assert_eq!(duration_ms(12_340), "12.3 s");
        assert_eq!(duration_ms(134_000), "2:14");
        assert_eq!(duration_ms(3_734_000), "1:02:14");
    }
}
