//! The loop: turns events into frames and effects, and lends the terminal to other programs.

use std::time::Duration;

use chrono::Utc;
use crossterm::event::MouseEventKind;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior};

use crate::tui::backend::Painter;
use crate::tui::clipboard;
use crate::tui::editor::{self, Edited, Editing, Program};
use crate::tui::effect::{Departure, Effect, Subject};
use crate::tui::event::{Answer, Event};
use crate::tui::input::Keys;
use crate::tui::state::State;
use crate::tui::terminal::{self, Guard, Loan};
use crate::tui::{EVENT_QUEUE, update};

/// Time between ticks, while the screen shows time.
const TICK: Duration = Duration::from_secs(1);
/// How long after an editor ended a ctrl-c is still taken for one that was pressed in it.
const LATE_INTERRUPT: Duration = Duration::from_millis(500);

/// All that the loop works with.
pub struct Turn<'a> {
    state: &'a mut State,
    painter: &'a mut Painter,
    guard: &'a Guard,
    keys: &'a Keys,
    effects: &'a mpsc::UnboundedSender<Effect>,
    /// The editor that waits until nobody else reads the terminal.
    waiting: Option<Waiting>,
    /// The editor that has the terminal; meanwhile events go on, and nothing is drawn.
    lent: Option<Lent>,
    /// When an editor ended last.
    returned_at: Option<Instant>,
}

/// An editor that will get the terminal, and the text.
struct Waiting {
    program: Program,
    subject: Subject,
    text: String,
    extension: &'static str,
}

/// An editor that has the terminal.
struct Lent {
    editing: Editing,
    subject: Subject,
    loan: Loan,
}

impl<'a> Turn<'a> {
    /// Begins with a screen that was drawn once.
    pub fn new(
        state: &'a mut State,
        painter: &'a mut Painter,
        guard: &'a Guard,
        keys: &'a Keys,
        effects: &'a mpsc::UnboundedSender<Effect>,
    ) -> Self {
        Self { state, painter, guard, keys, effects, waiting: None, lent: None, returned_at: None }
    }

    /// Turns until an event ends the screen.
    pub async fn until_departure(mut self, events: mpsc::Receiver<Event>) -> Departure {
        let departure = self.turn(events).await;
        if let Some(Lent { editing, loan, .. }) = self.lent.take() {
            editing.give_up().await;
            if terminal::is_there() {
                loan.end();
            }
        }
        departure
    }

    async fn turn(&mut self, mut events: mpsc::Receiver<Event>) -> Departure {
        let mut ticker = tokio::time::interval(TICK);
        ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let due = if self.lent.is_some() { None } else { self.painter.due() };
            let ticks = self.lent.is_none() && (self.state.shows_time() || self.state.leaving);
            let mut burst = Vec::new();
            let mut edited = None;
            tokio::select! {
                biased;
                () = frame_due(due) => {
                    if self.painter.draw(self.state).is_err() {
                        return Departure::HungUp;
                    }
                    continue;
                }
                received = events.recv_many(&mut burst, EVENT_QUEUE) => {
                    if received == 0 {
                        return Departure::HungUp;
                    }
                }
                done = editor_done(&mut self.lent) => edited = Some(done),
                _ = ticker.tick(), if ticks => burst.push(Event::Tick(Utc::now())),
            }
            self.state.now = Utc::now();
            self.painter.mark();
            let departure = match edited {
                Some(edited) => self.take_back(edited),
                None => coalesced(burst).into_iter().find_map(|event| self.take(event)),
            };
            if let Some(departure) = departure {
                return departure;
            }
        }
    }

    /// Takes an event; returns how the screen ends, if it does.
    fn take(&mut self, event: Event) -> Option<Departure> {
        match event {
            Event::Interrupted if self.is_for_editor() => None,
            // Typed ahead for the editor; the screen does not know what it means.
            event if event.is_typed() && self.waiting.is_some() => None,
            Event::Parked => {
                self.lend();
                None
            }
            event => self.update(event),
        }
    }

    fn update(&mut self, event: Event) -> Option<Departure> {
        let effects = update::event(self.state, event);
        effects.into_iter().find_map(|effect| self.carry_out(effect))
    }

    fn carry_out(&mut self, effect: Effect) -> Option<Departure> {
        match effect {
            Effect::Leave(departure) => return Some(departure),
            Effect::Suspend => suspend(self.guard),
            Effect::Redraw => return self.redraw(),
            Effect::OpenEditor { subject, text, extension } => {
                return self.open_editor(subject, text, extension);
            }
            Effect::Copy(text) => {
                let sequence = clipboard::sequence(&text, std::env::var_os("TMUX").is_some());
                if self.painter.send(&sequence).is_err() {
                    return Some(Departure::HungUp);
                }
            }
            effect => {
                // The runner ends only with this loop.
                let _ = self.effects.send(effect);
            }
        }
        None
    }

    /// Takes the terminal again and draws every cell, unless an editor has it.
    fn redraw(&mut self) -> Option<Departure> {
        if self.lent.is_some() {
            return None;
        }
        if self.guard.take().and_then(|()| self.painter.clear()).is_err() {
            return Some(Departure::HungUp);
        }
        if let Ok(size) = crossterm::terminal::size() {
            self.state.size = size;
        }
        None
    }

    /// Begins to open a text in the user's editor.
    fn open_editor(
        &mut self,
        subject: Subject,
        text: String,
        extension: &'static str,
    ) -> Option<Departure> {
        match editor::program() {
            Ok(program) => {
                self.waiting = Some(Waiting { program, subject, text, extension });
                self.keys.park();
                None
            }
            Err(problem) => {
                let edited = Edited::NoEditor { text, problem };
                self.update(Event::Answer(Answer::Edited(subject, Box::new(edited))))
            }
        }
    }

    /// Lends the terminal to the editor that waits for it.
    fn lend(&mut self) {
        let Some(Waiting { program, subject, text, extension }) = self.waiting.take() else {
            return;
        };
        let loan = self.guard.lend(&format!("waiting for {} to end…", program.name()));
        let editing = Editing::begin(program, text, extension);
        self.lent = Some(Lent { editing, subject, loan });
    }

    /// Takes the terminal back from the editor, and the text.
    fn take_back(&mut self, edited: Edited) -> Option<Departure> {
        let Lent { subject, loan, .. } = self.lent.take()?;
        self.returned_at = Some(Instant::now());
        if self.guard.take_from(loan).is_err() {
            return Some(Departure::HungUp);
        }
        self.keys.read_on();
        self.redraw()
            .or_else(|| self.update(Event::Answer(Answer::Edited(subject, Box::new(edited)))))
    }

    /// Whether a ctrl-c was pressed in an editor: the terminal sends it to all that run in it.
    fn is_for_editor(&self) -> bool {
        let late = self.returned_at.is_some_and(|returned| returned.elapsed() < LATE_INTERRUPT);
        self.lent.is_some() || late
    }
}

/// Leaves out what a later event of a burst makes up for: all drags but the last of a row.
fn coalesced(burst: Vec<Event>) -> Vec<Event> {
    let drags = |event: &Event| matches!(event, Event::Mouse(mouse) if matches!(mouse.kind, MouseEventKind::Drag(_)));
    let mut kept: Vec<Event> = Vec::with_capacity(burst.len());
    for event in burst {
        if drags(&event) && kept.last().is_some_and(drags) {
            kept.pop();
        }
        kept.push(event);
    }
    kept
}

async fn frame_due(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

async fn editor_done(lent: &mut Option<Lent>) -> Edited {
    match lent {
        Some(lent) => lent.editing.done().await,
        None => std::future::pending().await,
    }
}

/// Gives the terminal back and stops the process; SIGCONT sends the event that takes it again.
fn suspend(guard: &Guard) {
    guard.give_back();
    // SIGSTOP, since SIGTSTP is caught here; a failure leaves the screen as it was after SIGCONT.
    if nix::sys::signal::raise(nix::sys::signal::Signal::SIGSTOP).is_err() {
        let _ = guard.take();
    }
}
