//! Which columns an output writes, in which order and under which names.

use std::collections::BTreeSet;

use super::catalogue::Known;
use super::flow::Flow;
use super::graph::{Graph, label};
use super::listing::first_few;
use super::offer::Offer;
use crate::domain::curve::{DEPTH, Place, Quantity};
use crate::domain::dag::{CurveMapping, NodeType, OutputType, WriteMode};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::plan::OutputColumn;

/// Columns that every row of a table has beside the depth.
const TABLE_COLUMNS: [&str; 3] = ["well", "well_id", "execution_id"];

/// Bytes of a column name in Postgres at most, with room for a number.
const COLUMN_NAME_BYTES: usize = 58;

/// Returns the columns on the branch of an output that writes: curves read first, then what was
/// computed, each in the order of the nodes. An output for the screens writes none.
///
/// All of them lie at one place: that of [`place`].
pub(super) fn offered<'a>(graph: &'a Graph, index: usize, flow: &'a Flow) -> Vec<&'a Offer> {
    let Some(place) = place(graph, index, flow) else { return Vec::new() };
    let all: Vec<&Offer> = branch(graph, index, flow)
        .filter(|offer| {
            let is_depth = offer.column.quantity == Quantity::Depth && place != Place::Depths;
            offer.column.place == place && !offer.column.is_set && !is_depth
        })
        .collect();
    let of = |ingested: bool| all.iter().copied().filter(move |offer| offer.ingested == ingested);
    of(true).chain(of(false)).collect()
}

fn branch<'a>(graph: &'a Graph, index: usize, flow: &'a Flow) -> impl Iterator<Item = &'a Offer> {
    let nodes = graph.order.iter().filter(move |at| graph.ancestors[index].contains(at));
    nodes.flat_map(|at| flow.offers[*at].iter().flatten())
}

/// Returns where the columns lie that an output writes; `None` where it writes none.
///
/// Those are the curves of the well; but where every node that the output depends on adds columns
/// with depths in one table and no other, such as curves on a new grid, those of that table.
fn place(graph: &Graph, index: usize, flow: &Flow) -> Option<Place> {
    let NodeType::Output { output_type, .. } = &graph.node(index).node_type else { return None };
    if *output_type == OutputType::Frontend {
        return None;
    }
    let added = graph.upstream[index].iter().flat_map(|at| flow.offers[*at].iter().flatten());
    let mut places = added.map(|offer| &offer.column.place).filter(|place| place.has_depths());
    let first = places.next().cloned().unwrap_or_default();
    Some(if places.all(|place| *place == first) { first } else { Place::Depths })
}

/// Warns of columns with depths that an output leaves out, because they lie on another grid.
pub(super) fn left_out(
    graph: &Graph,
    index: usize,
    flow: &Flow,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(place) = place(graph, index, flow) else { return };
    let node = graph.node(index);
    let others = branch(graph, index, flow).filter(|offer| !offer.ingested);
    let others: Vec<&str> = others
        .filter(|offer| {
            let on_another = offer.column.place != place && offer.column.place != Place::Depths;
            offer.column.is_set || on_another && offer.column.place.has_depths()
        })
        .map(|offer| offer.column.key.as_str())
        .collect();
    if others.is_empty() {
        return;
    }
    diagnostics.push(
        Diagnostic::warning(
            ErrorType::NotSupported,
            format!("output \"{}\" leaves columns out", label(node)),
        )
        .at_node(&node.id)
        .found(first_few(others))
        .wanted("single columns on one depth grid")
        .hint(
            "let an output of its own depend on the node that makes them, or keep them as curves",
        ),
    );
}

/// Returns the columns that an output writes with their names, which are the same for all wells.
///
/// A kept output has the name of its curve, everything else its mnemonic. Where names are alike,
/// the kept one has it, then the first; the others are numbered.
pub(super) fn columns(
    graph: &Graph,
    index: usize,
    known: &[Option<Known>],
    flow: &Flow,
) -> Vec<OutputColumn> {
    let NodeType::Output { output_type, .. } = &graph.node(index).node_type else {
        return Vec::new();
    };
    let offers: Vec<&Offer> = offered(graph, index, flow);
    let mapping = |offer: &Offer| {
        graph.node(offer.producer).curve_mapping.get(&offer.name).filter(|_| !offer.ingested)
    };
    let mut taken: BTreeSet<String> = BTreeSet::from([DEPTH.to_lowercase()]);
    if matches!(output_type, OutputType::PostgresTable { .. }) {
        taken.extend(TABLE_COLUMNS.map(str::to_owned));
    }
    let mut columns: Vec<OutputColumn> = offers
        .iter()
        .map(|offer| {
            let spec = known[offer.producer].as_ref().map(|known| known.spec);
            OutputColumn {
                key: offer.column.key.clone(),
                name: String::new(),
                wanted: fitting(&name(offer, mapping(offer)), output_type),
                origin: spec.map(|spec| format!("{} {}", spec.id, spec.version)),
            }
        })
        .collect();
    for kept in [true, false] {
        for (column, offer) in columns.iter_mut().zip(&offers) {
            if mapping(offer).is_some() == kept {
                column.name = free(&column.wanted, &mut taken);
            }
        }
    }
    columns
}

/// Returns the name that a column has by itself.
fn name(offer: &Offer, mapping: Option<&CurveMapping>) -> String {
    let base = &offer.column.mnemonic;
    match mapping {
        Some(CurveMapping { mode: WriteMode::CreateNew, suffix, .. }) => {
            format!("{base}{}", suffix.as_deref().unwrap_or_default())
        }
        Some(CurveMapping { output_curve_name: Some(name), .. }) => name.clone(),
        _ => base.clone(),
    }
}

/// Brings a name into the form that the file or table can hold.
fn fitting(name: &str, output: &OutputType) -> String {
    match output {
        // A dot ends a mnemonic, a colon begins its description, and blanks separate columns.
        OutputType::Las { .. } => {
            let unfit = |letter: char| {
                letter.is_whitespace()
                    || letter.is_control()
                    || matches!(letter, '.' | ':' | '~' | '#')
            };
            let name: String =
                name.chars().map(|letter| if unfit(letter) { '_' } else { letter }).collect();
            if name.is_empty() { "_".to_owned() } else { name }
        }
        OutputType::PostgresTable { .. } => {
            name[..name.floor_char_boundary(COLUMN_NAME_BYTES)].replace('\0', "_")
        }
        _ => name.to_owned(),
    }
}

/// Returns the name, or the first numbered one that is free, and takes it.
fn free(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut free = name.to_owned();
    let mut number = 1;
    while !taken.insert(free.to_lowercase()) {
        number += 1;
        free = format!("{name}_{number}");
    }
    free
}
