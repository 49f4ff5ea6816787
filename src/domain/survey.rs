//! What a project has in wells and curves, as far as validating and planning ask: no samples.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::diagnostic::{Diagnostic, ErrorType};
use super::inventory::{CurveFact, Inventory, WellCurves};
use super::nearest::nearest;
use super::operator::SetChannels;

/// The wells and curves of a project at one moment.
#[derive(Debug, Default)]
pub struct Survey {
    /// Names, quantities and units: what validation asks.
    pub inventory: Inventory,
    /// What else is known of each well, in the order of the inventory.
    pub wells: Vec<WellDetail>,
    /// Channels of operators that somebody has set; they are of all projects.
    pub channels: SetChannels,
    /// Curves by name in small letters, made when first asked for.
    names: OnceLock<HashMap<String, Vec<Spot>>>,
}

/// A curve of a survey: the position of its well, and its own in the well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// Position of the well.
    pub well: u32,
    /// Position of the curve in the well.
    pub curve: u32,
}

/// What is known of a well beside its curves' names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WellDetail {
    /// Unique well identifier, as text.
    pub uwi: Option<String>,
    /// Field.
    pub field: Option<String>,
    /// Words to choose it by.
    pub tags: Vec<String>,
    /// Its curves, in the order of the inventory.
    pub curves: Vec<CurveDetail>,
}

/// What is known of the current version of a curve.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveDetail {
    /// Id of the version.
    pub version_id: Uuid,
    /// Its number, from 1.
    pub version: i32,
    /// Samples, nulls included.
    pub samples: i64,
    /// Null samples.
    pub nulls: i64,
    /// First depth, in metres.
    pub top_depth_m: Option<f64>,
    /// Last depth, in metres.
    pub base_depth_m: Option<f64>,
    /// What wrote it: `import of FILE`, or `operator_id 1.0.0`.
    pub source: Arc<str>,
    /// E-mail of who wrote it.
    pub author: Arc<str>,
    /// When.
    pub written_at: DateTime<Utc>,
    /// Execution that wrote it; `None` for an import.
    pub execution_id: Option<Uuid>,
}

impl CurveDetail {
    /// Returns the mean distance of two samples, in metres; exact where they are evenly spaced.
    pub fn interval_m(&self) -> Option<f64> {
        let (top, base) = self.top_depth_m.zip(self.base_depth_m)?;
        (self.samples > 1).then(|| (base - top) / (self.samples - 1) as f64)
    }

    /// Returns how many samples lie in a depth range at most, as if they were evenly spaced.
    pub fn samples_within(&self, range: Option<[f64; 2]>) -> i64 {
        let Some([from, to]) = range else { return self.samples };
        let Some((top, base)) = self.top_depth_m.zip(self.base_depth_m) else { return 0 };
        let (from, to) = (from.max(top), to.min(base));
        if from > to {
            return 0;
        }
        match self.interval_m() {
            Some(interval) if interval > 0.0 => {
                // Both ends belong to the range, and rounding must not lose one of them.
                let steps = ((to - from) / interval + 1e-6).floor() as i64;
                (steps + 1).min(self.samples)
            }
            _ => self.samples,
        }
    }
}

/// A top by its name, over some wells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TopFacts {
    /// Name.
    pub name: String,
    /// Number of wells that have it.
    pub wells: usize,
    /// Its highest depth, in metres.
    pub min_m: f64,
    /// Its lowest depth, in metres.
    pub max_m: f64,
}

/// A curve that stands where a pipeline would write, and who wrote it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CurveThere {
    /// Id of the curve.
    pub curve_id: Uuid,
    /// Its name, as it is written.
    pub name: String,
    /// Name of its well.
    pub well: String,
    /// Number of its current version.
    pub version: i32,
    /// What wrote it: `import of FILE`, or `operator_id 1.0.0`.
    pub source: String,
    /// E-mail of who wrote it.
    pub author: String,
    /// When.
    pub written_at: DateTime<Utc>,
    /// Execution that wrote it; `None` for an import.
    pub execution_id: Option<Uuid>,
}

impl Survey {
    /// Puts wells with their details together.
    pub fn new(wells: impl IntoIterator<Item = (WellCurves, WellDetail)>) -> Self {
        let (curves, wells) = wells.into_iter().unzip();
        let inventory = Inventory { wells: curves };
        Self { inventory, wells, channels: SetChannels::new(), names: OnceLock::new() }
    }

    /// Returns the same wells with other channels of operators.
    pub fn with_channels(&self, channels: SetChannels) -> Self {
        let (inventory, wells) = (self.inventory.clone(), self.wells.clone());
        Self { inventory, wells, channels, names: OnceLock::new() }
    }

    /// Returns every curve of this name, whatever the case, by well.
    pub fn named(&self, name: &str) -> &[Spot] {
        let names = self.names.get_or_init(|| {
            let mut names: HashMap<String, Vec<Spot>> = HashMap::new();
            for (well, curves) in self.inventory.wells.iter().enumerate() {
                for (curve, fact) in curves.curves.iter().enumerate() {
                    names.entry(fact.name.to_lowercase()).or_default().push(Spot {
                        well: u32::try_from(well).expect("fewer wells than u32::MAX"),
                        curve: u32::try_from(curve).expect("fewer curves than u32::MAX"),
                    });
                }
            }
            names
        });
        names.get(&name.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// Returns the well at a position, with its curves.
    pub fn well(&self, position: usize) -> &WellCurves {
        &self.inventory.wells[position]
    }

    /// Returns the curve that a pipeline means by this name in a well.
    pub fn meant(&self, well: usize, name: &str) -> Option<(&CurveFact, &CurveDetail)> {
        let curves = &self.inventory.wells[well].curves;
        let fact = self.inventory.wells[well].meant_by(name)?;
        let position = curves.iter().position(|curve| curve.curve_id == fact.curve_id)?;
        Some((fact, &self.wells[well].curves[position]))
    }

    /// Returns a curve in the form in which people are told of it.
    pub fn there(&self, spot: Spot) -> CurveThere {
        let (well, curve) = (spot.well as usize, spot.curve as usize);
        let fact = &self.inventory.wells[well].curves[curve];
        let detail = &self.wells[well].curves[curve];
        CurveThere {
            curve_id: fact.curve_id,
            name: fact.name.clone(),
            well: self.inventory.wells[well].well_name.clone(),
            version: detail.version,
            source: detail.source.to_string(),
            author: detail.author.to_string(),
            written_at: detail.written_at,
            execution_id: detail.execution_id,
        }
    }

    /// Returns the wells that a selection names, in the order of the project.
    ///
    /// A selection is made of names and ids of wells, `*` for all, `tag:WORD` and `field:NAME`.
    /// A well that is really called `tag:x` comes before the tag. Nothing named is nothing chosen.
    pub fn select(&self, selection: &[String]) -> Result<Vec<usize>, Vec<Diagnostic>> {
        let mut chosen = vec![false; self.wells.len()];
        let mut problems = Vec::new();
        let by_name: HashMap<&str, usize> = self
            .inventory
            .wells
            .iter()
            .enumerate()
            .map(|(position, well)| (well.well_name.as_str(), position))
            .collect();
        for wanted in selection {
            if wanted == "*" {
                chosen.fill(true);
                continue;
            }
            let found = by_name.get(wanted.as_str()).copied();
            if let Some(position) = found.or_else(|| self.inventory.position(wanted)) {
                chosen[position] = true;
                continue;
            }
            let mut any = false;
            for (chosen, well) in chosen.iter_mut().zip(&self.wells) {
                if well.is_in(wanted) {
                    *chosen = true;
                    any = true;
                }
            }
            if !any {
                problems.push(self.no_such_well(wanted));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok((0..chosen.len()).filter(|position| chosen[*position]).collect())
    }

    fn no_such_well(&self, wanted: &str) -> Diagnostic {
        let groups = wanted.starts_with("tag:") || wanted.starts_with("field:");
        let names = self.inventory.wells.iter().map(|well| well.well_name.as_str());
        let known: Vec<&str> = names.clone().take(5).collect();
        let what = match groups {
            true => "no well of the project has this tag or field",
            false => "there is no such well in the project",
        };
        let hint = match nearest(wanted, names) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "`mudrock wells list --project NAME` shows the wells".to_owned(),
        };
        let all = self.wells.len();
        Diagnostic::error(ErrorType::WellNotFound, what)
            .found(format!("\"{wanted}\""))
            .wanted(match all {
                0 => "a well; the project has none".to_owned(),
                _ => format!("one of {all} wells: {}", known.join(", ")),
            })
            .hint(hint)
    }
}

impl WellDetail {
    /// Whether the well belongs to a group, `tag:WORD` or `field:NAME`.
    fn is_in(&self, group: &str) -> bool {
        match group.split_once(':') {
            Some(("tag", tag)) => self.tags.iter().any(|own| own.eq_ignore_ascii_case(tag)),
            Some(("field", field)) => {
                self.field.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(field))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detail(samples: i64, top: f64, base: f64) -> CurveDetail {
        CurveDetail {
            version_id: Uuid::new_v4(),
            version: 1,
            samples,
            nulls: 0,
            top_depth_m: Some(top),
            base_depth_m: Some(base),
            source: Arc::from("import of a.las"),
            author: Arc::from("ann@example.org"),
            written_at: DateTime::UNIX_EPOCH,
            execution_id: None,
        }
    }

    fn survey() -> Survey {
        let well = |name: &str, tags: &[&str], field: Option<&str>| {
            let fact = CurveFact {
                curve_id: Uuid::new_v4(),
                name: "GR".to_owned(),
                mnemonic: "GR".to_owned(),
                quantity: super::super::curve::Quantity::GammaRay,
                unit: "gAPI".to_owned(),
                kind: super::super::operator::Kind::Number,
            };
            let detail = WellDetail {
                uwi: None,
                field: field.map(str::to_owned),
                tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
                curves: vec![detail(3, 0.0, 1.0)],
            };
            let well_id = Uuid::new_v4();
            (WellCurves { well_id, well_name: name.to_owned(), curves: vec![fact] }, detail)
        };
        Survey::new([
            well("A-1", &["gas"], Some("North")),
            well("A-2", &["Gas", "old"], None),
            well("tag:old", &[], Some("north")),
        ])
    }

    fn selected(selection: &[&str]) -> Result<Vec<usize>, Vec<Diagnostic>> {
        survey().select(&selection.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn wells_are_chosen_by_name_tag_field_and_star() {
        assert_eq!(selected(&["A-2", "a-1"]), Ok(vec![0, 1]));
        assert_eq!(selected(&["tag:gas"]), Ok(vec![0, 1]));
        assert_eq!(selected(&["field:North"]), Ok(vec![0, 2]));
        assert_eq!(selected(&["*"]), Ok(vec![0, 1, 2]));
        assert_eq!(selected(&[]), Ok(vec![]));
        assert_eq!(selected(&["tag:old"]), Ok(vec![2]), "a name comes before a tag");
    }

    #[test]
    fn every_name_that_stands_for_no_well_is_told() {
        let problems = selected(&["A-9", "tag:oil", "A-1"]).unwrap_err();
        assert_eq!(problems.len(), 2, "{problems:#?}");
        assert!(problems[0].hint.as_ref().unwrap().contains("A-1"), "{problems:#?}");
        assert!(problems[1].what.contains("tag"), "{problems:#?}");
    }

    #[test]
    fn a_name_is_found_in_every_well_whatever_its_case() {
        let survey = survey();
        assert_eq!(survey.named("gr").len(), 3);
        assert_eq!(survey.there(survey.named("GR")[1]).well, "A-2");
        assert!(survey.named("RHOB").is_empty());
    }

    #[test]
    fn samples_of_a_depth_range_count_both_ends() {
        // 1000.0, 1000.5, … 1002.0
        let curve = detail(5, 1000.0, 1002.0);
        assert_eq!(curve.interval_m(), Some(0.5));
        assert_eq!(curve.samples_within(None), 5);
        assert_eq!(curve.samples_within(Some([1000.5, 1001.5])), 3);
        assert_eq!(curve.samples_within(Some([0.0, 9e9])), 5);
        assert_eq!(curve.samples_within(Some([1001.5, 9e9])), 2);
        assert_eq!(curve.samples_within(Some([2000.0, 3000.0])), 0);
        assert_eq!(detail(1, 5.0, 5.0).samples_within(Some([4.0, 6.0])), 1);
    }
}
