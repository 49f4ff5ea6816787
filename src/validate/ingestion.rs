//! What ingestions offer: which wells are read, which curves they have, in which units.

use std::collections::BTreeSet;

use super::ends::{check_filters, check_range, unsupported};
use super::graph::{Graph, label};
use super::listing::{first_few, wells_of};
use super::offer::Offer;
use crate::domain::curve::{self, Column, DEPTH, Place, Quantity, TOP_DEPTH, TOP_NAME, TOPS};
use crate::domain::dag::{DagNode, NodeType, SourceType};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::inventory::{CurveFact, Inventory};
use crate::domain::nearest::nearest;
use crate::domain::operator::Kind;

/// Checks an ingestion and returns the columns it offers; `None` where they cannot be known.
pub(super) fn ingested(
    graph: &Graph,
    index: usize,
    inventory: Option<&Inventory>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<Offer>> {
    let node = graph.node(index);
    let NodeType::Ingestion { source_type, filters } = &node.node_type else { return None };
    let (well_ids, curve_names, depth_range) = match source_type {
        SourceType::WellLogs { well_ids, curve_names, depth_range, .. } => {
            (well_ids, curve_names, depth_range)
        }
        SourceType::Surface { .. } => return unsupported(node, "surface", diagnostics),
        SourceType::WellMarkers { well_ids } => {
            if let Some(filters) = filters {
                check_filters(node, filters, &[TOP_DEPTH.to_owned()], diagnostics);
            }
            return Some(tops(node, index, selected(node, well_ids, inventory, diagnostics)));
        }
        SourceType::PostgresTable { .. } => {
            return unsupported(node, "postgres_table", diagnostics);
        }
    };
    check_range(node, "source_type.depth_range", depth_range.as_ref(), diagnostics);
    if let Some(filters) = filters {
        check_filters(node, filters, curve_names, diagnostics);
    }
    let wells = selected(node, well_ids, inventory, diagnostics);
    if let (Some(inventory), Some(flags)) =
        (inventory, filters.as_ref().and_then(|filters| filters.quality_flags.as_ref()))
    {
        check_flags(node, flags, &wells, inventory, diagnostics);
    }
    let names = names(node, curve_names, &wells, inventory, diagnostics)?;
    let all = curve_names.iter().any(|name| name == "*");
    let offers = names.into_iter().map(|name| {
        let facts: Vec<(usize, &CurveFact)> = inventory
            .into_iter()
            .flat_map(|inventory| {
                wells
                    .iter()
                    .filter_map(|well| Some((*well, inventory.wells[*well].meant_by(&name)?)))
            })
            .collect();
        let offer = offer(node, index, name, &facts, inventory.is_some());
        if let (Some(inventory), false) = (inventory, all) {
            report_missing(node, &offer.name, &offer.wells, &wells, inventory, diagnostics);
        }
        offer
    });
    Some(offers.collect())
}

/// Returns the columns of tops: a table along the well.
///
/// Which wells have any is not known here; one that has none is skipped at run.
fn tops(node: &DagNode, index: usize, wells: BTreeSet<usize>) -> Vec<Offer> {
    let place = Place::Table { node: node.id.clone(), name: TOPS.to_owned(), along: true };
    let columns = [
        (TOP_DEPTH, Some("m".to_owned()), Quantity::Depth, Kind::Number),
        (TOP_NAME, None, Quantity::Unknown, Kind::Text),
    ];
    let offer = |(name, unit, quantity, kind): (&str, Option<String>, Quantity, Kind)| Offer {
        column: Column {
            key: format!("{}.{name}", node.id),
            mnemonic: name.to_owned(),
            unit,
            quantity,
            kind: Some(kind),
            place: place.clone(),
            is_set: false,
        },
        name: name.to_owned(),
        producer: index,
        ingested: true,
        origin: None,
        wells: wells.clone(),
    };
    columns.map(offer).into()
}

/// Returns what the samples of a curve are: alike in all wells that are known, else not known.
fn kind(name: &str, facts: &[(usize, &CurveFact)]) -> Option<Kind> {
    match facts.first() {
        Some((_, first)) => {
            facts.iter().all(|(_, fact)| fact.kind == first.kind).then_some(first.kind)
        }
        // The mnemonic table knows numbers only.
        None => curve::lookup(name).map(|_| Kind::Number),
    }
}

fn offer(
    node: &DagNode,
    index: usize,
    name: String,
    facts: &[(usize, &CurveFact)],
    surveyed: bool,
) -> Offer {
    let entry = curve::lookup(&name);
    let quantity = match (entry, facts.first()) {
        (Some(entry), _) => entry.quantity,
        (None, Some((_, fact))) => fact.quantity,
        (None, None) => Quantity::Unknown,
    };
    let units: BTreeSet<&str> = facts.iter().map(|(_, fact)| fact.unit.as_str()).collect();
    let unit = match (surveyed, units.first()) {
        (true, Some(unit)) if units.len() == 1 => Some((*unit).to_owned()),
        (true, _) => None,
        (false, _) => entry.map(|entry| entry.unit.to_owned()),
    };
    Offer {
        column: Column {
            key: format!("{}.{name}", node.id),
            mnemonic: name.clone(),
            unit,
            quantity,
            kind: kind(&name, facts),
            place: Place::Depths,
            is_set: false,
        },
        origin: Some(name.clone()),
        name,
        producer: index,
        ingested: true,
        wells: facts.iter().map(|(well, _)| *well).collect(),
    }
}

/// Returns the wells that an ingestion reads, by their position in the inventory.
fn selected(
    node: &DagNode,
    well_ids: &[String],
    inventory: Option<&Inventory>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeSet<usize> {
    let mut wells = BTreeSet::new();
    if well_ids.is_empty() {
        diagnostics.push(
            Diagnostic::error(
                ErrorType::WellNotFound,
                format!("ingestion \"{}\" names no well", label(node)),
            )
            .at_node(&node.id)
            .hint("list names or ids in `well_ids`, or write [\"*\"] for all wells"),
        );
    }
    let Some(inventory) = inventory else { return wells };
    for id in well_ids {
        if id == "*" {
            wells.extend(0..inventory.wells.len());
            if inventory.wells.is_empty() {
                diagnostics.push(
                    Diagnostic::error(ErrorType::WellNotFound, "project has no wells")
                        .at_node(&node.id)
                        .hint("import wells first"),
                );
            }
        } else if let Some(well) = inventory.position(id) {
            wells.insert(well);
        } else {
            let names = inventory.wells.iter().map(|well| well.well_name.as_str());
            let hint = nearest(id, names.clone()).map_or_else(
                || format!("the project has {}", first_few(names)),
                |near| format!("did you mean `{near}`?"),
            );
            diagnostics.push(
                Diagnostic::error(ErrorType::WellNotFound, "project has no such well")
                    .at_node(&node.id)
                    .in_well(id)
                    .hint(hint),
            );
        }
    }
    wells
}

/// Returns the curves an ingestion names, each once, without depth, which always flows.
fn names(
    node: &DagNode,
    curve_names: &[String],
    wells: &BTreeSet<usize>,
    inventory: Option<&Inventory>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        let twice = names.iter().any(|known| known.eq_ignore_ascii_case(name));
        if !twice && !name.eq_ignore_ascii_case(DEPTH) {
            names.push(name.to_owned());
        }
    };
    for name in curve_names {
        match (name.as_str(), inventory) {
            ("*", None) => {
                diagnostics.push(
                    Diagnostic::error(
                        ErrorType::MissingInputCurves,
                        format!("curves of ingestion \"{}\" are not known here", label(node)),
                    )
                    .at_node(&node.id)
                    .found("curve_names [\"*\"] without a project")
                    .hint("name the curves, or validate against a project"),
                );
                return None;
            }
            ("*", Some(inventory)) => {
                let curves = wells.iter().flat_map(|well| &inventory.wells[*well].curves);
                curves
                    .filter(|curve| curve.quantity != Quantity::Depth)
                    .for_each(|curve| add(&curve.name));
            }
            (name, _) => add(name),
        }
    }
    if names.is_empty() {
        diagnostics.push(
            Diagnostic::error(
                ErrorType::MissingInputCurves,
                format!("ingestion \"{}\" reads no curve", label(node)),
            )
            .at_node(&node.id)
            .hint("list the curves to read in `curve_names`"),
        );
        return None;
    }
    Some(names)
}

/// Reports quality flags that all or some of the selected wells lack.
fn check_flags(
    node: &DagNode,
    flags: &[String],
    wells: &BTreeSet<usize>,
    inventory: &Inventory,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for flag in flags.iter().filter(|flag| !flag.trim().is_empty()) {
        let wells = || wells.iter().map(|well| &inventory.wells[*well]);
        let lacking: Vec<&str> = wells()
            .filter(|well| well.named(flag).is_none())
            .map(|well| well.well_name.as_str())
            .collect();
        if lacking.is_empty() {
            continue;
        }
        let problem = if lacking.len() < wells().count() {
            Diagnostic::warning(
                ErrorType::MissingInputCurves,
                "quality flag is missing in some wells",
            )
            .hint("these wells will fail; others go on")
        } else {
            let names = wells().flat_map(|well| &well.curves).map(|curve| curve.name.as_str());
            let near = nearest(flag, names);
            Diagnostic::error(
                ErrorType::MissingInputCurves,
                "no selected well has the quality flag",
            )
            .hint(near.map_or_else(
                || "import the flag as a curve, or remove it from `quality_flags`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            ))
        };
        diagnostics.push(
            problem
                .at_node(&node.id)
                .at_parameter("filters.quality_flags")
                .of_curve(flag)
                .found(format!("missing in {}", wells_of(&lacking, wells().count()))),
        );
    }
}

/// Reports a bound curve of an ingestion of all curves that some of its wells lack.
///
/// Nobody asked for the other curves by name, so that only the bound ones are missed.
pub(super) fn report_lacking(
    graph: &Graph,
    offer: &Offer,
    offered: &[&Offer],
    inventory: &Inventory,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let node = graph.node(offer.producer);
    let NodeType::Ingestion { source_type: SourceType::WellLogs { curve_names, .. }, .. } =
        &node.node_type
    else {
        return;
    };
    if !curve_names.iter().any(|name| name == "*") {
        return;
    }
    let siblings = offered.iter().filter(|other| other.producer == offer.producer);
    let wells: BTreeSet<usize> = siblings.flat_map(|other| other.wells.iter().copied()).collect();
    report_missing(node, &offer.name, &offer.wells, &wells, inventory, diagnostics);
}

/// Reports a named curve that all or some of the selected wells lack.
fn report_missing(
    node: &DagNode,
    name: &str,
    having: &BTreeSet<usize>,
    wells: &BTreeSet<usize>,
    inventory: &Inventory,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let lacking: Vec<&str> =
        wells.difference(having).map(|well| inventory.wells[*well].well_name.as_str()).collect();
    if lacking.is_empty() {
        return;
    }
    if !having.is_empty() {
        let warning =
            Diagnostic::warning(ErrorType::MissingInputCurves, "curve is missing in some wells")
                .at_node(&node.id)
                .of_curve(name)
                .found(wells_of(&lacking, wells.len()))
                .hint("these wells are skipped wherever the curve is needed");
        // Several ports may read one curve; it is missed once.
        if !diagnostics.contains(&warning) {
            diagnostics.push(warning);
        }
        return;
    }
    let offered: BTreeSet<&str> = wells
        .iter()
        .flat_map(|well| &inventory.wells[*well].curves)
        .map(|curve| curve.name.as_str())
        .collect();
    let near = nearest(name, offered.iter().copied());
    diagnostics.push(
        Diagnostic::error(ErrorType::MissingInputCurves, "no selected well has the curve")
            .at_node(&node.id)
            .of_curve(name)
            .found(first_few(offered))
            .hint(near.map_or_else(
                || "import the curve, or remove it from `curve_names`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            )),
    );
}
