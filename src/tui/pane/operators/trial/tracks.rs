//! The tracks of a trial: what was read, and what came out, of which one is always in sight.

use std::sync::Arc;

use crate::domain::curve::Quantity;
use crate::domain::operator::{OperatorSpec, Rows};
use crate::services::rows::CurveRow;
use crate::services::trial::{Trial, TrialCurve};
use crate::tui::pane::plot::line;
use crate::tui::state::State;
use crate::tui::widget::log_plot::{
    Dash, Extent, LineStyle, Plot, Track, TrackCurve, fitting, usual,
};

/// Returns the curves that came out, without those that only say where a row of a table lies.
pub fn outputs<'t>(
    spec: &'t OperatorSpec,
    trial: &'t Trial,
) -> impl Iterator<Item = &'t TrialCurve> {
    trial.after.iter().filter(|one| {
        let Some(output) = spec.output(&one.port) else { return true };
        let Rows::Table(table) = &output.rows else { return true };
        let lies = spec.depths_of(table).is_some_and(|depths| depths.name == output.name);
        !lies && output.quantity != Some(Quantity::Depth)
    })
}

/// All tracks of a trial.
pub struct Tracks {
    /// Tracks of inputs alone.
    inputs: Vec<Track>,
    /// Tracks with something that came out.
    outputs: Vec<Track>,
    tops: Vec<(String, f64)>,
}

/// The tracks that are in sight.
pub struct Window {
    /// What is drawn.
    pub plot: Plot,
    /// Depths of all tracks, also of those out of sight, so that nothing jumps.
    pub extent: Option<Extent>,
    /// What stands above the tracks.
    pub headings: Vec<String>,
    /// Says what is in sight, where that is not all.
    pub told: Option<String>,
}

impl Tracks {
    /// Makes a track for each curve; what an output keeps of an input lies over it, on its scale.
    pub fn of(state: &State, spec: &OperatorSpec, trial: &Trial) -> Self {
        let theme = &state.theme;
        let curve = |one: &TrialCurve, quantity: Quantity, dash: Dash| {
            let style = LineStyle { dash, ..line(theme, quantity) };
            TrackCurve::new(Arc::clone(&one.trace), style)
        };
        // A stored curve is drawn as the Curves screen draws it, whatever suffix its name has.
        let wells = state.curves.wells.iter().flatten();
        let stored = wells.filter(|well| well.name == trial.well).flat_map(|well| &well.curves);
        let stored: Vec<&CurveRow> = stored.collect();
        let read = |one: &TrialCurve, dash: Dash| {
            let own = &one.trace.curve;
            let Some(known) = stored.iter().find(|stored| stored.name == own.name) else {
                return curve(one, own.quantity, dash);
            };
            let mut drawn = curve(one, known.quantity, dash);
            let row = CurveRow { unit: own.unit.clone(), ..(*known).clone() };
            drawn.scale = usual(&row).unwrap_or(drawn.scale);
            drawn
        };
        let drawn: Vec<&TrialCurve> = outputs(spec, trial).collect();
        let dash = if drawn.is_empty() { Dash::Solid } else { Dash::Dotted };
        let mut inputs: Vec<(&str, Track)> = trial
            .before
            .iter()
            // Depths are what the others are drawn against.
            .filter(|one| spec.input(&one.port).is_none_or(|port| !port.takes_depth()))
            .map(|one| (one.port.as_str(), Track { curves: vec![read(one, dash)] }))
            .collect();
        let mut outputs = Vec::new();
        for one in drawn {
            let output = spec.output(&one.port);
            let kept =
                output.and_then(|output| output.keeps.as_deref().filter(|_| output.unit.is_none()));
            let mut made = curve(one, one.trace.curve.quantity, Dash::Solid);
            match inputs.iter_mut().find(|(port, _)| Some(*port) == kept) {
                Some((_, track)) => {
                    made.scale = track.curves[0].scale;
                    track.curves.push(made);
                }
                None => outputs.push(Track { curves: vec![made] }),
            }
        }
        let inputs = inputs.into_iter().map(|(_, track)| track);
        let (over, inputs): (Vec<_>, Vec<_>) = inputs.partition(|track| track.curves.len() > 1);
        outputs.splice(0..0, over);
        let tops = trial.before.iter().chain(&trial.after).next();
        let tops = tops.map(|one| one.trace.tops.clone()).unwrap_or_default();
        Self { inputs, outputs, tops }
    }

    /// Places for inputs and for outputs in so many columns; an output has one before all others.
    fn places(&self, width: u16) -> (usize, usize) {
        let (inputs, outputs) = (self.inputs.len(), self.outputs.len());
        let room = fitting(width);
        let of_outputs = outputs.min(room.saturating_sub(inputs).max(1));
        (inputs.min(room.saturating_sub(of_outputs)), of_outputs)
    }

    /// Returns how often the tracks can be shifted until the last one is in sight.
    pub fn last_shift(&self, width: u16) -> usize {
        let (of_inputs, of_outputs) = self.places(width);
        self.hidden_inputs(of_inputs) + self.outputs.len() - of_outputs
    }

    /// A pane with one track has no place for inputs; then the outputs pass alone.
    fn hidden_inputs(&self, places: usize) -> usize {
        if places == 0 { 0 } else { self.inputs.len() - places }
    }

    /// Returns the tracks in sight after so many shifts: the inputs pass first, then the outputs, so
    /// that what came out stands beside what it came of.
    pub fn window(&self, shift: usize, width: u16) -> Window {
        let (of_inputs, of_outputs) = self.places(width);
        let shift = shift.min(self.last_shift(width));
        let first_input = shift.min(self.hidden_inputs(of_inputs));
        let first_output = shift - first_input;
        let inputs = self.inputs.iter().enumerate().skip(first_input).take(of_inputs);
        let outputs = self.outputs.iter().enumerate().skip(first_output).take(of_outputs);
        let numbered = |word: &str, at: usize, count: usize| match count {
            1 => word.to_owned(),
            _ => format!("{word} {}", at + 1),
        };
        let (input_count, output_count) = (self.inputs.len(), self.outputs.len());
        let mut plot = Plot { tracks: Vec::new(), tops: self.tops.clone() };
        let mut headings = Vec::new();
        for (at, track) in inputs {
            plot.tracks.push(track.clone());
            headings.push(numbered("in", at, input_count));
        }
        for (at, track) in outputs {
            plot.tracks.push(track.clone());
            let word = if track.curves.len() > 1 { "in, out" } else { "out" };
            headings.push(numbered(word, at, output_count));
        }
        let range = |what: &str, first: usize, shown: usize, all: usize| {
            (all > 0).then(|| match shown {
                0 => format!("no {what} of {all}"),
                1 if all == 1 => format!("the {what}"),
                1 => format!("{what} {} of {all}", first + 1),
                _ => format!("{what}s {}–{} of {all}", first + 1, first + shown),
            })
        };
        let told = [
            range("input", first_input, of_inputs, input_count),
            range("output", first_output, of_outputs, output_count),
        ];
        let is_part = of_inputs < input_count || of_outputs < output_count;
        let told = told.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let tracks = self.inputs.iter().chain(&self.outputs).cloned().collect();
        let extent = Plot { tracks, tops: Vec::new() }.extent();
        Window { plot, extent, headings, told: is_part.then_some(told) }
    }
}
