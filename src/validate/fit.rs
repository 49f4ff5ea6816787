//! How well a column suits a port, by name, by what it measures and by its unit.

use super::units::{Fit, fit};
use crate::domain::curve::{self, Column, DEPTH, Quantity};
use crate::domain::operator::PortSpec;

/// How well a column suits a port; the better, the smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// It has the name of the port.
    Name,
    /// It has the canonical mnemonic of the port's name.
    Mnemonic,
    /// It measures what the port takes.
    Quantity,
}

/// Returns how well a column suits a port; `None` where it does not.
pub fn rank(port: &PortSpec, column: &Column) -> Option<Rank> {
    if column.mnemonic.eq_ignore_ascii_case(&port.name) {
        return Some(Rank::Name);
    }
    let canonical = curve::lookup(&port.name).map(|entry| entry.canonical);
    if canonical.is_some_and(|canonical| column.mnemonic.eq_ignore_ascii_case(canonical)) {
        return Some(Rank::Mnemonic);
    }
    let measures = port.quantities.is_empty() || port.quantities.contains(&column.quantity);
    (measures && converts(port, column)).then_some(Rank::Quantity)
}

/// Whether the unit of a column converts to that of a port, or is not known.
pub fn converts(port: &PortSpec, column: &Column) -> bool {
    match (&port.unit, &column.unit) {
        (Some(wanted), Some(unit)) => fit(unit, wanted) != Fit::Differs,
        _ => true,
    }
}

/// Whether a port takes the depth column, which always flows, rather than a curve.
pub fn takes_depth(port: &PortSpec) -> bool {
    port.name.eq_ignore_ascii_case(DEPTH) || port.quantities == [Quantity::Depth]
}
