//! A form over the panes: asked, refused, left, and heard by its host.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{rows, screens};
use crate::tui::event::Event;
use crate::tui::overlay::form::top;
use crate::tui::state::{Pane, State};

fn press(state: &mut State, code: KeyCode, modifiers: KeyModifiers) {
    rows::send(state, Event::Key(KeyEvent::new(code, modifiers)));
}

fn asked(size: (u16, u16)) -> State {
    let mut state = rows::state_at(size, Pane::Plot);
    press(&mut state, KeyCode::Char('g'), KeyModifiers::CONTROL);
    state
}

#[test]
fn a_depth_is_asked_for_and_gone_to() {
    let mut state = asked((80, 24));
    for letter in "99999".chars() {
        press(&mut state, KeyCode::Char(letter), KeyModifiers::NONE);
    }
    press(&mut state, KeyCode::Enter, KeyModifiers::NONE);
    insta::assert_snapshot!("depth_refused", screens::text(&state));
    press(&mut state, KeyCode::Char('u'), KeyModifiers::CONTROL);
    rows::send(&mut state, Event::Paste("1200".into()));
    press(&mut state, KeyCode::Enter, KeyModifiers::NONE);
    assert_eq!(state.overlays, []);
    assert_eq!(state.curves.plot.view.unwrap().cursor_m, Some(1200.0));
}

#[test]
fn changes_are_lost_only_at_the_second_esc() {
    let mut state = asked((60, 15));
    press(&mut state, KeyCode::Char('1'), KeyModifiers::NONE);
    press(&mut state, KeyCode::Esc, KeyModifiers::NONE);
    insta::assert_snapshot!("depth_leaving", screens::text(&state));
    press(&mut state, KeyCode::Char('2'), KeyModifiers::NONE);
    press(&mut state, KeyCode::Esc, KeyModifiers::NONE);
    assert_eq!(top(&mut state).unwrap().form.number("depth"), None);
    press(&mut state, KeyCode::Esc, KeyModifiers::NONE);
    assert_eq!(state.overlays, []);
}
