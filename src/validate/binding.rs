//! Binds input ports to the columns that flow towards a node.

use std::collections::BTreeMap;

use super::fit::{Rank, Wanted, converts, takes_depth};
use super::graph::{Graph, label};
use super::listing::first_few;
use super::offer::Offer;
use crate::domain::curve::DEPTH;
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

/// An input port, and what it reads or why nothing.
pub(super) struct Port<'a> {
    /// The port.
    pub spec: &'a PortSpec,
    /// What it reads.
    pub source: Option<Source<'a>>,
    /// Whether `inputs` names it.
    pub named: bool,
    /// Columns that compete for it, or that would fit in place of the one that is not there.
    pub candidates: Vec<&'a Offer>,
    /// Kind of the problem that was reported.
    pub problem: Option<ErrorType>,
}

/// Why a port is not bound.
struct Unbound<'a> {
    diagnostic: Box<Diagnostic>,
    candidates: Vec<&'a Offer>,
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
    ) -> Vec<Port<'a>> {
        for port in inputs.keys().filter(|port| self.spec.input(port).is_none()) {
            diagnostics.push(self.unknown_port(port));
        }
        let bound = self.spec.inputs.iter().map(|spec| {
            let reference = inputs.get(&spec.name);
            let source = match reference {
                Some(reference) => self.explicit(spec, reference).map(Some),
                None => self.implicit(spec),
            };
            let mut port = Port {
                spec,
                source: None,
                named: reference.is_some(),
                candidates: Vec::new(),
                problem: None,
            };
            match source {
                Ok(source) => port.source = source,
                Err(unbound) => {
                    port.candidates = unbound.candidates;
                    port.problem = Some(unbound.diagnostic.error_type);
                    diagnostics.push(*unbound.diagnostic);
                }
            }
            port
        });
        bound.collect()
    }

    fn node(&self) -> &'a DagNode {
        self.graph.node(self.index)
    }

    /// Finds what `inputs` names: `CURVE` of an upstream ingestion, or `node.NAME`.
    fn explicit(&self, port: &PortSpec, reference: &str) -> Result<Source<'a>, Unbound<'a>> {
        if reference.eq_ignore_ascii_case(DEPTH) {
            return Ok(Source::Depth);
        }
        if let Some((source, name)) = self.graph.definition.split_reference(reference) {
            return self.of_node(port, reference, source, name);
        }
        let curves: Vec<&'a Offer> =
            self.offered.iter().copied().filter(|offer| offer.ingested).collect();
        let exact: Vec<&'a Offer> =
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
    ) -> Result<Source<'a>, Unbound<'a>> {
        let upstream = self
            .graph
            .index_of(&source.id)
            .filter(|source| self.graph.ancestors[self.index].contains(source));
        let Some(upstream) = upstream else {
            let mut unbound = self.missing(
                port,
                format!("\"{reference}\", but node \"{}\" is not upstream", label(source)),
                format!("add `{}` to `dependencies`", source.id),
                None,
            );
            *unbound.diagnostic = unbound.diagnostic.with_nodes([&source.id]);
            return Err(unbound);
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
        let meant = near.map(|near| format!("{}.{near}", source.id));
        let mut unbound = self.missing(
            port,
            format!("\"{reference}\", but node \"{}\" has no such column", label(source)),
            hint,
            meant.as_deref(),
        );
        *unbound.diagnostic = unbound.diagnostic.with_nodes([&source.id]);
        Err(unbound)
    }

    fn no_such_curve(&self, port: &PortSpec, reference: &str) -> Unbound<'a> {
        let of_operator =
            self.offered.iter().find(|it| !it.ingested && it.name.eq_ignore_ascii_case(reference));
        let ids = self.graph.definition.nodes.iter().map(|node| node.id.as_str());
        let names = self.offered.iter().map(|offer| offer.name.as_str());
        let (meant, write) = match (of_operator, reference.rsplit_once('.')) {
            (Some(offer), _) => (Some(offer.column.key.clone()), true),
            (None, Some((node, name))) => {
                (nearest(node, ids).map(|near| format!("{near}.{name}")), false)
            }
            (None, None) => (nearest(reference, names).map(str::to_owned), false),
        };
        let offered = || first_few(self.offered.iter().map(|offer| &offer.column.key));
        let hint = match &meant {
            Some(meant) if write => format!("write `{meant}`"),
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("upstream nodes offer {}", offered()),
        };
        let found = format!("\"{reference}\", which nothing upstream offers");
        self.missing(port, found, hint, meant.as_deref())
    }

    /// Finds the one column that fits; the port's own name goes before everything else.
    ///
    /// An optional port changes the result, so that it is bound on request only.
    fn implicit(&self, port: &PortSpec) -> Result<Option<Source<'a>>, Unbound<'a>> {
        if takes_depth(port) {
            return Ok(Some(Source::Depth));
        }
        if port.optional {
            return Ok(None);
        }
        let wanted = Wanted::by(port);
        let ranks: Vec<Option<Rank>> =
            self.offered.iter().map(|offer| wanted.rank(&offer.column)).collect();
        if let Some(best) = ranks.iter().flatten().min() {
            let ranked = self.offered.iter().zip(&ranks);
            let fitting: Vec<&'a Offer> =
                ranked.filter(|(_, rank)| *rank == &Some(*best)).map(|(offer, _)| *offer).collect();
            return match fitting.as_slice() {
                [offer] => Ok(Some(Source::Column(offer))),
                several => Err(self.ambiguous(port, several)),
            };
        }
        if self.blind {
            return Ok(None);
        }
        let offered = first_few(self.offered.iter().map(|offer| &offer.column.key));
        let hint = format!(
            "read the curve in an ingestion upstream, or bind the port: \"inputs\": {{\"{}\": \"…\"}}",
            port.name
        );
        Err(self.missing(port, offered, hint, None))
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
        .with_choices(near)
    }

    /// Reports a port that reads nothing; what was perhaps meant goes before what else would fit.
    fn missing(
        &self,
        port: &PortSpec,
        found: String,
        hint: String,
        meant: Option<&str>,
    ) -> Unbound<'a> {
        let candidates: Vec<&Offer> = self.fitting(port);
        let keys = candidates.iter().map(|offer| offer.column.key.as_str());
        let others = keys.filter(|key| Some(*key) != meant);
        let diagnostic = Diagnostic::error(
            ErrorType::MissingInput,
            format!("an input of \"{}\" is not bound", label(self.node())),
        )
        .at_node(&self.node().id)
        .at_port(&port.name)
        .found(found)
        .wanted(wanted_by(port))
        .hint(hint)
        .with_choices(meant.into_iter().chain(others));
        Unbound { diagnostic: Box::new(diagnostic), candidates }
    }

    /// Returns the columns that fit a port, the better first.
    fn fitting(&self, port: &PortSpec) -> Vec<&'a Offer> {
        let wanted = Wanted::by(port);
        let ranked = self.offered.iter().filter_map(|offer| {
            let rank = wanted.rank(&offer.column)?;
            converts(port, &offer.column).then_some((rank, *offer))
        });
        let mut ranked: Vec<(Rank, &Offer)> = ranked.collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, offer)| offer).collect()
    }

    fn ambiguous(&self, port: &PortSpec, candidates: &[&'a Offer]) -> Unbound<'a> {
        let lines: Vec<String> = candidates
            .iter()
            .map(|offer| format!("\"inputs\": {{\"{}\": \"{}\"}}", port.name, offer.column.key))
            .collect();
        let keys = candidates.iter().map(|offer| &offer.column.key);
        let diagnostic = Diagnostic::error(
            ErrorType::AmbiguousInput,
            format!("several columns fit an input of \"{}\"", label(self.node())),
        )
        .at_node(&self.node().id)
        .at_port(&port.name)
        .found(first_few(keys.clone()))
        .wanted("one")
        .hint(format!("choose one: {}", lines.join(" or ")))
        .with_nodes(candidates.iter().map(|offer| &self.graph.node(offer.producer).id))
        .with_choices(keys);
        Unbound { diagnostic: Box::new(diagnostic), candidates: candidates.to_vec() }
    }
}

/// Says in words what a port takes.
pub fn wanted_by(port: &PortSpec) -> String {
    let quantities: Vec<String> = port.quantities.iter().map(ToString::to_string).collect();
    let quantity =
        if quantities.is_empty() { "any curve".to_owned() } else { quantities.join(" or ") };
    match &port.unit {
        Some(unit) => format!("{quantity} in {unit}"),
        None => quantity,
    }
}
