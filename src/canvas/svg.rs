//! The layout of the cells as a picture for documents.

use std::fmt::Write;

use super::geometry::{Point, Rect};
use super::graph::{Graph, Node, NodeKind};
use super::label::{Charset, fitted, node_sign};
use super::layout::{Layout, Zoom};
use super::raster::{Part, Raster, Style};
use crate::domain::execution::Status;

/// Width of a cell in pixels: a monospaced character of the font below, and a little air.
const CELL_WIDTH: f64 = 9.0;
/// Height of a cell in pixels.
const CELL_HEIGHT: f64 = 20.0;
/// Size of the font in pixels.
const FONT: f64 = 14.0;
/// Free cells around the picture.
const MARGIN: i32 = 2;
/// Radius of rounded corners in pixels.
const ROUND: f64 = 6.0;

/// Draws a pipeline as SVG; dots mark where lines join, so that crossings are told apart.
pub fn svg(graph: &Graph, layout: &Layout) -> String {
    let (width, height) = place(layout.width + 2 * MARGIN, layout.height + MARGIN);
    let mut text = String::new();
    let mut push = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    push(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"{} {} {width} {height}\" font-family=\"ui-monospace, Menlo, Consolas, monospace\" font-size=\"{FONT}\">",
        -f64::from(MARGIN) * CELL_WIDTH,
        -f64::from(MARGIN) * CELL_HEIGHT / 2.0,
    ));
    push(format!(
        "<rect x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>",
        -f64::from(MARGIN) * CELL_WIDTH,
        -f64::from(MARGIN) * CELL_HEIGHT / 2.0,
    ));
    push("<g fill=\"none\" stroke-width=\"1.5\" stroke-linejoin=\"round\">".to_owned());
    for (at, route) in layout.routes.iter().enumerate().filter(|(_, route)| route.len() > 1) {
        let edge = &graph.edges[at];
        let colour = if edge.problem.is_some() { "#dc2626" } else { "#64748b" };
        let dashes = if edge.problem.is_some() || layout.against[at] {
            " stroke-dasharray=\"5 4\""
        } else {
            ""
        };
        let title = edge.problem.as_deref().map_or_else(String::new, titled);
        let line = path(route, layout.options.zoom);
        push(format!("<path d=\"{line}\" stroke=\"{colour}\"{dashes}>{title}</path>"));
        push(format!(
            "<path d=\"{}\" fill=\"{colour}\" stroke=\"none\"/>",
            head(route, layout.options.zoom)
        ));
    }
    push("</g>".to_owned());
    let raster = Raster::whole(graph, layout, Style::default());
    for (at, cell) in raster.cells_in(raster.window).filter(|(_, cell)| cell.part == Part::Wire) {
        if matches!(cell.glyph, Some('├' | '┤' | '┬' | '┴')) {
            let (x, y) = middle(at);
            push(format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"2.5\" fill=\"#64748b\"/>"));
        }
    }
    for (node, area) in graph.nodes.iter().zip(&layout.boxes) {
        push(node_group(node, *area, layout.options.zoom));
    }
    push("</svg>".to_owned());
    text
}

fn node_group(node: &Node, area: Rect, zoom: Zoom) -> String {
    let (fill, stroke) = match node.kind {
        NodeKind::Ingestion => ("#eff6ff", "#2563eb"),
        NodeKind::Operator => ("#f0fdf4", "#15803d"),
        NodeKind::Output => ("#fff7ed", "#c2410c"),
    };
    let (left, top, right, bottom) = outline(area, zoom);
    let round = if node.kind == NodeKind::Operator { ROUND } else { 0.0 };
    let mut group = format!(
        "<g><rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\" rx=\"{round}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"1.5\"/>",
        right - left,
        bottom - top,
    );
    let border = i32::from(zoom >= Zoom::Box);
    let row = area.y + border + (area.height - 2 * border - 1) / 2;
    let (mut column, end) = (area.x + 1 + border, area.right() - 1 - border);
    let mut write = |column: i32, row: i32, fill: &str, words: &str| {
        let (x, y) = place(column, row);
        let y = y + CELL_HEIGHT / 2.0 + FONT * 0.35;
        write!(group, "<text x=\"{x}\" y=\"{y}\" fill=\"{fill}\">{}</text>", escaped(words))
            .expect("a string takes all writes");
    };
    if let Some(sign) = node_sign(node, Charset::Unicode) {
        write(column, row, sign_colour(node.status), &sign.to_string());
        column += 2;
    }
    let cut = |words: &str, room: i32| fitted(words, room.max(0) as usize, Charset::Unicode);
    if zoom != Zoom::Glyph {
        write(column, row, "#0f172a", &cut(&node.title, end - column));
    }
    if zoom == Zoom::Card {
        let left = area.x + 1 + border;
        write(left, row + 1, "#64748b", &cut(&node.detail, end - left));
    }
    let problem = node.problem.as_ref().map_or_else(String::new, |problem| format!(": {problem}"));
    group.push_str(&titled(&format!("{}{problem}", node.title)));
    group.push_str("</g>");
    group
}

fn sign_colour(status: Option<Status>) -> &'static str {
    match status {
        Some(Status::Completed) => "#15803d",
        Some(Status::Running) => "#2563eb",
        Some(Status::Partial | Status::Cancelled) => "#b45309",
        Some(Status::Failed) | None => "#dc2626",
        Some(Status::Pending | Status::Queued | Status::Skipped) => "#64748b",
    }
}

/// Returns the pixel of a cell's top left corner.
fn place(x: i32, y: i32) -> (f64, f64) {
    (f64::from(x) * CELL_WIDTH, f64::from(y) * CELL_HEIGHT)
}

/// Returns the pixel in the middle of a cell.
fn middle(at: Point) -> (f64, f64) {
    let (x, y) = place(at.x, at.y);
    (x + CELL_WIDTH / 2.0, y + CELL_HEIGHT / 2.0)
}

/// Returns left, top, right and bottom of a box in pixels; borders run through the middle of cells.
fn outline(area: Rect, zoom: Zoom) -> (f64, f64, f64, f64) {
    let inset = if zoom >= Zoom::Box { (CELL_WIDTH / 2.0, CELL_HEIGHT / 2.0) } else { (0.0, 1.0) };
    let (left, top) = place(area.x, area.y);
    let (right, bottom) = place(area.right(), area.bottom());
    (left + inset.0, top + inset.1, right - inset.0, bottom - inset.1)
}

/// Returns the corners of a route in pixels, its ends moved to the outlines of the boxes.
fn corners(route: &[Point], zoom: Zoom) -> Vec<(f64, f64)> {
    let mut corners: Vec<_> = route.iter().map(|&at| middle(at)).collect();
    if zoom < Zoom::Box {
        let half = (CELL_WIDTH / 2.0, CELL_HEIGHT / 2.0);
        let last = corners.len() - 1;
        for (end, next) in [(0, 1), (last, last - 1)] {
            let (dx, dy) = (corners[next].0 - corners[end].0, corners[next].1 - corners[end].1);
            corners[end].0 += half.0 * sign(dx);
            corners[end].1 += half.1 * sign(dy);
        }
    }
    corners
}

fn sign(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value.signum() }
}

/// Returns the path of a line with rounded corners.
fn path(route: &[Point], zoom: Zoom) -> String {
    let corners = corners(route, zoom);
    let mut path = format!("M{} {}", corners[0].0, corners[0].1);
    for at in 1..corners.len() {
        let (x, y) = corners[at];
        let Some(&(next_x, next_y)) = corners.get(at + 1) else {
            path.push_str(&format!(" L{x} {y}"));
            break;
        };
        let (last_x, last_y) = corners[at - 1];
        let shorter = |a: f64, b: f64| ROUND.min(a.abs() / 2.0).min(b.abs() / 2.0);
        let round = shorter(x - last_x + y - last_y, next_x - x + next_y - y);
        path.push_str(&format!(
            " L{} {} Q{x} {y} {} {}",
            x - round * sign(x - last_x),
            y - round * sign(y - last_y),
            x + round * sign(next_x - x),
            y + round * sign(next_y - y),
        ));
    }
    path
}

/// Returns the path of the arrow head at the end of a route.
fn head(route: &[Point], zoom: Zoom) -> String {
    let corners = corners(route, zoom);
    let [.., (from_x, from_y), (x, y)] = corners[..] else { return String::new() };
    let (dx, dy) = (sign(x - from_x), sign(y - from_y));
    let (back_x, back_y) = (x - 8.0 * dx, y - 8.0 * dy);
    format!(
        "M{x} {y} L{} {} L{} {} Z",
        back_x + 4.0 * dy,
        back_y + 4.0 * dx,
        back_x - 4.0 * dy,
        back_y - 4.0 * dx,
    )
}

fn titled(text: &str) -> String {
    format!("<title>{}</title>", escaped(text))
}

/// Escapes markup and drops characters that XML does not allow.
fn escaped(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect::<String>()
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
