//! Whatever is pressed, pasted and clicked, at whatever size: no panic, and drawing changes nothing.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::json;

use super::forms::{every_kind, mapping};
use crate::config::ColorDepth;
use crate::tui::theme::Theme;
use crate::tui::widget::form::{Form, FormEvent, view};

#[derive(Debug, Clone)]
enum Blow {
    Key(KeyCode, KeyModifiers),
    Paste(String),
    Click(u16, u16),
    Size(u16, u16),
    Show(usize, bool),
    Offer(usize),
}

fn blow() -> impl Strategy<Value = Blow> {
    let code = prop_oneof![
        6 => prop::sample::select(vec![
            KeyCode::Tab, KeyCode::BackTab, KeyCode::Up, KeyCode::Down, KeyCode::Left, KeyCode::Right,
            KeyCode::Enter, KeyCode::Esc, KeyCode::Backspace, KeyCode::Delete, KeyCode::Home,
            KeyCode::End, KeyCode::PageUp, KeyCode::PageDown, KeyCode::F(1), KeyCode::F(2),
        ]),
        4 => any::<char>().prop_map(KeyCode::Char),
        4 => prop::sample::select("0123456789-.e, ahjkl/{}[]\"深".chars().collect::<Vec<_>>()).prop_map(KeyCode::Char),
    ];
    let modifiers = prop::sample::select(vec![
        KeyModifiers::NONE,
        KeyModifiers::NONE,
        KeyModifiers::NONE,
        KeyModifiers::CONTROL,
        KeyModifiers::ALT,
    ]);
    prop_oneof![
        12 => (code, modifiers).prop_map(|(code, modifiers)| Blow::Key(code, modifiers)),
        1 => "\\PC{0,12}|[\\x00-\\x7f]{0,12}|深度\n曲线".prop_map(Blow::Paste),
        2 => (0u16..130, 0u16..45).prop_map(|(column, row)| Blow::Click(column, row)),
        1 => (0u16..130, 0u16..45).prop_map(|(width, height)| Blow::Size(width, height)),
        1 => (0usize..12, any::<bool>()).prop_map(|(field, shown)| Blow::Show(field, shown)),
        1 => (0usize..9).prop_map(Blow::Offer),
    ]
}

fn endure(mut form: Form, blows: Vec<Blow>) {
    let theme = Theme::built_in("dark", ColorDepth::True);
    let mut size = (80, 24);
    for blow in blows {
        match blow {
            Blow::Key(code, modifiers) => {
                let event = form.key(KeyEvent::new(code, modifiers));
                if event == FormEvent::Submit {
                    assert!(form.problems().is_empty());
                }
            }
            Blow::Paste(text) => _ = form.paste(&text),
            Blow::Click(column, row) => _ = form.mouse(column, row),
            Blow::Size(width, height) => size = (width, height),
            Blow::Show(field, shown) => {
                let key = form.fields().get(field).map(|field| field.key.clone());
                form.show(&key.unwrap_or_default(), shown);
            }
            Blow::Offer(count) => {
                form.set_options("wells", super::forms::wells(count));
                form.set_suggestions("gr_clean", vec![("P5".into(), json!(23.4)); count]);
                if let Some(table) = form.table_mut("outputs") {
                    let rows = table.rows().iter().take(count).cloned().collect();
                    table.set_rows(rows);
                }
            }
        }
        let area = Rect { x: 0, y: 0, width: size.0, height: size.1 };
        form.place(area);
        let mut buffer = Buffer::empty(area);
        view(&form, &theme, &mut buffer, area, true);
        form.values();
        form.hints();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_form_of_every_kind_endures(blows in prop::collection::vec(blow(), 1..120)) {
        endure(every_kind(), blows);
    }

    #[test]
    fn a_table_endures(blows in prop::collection::vec(blow(), 1..120)) {
        endure(mapping(), blows);
    }
}
