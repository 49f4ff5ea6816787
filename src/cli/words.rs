//! Numbers, times and names in the form in which people read them.

use std::path::Path;

use chrono::{DateTime, Local, Utc};

pub use crate::domain::rows::short_id;
pub use digits::{Digits, is_depth, number};
pub use text::{in_charset, listed, wrap};

pub mod digits;
mod text;

/// Writes a duration.
pub fn duration(milliseconds: i64) -> String {
    match milliseconds {
        ..1000 => format!("{milliseconds} ms"),
        1000..60_000 => format!("{:.1} s", milliseconds as f64 / 1e3),
        _ => format!("{} min {} s", milliseconds / 60_000, milliseconds / 1000 % 60),
    }
}

/// Writes a number of bytes, in units of 1024.
pub fn size(bytes: i64) -> String {
    match bytes {
        ..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        1_048_576..1_073_741_824 => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
        _ => format!("{:.1} GiB", bytes as f64 / 1_073_741_824.0),
    }
}

/// Writes a time on the clock of the machine.
pub fn time(time: DateTime<Utc>) -> String {
    time.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Writes a count with its noun.
pub fn count(number: usize, noun: &str) -> String {
    match (number, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) => format!("{number} {noun}s"),
    }
}

/// Replaces control characters, so that text from a file cannot speak to the terminal.
pub fn clean(text: &str) -> String {
    // Marks that turn the direction of writing are not control characters to Unicode, but hide text too.
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if c.is_control() && c != '\n' || turns(c) { '?' } else { c }).collect()
}

/// Returns the last part of a path.
pub fn file_name(path: &Path) -> String {
    clean(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_take_the_unit_that_fits() {
        assert_eq!([7, 1234, 61_000].map(duration), ["7 ms", "1.2 s", "1 min 1 s"]);
    }

    #[test]
    fn sizes_take_the_unit_that_fits() {
        let written = [1000, 1536, 5_242_880, 3_221_225_472].map(size);
        assert_eq!(written, ["1000 bytes", "1.5 KiB", "5.0 MiB", "3.0 GiB"]);
    }

    #[test]
    fn escape_sequences_do_not_reach_the_terminal() {
        assert_eq!(clean("A\u{1b}[2J\u{7}B"), "A?[2J?B");
    }

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!(
            [count(1, "file"), count(2, "file"), count(0, "entry")],
            ["1 file", "2 files", "0 entries"]
        );
    }
}
