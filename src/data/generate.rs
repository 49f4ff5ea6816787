//! Synthetic wells: beds of rock, logged by the formulas that petrophysics inverts, with the faults of real logs.
//!
//! A seed gives the same bytes on every machine. The wells are alike in curves, but the third of every five
//! calls its gamma ray `GRC`, and the fourth writes its density in `K/M3`.

mod beds;
mod random;
mod response;
mod specials;
mod tools;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use arrow::array::Float64Array;

use super::las::{self, HeaderItem, LasCurve};
use beds::Ground;
use random::Random;
pub use specials::{Special, T2_BINS, T2_FIRST_MS};

/// How many wells, how long, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipe {
    /// Number of wells.
    pub wells: usize,
    /// Samples a well, 0.1524 m apart; at least 40.
    pub samples: usize,
    /// Seed; another seed gives other wells.
    pub seed: u64,
}

/// Where a formation begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Top {
    /// Name of the formation.
    pub formation: String,
    /// Measured depth in metres.
    pub md_m: f64,
}

/// A synthetic well.
#[derive(Debug, Clone)]
pub struct SyntheticWell {
    /// Name, `Mudrock-1` and so on.
    pub name: String,
    /// Unique well identifier, with leading zeros.
    pub uwi: String,
    /// Height of the kelly bushing above the sea, in metres.
    pub kb_m: f64,
    /// Items of the `~Well` section.
    pub well: Vec<HeaderItem>,
    /// Items of the `~Parameter` section.
    pub parameters: Vec<HeaderItem>,
    /// The curves; the first is depth.
    pub curves: Vec<LasCurve>,
    /// One column a curve.
    pub columns: Vec<Float64Array>,
    /// Formation tops, from above.
    pub tops: Vec<Top>,
    /// What else is measured in it.
    pub specials: Vec<Special>,
    /// Measured depths between which the main sand holds gas, in metres.
    pub gas_m: (f64, f64),
    /// Measured depths between which the same sand holds water, in metres.
    pub water_m: (f64, f64),
}

/// Distance of samples in tenths of a millimetre: half a foot.
const STEP: usize = 1524;

/// Units, decimals and descriptions of the curves after depth, in the order of [`tools::NAMES`].
const CURVES: [(&str, i32, &str); 9] = [
    ("GAPI", 3, "GAMMA RAY"),
    ("IN", 3, "CALIPER"),
    ("IN", 3, "BIT SIZE"),
    ("G/C3", 4, "BULK DENSITY"),
    ("V/V", 4, "NEUTRON POROSITY, LIMESTONE"),
    ("US/F", 3, "COMPRESSIONAL SLOWNESS"),
    ("OHMM", 4, "DEEP RESISTIVITY"),
    ("B/E", 3, "PHOTOELECTRIC FACTOR"),
    ("MV", 3, "SPONTANEOUS POTENTIAL"),
];

/// Makes the wells of a recipe, one at a time.
pub fn wells(recipe: Recipe) -> impl Iterator<Item = SyntheticWell> {
    (1..=recipe.wells).map(move |number| well(recipe, number))
}

/// Writes the wells of a recipe as `mudrock-1.las` and so on, and their tops as `tops.csv`.
///
/// # Errors
/// The folder or a file in it cannot be written.
pub fn write_to(dir: &Path, recipe: Recipe) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(dir)?;
    let mut paths = Vec::with_capacity(recipe.wells + 1);
    let mut tops = String::from("well,top,md_m\n");
    for well in wells(recipe) {
        let path = dir.join(format!("{}.las", well.name.to_lowercase()));
        fs::write(&path, well.las_text())?;
        paths.push(path);
        for top in &well.tops {
            tops.push_str(&format!("{},{},{}\n", well.name, top.formation, top.md_m));
        }
    }
    let path = dir.join("tops.csv");
    fs::write(&path, tops)?;
    paths.push(path);
    Ok(paths)
}

/// Writes what else is measured in the wells of a recipe, as `mudrock-1-survey.las` and so on.
///
/// # Errors
/// The folder or a file in it cannot be written.
pub fn write_specials_to(dir: &Path, recipe: Recipe) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(dir)?;
    let mut paths = Vec::new();
    for well in wells(recipe) {
        for special in &well.specials {
            let path = dir.join(format!("{}-{}.las", well.name.to_lowercase(), special.name));
            fs::write(&path, well.special_text(special))?;
            paths.push(path);
        }
    }
    Ok(paths)
}

impl SyntheticWell {
    /// Returns one of the further measurements as a LAS 2.0 file of this well.
    pub fn special_text(&self, special: &Special) -> String {
        las::write(&self.well, &[], &special.curves, &special.columns)
            .expect("a measurement has rows, and one column a curve")
    }

    /// Returns the well as a LAS 2.0 file.
    pub fn las_text(&self) -> String {
        las::write(&self.well, &self.parameters, &self.curves, &self.columns)
            .expect("a synthetic well has rows, and one column a curve")
    }
}

fn well(recipe: Recipe, number: usize) -> SyntheticWell {
    let mut random = Random::new(recipe.seed, number as u64);
    let samples = recipe.samples.max(40);
    let start = (random.between(1200.0, 1500.0) * 10.0) as usize * 1000;
    let depths: Vec<f64> = (0..samples).map(|row| (start + row * STEP) as f64 / 10_000.0).collect();
    let base = (start + samples * STEP) as f64 / 10_000.0;
    let ground = Ground::new(depths[0], base, &mut random);
    let logged = tools::log(&ground, &depths, &mut random);

    let name = format!("Mudrock-{number}");
    let uwi = format!("00{:09}", 100_000 + number);
    let kb_m = rounded(random.between(18.0, 42.0), 1);
    let mut curves = vec![curve("DEPT", "M", "MEASURED DEPTH")];
    let mut columns = vec![Float64Array::from(depths.clone())];
    for ((mnemonic, values), (unit, decimals, description)) in
        tools::NAMES.iter().zip(logged).zip(CURVES)
    {
        let (mnemonic, unit, factor, decimals) = match (number % 5, *mnemonic) {
            (3, "GR") => ("GRC", unit, 1.0, decimals),
            (4, "RHOB") => ("RHOB", "K/M3", 1000.0, 1),
            (_, mnemonic) => (mnemonic, unit, 1.0, decimals),
        };
        curves.push(curve(mnemonic, unit, description));
        columns.push(
            values.into_iter().map(|value| value.map(|v| rounded(v * factor, decimals))).collect(),
        );
    }
    let tops = ground.tops.iter().map(|(formation, md_m)| Top {
        formation: (*formation).to_owned(),
        md_m: rounded(*md_m, 2),
    });
    SyntheticWell {
        well: vec![
            item("COMP", "", "MUDROCK SYNTHETIC DATA", "COMPANY"),
            item("WELL", "", &name, "WELL"),
            item("FLD", "", "LANTERN", "FIELD"),
            item("LOC", "", "NOWHERE, COMPUTED", "LOCATION"),
            item("SRVC", "", "MUDROCK", "SERVICE COMPANY"),
            item("UWI", "", &uwi, "UNIQUE WELL ID"),
        ],
        parameters: vec![
            item("EKB", "M", &kb_m.to_string(), "ELEVATION OF KELLY BUSHING"),
            item("BS", "IN", &tools::BIT_IN.to_string(), "BIT SIZE"),
            item("RW", "OHMM", &response::RW.to_string(), "FORMATION WATER RESISTIVITY"),
            item("RSH", "OHMM", &response::RSH.to_string(), "SHALE RESISTIVITY"),
        ],
        // A stream of its own, so that the logs stay what they were before there were specials.
        specials: specials::all(&ground, &depths, &mut Random::new(!recipe.seed, number as u64)),
        name,
        uwi,
        kb_m,
        curves,
        columns,
        tops: tops.collect(),
        gas_m: ground.gas_m(),
        water_m: ground.water_m(),
    }
}

fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = [1.0, 10.0, 100.0, 1_000.0, 10_000.0][decimals as usize];
    (value * scale).round() / scale
}

fn item(mnemonic: &str, unit: &str, value: &str, description: &str) -> HeaderItem {
    HeaderItem {
        mnemonic: mnemonic.to_owned(),
        unit: unit.to_owned(),
        value: value.to_owned(),
        description: description.to_owned(),
        line: 0,
    }
}

fn curve(mnemonic: &str, unit: &str, description: &str) -> LasCurve {
    LasCurve {
        mnemonic: mnemonic.to_owned(),
        original: mnemonic.to_owned(),
        unit: unit.to_owned(),
        description: description.to_owned(),
        line: 0,
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::Array;

    use super::*;

    const RECIPE: Recipe = Recipe { wells: 5, samples: 800, seed: 7 };

    fn column<'a>(well: &'a SyntheticWell, mnemonic: &str) -> &'a Float64Array {
        let place = well.curves.iter().position(|curve| curve.mnemonic == mnemonic);
        &well.columns[place.expect("a curve of that name")]
    }

    /// Mean of a curve between two depths.
    fn mean(well: &SyntheticWell, mnemonic: &str, (top, base): (f64, f64)) -> f64 {
        let depths = column(well, "DEPT").values();
        let pairs = depths.iter().zip(column(well, mnemonic));
        let inside: Vec<f64> = pairs
            .filter(|(depth, _)| (top..base).contains(*depth))
            .filter_map(|(_, value)| value)
            .collect();
        inside.iter().sum::<f64>() / inside.len() as f64
    }

    #[test]
    fn a_seed_gives_the_same_bytes_and_another_seed_others() {
        let text = |seed| wells(Recipe { seed, ..RECIPE }).map(|well| well.las_text()).collect();
        let (first, again, other): (Vec<_>, Vec<_>, Vec<_>) = (text(7), text(7), text(8));
        assert_eq!(first, again);
        assert!(first.iter().zip(&other).all(|(a, b)| a != b));
        assert_ne!(first[0], first[1]);
    }

    #[test]
    fn gas_makes_density_and_neutron_cross_above_the_water() {
        for well in wells(RECIPE) {
            let scale = if well.name == "Mudrock-4" { 1000.0 } else { 1.0 };
            let crossover = |range| {
                let density = (2.71 - mean(&well, "RHOB", range) / scale) / (2.71 - 1.0);
                density - mean(&well, "NPHI", range)
            };
            let (gas, water) = (crossover(well.gas_m), crossover(well.water_m));
            assert!(gas > 0.08 && water < 0.04, "{}: {gas} {water}", well.name);
            let ratio = mean(&well, "RT", well.gas_m) / mean(&well, "RT", well.water_m);
            assert!(ratio > 8.0, "{}: resistivity ratio {ratio}", well.name);
        }
    }

    #[test]
    fn every_well_has_gaps_spikes_and_wash_outs() {
        for well in wells(RECIPE) {
            let missing: usize = well.columns.iter().map(Array::null_count).sum();
            assert!((80..600).contains(&missing), "{}: {missing} missing", well.name);
            let sonic: Vec<f64> = column(&well, "DT").iter().flatten().collect();
            let is_spike =
                |three: &&[f64]| three[1] > three[0] + 40.0 && three[1] > three[2] + 40.0;
            assert!(sonic.windows(3).filter(is_spike).count() >= 2, "{}", well.name);
            let washed = column(&well, "CALI").iter().flatten().filter(|cali| *cali > 9.5).count();
            assert!((20..400).contains(&washed), "{}: {washed} washed out", well.name);
        }
    }

    #[test]
    fn shale_reads_more_gamma_rays_than_sand() {
        for well in wells(RECIPE) {
            let name = if well.name == "Mudrock-3" { "GRC" } else { "GR" };
            let clay = (well.tops[0].md_m, well.tops[1].md_m);
            assert!(mean(&well, name, clay) > 80.0 && mean(&well, name, well.gas_m) < 50.0);
        }
    }

    #[test]
    fn tops_lie_in_order_inside_the_log() {
        for well in wells(RECIPE) {
            let tops: Vec<f64> = well.tops.iter().map(|top| top.md_m).collect();
            let depths = column(&well, "DEPT").values();
            assert!(tops.is_sorted() && tops.len() == 6);
            assert!(tops[0] >= depths[0] && tops[5] < depths[depths.len() - 1]);
        }
    }

    #[test]
    fn a_written_well_reads_back_without_a_doubt() {
        for well in wells(RECIPE) {
            let las = las::parse(well.las_text().as_bytes(), "a.las").expect("a LAS file");
            assert_eq!(las.columns, well.columns);
            assert_eq!(las.well_name(), Some(well.name.as_str()));
            assert_eq!(las.uwi(), Some(well.uwi.as_str()));
            assert_eq!(las.index.step, Some(0.1524));
            let serious = las.diagnostics.iter().filter(|d| d.what != "-999.25 is read as missing");
            assert_eq!(serious.count(), 0, "{:?}", las.diagnostics);
        }
    }

    #[test]
    fn wells_of_any_length_are_made() {
        for samples in [0, 40, 41, 3000] {
            let well = wells(Recipe { wells: 1, samples, seed: 3 }).next().expect("one well");
            assert_eq!(well.columns[0].len(), samples.max(40));
        }
    }
}
