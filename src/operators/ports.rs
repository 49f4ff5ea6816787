//! Ports of an operator, in a form that a constant can hold.

use crate::domain::curve::{Quantity, quantity_of};
use crate::domain::operator::{OutputSpec, PortSpec};

/// Volume fraction.
pub const FRACTION: &str = "v/v";
/// Gamma ray.
pub const GAPI: &str = "gAPI";
/// Density.
pub const G_PER_CM3: &str = "g/cm3";
/// Slowness.
pub const US_PER_FT: &str = "us/ft";
/// Resistivity.
pub const OHM_M: &str = "ohm.m";
/// Permeability.
pub const MILLIDARCY: &str = "mD";
/// A flag: 1 true, 0 not.
pub const FLAG: &str = "0/1";

/// Every kind of porosity, for ports that take the user's choice.
pub const POROSITY: &[Quantity] = &[
    Quantity::EffectivePorosity,
    Quantity::TotalPorosity,
    Quantity::DensityPorosity,
    Quantity::SonicPorosity,
    Quantity::NeutronPorosity,
];

/// An input port.
#[derive(Debug, Clone, Copy)]
pub struct Port {
    /// Name, as in the catalogue.
    pub name: &'static str,
    unit: Option<&'static str>,
    quantities: Option<&'static [Quantity]>,
    optional: bool,
}

impl Port {
    /// Describes a port computed in `unit`; what fits it is what the mnemonic table says of its name.
    pub const fn curve(name: &'static str, unit: &'static str) -> Self {
        Self { name, unit: Some(unit), quantities: None, optional: false }
    }

    /// Describes a port that takes any curve, in the curve's own unit.
    pub const fn any(name: &'static str) -> Self {
        Self { name, unit: None, quantities: Some(&[]), optional: false }
    }

    /// Says which quantities fit, in place of the one that the mnemonic table gives.
    pub const fn fits(mut self, quantities: &'static [Quantity]) -> Self {
        self.quantities = Some(quantities);
        self
    }

    /// Lets the operator run without this port.
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    pub(super) fn spec(&self) -> PortSpec {
        let quantities = match self.quantities {
            Some(quantities) => quantities.to_vec(),
            None => Some(quantity_of(self.name))
                .filter(|quantity| *quantity != Quantity::Unknown)
                .into_iter()
                .collect(),
        };
        PortSpec {
            name: self.name.to_owned(),
            unit: self.unit.map(str::to_owned),
            quantities,
            optional: self.optional,
        }
    }
}

/// An output port.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// Name, as in the catalogue; also the mnemonic of a new quantity.
    pub name: &'static str,
    unit: Option<&'static str>,
    keeps: Option<&'static str>,
}

impl Output {
    /// Describes a new curve; what it measures is what the mnemonic table says of its name.
    pub const fn curve(name: &'static str, unit: &'static str) -> Self {
        Self { name, unit: Some(unit), keeps: None }
    }

    /// Describes a curve that keeps the unit and the quantity of an input port.
    pub const fn keeping(name: &'static str, input: &'static str) -> Self {
        Self { name, unit: None, keeps: Some(input) }
    }

    pub(super) fn spec(&self) -> OutputSpec {
        OutputSpec {
            name: self.name.to_owned(),
            unit: self.unit.map(str::to_owned),
            quantity: self.keeps.is_none().then(|| quantity_of(self.name)),
            keeps: self.keeps.map(str::to_owned),
        }
    }
}
