//! Frames of every screen at three sizes, without colours, in ASCII, and with nothing connected.

use std::fmt::Write as _;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use super::rows;
use crate::config::ColorDepth;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::tui::command::Action;
use crate::tui::event::{Answer, Event};
use crate::tui::state::{Pane, State};
use crate::tui::theme::Theme;
use crate::tui::view::view;

/// Draws a state.
pub fn frame(state: &State) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(state.size.0, state.size.1)).unwrap();
    terminal.draw(|frame| view(state, frame)).unwrap();
    terminal.backend().buffer().clone()
}

/// Returns the rows of a frame as text.
pub fn text(state: &State) -> String {
    let buffer = frame(state);
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += symbol.width().max(1) as u16;
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Returns runs of equal style, a line each: row, columns, weight, text.
pub fn weights(state: &State) -> String {
    let buffer = frame(state);
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let style = buffer[(x, y)].style();
            let end = (x..buffer.area.width).find(|x| buffer[(*x, y)].style() != style);
            let end = end.unwrap_or(buffer.area.width);
            let words: String = (x..end).map(|x| buffer[(x, y)].symbol()).collect();
            let weight = style.add_modifier;
            if weight != Modifier::empty() && !words.trim().is_empty() {
                let _ = writeln!(out, "{y:>2} {x:>2}–{end:<2} {weight:?} {}", words.trim_end());
            }
            x = end;
        }
    }
    out
}

fn key(code: char) -> Event {
    Event::Key(KeyEvent::new(KeyCode::Char(code), KeyModifiers::NONE))
}

macro_rules! screens {
    ($($name:ident: $pane:expr;)*) => {$(
        #[test]
        fn $name() {
            for (width, height) in [(60, 15), (80, 24), (160, 48)] {
                let state = rows::state_at((width, height), $pane);
                insta::assert_snapshot!(format!("{}_{width}x{height}", stringify!($name)), text(&state));
            }
        }
    )*};
}

screens! {
    pipelines_screen: Pane::Pipelines;
    graph_pane: Pane::Canvas;
    curves_screen: Pane::Wells;
    plot_pane: Pane::Plot;
    runs_screen: Pane::Runs;
}

#[test]
fn inspector_tells_all_about_a_node() {
    let mut state = rows::state_at((160, 48), Pane::Inspector);
    for (node, name) in [("vsh", "operator"), ("phid", "warning"), ("sw", "overwrite")] {
        state.pipelines.node = Some(node.into());
        let lines = crate::tui::pane::inspector::lines(&state, 46);
        let lines: Vec<_> = lines.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(format!("inspector_{name}"), lines.join("\n"));
    }
}

#[test]
fn a_pipeline_that_cannot_run_says_why() {
    let mut state = rows::state_at((80, 24), Pane::Pipelines);
    rows::send(&mut state, key('j'));
    rows::send(&mut state, key('r'));
    insta::assert_snapshot!(text(&state));
}

#[test]
fn ascii_frames_hold_nothing_else() {
    for pane in [Pane::Pipelines, Pane::Plot, Pane::Runs] {
        let mut state = rows::state_at((80, 24), pane);
        state.ascii = true;
        let text = text(&state);
        assert!(text.is_ascii(), "{text}");
        insta::assert_snapshot!(format!("ascii_{}", pane.title()), text);
    }
}

#[test]
fn without_colours_weight_and_signs_tell_the_state() {
    let mut state = rows::state_with((80, 24), ColorDepth::None);
    rows::send(&mut state, key('3'));
    for cell in &frame(&state).content {
        assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset));
    }
    insta::assert_snapshot!(weights(&state));
}

#[test]
fn sixteen_colours_send_no_others() {
    let mut state = rows::state_with((80, 24), ColorDepth::Sixteen);
    for screen in ['1', '2', '3', ':'] {
        rows::send(&mut state, key(screen));
        for cell in &frame(&state).content {
            for color in [cell.fg, cell.bg] {
                assert!(!matches!(color, Color::Rgb(..) | Color::Indexed(_)), "{color:?}");
            }
        }
    }
}

#[test]
fn before_and_without_a_connection_the_screen_says_so() {
    let mut state = State::new((80, 24), rows::now(), Theme::built_in("dark", ColorDepth::True));
    insta::assert_snapshot!("connecting", text(&state));
    let problem = Diagnostic::error(ErrorType::DatabaseUnreachable, "no Postgres was found")
        .found("no pg_config in PATH")
        .wanted("Postgres 15 or newer")
        .hint("apt-get install postgresql, or set DATABASE_URL");
    rows::send(&mut state, Event::Answer(Answer::NotConnected(problem)));
    insta::assert_snapshot!("not_connected", text(&state));
}

#[test]
fn overlays_stand_over_the_panes() {
    let mut state = rows::state_at((80, 24), Pane::Canvas);
    rows::send(&mut state, key('?'));
    insta::assert_snapshot!("help", text(&state));
    state.overlays.clear();
    rows::send(&mut state, key(':'));
    for letter in "canc".chars() {
        rows::send(&mut state, key(letter));
    }
    insta::assert_snapshot!("palette", text(&state));
    state.overlays.clear();
    rows::send(&mut state, key('X'));
    insta::assert_snapshot!("cancel_question", text(&state));
    state.overlays.clear();
    rows::send(&mut state, Event::Answer(Answer::ActiveRuns(2)));
    insta::assert_snapshot!("quit_question", text(&state));
    state.overlays.clear();
    let problem = Diagnostic::error(ErrorType::CurveConflict, "the curve exists already")
        .in_well("A-12")
        .of_curve("VSH_LT_1")
        .found("version 3 by bernd@example.org")
        .hint("change the suffix, or overwrite it");
    rows::send(&mut state, Event::Answer(Answer::Failed(problem)));
    insta::assert_snapshot!("toast", text(&state));
    crate::tui::update::action(&mut state, Action::Details);
    insta::assert_snapshot!("details", text(&state));
}
