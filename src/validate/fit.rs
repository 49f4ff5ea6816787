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

/// A port with what its name stands for, to be held against many columns.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    port: &'a PortSpec,
    canonical: Option<&'static str>,
}

impl<'a> Wanted<'a> {
    /// Looks the name of the port up.
    pub fn by(port: &'a PortSpec) -> Self {
        Self { port, canonical: curve::lookup(&port.name).map(|entry| entry.canonical) }
    }

    /// Returns how well a column suits the port; `None` where it does not.
    ///
    /// A name is enough to be meant, whatever the unit; without it, quantity and unit must fit.
    pub fn rank(&self, column: &Column) -> Option<Rank> {
        if column.mnemonic.eq_ignore_ascii_case(&self.port.name) {
            return Some(Rank::Name);
        }
        if self.canonical.is_some_and(|name| column.mnemonic.eq_ignore_ascii_case(name)) {
            return Some(Rank::Mnemonic);
        }
        let quantities = &self.port.quantities;
        let measures = quantities.is_empty() || quantities.contains(&column.quantity);
        (measures && converts(self.port, column)).then_some(Rank::Quantity)
    }
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
