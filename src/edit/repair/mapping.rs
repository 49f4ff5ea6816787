//! Mappings of outputs: free suffixes, ports that exist, and curves that can be overwritten.

use std::collections::BTreeMap;

use super::{Proposal, Workshop};
use crate::domain::dag::{CurveMapping, DagNode, WriteMode};
use crate::domain::nearest::nearest;
use crate::edit::change::Edit;
use crate::edit::fresh;
use crate::edit::names::FIRST_SUFFIX;

impl Workshop<'_> {
    /// Proposes for the mapping of an output port.
    pub(super) fn of_mapping(&self, node: &DagNode, port: &str) -> Vec<Proposal> {
        let (Some(mapping), Some(flow)) = (node.curve_mapping.get(port), self.flow.node(&node.id))
        else {
            return Vec::new();
        };
        let Some(output) = flow.output(port) else { return self.known_output(node, port) };
        let base = output.base();
        let mut proposals = Vec::new();
        let create = |suffix: &str| {
            let suffix = self.taken.free_suffix(base, suffix);
            (format!("keep it as {base}{suffix}"), fresh::created(suffix))
        };
        match mapping.mode {
            WriteMode::CreateNew => {
                if mapping.output_curve_id.is_some() || mapping.output_curve_name.is_some() {
                    let alone = CurveMapping {
                        output_curve_id: None,
                        output_curve_name: None,
                        ..mapping.clone()
                    };
                    proposals.push(("name no curve to overwrite".to_owned(), alone));
                }
                let suffix = allowed(mapping.suffix.as_deref().unwrap_or_default());
                let suffix = if suffix.is_empty() { FIRST_SUFFIX } else { &suffix };
                proposals.push(create(suffix));
                proposals.push((format!("overwrite {base}"), overwriting(base)));
            }
            WriteMode::Overwrite => {
                if let Some(name) = &mapping.output_curve_name
                    && let Some(near) = nearest(name, self.stored_curves())
                {
                    proposals.push((format!("overwrite {near}"), overwriting(near)));
                }
                proposals.push((format!("overwrite {base}"), overwriting(base)));
                proposals.push(create(FIRST_SUFFIX));
            }
        }
        let transient = with_mapping(node, |mapping| {
            mapping.remove(port);
        });
        let proposals = proposals.into_iter().map(|(title, mapping)| {
            let edit = with_mapping(node, |all| {
                all.insert(port.to_owned(), mapping);
            });
            (title, edit)
        });
        proposals.chain([("do not keep it".to_owned(), transient)]).collect()
    }

    /// Empties the mapping of a node that keeps no curves.
    pub(super) fn without_mapping(&self, node: &DagNode) -> Vec<Proposal> {
        let title = format!("remove the mapping of \"{}\"", node.name);
        vec![(title, with_mapping(node, BTreeMap::clear))]
    }

    /// Keeps every output of a node that keeps none.
    pub(super) fn kept(&self, node: &DagNode) -> Option<Proposal> {
        let spec = self.spec_of(node)?;
        let outputs = &self.flow.node(&node.id)?.outputs;
        let mut taken = self.taken.clone();
        let is_kept = |port: &str| spec.output(port).is_some_and(|it| fresh::is_kept(spec, it));
        let mapping = outputs.iter().filter(|output| is_kept(&output.port)).map(|output| {
            let suffix = taken.free_suffix(output.base(), FIRST_SUFFIX);
            taken.take(&format!("{}{suffix}", output.base()));
            (output.port.clone(), fresh::created(suffix))
        });
        let mapping: BTreeMap<String, CurveMapping> = mapping.collect();
        (!mapping.is_empty()).then(|| {
            let title = format!("keep what \"{}\" computes", node.name);
            (title, with_mapping(node, |all| *all = mapping))
        })
    }

    fn known_output(&self, node: &DagNode, port: &str) -> Vec<Proposal> {
        let outputs = self.spec_of(node).into_iter().flat_map(|spec| &spec.outputs);
        let names: Vec<&str> = outputs.map(|output| output.name.as_str()).collect();
        let free = |name: &&str| !node.curve_mapping.contains_key(*name);
        let near = nearest(port, names.iter().copied().filter(free));
        let only = (names.len() == 1).then(|| names[0]).filter(free);
        let renamed = near.or(only).map(|name| {
            let edit = with_mapping(node, |all| {
                if let Some(mapping) = all.remove(port) {
                    all.insert(name.to_owned(), mapping);
                }
            });
            (format!("keep {name} instead"), edit)
        });
        let removed = with_mapping(node, |all| {
            all.remove(port);
        });
        renamed.into_iter().chain([(format!("do not keep {port}"), removed)]).collect()
    }

    fn stored_curves(&self) -> impl Iterator<Item = &str> {
        let wells = self.inventory.into_iter().flat_map(|inventory| &inventory.wells);
        wells.flat_map(|well| &well.curves).map(|curve| curve.name.as_str())
    }
}

fn with_mapping(node: &DagNode, change: impl FnOnce(&mut BTreeMap<String, CurveMapping>)) -> Edit {
    let mut curve_mapping = node.curve_mapping.clone();
    change(&mut curve_mapping);
    Edit::SetMapping { node: node.id.clone(), curve_mapping }
}

fn overwriting(name: &str) -> CurveMapping {
    CurveMapping {
        mode: WriteMode::Overwrite,
        output_curve_id: None,
        output_curve_name: Some(name.to_owned()),
        suffix: None,
    }
}

/// Returns a suffix with `_` for each letter that may not stand in one.
fn allowed(suffix: &str) -> String {
    let letter = |it: char| if it.is_ascii_alphanumeric() || it == '-' { it } else { '_' };
    suffix.chars().map(letter).collect()
}
