//! Draws the graph of a comparison: the sign of each node and edge tells what happened to it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{Compare, token};
use crate::canvas::geometry;
use crate::canvas::raster::{Cell, Part};
use crate::edit::diff::Change;
use crate::tui::pane::canvas::Picture;
use crate::tui::state::State;
use crate::tui::theme::Theme;

/// Draws the part of the picture that is in view.
pub fn draw(state: &State, compare: &Compare, picture: &Picture, buffer: &mut Buffer, area: Rect) {
    let theme = &state.theme;
    let (x, y) = compare.corner;
    let window = geometry::Rect::new(x, y, i32::from(area.width), i32::from(area.height));
    let looked_at = compare.looked_at().map(|(index, _)| index);
    let changes: Vec<Change> = picture
        .graph()
        .edges
        .iter()
        .map(|edge| {
            let known =
                compare.graph.edges.iter().find(|known| (known.0, known.1) == (edge.from, edge.to));
            known.map_or(Change::Same, |known| known.2)
        })
        .collect();
    let signed = signed_cells(picture, &changes);
    for (point, cell) in picture.raster.cells_in(window) {
        let place = (area.x + (point.x - x) as u16, area.y + (point.y - y) as u16);
        let Some(target) = buffer.cell_mut(place) else { continue };
        let Some(glyph) = cell.glyph else { continue };
        let (change, glyph) = match cell.node {
            Some(node) => {
                let change = compare.graph.nodes.get(node).map_or(Change::Same, |node| node.1);
                // The sign of a run has no meaning here; its place tells what happened.
                (change, if cell.part == Part::Sign { change.sign() } else { glyph })
            }
            None => edge(cell, &changes, signed.contains(&point), wire(state.ascii)),
        };
        target.set_char(glyph).set_style(style(theme, cell, change, cell.node == looked_at));
    }
}

/// Returns what happened to the edges of a cell, and what is drawn there.
fn edge(
    cell: &Cell,
    changes: &[Change],
    signed: bool,
    wire: fn(char, Change) -> char,
) -> (Change, char) {
    let glyph = cell.glyph.unwrap_or(' ');
    let mut here = cell.edges.iter().map(|edge| changes[*edge]);
    let first = here.next().unwrap_or(Change::Same);
    let change = if here.all(|other| other == first) { first } else { Change::Same };
    (change, if signed { first.sign() } else { wire(glyph, change) })
}

/// Draws wires that are new heavy and those that are gone dotted, also where no colour tells it.
fn wire(ascii: bool) -> fn(char, Change) -> char {
    fn drawn(glyph: char, change: Change, dots: [char; 2]) -> char {
        match (glyph, change) {
            ('─', Change::Added) => '━',
            ('│', Change::Added) => '┃',
            ('─', Change::Removed) => dots[0],
            ('│', Change::Removed) => dots[1],
            (glyph, _) => glyph,
        }
    }
    match ascii {
        true => |glyph, change| drawn(glyph, change, ['.', ':']),
        false => |glyph, change| drawn(glyph, change, ['┄', '┆']),
    }
}

/// Returns for each edge that is new, gone or changed a cell of it alone, in its middle.
fn signed_cells(picture: &Picture, changes: &[Change]) -> Vec<geometry::Point> {
    let mut alone: Vec<Vec<geometry::Point>> = vec![Vec::new(); changes.len()];
    for (point, cell) in picture.raster.cells_in(picture.raster.window) {
        if let ([edge], Part::Wire) = (cell.edges.as_slice(), cell.part)
            && changes[*edge] != Change::Same
        {
            alone[*edge].push(point);
        }
    }
    alone.into_iter().filter_map(|cells| cells.get(cells.len() / 2).copied()).collect()
}

fn style(theme: &Theme, cell: &Cell, change: Change, looked_at: bool) -> Style {
    let of_change = theme.style(token(change));
    let plain = match (cell.part, change) {
        (Part::Title, Change::Same) => theme.style("muted"),
        (Part::Title, _) => theme.style("text"),
        (Part::Detail, _) => theme.style("muted"),
        (_, Change::Same) if cell.node.is_none() => theme.style("edge"),
        _ => of_change,
    };
    match (looked_at && cell.node.is_some(), cell.part) {
        (true, Part::Border) => plain.add_modifier(Modifier::BOLD),
        (true, _) => plain.patch(theme.selection()),
        (false, _) => plain,
    }
}
