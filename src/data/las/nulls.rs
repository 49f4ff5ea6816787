//! Null values: the one that the header declares, and the usual ones that writers use beside it.

use super::Findings;
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Null values that files use without declaring them.
///
/// All are negative and far from what tools read: positive ones, such as 9999, are legal resistivities.
const USUAL: [f64; 9] =
    [-999.25, -999.0, -9999.0, -9999.25, -99999.0, -99999.25, -32768.0, -2_147_483_648.0, -1e30];

/// Finds null values in curves and remembers what it found.
pub(super) struct Nulls {
    declared: Option<f64>,
    declared_count: usize,
    declared_curves: usize,
    usual: [(usize, Vec<String>); USUAL.len()],
}

impl Nulls {
    pub(super) fn new(declared: Option<f64>) -> Self {
        Self { declared, declared_count: 0, declared_curves: 0, usual: Default::default() }
    }

    /// Turns the null values of one curve into NaN; the depth must not come here.
    pub(super) fn apply(&mut self, curve: &str, values: &mut [f64]) {
        let count = self.declared.map_or(0, |null| erase(values, null));
        self.declared_count += count;
        self.declared_curves += usize::from(count > 0);
        for (null, (total, curves)) in USUAL.iter().zip(&mut self.usual) {
            if stands_apart(values, *null) {
                *total += erase(values, *null);
                curves.push(curve.to_owned());
            }
        }
    }

    /// Reports what was found; `line` is the one that declares the null value.
    pub(super) fn report(&self, line: Option<usize>, findings: &mut Findings) {
        let place = |report: Diagnostic| match line {
            Some(line) => report.at_line(line),
            None => report,
        };
        if let (Some(null), true) = (self.declared, self.declared_count > 0) {
            let report =
                Diagnostic::info(ErrorType::MalformedFile, format!("{null} is read as missing"));
            findings.add(place(report.found(format!(
                "{} values in {} curves",
                self.declared_count, self.declared_curves
            ))));
        }
        for (null, (total, curves)) in USUAL.iter().zip(&self.usual) {
            if *total > 0 {
                let report = Diagnostic::warning(
                    ErrorType::MalformedFile,
                    format!("{null} is read as missing, though it is not declared"),
                );
                let report = report.found(format!("{total} values in {}", curves.join(", ")));
                let declared =
                    self.declared.map_or("no null value".to_owned(), |null| null.to_string());
                findings.add(place(report.wanted(format!("{declared}, as declared"))));
            }
        }
    }
}

fn erase(values: &mut [f64], null: f64) -> usize {
    let mut count = 0;
    for value in values.iter_mut().filter(|value| is_null(**value, null)) {
        *value = f64::NAN;
        count += 1;
    }
    count
}

/// Compares as files print: `-999.25` and `-999.2500` are one, single precision rounds the rest.
fn is_null(value: f64, null: f64) -> bool {
    value == null || (value - null).abs() <= null.abs() * 1e-7
}

/// Whether a value occurs and no measurement comes near it: a coordinate of -999 amid -998 and -1000 is none.
fn stands_apart(values: &[f64], null: f64) -> bool {
    let is_usual = |value: f64| USUAL.iter().any(|usual| is_null(value, *usual));
    let near = |value: f64| (value - null).abs() < null.abs() * 0.1;
    values.iter().any(|value| is_null(*value, null))
        && !values.iter().any(|value| near(*value) && !is_usual(*value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(declared: Option<f64>, values: &[f64]) -> (usize, Vec<Diagnostic>) {
        let mut values = values.to_vec();
        let mut nulls = Nulls::new(declared);
        nulls.apply("GR", &mut values);
        let mut findings = Findings { file: "a.las".into(), list: Vec::new() };
        nulls.report(Some(8), &mut findings);
        (values.iter().filter(|value| value.is_nan()).count(), findings.list)
    }

    #[test]
    fn the_declared_null_is_erased_and_counted() {
        let (count, found) = applied(Some(-999.25), &[1.0, -999.25, -999.2500]);
        assert_eq!(count, 2);
        assert_eq!(found[0].found.as_deref(), Some("2 values in 1 curves"));
        assert_eq!(found[0].place.line, Some(8));
    }

    #[test]
    fn a_usual_null_beside_the_declared_one_is_erased_with_a_warning() {
        let (count, found) = applied(Some(-999.25), &[1.0, -9999.0, -9999.0]);
        assert_eq!(count, 2);
        assert_eq!(found[0].what, "-9999 is read as missing, though it is not declared");
    }

    #[test]
    fn a_measurement_that_looks_like_a_null_stays() {
        assert_eq!(applied(Some(-999.25), &[-998.0, -999.0, -1000.0]).0, 0);
        assert_eq!(applied(Some(-999.25), &[9998.0, 9999.0, 10000.0, -0.0733]).0, 0);
    }
}
