//! One line of an editor as spans: the part around the cursor, and the cursor itself.

use ratatui::style::{Modifier, Style};
use ratatui::text::Span;
use unicode_width::UnicodeWidthChar;

use crate::tui::widget::text;

/// Returns a line in exactly this many cells, with the cursor before a character of it.
pub fn spans(
    line: &str,
    cursor: Option<usize>,
    width: usize,
    style: Style,
    bar: Style,
) -> Vec<Span<'static>> {
    let Some(cursor) = cursor else { return vec![Span::styled(text::left(line, width), style)] };
    if width == 0 {
        return Vec::new();
    }
    let cells = |character: char| character.width().unwrap_or(0);
    let before: usize = line.chars().take(cursor).map(cells).sum();
    // There must be room for what is under the cursor, which may be wide.
    let hidden = (before + 2).saturating_sub(width);
    let (mut left, mut at, mut right) = (String::new(), None, String::new());
    let (mut passed, mut used) = (0, 0);
    for (index, character) in line.chars().enumerate() {
        let size = cells(character);
        passed += size;
        if passed - size < hidden {
            continue;
        }
        if used + size > width {
            break;
        }
        used += size;
        match index.cmp(&cursor) {
            std::cmp::Ordering::Less => left.push(character),
            std::cmp::Ordering::Equal => at = Some(character),
            std::cmp::Ordering::Greater => right.push(character),
        }
    }
    let mut spans = vec![Span::styled(left, style)];
    match at {
        Some(character) => {
            let under = style.add_modifier(Modifier::REVERSED);
            spans.push(Span::styled(character.to_string(), under));
        }
        None if used < width => {
            used += 1;
            spans.push(Span::styled("▏", bar));
        }
        None => {}
    }
    spans.push(Span::styled(right, style));
    spans.push(Span::styled(" ".repeat(width - used), style));
    spans
}

/// Returns the character of a line that stands in a cell of such spans.
pub fn character_at(line: &str, cursor: usize, width: usize, cell: usize) -> usize {
    let cells = |character: char| character.width().unwrap_or(0);
    let before: usize = line.chars().take(cursor).map(cells).sum();
    let hidden = (before + 2).saturating_sub(width);
    let mut passed = 0;
    line.chars()
        .take_while(|character| {
            passed += cells(*character);
            passed <= hidden + cell
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, cursor: usize, width: usize) -> String {
        let spans = spans(line, Some(cursor), width, Style::new(), Style::new());
        spans.iter().map(|span| span.content.as_ref()).collect()
    }

    #[test]
    fn the_part_around_the_cursor_shows() {
        assert_eq!(shown("GR", 2, 5), "GR▏  ");
        assert_eq!(shown("porosity", 8, 5), "ity▏ ");
        assert_eq!(shown("porosity", 0, 5), "poros");
        assert_eq!(shown("深度曲线", 4, 5), "线▏  ");
        assert_eq!(shown("x", 1, 0), "");
    }

    #[test]
    fn a_click_finds_the_character() {
        assert_eq!(character_at("深度GR", 0, 20, 2), 1);
        assert_eq!(character_at("GR", 2, 20, 9), 2);
    }
}
