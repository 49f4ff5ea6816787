//! Units along an edge: whether what is offered converts to what the port computes in.

use super::graph::label;
use super::listing::{first_few, wells_of};
use super::offer::Offer;
use crate::domain::dag::DagNode;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::inventory::Inventory;
use crate::domain::operator::{Kind, PortSpec};
use crate::domain::units::{conversion, is_blank};

/// How a unit relates to the one that is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// Converts, perhaps by identity.
    Converts,
    /// Blank: values are taken as they stand.
    Unknown,
    /// Measures something else, or is not in the unit table: nobody knows how to convert it.
    Differs,
}

/// Compares two units.
pub(super) fn fit(unit: &str, wanted: &str) -> Fit {
    if conversion(unit, wanted).is_some() {
        Fit::Converts
    } else if is_blank(unit) {
        Fit::Unknown
    } else {
        Fit::Differs
    }
}

/// Returns the units of a column with the wells that have it; without a project, one without a well.
pub(super) fn by_well<'a>(
    offer: &'a Offer,
    inventory: Option<&'a Inventory>,
) -> Vec<(&'a str, &'a str)> {
    match (inventory, &offer.origin) {
        (Some(inventory), Some(origin)) => offer
            .wells
            .iter()
            .map(|well| &inventory.wells[*well])
            .filter_map(|well| {
                Some((well.well_name.as_str(), well.meant_by(origin)?.unit.as_str()))
            })
            .collect(),
        _ => offer.column.unit.iter().map(|unit| ("", unit.as_str())).collect(),
    }
}

/// Checks the units of a bound column, in each well where the inventory knows them.
pub(super) fn check(
    node: &DagNode,
    port: &PortSpec,
    offer: &Offer,
    inventory: Option<&Inventory>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(wanted) = port.unit.as_ref().filter(|_| port.kind != Kind::Text) else { return };
    let found = by_well(offer, inventory);
    let wells_where = |fits: Fit| -> Vec<&(&str, &str)> {
        found.iter().filter(|(_, unit)| fit(unit, wanted) == fits).collect()
    };
    let units = |wells: &[&(&str, &str)]| {
        let mut units: Vec<_> =
            wells.iter().map(|(_, unit)| if unit.is_empty() { "no unit" } else { *unit }).collect();
        units.sort_unstable();
        units.dedup();
        first_few(units)
    };
    let listed = |wells: &[&(&str, &str)]| {
        let names: Vec<_> = wells.iter().map(|(name, _)| *name).collect();
        match names.first() {
            None | Some(&"") => units(wells),
            Some(_) => format!("{} in {}", units(wells), wells_of(&names, found.len())),
        }
    };
    let at = |diagnostic: Diagnostic| {
        diagnostic.at_node(&node.id).at_port(&port.name).of_curve(&offer.column.key).wanted(wanted)
    };
    let differing = wells_where(Fit::Differs);
    if !differing.is_empty() && differing.len() == found.len() {
        diagnostics.push(
            at(Diagnostic::error(
                ErrorType::UnitMismatch,
                format!("unit of an input of \"{}\" does not convert", label(node)),
            ))
            .found(units(&differing))
            .hint(format!("bind a curve in {wanted} to `{}` in `inputs`", port.name)),
        );
    } else if !differing.is_empty() {
        diagnostics.push(
            at(Diagnostic::warning(ErrorType::UnitMismatch, "unit does not convert in some wells"))
                .found(listed(&differing))
                .hint("these wells will fail; mend the unit of the curve there"),
        );
    }
    let unknown = wells_where(Fit::Unknown);
    if !unknown.is_empty() {
        diagnostics.push(
            at(Diagnostic::warning(ErrorType::UnitMismatch, "unit of an input is not known"))
                .found(listed(&unknown))
                .hint(format!("values are taken to be in {wanted}; mend the unit if they are not")),
        );
    }
    if found.is_empty() && inventory.is_none() {
        diagnostics.push(
            at(Diagnostic::info(ErrorType::UnitMismatch, "unit is checked when the run starts"))
                .hint("validate against a project to check it now"),
        );
    }
}
