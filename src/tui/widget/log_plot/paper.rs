//! Paper of a log plot: lines around tracks, grids, depth labels.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::layout::Layout;
use super::raster::Glyphs;
use super::scale::{Axis, GridLine};
use super::ticks::depth_ticks;
use super::view::View;
use super::{Palette, Plot, Track};

/// Characters of frame and grid.
struct Signs {
    side: char,
    rule: char,
    rule_side: char,
    rule_end: char,
    rule_grid: char,
    rule_end_grid: char,
    tick: char,
    major: char,
    minor: char,
    level: char,
}

const DRAWN: Signs = Signs {
    side: '│',
    rule: '─',
    rule_side: '┼',
    rule_end: '┴',
    rule_grid: '┬',
    rule_end_grid: '┴',
    tick: '├',
    major: '┊',
    minor: '·',
    level: '┈',
};

const TYPED: Signs = Signs {
    side: '|',
    rule: '-',
    rule_side: '+',
    rule_end: '+',
    rule_grid: '+',
    rule_end_grid: '+',
    tick: '+',
    major: ':',
    minor: '.',
    level: '.',
};

/// Draws everything that the curves are drawn upon.
pub fn draw(
    buf: &mut Buffer,
    layout: &Layout,
    plot: &Plot,
    view: View,
    palette: &Palette,
    glyphs: Glyphs,
) {
    let signs = if glyphs == Glyphs::Ascii { &TYPED } else { &DRAWN };
    let head_rule_y = layout.depth.y - 1;
    for x in layout.area.left()..layout.area.right() {
        set(buf, x, head_rule_y, signs.rule, palette.frame);
        if let Some(y) = layout.rule_y {
            set(buf, x, y, signs.rule, palette.frame);
        }
    }
    let ticks = depth_ticks(view, layout.body_rows());
    let tick_rows: Vec<u16> = ticks.iter().map(|tick| layout.depth.y + tick.row as u16).collect();
    for (y, tick) in tick_rows.iter().zip(&ticks) {
        let width = usize::from(layout.depth.width) - 1;
        let x = layout.depth.x + width.saturating_sub(tick.label.len()) as u16;
        buf.set_stringn(x, *y, &tick.label, width, palette.depth);
    }
    let shown = layout.tracks.iter().zip(&plot.tracks[layout.first_track..]);
    for (index, (&body, track)) in shown.enumerate() {
        let left_x = body.x - 1;
        for y in layout.area.top()..body.bottom() {
            set(buf, left_x, y, signs.side, palette.frame);
        }
        set(buf, left_x, head_rule_y, signs.rule_side, palette.frame);
        if let Some(y) = layout.rule_y {
            set(buf, left_x, y, signs.rule_end, palette.frame);
        }
        for &y in &tick_rows {
            let sign = if index == 0 { signs.tick } else { signs.rule_side };
            set(buf, left_x, y, sign, palette.frame);
            for x in body.left()..body.right() {
                set(buf, x, y, signs.level, palette.grid);
            }
        }
        for line in grid(track, body) {
            let x = column(line, body);
            let (sign, style) = if line.major {
                (signs.major, palette.grid_major)
            } else {
                (signs.minor, palette.grid)
            };
            for y in body.top()..body.bottom() {
                set(buf, x, y, sign, style);
            }
            if line.major {
                set(buf, x, head_rule_y, signs.rule_grid, palette.frame);
                if let Some(y) = layout.rule_y {
                    set(buf, x, y, signs.rule_end_grid, palette.frame);
                }
            }
        }
    }
}

/// Returns the grid of a track: that of its first curve, as on paper.
fn grid(track: &Track, body: Rect) -> Vec<GridLine> {
    let axis = track.curves.first().and_then(|curve| Axis::new(&curve.scale));
    axis.map_or_else(Vec::new, |axis| axis.grid(usize::from(body.width)))
}

fn column(line: GridLine, body: Rect) -> u16 {
    let cells = f64::from(body.width);
    // The place of the last column of dots is 1, so the last cell must not be passed.
    body.x + (line.place * cells).min(cells - 1.0) as u16
}

fn set(buf: &mut Buffer, x: u16, y: u16, sign: char, style: Style) {
    if let Some(cell) = buf.cell_mut((x, y)) {
        cell.set_char(sign).set_style(style);
    }
}
