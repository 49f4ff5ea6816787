//! Chooses the columns that the ports of a reader take from a node.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::connect::Connections;
use crate::domain::flow::{Binding, FlowColumn, InputFlow};
use crate::domain::operator::PortSpec;
use crate::domain::units::{conversion, is_blank};
use crate::validate::{Rank, Wanted, converts};

/// How well each column of a pipeline suits a port; those whose unit does not convert suit none.
pub(super) type Suits = Vec<Option<Rank>>;

/// An input port of a reader.
pub(super) struct Port<'p> {
    pub input: &'p InputFlow,
    pub suits: &'p Suits,
}

/// Columns for the ports of a reader, by their positions, and what to know about them.
pub(super) struct Chosen {
    pub columns: BTreeMap<String, usize>,
    /// Bindings of ports that take several columns, with those that are new.
    pub lists: BTreeMap<String, String>,
    pub notes: Vec<String>,
}

/// What is chosen for one port.
pub(super) enum Choice {
    /// The column at this position.
    One(usize),
    /// Several suit it equally.
    Several(Vec<usize>),
    /// Nothing suits it.
    Nothing,
}

impl Connections<'_> {
    /// Chooses what the ports of a reader take from a node; fails with the port that finds nothing.
    pub(super) fn chosen<'p>(
        &self,
        from: usize,
        ports: &[Port<'p>],
        named: &BTreeMap<String, String>,
    ) -> Result<Chosen, Option<&'p InputFlow>> {
        let mut chosen =
            Chosen { columns: BTreeMap::new(), lists: BTreeMap::new(), notes: Vec::new() };
        let mut doubts = Vec::new();
        let mut lacking = None;
        for port in ports {
            let input = port.input;
            if input.repeated && (!input.optional || !input.binding.keys().is_empty()) {
                match self.joined(from, port) {
                    Some((list, note)) => {
                        chosen.lists.extend(list.map(|list| (input.port.clone(), list)));
                        doubts.push(note);
                    }
                    None if input.binding.keys().is_empty() => lacking = lacking.or(Some(input)),
                    None => {}
                }
                continue;
            }
            // Another port is fed in its place.
            if input.binding == Binding::Open && !input.optional {
                continue;
            }
            if input.optional || input.binding.key().is_some() {
                continue;
            }
            // A port that names a column of this node waited for nothing but the edge.
            let named = named.get(&input.port).and_then(|reference| {
                let at = *self.places.get(reference.as_str())?;
                self.reach[from].contains(self.producers[at]).then_some(Choice::One(at))
            });
            match named.unwrap_or_else(|| self.choice(from, port.suits)) {
                Choice::One(at) => {
                    chosen.notes.extend(converted(input, self.columns[at]));
                    chosen.columns.insert(input.port.clone(), at);
                }
                Choice::Several(several) => doubts.push(self.doubt(input, &several)),
                Choice::Nothing => lacking = lacking.or(Some(input)),
            }
        }
        if chosen.columns.is_empty() && chosen.lists.is_empty() && doubts.is_empty() {
            let (input, at) = self.second_choice(from, ports).ok_or(lacking)?;
            if let Some(former) = input.binding.key() {
                chosen.notes.push(format!(
                    "{} reads {} in place of {}",
                    input.port,
                    self.called(self.columns[at]),
                    self.column(former).map_or(former.to_owned(), |column| self.called(column)),
                ));
            }
            chosen.notes.extend(converted(input, self.columns[at]));
            chosen.columns.insert(input.port.clone(), at);
        }
        chosen.notes.extend(doubts);
        Ok(chosen)
    }

    /// Returns what a port for several columns takes from a node beside what it reads: a binding
    /// where it names its columns, and in words.
    fn joined(&self, from: usize, port: &Port) -> Option<(Option<String>, String)> {
        let known = port.input.binding.keys();
        let fits = |at: &usize| port.suits[*at].is_some();
        let own: Vec<usize> = self.ranges[from].clone().filter(fits).collect();
        let found = match own.is_empty() {
            true => self.within(&self.reach[from], port.suits).collect(),
            false => own,
        };
        let new: Vec<&FlowColumn> = found
            .into_iter()
            .map(|at| self.columns[at])
            .filter(|column| !known.iter().any(|key| key == column.key()))
            .collect();
        if new.is_empty() {
            return None;
        }
        let names: Vec<&str> = new.iter().take(4).map(|column| column.name.as_str()).collect();
        let more = if new.len() > 4 { ", …" } else { "" };
        let note = format!("{} takes {}{more}", port.input.port, names.join(", "));
        let is_named = matches!(port.input.binding, Binding::Set { named: true, .. });
        let keys = known.iter().map(String::as_str).chain(new.iter().map(|column| column.key()));
        Some((is_named.then(|| keys.collect::<Vec<_>>().join(", ")), note))
    }

    /// Returns how well all columns suit a port.
    pub(super) fn suits(&self, port: &PortSpec) -> Suits {
        if port.takes_depth() {
            return vec![None; self.columns.len()];
        }
        let wanted = Wanted::by(port);
        let suits = self
            .columns
            .iter()
            .map(|column| wanted.rank(&column.column).filter(|_| converts(port, &column.column)));
        suits.collect()
    }

    /// Chooses a column for a port: what the node itself adds goes before what flows through it.
    fn choice(&self, from: usize, suits: &Suits) -> Choice {
        match best(self.ranges[from].clone(), suits) {
            Choice::Nothing => best(self.within(&self.reach[from], suits), suits),
            choice => choice,
        }
    }

    /// Walks the columns of some nodes that suit a port at all.
    pub(super) fn within(&self, nodes: &FixedBitSet, suits: &Suits) -> impl Iterator<Item = usize> {
        let suiting = suits.iter().enumerate().filter(|(_, rank)| rank.is_some());
        suiting.map(|(at, _)| at).filter(|at| nodes.contains(self.producers[*at]))
    }

    /// Chooses among ports that need nothing: an optional one that is open, or one to bind anew.
    fn second_choice<'p>(&self, from: usize, ports: &[Port<'p>]) -> Option<(&'p InputFlow, usize)> {
        let choices = ports.iter().filter_map(|port| {
            if port.input.repeated && !port.input.binding.keys().is_empty() {
                return None;
            }
            let Choice::One(at) = best(self.ranges[from].clone(), port.suits) else { return None };
            let order = (port.input.binding != Binding::Open, port.suits[at]);
            let new = match port.input.binding.key() {
                Some(key) => self.is_like(port.input, key, self.columns[at]),
                None => true,
            };
            new.then_some((order, port.input, at))
        });
        choices.min_by_key(|(order, _, _)| *order).map(|(_, input, at)| (input, at))
    }

    /// Whether a column may take the place of the one that a port reads.
    ///
    /// A port that takes anything often hands on what it takes, and its readers count on that.
    fn is_like(&self, port: &InputFlow, former: &str, new: &FlowColumn) -> bool {
        let Some(former) = self.column(former) else { return true };
        let same = || {
            let (old, new) = (&former.column, &new.column);
            old.quantity == new.quantity
                && old.unit.iter().zip(&new.unit).all(|(old, new)| conversion(new, old).is_some())
        };
        former.key() != new.key() && (!port.quantities.is_empty() || same())
    }

    fn doubt(&self, port: &InputFlow, several: &[usize]) -> String {
        let names: Vec<&str> =
            several.iter().take(4).map(|at| self.columns[*at].name.as_str()).collect();
        let more = if several.len() > 4 { ", …" } else { "" };
        format!("{} is to be chosen: {}{more}", port.port, names.join(", "))
    }
}

/// Says how the unit of a column becomes that of a port, where it does not stay as it is.
fn converted(port: &InputFlow, column: &FlowColumn) -> Option<String> {
    let (wanted, unit) = (port.unit.as_ref()?, column.column.unit.as_ref()?);
    if is_blank(unit) {
        return Some(format!("unit of {} is not known; taken to be in {wanted}", column.name));
    }
    let conversion = conversion(unit, wanted)?;
    (!conversion.is_identity()).then(|| format!("{unit} is converted to {wanted}"))
}

/// Chooses the column that suits a port best.
pub(super) fn best(columns: impl Iterator<Item = usize>, suits: &Suits) -> Choice {
    let mut best: Option<Rank> = None;
    let mut found = Vec::new();
    for at in columns {
        let Some(rank) = suits[at] else { continue };
        if best.is_none_or(|best| rank < best) {
            best = Some(rank);
            found.clear();
        }
        if best == Some(rank) {
            found.push(at);
        }
    }
    match found.as_slice() {
        [] => Choice::Nothing,
        [one] => Choice::One(*one),
        _ => Choice::Several(found),
    }
}
