//! The selected operator tried out on a well: tracks of what was read and what came out, and tables.

pub mod form;
pub mod ports;
mod tracks;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use serde_json::{Map, Value};

use crate::domain::diagnostic::Diagnostic;
use crate::domain::operator::OperatorSpec;
use crate::services::rows::WellRow;
use crate::services::trial::{Trial, TrialRequest};
use crate::tui::command::Step;
use crate::tui::layout::arrange;
use crate::tui::overlay::message;
use crate::tui::pane::plot::palette;
use crate::tui::state::{Pane, State};
use crate::tui::widget::log_plot::{Glyphs, LogPlot, View};
use crate::tui::widget::sheet::{Place, Sheet};
use crate::tui::widget::{frame, text};

/// Remarks of the kernel that are shown.
const NOTES: usize = 2;

/// How an operator was set up by hand, for whichever well.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SetUp {
    /// Parameters that are not their defaults.
    pub parameters: Map<String, Value>,
    /// Curves by port; several with commas between them.
    pub inputs: BTreeMap<String, String>,
}

/// What is known of the trial.
#[derive(Debug, Clone, Default)]
pub struct TrialPane {
    /// Name of the well that was tried last.
    pub well: Option<String>,
    /// How operators were set up, by id.
    pub set_ups: BTreeMap<String, SetUp>,
    /// What was asked last.
    pub asked: Option<TrialRequest>,
    /// What came of it; `None` while it is being computed.
    pub answer: Option<Result<Arc<Trial>, Vec<Diagnostic>>>,
    /// Its tables.
    pub sheets: Vec<Sheet>,
    /// The table that is shown.
    pub sheet: usize,
    /// What is seen of it.
    pub place: Place,
    /// Whether a table is shown, and not the plot.
    pub is_table: bool,
    /// Tracks that the plot has passed over.
    pub shift: usize,
}

impl TrialPane {
    /// Whether the trial is one of this operator.
    pub fn is_of(&self, operator: &str) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked.operator == operator)
    }

    /// Notes that something is being computed; what was set up is remembered.
    pub fn begin(&mut self, request: &TrialRequest) {
        if !self.is_of(&request.operator) {
            (self.is_table, self.shift, self.sheet) = (false, 0, 0);
        }
        let set_up =
            SetUp { parameters: request.parameters.clone(), inputs: request.inputs.clone() };
        self.set_ups.insert(request.operator.clone(), set_up);
        self.well.clone_from(&request.well);
        self.answer = None;
        self.sheets.clear();
        self.place = Place::default();
        self.asked = Some(request.clone());
    }

    /// Takes an answer; one to an older question came too late.
    pub fn take(
        &mut self,
        spec: Option<&OperatorSpec>,
        asked: &TrialRequest,
        answer: Result<Trial, Vec<Diagnostic>>,
    ) {
        if self.asked.as_ref() != Some(asked) {
            return;
        }
        if let (Ok(trial), Some(spec)) = (&answer, spec) {
            self.sheets = trial.tables.iter().map(Sheet::of).collect();
            self.sheet = self.sheet.min(self.sheets.len().saturating_sub(1));
            // Where nothing came out that can be drawn, a plot would show the question alone.
            let drawn = tracks::outputs(spec, trial).next().is_some();
            self.is_table = !self.sheets.is_empty() && (self.is_table || !drawn);
        }
        self.answer = Some(answer.map(Arc::new));
    }

    /// Forgets the trial of a project that is left; how operators were set up is kept.
    pub fn leave_project(&mut self) {
        let (well, set_ups) = (self.well.take(), std::mem::take(&mut self.set_ups));
        *self = Self { well, set_ups, ..Self::default() };
    }

    /// Returns the table that is shown.
    fn shown_sheet(&self) -> Option<&Sheet> {
        self.sheets.get(self.sheet).filter(|_| self.is_table)
    }

    fn tried(&self) -> Option<&Arc<Trial>> {
        self.answer.as_ref()?.as_ref().ok()
    }

    /// Returns how many tables the trial of this operator gave.
    pub fn tables_of(&self, operator: &str) -> usize {
        if self.is_of(operator) { self.sheets.len() } else { 0 }
    }
}

/// Returns the well to try operators on: the one of the last trial where the project has it, else the
/// one of the Curves screen.
pub fn well(state: &State) -> Option<&WellRow> {
    let wells = state.curves.wells.as_deref()?;
    let last = state.catalogue.trial.well.as_ref();
    let last = last.and_then(|name| wells.iter().find(|well| well.name == *name));
    last.or_else(|| state.curves.well()).or_else(|| wells.first())
}

/// Returns what to try: what was set up before, as far as project and well at hand have it, else the
/// defaults.
pub fn request(state: &State) -> Option<TrialRequest> {
    let spec = state.catalogue.selected(&state.operators)?;
    let well = well(state);
    let set_up = state.catalogue.trial.set_ups.get(&spec.id);
    Some(TrialRequest {
        project: state.project?,
        well: well.map(|well| well.name.clone()),
        operator: spec.id.clone(),
        parameters: set_up.map(|set_up| set_up.parameters.clone()).unwrap_or_default(),
        inputs: ports::inputs(state, spec, well, set_up),
    })
}

/// Shows the tables in place of the plot, or the plot again.
pub fn turn(state: &mut State) {
    let trial = &mut state.catalogue.trial;
    trial.is_table = !trial.is_table && !trial.sheets.is_empty();
    trial.place = Place::default();
    state.set_focus(Pane::Trial);
}

/// Shows the next table, or the one before; from the plot on, the first or the last.
pub fn next_sheet(state: &mut State, step: isize) {
    let trial = &mut state.catalogue.trial;
    let count = trial.sheets.len() as isize;
    if count == 0 {
        return;
    }
    if trial.is_table {
        trial.sheet = (trial.sheet as isize + step).rem_euclid(count) as usize;
    }
    trial.is_table = true;
    trial.place = Place::default();
}

/// Moves in the table, or along the tracks; says whether that was the trial's.
pub fn move_by(state: &mut State, step: Step) -> bool {
    let Some(spec) = state.catalogue.selected(&state.operators).cloned() else { return false };
    let Some(area) = arrange(state).pane(Pane::Trial).map(inside) else { return false };
    let trial = &state.catalogue.trial;
    if !trial.is_of(&spec.id) {
        return false;
    }
    if let Some(sheet) = trial.shown_sheet() {
        let room = sheet_room(trial, area);
        let place = sheet.moved(trial.place, step, (room.width, room.height));
        let moved = place != trial.place;
        state.catalogue.trial.place = place;
        // To the left of the first column lies the list.
        return moved || step != Step::Left;
    }
    let Some(tried) = trial.tried().cloned() else { return false };
    let last = tracks::Tracks::of(state, &spec, &tried).last_shift(area.width);
    let before = trial.shift.min(last);
    let shift = match step {
        Step::Left => before.saturating_sub(1),
        Step::Right => (before + 1).min(last),
        _ => return false,
    };
    state.catalogue.trial.shift = shift;
    shift != before || step == Step::Right
}

/// Scrolls the table by rows, as the wheel does; says whether one is shown.
pub fn scroll(state: &mut State, rows: isize) -> bool {
    let Some(area) = arrange(state).pane(Pane::Trial).map(inside) else { return false };
    let trial = &state.catalogue.trial;
    let spec = state.catalogue.selected(&state.operators);
    let Some(sheet) = trial.shown_sheet().filter(|_| spec.is_some_and(|it| trial.is_of(&it.id)))
    else {
        return false;
    };
    let room = sheet_room(trial, area);
    state.catalogue.trial.place = sheet.scrolled(trial.place, rows, (room.width, room.height));
    true
}

/// Brings what is seen back to what there is, after the terminal got another size.
pub fn settle(state: &mut State, pane: Option<Rect>) {
    let Some(area) = pane.map(inside) else { return };
    let trial = &state.catalogue.trial;
    if let Some(sheet) = trial.shown_sheet() {
        let room = sheet_room(trial, area);
        state.catalogue.trial.place = sheet.settled(trial.place, (room.width, room.height));
    }
}

fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    }
}

/// The room of a table: what the remarks at the foot leave.
fn sheet_room(trial: &TrialPane, area: Rect) -> Rect {
    let notes = trial.tried().map_or(0, |tried| tried.notes.len().min(NOTES)) as u16;
    Rect { height: area.height.saturating_sub(notes), ..area }
}

/// Draws the trial.
pub fn view(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let Some(spec) = state.catalogue.selected(&state.operators) else {
        frame::pane(buffer, area, theme, focused, "Trial", Line::default());
        return;
    };
    let trial = &state.catalogue.trial;
    let shown = trial.is_of(&spec.id);
    let well = match (&trial.answer, &trial.asked) {
        (Some(Ok(answer)), _) if shown => answer.well.clone(),
        (_, Some(asked)) if shown => asked.well.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let note = Line::styled(well, theme.style("muted"));
    let title = format!("Trial: {}", spec.title);
    let inner = frame::pane(buffer, area, theme, focused, &title, note);
    match &trial.answer {
        _ if !shown => {
            let message = match state.project {
                Some(_) => "t tries the operator out on a well.\nNothing is written.",
                None => "No project yet, so there is no well to try it on.",
            };
            frame::empty(buffer, inner, theme, message);
        }
        None => frame::empty(buffer, inner, theme, "computing…"),
        Some(Err(problems)) => {
            let width = usize::from(inner.width).saturating_sub(2);
            let mut lines = Vec::new();
            for problem in problems {
                lines.extend(message::lines(problem, theme, width));
                lines.push(Line::default());
            }
            lines.push(Line::styled(" s sets the trial up", theme.style("muted")));
            frame::lines(buffer, inner, lines);
        }
        Some(Ok(tried)) => match trial.shown_sheet() {
            Some(sheet) => draw_sheet(state, sheet, buffer, area),
            None => draw_plot(state, spec, tried, buffer, area),
        },
    }
}

/// What the kernel reports.
fn notes(state: &State, tried: &Trial, width: usize) -> Vec<Line<'static>> {
    let muted = state.theme.style("muted");
    let told = tried.notes.iter().take(NOTES);
    told.map(|note| Line::styled(format!(" {}", text::cut(note, width.saturating_sub(2))), muted))
        .collect()
}

fn draw_sheet(state: &State, sheet: &Sheet, buffer: &mut Buffer, pane: Rect) {
    let (theme, trial) = (&state.theme, &state.catalogue.trial);
    let area = inside(pane);
    let room = sheet_room(trial, area);
    sheet.view(theme, buffer, room, trial.place);
    sheet.scroll_bar(theme, buffer, pane, trial.place);
    if let Some(tried) = trial.tried() {
        let below = Rect { y: room.bottom(), height: area.height - room.height, ..area };
        frame::lines(buffer, below, notes(state, tried, usize::from(area.width)));
    }
    let mut told = vec![match trial.sheets.len() {
        1 => sheet.name.clone(),
        count => format!("{} {}/{count}", sheet.name, trial.sheet + 1),
    }];
    told.extend(sheet.told(trial.place, (room.width, room.height)));
    frame::foot(buffer, pane, Line::styled(told.join(" · "), theme.style("muted")));
}

fn draw_plot(state: &State, spec: &OperatorSpec, tried: &Trial, buffer: &mut Buffer, pane: Rect) {
    let theme = &state.theme;
    let trial = &state.catalogue.trial;
    let area = inside(pane);
    let width = usize::from(area.width);
    let mut foot = notes(state, tried, width);
    let tracks = tracks::Tracks::of(state, spec, tried);
    let window = tracks.window(trial.shift, area.width);
    let Some(extent) = window.extent else {
        foot.insert(0, Line::styled(" Nothing came out that can be drawn.", theme.style("text")));
        frame::lines(buffer, area, foot);
        return;
    };
    let view_key = state.keymap.keys_of("trial.view").first().copied().unwrap_or(":").to_owned();
    for sheet in &trial.sheets {
        // Single values are told at once, where there is room; a table is one key away.
        let (told, token) = match sheet.line(width.saturating_sub(2)) {
            Some(line) => (line, "accent"),
            None => {
                let rows = text::of(sheet.rows(), "row", "rows");
                (format!("{}, {rows}: {view_key} shows the table", sheet.name), "muted")
            }
        };
        foot.push(Line::styled(format!(" {told}"), theme.style(token)));
    }
    let height = area.height.saturating_sub(foot.len() as u16);
    let place = Rect { height, ..area };
    let glyphs = if state.ascii { Glyphs::Ascii } else { Glyphs::default() };
    let (view, palette) = (View::fit(extent), palette(theme));
    LogPlot::new(&window.plot, &view, &palette)
        .glyphs(glyphs)
        .headings(&window.headings)
        .render(place, buffer);
    let below = Rect { y: area.y + height, height: area.height - height, ..area };
    frame::lines(buffer, below, foot);
    if let Some(told) = window.told {
        let key = |id: &str| state.keymap.keys_of(id).first().copied().unwrap_or_default();
        let told = format!("{} {} shift · {told}", key("move.left"), key("move.right"));
        frame::foot(buffer, pane, Line::styled(told, theme.style("muted")));
    }
}
