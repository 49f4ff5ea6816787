//! The form of an operator node: the operator, what its ports read, its parameters and its version.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{about, name, together};
use crate::domain::curve::Quantity;
use crate::domain::dag::{DagDefinition, DagNode, NodeType, VersionStrategy, references};
use crate::domain::flow::{Binding, FlowColumn, FlowReport, InputFlow};
use crate::domain::operator::{self as data, OperatorSpec, PortSpec};
use crate::domain::statistics::CurveStatistics;
use crate::domain::units::{conversion, is_blank};
use crate::edit::change::Edit;
use crate::services::operators;
use crate::tui::widget::form::{Choice, Field, Form, Kind, schema};

/// Before the name of a port in the key of its field.
const INPUT: &str = "in:";
/// Before the name of a parameter in the key of its field.
const PARAMETER: &str = "par:";

/// What the form is built from.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The pipeline.
    pub definition: &'a DagDefinition,
    /// What flows in it; perhaps of a moment ago.
    pub flow: &'a FlowReport,
    /// The catalogue.
    pub operators: &'a [OperatorSpec],
}

impl<'a> Ground<'a> {
    fn spec(&self, id: &str) -> Option<&'a OperatorSpec> {
        self.operators.iter().find(|spec| spec.id == id)
    }

    /// Returns the columns that flow towards a node, nearest first.
    fn offered(&self, node: &DagNode) -> Vec<&'a FlowColumn> {
        let mut offered: Vec<&FlowColumn> = Vec::new();
        for dependency in &node.dependencies {
            for column in self.flow.offered_by(dependency) {
                if offered.iter().all(|known| known.key() != column.key()) {
                    offered.push(column);
                }
            }
        }
        offered
    }
}

/// Builds the form of an operator node.
pub fn form(ground: &Ground, node: &DagNode) -> Form {
    let NodeType::Operator { operator_id, operator_version, parameters, inputs } = &node.node_type
    else {
        return Form::new(node.name.clone(), Vec::new());
    };
    let spec = ground.spec(operator_id);
    let mut fields = vec![name(node), operator(ground, operator_id)];
    fields.extend(ports(ground, node, spec, inputs));
    if let Some(spec) = spec {
        let mut first = true;
        for mut field in schema::fields(&spec.parameters, parameters) {
            field.key = format!("{PARAMETER}{}", field.key);
            if matches!(field.kind(), Kind::Number(..)) && is_of_input(spec, &field.unit) {
                field = field.suggests();
            }
            fields.push(if std::mem::take(&mut first) { field.under("Parameters") } else { field });
        }
    }
    fields.extend(version(operator_version, spec));
    fields.extend(about(node));
    let mut form = Form::new(format!("Operator: {}", node.name), fields);
    changed(&mut form);
    // What is set up most often has the keys; name and operator stand above it.
    let is_parameter = |field: &&Field| field.key.starts_with(PARAMETER);
    let first = form.fields().iter().find(is_parameter).map(|field| field.key.clone());
    form.focus(&first.unwrap_or_else(|| "operator".to_owned()));
    form
}

/// Shows the fields that the version strategy has.
pub fn changed(form: &mut Form) {
    let strategy = form.text("strategy");
    form.show("version", matches!(strategy.as_str(), "pinned" | "compatible"));
    form.show("channel", strategy == "channel");
}

/// Returns the node with another operator, where the form names another one than the node.
///
/// Name, note and whatever parameter or port both operators have are kept.
pub fn exchanged(ground: &Ground, node: &DagNode, form: &Form) -> Option<DagNode> {
    let NodeType::Operator { operator_id, parameters, inputs, .. } = &node.node_type else {
        return None;
    };
    let wanted = form.text("operator");
    let spec = ground.spec(&wanted).filter(|_| wanted != *operator_id)?;
    let known = spec.parameters["properties"].as_object();
    let kept = |name: &String| known.is_some_and(|known| known.contains_key(name));
    let old = ground.spec(operator_id);
    // A name that is the operator's own title follows the operator; one that was given stays.
    let titled = old.is_some_and(|old| form.text("name").starts_with(&old.title));
    let name = if titled { spec.title.clone() } else { form.text("name") };
    let mapping = spec.outputs.iter().filter_map(|output| {
        let mapping =
            node.curve_mapping.get(&output.name).or(node.curve_mapping.values().next())?;
        Some((output.name.clone(), mapping.clone()))
    });
    Some(DagNode {
        name,
        curve_mapping: mapping.collect(),
        node_type: NodeType::Operator {
            operator_id: spec.id.clone(),
            operator_version: VersionStrategy::Latest,
            parameters: parameters
                .iter()
                .filter(|(name, _)| kept(name))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            inputs: inputs
                .iter()
                .filter(|(port, _)| spec.input(port).is_some())
                .map(|(port, source)| (port.clone(), source.clone()))
                .collect(),
        },
        ..node.clone()
    })
}

/// Returns what submitting the form does; `shown` is the node that the form was built for, which
/// differs from the stored one after the operator was exchanged.
pub fn edit(stored: &DagNode, shown: &DagNode, form: &Form) -> Edit {
    let NodeType::Operator { operator_id, inputs, .. } = &shown.node_type else {
        return together(stored, form, None);
    };
    let named = form.values_without_defaults();
    let parameters: Map<String, Value> = named
        .into_iter()
        .filter_map(|(key, value)| Some((key.strip_prefix(PARAMETER)?.to_owned(), value)))
        .collect();
    let mut bound = inputs.clone();
    for field in form.fields() {
        let Some(port) = field.key.strip_prefix(INPUT) else { continue };
        match bound_to(form, &field.key).as_str() {
            "" => bound.remove(port),
            key => match inputs.get(port) {
                // `GR` stays `GR` where it already means what is chosen.
                Some(written) if field.is_default() => {
                    bound.insert(port.to_owned(), written.clone())
                }
                _ => bound.insert(port.to_owned(), key.to_owned()),
            },
        };
    }
    let node_type = NodeType::Operator {
        operator_id: operator_id.clone(),
        operator_version: strategy(form),
        parameters,
        inputs: bound,
    };
    let mut edits = Vec::new();
    if node_type != stored.node_type {
        edits.push(Edit::SetWork { node: stored.id.clone(), node_type });
    }
    if shown.curve_mapping != stored.curve_mapping {
        let curve_mapping = shown.curve_mapping.clone();
        edits.push(Edit::SetMapping { node: stored.id.clone(), curve_mapping });
    }
    let work = match edits.len() {
        0 => None,
        1 => edits.pop(),
        _ => Some(Edit::Together { label: format!("set up \"{}\"", stored.name), edits }),
    };
    together(stored, form, work)
}

/// Returns the keys of the columns from which a value for a parameter could be picked.
pub fn sources(form: &Form, ground: &Ground, node: &DagNode) -> Vec<String> {
    let automatic = ground.flow.node(&node.id);
    form.fields()
        .iter()
        .filter_map(|field| {
            let port = field.key.strip_prefix(INPUT)?;
            let chosen = bound_to(form, &field.key);
            let guessed = || automatic?.input(port)?.binding.key().map(str::to_owned);
            let first = references(&chosen).next().map(str::to_owned);
            first.or_else(guessed)
        })
        .collect()
}

/// Returns values to pick from the statistics of the inputs, in the unit of the parameter; data in a
/// unit that does not convert to it, or in none, suggest nothing.
pub fn suggestions(statistics: &[CurveStatistics], unit: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for curve in statistics {
        for group in &curve.units {
            let Some(summary) = &group.summary else { continue };
            let Some(conversion) = conversion(&group.unit, unit) else { continue };
            let of = match (curve.units.len(), group.unit.as_str()) {
                (1, _) | (_, "") => curve.curve.clone(),
                (_, written) => format!("{} in {written}", curve.curve),
            };
            let value = |value| json!(rounded(conversion.apply(value)));
            for percentile in &summary.percentiles {
                found.push((format!("P{} of {of}", percentile.percent), value(percentile.value)));
            }
            found.push((format!("mean of {of}"), value(summary.mean)));
        }
    }
    found
}

/// Four significant digits: a percentile of logged data means no more.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let digits = 3 - value.abs().log10().floor() as i32;
    format!("{value:.*}", digits.max(0) as usize).parse().unwrap_or(value)
}

/// Whether a parameter is measured as an input is, so that its values may be picked from data.
fn is_of_input(spec: &OperatorSpec, unit: &str) -> bool {
    let of =
        |port: &PortSpec| port.unit.as_deref().is_some_and(|of| conversion(of, unit).is_some());
    !unit.is_empty() && spec.inputs.iter().any(of)
}

fn operator(ground: &Ground, present: &str) -> Field {
    let mut options: Vec<Choice> = ground
        .operators
        .iter()
        .map(|spec| {
            Choice::new(spec.id.clone(), spec.title.clone())
                .note(spec.family.clone())
                .help(spec.summary.clone())
        })
        .collect();
    options.sort_by(|one, other| one.label.cmp(&other.label));
    let field = Field::choice("operator", "Operator", options).value(present).required();
    match ground.spec(present) {
        Some(spec) => field.help(spec.summary.clone()),
        None => field.help("The catalogue has no such operator."),
    }
}

fn ports(
    ground: &Ground,
    node: &DagNode,
    spec: Option<&OperatorSpec>,
    inputs: &BTreeMap<String, String>,
) -> Vec<Field> {
    let offered = ground.offered(node);
    let flow = ground.flow.node(&node.id);
    let Some(spec) = spec else { return Vec::new() };
    let mut fields = Vec::new();
    for port in &spec.inputs {
        let known = flow.and_then(|flow| flow.input(&port.name));
        let columns = offered.iter().map(|column| column_choice(column, port, ground));
        let written = inputs.get(&port.name);
        let present: Vec<String> = match (written, known.map(|known| &known.binding)) {
            (None, _) => Vec::new(),
            (Some(_), Some(Binding::Named { key })) => vec![key.clone()],
            (Some(_), Some(Binding::Set { keys, .. })) => keys.clone(),
            (Some(written), _) => references(written).map(str::to_owned).collect(),
        };
        let key = format!("{INPUT}{}", port.name);
        // Several columns are chosen among those that the port can read at all.
        let (field, present) = if port.repeated {
            let fitting = offered.iter().zip(columns).filter(|(column, _)| {
                port.misfit(&column.column).is_none() || present.contains(&column.key().to_owned())
            });
            let options = fitting.map(|(_, choice)| choice).collect();
            (Field::select(&key, &port.name, options), json!(present))
        } else {
            let mut options = vec![automatic(known, &offered, port.optional, ground)];
            options.extend(columns);
            (Field::choice(&key, &port.name, options), Value::String(present.join(", ")))
        };
        let mut field =
            field.help(format!("What the port reads: {}.", wants(port))).value(present.clone());
        // A binding that stays the same is not written anew.
        field.default = Some(present);
        if let Some(conversion) = known.and_then(InputFlow::conversion) {
            field.help = format!("{} Converted: {conversion}.", field.help);
        }
        fields.push(if fields.is_empty() { field.under("Inputs") } else { field });
    }
    fields
}

/// Returns what a field of a port says that it is bound to; nothing where the port finds it itself.
fn bound_to(form: &Form, key: &str) -> String {
    match form.value(key) {
        Some(Value::Array(chosen)) => {
            chosen.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        _ => form.text(key),
    }
}

/// Says in words what a port reads.
pub fn wants(port: &PortSpec) -> String {
    let wants = match (&port.unit, port.quantities.as_slice()) {
        _ if port.kind != data::Kind::Number || port.rows != data::Rows::Depths => port.shape(),
        (Some(unit), []) => format!("a curve in {unit}"),
        (Some(unit), some) => format!("{} in {unit}", listed(some)),
        (None, []) => "any curve".to_owned(),
        (None, some) => listed(some),
    };
    let several =
        if port.repeated { "; any number, and without a choice all that fit" } else { "" };
    let optional = match (&port.instead, port.optional) {
        (Some(other), _) => format!("; {other} may be fed in its place"),
        (None, true) => "; it may stay open".to_owned(),
        (None, false) => String::new(),
    };
    format!("{wants}{several}{optional}")
}

/// Lists quantities as people do.
pub fn listed(quantities: &[Quantity]) -> String {
    quantities.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
}

fn automatic(
    known: Option<&InputFlow>,
    offered: &[&FlowColumn],
    optional: bool,
    ground: &Ground,
) -> Choice {
    let name = |key: &str| match offered.iter().find(|column| column.key() == key) {
        Some(column) => told(column, ground),
        None => key.to_owned(),
    };
    let label = match known.map(|known| (&known.binding, known)) {
        Some((Binding::Guessed { key }, _)) => format!("automatic: {}", name(key)),
        Some((Binding::Ambiguous, known)) => {
            let names: Vec<_> = known.candidates.iter().map(|key| name(key)).collect();
            format!("ambiguous: {}", names.join(" or "))
        }
        Some((Binding::Missing, _)) => "automatic: nothing fits".to_owned(),
        _ if optional => "open".to_owned(),
        _ => "automatic".to_owned(),
    };
    let choice = Choice::new("", label);
    choice.help("The one column that fits by name, quantity and unit is taken.")
}

fn column_choice(column: &FlowColumn, port: &PortSpec, ground: &Ground) -> Choice {
    let (unit, quantities) = (port.unit.as_deref(), port.quantities.as_slice());
    let found = column.column.unit.as_deref().unwrap_or_default();
    let wells = column.wells.map(|wells| format!("{wells} wells"));
    let note = [Some(found.to_owned()).filter(|unit| !unit.is_empty()), wells];
    let note = note.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let choice = Choice::new(column.key().to_owned(), told(column, ground)).note(note);
    let measures = column.column.quantity;
    if let Some(found) = port.misfit(&column.column) {
        return choice.refused(format!("{found}; the port takes {}", port.shape()));
    }
    match unit {
        Some(wanted) if !is_blank(found) && conversion(found, wanted).is_none() => {
            choice.refused(format!("{found} does not convert to {wanted}"))
        }
        _ if measures != Quantity::Unknown
            && !quantities.is_empty()
            && !quantities.contains(&measures) =>
        {
            choice.help(format!("Measures {measures}, the port wants {}.", listed(quantities)))
        }
        _ => choice,
    }
}

/// Returns a column as people call it: the curve, and the node it comes from.
fn told(column: &FlowColumn, ground: &Ground) -> String {
    match ground.definition.node(&column.node) {
        Some(node) => format!("{} from {}", column.name, node.name),
        None => column.name.clone(),
    }
}

fn version(present: &VersionStrategy, spec: Option<&OperatorSpec>) -> Vec<Field> {
    let strategies = vec![
        Choice::new("latest", "latest").help("The newest version at each run."),
        Choice::new("pinned", "pinned").help("One version and no other."),
        Choice::new("compatible", "compatible")
            .help("The newest version whose ports and parameters fit."),
        Choice::new("channel", "channel").help("Whatever a channel such as stable points to."),
    ];
    let (strategy, number, channel) = match present {
        VersionStrategy::Latest => ("latest", None, None),
        VersionStrategy::Pinned { version } => ("pinned", Some(version.clone()), None),
        VersionStrategy::Compatible { fallback_version } => {
            ("compatible", fallback_version.clone(), None)
        }
        VersionStrategy::Channel { channel } => ("channel", None, Some(channel.clone())),
    };
    let newest = spec.map_or("1.0.0", |spec| spec.version.as_str());
    let numbers = operators::versions(spec.map_or("", |spec| spec.id.as_str()))
        .into_iter()
        .map(|(number, about)| Choice::new(number.clone(), number).note(about))
        .collect();
    vec![
        Field::choice("strategy", "Version", strategies)
            .help("Which version of the operator a run takes.")
            .default("latest")
            .value(strategy)
            .under("Version"),
        Field::choice("version", "Number", numbers)
            .help("The version that is taken, or from which on the newest that fits is.")
            .value(number.unwrap_or_else(|| newest.to_owned())),
        Field::text("channel", "Channel")
            .help("stable, beta, canary or lts-…")
            .value(channel.unwrap_or_else(|| "stable".to_owned())),
    ]
}

fn strategy(form: &Form) -> VersionStrategy {
    let version = form.text("version");
    match form.text("strategy").as_str() {
        "pinned" => VersionStrategy::Pinned { version },
        "compatible" => {
            let fallback_version = Some(version).filter(|version| !version.is_empty());
            VersionStrategy::Compatible { fallback_version }
        }
        "channel" => VersionStrategy::Channel { channel: form.text("channel") },
        _ => VersionStrategy::Latest,
    }
}
