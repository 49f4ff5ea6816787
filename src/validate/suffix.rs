//! Suffixes of kept curves: which are allowed, and which comes next.

/// Returns the suffix to try next: `_1` gives `_2`, `_v9` gives `_v10`, `_despiked` gives `_despiked_2`.
pub fn suffix_after(suffix: &str) -> String {
    let stem = suffix.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let digits = &suffix[stem.len()..];
    if digits.is_empty() {
        let separator = if stem.ends_with(['_', '-']) { "" } else { "_" };
        return format!("{stem}{separator}2");
    }
    // Counted as text, because a suffix may hold more digits than any integer.
    let nines = digits.len() - digits.trim_end_matches('9').len();
    let (kept, turning) = digits.split_at(digits.len() - nines);
    let zeros = "0".repeat(turning.len());
    match kept.chars().next_back().and_then(|digit| digit.to_digit(10)) {
        Some(digit) => format!("{stem}{}{}{zeros}", &kept[..kept.len() - 1], digit + 1),
        None => format!("{stem}1{zeros}"),
    }
}

/// Returns the first character that may not stand in a suffix.
///
/// LAS mnemonics and Parquet columns both take letters, digits, `_` and `-`.
pub(super) fn forbidden_letter(suffix: &str) -> Option<char> {
    suffix.chars().find(|letter| !letter.is_ascii_alphanumeric() && !matches!(letter, '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_suffix_counts_on() {
        for (suffix, next) in [
            ("_1", "_2"),
            ("_v9", "_v10"),
            ("_despiked", "_despiked_2"),
            ("", "_2"),
            ("_", "_2"),
            ("_99", "_100"),
            ("_09", "_10"),
            ("_199", "_200"),
            ("_2_despiked", "_2_despiked_2"),
            (
                "_99999999999999999999999999999999999999999",
                "_100000000000000000000000000000000000000000",
            ),
            ("_geglättet", "_geglättet_2"),
        ] {
            assert_eq!(suffix_after(suffix), next, "{suffix}");
        }
    }

    #[test]
    fn blanks_and_dots_may_not_stand_in_a_suffix() {
        assert_eq!(forbidden_letter("_v1-b"), None);
        assert_eq!(forbidden_letter("_a b"), Some(' '));
        assert_eq!(forbidden_letter("_1.2"), Some('.'));
    }
}
