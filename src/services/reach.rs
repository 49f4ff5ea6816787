//! How far wells come through a plan, and with how many rows, told from the survey alone.
//!
//! It follows what the engine does to a well, without reading a sample. How long a table becomes, such
//! as curves on a new grid, is not known before: it counts as no longer than what it is made from.

use std::collections::HashMap;

use serde::Serialize;

use crate::domain::curve::{DEPTH, Place};
use crate::domain::dag::{Filters, SourceType, WriteMode};
use crate::domain::plan::{BoundInput, KeptOutput, Plan, PlannedNode, Work};
use crate::domain::survey::{CurveDetail, Survey};

/// What becomes of one well at one node.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    /// It comes through, with so many rows at most.
    Through(i64),
    /// It is lost here, for this reason.
    Lost(String),
    /// It was lost before.
    Skipped,
}

/// A well that does not come through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LostWell {
    /// Name of the well.
    pub well: String,
    /// Id of the node that loses it.
    pub node: String,
    /// Why.
    pub why: String,
}

/// The wells of a run and what is known of them.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    /// The project.
    pub survey: &'a Survey,
    /// Positions of the wells.
    pub wells: &'a [usize],
}

/// What becomes of every well at every node of a plan.
pub(super) struct Reach<'a> {
    plan: &'a Plan,
    ground: Ground<'a>,
    /// For each node of the plan, for each well of the run.
    fates: Vec<Vec<Fate>>,
    /// By key: the node that adds the column, and for a stored one the curve of each well.
    columns: HashMap<&'a str, Source>,
}

struct Source {
    producer: usize,
    stored: Option<Vec<Option<usize>>>,
}

impl<'a> Reach<'a> {
    /// Follows the wells through a plan.
    ///
    /// `whole` is a node of which everything is read, though nothing needs it.
    pub fn new(plan: &'a Plan, ground: Ground<'a>, whole: Option<usize>) -> Self {
        let mut reach = Self {
            plan,
            ground,
            fates: Vec::with_capacity(plan.nodes.len()),
            columns: HashMap::new(),
        };
        for (index, node) in plan.nodes.iter().enumerate() {
            let is_ingestion = matches!(node.work, Work::Ingestion { .. });
            for column in &node.produces {
                let meant = |well: &usize| {
                    let well = ground.survey.well(*well);
                    let id = well.meant_by(&column.mnemonic)?.curve_id;
                    well.curves.iter().position(|curve| curve.curve_id == id)
                };
                let stored = is_ingestion && column.place == Place::Depths;
                let stored = stored.then(|| ground.wells.iter().map(meant).collect());
                reach.columns.insert(&column.key, Source { producer: index, stored });
            }
            let fates = (0..ground.wells.len())
                .map(|at| reach.fate(node, at, whole == Some(index)))
                .collect();
            reach.fates.push(fates);
        }
        reach
    }

    fn fate(&self, node: &PlannedNode, at: usize, whole: bool) -> Fate {
        if let Work::Ingestion { source, filters } = &node.work {
            return self.ingested(node, at, source, filters, whole);
        }
        let mut rows = 0;
        for &upstream in &node.upstream {
            match self.fates[upstream][at] {
                // The longest grid is the base of a join.
                Fate::Through(more) => rows = rows.max(more),
                _ => return Fate::Skipped,
            }
        }
        let Work::Operator { spec, inputs, keeps, .. } = &node.work else {
            return Fate::Through(rows);
        };
        let has = |input: &BoundInput| input.key == DEPTH || self.has(&input.key, at);
        let is_lacking = |input: &&BoundInput| {
            let of_port = |other: &&BoundInput| other.port == input.port;
            match spec.input(&input.port) {
                Some(port) if port.optional => false,
                // Of several columns one is enough.
                Some(port) if port.repeated => !inputs.iter().filter(of_port).any(has),
                _ => !has(input),
            }
        };
        let lacking: Vec<&str> = inputs
            .iter()
            .filter(is_lacking)
            .map(|input| input.key.rsplit_once('.').map_or(input.key.as_str(), |(_, name)| name))
            .collect();
        if !lacking.is_empty() {
            return Fate::Lost(format!("has no {}", lacking.join(", ")));
        }
        let well = self.ground.wells[at];
        let homeless = keeps
            .iter()
            .filter(|kept| kept.mapping.mode == WriteMode::Overwrite)
            .find(|kept| overwritten(self.ground.survey, well, kept).is_none());
        match homeless {
            None => Fate::Through(rows),
            Some(kept) => {
                let name = kept.mapping.target().unwrap_or("curve");
                Fate::Lost(format!("has no {name} for {} to overwrite", kept.port))
            }
        }
    }

    fn ingested(
        &self,
        node: &PlannedNode,
        at: usize,
        source: &SourceType,
        filters: &Filters,
        whole: bool,
    ) -> Fate {
        if matches!(source, SourceType::WellMarkers { .. }) {
            // The survey counts no tops of a well.
            return Fate::Through(0);
        }
        let range = source.depths(filters);
        let well = self.ground.survey.well(self.ground.wells[at]);
        let mut flags = filters.quality_flags.iter().flatten();
        if let Some(flag) = flags.find(|flag| well.named(flag).is_none()) {
            return Fate::Lost(format!("has no quality flag {flag}"));
        }
        let filter = |mnemonic: &str| {
            filters.curve_filters.iter().find(|(name, _)| name.eq_ignore_ascii_case(mnemonic))
        };
        let (mut any, mut rows, mut least) = (false, 0, i64::MAX);
        for column in &node.produces {
            let filter = filter(&column.mnemonic);
            if !whole && filter.is_none() && !node.carries.contains(&column.key) {
                continue;
            }
            let Some(curve) = self.stored(&column.key, at) else { continue };
            any = true;
            rows = rows.max(curve.samples_within(range));
            if filter.is_some_and(|(_, filter)| filter.exclude_nulls) {
                least = least.min(curve.samples - curve.nulls);
            }
        }
        match (any, rows) {
            (false, _) => Fate::Lost("has none of the curves that are read".to_owned()),
            (true, 0) => Fate::Lost("has no samples in the depth range".to_owned()),
            (true, rows) => Fate::Through(rows.min(least)),
        }
    }

    /// Returns the stored curve behind a column of an ingestion.
    fn stored(&self, key: &str, at: usize) -> Option<&'a CurveDetail> {
        let curve = (*self.columns.get(key)?.stored.as_ref()?.get(at)?)?;
        Some(&self.ground.survey.wells[self.ground.wells[at]].curves[curve])
    }

    /// Whether a column is there for a well of the run.
    pub fn has(&self, key: &str, at: usize) -> bool {
        let Some(source) = self.columns.get(key) else { return false };
        let through = self.fates.get(source.producer).and_then(|fates| fates.get(at));
        matches!(through, Some(Fate::Through(_)))
            && source.stored.as_ref().is_none_or(|stored| stored[at].is_some())
    }

    /// Returns the rows of a well that comes through a node.
    pub fn rows(&self, index: usize, at: usize) -> Option<i64> {
        match self.fates[index][at] {
            Fate::Through(rows) => Some(rows),
            _ => None,
        }
    }

    /// Returns the wells of the run that come through a node.
    pub fn through(&self, index: usize) -> Vec<usize> {
        (0..self.ground.wells.len()).filter(|at| self.rows(index, *at).is_some()).collect()
    }

    /// Returns how many rows come through a node, of all wells together.
    pub fn sum(&self, index: usize) -> i64 {
        (0..self.ground.wells.len()).filter_map(|at| self.rows(index, at)).sum()
    }

    /// Returns the samples that ingestions read of all wells, each curve counted.
    pub fn samples_read(&self) -> i64 {
        let mut samples = 0;
        for node in &self.plan.nodes {
            let Work::Ingestion { source, filters } = &node.work else { continue };
            let range = source.depths(filters);
            let carried = node.produces.iter().filter(|one| node.carries.contains(&one.key));
            for column in carried {
                let curves =
                    (0..self.ground.wells.len()).filter_map(|at| self.stored(&column.key, at));
                samples += curves.map(|curve| curve.samples_within(range)).sum::<i64>();
            }
        }
        samples
    }

    /// Returns the wells that are lost, each at the first node that loses it.
    pub fn losses(&self) -> Vec<LostWell> {
        let first = |at: usize| {
            self.plan.nodes.iter().zip(&self.fates).find_map(|(node, fates)| match &fates[at] {
                Fate::Lost(why) => Some(LostWell {
                    well: self.well(at).to_owned(),
                    node: node.id.clone(),
                    why: why.clone(),
                }),
                _ => None,
            })
        };
        (0..self.ground.wells.len()).filter_map(first).collect()
    }

    /// Returns the name of a well of the run.
    pub fn well(&self, at: usize) -> &'a str {
        &self.ground.survey.well(self.ground.wells[at]).well_name
    }
}

/// Returns the curve of a well that an output overwrites, by its position in the well.
pub(super) fn overwritten(survey: &Survey, well: usize, kept: &KeptOutput) -> Option<usize> {
    let curves = &survey.well(well).curves;
    curves.iter().position(|curve| kept.mapping.overwrites(curve.curve_id, &curve.name))
}
