//! Problems of a trial, for somebody who knows of an operator and a well, and of no pipeline.

use std::collections::BTreeMap;

use super::{OPERATOR, SOURCE};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::inventory::WellCurves;
use crate::domain::operator::{OperatorSpec, PortSpec};

/// Curves that a message names; the others it counts.
const NAMED: usize = 12;

/// Who tries what on which well.
pub(super) struct Teller<'a> {
    /// The operator.
    pub spec: &'a OperatorSpec,
    /// The well.
    pub well: &'a WellCurves,
    /// Curves by port, as they were asked for.
    pub inputs: &'a BTreeMap<String, String>,
}

impl Teller<'_> {
    /// Words problems that speak of nodes and of the keys of a pipeline file.
    pub fn all(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut told: Vec<Diagnostic> = Vec::with_capacity(problems.len());
        for problem in problems {
            let problem = self.one(problem);
            if !told.contains(&problem) {
                told.push(problem);
            }
        }
        told
    }

    /// Words one problem.
    pub fn one(&self, mut problem: Diagnostic) -> Diagnostic {
        problem.place.node = None;
        problem.place.curve = problem.place.curve.as_deref().map(own_name);
        problem.what = problem.what.replace(&format!("\"{OPERATOR}\""), &self.spec.id);
        problem.found = problem.found.as_deref().map(own_name);
        if let Some(facts) = &mut problem.facts {
            facts.nodes.clear();
            facts.choices.iter_mut().for_each(|choice| *choice = own_name(choice));
        }
        let Some(name) = problem.place.port.clone() else { return without_port(problem) };
        let Some(port) = self.spec.input(&name) else {
            return match self.inputs.contains_key(&name) {
                true => self.no_port(problem, &name),
                false => problem,
            };
        };
        match problem.error_type {
            ErrorType::MissingInput | ErrorType::MissingInputCurves => self.missing(problem, port),
            ErrorType::AmbiguousInput => self.ambiguous(problem, port),
            ErrorType::SchemaMismatch | ErrorType::NotSupported => {
                problem.what = format!("port {name} of {} cannot read the curve", self.spec.id);
                let hint = self.give(port, problem.choices());
                problem.hint(hint)
            }
            ErrorType::UnitMismatch if problem.is_error() => {
                problem.what = format!("the unit of the curve for port {name} does not convert");
                let hint = self.give(port, &[]);
                problem.hint(hint)
            }
            // Kernels speak of curves to bind, as those do who build a pipeline.
            _ => {
                Diagnostic { hint: problem.hint.map(|it| it.replace("bind ", "give ")), ..problem }
            }
        }
    }

    fn no_port(&self, mut problem: Diagnostic, name: &str) -> Diagnostic {
        let ports: Vec<&str> = self.spec.inputs.iter().map(|port| port.name.as_str()).collect();
        problem.what = format!("{} has no input port {name}", self.spec.id);
        let hint = match problem.choices() {
            [near, ..] => format!("did you mean {near}?"),
            [] => {
                format!("leave {name} out; `mudrock ops show {}` tells of the ports", self.spec.id)
            }
        };
        problem.found(format!("a curve for {name}")).wanted(few(&ports)).hint(hint)
    }

    fn missing(&self, mut problem: Diagnostic, port: &PortSpec) -> Diagnostic {
        let (id, well) = (&self.spec.id, &self.well.well_name);
        let all: Vec<&str> = self.well.curves.iter().map(|curve| curve.name.as_str()).collect();
        let asked = self.inputs.get(&port.name);
        let quoted = problem.found.as_deref().and_then(|found| found.split('"').nth(1));
        let hint = self.give(port, problem.choices());
        if let Some(asked) = asked.filter(|asked| asked.contains(',') && !port.repeated) {
            problem.what = format!("port {} of {id} takes one curve", port.name);
            return problem.found(asked.as_str()).hint(hint);
        }
        if let Some(asked) = asked {
            // Of several curves for a port, the message names the one that is not there.
            let curve = quoted.unwrap_or(asked).to_owned();
            problem.what = format!("{well} has no curve {curve} for port {} of {id}", port.name);
        } else {
            problem.what = format!("no curve of {well} fits port {} of {id}", port.name);
        }
        let found = if all.is_empty() { "no curves".to_owned() } else { few(&all) };
        let instead =
            port.instead.as_ref().map(|other| format!(", or one for {other} in its place"));
        problem.found(found).hint(format!("{hint}{}", instead.unwrap_or_default()))
    }

    fn ambiguous(&self, mut problem: Diagnostic, port: &PortSpec) -> Diagnostic {
        let (id, well) = (&self.spec.id, &self.well.well_name);
        problem.what = format!("several curves of {well} fit port {} of {id}", port.name);
        let fitting: Vec<&str> = problem.choices().iter().map(String::as_str).collect();
        let found = few(&fitting);
        let hint = self.give(port, &[]);
        problem.found(found).hint(hint)
    }

    /// Says how a port gets its curve, in the command line and on the screen; the first of what fits
    /// is named.
    fn give(&self, port: &PortSpec, fitting: &[String]) -> String {
        let any = if port.repeated { "CURVE,CURVE" } else { "CURVE" };
        let curve = fitting.first().map_or(any, String::as_str);
        format!("give one with --input {}={curve}, or press s on the screen", port.name)
    }
}

/// Words what concerns no port.
fn without_port(problem: Diagnostic) -> Diagnostic {
    match problem.error_type {
        ErrorType::DepthMismatch => {
            problem.hint("give curves that lie on one grid, or resample them in a pipeline first")
        }
        ErrorType::MissingInputCurves => {
            problem.hint("try another well, or import what is missing: tops come from a tops.csv")
        }
        _ => problem,
    }
}

/// Takes the node of the well's curves off their names.
fn own_name(text: &str) -> String {
    text.replace(&format!("{SOURCE}."), "")
}

fn few(names: &[&str]) -> String {
    let named = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::curve::Quantity;
    use crate::domain::inventory::CurveFact;
    use crate::domain::operator::Kind;
    use crate::operators::catalogue::catalogue;

    fn told(operator: &str, inputs: &[(&str, &str)], problem: Diagnostic) -> Diagnostic {
        let curve = |name: &str| CurveFact {
            curve_id: Uuid::nil(),
            name: name.to_owned(),
            mnemonic: name.to_owned(),
            quantity: Quantity::Unknown,
            unit: String::new(),
            kind: Kind::Number,
        };
        let well = WellCurves {
            well_id: Uuid::nil(),
            well_name: "A-1".to_owned(),
            curves: ["GR", "RHOB"].map(curve).into(),
        };
        let inputs = inputs.iter().map(|(port, curve)| ((*port).to_owned(), (*curve).to_owned()));
        let inputs = inputs.collect();
        let spec = catalogue().get(operator).expect("an operator").spec();
        Teller { spec, well: &well, inputs: &inputs }.one(problem)
    }

    fn at(error_type: ErrorType, port: &str) -> Diagnostic {
        Diagnostic::error(error_type, "an input of \"operator\" is not bound")
            .at_node(OPERATOR)
            .at_port(port)
            .found("\"wells.FOO\", but node \"wells\" has no such column")
            .hint("bind the port: \"inputs\": {\"GR\": \"…\"}")
    }

    #[test]
    fn a_port_without_a_curve_is_told_without_a_pipeline() {
        let missing = told("vshale_minimum", &[], at(ErrorType::MissingInput, "VSH"));
        assert_eq!(missing.what, "no curve of A-1 fits port VSH of vshale_minimum");
        assert_eq!(missing.found.as_deref(), Some("GR, RHOB"));
        let hint = missing.hint.expect("a hint");
        assert_eq!(hint, "give one with --input VSH=CURVE,CURVE, or press s on the screen");
        assert_eq!(missing.place.node, None);
        let wrong = at(ErrorType::MissingInput, "GR").with_choices(["wells.GR"]);
        let wrong = told("vshale_clavier", &[("GR", "FOO")], wrong);
        assert_eq!(wrong.what, "A-1 has no curve FOO for port GR of vshale_clavier");
        assert!(wrong.hint.expect("a hint").contains("--input GR=GR"));
        let two = at(ErrorType::MissingInput, "GR");
        let two = told("vshale_clavier", &[("GR", "GR,RHOB")], two);
        assert_eq!(two.what, "port GR of vshale_clavier takes one curve");
    }

    #[test]
    fn a_port_that_there_is_not_is_no_key_of_a_file() {
        let unknown =
            told("vshale_clavier", &[("FOO", "GR")], at(ErrorType::SchemaMismatch, "FOO"));
        assert_eq!(unknown.what, "vshale_clavier has no input port FOO");
        assert!(unknown.hint.expect("a hint").starts_with("leave FOO out"));
    }

    #[test]
    fn all_curves_that_fit_are_named() {
        let keys: Vec<String> = (1..=14).map(|nth| format!("wells.C{nth}")).collect();
        let several = at(ErrorType::AmbiguousInput, "X").with_choices(keys);
        let several = told("median_filter", &[], several);
        assert_eq!(several.what, "several curves of A-1 fit port X of median_filter");
        assert!(several.found.expect("curves").ends_with("C12 and 2 more"));
    }
}
