//! What keys, pasted text and clicks do to a form.

use crossterm::event::KeyCode;
use ratatui::layout::Rect;
use serde_json::json;

use super::forms::{control, every_kind, gamma_ray, mapping, press, wells, write};
use crate::tui::widget::form::{Ask, Choice, Field, Form, FormEvent};

fn changed(field: &str) -> FormEvent {
    FormEvent::Changed { field: field.into() }
}

fn focus(form: &Form) -> &str {
    form.focused().map_or("button", |field| &field.key)
}

#[test]
fn typing_edits_at_once_and_enter_goes_on() {
    let mut form = every_kind();
    assert_eq!(press(&mut form, KeyCode::Char('q')), changed("name"));
    assert_eq!(form.text("name"), "q");
    press(&mut form, KeyCode::Enter);
    assert_eq!(focus(&form), "gr_clean");
    press(&mut form, KeyCode::Up);
    assert_eq!(focus(&form), "name");
    press(&mut form, KeyCode::BackTab);
    assert_eq!(focus(&form), "button");
}

#[test]
fn a_number_is_checked_while_it_is_typed() {
    let mut form =
        Form::new("", vec![Field::number("gr", "GR", gamma_ray()).unit("API").default(20)]);
    write(&mut form, "0");
    assert_eq!(form.number("gr"), Some(200.0));
    write(&mut form, "0");
    assert_eq!(form.problems(), [("gr", "found 2000, wanted 0 … 300 API".to_owned())]);
    assert_eq!(form.number("gr"), None);
    control(&mut form, 'd');
    assert_eq!((form.number("gr"), form.problems().len()), (Some(20.0), 0));
    control(&mut form, 'u');
    assert_eq!(form.value("gr"), Some(json!(null)));
}

#[test]
fn nothing_is_submitted_before_every_field_is_in_order() {
    let mut form = every_kind();
    form.focus("edge");
    assert_eq!(control(&mut form, 's'), FormEvent::Stay);
    assert_eq!(focus(&form), "name");
    write(&mut form, "vsh");
    form.set_error("name", Some("vsh exists".into()));
    assert_eq!(control(&mut form, 's'), FormEvent::Stay);
    // What the host said was about the former text.
    write(&mut form, "2");
    assert_eq!(control(&mut form, 's'), FormEvent::Submit);
}

#[test]
fn leaving_tells_whether_something_would_be_lost() {
    let mut form = every_kind();
    assert_eq!(press(&mut form, KeyCode::Esc), FormEvent::Cancel { changed: false });
    write(&mut form, "x");
    assert_eq!(press(&mut form, KeyCode::Esc), FormEvent::Cancel { changed: true });
    press(&mut form, KeyCode::Backspace);
    assert_eq!(press(&mut form, KeyCode::Esc), FormEvent::Cancel { changed: false });
    write(&mut form, "x");
    form.mark_saved();
    assert!(!form.changed());
}

#[test]
fn a_choice_turns_and_opens() {
    let mut form = every_kind();
    form.focus("edge");
    assert_eq!(press(&mut form, KeyCode::Right), changed("edge"));
    assert_eq!(form.text("edge"), "nearest");
    press(&mut form, KeyCode::Char('s'));
    assert!(form.is_inside());
    assert_eq!(press(&mut form, KeyCode::Enter), changed("edge"));
    assert_eq!(form.text("edge"), "shrink");
    press(&mut form, KeyCode::Enter);
    assert_eq!(press(&mut form, KeyCode::Esc), FormEvent::Stay);
    assert!(!form.is_inside());
}

#[test]
fn many_are_ticked_with_a_filter() {
    let mut form = Form::new("", vec![Field::select("wells", "Wells", wells(60))]);
    press(&mut form, KeyCode::Enter);
    assert_eq!(press(&mut form, KeyCode::Char(' ')), changed("wells"));
    write(&mut form, "/F-2");
    assert_eq!(press(&mut form, KeyCode::Enter), FormEvent::Stay);
    control(&mut form, 'a');
    // F-2 and F-20 to F-29, without F-20 and F-25, which have no RHOB.
    assert_eq!(form.texts("wells").len(), 1 + 9);
    assert_eq!(form.texts("wells")[..2], ["15/9-F-1", "15/9-F-2"]);
    form.set_options("wells", wells(3));
    let problems = form.problems();
    assert!(problems[0].1.contains("not on offer"), "{problems:?}");
}

#[test]
fn the_host_is_asked_for_what_a_form_cannot_do() {
    let mut form = every_kind();
    form.focus("gr_clean");
    let ask = |field: &str, what| FormEvent::Ask { field: field.into(), what };
    assert_eq!(control(&mut form, 'o'), ask("gr_clean", Ask::Suggestions));
    form.set_suggestions("gr_clean", vec![("P5".into(), json!(23.4)), ("P10".into(), json!(27.9))]);
    assert!(form.is_inside());
    write(&mut form, "p10");
    assert_eq!(press(&mut form, KeyCode::Enter), changed("gr_clean"));
    assert_eq!(form.number("gr_clean"), Some(27.9));
    form.focus("remark");
    assert_eq!(control(&mut form, 'e'), ask("remark", Ask::Editor));
    let mut form = Form::new("", vec![Field::text("curve", "Curve").picks()]);
    assert_eq!(control(&mut form, 'p'), ask("curve", Ask::Pick));
}

#[test]
fn keys_of_the_host_are_left_to_it() {
    let mut form = every_kind();
    assert_eq!(press(&mut form, KeyCode::F(1)), FormEvent::Ignored);
    for letter in ['z', 'r', 'c'] {
        assert_eq!(control(&mut form, letter), FormEvent::Ignored);
    }
    assert!(form.takes_letters());
    form.focus("clip");
    assert!(!form.takes_letters());
    assert_eq!(press(&mut form, KeyCode::Char('?')), FormEvent::Ignored);
}

#[test]
fn both_ends_of_a_range_have_the_keys_in_turn() {
    let mut form = every_kind();
    form.focus("depth");
    control(&mut form, 'u');
    write(&mut form, "900");
    press(&mut form, KeyCode::Tab);
    write(&mut form, "800");
    assert_eq!(form.problems()[1].1, "found 900 … 800, wanted the smaller first");
    write(&mut form, "0");
    assert_eq!(form.range("depth"), [Some(900.0), Some(8000.0)]);
    press(&mut form, KeyCode::Tab);
    assert_eq!(focus(&form), "tags");
    press(&mut form, KeyCode::BackTab);
    control(&mut form, 'w');
    assert_eq!(form.range("depth"), [Some(900.0), None]);
}

#[test]
fn pasted_columns_become_lists() {
    let mut form = Form::new("", vec![Field::list("wells", "Wells")]);
    assert_eq!(form.paste("A-1\nA-2\r\n"), changed("wells"));
    assert_eq!(form.texts("wells"), ["A-1", "A-2"]);
}

#[test]
fn cells_are_edited_alone_or_in_all_marked_rows() {
    let mut form = mapping();
    let suffix = |form: &Form, port: &str| {
        form.table("outputs").unwrap().cell(port, "suffix").unwrap().value.clone()
    };
    press(&mut form, KeyCode::Char('l'));
    press(&mut form, KeyCode::Char('l'));
    write(&mut form, "_x");
    assert_eq!(press(&mut form, KeyCode::Esc), FormEvent::Stay);
    assert_eq!(suffix(&form, "VSH_LT"), "_1");
    control(&mut form, 'a');
    write(&mut form, "_2");
    assert_eq!(press(&mut form, KeyCode::Enter), changed("outputs"));
    assert_eq!(suffix(&form, "VSH_LT"), "_2");
    assert_eq!(suffix(&form, "VSH_CLAVIER"), "_2");
    // That cell cannot be edited.
    assert_eq!(suffix(&form, "IGR"), "");
    assert_eq!(press(&mut form, KeyCode::Esc), FormEvent::Cancel { changed: true });
}

#[test]
fn hidden_fields_are_neither_visited_nor_valued() {
    let mut form = every_kind();
    form.show("gr_clean", false);
    press(&mut form, KeyCode::Tab);
    assert_eq!(focus(&form), "gr_shale");
    assert!(!form.values().contains_key("gr_clean"));
    form.show("gr_shale", false);
    assert_eq!(focus(&form), "clip");
}

#[test]
fn clicks_focus_switch_and_choose() {
    let mut form = every_kind();
    form.shows_hints = false;
    write(&mut form, "vsh");
    let area = Rect { x: 2, y: 1, width: 90, height: 40 };
    form.place(area);
    assert_eq!(form.mouse(0, 0), FormEvent::Ignored);
    let rows: Vec<_> = super::pages::page(&mut form, 90, 40).lines().map(str::to_owned).collect();
    form.place(area);
    let row = |label: &str| {
        let found =
            rows.iter().position(|row| row.get(2..).is_some_and(|row| row.starts_with(label)));
        found.unwrap() as u16 + area.y
    };
    assert_eq!(form.mouse(30, row("Clip")), changed("clip"));
    form.mouse(30, row("Edge"));
    assert!(form.is_inside());
    // Two lines down are border and filter, and then the options.
    assert_eq!(form.mouse(30, row("Edge") + 4), changed("edge"));
    assert_eq!(form.text("edge"), "nearest");
    form.mouse(4, row("Tags"));
    assert_eq!(focus(&form), "tags");
    let mut table = mapping();
    table.place(area);
    table.mouse(10, area.y + 3);
    assert_eq!(table.table("outputs").unwrap().at(), Some(("VSH_CLAVIER", "port")));
}

#[test]
fn offers_that_come_late_are_no_change() {
    let mut form =
        Form::new("", vec![Field::select("wells", "Wells", Vec::new()).value(json!(["A-1"]))]);
    form.set_options("wells", vec![Choice::of("A-1"), Choice::of("A-2")]);
    assert_eq!((form.changed(), form.problems().len()), (false, 0));
}
