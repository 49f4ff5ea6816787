//! Head of a log plot: what each line is, and what the edges of its track mean.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::layout::{Layout, title};
use super::raster::Glyphs;
use super::scale::end_text;
use super::view::View;
use super::{Dash, Palette, Plot, Track, TrackCurve};

/// Draws the heads of the depth column and of every visible track.
pub fn draw(
    buf: &mut Buffer,
    layout: &Layout,
    plot: &Plot,
    view: View,
    palette: &Palette,
    glyphs: Glyphs,
    headings: &[String],
) {
    let y = layout.area.y;
    let scale = scale_text(view.metres_per_row(layout.body_rows()));
    right_aligned(buf, layout, y, "MD m", palette);
    right_aligned(buf, layout, y + 1, &scale, palette);

    let shown = layout.tracks.iter().zip(&plot.tracks[layout.first_track..]);
    for (index, (&body, track)) in shown.enumerate() {
        let width = usize::from(body.width);
        let number = layout.first_track + index;
        let heading = headings.get(number).cloned();
        let heading = heading.unwrap_or_else(|| self::heading(plot, layout, number, track));
        let heading = shortened(&heading, width, glyphs);
        let x = body.x + ((width - heading.width()) / 2) as u16;
        buf.set_stringn(x, y, &heading, width, palette.head);
        for (number, curve) in track.curves.iter().enumerate() {
            let first = y + 1 + number as u16 * layout.rows_per_curve;
            let rows = layout.rows_per_curve.min((y + layout.head_rows).saturating_sub(first));
            let area = Rect { y: first, height: rows, ..body };
            curve_head(buf, area, curve, number, glyphs);
        }
    }
}

/// Returns the number of a track among several, or the well of a single one.
fn heading(plot: &Plot, layout: &Layout, index: usize, track: &Track) -> String {
    if plot.tracks.len() == 1 {
        let first = track.curves.first();
        return first.map_or_else(String::new, |curve| curve.trace.curve.well_name.clone());
    }
    let is_last = index + 1 == layout.first_track + layout.tracks.len();
    if is_last && layout.tracks.len() < plot.tracks.len() {
        format!("{} of {}", index + 1, plot.tracks.len())
    } else {
        (index + 1).to_string()
    }
}

/// Writes at the right of the depth column, beside its line only where the text leaves no blank.
fn right_aligned(buf: &mut Buffer, layout: &Layout, y: u16, text: &str, palette: &Palette) {
    let width = usize::from(layout.depth.width);
    let free = width.saturating_sub(text.width());
    let x = layout.depth.x + free.saturating_sub(1) as u16;
    buf.set_stringn(x, y, text, width, palette.head);
}

/// Draws `left ── NAME unit ── right` in one row, or the name above its scale in two.
fn curve_head(buf: &mut Buffer, area: Rect, curve: &TrackCurve, number: usize, glyphs: Glyphs) {
    let width = usize::from(area.width);
    let (left, right) = (end_text(curve.scale.left), end_text(curve.scale.right));
    let inner = width.saturating_sub(left.width() + right.width() + 2);
    let style = curve.line.style;
    if area.height == 0 {
        return;
    }
    let scale_y = area.bottom() - 1;
    buf.set_stringn(area.x, scale_y, &left, width, style);
    let right_x = area.right() - right.width().min(width) as u16;
    buf.set_stringn(right_x, scale_y, &right, width, style);
    let line = pattern(curve.line.dash, number, glyphs, inner);
    buf.set_stringn(area.x + left.width() as u16 + 1, scale_y, line, inner, style);
    if area.height == 1 {
        let text = shortened(&title(curve), inner.saturating_sub(2), glyphs);
        let text = format!(" {text} ");
        // The middle of the track, unless a scale end is in the way.
        let least = left.width() + 1;
        let most = (least + inner).saturating_sub(text.width()).max(least);
        let offset = (width.saturating_sub(text.width()) / 2).clamp(least, most);
        buf.set_stringn(area.x + offset as u16, scale_y, text, inner, style);
    } else {
        let text = shortened(&title(curve), width, glyphs);
        let x = area.x + ((width - text.width()) / 2) as u16;
        buf.set_stringn(x, area.y, text, width, style);
    }
}

fn pattern(dash: Dash, number: usize, glyphs: Glyphs, width: usize) -> String {
    let letter = glyphs.symbol(1, number);
    let cycle = match (glyphs, dash) {
        (Glyphs::Ascii, Dash::Solid) => vec![letter],
        (Glyphs::Ascii, Dash::Dashed) => vec![letter, letter, ' '],
        (Glyphs::Ascii, Dash::Dotted) => vec![letter, ' '],
        (_, Dash::Solid) => vec!['─'],
        (_, Dash::Dashed) => vec!['╌'],
        (_, Dash::Dotted) => vec!['┈'],
    };
    cycle.into_iter().cycle().take(width).collect()
}

/// Returns a text that is cut, with a mark, where it is wider than so many columns.
pub fn shortened(text: &str, width: usize, glyphs: Glyphs) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mark = if glyphs == Glyphs::Ascii { '~' } else { '…' };
    let mut cut = String::new();
    for character in text.chars() {
        if cut.width() + character.to_string().width() + 1 > width {
            break;
        }
        cut.push(character);
    }
    if width > 0 {
        cut.push(mark);
    }
    cut
}

/// Returns the scale of the depth axis, with about two significant digits.
fn scale_text(metres_per_row: f64) -> String {
    let decimals = match metres_per_row {
        // The bounds are those at which rounding adds a digit.
        scale if scale >= 99.95 => 0,
        scale if scale >= 9.995 => 1,
        scale if scale >= 0.0995 => 2,
        _ => 3,
    };
    format!("{metres_per_row:.decimals$} m/row")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metres_per_row_have_the_digits_that_matter() {
        let texts = [0.762, 9.9999, 123.4, 0.0254].map(scale_text);
        assert_eq!(texts, ["0.76 m/row", "10.0 m/row", "123 m/row", "0.025 m/row"]);
    }

    #[test]
    fn long_names_are_cut_with_a_mark() {
        assert_eq!(shortened("GAMMA", 5, Glyphs::Braille), "GAMMA");
        assert_eq!(shortened("GAMMA RAY", 5, Glyphs::Braille), "GAMM…");
        assert_eq!(shortened("GAMMA RAY", 5, Glyphs::Ascii), "GAMM~");
        assert_eq!(shortened("GAMMA", 0, Glyphs::Ascii), "");
    }
}
