//! Text set for a terminal: broken at a width, written in plain ASCII, names drawn together.

use crate::canvas::label::{Charset, columns};

/// Breaks a text into lines of at most so many columns; a word that is longer is broken too.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut word = word.to_owned();
        if !line.is_empty() && columns(&line) + 1 + columns(&word) > width {
            lines.push(std::mem::take(&mut line));
        }
        while columns(&word) > width {
            let mut room = width;
            let cut = word.char_indices().find(|(_, letter)| {
                let wide = columns(letter.encode_utf8(&mut [0; 4]));
                room.checked_sub(wide).map(|left| room = left).is_none()
            });
            // A single letter wider than the line stands as it is.
            let at = cut
                .map_or(word.len(), |(at, _)| at)
                .max(word.chars().next().map_or(0, char::len_utf8));
            let rest = word.split_off(at);
            lines.push(std::mem::replace(&mut word, rest));
        }
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Letters that stand for others in plain ASCII: those of names in sources, signs of formulas.
const ASCII: [(&str, &str); 40] = [
    ("àáâãåăą", "a"),
    ("ÀÁÂÃÅĂĄ", "A"),
    ("çćč", "c"),
    ("ÇĆČ", "C"),
    ("ðď", "d"),
    ("èéêëęě", "e"),
    ("ÈÉÊËĘĚ", "E"),
    ("ğ", "g"),
    ("ìíîïı", "i"),
    ("ÌÍÎÏİ", "I"),
    ("ł", "l"),
    ("Ł", "L"),
    ("ñńň", "n"),
    ("ÑŃŇ", "N"),
    ("òóôõøő", "o"),
    ("ÒÓÔÕØŐ", "O"),
    ("ř", "r"),
    ("śşšș", "s"),
    ("ŚŞŠȘ", "S"),
    ("ţťț", "t"),
    ("ùúûůű", "u"),
    ("ÙÚÛŮŰ", "U"),
    ("ýÿ", "y"),
    ("Ý", "Y"),
    ("źżž", "z"),
    ("ŹŻŽ", "Z"),
    ("äæ", "ae"),
    ("ÄÆ", "Ae"),
    ("öœ", "oe"),
    ("ÖŒ", "Oe"),
    ("ü", "ue"),
    ("Ü", "Ue"),
    ("ß", "ss"),
    ("–—−", "-"),
    ("×", "x"),
    ("…", "..."),
    ("‘’", "'"),
    ("“”„", "\""),
    ("µμ", "u"),
    ("\u{a0}", " "),
];

/// Signs of one letter each that ASCII writes with several.
const SIGNS: [(char, &str); 8] = [
    ('≤', "<="),
    ('≥', ">="),
    ('²', "2"),
    ('³', "3"),
    ('°', "deg"),
    ('·', "."),
    ('→', "->"),
    ('√', "sqrt"),
];

/// Writes a text in the characters that may be printed; what has no likeness in ASCII becomes `?`.
pub fn in_charset(text: &str, charset: Charset) -> String {
    if charset == Charset::Unicode || text.is_ascii() {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        let sign = SIGNS.iter().find(|(sign, _)| *sign == letter).map(|(_, plain)| *plain);
        let like = || ASCII.iter().find(|(all, _)| all.contains(letter)).map(|(_, plain)| *plain);
        match sign.or_else(like) {
            _ if letter.is_ascii() => plain.push(letter),
            Some(other) => plain.push_str(other),
            None => plain.push('?'),
        }
    }
    plain
}

/// Lists names, those that are numbered on end as a range: `GR, T2[0] to T2[13]`.
pub fn listed(names: &[&str], between: &str) -> String {
    let mut ranges: Vec<(&str, &str, usize)> = Vec::new();
    for name in names {
        match ranges.last_mut() {
            Some((_, last, count)) if follows(last, name) => {
                *last = name;
                *count += 1;
            }
            _ => ranges.push((name, name, 1)),
        }
    }
    let written = ranges.into_iter().flat_map(|(first, last, count)| match count {
        1 => vec![first.to_owned()],
        2 => vec![first.to_owned(), last.to_owned()],
        _ => vec![format!("{first} to {last}")],
    });
    written.collect::<Vec<_>>().join(between)
}

/// Whether two names differ in a number only, which is one greater in the second.
fn follows(one: &str, other: &str) -> bool {
    let Some((start, number, end)) = numbered(one) else { return false };
    let Some((other_start, other_number, other_end)) = numbered(other) else { return false };
    start == other_start && end == other_end && number.checked_add(1) == Some(other_number)
}

/// Takes a name apart at its last number.
fn numbered(name: &str) -> Option<(&str, u32, &str)> {
    let end = name.rfind(|letter: char| letter.is_ascii_digit())? + 1;
    let start = name[..end]
        .rfind(|letter: char| !letter.is_ascii_digit())
        .map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
    Some((&name[..start], name[start..end].parse().ok()?, &name[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_wrap_and_long_ones_break() {
        assert_eq!(wrap("the mean of a window", 8), ["the mean", "of a", "window"]);
        assert_eq!(wrap("a (x+y+z)/(a+b)", 6), ["a", "(x+y+z", ")/(a+b", ")"]);
        assert_eq!(wrap("", 8), Vec::<String>::new());
        assert_eq!(wrap("…", 0), ["…"]);
    }

    #[test]
    fn ascii_keeps_names_readable() {
        let plain = |text: &str| in_charset(text, Charset::Ascii);
        assert_eq!(plain("Institut Français du Pétrole"), "Institut Francais du Petrole");
        assert_eq!(
            plain("min(VSH_1, …), x² ≤ 3 – Müller, 孔"),
            "min(VSH_1, ...), x2 <= 3 - Mueller, ?"
        );
        assert_eq!(in_charset("é", Charset::Unicode), "é");
    }

    #[test]
    fn numbered_names_are_drawn_together() {
        let bins: Vec<String> = (0..14).map(|bin| format!("T2[{bin}]")).collect();
        let mut names = vec!["GR"];
        names.extend(bins.iter().map(String::as_str));
        assert_eq!(listed(&names, ", "), "GR, T2[0] to T2[13]");
        assert_eq!(listed(&["AT10", "AT30", "A1", "A2"], " "), "AT10 AT30 A1 A2");
        assert_eq!(listed(&["é1", "é2", "é3"], " "), "é1 to é3");
    }
}
