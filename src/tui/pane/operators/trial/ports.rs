//! What the ports of an operator may read of a well, and what they find by themselves.

use std::collections::BTreeMap;

use super::SetUp;
use crate::domain::curve::{self, Column, DEPTH, Place, Quantity};
use crate::domain::dag::{DagDefinition, DagMetadata, references};
use crate::domain::flow::{FlowColumn, FlowReport, NodeFlow};
use crate::domain::operator::{Kind, OperatorSpec, PortSpec, Rows};
use crate::domain::units::{conversion, is_blank};
use crate::edit::connect::Connections;
use crate::edit::fresh;
use crate::services::rows::{CurveRow, WellRow};
use crate::tui::pane::curves::Branch;
use crate::tui::state::State;

/// Id of the source of a trial, as far as the rules of binding need one.
const SOURCE: &str = "wells";

/// Returns the curves that ports read: those that were set up, as far as the well has them, and one
/// for each port that takes any curve, since nothing about such a port tells which.
pub fn inputs(
    state: &State,
    spec: &OperatorSpec,
    well: Option<&WellRow>,
    set_up: Option<&SetUp>,
) -> BTreeMap<String, String> {
    let mut inputs = BTreeMap::new();
    for port in &spec.inputs {
        let chosen = set_up.and_then(|set_up| set_up.inputs.get(&port.name));
        let kept = chosen.and_then(|chosen| kept(chosen, well));
        // Whoever left the port to what fits wants that again.
        let left = set_up.is_some() && chosen.is_none();
        let bound = match kept {
            None if takes_any(port) && !left => well.and_then(|well| any_curve(state, well)),
            kept => kept,
        };
        inputs.extend(bound.map(|bound| (port.name.clone(), bound)));
    }
    inputs
}

/// Returns what a port was bound to, as far as the well has it; all of it where the well is not known.
fn kept(chosen: &str, well: Option<&WellRow>) -> Option<String> {
    let Some(well) = well else { return Some(chosen.to_owned()) };
    let has = |name: &str| well.curves.iter().any(|curve| curve.name.eq_ignore_ascii_case(name));
    // A name may hold a comma itself, and what is no curve is no matter of the well.
    if has(chosen) || chosen.contains('.') || chosen.eq_ignore_ascii_case(DEPTH) {
        return Some(chosen.to_owned());
    }
    let names: Vec<&str> = references(chosen).filter(|name| has(name)).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Whether a port takes any one curve and must have one.
fn takes_any(port: &PortSpec) -> bool {
    port.unit.is_none()
        && port.quantities.is_empty()
        && port.kind == Kind::Number
        && port.rows == Rows::Depths
        && !port.optional
        && !port.repeated
}

/// The curve that was chosen on the Curves screen, or the gamma ray, which hardly a well lacks.
fn any_curve(state: &State, well: &WellRow) -> Option<String> {
    let numbers = || well.curves.iter().filter(|curve| curve.kind == Kind::Number);
    let branch = state.curves.branches().get(state.curves.tree.selected).copied();
    let chosen = match branch {
        Some(Branch::Curve(_, curve)) => numbers().find(|own| own.name == curve.name),
        _ => None,
    };
    let gamma_ray = || numbers().find(|curve| curve.quantity == Quantity::GammaRay);
    let curve = chosen.or_else(gamma_ray).or_else(|| numbers().next());
    curve.map(|curve| curve.name.clone())
}

/// What a port may be fed with by hand.
pub enum Offers<'w> {
    /// The curves that fit, those first that measure what the port wants.
    Curves(Vec<&'w CurveRow>),
    /// Nothing is to be chosen; what it reads.
    Given(&'static str),
}

/// Returns what a port may read of a well.
pub fn offers<'w>(port: &PortSpec, well: Option<&'w WellRow>) -> Offers<'w> {
    if matches!(&port.rows, Rows::Table(table) if table == curve::TOPS) {
        return Offers::Given("the tops of the well");
    }
    if port.takes_depth() {
        return Offers::Given("the depths");
    }
    let curves = || well.into_iter().flat_map(|well| &well.curves);
    let fitting = |curve: &&CurveRow| {
        let converts = || {
            port.unit
                .as_ref()
                .is_none_or(|unit| is_blank(&curve.unit) || conversion(&curve.unit, unit).is_some())
        };
        // What measures something else is no offer, though a pipeline may bind it by name.
        let measures = port.quantities.is_empty()
            || curve.quantity == Quantity::Unknown
            || port.quantities.contains(&curve.quantity);
        port.misfit(&column(curve)).is_none() && measures && converts()
    };
    let (mut meant, others): (Vec<_>, Vec<_>) =
        curves().filter(fitting).partition(|curve| port.quantities.contains(&curve.quantity));
    meant.extend(others);
    Offers::Curves(meant)
}

fn column(curve: &CurveRow) -> Column {
    Column {
        key: format!("{SOURCE}.{}", curve.name),
        mnemonic: curve.name.clone(),
        unit: Some(curve.unit.clone()).filter(|unit| !is_blank(unit)),
        quantity: curve.quantity,
        kind: Some(curve.kind),
        place: Place::Depths,
        is_set: false,
    }
}

/// What a port finds that nobody told what to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This curve.
    One(String),
    /// Several that fit alike.
    Several(Vec<String>),
    /// None.
    Nothing,
}

/// Returns what each port that must be bound finds by itself, by the rules by which pipelines bind.
pub fn found(spec: &OperatorSpec, well: &WellRow) -> BTreeMap<String, Found> {
    let mut definition = DagDefinition {
        id: String::new(),
        name: String::new(),
        project_id: None,
        version: "1.0.0".to_owned(),
        nodes: Vec::new(),
        metadata: DagMetadata::default(),
    };
    let mut source = fresh::ingestion(&definition, Vec::new());
    SOURCE.clone_into(&mut source.id);
    definition.nodes.push(source);
    let columns = well.curves.iter().map(|curve| FlowColumn {
        column: column(curve),
        name: curve.name.clone(),
        node: SOURCE.to_owned(),
        ingested: true,
        wells: Some(1),
    });
    let node = NodeFlow {
        id: SOURCE.to_owned(),
        reads: Vec::new(),
        adds: Some(columns.collect()),
        blind: false,
        inputs: Vec::new(),
        outputs: Vec::new(),
    };
    let flow = FlowReport { nodes: vec![node], edges: Vec::new(), order: vec![0] };
    let connections = Connections::new(&definition, &flow);
    let Some(offer) = connections.operators_after(&[SOURCE], [spec]).pop() else {
        return BTreeMap::new();
    };
    let name = |key: &String| key.strip_prefix(SOURCE).map_or("", |it| &it[1..]).to_owned();
    let one = offer.inputs.iter().map(|(port, key)| (port.clone(), Found::One(name(key))));
    let several = offer
        .open
        .iter()
        .map(|(port, keys)| (port.clone(), Found::Several(keys.iter().map(name).collect())));
    let nothing = offer.lacking.iter().map(|port| (port.clone(), Found::Nothing));
    one.chain(several).chain(nothing).collect()
}
