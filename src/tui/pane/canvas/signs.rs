//! Signs over the nodes: marked, pinned, hot, how far a run is, and what to type for a node.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::mode::Mode;
use super::view::durations;
use super::{Picture, aim::Aim};
use crate::canvas::geometry::{self, Point};
use crate::canvas::layout::Zoom;
use crate::canvas::path;
use crate::domain::execution::Status;
use crate::services::rows::NodeRunRow;
use crate::tui::state::State;
use crate::tui::widget::text;

/// Sign of a marked node, in its upper left corner.
pub const MARKED: char = '◆';
/// Sign of a pinned node, in its lower left corner.
pub const PINNED: char = '▪';

/// Draws the signs of all nodes in the window.
pub fn draw(
    state: &State,
    picture: &Picture,
    buffer: &mut Buffer,
    inner: Rect,
    window: geometry::Rect,
) {
    let theme = &state.theme;
    let pipelines = &state.pipelines;
    let mut pen = Pen { buffer, inner, window };
    let heat = pipelines.canvas.heat.then(|| path::heat(&durations(pipelines, picture)));
    for (index, area) in picture.layout.boxes.iter().enumerate() {
        if area.intersection(window).is_empty() {
            continue;
        }
        let node = &picture.graph().nodes[index];
        let bordered = picture.layout.options.zoom >= Zoom::Box;
        let last = if bordered { area.bottom() - 1 } else { area.y };
        if picture.layout.options.zoom == Zoom::Card
            && let Some(run) = pipelines.node_run(&node.id)
        {
            progress(&mut pen, *area, run, theme.status(run.status));
        }
        let stands_for =
            picture.drawn.iter().filter(|(_, drawn)| **drawn == index).map(|(id, _)| id);
        if stands_for.clone().any(|id| pipelines.marked.contains(id)) {
            pen.write(Point::new(area.x, area.y), &MARKED.to_string(), theme.style("accent"));
        }
        if node.pinned.is_some() {
            let x = if bordered { area.x } else { area.right() - 1 };
            pen.write(Point::new(x, last), &PINNED.to_string(), theme.style("key_hint"));
        }
        if let Some(part) = heat.as_ref().and_then(|heat| heat[index]) {
            let digit = ((part * 9.0).round() as u32).min(9).to_string();
            let style = theme.style("text").add_modifier(Modifier::BOLD);
            pen.write(Point::new(area.right() - 1, last), &digit, style);
        }
    }
    if let Some(Mode::Aim(aim)) = &pipelines.canvas.mode {
        let key = theme.style("key_hint").add_modifier(Modifier::REVERSED);
        labels(&mut pen, aim, picture, key);
    }
}

/// Writes how far a run is with a node over its detail, which tells nothing new while it runs.
fn progress(pen: &mut Pen<'_>, area: geometry::Rect, run: &NodeRunRow, style: Style) {
    if run.wells.total == 0 || matches!(run.status, Status::Pending | Status::Queued) {
        return;
    }
    let room = area.width - 4;
    let wells = if run.wells.done == run.wells.total {
        format!("{} wells", run.wells.total)
    } else {
        format!("{}/{} wells", run.wells.done, run.wells.total)
    };
    let mut facts = vec![wells];
    if run.wells.failed > 0 {
        facts.push(format!("✗{}", run.wells.failed));
    }
    if run.rows_out > 0 {
        facts.push(format!("{} rows", text::count(run.rows_out)));
    }
    if let Some(ms) = run.execution_time_ms {
        facts.push(text::duration_ms(ms));
    }
    // Whole facts as far as there is room; half a number would lie.
    let mut line = String::new();
    for fact in facts {
        let longer = if line.is_empty() { fact } else { format!("{line} · {fact}") };
        if text::width(&longer) as i32 > room {
            break;
        }
        line = longer;
    }
    if !line.is_empty() {
        let line = text::left(&line, room.max(0) as usize);
        pen.write(Point::new(area.x + 2, area.bottom() - 2), &line, style);
    }
}

/// Writes what to type for each node that may be chosen.
fn labels(pen: &mut Pen<'_>, aim: &Aim, picture: &Picture, style: Style) {
    for target in aim.targets.iter().filter(|target| !target.label.is_empty()) {
        let Some(left) = target.label.strip_prefix(&aim.typed) else { continue };
        let Some(index) = picture.index_of(&target.node) else { continue };
        let area = picture.layout.boxes[index];
        let row = if picture.layout.options.zoom >= Zoom::Box { area.y + 1 } else { area.y };
        pen.write(Point::new(area.x + 1, row), left, style);
    }
}

/// Writes over the picture, as far as the pane reaches.
struct Pen<'a> {
    buffer: &'a mut Buffer,
    inner: Rect,
    window: geometry::Rect,
}

impl Pen<'_> {
    fn write(&mut self, mut place: Point, text: &str, style: Style) {
        for character in text.chars() {
            if self.window.contains(place) {
                let x = self.inner.x + (place.x - self.window.x) as u16;
                let y = self.inner.y + (place.y - self.window.y) as u16;
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.set_char(character).set_style(style);
                }
            }
            place.x += 1;
        }
    }
}
