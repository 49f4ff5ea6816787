//! Ports of an operator, in a form that a constant can hold.

use crate::domain::curve::{Quantity, quantity_of};
use crate::domain::operator::{Kind, OutputSpec, PortSpec, Rows};

/// Volume fraction.
pub const FRACTION: &str = "v/v";
/// A number without unit: a ratio, an index, an exponent.
pub const NUMBER: &str = "-";
/// Percent.
pub const PERCENT: &str = "%";
/// Parts per million.
pub const PPM: &str = "ppm";
/// Gamma ray.
pub const GAPI: &str = "gAPI";
/// Spontaneous potential.
pub const MILLIVOLT: &str = "mV";
/// Density.
pub const G_PER_CM3: &str = "g/cm3";
/// Slowness.
pub const US_PER_FT: &str = "us/ft";
/// Velocity.
pub const M_PER_S: &str = "m/s";
/// Acoustic impedance.
pub const IMPEDANCE: &str = "g/cm3.m/s";
/// Elastic modulus.
pub const GIGAPASCAL: &str = "GPa";
/// Stress and pressure.
pub const MEGAPASCAL: &str = "MPa";
/// Resistivity.
pub const OHM_M: &str = "ohm.m";
/// Photoelectric factor.
pub const BARN_PER_ELECTRON: &str = "b/e";
/// Permeability.
pub const MILLIDARCY: &str = "mD";
/// Pore radius.
pub const MICROMETRE: &str = "um";
/// Depth and length.
pub const METRE: &str = "m";
/// Depth where a formula is tied to feet.
pub const FOOT: &str = "ft";
/// Hole and bit diameter.
pub const INCH: &str = "in";
/// Angle.
pub const DEGREE: &str = "deg";
/// Temperature.
pub const CELSIUS: &str = "degC";
/// Temperature where a formula is tied to Fahrenheit.
pub const FAHRENHEIT: &str = "degF";
/// Relaxation and travel time.
pub const MILLISECOND: &str = "ms";
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

/// Which rows, in a form that a constant can hold; see [`Rows`].
#[derive(Debug, Clone, Copy)]
enum Lies {
    AtDepths,
    InTable(&'static str),
    Alone,
}

impl Lies {
    fn rows(self) -> Rows {
        match self {
            Self::AtDepths => Rows::Depths,
            Self::InTable(table) => Rows::Table(table.to_owned()),
            Self::Alone => Rows::One,
        }
    }
}

/// An input port.
#[derive(Debug, Clone, Copy)]
pub struct Port {
    /// Name, as in the catalogue.
    pub name: &'static str,
    unit: Option<&'static str>,
    kind: Kind,
    lies: Lies,
    quantities: Option<&'static [Quantity]>,
    optional: bool,
    repeated: bool,
    instead: Option<&'static str>,
    aliases: &'static [&'static str],
}

impl Port {
    const fn new(name: &'static str, unit: Option<&'static str>, kind: Kind) -> Self {
        Self {
            name,
            unit,
            kind,
            lies: Lies::AtDepths,
            quantities: None,
            optional: false,
            repeated: false,
            instead: None,
            aliases: &[],
        }
    }

    /// Describes a port computed in `unit`; what fits it is what the mnemonic table says of its name.
    pub const fn curve(name: &'static str, unit: &'static str) -> Self {
        Self::new(name, Some(unit), Kind::Number)
    }

    /// Describes a port that takes any curve, in the curve's own unit.
    pub const fn any(name: &'static str) -> Self {
        Self::new(name, None, Kind::Number).fits(&[])
    }

    /// Describes the port `DEPT`: the depth of each sample, which always flows.
    pub const fn depth(unit: &'static str) -> Self {
        Self::new("DEPT", Some(unit), Kind::Number)
    }

    /// Describes a port of one text a row, such as a zone or a rock code.
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, None, Kind::Text)
    }

    /// Describes a port of one list of numbers a row; without a unit it takes any.
    pub const fn array(name: &'static str, unit: Option<&'static str>) -> Self {
        Self::new(name, unit, Kind::Array)
    }

    /// Puts the port into a table of its own, such as the stations of a survey; ports of one table
    /// are equally long, and as long as they like beside the depths.
    pub const fn in_table(mut self, table: &'static str) -> Self {
        self.lies = Lies::InTable(table);
        self
    }

    /// Makes the port one value for the whole well.
    pub const fn alone(mut self) -> Self {
        self.lies = Lies::Alone;
        self
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

    /// Lets another port, an optional one, be fed in its place.
    pub const fn or(mut self, other: &'static str) -> Self {
        self.instead = Some(other);
        self
    }

    /// Lets the port take any number of curves, each under its own name.
    pub const fn repeated(mut self) -> Self {
        self.repeated = true;
        self
    }

    /// Names the port may also be fed by; case, blanks and underscores make no difference.
    pub const fn alias(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    pub(super) fn spec(&self) -> PortSpec {
        let quantities = match self.quantities {
            Some(quantities) => quantities.to_vec(),
            None => known(self.name).into_iter().collect(),
        };
        PortSpec {
            name: self.name.to_owned(),
            unit: self.unit.map(str::to_owned),
            kind: self.kind,
            rows: self.lies.rows(),
            quantities,
            optional: self.optional,
            repeated: self.repeated,
            instead: self.instead.map(str::to_owned),
            aliases: self.aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        }
    }
}

/// An output port.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// Name, as in the catalogue; also the mnemonic of a new quantity.
    pub name: &'static str,
    unit: Option<&'static str>,
    kind: Kind,
    lies: Lies,
    quantity: Option<Quantity>,
    keeps: Option<&'static str>,
    repeated: bool,
}

impl Output {
    const fn new(name: &'static str, unit: Option<&'static str>, kind: Kind) -> Self {
        Self {
            name,
            unit,
            kind,
            lies: Lies::AtDepths,
            quantity: None,
            keeps: None,
            repeated: false,
        }
    }

    /// Describes a new curve; what it measures is what the mnemonic table says of its name.
    pub const fn curve(name: &'static str, unit: &'static str) -> Self {
        Self::new(name, Some(unit), Kind::Number)
    }

    /// Describes a curve that keeps the unit and the quantity of an input port.
    pub const fn keeping(name: &'static str, input: &'static str) -> Self {
        let mut output = Self::new(name, None, Kind::Number);
        output.keeps = Some(input);
        output
    }

    /// Describes one text a row.
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, Some(NUMBER), Kind::Text)
    }

    /// Describes one list of numbers a row.
    pub const fn array(name: &'static str, unit: &'static str) -> Self {
        Self::new(name, Some(unit), Kind::Array)
    }

    /// Describes one list of numbers a row, in the unit and of the quantity of an input port.
    pub const fn array_keeping(name: &'static str, input: &'static str) -> Self {
        let mut output = Self::keeping(name, input);
        output.kind = Kind::Array;
        output
    }

    /// Gives the curve another unit, and so another quantity, than the input whose name it keeps.
    ///
    /// In the text `{}` stands for the unit of that input and `{name}` for a parameter: `{}/m`, `{to}`.
    pub const fn in_unit(mut self, unit: &'static str) -> Self {
        self.unit = Some(unit);
        self.quantity = Some(Quantity::Unknown);
        self
    }

    /// Gives the curve another unit for the same quantity: `{to}`, written as for [`Self::in_unit`].
    pub const fn converted_to(mut self, unit: &'static str) -> Self {
        self.unit = Some(unit);
        self
    }

    /// Makes the port a column of a table, which has as many rows as the operator finds.
    ///
    /// A table with a column `DEPT` or `FROM` lies along the well by it; its columns can be kept as curves.
    pub const fn in_table(mut self, table: &'static str) -> Self {
        self.lies = Lies::InTable(table);
        self
    }

    /// Makes the port one value for the whole well.
    pub const fn alone(mut self) -> Self {
        self.lies = Lies::Alone;
        self
    }

    /// Says what it measures, where the name alone would mislead.
    pub const fn measures(mut self, quantity: Quantity) -> Self {
        self.quantity = Some(quantity);
        self
    }

    /// Makes the port give any number of columns, each under its own name.
    pub const fn repeated(mut self) -> Self {
        self.repeated = true;
        self
    }

    /// Returns which rows it has.
    pub fn rows(&self) -> Rows {
        self.lies.rows()
    }

    pub(super) fn spec(&self) -> OutputSpec {
        OutputSpec {
            name: self.name.to_owned(),
            unit: self.unit.map(str::to_owned),
            kind: self.kind,
            rows: self.lies.rows(),
            quantity: match (self.quantity, self.keeps) {
                (None, Some(_)) => None,
                (quantity, _) => Some(quantity.unwrap_or_else(|| quantity_of(self.name))),
            },
            keeps: self.keeps.map(str::to_owned),
            repeated: self.repeated,
        }
    }
}

fn known(name: &str) -> Option<Quantity> {
    Some(quantity_of(name)).filter(|quantity| *quantity != Quantity::Unknown)
}
