//! Times in a table that is too narrow: they lose their seconds, then their year, and are never cut.

use super::Cell;

/// Shape of a time as `words::time` writes it; a digit stands for any digit.
const TIME: &str = "0000-00-00 00:00:00";

/// The same without seconds, as it is written first where there is no room.
const MINUTE: &str = "0000-00-00 00:00";

/// The same without a year.
const SHORTEST: &str = "00-00 00:00";

/// Whether a column holds times, whatever their length; cells without one are passed over.
pub fn is_column(rows: &[Vec<Cell>], column: usize) -> bool {
    rows.iter().any(|row| {
        let text = row.get(column).map_or("", |(text, _)| text.as_str());
        [TIME, MINUTE, SHORTEST].iter().any(|shape| begins(text, shape))
    })
}

/// Takes one step from all times if there is too little room; returns whether it did.
pub fn shorten(rows: &mut [Vec<Cell>], is_tight: impl Fn(&[Vec<Cell>]) -> bool) -> bool {
    if !is_tight(rows) {
        return false;
    }
    let cells = || rows.iter().flatten();
    // A table has one age of times: seconds go everywhere before a year goes anywhere.
    let (shape, kept) = if cells().any(|(text, _)| begins(text, TIME)) {
        (TIME, 0..MINUTE.len())
    } else if cells().any(|(text, _)| begins(text, MINUTE)) {
        (MINUTE, MINUTE.len() - SHORTEST.len()..MINUTE.len())
    } else {
        return false;
    };
    for (text, _) in rows.iter_mut().flatten().filter(|(text, _)| begins(text, shape)) {
        *text = format!("{}{}", &text[kept.clone()], &text[shape.len()..]);
    }
    true
}

/// Whether a text begins like a shape, and goes on with no further digit of it.
fn begins(text: &str, shape: &str) -> bool {
    let mut letters = text.chars();
    let fits = shape.chars().all(|wanted| {
        letters.next().is_some_and(|letter| match wanted {
            '0' => letter.is_ascii_digit(),
            sign => letter == sign,
        })
    });
    fits && !letters.next().is_some_and(|letter| letter.is_ascii_digit() || letter == ':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::table::plain;

    #[test]
    fn seconds_go_first_and_then_the_year() {
        let mut rows = vec![
            vec![plain("NMR"), plain("2026-11-29 22:28:26, and a draft")],
            vec![plain("AAA"), plain("never")],
        ];
        let tight = |room: usize| move |rows: &[Vec<Cell>]| rows[0][1].0.len() > room;
        assert!(!shorten(&mut rows, tight(40)));
        assert!(shorten(&mut rows, tight(20)));
        assert_eq!(rows[0][1].0, "2026-11-29 22:28, and a draft");
        assert!(shorten(&mut rows, tight(20)));
        assert_eq!(rows[0][1].0, "11-29 22:28, and a draft");
        assert!(!shorten(&mut rows, tight(20)), "there is nothing left to lose");
        assert!(is_column(&rows, 1) && !is_column(&rows, 0));
    }
}
