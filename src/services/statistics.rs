//! Statistics of a curve over wells, to pick a value from the data.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{Array, Float64Array};
use futures::{StreamExt, TryStreamExt, stream};
use uuid::Uuid;

use super::ingestion::same_unit;
use super::review::off_thread;
use super::wells::only_numbers;
use super::workspace::Workspace;
use crate::control::curves::{self, StoredCurve};
use crate::data::column::digest_of_bytes;
use crate::data::object;
use crate::data::statistics::summary;
use crate::data::store::Store;
use crate::domain::curve;
use crate::domain::dag::{DagDefinition, NodeType, SourceType};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
pub use crate::domain::statistics::{
    CurveStatistics, Histogram, Percentile, Statistics, Summary, UnitStatistics,
};
use crate::domain::survey::Survey;

/// Values that are held at most, 64 MB of them; with more, wells are left out evenly.
pub const MOST_VALUES: i64 = 8_000_000;

/// Wells that are read at most: one takes a few milliseconds.
pub const MOST_WELLS: usize = 1_000;

/// Wells that are read side by side.
const AT_ONCE: usize = 4;

/// Answers that are remembered.
const REMEMBERED: usize = 64;

/// Answers by what they were computed from, the last used first.
#[derive(Default)]
pub(super) struct Answers(Mutex<VecDeque<(String, Arc<CurveStatistics>)>>);

impl Answers {
    fn get(&self, key: &str) -> Option<Arc<CurveStatistics>> {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = answers.iter().position(|(known, _)| known == key)?;
        let answer = answers.remove(found)?;
        let statistics = Arc::clone(&answer.1);
        answers.push_front(answer);
        Some(statistics)
    }

    fn put(&self, key: String, statistics: Arc<CurveStatistics>) {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.push_front((key, statistics));
        answers.truncate(REMEMBERED);
    }
}

/// A curve that may be read: its id, the version and the samples to expect.
struct Candidate {
    curve: Uuid,
    version: Uuid,
    samples: i64,
}

/// Which wells are read, and every how many-th sample of them counts.
#[derive(Debug, PartialEq, Eq)]
struct Sampling {
    wells: Vec<usize>,
    stride: usize,
}

impl Workspace {
    /// Returns the statistics of a curve over the wells of a selection, by unit.
    ///
    /// In each well the curve is the one that a pipeline means by the name, aliases included.
    /// Up to 8 million values of up to 1,000 wells all count. Of more, wells at even distances in
    /// the list are read, and if these still have too many samples, every so many-th counts: the
    /// same ones each time, and `estimated` says so. Dropping the future stops after the objects
    /// at hand.
    pub async fn curve_statistics(
        &self,
        project: Uuid,
        name: &str,
        wells: &[String],
        depth_range_m: Option<[f64; 2]>,
    ) -> Result<Arc<CurveStatistics>, Vec<Diagnostic>> {
        let one = |error: Diagnostic| vec![error];
        let survey = self.survey(project).await.map_err(one)?;
        let chosen = survey.select(wells)?;
        let candidates: Vec<Candidate> = chosen
            .iter()
            .filter_map(|well| {
                let (fact, detail) = survey.meant(*well, name)?;
                let samples = detail.samples_within(depth_range_m);
                Some(Candidate { curve: fact.curve_id, version: detail.version_id, samples })
            })
            .collect();
        if candidates.is_empty() {
            return Err(vec![no_such_curve(name, &survey, &chosen)]);
        }
        let key = key(name, depth_range_m, chosen.len(), &candidates);
        if let Some(known) = self.inner.statistics.get(&key) {
            return Ok(known);
        }
        let sampling = sampling(&candidates);
        let ids: Vec<Uuid> = sampling.wells.iter().map(|at| candidates[*at].curve).collect();
        let client = self.inner.database.client().await.map_err(one)?;
        let mut stored = curves::stored_curves_by_id(&client, &ids).await.map_err(one)?;
        drop(client);
        for stored in &stored {
            only_numbers(&stored.curve).map_err(one)?;
        }
        // In the order of the wells, so that the same sums come out each time.
        let places: HashMap<Uuid, usize> =
            ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        stored.sort_by_key(|stored| places.get(&stored.curve.id).copied());
        let store = &self.inner.store;
        let stride = sampling.stride;
        let logarithmic = curve::lookup(name).is_some_and(|entry| entry.scale.logarithmic);
        let groups: Vec<Group> = stream::iter(stored)
            .map(|curve| read(store, curve, depth_range_m))
            .buffered(AT_ONCE)
            .try_fold(Vec::new(), async |mut groups, (unit, values)| {
                Group::take_in(&mut groups, unit, &values, stride);
                Ok(groups)
            })
            .await
            .map_err(one)?;
        let units = off_thread(move || {
            let mut groups = groups;
            groups.sort_by_key(|group| std::cmp::Reverse(group.wells));
            groups.into_iter().map(|group| group.summed_up(logarithmic)).collect()
        });
        let statistics = Arc::new(CurveStatistics {
            curve: name.to_owned(),
            depth_range_m,
            wells: chosen.len(),
            wells_having: candidates.len(),
            wells_read: sampling.wells.len(),
            estimated: sampling.wells.len() < candidates.len() || stride > 1,
            units: units.await.map_err(one)?,
        });
        self.inner.statistics.put(key, Arc::clone(&statistics));
        Ok(statistics)
    }

    /// Returns the statistics of a column that flows in a definition, by its key `node.NAME`.
    ///
    /// Those of an ingestion are of its wells and depths, before its value filters; what an operator
    /// computes has none before it was run.
    pub async fn column_statistics(
        &self,
        project: Uuid,
        definition: &DagDefinition,
        key: &str,
    ) -> Result<Statistics, Vec<Diagnostic>> {
        let Some((node, name)) = definition.split_reference(key) else {
            return Err(vec![
                Diagnostic::error(ErrorType::NodeNotFound, "no node makes this column")
                    .found(format!("\"{key}\""))
                    .wanted("`node.NAME`, with a node of the pipeline"),
            ]);
        };
        let NodeType::Ingestion { source_type, filters } = &node.node_type else {
            return Ok(Statistics::NotComputed { node: node.id.clone(), port: name.to_owned() });
        };
        let SourceType::WellLogs { well_ids, .. } = source_type else {
            return Ok(Statistics::NotComputed { node: node.id.clone(), port: name.to_owned() });
        };
        let depths = source_type.depths(&filters.clone().unwrap_or_default());
        let statistics = self.curve_statistics(project, name, well_ids, depths).await?;
        Ok(Statistics::Stored(Arc::unwrap_or_clone(statistics)))
    }
}

/// Reads the samples of a curve.
async fn read(
    store: &Store,
    stored: StoredCurve,
    depth_range_m: Option<[f64; 2]>,
) -> Result<(String, Float64Array), Diagnostic> {
    let columns = [stored.column.clone()];
    let samples = object::read(store, &stored.path, &columns, depth_range_m).await;
    let samples = samples.map_err(|error| {
        Diagnostic::error(ErrorType::CurveLoadFailed, "the curve cannot be loaded")
            .in_well(&stored.curve.well_name)
            .of_curve(&stored.curve.name)
            .found(error.to_string())
            .hint("check that the store is complete: `mudrock doctor`")
    })?;
    Ok((stored.curve.unit, object::numbers(&samples.columns[0])))
}

/// The samples in one unit.
struct Group {
    unit: String,
    wells: usize,
    samples: usize,
    values: Vec<f64>,
}

impl Group {
    fn take_in(groups: &mut Vec<Self>, unit: String, values: &Float64Array, stride: usize) {
        let found = groups.iter().position(|group| same_unit(&group.unit, &unit));
        let at = found.unwrap_or_else(|| {
            groups.push(Self { unit, wells: 0, samples: 0, values: Vec::new() });
            groups.len() - 1
        });
        let group = &mut groups[at];
        let taken = (0..values.len()).step_by(stride);
        group.wells += 1;
        group.samples += taken.len();
        group.values.extend(
            taken
                .filter(|row| values.is_valid(*row))
                .map(|row| values.value(row))
                .filter(|value| value.is_finite()),
        );
    }

    fn summed_up(mut self, logarithmic: bool) -> UnitStatistics {
        UnitStatistics {
            unit: self.unit,
            wells: self.wells,
            samples: self.samples as u64,
            nulls: (self.samples - self.values.len()) as u64,
            summary: summary(&mut self.values, logarithmic),
        }
    }
}

/// Chooses what to read: everything if it is not too much, else evenly and always the same.
fn sampling(candidates: &[Candidate]) -> Sampling {
    let all = candidates.len();
    let total: i64 = candidates.iter().map(|one| one.samples).sum();
    let mean = (total / i64::try_from(all).unwrap_or(i64::MAX)).max(1);
    let affordable = usize::try_from(MOST_VALUES / mean).unwrap_or(usize::MAX).max(1);
    let count = if total <= MOST_VALUES { all } else { all.min(affordable) }.min(MOST_WELLS);
    let wells: Vec<usize> = (0..count).map(|at| at * all / count).collect();
    // The wells that were hit may be longer than most.
    let samples: i64 = wells.iter().map(|at| candidates[*at].samples).sum();
    let stride = (samples + MOST_VALUES - 1) / MOST_VALUES;
    Sampling { wells, stride: usize::try_from(stride).unwrap_or(usize::MAX).max(1) }
}

/// Names what statistics were computed from: the versions say which samples.
fn key(
    name: &str,
    depth_range_m: Option<[f64; 2]>,
    wells: usize,
    candidates: &[Candidate],
) -> String {
    let versions: Vec<u8> =
        candidates.iter().flat_map(|candidate| *candidate.version.as_bytes()).collect();
    let range = depth_range_m.map(|range| range.map(f64::to_bits));
    format!("{name} {range:?} {wells} {}", digest_of_bytes(&versions))
}

fn no_such_curve(name: &str, survey: &Survey, chosen: &[usize]) -> Diagnostic {
    let curves = chosen.iter().flat_map(|well| &survey.well(*well).curves);
    let near = nearest(name, curves.map(|curve| curve.name.as_str()));
    Diagnostic::error(ErrorType::MissingInputCurves, "none of the wells has the curve")
        .of_curve(name)
        .found(match chosen.len() {
            1 => "1 well".to_owned(),
            wells => format!("{wells} wells"),
        })
        .hint(near.map_or_else(
            || "`mudrock curves list` shows the curves".to_owned(),
            |near| format!("did you mean {near}?"),
        ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(samples: &[i64]) -> Vec<Candidate> {
        let one = |samples: &i64| Candidate {
            curve: Uuid::nil(),
            version: Uuid::nil(),
            samples: *samples,
        };
        samples.iter().map(one).collect()
    }

    #[test]
    fn what_fits_is_read_whole() {
        let all = sampling(&candidates(&[1000; 3]));
        assert_eq!(all, Sampling { wells: vec![0, 1, 2], stride: 1 });
        let full = sampling(&candidates(&[MOST_VALUES]));
        assert_eq!(full, Sampling { wells: vec![0], stride: 1 });
        let empty = sampling(&candidates(&[0]));
        assert_eq!(empty, Sampling { wells: vec![0], stride: 1 });
    }

    #[test]
    fn too_many_wells_are_read_at_even_distances() {
        let sampling = sampling(&candidates(&[10; 4000]));
        assert_eq!(sampling.stride, 1);
        assert_eq!(sampling.wells.len(), MOST_WELLS);
        assert_eq!(sampling.wells[..3], [0, 4, 8]);
    }

    #[test]
    fn the_values_that_are_held_stay_within_the_bound() {
        // One well alone is too long, and among ten one is far longer than the others.
        for samples in [vec![MOST_VALUES * 3 + 1], {
            let mut samples = vec![1000; 10];
            samples[0] = MOST_VALUES * 5;
            samples
        }] {
            let candidates = candidates(&samples);
            let sampling = sampling(&candidates);
            let stride = i64::try_from(sampling.stride).unwrap();
            let held: i64 = sampling
                .wells
                .iter()
                .map(|at| (candidates[*at].samples + stride - 1) / stride)
                .sum();
            let wells = i64::try_from(sampling.wells.len()).unwrap();
            assert!(stride > 1 && held <= MOST_VALUES + wells, "{held} with {sampling:?}");
        }
    }
}
