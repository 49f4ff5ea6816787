//! Rules across a log plot: tops with their names, and the cross-hair with its readings.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::layout::Layout;
use super::raster::Glyphs;
use super::scale::{Axis, value_text};
use super::view::View;
use super::{Palette, Plot, Track, head};

/// Free cells that are worth a cut name; with fewer it would say nothing.
const LABEL_CELLS: u16 = 8;

/// Characters of rules.
struct Signs {
    top: &'static str,
    cursor: &'static str,
    point: char,
    null: &'static str,
}

const DRAWN: Signs = Signs { top: "─", cursor: "╌", point: '◆', null: "—" };
const TYPED: Signs = Signs { top: "=", cursor: "-", point: '@', null: "-" };

fn signs(glyphs: Glyphs) -> &'static Signs {
    if glyphs == Glyphs::Ascii { &TYPED } else { &DRAWN }
}

/// Draws the rules of tops and cross-hair, which curves are drawn over.
pub fn draw_lines(
    buf: &mut Buffer,
    layout: &Layout,
    plot: &Plot,
    view: View,
    palette: &Palette,
    glyphs: Glyphs,
) {
    for row in tops_by_row(plot, view, layout.body_rows()).into_keys() {
        rule(buf, layout, row, signs(glyphs).top, palette.top);
    }
    if let Some(row) = view.cursor_m.and_then(|depth_m| view.row_of(depth_m, layout.body_rows())) {
        rule(buf, layout, row, signs(glyphs).cursor, palette.cursor);
    }
}

/// Draws the names of tops, the depth of the cross-hair, and a point where it meets each curve.
pub fn draw_labels(
    buf: &mut Buffer,
    layout: &Layout,
    plot: &Plot,
    view: View,
    palette: &Palette,
    glyphs: Glyphs,
) {
    for (row, names) in tops_by_row(plot, view, layout.body_rows()) {
        top_label(buf, layout, row, &names.join(", "), palette, glyphs);
    }
    let Some(depth_m) = view.cursor_m else { return };
    let Some(row) = view.row_of(depth_m, layout.body_rows()) else { return };
    let y = layout.depth.y + row as u16;
    let width = usize::from(layout.depth.width);
    let label = format!("{depth_m:>w$.2} ", w = width - 1);
    buf.set_stringn(layout.depth.x, y, label, width, palette.cursor);
    for (&body, track) in layout.tracks.iter().zip(&plot.tracks[layout.first_track..]) {
        for (curve, place) in places(track, depth_m) {
            let x = body.x + (place * f64::from(body.width - 1)).round() as u16;
            if let Some(cell) = buf.cell_mut((x, y)) {
                let style = track.curves[curve].line.style;
                cell.set_char(signs(glyphs).point).set_style(style);
            }
        }
    }
}

/// Draws the values at the cross-hair below each track; without one, which depths are in sight.
pub fn draw_readings(
    buf: &mut Buffer,
    layout: &Layout,
    plot: &Plot,
    view: View,
    palette: &Palette,
    glyphs: Glyphs,
) {
    let y = layout.reading_y;
    let Some(depth_m) = view.cursor_m else {
        let extent = plot.extent().map_or_else(String::new, |extent| {
            format!(" of {:.1} to {:.1}", extent.top_m(), extent.base_m())
        });
        let text = format!("{:.1} to {:.1}{extent} m", view.top_m, view.base_m);
        let width = usize::from(layout.area.width);
        let text = head::shortened(&text, width, glyphs);
        let x = layout.area.right() - text.width() as u16;
        buf.set_stringn(x, y, text, width, palette.remark);
        return;
    };
    let width = usize::from(layout.depth.width);
    let label = format!("{:>w$}", format!("{depth_m:.2}"), w = width - 1);
    buf.set_stringn(layout.depth.x, y, label, width, palette.cursor);
    for (&body, track) in layout.tracks.iter().zip(&plot.tracks[layout.first_track..]) {
        readings(buf, Rect { y, height: 1, ..body }, track, depth_m, glyphs);
    }
}

/// Draws `NAME value unit` of each curve, without units where they do not fit.
fn readings(buf: &mut Buffer, area: Rect, track: &Track, depth_m: f64, glyphs: Glyphs) {
    let width = usize::from(area.width);
    let texts = |units: bool| -> Vec<(String, Style)> {
        let text = |curve: &super::TrackCurve| {
            let row = &curve.trace.curve;
            let value = curve.reading(depth_m);
            let value = value.map_or_else(|| signs(glyphs).null.to_owned(), value_text);
            let unit = if units { row.unit.trim() } else { "" };
            (format!("{} {value} {unit}", row.name).trim_end().to_owned(), curve.line.style)
        };
        track.curves.iter().map(text).collect()
    };
    let total = |texts: &[(String, Style)]| -> usize {
        texts.iter().map(|(text, _)| text.width() + 2).sum::<usize>().saturating_sub(2)
    };
    let full = texts(true);
    let shown = if total(&full) <= width { full } else { texts(false) };
    let mut x = area.x;
    for (text, style) in shown {
        let room = usize::from(area.right().saturating_sub(x));
        let text = head::shortened(&text, room, glyphs);
        x = buf.set_stringn(x, area.y, &text, room, style).0 + 2;
    }
}

/// Returns where the cross-hair meets the curves of a track: index and place, at the edges where clipped.
fn places(track: &Track, depth_m: f64) -> impl Iterator<Item = (usize, f64)> {
    track.curves.iter().enumerate().filter_map(move |(index, curve)| {
        let place = Axis::new(&curve.scale)?.place(curve.reading(depth_m)?);
        Some((index, place.clamp(0.0, 1.0)))
    })
}

fn tops_by_row(plot: &Plot, view: View, rows: usize) -> BTreeMap<usize, Vec<&str>> {
    let mut by_row: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (name, depth_m) in &plot.tops {
        if let Some(row) = view.row_of(*depth_m, rows) {
            by_row.entry(row).or_default().push(name);
        }
    }
    by_row
}

fn rule(buf: &mut Buffer, layout: &Layout, row: usize, sign: &str, style: Style) {
    let y = layout.depth.y + row as u16;
    let Some(first) = layout.tracks.first() else { return };
    for x in first.x..layout.area.right() {
        if let Some(cell) = buf.cell_mut((x, y)) {
            cell.set_symbol(sign).set_style(style);
        }
    }
}

/// Writes the name of a top where its rule is free of curves, cut to the widest free stretch.
///
/// A rule without room for a few letters has its name written across the curves of the first track.
fn top_label(
    buf: &mut Buffer,
    layout: &Layout,
    row: usize,
    name: &str,
    palette: &Palette,
    glyphs: Glyphs,
) {
    let y = layout.depth.y + row as u16;
    let Some(first) = layout.tracks.first() else { return };
    let mut stretches = free_stretches(buf, layout, y, signs(glyphs));
    let widest = |stretches: &[(u16, u16)]| stretches.iter().map(|(_, width)| *width).max();
    if widest(&stretches).is_none_or(|width| width < LABEL_CELLS) {
        stretches = vec![(first.x, first.width)];
    }
    // A blank on either side, and a piece of rule at one end.
    let room = widest(&stretches).unwrap_or_default().saturating_sub(3);
    let text = format!(" {} ", head::shortened(name, usize::from(room), glyphs));
    let width = text.width() as u16;
    let fitting = || stretches.iter().filter(|(_, free)| *free > width);
    // The right ends of the tracks first, then the left ones, so that names stand in columns.
    let at_right = |(x, free): &&(u16, u16)| layout.tracks.iter().any(|b| b.right() == x + free);
    let at_left = |(x, _): &&(u16, u16)| layout.tracks.iter().any(|b| b.x == *x);
    let from_right = |(x, free): &(u16, u16)| x + free - width - 1;
    let x = fitting()
        .rfind(at_right)
        .map(from_right)
        .or_else(|| fitting().find(at_left).map(|(x, _)| x + 1))
        .or_else(|| fitting().next().map(from_right));
    let Some(x) = x else { return };
    buf.set_stringn(x, y, text, usize::from(width), palette.top);
}

/// Returns the stretches of a rule, track by track, that no curve crosses: first column and width.
fn free_stretches(buf: &Buffer, layout: &Layout, y: u16, signs: &Signs) -> Vec<(u16, u16)> {
    let mut stretches: Vec<(u16, u16)> = Vec::new();
    for body in &layout.tracks {
        let mut open = false;
        for x in body.left()..body.right() {
            let symbol = buf.cell((x, y)).map_or("", |cell| cell.symbol());
            let free = symbol == signs.top || symbol == signs.cursor;
            match stretches.last_mut() {
                Some((_, width)) if free && open => *width += 1,
                _ if free => stretches.push((x, 1)),
                _ => {}
            }
            open = free;
        }
    }
    stretches
}
