//! Stand-ins for terminals that draw only ASCII.

use nucleo_matcher::chars::normalize;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// Replaces every glyph outside ASCII by a stand-in of the same width.
pub fn degrade(buffer: &mut Buffer) {
    let area = buffer.area;
    for position in area.positions() {
        let Some(cell) = buffer.cell(position) else { continue };
        if cell.symbol().is_ascii() {
            continue;
        }
        let wide = unicode_width::UnicodeWidthStr::width(cell.symbol()) > 1;
        let stand_in = stand_in(cell.symbol());
        buffer[position].set_char(stand_in);
        if wide && position.x + 1 < area.right() {
            buffer[Position::new(position.x + 1, position.y)].set_char(' ');
        }
    }
}

fn stand_in(symbol: &str) -> char {
    let Some(glyph) = symbol.chars().next() else { return ' ' };
    match glyph {
        '─' | '╌' | '┄' | '╴' | '╶' | '–' | '═' | '╸' | '╺' => '-',
        '│' | '║' | '╎' | '┆' | '╵' | '╷' | '▏' | '▕' | '▎' | '▐' => '|',
        '━' => '=',
        '┃' => '#',
        '┌' | '┐' | '└' | '┘' | '╭' | '╮' | '╰' | '╯' | '├' | '┤' | '┬' | '┴' | '┼' | '╔' | '╗'
        | '╚' | '╝' | '╠' | '╣' | '┏' | '┓' | '┗' | '┛' | '┝' | '┥' | '┯' | '┷' | '┿' | '✓' => {
            '+'
        }
        '▌' | '▶' | '▷' | '▸' | '›' | '→' | '»' | '►' | '↵' => '>',
        '↷' => '>',
        '▪' => '=',
        '◀' | '←' | '‹' | '◂' => '<',
        '▼' | '▾' | '↓' | '↴' => 'v',
        '▲' | '▴' | '↑' => '^',
        '●' | '◆' | '◐' => '*',
        '○' | '◇' | '□' | '■' => 'o',
        '◑' => '%',
        '≈' => '~',
        '✗' => '!',
        '×' => 'x',
        '⊘' => '/',
        '·' | '•' => '.',
        '…' => '~',
        '⚠' => '!',
        '█' | '▓' => '#',
        '▒' | '▀' | '▄' => '=',
        '░' => ':',
        '\u{2800}' => ' ',
        '\u{2801}'..='\u{28ff}' => braille(glyph),
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        'µ' | 'μ' => 'u',
        // A letter with an accent in cells of its own keeps the letter.
        plain if plain.is_ascii() => plain,
        letter => plain(letter),
    }
}

/// A letter without its accents, by the table by which a search takes both for the same.
fn plain(letter: char) -> char {
    // The table has few capitals.
    let small = letter.to_lowercase().next().unwrap_or(letter);
    let plain = match normalize(small) {
        plain if plain.is_ascii() => plain,
        'æ' => 'a',
        'œ' => 'o',
        'ð' => 'd',
        'þ' => 't',
        _ => return '?',
    };
    if letter.is_uppercase() { plain.to_ascii_uppercase() } else { plain }
}

fn braille(glyph: char) -> char {
    match (glyph as u32 - 0x2800).count_ones() {
        0 => ' ',
        1..=2 => '.',
        3..=5 => '*',
        _ => '#',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_lose_their_accents_and_no_more() {
        let name = "Français Ægir Øst Åsgard Łódź Čmelák Straße São Tomé e\u{301}";
        let mut buffer = Buffer::with_lines([name]);
        degrade(&mut buffer);
        let text: String = buffer.content().iter().map(|cell| cell.symbol()).collect();
        assert_eq!(text, "Francais Agir Ost Asgard Lodz Cmelak Strase Sao Tome e");
    }

    #[test]
    fn nothing_outside_ascii_is_left() {
        let mut buffer = Buffer::with_lines(["╭─ 深度 ▶ ✓ ⣿ ┼╮"]);
        degrade(&mut buffer);
        let text: String = buffer.content().iter().map(|cell| cell.symbol()).collect();
        assert!(text.is_ascii(), "{text}");
        assert_eq!(text.trim_end(), "+- ? ?  > + # ++");
    }
}
