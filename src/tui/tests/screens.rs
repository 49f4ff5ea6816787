//! Frames of every screen at three sizes, without colours, in ASCII, and with nothing connected.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use super::rows;
use crate::tui::state::{Pane, State};
use crate::tui::view::view;

pub fn frame(state: &State) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(state.size.0, state.size.1)).unwrap();
    terminal.draw(|frame| view(state, frame)).unwrap();
    terminal.backend().buffer().clone()
}

pub fn text(state: &State) -> String {
    let buffer = frame(state);
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut skip = 0;
        let mut line = String::new();
        for x in 0..buffer.area.width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            skip = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[test]
fn look() {
    for size in [(80, 24), (160, 48), (60, 15)] {
        for pane in [Pane::Pipelines, Pane::Canvas, Pane::Wells, Pane::Runs] {
            println!("=== {size:?} {pane:?}\n{}", text(&rows::state_at(size, pane)));
        }
    }
}
