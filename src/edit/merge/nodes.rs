//! Three-way merge of the list of nodes: who was added, who went, and what each reads.
//!
//! A node whose removal is contested is merged as if both sides still had it, and goes afterwards
//! if that was decided: what else is in conflict then depends neither on that decision nor on who
//! merges.

use std::collections::HashSet;

use serde_json::Value;

use super::fields::{Fields, Three, json};
use super::order;
use super::references::{
    is_bound_anew, is_read_anew, ports_bound_to, without_former_references, without_references,
};
use crate::domain::dag::{DagDefinition, DagNode, NodeType};

/// Merges the nodes of three definitions.
pub fn merged(
    fields: &mut Fields<'_>,
    base: &DagDefinition,
    theirs: &DagDefinition,
    mine: &DagDefinition,
) -> Vec<DagNode> {
    if [base, theirs, mine].into_iter().any(|side| !is_distinct(ids(side))) {
        return as_a_whole(fields, base, theirs, mine);
    }
    let (mut theirs, mut mine) = (theirs.clone(), mine.clone());
    let removed = decide_removals(fields, base, &mut theirs, &mut mine);
    let gone: HashSet<&str> = ids(base)
        .into_iter()
        .filter(|id| theirs.node(id).is_none() && mine.node(id).is_none())
        .collect();
    // Who removed a node cut its edges too: that is no change of its readers.
    for side in [&mut theirs, &mut mine] {
        cut_former_references(&mut side.nodes, base, &gone);
    }
    let mut common = base.clone();
    cut_former_references(&mut common.nodes, base, &gone);
    let sides = Three { base: ids(&common), theirs: ids(&theirs), mine: ids(&mine) };
    // What one side removed without objection is not kept.
    let kept: HashSet<&str> = sides
        .theirs
        .iter()
        .chain(&sides.mine)
        .copied()
        .filter(|id| match (theirs.node(id), mine.node(id)) {
            (Some(_), Some(_)) => true,
            _ => common.node(id).is_none(),
        })
        .collect();
    let merge_one = |id| match (theirs.node(id), mine.node(id)) {
        (Some(theirs), Some(mine)) => Some(node(fields, common.node(id), theirs, mine)),
        (one, other) => one.or(other).cloned(),
    };
    let mut nodes: Vec<DagNode> =
        order::merged(&sides, &kept).into_iter().filter_map(merge_one).collect();
    nodes.retain(|node| !removed.contains(node.id.as_str()));
    cut_former_references(&mut nodes, base, &removed);
    nodes
}

/// Cuts those references to nodes that went which their readers had from the beginning.
fn cut_former_references(nodes: &mut [DagNode], base: &DagDefinition, gone: &HashSet<&str>) {
    for node in nodes {
        if let Some(before) = base.node(&node.id) {
            *node = without_former_references(node, before, gone);
        }
    }
}

fn ids(definition: &DagDefinition) -> Vec<&str> {
    definition.nodes.iter().map(|node| node.id.as_str()).collect()
}

fn is_distinct(names: Vec<&str>) -> bool {
    let count = names.len();
    names.into_iter().collect::<HashSet<_>>().len() == count
}

/// Takes the nodes of one side: where ids are not unique, nobody can tell who became whom.
fn as_a_whole(
    fields: &mut Fields<'_>,
    base: &DagDefinition,
    theirs: &DagDefinition,
    mine: &DagDefinition,
) -> Vec<DagNode> {
    if theirs.nodes == mine.nodes || base.nodes == theirs.nodes {
        return mine.nodes.clone();
    }
    if base.nodes == mine.nodes {
        return theirs.nodes.clone();
    }
    let (base, theirs, mine_json) = (json(&base.nodes), json(&theirs.nodes), json(&mine.nodes));
    let sides = Three { base: Some(&base), theirs: Some(&theirs), mine: Some(&mine_json) };
    let taken = fields.decided(None, "nodes", sides);
    let taken = taken.and_then(|taken| serde_json::from_value(taken).ok());
    taken.unwrap_or_else(|| mine.nodes.clone())
}

/// Finds nodes that one side removed while the other changed them or began to read them, and puts
/// them back; returns those that shall go in the end.
fn decide_removals<'a>(
    fields: &mut Fields<'_>,
    base: &'a DagDefinition,
    theirs: &mut DagDefinition,
    mine: &mut DagDefinition,
) -> HashSet<&'a str> {
    let removed_by = |side: &DagDefinition| -> HashSet<&str> {
        ids(base).into_iter().filter(|id| side.node(id).is_none()).collect()
    };
    let (by_theirs, by_mine) = (removed_by(theirs), removed_by(mine));
    let mut contested = Vec::new();
    for before in &base.nodes {
        let id = before.id.as_str();
        let (keeper, removed_by_keeper) = match (by_theirs.contains(id), by_mine.contains(id)) {
            (true, false) => (&*mine, &by_mine),
            (false, true) => (&*theirs, &by_theirs),
            _ => continue,
        };
        let Some(now) = keeper.node(id) else { continue };
        // That it lost a source which its side removed is no change of its own.
        let changed = without_references(before, removed_by_keeper)
            != without_references(now, removed_by_keeper);
        if changed || is_read_anew(base, keeper, id) {
            contested.push(before);
        }
    }
    let mut removed = HashSet::new();
    for before in contested {
        let side = |side: &DagDefinition| side.node(&before.id).map(json);
        let (base_json, theirs_json, mine_json) = (json(before), side(theirs), side(mine));
        let three = Three {
            base: Some(&base_json),
            theirs: theirs_json.as_ref(),
            mine: mine_json.as_ref(),
        };
        if fields.decided(Some(&before.id), "", three).is_none() {
            removed.insert(before.id.as_str());
        }
        for side in [&mut *theirs, &mut *mine] {
            if side.node(&before.id).is_none() {
                put_back(side, base, before);
            }
        }
    }
    removed
}

/// Takes a removal back: the node as it was, and what read it.
fn put_back(side: &mut DagDefinition, base: &DagDefinition, removed: &DagNode) {
    let before = base.nodes.iter().take_while(|node| node.id != removed.id);
    let behind = before.filter_map(|node| side.nodes.iter().position(|other| other.id == node.id));
    let at = behind.max().map_or(0, |at| at + 1);
    for reader in &mut side.nodes {
        let Some(before) = base.node(&reader.id) else { continue };
        let at = before.dependencies.iter().position(|id| *id == removed.id);
        if let Some(at) = at
            && !reader.dependencies.contains(&removed.id)
        {
            let at = at.min(reader.dependencies.len());
            reader.dependencies.insert(at, removed.id.clone());
        }
        if let NodeType::Operator { inputs, .. } = &mut reader.node_type {
            for (port, reference) in ports_bound_to(before, &removed.id) {
                inputs.entry(port.to_owned()).or_insert_with(|| reference.to_owned());
            }
        }
    }
    side.nodes.insert(at, removed.clone());
}

fn node(
    fields: &mut Fields<'_>,
    base: Option<&DagNode>,
    theirs: &DagNode,
    mine: &DagNode,
) -> DagNode {
    let mut merged = fields.node(base, theirs, mine);
    merged.dependencies = dependencies(fields, base, theirs, mine);
    merged
}

fn dependencies(
    fields: &mut Fields<'_>,
    base: Option<&DagNode>,
    theirs: &DagNode,
    mine: &DagNode,
) -> Vec<String> {
    fn of(node: &DagNode) -> Vec<&str> {
        node.dependencies.iter().map(String::as_str).collect()
    }
    let sides =
        Three { base: base.map(of).unwrap_or_default(), theirs: of(theirs), mine: of(mine) };
    let Three { base: before, theirs: of_theirs, mine: of_mine } = &sides;
    if of_theirs == of_mine {
        return mine.dependencies.clone();
    }
    if [before, of_theirs, of_mine].into_iter().any(|side| !is_distinct(side.clone())) {
        // Without a name for each place, a list can only be taken whole.
        if before == of_theirs {
            return mine.dependencies.clone();
        }
        if before == of_mine {
            return theirs.dependencies.clone();
        }
        let lists = [before, of_theirs, of_mine].map(json);
        let [before, of_theirs, of_mine] = &lists;
        let three = Three { base: Some(before), theirs: Some(of_theirs), mine: Some(of_mine) };
        let taken = fields.decided(Some(&mine.id), "dependencies", three);
        let taken = taken.and_then(|taken| serde_json::from_value(taken).ok());
        return taken.unwrap_or_else(|| mine.dependencies.clone());
    }
    let mut all: Vec<&str> = before.iter().chain(of_theirs).chain(of_mine).copied().collect();
    let mut seen = HashSet::new();
    all.retain(|source| seen.insert(*source));
    all.retain(|source| {
        let was = before.contains(source);
        match (of_theirs.contains(source), of_mine.contains(source)) {
            (at_theirs, at_mine) if at_theirs == at_mine => at_mine,
            _ if !was => true,
            // One side removed the edge; the other may have begun to use it.
            (at_theirs, at_mine) => {
                let user = if at_theirs { theirs } else { mine };
                let name = Value::from(*source);
                let on = |there: bool| there.then_some(&name);
                let three = Three { base: on(true), theirs: on(at_theirs), mine: on(at_mine) };
                let field = format!("dependencies.{source}");
                is_bound_anew(base, user, source)
                    && fields.decided(Some(&mine.id), &field, three).is_some()
            }
        }
    });
    let kept = all.into_iter().collect();
    order::merged(&sides, &kept).into_iter().map(str::to_owned).collect()
}
