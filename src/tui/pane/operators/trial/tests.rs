//! What a trial shows of what came out, and what its form offers.

use std::sync::Arc;

use serde_json::json;

use super::ports::{Found, Offers, found, offers};
use super::tracks::{Tracks, outputs};
use super::*;
use crate::domain::operator::OperatorLookup;
use crate::services::operators;
use crate::services::trial::TrialCurve;
use crate::tui::tests::rows;

fn spec(id: &str) -> OperatorSpec {
    lookup().spec(id).expect("the catalogue has it").clone()
}

fn lookup() -> &'static dyn OperatorLookup {
    operators::lookup()
}

fn curves(ports: &[&str]) -> Vec<TrialCurve> {
    let of = |port: &&str| {
        let mut curve = rows::wells()[0].curves[0].clone();
        (curve.name, curve.mnemonic) = ((*port).to_owned(), (*port).to_owned());
        TrialCurve { port: (*port).to_owned(), trace: Arc::new(rows::trace(&curve)) }
    };
    ports.iter().map(of).collect()
}

fn trial(operator: &str, before: &[&str], after: &[&str]) -> Trial {
    Trial { operator: operator.to_owned(), before: curves(before), after: curves(after), ..blank() }
}

fn blank() -> Trial {
    let asked = TrialRequest::default();
    Trial {
        before: Vec::new(),
        after: Vec::new(),
        notes: Vec::new(),
        ..crate::tui::tests::operators::tried(&asked).expect("a trial")
    }
}

fn headings(tracks: &Tracks, shift: usize, width: u16) -> String {
    tracks.window(shift, width).headings.join(" | ")
}

#[test]
fn an_output_stands_beside_each_input_in_turn() {
    let state = rows::state((80, 24));
    let tried = trial("sw_simandoux", &["RT", "PHIE", "VSH"], &["SW_SIM"]);
    let tracks = Tracks::of(&state, &spec("sw_simandoux"), &tried);
    assert_eq!(tracks.last_shift(48), 2);
    let seen = [0, 1, 2, 9].map(|shift| headings(&tracks, shift, 48));
    assert_eq!(seen, ["in 1 | out", "in 2 | out", "in 3 | out", "in 3 | out"]);
    let told = tracks.window(1, 48).told;
    assert_eq!(told.as_deref(), Some("input 2 of 3, the output"));
    assert_eq!(headings(&tracks, 0, 160), "in 1 | in 2 | in 3 | out");
    assert_eq!((tracks.last_shift(160), tracks.window(0, 160).told), (0, None));
}

#[test]
fn outputs_pass_after_the_inputs() {
    let state = rows::state((80, 24));
    let tried = trial("sw_simandoux", &["RT", "PHIE"], &["A", "B", "C"]);
    let tracks = Tracks::of(&state, &spec("sw_simandoux"), &tried);
    let seen: Vec<String> =
        (0..=tracks.last_shift(48)).map(|shift| headings(&tracks, shift, 48)).collect();
    assert_eq!(seen, ["in 1 | out 1", "in 2 | out 1", "in 2 | out 2", "in 2 | out 3"]);
    // Where one track is all there is room for, it shows what came out.
    assert_eq!(headings(&tracks, 1, 30), "out 2");
    let none = Tracks::of(&state, &spec("sw_simandoux"), &trial("sw_simandoux", &["RT"], &[]));
    assert_eq!(headings(&none, 3, 48), "in");
}

#[test]
fn what_is_kept_lies_over_its_input_on_its_scale() {
    let state = rows::state((80, 24));
    let tried = trial("moving_average", &["X"], &["X_MA"]);
    let window = Tracks::of(&state, &spec("moving_average"), &tried).window(0, 48);
    assert_eq!(window.headings, ["in, out"]);
    let scales: Vec<_> = window.plot.tracks[0].curves.iter().map(|curve| curve.scale).collect();
    assert_eq!(scales[0], scales[1]);
}

#[test]
fn a_stored_curve_has_its_usual_scale_whatever_its_name() {
    let mut state = rows::state((80, 24));
    let mut wells = rows::wells();
    wells[0].curves[3].name = "RT_edited".to_owned();
    state.curves.set_wells(wells);
    let mut tried = trial("sw_simandoux", &["RT"], &["SW_SIM"]);
    let mut trace = (*tried.before[0].trace).clone();
    (trace.curve.name, trace.curve.mnemonic) = ("RT_edited".to_owned(), "RT_edited".to_owned());
    (trace.curve.scale, trace.curve.unit) = (None, "ohm.m".to_owned());
    tried.before[0].trace = Arc::new(trace);
    let window = Tracks::of(&state, &spec("sw_simandoux"), &tried).window(0, 48);
    assert!(window.plot.tracks[0].curves[0].scale.logarithmic);
}

#[test]
fn depths_of_a_table_are_no_curve() {
    let spec = spec("resample_linear");
    let tried = trial("resample_linear", &["X"], &["DEPT", "X"]);
    let drawn: Vec<&str> = outputs(&spec, &tried).map(|one| one.port.as_str()).collect();
    assert_eq!(drawn, ["X"]);
    let tried = trial("resample_linear", &["X", "DEPT"], &["DEPT", "X"]);
    let tracks = Tracks::of(&rows::state((80, 24)), &spec, &tried);
    assert_eq!(headings(&tracks, 0, 48), "in, out");
}

#[test]
fn a_table_is_shown_where_nothing_can_be_drawn() {
    let asked = TrialRequest { operator: "resample_linear".to_owned(), ..TrialRequest::default() };
    let table = crate::domain::table::ResultTable {
        name: "resampled".to_owned(),
        columns: Vec::new(),
        rows: vec![Vec::new(); 3],
        row_count: 3,
    };
    let spec = spec("resample_linear");
    for (after, shown) in [(&[][..], true), (&["DEPT"], true), (&["DEPT", "X"], false)] {
        let mut pane = TrialPane::default();
        pane.begin(&asked);
        let answer =
            Trial { tables: vec![table.clone()], ..trial("resample_linear", &["X"], after) };
        pane.take(Some(&spec), &asked, Ok(answer));
        assert_eq!((pane.is_table, pane.sheets.len()), (shown, 1), "{after:?}");
    }
}

#[test]
fn only_curves_that_fit_are_offered_those_first_that_are_meant() {
    let wells = rows::wells();
    let simandoux = spec("sw_simandoux");
    let names = |port: &str| match offers(simandoux.input(port).expect("a port"), wells.first()) {
        Offers::Curves(curves) => curves.iter().map(|curve| curve.name.clone()).collect(),
        Offers::Given(what) => vec![what.to_owned()],
    };
    assert_eq!(names("RT"), ["RT"]);
    assert_eq!(names("VSH"), ["VSH_LT_1"]);
    assert_eq!(names("PHIE"), ["NPHI"]);
    let zones = spec("tops_to_zones");
    let given = |port: &str| match offers(zones.input(port).expect("a port"), wells.first()) {
        Offers::Given(what) => what,
        Offers::Curves(_) => "",
    };
    assert_eq!((given("NAME"), given("DEPT")), ("the tops of the well", "the depths"));
}

#[test]
fn a_port_tells_what_it_finds_by_itself() {
    let well = &rows::wells()[0];
    let ports = found(&spec("sw_simandoux"), well);
    assert_eq!(ports["RT"], Found::One("RT".to_owned()));
    assert_eq!(ports["VSH"], Found::One("VSH_LT_1".to_owned()));
    assert_eq!(ports["PHIE"], Found::One("NPHI".to_owned()));
    let lacking = found(&spec("acoustic_impedance"), well);
    assert_eq!(lacking["VP"], Found::Nothing);
    let any = found(&spec("moving_average"), well);
    assert!(matches!(&any["X"], Found::Several(names) if names.len() == 5), "{any:?}");
}

#[test]
fn a_set_up_is_kept_as_far_as_the_well_has_it() {
    let mut state = rows::state_at((80, 24), Pane::Operators);
    state.operators = Arc::new(operators::list());
    let id = "vshale_steiber";
    state.catalogue.select(id, &operators::list());
    let parameters = json!({"gr_clean": 33.0}).as_object().cloned().expect("an object");
    let inputs = BTreeMap::from([("GR".to_owned(), "GR_OLD".to_owned())]);
    state.catalogue.trial.set_ups.insert(id.to_owned(), SetUp { parameters, inputs });
    state.catalogue.trial.well = Some("gone".to_owned());
    let asked = request(&state).expect("a request");
    assert_eq!(
        (asked.well.as_deref(), asked.parameters["gr_clean"].as_f64()),
        (Some("A-12"), Some(33.0))
    );
    assert!(asked.inputs.is_empty(), "the well has no GR_OLD: {:?}", asked.inputs);
}
