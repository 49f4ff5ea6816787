//! A pipeline as plain text, for terminals, logs and comments.

use super::graph::Graph;
use super::label::Charset;
use super::layout::{Direction, Layout, Options, Zoom, layout};
use super::raster::{Raster, Style};

/// Titles are cut to these many columns, one after the other, until the drawing fits.
const WIDEST_TEXTS: [i32; 4] = [28, 20, 14, 10];

/// Draws a pipeline with box-drawing characters; see [`fitting`] for the width.
pub fn unicode(graph: &Graph, width: usize) -> String {
    drawn(graph, &fitting(graph, Zoom::Box, None, width), Charset::Unicode)
}

/// Draws a pipeline with ASCII alone; see [`fitting`] for the width.
pub fn ascii(graph: &Graph, width: usize) -> String {
    drawn(graph, &fitting(graph, Zoom::Box, None, width), Charset::Ascii)
}

/// Returns the layout that shows most in so many columns: from left to right, else from top to
/// bottom, else with shorter titles; the narrowest where none fits. A direction may be asked for.
pub fn fitting(graph: &Graph, zoom: Zoom, direction: Option<Direction>, width: usize) -> Layout {
    let width = i32::try_from(width).unwrap_or(i32::MAX);
    let mut narrowest: Option<Layout> = None;
    for widest_text in WIDEST_TEXTS {
        let both = [Direction::LeftToRight, Direction::TopToBottom];
        for direction in both.into_iter().filter(|one| direction.is_none_or(|asked| asked == *one))
        {
            let layout = layout(graph, &Options { direction, zoom, widest_text });
            if layout.width <= width {
                return layout;
            }
            if narrowest.as_ref().is_none_or(|narrowest| layout.width < narrowest.width) {
                narrowest = Some(layout);
            }
        }
    }
    narrowest.unwrap_or_default()
}

/// Draws a layout.
pub fn drawn(graph: &Graph, layout: &Layout, charset: Charset) -> String {
    let style = Style { charset, ..Style::default() };
    let mut text = Raster::whole(graph, layout, style).lines().join("\n");
    text.push('\n');
    text
}
