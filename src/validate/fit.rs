//! How well a column suits a port, by name, by what it measures and by its unit.

use super::units::{Fit, fit};
use crate::domain::curve::{self, Column, Quantity};
use crate::domain::operator::{Kind, PortSpec};

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
    /// What its rows are and hold must fit. A name is enough to be meant, whatever the unit; without
    /// it, quantity and unit must fit, and depths are nothing that just any port is fed with.
    pub fn rank(&self, column: &Column) -> Option<Rank> {
        if self.port.misfit(column).is_some() || !self.port.takes_rows(&column.place) {
            return None;
        }
        if column.mnemonic.eq_ignore_ascii_case(&self.port.name) {
            return Some(Rank::Name);
        }
        if self.canonical.is_some_and(|name| column.mnemonic.eq_ignore_ascii_case(name)) {
            return Some(Rank::Mnemonic);
        }
        // Texts and lists that a port does not know by name measure nothing that would tell.
        let known = column.kind.is_some() || self.port.kind == Kind::Number;
        let measures = match self.port.quantities.as_slice() {
            [] => column.quantity != Quantity::Depth,
            some => some.contains(&column.quantity) && some != [Quantity::Depth],
        };
        (known && measures && converts(self.port, column)).then_some(Rank::Quantity)
    }
}

/// Whether the unit of a column converts to that of a port, or is not known.
pub fn converts(port: &PortSpec, column: &Column) -> bool {
    match (&port.unit, &column.unit) {
        (Some(wanted), Some(unit)) => fit(unit, wanted) != Fit::Differs,
        _ => true,
    }
}
