//! Binds input ports to the columns that flow towards a node.

use std::collections::BTreeMap;

use super::graph::{Graph, label};
use super::listing::first_few;
use super::offer::Offer;
use super::units::{Fit, fit};
use crate::domain::curve::{self, DEPTH, Quantity};
use crate::domain::dag::DagNode;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::domain::operator::{OperatorSpec, PortSpec};

/// What a port reads.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// The depth column, which every batch has.
    Depth,
    /// A column that an upstream node adds.
    Column(&'a Offer),
}

impl Source<'_> {
    /// Returns the key in the flow.
    pub fn key(&self) -> &str {
        match self {
            Self::Depth => DEPTH,
            Self::Column(offer) => &offer.column.key,
        }
    }
}

/// An operator node and what flows towards it.
pub(super) struct Reader<'a> {
    /// The pipeline.
    pub graph: &'a Graph<'a>,
    /// Index of the node.
    pub index: usize,
    /// Its operator.
    pub spec: &'a OperatorSpec,
    /// Columns of all its ancestors, in the author's order.
    pub offered: Vec<&'a Offer>,
    /// Whether something upstream is not known, so that a missing column is no news.
    pub blind: bool,
}

impl<'a> Reader<'a> {
    /// Binds every input port that can be bound and reports the others.
    pub fn bind(
        &self,
        inputs: &BTreeMap<String, String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<(&'a PortSpec, Source<'a>)> {
        for port in inputs.keys().filter(|port| self.spec.input(port).is_none()) {
            diagnostics.push(self.unknown_port(port));
        }
        let mut bound = Vec::new();
        for port in &self.spec.inputs {
            let source = match inputs.get(&port.name) {
                Some(reference) => self.explicit(port, reference).map(Some),
                None => self.implicit(port),
            };
            match source {
                Ok(Some(source)) => bound.push((port, source)),
                Ok(None) => {}
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
        bound
    }

    fn node(&self) -> &'a DagNode {
        self.graph.node(self.index)
    }

    /// Finds what `inputs` names: `CURVE` of an upstream ingestion, or `node.NAME`.
    fn explicit(&self, port: &PortSpec, reference: &str) -> Result<Source<'a>, Box<Diagnostic>> {
        if reference.eq_ignore_ascii_case(DEPTH) {
            return Ok(Source::Depth);
        }
        if let Some((source, name)) = self.graph.definition.split_reference(reference) {
            return self.of_node(port, reference, source, name);
        }
        let curves: Vec<&Offer> =
            self.offered.iter().copied().filter(|offer| offer.ingested).collect();
        let exact: Vec<&Offer> =
            curves.iter().copied().filter(|offer| offer.name == reference).collect();
        let fitting = if exact.is_empty() {
            curves.into_iter().filter(|it| it.name.eq_ignore_ascii_case(reference)).collect()
        } else {
            exact
        };
        match fitting.as_slice() {
            [offer] => Ok(Source::Column(offer)),
            [] => Err(self.no_such_curve(port, reference)),
            several => Err(self.ambiguous(port, several)),
        }
    }

    fn of_node(
        &self,
        port: &PortSpec,
        reference: &str,
        source: &DagNode,
        name: &str,
    ) -> Result<Source<'a>, Box<Diagnostic>> {
        let upstream = self
            .graph
            .index_of(&source.id)
            .filter(|source| self.graph.ancestors[self.index].contains(source));
        let Some(upstream) = upstream else {
            return Err(self.missing(
                port,
                format!("\"{reference}\", but node \"{}\" is not upstream", label(source)),
                format!("add `{}` to `dependencies`", source.id),
            ));
        };
        let of_source = || self.offered.iter().copied().filter(|it| it.producer == upstream);
        if let Some(offer) = of_source().find(|offer| offer.name == name) {
            return Ok(Source::Column(offer));
        }
        let near = nearest(name, of_source().map(|offer| offer.name.as_str()));
        let hint = near.map_or_else(
            || format!("it offers {}", first_few(of_source().map(|offer| &offer.name))),
            |near| format!("did you mean `{}.{near}`?", source.id),
        );
        Err(self.missing(
            port,
            format!("\"{reference}\", but node \"{}\" has no such column", label(source)),
            hint,
        ))
    }

    fn no_such_curve(&self, port: &PortSpec, reference: &str) -> Box<Diagnostic> {
        let of_operator =
            self.offered.iter().find(|it| !it.ingested && it.name.eq_ignore_ascii_case(reference));
        let ids = self.graph.definition.nodes.iter().map(|node| node.id.as_str());
        let names = self.offered.iter().map(|offer| offer.name.as_str());
        let hint = match (of_operator, reference.rsplit_once('.')) {
            (Some(offer), _) => Some(format!("write `{}`", offer.column.key)),
            (None, Some((node, name))) => {
                nearest(node, ids).map(|near| format!("did you mean `{near}.{name}`?"))
            }
            (None, None) => nearest(reference, names).map(|near| format!("did you mean `{near}`?")),
        };
        let offered = first_few(self.offered.iter().map(|offer| &offer.column.key));
        self.missing(
            port,
            format!("\"{reference}\", which nothing upstream offers"),
            hint.unwrap_or_else(|| format!("upstream nodes offer {offered}")),
        )
    }

    /// Finds the one column that fits; the port's own name goes before everything else.
    ///
    /// An optional port changes the result, so that it is bound on request only.
    fn implicit(&self, port: &PortSpec) -> Result<Option<Source<'a>>, Box<Diagnostic>> {
        if port.name.eq_ignore_ascii_case(DEPTH) || port.quantities == [Quantity::Depth] {
            return Ok(Some(Source::Depth));
        }
        if port.optional {
            return Ok(None);
        }
        let canonical = curve::lookup(&port.name).map(|entry| entry.canonical);
        let rules: [&dyn Fn(&Offer) -> bool; 3] = [
            &|offer| offer.column.mnemonic.eq_ignore_ascii_case(&port.name),
            &|offer| canonical.is_some_and(|it| offer.column.mnemonic.eq_ignore_ascii_case(it)),
            &|offer| fits(port, offer),
        ];
        for rule in rules {
            let fitting: Vec<&Offer> =
                self.offered.iter().copied().filter(|offer| rule(offer)).collect();
            match fitting.as_slice() {
                [] => {}
                [offer] => return Ok(Some(Source::Column(offer))),
                several => return Err(self.ambiguous(port, several)),
            }
        }
        if self.blind {
            return Ok(None);
        }
        let offered = first_few(self.offered.iter().map(|offer| &offer.column.key));
        let hint = format!(
            "read the curve in an ingestion upstream, or bind the port: \"inputs\": {{\"{}\": \"…\"}}",
            port.name
        );
        Err(self.missing(port, offered, hint))
    }

    fn unknown_port(&self, port: &str) -> Diagnostic {
        let names = self.spec.inputs.iter().map(|port| port.name.as_str());
        let near = nearest(port, names.clone());
        Diagnostic::error(
            ErrorType::SchemaMismatch,
            format!("operator \"{}\" has no such input port", self.spec.id),
        )
        .at_node(&self.node().id)
        .at_port(port)
        .wanted(first_few(names))
        .hint(near.map_or_else(
            || format!("remove `{port}` from `inputs`"),
            |near| format!("did you mean `{near}`?"),
        ))
    }

    fn missing(&self, port: &PortSpec, found: String, hint: String) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(
                ErrorType::MissingInput,
                format!("an input of \"{}\" is not bound", label(self.node())),
            )
            .at_node(&self.node().id)
            .at_port(&port.name)
            .found(found)
            .wanted(wanted_by(port))
            .hint(hint),
        )
    }

    fn ambiguous(&self, port: &PortSpec, candidates: &[&Offer]) -> Box<Diagnostic> {
        let lines: Vec<String> = candidates
            .iter()
            .map(|offer| format!("\"inputs\": {{\"{}\": \"{}\"}}", port.name, offer.column.key))
            .collect();
        Box::new(
            Diagnostic::error(
                ErrorType::AmbiguousInput,
                format!("several columns fit an input of \"{}\"", label(self.node())),
            )
            .at_node(&self.node().id)
            .at_port(&port.name)
            .found(first_few(candidates.iter().map(|offer| &offer.column.key)))
            .wanted("one")
            .hint(format!("choose one: {}", lines.join(" or "))),
        )
    }
}

/// Whether a column fits a port by what it measures and by its unit.
fn fits(port: &PortSpec, offer: &Offer) -> bool {
    let quantity = port.quantities.is_empty() || port.quantities.contains(&offer.column.quantity);
    let unit = match (&port.unit, &offer.column.unit) {
        (Some(wanted), Some(unit)) => fit(unit, wanted) != Fit::Differs,
        _ => true,
    };
    quantity && unit
}

fn wanted_by(port: &PortSpec) -> String {
    let quantities: Vec<String> = port.quantities.iter().map(ToString::to_string).collect();
    let quantity =
        if quantities.is_empty() { "any curve".to_owned() } else { quantities.join(" or ") };
    match &port.unit {
        Some(unit) => format!("{quantity} in {unit}"),
        None => quantity,
    }
}
