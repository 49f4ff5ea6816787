//! What a project has: its wells and their curves, as far as validation needs to know.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::curve::{self, Quantity};
use super::operator::Kind;

/// The wells of a project with their curves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Inventory {
    /// The wells, in the order in which the project lists them.
    pub wells: Vec<WellCurves>,
}

impl Inventory {
    /// Returns the position of the well with this id or name.
    pub fn position(&self, id_or_name: &str) -> Option<usize> {
        let id = Uuid::parse_str(id_or_name).ok();
        self.wells
            .iter()
            .position(|well| Some(well.well_id) == id || well.well_name == id_or_name)
            .or_else(|| {
                self.wells.iter().position(|well| well.well_name.eq_ignore_ascii_case(id_or_name))
            })
    }
}

/// One well and its curves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WellCurves {
    /// Id of the well.
    pub well_id: Uuid,
    /// Name of the well.
    pub well_name: String,
    /// Its curves, without depth.
    pub curves: Vec<CurveFact>,
}

/// What is known about one curve of one well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurveFact {
    /// Id of the curve.
    pub curve_id: Uuid,
    /// Name, unique in the well.
    pub name: String,
    /// Mnemonic: the canonical one, or the curve's own where the table does not know it.
    pub mnemonic: String,
    /// What it measures.
    pub quantity: Quantity,
    /// Unit as written in the data, blank where it has none.
    pub unit: String,
    /// What a sample is.
    #[serde(default)]
    pub kind: Kind,
}

impl WellCurves {
    /// Returns the curve that carries this name, whatever the case.
    pub fn named(&self, name: &str) -> Option<&CurveFact> {
        self.curves
            .iter()
            .find(|curve| curve.name == name)
            .or_else(|| self.curves.iter().find(|curve| curve.name.eq_ignore_ascii_case(name)))
    }

    /// Returns the curve that a pipeline means by this name in this well.
    ///
    /// The name itself comes first, then the canonical mnemonic, then the aliases in the order of
    /// the mnemonic table, then any curve that is filed under the same mnemonic.
    pub fn meant_by(&self, name: &str) -> Option<&CurveFact> {
        self.named(name).or_else(|| {
            let entry = curve::lookup(name)?;
            std::iter::once(&entry.canonical)
                .chain(entry.aliases)
                .find_map(|alias| self.named(alias))
                .or_else(|| self.curves.iter().find(|curve| curve.mnemonic == entry.canonical))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn well(names: &[&str]) -> WellCurves {
        let curves = names
            .iter()
            .map(|name| CurveFact {
                curve_id: Uuid::new_v4(),
                name: (*name).to_owned(),
                mnemonic: curve::lookup(name).map_or(*name, |entry| entry.canonical).to_owned(),
                quantity: curve::quantity_of(name),
                unit: String::new(),
                kind: Kind::Number,
            })
            .collect();
        WellCurves { well_id: Uuid::new_v4(), well_name: "A-1".to_owned(), curves }
    }

    fn meant(names: &[&str], name: &str) -> Option<String> {
        well(names).meant_by(name).map(|curve| curve.name.clone())
    }

    #[test]
    fn the_name_itself_comes_before_its_aliases() {
        assert_eq!(meant(&["SGR", "GR"], "GR").as_deref(), Some("GR"));
        assert_eq!(meant(&["GR", "SGR"], "SGR").as_deref(), Some("SGR"));
    }

    #[test]
    fn an_alias_stands_in_for_a_missing_name() {
        assert_eq!(meant(&["SGR", "GRC"], "GR").as_deref(), Some("GRC"));
        assert_eq!(meant(&["GR:1", "CALI"], "GR").as_deref(), Some("GR:1"));
        assert_eq!(meant(&["CALI"], "GR"), None);
    }

    #[test]
    fn a_well_is_found_by_id_and_by_name() {
        let inventory = Inventory { wells: vec![well(&[]), well(&[])] };
        let id = inventory.wells[1].well_id.to_string();
        assert_eq!(inventory.position(&id), Some(1));
        assert_eq!(inventory.position("a-1"), Some(0));
        assert_eq!(inventory.position("B-1"), None);
    }
}
