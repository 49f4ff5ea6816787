//! The form that sets a trial up: well, curves, parameters.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::ports::{self, Found, Offers};
use super::{request, well};
use crate::domain::dag::references;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::operator::{OperatorSpec, PortSpec};
use crate::domain::units::is_blank;
use crate::services::operators;
use crate::services::rows::{CurveRow, WellRow};
use crate::services::trial::TrialRequest;
use crate::tui::forms::operator::{listed, wants};
use crate::tui::state::State;
use crate::tui::widget::form::{Choice, Field, Form, Kind, schema};

/// Key of the field of the well.
const WELL: &str = "well";
/// Before the name of a port in the key of its field.
const INPUT: &str = "in:";
/// Before the name of a parameter in the key of its field.
const PARAMETER: &str = "par:";

/// Returns the form, for the project and the well at hand.
pub fn form(state: &State) -> Option<Form> {
    let spec = state.catalogue.selected(&state.operators)?;
    let asked = request(state)?;
    let well = well(state);
    let wells = state.curves.wells.as_deref().unwrap_or_default();
    let names = wells.iter().map(|well| Choice::new(well.name.clone(), &well.name));
    let mut fields = vec![
        Field::choice(WELL, "Well", names.collect())
            .help("The well that the operator is tried on; nothing is written to it.")
            .value(well.map_or(Value::Null, |well| well.name.as_str().into())),
    ];
    for (index, port) in spec.inputs.iter().enumerate() {
        let bound = asked.inputs.get(&port.name).map_or("", String::as_str);
        let field = port_field(port, well, bound);
        fields.push(if index == 0 { field.under("Inputs") } else { field });
    }
    let parameters = schema::fields(&spec.parameters, &asked.parameters).into_iter();
    fields.extend(parameters.enumerate().map(|(index, mut field)| {
        field.key = format!("{PARAMETER}{}", field.key);
        if index == 0 { field.under("Parameters") } else { field }
    }));
    let mut form = Form::new(format!("Try out: {}", spec.title), fields).submit("Try");
    offer(&mut form, spec, well);
    check(&mut form, spec, well);
    Some(form)
}

/// Returns a field for a port; what it offers is put in by [`offer`].
fn port_field(port: &PortSpec, well: Option<&WellRow>, bound: &str) -> Field {
    let key = format!("{INPUT}{}", port.name);
    let label = match &port.unit {
        Some(unit) if !is_blank(unit) && unit != "1" => format!("{} [{unit}]", port.name),
        _ => port.name.clone(),
    };
    let field = match ports::offers(port, well) {
        Offers::Given(what) => return Field::fact(&key, &label, what),
        Offers::Curves(_) if port.repeated => {
            let names: Vec<&str> = references(bound).collect();
            Field::select(&key, &label, Vec::new()).value(json!(names))
        }
        Offers::Curves(_) => Field::choice(&key, &label, Vec::new()).value(bound),
    };
    field.help(format!("What the port reads: {}.", wants(port)))
}

/// Offers the curves of a well, and says what each port would find by itself; a choice that the well
/// lacks is given up.
fn offer(form: &mut Form, spec: &OperatorSpec, well: Option<&WellRow>) {
    let found = well.map(|well| ports::found(spec, well)).unwrap_or_default();
    for port in &spec.inputs {
        let key = format!("{INPUT}{}", port.name);
        let Offers::Curves(curves) = ports::offers(port, well) else { continue };
        let mut options = match port.repeated {
            true => Vec::new(),
            false => vec![by_itself(port, found.get(&port.name))],
        };
        options.extend(curves.into_iter().map(curve_choice));
        let note = match port.repeated {
            true if options.is_empty() => "nothing fits".to_owned(),
            true if port.optional => "none ticked: left open".to_owned(),
            true => "none ticked: all that fit".to_owned(),
            false => listed(&port.quantities),
        };
        form.set_note(&key, Some(note).filter(|note| !note.is_empty()));
        form.offer_only(&key, options);
    }
}

/// The choice to let a port find its curve, with what it finds.
fn by_itself(port: &PortSpec, found: Option<&Found>) -> Choice {
    let label = match found {
        Some(Found::One(name)) => format!("what fits: {name}"),
        Some(Found::Several(names)) => format!("several fit: {}", names.join(", ")),
        Some(Found::Nothing) => "nothing fits".to_owned(),
        None if port.optional => "left open".to_owned(),
        None => "what fits".to_owned(),
    };
    let help = match found {
        Some(Found::Several(_)) => "One of them is to be chosen.",
        Some(Found::Nothing) => "The well has no curve of the kind that the port wants.",
        _ => "The one curve that fits by name, quantity and unit is taken.",
    };
    Choice::new("", label).help(help)
}

fn curve_choice(curve: &CurveRow) -> Choice {
    let unit = if is_blank(&curve.unit) { "no unit" } else { &curve.unit };
    Choice::new(curve.name.clone(), &curve.name).note(format!("{unit} · {}", curve.quantity))
}

/// Takes note of a change: another well has other curves, and parameters may be refused together.
pub fn changed(state: &State, form: &mut Form, field: &str) {
    let Some(spec) = state.catalogue.selected(&state.operators) else { return };
    let name = form.text(WELL);
    let wells = state.curves.wells.as_deref().unwrap_or_default();
    let well = wells.iter().find(|well| well.name == name);
    if field == WELL {
        let before = inputs(spec, form);
        offer(form, spec, well);
        // What the well lacks was given up; a port that takes any curve is given another one.
        let after = inputs(spec, form);
        for (port, curve) in ports::inputs(state, spec, well, None) {
            if before.contains_key(&port) && !after.contains_key(&port) {
                form.set(&format!("{INPUT}{port}"), &curve.as_str().into());
            }
        }
    }
    check(form, spec, well);
}

/// Shows what would be refused: a port that finds several curves alike, and parameters as the
/// operator itself checks them.
fn check(form: &mut Form, spec: &OperatorSpec, well: Option<&WellRow>) {
    let found = well.map(|well| ports::found(spec, well)).unwrap_or_default();
    // Where another port may be fed instead, the choice is no must.
    for port in spec.inputs.iter().filter(|port| port.instead.is_none()) {
        let key = format!("{INPUT}{}", port.name);
        let open = matches!(found.get(&port.name), Some(Found::Several(_)));
        let open = open && form.text(&key).is_empty();
        form.set_error(&key, open.then(|| "several curves fit alike: choose one".to_owned()));
    }
    let keys: Vec<String> = form.fields().iter().map(|field| field.key.clone()).collect();
    for key in keys.iter().filter(|key| key.starts_with(PARAMETER)) {
        form.set_error(key, None);
    }
    let refused = operators::lookup().checked_parameters(spec, &parameters(form));
    for problem in refused.err().into_iter().flatten().rev() {
        if let Some(name) = &problem.place.parameter {
            // A parameter inside a list is named with its place; the field is that of the list.
            let name = name.split(['.', '[', '/']).next().unwrap_or(name);
            form.set_error(&format!("{PARAMETER}{name}"), Some(refusal(&problem)));
        }
    }
}

fn refusal(problem: &Diagnostic) -> String {
    let found = problem.found.as_ref().map(|found| format!("found {found}"));
    let wanted = problem.wanted.as_ref().map(|wanted| format!("wanted {wanted}"));
    let told = [found, wanted].into_iter().flatten().collect::<Vec<_>>().join(", ");
    if told.is_empty() { problem.what.clone() } else { told }
}

fn parameters(form: &Form) -> Map<String, Value> {
    let values = form.values_without_defaults().into_iter();
    values
        .filter_map(|(key, value)| Some((key.strip_prefix(PARAMETER)?.to_owned(), value)))
        .collect()
}

fn inputs(spec: &OperatorSpec, form: &Form) -> BTreeMap<String, String> {
    let bound = spec.inputs.iter().filter_map(|port| {
        let field = form.field(&format!("{INPUT}{}", port.name))?;
        let bound = match field.kind() {
            Kind::Fact(_) => return None,
            Kind::Select(_) => form.texts(&field.key).join(", "),
            _ => form.text(&field.key),
        };
        Some((port.name.clone(), bound))
    });
    bound.filter(|(_, curve)| !curve.trim().is_empty()).collect()
}

/// Returns what the form asks for.
pub fn asked(state: &State, form: &Form) -> Option<TrialRequest> {
    let spec = state.catalogue.selected(&state.operators)?;
    Some(TrialRequest {
        project: state.project?,
        well: Some(form.text(WELL)).filter(|well| !well.is_empty()),
        operator: spec.id.clone(),
        parameters: parameters(form),
        inputs: inputs(spec, form),
    })
}
