//! What a form for ingestions offers: wells, curves, depths and tops.

use std::collections::BTreeMap;

use alphanumeric_sort::compare_str;
use serde::Serialize;
use uuid::Uuid;

use super::review::off_thread;
use super::workspace::Workspace;
use crate::control::survey as stored;
use crate::domain::curve::{self, Quantity};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::inventory::CurveFact;
pub use crate::domain::survey::TopFacts;
use crate::domain::survey::{CurveDetail, Survey};
use crate::domain::units::{Unit, conversion, is_blank};

/// What a form for ingestions offers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct IngestionFacts {
    /// Every well of the project, as people count.
    pub wells: Vec<WellFacts>,
    /// Number of wells chosen.
    pub chosen: usize,
    /// Curves of the chosen wells: first those that most of them have.
    pub curves: Vec<CurveOffer>,
    /// Tops of the chosen wells, from above.
    pub tops: Vec<TopFacts>,
}

/// A well that may be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WellFacts {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Unique well identifier.
    pub uwi: Option<String>,
    /// Field.
    pub field: Option<String>,
    /// Words to choose it by.
    pub tags: Vec<String>,
    /// Number of curves.
    pub curves: usize,
    /// First depth of any curve, in metres.
    pub top_m: Option<f64>,
    /// Last depth of any curve, in metres.
    pub base_m: Option<f64>,
    /// Whether the selection has it.
    pub chosen: bool,
}

/// A curve that may be read, over the chosen wells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CurveOffer {
    /// What to write into `curve_names`: the canonical mnemonic, or the curve's own name.
    pub name: String,
    /// What it measures.
    pub quantity: Quantity,
    /// Names under which the wells have it, with the number of wells.
    pub names: Vec<Counted>,
    /// Units as written, with the number of wells.
    pub units: Vec<Counted>,
    /// How the units go together.
    pub mixture: Mixture,
    /// Chosen wells that have it.
    pub wells: usize,
    /// First depth, in metres.
    pub top_m: Option<f64>,
    /// Last depth, in metres.
    pub base_m: Option<f64>,
    /// Distances of samples in metres, to a tenth of a millimetre, with the number of wells.
    pub intervals: Vec<(f64, usize)>,
    /// Samples of all wells together, nulls included.
    pub samples: i64,
    /// Null samples.
    pub nulls: i64,
}

/// A text and in how many wells it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// Text.
    pub text: String,
    /// Wells.
    pub wells: usize,
}

/// How the units of a curve go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mixture {
    /// One unit, however it is spelt.
    One,
    /// Several, which are converted at the ports.
    Convertible,
    /// Some well gives no unit, so that its values are taken as they stand.
    SomeBlank,
    /// Several that cannot be converted into each other.
    Incompatible,
}

impl Workspace {
    /// Returns what a form for an ingestion of these wells offers.
    ///
    /// A selection names wells by name or id, `*` for all, `tag:WORD` or `field:NAME`.
    pub async fn ingestion_facts(
        &self,
        project: Uuid,
        selection: &[String],
    ) -> Result<IngestionFacts, Vec<Diagnostic>> {
        let one = |error: Diagnostic| vec![error];
        let survey = self.survey(project).await.map_err(one)?;
        let chosen = survey.select(selection)?;
        let ids: Vec<Uuid> = chosen.iter().map(|well| survey.well(*well).well_id).collect();
        let client = self.inner.database.client().await.map_err(one)?;
        let tops = stored::tops(&client, &ids).await.map_err(one)?;
        drop(client);
        let facts = off_thread(move || IngestionFacts {
            wells: wells(&survey, &chosen),
            chosen: chosen.len(),
            curves: offers(&survey, &chosen),
            tops,
        });
        facts.await.map_err(one)
    }

    /// Returns the names of the wells that a selection means, as a definition wants them.
    pub async fn chosen_wells(
        &self,
        project: Uuid,
        selection: &[String],
    ) -> Result<Vec<String>, Vec<Diagnostic>> {
        let survey = self.survey(project).await.map_err(|error| vec![error])?;
        let chosen = survey.select(selection)?;
        Ok(chosen.into_iter().map(|well| survey.well(well).well_name.clone()).collect())
    }

    /// Gives wells a tag, or takes it from them; returns how many changed.
    pub async fn tag_wells(
        &self,
        project: Uuid,
        selection: &[String],
        tag: &str,
        take_away: bool,
    ) -> Result<u64, Vec<Diagnostic>> {
        let one = |error: Diagnostic| vec![error];
        let tag = tag.trim();
        if tag.is_empty() || tag.contains(|letter: char| letter.is_control() || letter == ',') {
            let problem = Diagnostic::error(ErrorType::ConfigurationInvalid, "this is no tag")
                .found(format!("\"{tag}\""))
                .wanted("a word or some, without commas")
                .hint("a tag such as `gas` is chosen by `tag:gas`");
            return Err(vec![problem]);
        }
        let survey = self.survey(project).await.map_err(one)?;
        let chosen = survey.select(selection)?;
        let ids: Vec<Uuid> = chosen.iter().map(|well| survey.well(*well).well_id).collect();
        let client = self.inner.database.client().await.map_err(one)?;
        stored::tag(&client, project, &ids, tag, take_away).await.map_err(one)
    }
}

fn wells(survey: &Survey, chosen: &[usize]) -> Vec<WellFacts> {
    let mut is_chosen = vec![false; survey.wells.len()];
    for &well in chosen {
        is_chosen[well] = true;
    }
    let wells = survey.inventory.wells.iter().zip(&survey.wells).zip(is_chosen);
    wells
        .map(|((well, detail), chosen)| {
            let (top_m, base_m) = depths(detail.curves.iter());
            WellFacts {
                id: well.well_id,
                name: well.well_name.clone(),
                uwi: detail.uwi.clone(),
                field: detail.field.clone(),
                tags: detail.tags.clone(),
                curves: well.curves.len(),
                top_m,
                base_m,
                chosen,
            }
        })
        .collect()
}

/// Groups the curves of the chosen wells under the names by which an ingestion asks for them.
fn offers(survey: &Survey, chosen: &[usize]) -> Vec<CurveOffer> {
    let mut groups: BTreeMap<String, Vec<(usize, &CurveFact, &CurveDetail)>> = BTreeMap::new();
    for &well in chosen {
        for (fact, detail) in survey.well(well).curves.iter().zip(&survey.wells[well].curves) {
            if fact.quantity != Quantity::Depth {
                groups.entry(asked_as(&fact.name)).or_default().push((well, fact, detail));
            }
        }
    }
    let mut offers: Vec<CurveOffer> =
        groups.into_iter().map(|(name, curves)| offer(name, &curves)).collect();
    offers.sort_by(|a, b| b.wells.cmp(&a.wells).then_with(|| compare_str(&a.name, &b.name)));
    offers
}

/// Aliases of tools and companies are asked for by the canonical mnemonic; what a pipeline made, by
/// its own name, or two versions of one quantity would be one.
fn asked_as(name: &str) -> String {
    match curve::lookup(name) {
        Some(entry) => entry.canonical.to_owned(),
        None => name.to_owned(),
    }
}

fn offer(name: String, curves: &[(usize, &CurveFact, &CurveDetail)]) -> CurveOffer {
    let mut wells: Vec<usize> = curves.iter().map(|(well, ..)| *well).collect();
    wells.dedup();
    let (top_m, base_m) = depths(curves.iter().map(|(.., detail)| *detail));
    let intervals = curves.iter().filter_map(|(.., detail)| detail.interval_m());
    // Depths are written with a few decimals, so equal steps differ in the last digits.
    let mut steps: BTreeMap<i64, usize> = BTreeMap::new();
    for interval in intervals {
        *steps.entry((interval * 1e4).round() as i64).or_default() += 1;
    }
    CurveOffer {
        quantity: curves.first().map_or(Quantity::Unknown, |(_, fact, _)| fact.quantity),
        names: counted(curves.iter().map(|(_, fact, _)| fact.name.as_str())),
        mixture: mixture(curves.iter().map(|(_, fact, _)| fact.unit.as_str())),
        units: counted(curves.iter().map(|(_, fact, _)| fact.unit.as_str())),
        wells: wells.len(),
        top_m,
        base_m,
        intervals: steps.into_iter().map(|(step, wells)| (step as f64 / 1e4, wells)).collect(),
        samples: curves.iter().map(|(.., detail)| detail.samples).sum(),
        nulls: curves.iter().map(|(.., detail)| detail.nulls).sum(),
        name,
    }
}

fn depths<'a>(curves: impl Iterator<Item = &'a CurveDetail>) -> (Option<f64>, Option<f64>) {
    curves.fold((None, None), |(top, base), curve| {
        (
            [top, curve.top_depth_m].into_iter().flatten().reduce(f64::min),
            [base, curve.base_depth_m].into_iter().flatten().reduce(f64::max),
        )
    })
}

/// Counts texts, the most frequent first.
fn counted<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Counted> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let mut counted: Vec<Counted> =
        counts.into_iter().map(|(text, wells)| Counted { text: text.to_owned(), wells }).collect();
    counted.sort_by_key(|counted| std::cmp::Reverse(counted.wells));
    counted
}

fn mixture<'a>(units: impl Iterator<Item = &'a str>) -> Mixture {
    let mut distinct: Vec<&str> = Vec::new();
    for unit in units {
        let same = |known: &&str| same_unit(known, unit);
        if !distinct.iter().any(same) {
            distinct.push(unit);
        }
    }
    let converts = |unit: &&str| conversion(unit, distinct[0]).is_some();
    if distinct.len() < 2 {
        Mixture::One
    } else if distinct.iter().any(|unit| is_blank(unit)) {
        Mixture::SomeBlank
    } else if distinct.iter().all(converts) {
        Mixture::Convertible
    } else {
        Mixture::Incompatible
    }
}

/// Whether two spellings mean one unit.
pub(super) fn same_unit(one: &str, other: &str) -> bool {
    let blank = is_blank(one) && is_blank(other);
    let known = Unit::parse(one).zip(Unit::parse(other));
    blank
        || one.trim().eq_ignore_ascii_case(other.trim())
        || known.is_some_and(|(one, other)| one.symbol == other.symbol)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_unit_do_not_mix() {
        let of = |units: &[&str]| mixture(units.iter().copied());
        assert_eq!(of(&["G/C3", "g/cm3"]), Mixture::One);
        assert_eq!(of(&["", "_"]), Mixture::One);
        assert_eq!(of(&["G/C3", "K/M3"]), Mixture::Convertible);
        assert_eq!(of(&["G/C3", ""]), Mixture::SomeBlank);
        assert_eq!(of(&["G/C3", "OHMM"]), Mixture::Incompatible);
        assert_eq!(of(&["furlong", "G/C3"]), Mixture::Incompatible);
    }

    #[test]
    fn aliases_are_asked_for_by_their_canonical_name() {
        assert_eq!(asked_as("GRC"), "GR");
        assert_eq!(asked_as("GR:2"), "GR");
        assert_eq!(asked_as("VSH_GR_1"), "VSH_GR_1");
    }
}
