//! What forms tell their hosts: each purpose has an arm that looks at the values and answers.

use crate::tui::effect::Effect;
use crate::tui::overlay::form::{Purpose, close, top};
use crate::tui::pane::plot;
use crate::tui::state::State;
use crate::tui::widget::form::FormEvent;

/// Takes what happened in the form that stands over the panes.
pub fn told(state: &mut State, purpose: &Purpose, event: &FormEvent) -> Vec<Effect> {
    match (purpose, event) {
        (Purpose::Depth, FormEvent::Submit) => {
            let depth_m = top(state).and_then(|dialog| dialog.form.number("depth"));
            close(state);
            if let Some(depth_m) = depth_m {
                plot::go_to(state, depth_m);
            }
        }
        (Purpose::Depth, _) => {}
    }
    Vec::new()
}
