//! Pages of forms at several sizes.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::forms::{every_kind, mapping, press, write};
use crate::config::ColorDepth;
use crate::tui::theme::Theme;
use crate::tui::widget::ascii;
use crate::tui::widget::form::{Form, view};

/// Draws a form as its hosts do, and returns the rows.
pub fn page(form: &mut Form, width: u16, height: u16) -> String {
    text(&buffer(form, width, height))
}

fn buffer(form: &mut Form, width: u16, height: u16) -> Buffer {
    let area = Rect { x: 0, y: 0, width, height };
    let mut buffer = Buffer::empty(area);
    form.place(area);
    view(form, &Theme::built_in("dark", ColorDepth::True), &mut buffer, area, true);
    buffer
}

fn text(buffer: &Buffer) -> String {
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

#[test]
fn every_kind_of_field_at_three_sizes() {
    for (width, height) in [(60, 15), (80, 24), (120, 40)] {
        let mut form = every_kind();
        form.focus("gr_shale");
        write(&mut form, "0");
        insta::assert_snapshot!(
            format!("every_kind_{width}x{height}"),
            page(&mut form, width, height)
        );
        form.focus("remark");
        insta::assert_snapshot!(
            format!("scrolled_{width}x{height}"),
            page(&mut form, width, height)
        );
    }
}

#[test]
fn lists_pop_up_beside_their_field() {
    let mut form = every_kind();
    form.focus("wells");
    press(&mut form, KeyCode::Enter);
    insta::assert_snapshot!("many_80x24", page(&mut form, 80, 24));
    write(&mut form, "/12");
    insta::assert_snapshot!("many_60x15", page(&mut form, 60, 15));
    let mut form = every_kind();
    form.focus("edge");
    press(&mut form, KeyCode::Enter);
    insta::assert_snapshot!("one_80x24", page(&mut form, 80, 24));
    let mut form = every_kind();
    form.focus("gr_clean");
    let found = [("P5", 23.4), ("P10", 27.9), ("mode", 31.0)];
    let found = found.map(|(label, value)| (label.to_owned(), json!(value)));
    form.set_suggestions("gr_clean", found.into());
    super::forms::control(&mut form, 'o');
    insta::assert_snapshot!("suggestions_80x24", page(&mut form, 80, 24));
}

#[test]
fn a_table_shows_states_errors_and_the_cell_being_typed() {
    let mut form = mapping();
    insta::assert_snapshot!("table_80x24", page(&mut form, 80, 24));
    press(&mut form, KeyCode::Down);
    press(&mut form, KeyCode::Right);
    press(&mut form, KeyCode::Right);
    insta::assert_snapshot!("table_60x15", page(&mut form, 60, 15));
    write(&mut form, "_2b");
    insta::assert_snapshot!("table_typing_80x24", page(&mut form, 80, 24));
}

#[test]
fn a_form_that_cannot_be_submitted_says_where_and_why() {
    let mut form = every_kind();
    form.focus("gr_clean");
    write(&mut form, "00");
    super::forms::control(&mut form, 's');
    insta::assert_snapshot!("refused_80x24", page(&mut form, 80, 24));
}

#[test]
fn ascii_pages_hold_nothing_else() {
    for mut form in [every_kind(), mapping()] {
        press(&mut form, KeyCode::Down);
        press(&mut form, KeyCode::Enter);
        let mut buffer = buffer(&mut form, 80, 24);
        ascii::degrade(&mut buffer);
        let text = text(&buffer);
        assert!(text.is_ascii(), "{text}");
        assert!(!text.contains('?'), "{text}");
    }
}

#[test]
fn drawing_needs_no_place_and_draws_only_inside_its_area() {
    let form = every_kind();
    let theme = Theme::built_in("dark", ColorDepth::None);
    let whole = Rect { x: 0, y: 0, width: 50, height: 20 };
    let mut buffer = Buffer::empty(whole);
    let area = Rect { x: 5, y: 3, width: 40, height: 12 };
    view(&form, &theme, &mut buffer, area, true);
    for position in whole.positions().filter(|position| !area.contains(*position)) {
        assert_eq!(buffer[position].symbol(), " ", "{position}");
    }
}
