//! What a curve mapping would do, told again at every key that a user types.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use super::suffix::{forbidden_letter, suffix_after};
use crate::domain::dag::{CurveMapping, WriteMode};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::nearest::nearest;
use crate::domain::survey::{CurveThere, Spot, Survey};

/// Curves that an outlook lists; beyond that it only counts.
pub const CURVES_LISTED: usize = 100;

/// What is known about the outputs of a node, gathered once for a form.
#[derive(Debug, Clone)]
pub struct MappingFacts {
    /// Id of the node.
    pub node: String,
    /// Its output ports, in the order of the operator.
    pub ports: Vec<PortFacts>,
    /// Errors that keep the outputs from being known; then there are no ports.
    pub problems: Vec<Diagnostic>,
    /// The wells and curves of the project.
    pub survey: Arc<Survey>,
}

/// What is known about one output port.
#[derive(Debug, Clone)]
pub struct PortFacts {
    /// Port.
    pub port: String,
    /// What names of new curves begin with: the port itself, or the input whose quantity it keeps.
    pub base: String,
    /// Whether the output keeps the quantity of an input, so that a new curve needs a suffix.
    pub keeps: bool,
    /// Positions of the wells for which the output is computed.
    pub wells: BTreeSet<usize>,
    /// How the definition keeps the output now.
    pub mapping: Option<CurveMapping>,
    /// What the other outputs of the pipeline write in these wells.
    pub others: Vec<OtherOutput>,
}

/// Another output that the same pipeline keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherOutput {
    /// Name of the curve.
    pub name: String,
    /// Name of the node.
    pub node: String,
    /// Port.
    pub port: String,
}

/// What a mapping would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outlook {
    /// Name of the curve that is written; `None` where the mapping names none.
    pub name: Option<String>,
    /// What stands in its way, or is replaced.
    pub state: MappingState,
    /// A suffix for a new curve that is free in every well: the one given, or the next.
    pub free_suffix: String,
}

/// What stands in the way of a mapping, or is replaced.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum MappingState {
    /// A new curve in every well.
    Free {
        /// Number of wells.
        wells: usize,
    },
    /// The name of the new curve stands for another one already.
    Taken {
        /// Number of wells in which it does.
        wells: usize,
        /// The curves, a hundred at most.
        curves: Vec<CurveThere>,
    },
    /// A new version of curves that are there.
    Overwrites {
        /// Number of curves.
        wells: usize,
        /// The curves, a hundred at most.
        curves: Vec<CurveThere>,
        /// Wells that have no such curve, and fail: a hundred names at most.
        missing: Vec<String>,
        /// Number of wells that have no such curve.
        missing_wells: usize,
    },
    /// Another output of the pipeline has the name.
    Collides {
        /// Name of the node.
        node: String,
        /// Port.
        port: String,
    },
    /// The mapping makes no curve.
    Refused {
        /// Why.
        why: String,
        /// What to do.
        hint: String,
    },
}

impl MappingFacts {
    /// Returns the facts about a port.
    pub fn port(&self, port: &str) -> Option<&PortFacts> {
        self.ports.iter().find(|facts| facts.port == port)
    }

    /// Tells what a mapping of a port would do; pure, and quick enough for every key.
    pub fn outlook(&self, port: &str, mapping: &CurveMapping) -> Option<Outlook> {
        let facts = self.port(port)?;
        let suffix = mapping.suffix.as_deref().unwrap_or_default();
        let free_suffix = self.free_suffix(facts, suffix);
        let (name, state) = match mapping.mode {
            WriteMode::CreateNew => self.create(facts, suffix, &free_suffix),
            WriteMode::Overwrite => self.overwrite(facts, mapping),
        };
        Some(Outlook { name, state, free_suffix })
    }

    fn create(
        &self,
        facts: &PortFacts,
        suffix: &str,
        free_suffix: &str,
    ) -> (Option<String>, MappingState) {
        let name = format!("{}{suffix}", facts.base);
        if let Some(letter) = forbidden_letter(suffix) {
            let why = format!("a suffix may not hold '{letter}'");
            let hint = "letters, digits, `_` and `-` may stand in it".to_owned();
            return (None, MappingState::Refused { why, hint });
        }
        if facts.keeps && suffix.is_empty() {
            let why = "a new curve would have the name of its input".to_owned();
            let hint = format!("set a suffix such as {free_suffix}, or overwrite");
            return (None, MappingState::Refused { why, hint });
        }
        if let Some(other) = facts.other(&name) {
            return (Some(name), other);
        }
        let taken = self.spots(facts, &name);
        let state = match taken.as_slice() {
            [] => MappingState::Free { wells: facts.wells.len() },
            taken => MappingState::Taken { wells: taken.len(), curves: self.listed(taken) },
        };
        (Some(name), state)
    }

    fn overwrite(
        &self,
        facts: &PortFacts,
        mapping: &CurveMapping,
    ) -> (Option<String>, MappingState) {
        let Some(target) = mapping.target().filter(|target| !target.trim().is_empty()) else {
            let why = "the curve to overwrite is not named".to_owned();
            let hint = format!("name a curve, such as {}", facts.base);
            return (None, MappingState::Refused { why, hint });
        };
        let found: Vec<Spot> = match &mapping.output_curve_id {
            // An id means one curve of one well; only there is it worth a look through all.
            Some(_) => facts.wells.iter().filter_map(|well| self.meant(*well, mapping)).collect(),
            None => {
                let spots = self.spots(facts, target).into_iter();
                spots.filter(|spot| self.name_of(*spot) == target).collect()
            }
        };
        let name = match found.first() {
            Some(spot) => self.name_of(*spot).to_owned(),
            None => target.to_owned(),
        };
        if found.is_empty() {
            let why = format!("no well of the node has a curve {target}");
            let names = facts.wells.iter().flat_map(|well| &self.survey.well(*well).curves);
            let near = nearest(target, names.map(|curve| curve.name.as_str()));
            let hint = match near {
                Some(near) => format!("did you mean {near}?"),
                None => "make a new curve instead".to_owned(),
            };
            return (Some(name), MappingState::Refused { why, hint });
        }
        if let Some(other) = facts.other(&name) {
            return (Some(name), other);
        }
        let having: BTreeSet<usize> = found.iter().map(|spot| spot.well as usize).collect();
        let missing = facts.wells.difference(&having);
        let state = MappingState::Overwrites {
            wells: found.len(),
            curves: self.listed(&found),
            missing_wells: facts.wells.len() - having.len(),
            missing: missing
                .take(CURVES_LISTED)
                .map(|well| self.survey.well(*well).well_name.clone())
                .collect(),
        };
        (Some(name), state)
    }

    /// Returns the suffix if it is free in every well and in the pipeline, else the next that is.
    fn free_suffix(&self, facts: &PortFacts, suffix: &str) -> String {
        let is_free = |suffix: &str| {
            let name = format!("{}{suffix}", facts.base);
            !(facts.keeps && suffix.is_empty())
                && self.spots(facts, &name).is_empty()
                && facts.other(&name).is_none()
        };
        let mut suffix: String = suffix
            .chars()
            .filter(|letter| forbidden_letter(&letter.to_string()).is_none())
            .collect();
        if suffix.is_empty() && facts.keeps {
            suffix.push_str("_1");
        }
        while !is_free(&suffix) {
            suffix = suffix_after(&suffix);
        }
        suffix
    }

    /// Returns the curves of this name in the wells of a port, whatever the case.
    fn spots(&self, facts: &PortFacts, name: &str) -> Vec<Spot> {
        let spots = self.survey.named(name).iter();
        spots.copied().filter(|spot| facts.wells.contains(&(spot.well as usize))).collect()
    }

    fn meant(&self, well: usize, mapping: &CurveMapping) -> Option<Spot> {
        let curves = &self.survey.well(well).curves;
        let curve =
            curves.iter().position(|curve| mapping.overwrites(curve.curve_id, &curve.name))?;
        Some(Spot { well: u32::try_from(well).ok()?, curve: u32::try_from(curve).ok()? })
    }

    fn name_of(&self, spot: Spot) -> &str {
        &self.survey.well(spot.well as usize).curves[spot.curve as usize].name
    }

    fn listed(&self, spots: &[Spot]) -> Vec<CurveThere> {
        spots.iter().take(CURVES_LISTED).map(|spot| self.survey.there(*spot)).collect()
    }
}

impl PortFacts {
    fn other(&self, name: &str) -> Option<MappingState> {
        let other = self.others.iter().find(|other| other.name.eq_ignore_ascii_case(name))?;
        Some(MappingState::Collides { node: other.node.clone(), port: other.port.clone() })
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::curve::Quantity;
    use crate::domain::inventory::{CurveFact, WellCurves};
    use crate::domain::survey::{CurveDetail, WellDetail};

    fn well(name: &str, curves: &[&str]) -> (WellCurves, WellDetail) {
        let fact = |name: &&str| CurveFact {
            curve_id: Uuid::new_v4(),
            name: (*name).to_owned(),
            mnemonic: (*name).to_owned(),
            quantity: Quantity::Unknown,
            unit: String::new(),
            kind: crate::domain::operator::Kind::Number,
        };
        let detail = |_: &&str| CurveDetail {
            version_id: Uuid::new_v4(),
            version: 3,
            samples: 10,
            nulls: 0,
            top_depth_m: None,
            base_depth_m: None,
            source: Arc::from("vshale_larionov_tertiary 1.0.0"),
            author: Arc::from("ann@example.org"),
            written_at: DateTime::UNIX_EPOCH,
            execution_id: Some(Uuid::nil()),
        };
        (
            WellCurves {
                well_id: Uuid::new_v4(),
                well_name: name.to_owned(),
                curves: curves.iter().map(fact).collect(),
            },
            WellDetail { curves: curves.iter().map(detail).collect(), ..WellDetail::default() },
        )
    }

    /// Port `X_HMP` keeps the quantity of `GR`; port `VSH` makes a new one; both in.
    fn facts() -> MappingFacts {
        let port = |port: &str, base: &str, keeps: bool| PortFacts {
            port: port.to_owned(),
            base: base.to_owned(),
            keeps,
            wells: BTreeSet::from([0, 1]),
            mapping: None,
            others: vec![OtherOutput {
                name: "VSH_9".to_owned(),
                node: "Other".to_owned(),
                port: "OUT".to_owned(),
            }],
        };
        MappingFacts {
            node: "n".to_owned(),
            ports: vec![port("X_HMP", "GR", true), port("VSH", "VSH", false)],
            problems: Vec::new(),
            survey: Arc::new(Survey::new([
                well("A-1", &["GR", "vsh_1", "VSH_2"]),
                well("A-2", &["GR", "VSH_2"]),
                well("B-1", &["VSH_5"]),
            ])),
        }
    }

    fn mapping(mode: WriteMode, suffix: Option<&str>, target: Option<&str>) -> CurveMapping {
        CurveMapping {
            mode,
            output_curve_id: None,
            output_curve_name: target.map(str::to_owned),
            suffix: suffix.map(str::to_owned),
        }
    }

    fn created(port: &str, suffix: &str) -> Outlook {
        let mapping = mapping(WriteMode::CreateNew, Some(suffix), None);
        facts().outlook(port, &mapping).unwrap()
    }

    fn overwritten(port: &str, target: &str) -> MappingState {
        let mapping = mapping(WriteMode::Overwrite, None, Some(target));
        facts().outlook(port, &mapping).unwrap().state
    }

    #[test]
    fn a_taken_name_tells_where_and_by_whom_and_the_next_suffix_is_free_everywhere() {
        let outlook = created("VSH", "_1");
        assert_eq!(outlook.name.as_deref(), Some("VSH_1"));
        let MappingState::Taken { wells: 1, curves } = outlook.state else { panic!("{outlook:?}") };
        assert_eq!((curves[0].well.as_str(), curves[0].name.as_str()), ("A-1", "vsh_1"));
        assert_eq!((curves[0].author.as_str(), curves[0].version), ("ann@example.org", 3));
        assert_eq!(outlook.free_suffix, "_3", "_2 is taken in A-2 as well");
    }

    #[test]
    fn a_name_that_only_another_well_has_is_free() {
        let outlook = created("VSH", "_5");
        assert_eq!(outlook.state, MappingState::Free { wells: 2 });
        assert_eq!(outlook.free_suffix, "_5");
        assert_eq!(created("VSH", "").state, MappingState::Free { wells: 2 });
    }

    #[test]
    fn an_output_that_keeps_its_input_wants_a_suffix() {
        let outlook = created("X_HMP", "");
        assert!(matches!(outlook.state, MappingState::Refused { .. }), "{outlook:?}");
        assert_eq!(outlook.free_suffix, "_1");
        assert_eq!(created("X_HMP", "_smooth").state, MappingState::Free { wells: 2 });
    }

    #[test]
    fn letters_that_no_name_may_have_are_refused_while_typed() {
        let outlook = created("VSH", "_1 ");
        assert!(matches!(outlook.state, MappingState::Refused { .. }), "{outlook:?}");
        assert_eq!(outlook.free_suffix, "_3");
    }

    #[test]
    fn two_outputs_of_one_pipeline_may_not_share_a_name() {
        let outlook = created("VSH", "_9");
        assert_eq!(
            outlook.state,
            MappingState::Collides { node: "Other".to_owned(), port: "OUT".to_owned() }
        );
        assert_eq!(outlook.free_suffix, "_10");
    }

    #[test]
    fn an_overwrite_tells_what_it_replaces_and_which_wells_lack_it() {
        let MappingState::Overwrites { wells: 2, missing_wells: 0, curves, .. } =
            overwritten("VSH", "VSH_2")
        else {
            panic!("both wells have it")
        };
        assert_eq!(curves.len(), 2);
        let MappingState::Overwrites { wells: 1, missing, missing_wells: 1, .. } =
            overwritten("VSH", "vsh_1")
        else {
            panic!("one well has it")
        };
        assert_eq!(missing, ["A-2"]);
    }

    #[test]
    fn an_overwrite_of_nothing_is_refused_with_the_nearest_name() {
        let MappingState::Refused { hint, .. } = overwritten("VSH", "VSH_22") else { panic!() };
        assert_eq!(hint, "did you mean VSH_2?");
        assert!(matches!(overwritten("VSH", " "), MappingState::Refused { .. }));
        // The engine overwrites the name as it is written.
        assert!(matches!(overwritten("VSH", "VSH_1"), MappingState::Refused { .. }));
    }

    #[test]
    fn an_id_means_one_curve_of_one_well() {
        let facts = facts();
        let id = facts.survey.well(1).curves[1].curve_id;
        let mapping = CurveMapping {
            output_curve_id: Some(id.to_string()),
            ..mapping(WriteMode::Overwrite, None, None)
        };
        let outlook = facts.outlook("VSH", &mapping).unwrap();
        assert_eq!(outlook.name.as_deref(), Some("VSH_2"));
        let MappingState::Overwrites { wells: 1, missing, .. } = outlook.state else { panic!() };
        assert_eq!(missing, ["A-1"]);
    }

    #[test]
    fn a_port_that_is_not_there_has_no_outlook() {
        assert_eq!(facts().outlook("GR", &mapping(WriteMode::CreateNew, None, None)), None);
    }
}
