//! Binds input ports to the columns that flow towards a node.

use std::collections::BTreeMap;

use super::fit::{Rank, Wanted, converts};
use super::graph::{Graph, label};
use super::listing::first_few;
use super::offer::Offer;
use crate::domain::curve::{DEPTH, Place};
use crate::domain::dag::{DagNode, references};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::domain::operator::{Kind, OperatorSpec, PortSpec, Rows};

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
    /// What it reads: one source, or any number for a port that takes several columns.
    pub sources: Vec<Source<'a>>,
    /// Whether `inputs` names it.
    pub named: bool,
    /// Columns that compete for it, or that would fit in place of the one that is not there.
    pub candidates: Vec<&'a Offer>,
    /// Kind of the problem that was reported.
    pub problem: Option<ErrorType>,
    /// Whether another port is fed in its place.
    pub replaced: bool,
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
        let tables = self.tables(inputs);
        let bound = self.spec.inputs.iter().map(|spec| {
            let reference = inputs.get(&spec.name);
            let sources = match reference {
                Some(reference) if spec.repeated => self.several(spec, reference),
                Some(reference) => self.explicit(spec, reference).map(|source| vec![source]),
                None => self.implicit(spec, inputs, &tables),
            };
            let mut port = Port {
                spec,
                sources: Vec::new(),
                named: reference.is_some(),
                candidates: Vec::new(),
                problem: None,
                replaced: spec.instead.as_ref().is_some_and(|other| inputs.contains_key(other)),
            };
            match sources {
                Ok(sources) => port.sources = sources,
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

    /// Finds the columns that `inputs` names for a port that takes several, separated by commas.
    fn several(&self, port: &PortSpec, reference: &str) -> Result<Vec<Source<'a>>, Unbound<'a>> {
        // A name may hold a comma itself.
        if let Ok(source) = self.explicit(port, reference) {
            return Ok(vec![source]);
        }
        references(reference).map(|reference| self.explicit(port, reference)).collect()
    }

    /// Finds what `inputs` names, and refuses a column that the port cannot read.
    fn explicit(&self, port: &PortSpec, reference: &str) -> Result<Source<'a>, Unbound<'a>> {
        let source = self.named(port, reference)?;
        let Source::Column(offer) = source else { return Ok(source) };
        match port.misfit(&offer.column) {
            None => Ok(source),
            Some(found) => Err(self.misfit(port, offer, found)),
        }
    }

    /// Chooses for each table of the operator the place where its columns are, if there is just one
    /// in which every port finds one.
    fn tables(&self, inputs: &BTreeMap<String, String>) -> BTreeMap<&'a Rows, &'a Place> {
        let mut tables = BTreeMap::new();
        for port in &self.spec.inputs {
            if !matches!(port.rows, Rows::Table(_)) || tables.contains_key(&port.rows) {
                continue;
            }
            let ports = self.spec.inputs.iter().filter(|other| other.rows == port.rows);
            let named = ports.clone().filter_map(|port| {
                let source = self.named(port, inputs.get(&port.name)?).ok()?;
                match source {
                    Source::Column(offer) => Some(&offer.column.place),
                    Source::Depth => None,
                }
            });
            let guessed: Vec<&PortSpec> = ports
                .filter(|port| self.is_wanted(port, inputs))
                .filter(|port| !port.takes_depth())
                .collect();
            let has = |place: &Place, port: &PortSpec| {
                let wanted = Wanted::by(port);
                let here = self.offered.iter().filter(|offer| offer.column.place == *place);
                here.filter_map(|offer| wanted.rank(&offer.column)).min()
            };
            let mut places: Vec<&Place> = Vec::new();
            for offer in &self.offered {
                if !places.contains(&&offer.column.place) {
                    places.push(&offer.column.place);
                }
            }
            let named: Vec<&Place> = named.collect();
            let mut ranked: Vec<(bool, Vec<Rank>, &Place)> = places
                .into_iter()
                .filter(|place| named.iter().all(|other| other == place))
                .filter_map(|place| {
                    let ranks: Option<Vec<Rank>> =
                        guessed.iter().map(|port| has(place, port)).collect();
                    // A table of a node is meant before curves that happen to fit.
                    Some((*place == Place::Depths, ranks?, place))
                })
                .collect();
            ranked.sort();
            let alone = match ranked.as_slice() {
                [(curves, ranks, _), (others, more, _), ..] => (curves, ranks) < (others, more),
                rest => !rest.is_empty(),
            };
            if alone {
                tables.insert(&port.rows, ranked[0].2);
            }
        }
        tables
    }

    /// Whether a port must be bound, and is not by name nor by another one in its place.
    fn is_wanted(&self, port: &PortSpec, inputs: &BTreeMap<String, String>) -> bool {
        let other = port.instead.as_ref().is_some_and(|other| inputs.contains_key(other));
        !port.optional && !other && !inputs.contains_key(&port.name)
    }

    fn node(&self) -> &'a DagNode {
        self.graph.node(self.index)
    }

    /// Finds what `inputs` names: `CURVE` of an upstream ingestion, or `node.NAME`.
    fn named(&self, port: &PortSpec, reference: &str) -> Result<Source<'a>, Unbound<'a>> {
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
    /// An optional port changes the result, so that it is bound on request only. A port that takes
    /// several columns takes all that fit. Columns of tables are passed over where a curve fits,
    /// unless the node reads the table's own node: then either may be meant.
    fn implicit(
        &self,
        port: &PortSpec,
        inputs: &BTreeMap<String, String>,
        tables: &BTreeMap<&Rows, &Place>,
    ) -> Result<Vec<Source<'a>>, Unbound<'a>> {
        let by_name = || {
            let mut offered = self.of_table(port, tables);
            offered.any(|offer| offer.column.mnemonic.eq_ignore_ascii_case(&port.name))
        };
        let of_table = matches!(port.rows, Rows::Table(_));
        if port.takes_depth() && !(of_table && by_name()) {
            // Depths that need not be there are those of a set of columns, where one is asked for.
            let asked = || {
                let others = self.spec.inputs.iter().filter(|other| other.rows == port.rows);
                others.filter(|other| other.repeated).any(|set| inputs.contains_key(&set.name))
            };
            let left = port.optional && of_table && !asked();
            return Ok(if left { Vec::new() } else { vec![Source::Depth] });
        }
        if !self.is_wanted(port, inputs) {
            return Ok(Vec::new());
        }
        let wanted = Wanted::by(port);
        let ranked: Vec<(&'a Offer, Rank)> = self
            .of_table(port, tables)
            .filter_map(|offer| Some((offer, wanted.rank(&offer.column)?)))
            .collect();
        let is_near = |offer: &Offer| self.graph.upstream[self.index].contains(&offer.producer);
        let curve = |offer: &Offer| offer.column.place == Place::Depths;
        let passes = port.rows == Rows::Depths && ranked.iter().any(|(offer, _)| curve(offer));
        let ranked: Vec<(&'a Offer, Rank)> = ranked
            .into_iter()
            .filter(|(offer, _)| !passes || curve(offer) || is_near(offer))
            .collect();
        if port.repeated {
            return self.all_of(port, &ranked, is_near);
        }
        if let Some(best) = ranked.iter().map(|(_, rank)| rank).min() {
            let fitting: Vec<&'a Offer> =
                ranked.iter().filter(|(_, rank)| rank == best).map(|(offer, _)| *offer).collect();
            return match fitting.as_slice() {
                [offer] => Ok(vec![Source::Column(offer)]),
                several => Err(self.ambiguous(port, several)),
            };
        }
        self.nothing(port)
    }

    /// Walks the offers that a port may be guessed to read: of a table, those at its place.
    fn of_table(
        &self,
        port: &PortSpec,
        tables: &BTreeMap<&Rows, &Place>,
    ) -> impl Iterator<Item = &'a Offer> {
        let place = tables.get(&port.rows).copied();
        let offered = self.offered.iter().copied();
        offered.filter(move |offer| place.is_none_or(|place| offer.column.place == *place))
    }

    /// Takes all columns that fit a port for several: of one that takes anything, those of the nodes
    /// that this one depends on, where they have any.
    fn all_of(
        &self,
        port: &PortSpec,
        ranked: &[(&'a Offer, Rank)],
        is_near: impl Fn(&Offer) -> bool,
    ) -> Result<Vec<Source<'a>>, Unbound<'a>> {
        let any = port.quantities.is_empty() && ranked.iter().any(|(offer, _)| is_near(offer));
        let taken = ranked.iter().map(|(offer, _)| *offer).filter(|offer| !any || is_near(offer));
        let sources: Vec<Source<'a>> = taken.map(Source::Column).collect();
        if sources.is_empty() { self.nothing(port) } else { Ok(sources) }
    }

    fn nothing(&self, port: &PortSpec) -> Result<Vec<Source<'a>>, Unbound<'a>> {
        // Whether a curve holds texts or lists, only a project knows.
        let perhaps = port.kind != Kind::Number
            && self
                .offered
                .iter()
                .any(|offer| offer.column.kind.is_none() && port.takes_rows(&offer.column.place));
        if self.blind || perhaps {
            return Ok(Vec::new());
        }
        let offered = first_few(self.offered.iter().map(|offer| &offer.column.key));
        let other = port.instead.as_ref().map(|other| format!(", or `{other}` in its place"));
        let hint = format!(
            "read the curve in an ingestion upstream, or bind the port: \"inputs\": {{\"{}\": \"…\"}}{}",
            port.name,
            other.unwrap_or_default()
        );
        Err(self.missing(port, offered, hint, None))
    }

    fn misfit(&self, port: &PortSpec, offer: &'a Offer, found: String) -> Unbound<'a> {
        let candidates: Vec<&Offer> = self.fitting(port);
        let hint = match (&port.rows, &offer.column.place) {
            (_, _) if offer.column.is_set => {
                format!("name one of its columns: `{}[NAME]`", offer.column.key)
            }
            (Rows::One, _) => "bind a single value that an operator computes".to_owned(),
            _ => format!("bind {} to `{}`", port.shape(), port.name),
        };
        let error_type = match offer.column.is_set {
            true => ErrorType::NotSupported,
            false => ErrorType::SchemaMismatch,
        };
        let diagnostic = Diagnostic::error(
            error_type,
            format!("an input of \"{}\" cannot read what is bound to it", label(self.node())),
        )
        .at_node(&self.node().id)
        .at_port(&port.name)
        .found(format!("{} ({found})", offer.column.key))
        .wanted(port.shape())
        .hint(hint)
        .with_nodes([&self.graph.node(offer.producer).id])
        .with_choices(candidates.iter().map(|offer| &offer.column.key));
        Unbound { diagnostic: Box::new(diagnostic), candidates }
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
    if port.kind != Kind::Number || port.rows != Rows::Depths {
        return port.shape();
    }
    let quantities: Vec<String> = port.quantities.iter().map(ToString::to_string).collect();
    let quantity =
        if quantities.is_empty() { "any curve".to_owned() } else { quantities.join(" or ") };
    match &port.unit {
        Some(unit) => format!("{quantity} in {unit}"),
        None => quantity,
    }
}
