//! What goes into a kernel and what comes out: named curves of equal length, without NaN or infinity.

use std::collections::BTreeMap;

use arrow::array::Float64Array;

use super::operator::KernelError;

/// Depth in metres, and the curves by port, each in the port's unit.
#[derive(Debug, Clone)]
pub struct Inputs {
    depth: Float64Array,
    curves: BTreeMap<String, Float64Array>,
}

impl Inputs {
    /// Starts with the depth of each sample, in metres.
    pub fn new(depth: Float64Array) -> Self {
        Self { depth: finite(depth), curves: BTreeMap::new() }
    }

    /// Feeds a port; values that are not finite become null.
    pub fn with(
        mut self,
        port: impl Into<String>,
        curve: Float64Array,
    ) -> Result<Self, KernelError> {
        let port = port.into();
        if curve.len() != self.len() {
            return Err(KernelError::LengthMismatch {
                port,
                found: curve.len(),
                wanted: self.len(),
            });
        }
        self.curves.insert(port, finite(curve));
        Ok(self)
    }

    /// Returns the number of samples.
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

    /// Returns the curve at a port.
    pub fn curve(&self, port: &str) -> Result<&Float64Array, KernelError> {
        self.optional(port).ok_or_else(|| KernelError::MissingInput { port: port.to_owned() })
    }

    /// Returns the curve at a port that need not be fed.
    pub fn optional(&self, port: &str) -> Option<&Float64Array> {
        self.curves.get(port)
    }

    /// Returns `length` samples from `offset` on, without a copy.
    pub fn slice(&self, offset: usize, length: usize) -> Self {
        Self {
            depth: self.depth.slice(offset, length),
            curves: self
                .curves
                .iter()
                .map(|(port, curve)| (port.clone(), curve.slice(offset, length)))
                .collect(),
        }
    }
}

/// The curves that a kernel made, by output port, and what it has to report.
#[derive(Debug, Clone, Default)]
pub struct Outputs {
    curves: BTreeMap<String, Float64Array>,
    notes: Vec<String>,
}

impl Outputs {
    /// Holds the curve of one port; values that are not finite become null.
    pub fn one(port: impl Into<String>, curve: Float64Array) -> Self {
        Self::default().with(port, curve)
    }

    /// Adds the curve of a further port; values that are not finite become null.
    pub fn with(mut self, port: impl Into<String>, curve: Float64Array) -> Self {
        self.curves.insert(port.into(), finite(curve));
        self
    }

    /// Adds a note for the run report, e.g. how many samples were passed over.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Returns the curves by port.
    pub fn curves(&self) -> &BTreeMap<String, Float64Array> {
        &self.curves
    }

    /// Takes the curves by port.
    pub fn into_curves(self) -> BTreeMap<String, Float64Array> {
        self.curves
    }

    /// Returns what the kernel reports.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

/// Makes null what is not finite.
fn finite(curve: Float64Array) -> Float64Array {
    if curve.iter().flatten().all(f64::is_finite) {
        return curve;
    }
    curve.unary_opt(|value| value.is_finite().then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finite_becomes_null() {
        let curve = Float64Array::from(vec![Some(1.0), Some(f64::NAN), Some(f64::INFINITY), None]);
        let outputs = Outputs::one("X", curve);
        assert_eq!(outputs.curves()["X"], Float64Array::from(vec![Some(1.0), None, None, None]));
    }

    #[test]
    fn curves_of_unequal_length_are_refused() {
        let depth = Float64Array::from(vec![1.0, 2.0]);
        let refused = Inputs::new(depth).with("GR", Float64Array::from(vec![80.0]));
        assert_eq!(
            refused.err(),
            Some(KernelError::LengthMismatch { port: "GR".into(), found: 1, wanted: 2 })
        );
    }
}
