//! What goes into a kernel and what comes out: values by port, without NaN or infinity.

use std::collections::BTreeMap;

use arrow::array::{Float64Array, StringArray};

use super::operator::KernelError;
use super::values::{ArrayCurve, Values, finite};
use crate::domain::curve::DEPTH;
use crate::domain::operator::{Kind, PortSpec, Rows};

/// Columns of a repeated port, each with its name, in the order in which they were given.
pub type Members = Vec<(String, Values)>;

/// Depth in metres, and the values by port, each in the port's unit.
#[derive(Debug, Clone)]
pub struct Inputs {
    depth: Float64Array,
    values: BTreeMap<String, Values>,
    members: BTreeMap<String, Members>,
    units: BTreeMap<String, String>,
}

impl Inputs {
    /// Starts with the depth of each sample, in metres.
    pub fn new(depth: Float64Array) -> Self {
        Self {
            depth: finite(depth),
            values: BTreeMap::new(),
            members: BTreeMap::new(),
            units: BTreeMap::new(),
        }
    }

    /// Feeds a port; numbers that are not finite become null.
    pub fn with(mut self, port: impl Into<String>, values: impl Into<Values>) -> Self {
        self.values.insert(port.into(), values.into());
        self
    }

    /// Feeds a repeated port with one more column.
    pub fn with_member(
        mut self,
        port: impl Into<String>,
        name: impl Into<String>,
        values: impl Into<Values>,
    ) -> Self {
        self.members.entry(port.into()).or_default().push((name.into(), values.into()));
        self
    }

    /// Says in which unit the values of a port, or of a column of a repeated one, are.
    pub fn with_unit(mut self, port: impl Into<String>, unit: impl Into<String>) -> Self {
        self.units.insert(port.into(), unit.into());
        self
    }

    /// Returns the unit of a port that takes any, or of a column of a repeated one, where it is known.
    pub fn unit(&self, port: &str) -> Option<&str> {
        self.units.get(port).map(String::as_str)
    }

    /// Returns the number of samples, which is that of the depths.
    pub fn len(&self) -> usize {
        self.depth.len()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.depth.is_empty()
    }

    /// Returns the depth of each sample, in metres.
    pub fn depth(&self) -> &Float64Array {
        &self.depth
    }

    /// Returns the numbers at a port.
    pub fn curve(&self, port: &str) -> Result<&Float64Array, KernelError> {
        self.optional(port).ok_or_else(|| KernelError::missing(port))
    }

    /// Returns the numbers at a port that need not be fed.
    pub fn optional(&self, port: &str) -> Option<&Float64Array> {
        self.values.get(port)?.numbers()
    }

    /// Returns the texts at a port.
    pub fn text(&self, port: &str) -> Result<&StringArray, KernelError> {
        self.optional_text(port).ok_or_else(|| KernelError::missing(port))
    }

    /// Returns the texts at a port that need not be fed.
    pub fn optional_text(&self, port: &str) -> Option<&StringArray> {
        self.values.get(port)?.texts()
    }

    /// Returns the lists at a port.
    pub fn array(&self, port: &str) -> Result<&ArrayCurve, KernelError> {
        self.optional_array(port).ok_or_else(|| KernelError::missing(port))
    }

    /// Returns the lists at a port that need not be fed.
    pub fn optional_array(&self, port: &str) -> Option<&ArrayCurve> {
        self.values.get(port)?.arrays()
    }

    /// Returns the one number at a port for the whole well; `None` where it is null or not fed.
    pub fn number(&self, port: &str) -> Option<f64> {
        self.optional(port)?.iter().next().flatten()
    }

    /// Returns the columns at a repeated port, in the order in which they were given.
    pub fn members(&self, port: &str) -> &[(String, Values)] {
        self.members.get(port).map_or(&[], Vec::as_slice)
    }

    /// Returns those columns of a repeated port that hold numbers.
    pub fn curves(&self, port: &str) -> Vec<(&str, &Float64Array)> {
        let members = self.members(port).iter();
        members.filter_map(|(name, values)| Some((name.as_str(), values.numbers()?))).collect()
    }

    /// Returns `length` samples from `offset` on, without a copy; single values stay whole.
    ///
    /// Only operators that work sample by sample or by windows are cut, and these read no tables.
    pub fn slice(&self, offset: usize, length: usize) -> Self {
        let cut = |values: &Values| {
            if values.len() == self.len() { values.slice(offset, length) } else { values.clone() }
        };
        let cut_members = |members: &Members| -> Members {
            members.iter().map(|(name, values)| (name.clone(), cut(values))).collect()
        };
        Self {
            depth: self.depth.slice(offset, length),
            values: self.values.iter().map(|(port, values)| (port.clone(), cut(values))).collect(),
            members: self
                .members
                .iter()
                .map(|(port, members)| (port.clone(), cut_members(members)))
                .collect(),
            units: self.units.clone(),
        }
    }

    /// Whether a port is fed by another in its place, or by one in the place of that.
    fn is_replaced(&self, ports: &[PortSpec], port: &PortSpec) -> bool {
        let other = |port: &PortSpec| {
            let other = port.instead.as_ref()?;
            ports.iter().find(|one| one.name == *other)
        };
        std::iter::successors(other(port), |port| other(port)).take(ports.len()).any(|port| {
            self.values.contains_key(&port.name) || !self.members(&port.name).is_empty()
        })
    }

    /// Checks that what the ports want is there: every port fed, of its kind, as long as its fellows.
    pub(super) fn check(&self, ports: &[PortSpec]) -> Result<(), KernelError> {
        let mut lengths: BTreeMap<&str, usize> = BTreeMap::new();
        for port in ports {
            let single = self.values.get(&port.name);
            let fed: Vec<&Values> =
                single.into_iter().chain(self.members(&port.name).iter().map(|(_, v)| v)).collect();
            let other = self.is_replaced(ports, port);
            if fed.is_empty() && !port.optional && !other && port.name != DEPTH {
                return Err(KernelError::missing(&port.name));
            }
            for values in fed {
                // A set of curves takes what the well has, texts beside numbers.
                let any = port.repeated && port.kind == Kind::Number && values.kind() == Kind::Text;
                if values.kind() != port.kind && !any {
                    return Err(KernelError::WrongKind {
                        port: port.name.clone(),
                        found: values.kind(),
                        wanted: port.kind,
                    });
                }
                let wanted = match &port.rows {
                    Rows::Depths => self.len(),
                    Rows::Table(table) => *lengths.entry(table).or_insert(values.len()),
                    Rows::One => 1,
                };
                if values.len() != wanted {
                    return Err(KernelError::LengthMismatch {
                        port: port.name.clone(),
                        found: values.len(),
                        wanted,
                    });
                }
            }
        }
        Ok(())
    }
}

/// What a kernel made, by output port, and what it has to report.
#[derive(Debug, Clone, Default)]
pub struct Outputs {
    values: BTreeMap<String, Values>,
    members: BTreeMap<String, Members>,
    notes: Vec<String>,
}

impl Outputs {
    /// Holds the values of one port; numbers that are not finite become null.
    pub fn one(port: impl Into<String>, values: impl Into<Values>) -> Self {
        Self::default().with(port, values)
    }

    /// Adds the values of a further port; numbers that are not finite become null.
    pub fn with(mut self, port: impl Into<String>, values: impl Into<Values>) -> Self {
        self.values.insert(port.into(), values.into());
        self
    }

    /// Adds one number for the whole well.
    pub fn with_number(self, port: impl Into<String>, number: Option<f64>) -> Self {
        self.with(port, Float64Array::from(vec![number]))
    }

    /// Adds a column of a repeated port.
    pub fn with_member(
        mut self,
        port: impl Into<String>,
        name: impl Into<String>,
        values: impl Into<Values>,
    ) -> Self {
        self.members.entry(port.into()).or_default().push((name.into(), values.into()));
        self
    }

    /// Says that a repeated port gives no column; without a word it would be a port forgotten.
    pub fn with_no_members(mut self, port: impl Into<String>) -> Self {
        self.members.entry(port.into()).or_default();
        self
    }

    /// Adds a note for the run report, e.g. how many samples were passed over.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds notes, as many as there are.
    pub fn noting(self, notes: impl IntoIterator<Item = String>) -> Self {
        notes.into_iter().fold(self, Self::note)
    }

    /// Returns the values by port.
    pub fn values(&self) -> &BTreeMap<String, Values> {
        &self.values
    }

    /// Returns the numbers of a port.
    pub fn curve(&self, port: &str) -> Option<&Float64Array> {
        self.values.get(port)?.numbers()
    }

    /// Returns the columns of the repeated ports.
    pub fn members(&self) -> &BTreeMap<String, Members> {
        &self.members
    }

    /// Takes the values by port, and the columns of the repeated ports.
    pub fn into_parts(self) -> (BTreeMap<String, Values>, BTreeMap<String, Members>) {
        (self.values, self.members)
    }

    /// Returns what the kernel reports.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operators::ports::Port;

    fn numbers(values: &[f64]) -> Float64Array {
        values.to_vec().into()
    }

    fn checked(inputs: &Inputs, ports: &[Port]) -> Option<KernelError> {
        let specs: Vec<PortSpec> = ports.iter().map(Port::spec).collect();
        inputs.check(&specs).err()
    }

    #[test]
    fn what_is_not_finite_becomes_null() {
        let curve = Float64Array::from(vec![Some(1.0), Some(f64::NAN), Some(f64::INFINITY), None]);
        let outputs = Outputs::one("X", curve);
        let wanted = Float64Array::from(vec![Some(1.0), None, None, None]);
        assert_eq!(outputs.curve("X"), Some(&wanted));
    }

    #[test]
    fn curves_are_as_long_as_the_depths_and_tables_as_their_columns() {
        let inputs = Inputs::new(numbers(&[1.0, 2.0]))
            .with("GR", numbers(&[80.0]))
            .with("MD", numbers(&[0.0, 10.0, 20.0]))
            .with("INCL", numbers(&[0.0, 1.0]));
        let mismatch = |port: &str, found, wanted| {
            Some(KernelError::LengthMismatch { port: port.into(), found, wanted })
        };
        assert_eq!(checked(&inputs, &[Port::any("GR")]), mismatch("GR", 1, 2));
        assert_eq!(checked(&inputs, &[Port::any("GR").alone()]), None);
        let survey = [Port::any("MD").in_table("survey"), Port::any("INCL").in_table("survey")];
        assert_eq!(checked(&inputs, &survey), mismatch("INCL", 2, 3));
        assert_eq!(checked(&inputs, &[Port::any("X")]), Some(KernelError::missing("X")));
        assert_eq!(checked(&inputs, &[Port::any("X").optional()]), None);
        assert!(matches!(
            checked(&inputs, &[Port::text("GR").alone()]),
            Some(KernelError::WrongKind { found: Kind::Number, wanted: Kind::Text, .. })
        ));
    }

    #[test]
    fn a_slice_cuts_samples_and_leaves_single_values() {
        let inputs = Inputs::new(numbers(&[1.0, 2.0, 3.0]))
            .with("X", numbers(&[1.0, 2.0, 3.0]))
            .with("RUN", numbers(&[7.0]))
            .with_member("SET", "A", numbers(&[4.0, 5.0, 6.0]));
        let part = inputs.slice(1, 2);
        assert_eq!(part.optional("X"), Some(&numbers(&[2.0, 3.0])));
        assert_eq!(part.number("RUN"), Some(7.0));
        assert_eq!(part.curves("SET"), [("A", &numbers(&[5.0, 6.0]))]);
    }
}
