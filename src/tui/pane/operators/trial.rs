//! The selected operator tried out on a well: tracks of what was read and what came out.

use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use serde_json::{Map, Value};

use crate::domain::curve::Quantity;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::operator::{Kind, OperatorSpec, Rows};
use crate::services::trial::{Trial, TrialCurve, TrialRequest};
use crate::tui::overlay::message;
use crate::tui::pane::curves::Branch;
use crate::tui::pane::plot::{line, palette};
use crate::tui::state::State;
use crate::tui::widget::form::{Choice, Field, Form, schema};
use crate::tui::widget::log_plot::{Dash, Glyphs, LogPlot, Plot, Track, TrackCurve, View};
use crate::tui::widget::{frame, text};

/// Before the name of a port in the key of its field.
const INPUT: &str = "in:";
/// Before the name of a parameter in the key of its field.
const PARAMETER: &str = "par:";
/// Curves that fit beside each other in a narrow pane.
const TRACKS: usize = 4;

/// What is known of the trial.
#[derive(Debug, Clone, Default)]
pub struct TrialPane {
    /// What was asked last.
    pub asked: Option<TrialRequest>,
    /// What came of it; `None` while it is being computed.
    pub answer: Option<Result<Arc<Trial>, Vec<Diagnostic>>>,
}

impl TrialPane {
    /// Whether the trial is one of this operator.
    pub fn is_of(&self, operator: &str) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked.operator == operator)
    }

    /// Takes an answer; one to an older question came too late.
    pub fn take(&mut self, asked: &TrialRequest, answer: Result<Trial, Vec<Diagnostic>>) {
        if self.asked.as_ref() == Some(asked) {
            self.answer = Some(answer.map(Arc::new));
        }
    }
}

/// Returns what to try: what was asked of this operator before, else its defaults on the well that
/// the Curves screen shows.
pub fn request(state: &State) -> Option<TrialRequest> {
    let spec = state.catalogue.selected(&state.operators)?;
    let trial = &state.catalogue.trial;
    if trial.is_of(&spec.id) {
        return trial.asked.clone();
    }
    let before = trial.asked.as_ref().and_then(|asked| asked.well.clone());
    let well = before.or_else(|| state.curves.well().map(|well| well.name.clone()));
    // A port that takes any curve takes the one that was chosen on the Curves screen, or the gamma
    // ray, which hardly a well lacks.
    let curve = curve_to_try(state);
    let any = spec.inputs.iter().filter(|port| {
        port.unit.is_none()
            && port.kind == Kind::Number
            && port.rows == Rows::Depths
            && !port.optional
            && !port.repeated
    });
    let inputs = curve
        .into_iter()
        .flat_map(|curve| any.clone().map(move |port| (port.name.clone(), curve.clone())));
    Some(TrialRequest {
        project: state.project?,
        well,
        operator: spec.id.clone(),
        parameters: Map::new(),
        inputs: inputs.collect(),
    })
}

fn curve_to_try(state: &State) -> Option<String> {
    let branch = state.curves.branches().get(state.curves.tree.selected).copied();
    if let Some(Branch::Curve(_, curve)) = branch {
        return Some(curve.name.clone());
    }
    let curves = || state.curves.well().into_iter().flat_map(|well| &well.curves);
    let gamma_ray = curves().find(|curve| curve.quantity == Quantity::GammaRay);
    gamma_ray.or_else(|| curves().next()).map(|curve| curve.name.clone())
}

/// Returns the form that sets a trial up: well, curves, parameters.
pub fn form(state: &State) -> Option<Form> {
    let spec = state.catalogue.selected(&state.operators)?;
    let asked = request(state)?;
    let wells = state.curves.wells.as_deref().unwrap_or_default();
    let well = asked.well.clone().or_else(|| wells.first().map(|well| well.name.clone()));
    let names = wells.iter().map(|well| Choice::new(well.name.clone(), &well.name));
    let mut fields = vec![
        Field::choice("well", "Well", names.collect())
            .help("The well that the operator is tried on; nothing is written to it.")
            .value(well.clone().unwrap_or_default()),
    ];
    let known = wells.iter().find(|one| Some(&one.name) == well.as_ref());
    let curves = || known.into_iter().flat_map(|well| &well.curves);
    for (index, port) in spec.inputs.iter().enumerate() {
        let mut options = vec![Choice::new("", "what fits")];
        options.extend(curves().map(|curve| Choice::new(curve.name.clone(), &curve.name)));
        let key = format!("{INPUT}{}", port.name);
        let bound = asked.inputs.get(&port.name).cloned().unwrap_or_default();
        let field = if port.repeated {
            Field::text(&key, &port.name).help("Names of curves with commas between them.")
        } else {
            Field::choice(&key, &port.name, options).help("The curve that the port reads.")
        };
        let field = field.value(bound);
        fields.push(if index == 0 { field.under("Inputs") } else { field });
    }
    let parameters = schema::fields(&spec.parameters, &asked.parameters).into_iter();
    fields.extend(parameters.enumerate().map(|(index, mut field)| {
        field.key = format!("{PARAMETER}{}", field.key);
        if index == 0 { field.under("Parameters") } else { field }
    }));
    Some(Form::new(format!("Try out: {}", spec.title), fields).submit("Try"))
}

/// Returns what the form asks for.
pub fn asked(state: &State, form: &Form) -> Option<TrialRequest> {
    let before = request(state)?;
    let well = Some(form.text("well")).filter(|well| !well.is_empty());
    let spec = state.catalogue.selected(&state.operators)?;
    let inputs: BTreeMap<String, String> = spec
        .inputs
        .iter()
        .map(|port| (port.name.clone(), form.text(&format!("{INPUT}{}", port.name))))
        .filter(|(_, curve)| !curve.trim().is_empty())
        .collect();
    let parameters = form.values_without_defaults().into_iter();
    let parameters = parameters
        .filter_map(|(key, value)| Some((key.strip_prefix(PARAMETER)?.to_owned(), value)));
    Some(TrialRequest { well, inputs, parameters: parameters.collect(), ..before })
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
        Some(Ok(trial)) => draw(state, spec, trial, buffer, inner),
    }
}

fn draw(state: &State, spec: &OperatorSpec, trial: &Trial, buffer: &mut Buffer, area: Rect) {
    let theme = &state.theme;
    let width = usize::from(area.width);
    let mut foot: Vec<Line<'static>> = Vec::new();
    for note in trial.notes.iter().take(2) {
        foot.push(Line::styled(format!(" {}", text::cut(note, width - 2)), theme.style("muted")));
    }
    let plot = plot(state, spec, trial);
    let Some(extent) = plot.extent() else {
        let mut lines = tables(trial, width, theme.style("text"));
        lines.extend(foot);
        frame::lines(buffer, area, lines);
        return;
    };
    let (single, rest): (Vec<_>, Vec<_>) = trial.tables.iter().partition(|it| it.rows.len() == 1);
    for table in single {
        let cells = table.columns.iter().zip(&table.rows[0]);
        let told: Vec<String> =
            cells.map(|(column, cell)| format!("{} {}", column.name, told(cell))).collect();
        foot.push(Line::styled(
            format!(" {}", text::cut(&told.join("  "), width - 2)),
            theme.style("accent"),
        ));
    }
    if !rest.is_empty() {
        let names: Vec<String> =
            rest.iter().map(|table| format!("{} {} rows", table.name, table.row_count)).collect();
        foot.push(Line::styled(format!(" {}", names.join(", ")), theme.style("muted")));
    }
    let height = area.height.saturating_sub(foot.len() as u16);
    let place = Rect { height, ..area };
    let glyphs = if state.ascii { Glyphs::Ascii } else { Glyphs::default() };
    LogPlot::new(&plot, &View::fit(extent), &palette(theme)).glyphs(glyphs).render(place, buffer);
    let below = Rect { y: area.y + height, height: area.height - height, ..area };
    frame::lines(buffer, below, foot);
}

/// One track a curve; what an output keeps of an input lies over it, on the same scale.
fn plot(state: &State, spec: &OperatorSpec, trial: &Trial) -> Plot {
    let theme = &state.theme;
    let mut tracks: Vec<(String, Track)> = Vec::new();
    let curve = |one: &TrialCurve, dash: Dash| {
        let mut style = line(theme, one.trace.curve.quantity);
        style.dash = dash;
        TrackCurve::new(Arc::clone(&one.trace), style)
    };
    for one in &trial.before {
        let dash = if trial.after.is_empty() { Dash::Solid } else { Dash::Dotted };
        tracks.push((one.port.clone(), Track { curves: vec![curve(one, dash)] }));
    }
    for one in &trial.after {
        let output = spec.output(&one.port);
        let kept =
            output.and_then(|output| output.keeps.as_ref().filter(|_| output.unit.is_none()));
        let mut made = curve(one, Dash::Solid);
        match tracks.iter_mut().find(|(port, _)| Some(port) == kept) {
            Some((_, track)) => {
                made.scale = track.curves[0].scale;
                track.curves.push(made);
            }
            None => tracks.push((String::new(), Track { curves: vec![made] })),
        }
    }
    // What came out matters most: where there is no room for all, inputs go first.
    while tracks.len() > TRACKS {
        tracks.remove(0);
    }
    let tops = trial.before.iter().chain(&trial.after).next();
    Plot {
        tracks: tracks.into_iter().map(|(_, track)| track).collect(),
        tops: tops.map(|one| one.trace.tops.clone()).unwrap_or_default(),
    }
}

/// The first rows of the tables, column by column.
fn tables(trial: &Trial, width: usize, style: ratatui::style::Style) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for table in &trial.tables {
        let cells = |row: &[Value]| row.iter().map(told).collect::<Vec<_>>();
        let heads: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
        let rows: Vec<Vec<String>> = table.rows.iter().take(60).map(|row| cells(row)).collect();
        let widths: Vec<usize> = (0..heads.len())
            .map(|at| {
                let column = rows.iter().filter_map(|row| row.get(at)).chain([&heads[at]]);
                column.map(|cell| text::width(cell)).max().unwrap_or(0).min(24)
            })
            .collect();
        let line = |row: &[String]| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| text::left(cell, *width));
            text::cut(&format!(" {}", cells.collect::<Vec<_>>().join("  ")), width)
        };
        lines.push(Line::styled(line(&heads), style.add_modifier(ratatui::style::Modifier::BOLD)));
        lines.extend(rows.iter().map(|row| Line::styled(line(row), style)));
        lines.push(Line::default());
    }
    if lines.is_empty() {
        lines.push(Line::styled(" Nothing came out that can be drawn.", style));
    }
    lines
}

fn told(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_f64().map(text::number).unwrap_or_default(),
        other => other.to_string(),
    }
}
