//! Units as data files write them, and the conversions between them.
//!
//! Curve units are text that arrives at run time, so a compile-time unit library does not fit here.

/// What kind of quantity a unit measures; conversion stays inside one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // Each name says what it is.
pub enum Dimension {
    Length,
    Density,
    Fraction,
    Slowness,
    Resistivity,
    GammaRay,
    Potential,
    Permeability,
    Photoelectric,
    Temperature,
    Time,
    Pressure,
    Angle,
    Flag,
    Velocity,
    Impedance,
    ImpedanceSquared,
    CrossSection,
    Force,
    Rate,
    Rotation,
    Concentration,
    CationExchange,
    CationConcentration,
    CounterIonConductance,
    InterfacialTension,
    Frequency,
    Curvature,
    PerLength,
    Mass,
    FlowCapacity,
    Conductivity,
    PressureGradient,
    Viscosity,
    Volume,
}

/// A unit that MudRock knows: `value in base = value * factor + offset`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// Symbol in the form MudRock writes.
    pub symbol: &'static str,
    /// Dimension.
    pub dimension: Dimension,
    factor: f64,
    offset: f64,
    spellings: &'static [&'static str],
}

macro_rules! units {
    ($($symbol:literal [$($spelling:literal)*] $dimension:ident * $factor:literal + $offset:literal;)*) => {
        &[$(Unit {
            symbol: $symbol,
            dimension: Dimension::$dimension,
            factor: $factor,
            offset: $offset,
            spellings: &[$($spelling),*],
        }),*]
    };
}

/// The unit table: symbol, other spellings in capitals, dimension, factor and offset to the base unit.
///
/// Factors: NIST SP 811 (2008), appendix B; API RP 33 for gamma ray. Of two units whose symbols differ
/// in case only, the first is the one that files in capitals mean: S/m comes before s/m.
static UNITS: &[Unit] = units! {
    "m" ["METER" "METERS" "METRE" "METRES" "MTR" "М"] Length * 1.0 + 0.0;
    "ft" ["F" "FEET" "FOOT"] Length * 0.3048 + 0.0;
    ".1in" ["0.1IN" "0.1 IN" ".1 IN"] Length * 0.00254 + 0.0;
    "in" ["INCH" "INCHES" "\""] Length * 0.0254 + 0.0;
    "cm" [] Length * 0.01 + 0.0;
    "mm" [] Length * 0.001 + 0.0;
    "g/cm3" ["G/C3" "G/CC" "GM/CC" "G/CM**3" "G/CM^3" "GR/CC" "GM/C3" "G/CM³" "GCC" "GM/CM3"] Density * 1.0 + 0.0;
    "kg/m3" ["K/M3" "KG/M**3" "KG/M^3" "KG/M³" "KGM3"] Density * 0.001 + 0.0;
    "v/v" ["V/V_DECIMAL" "FRAC" "DEC" "M3/M3" "FRACTION" "VOL/VOL" "RATIO" "CFCF" "FT3/FT3" "DECIMAL" "V/V DECIMAL"] Fraction * 1.0 + 0.0;
    "%" ["PU" "PERCENT" "PCT" "P.U." "PERC"] Fraction * 0.01 + 0.0;
    "-" [] Fraction * 1.0 + 0.0;
    "us/ft" ["US/F" "USEC/FT" "USFT" "µS/FT" "US/FOOT" "USEC/F" "U/FT"] Slowness * 1.0 + 0.0;
    "us/m" ["USEC/M" "µS/M" "USM"] Slowness * 0.3048 + 0.0;
    "ohm.m" ["OHMM" "OHM-M" "OHM.METER" "OHM M" "OHM/M" "OHMS.M" "OHM*M" "Ω.M" "OHM_M"] Resistivity * 1.0 + 0.0;
    "gAPI" ["API" "GAPI" "APIU" "API-GR" "API UNITS"] GammaRay * 1.0 + 0.0;
    "mV" ["MVOLT" "MILLIVOLT"] Potential * 1.0 + 0.0;
    "V" ["VOLT"] Potential * 1000.0 + 0.0;
    "mD" ["MILLIDARCY" "MDARCY"] Permeability * 1.0 + 0.0;
    "D" ["DARCY"] Permeability * 1000.0 + 0.0;
    "b/e" ["B/ELEC" "BARN/E" "BARNS/E" "B/EL" "BARN/ELECTRON"] Photoelectric * 1.0 + 0.0;
    "degC" ["DEG C" "C" "°C" "CELSIUS"] Temperature * 1.0 + 0.0;
    "degF" ["DEG F" "°F" "FAHRENHEIT"] Temperature * 0.555_555_555_555_555_6 + -17.777_777_777_777_78;
    "K" ["KELVIN" "DEGK" "DEG K"] Temperature * 1.0 + -273.15;
    "s" ["SEC" "SECOND" "SECONDS"] Time * 1.0 + 0.0;
    "ms" ["MSEC"] Time * 0.001 + 0.0;
    "min" ["MINUTE" "MINUTES"] Time * 60.0 + 0.0;
    "h" ["HR" "HRS" "HOUR" "HOURS"] Time * 3600.0 + 0.0;
    "d" ["DAY" "DAYS"] Time * 86_400.0 + 0.0;
    "Pa" ["PASCAL"] Pressure * 0.001 + 0.0;
    "kPa" [] Pressure * 1.0 + 0.0;
    "MPa" [] Pressure * 1000.0 + 0.0;
    "psi" ["PSIA"] Pressure * 6.894_757_293_168_361 + 0.0;
    "deg" ["DEGREE" "DEGREES" "°"] Angle * 1.0 + 0.0;
    "rad" ["RADIAN"] Angle * 57.295_779_513_082_32 + 0.0;
    "GPa" [] Pressure * 1.0e6 + 0.0;
    "bar" ["BARS"] Pressure * 100.0 + 0.0;
    "atm" ["ATMOSPHERE" "ATMOSPHERES"] Pressure * 101.325 + 0.0;
    "Mpsi" ["MMPSI"] Pressure * 6_894_757.293_168_361 + 0.0;
    "0/1" ["FLAG" "BOOL"] Flag * 1.0 + 0.0;
    "km" [] Length * 1000.0 + 0.0;
    "um" ["MICRON" "MICRONS" "µM" "MICROMETRE" "MICROMETER"] Length * 1.0e-6 + 0.0;
    "us" ["USEC" "µS"] Time * 1.0e-6 + 0.0;
    "m/s" ["M/SEC"] Velocity * 1.0 + 0.0;
    "km/s" ["KM/SEC"] Velocity * 1000.0 + 0.0;
    "ft/s" ["FT/SEC" "F/S"] Velocity * 0.3048 + 0.0;
    "g/cm3.m/s" ["M/S.G/CM3"] Impedance * 1.0 + 0.0;
    "g/cm3.km/s" ["KM/S.G/CM3"] Impedance * 1000.0 + 0.0;
    "kg/m3.m/s" ["RAYL" "KG/M2.S"] Impedance * 0.001 + 0.0;
    "GPa.g/cm3" [] ImpedanceSquared * 1.0 + 0.0;
    "b/cm3" ["BARN/CM3" "B/CC"] CrossSection * 1.0 + 0.0;
    "klbf" ["KLB" "KLBS" "KIP"] Force * 1.0 + 0.0;
    "kN" [] Force * 0.224_808_943_099_710_5 + 0.0;
    "ft/h" ["FT/HR" "F/HR" "FPH"] Rate * 1.0 + 0.0;
    "m/h" ["M/HR" "MPH"] Rate * 3.280_839_895_013_123 + 0.0;
    "1/min" ["RPM" "REV/MIN"] Rotation * 1.0 + 0.0;
    "ppg" ["LB/GAL" "LBM/GAL"] Density * 0.119_826_427_316_896_6 + 0.0;
    "lb/ft3" ["LBM/FT3" "LB/FT**3" "LB/FT^3" "LB/CF" "PCF"] Density * 0.016_018_463_373_960_14 + 0.0;
    "mg/L" ["MG/LITRE" "MG/LITER"] Density * 1.0e-6 + 0.0;
    "ppm" ["MG/KG"] Concentration * 1.0 + 0.0;
    "g/t" ["GPT"] Concentration * 1.0 + 0.0;
    "meq/g" [] CationExchange * 1.0 + 0.0;
    "meq/100g" [] CationExchange * 0.01 + 0.0;
    "meq/cm3" ["MEQ/ML"] CationConcentration * 1.0 + 0.0;
    "mho/m.cm3/meq" ["S/M.CM3/MEQ"] CounterIonConductance * 1.0 + 0.0;
    "mho.cm2/meq" ["S.CM2/MEQ"] CounterIonConductance * 100.0 + 0.0;
    "dyn/cm" ["DYNE/CM" "MN/M"] InterfacialTension * 1.0 + 0.0;
    "Hz" [] Frequency * 1.0 + 0.0;
    "deg/30m" [] Curvature * 1.0 + 0.0;
    "deg/100ft" [] Curvature * 0.984_251_968_503_937 + 0.0;
    "1/m" [] PerLength * 1.0 + 0.0;
    "1/ft" [] PerLength * 3.280_839_895_013_123 + 0.0;
    "g" ["GRAM" "GRAMS"] Mass * 1.0 + 0.0;
    "kg" [] Mass * 1000.0 + 0.0;
    "t" ["TONNE" "TONNES"] Mass * 1.0e6 + 0.0;
    "lb" ["LBS" "LBM"] Mass * 453.592_37 + 0.0;
    "mD.m" ["MD-M" "MD*M"] FlowCapacity * 1.0 + 0.0;
    "mD.ft" ["MD-FT" "MD*FT"] FlowCapacity * 0.3048 + 0.0;
    "S/m" ["MHO/M" "MHOS/M"] Conductivity * 1.0 + 0.0;
    "mS/m" ["MMHO/M" "MMHOS/M" "MMHO"] Conductivity * 0.001 + 0.0;
    "s/m" [] Slowness * 304_800.0 + 0.0;
    "ms/m" [] Slowness * 304.8 + 0.0;
    "kPa/m" [] PressureGradient * 1.0 + 0.0;
    "psi/ft" ["PSI/F"] PressureGradient * 22.620_594_793_859_45 + 0.0;
    "cP" ["CENTIPOISE" "MPA.S"] Viscosity * 1.0 + 0.0;
    "m3" ["M**3" "M^3" "M³"] Volume * 1.0 + 0.0;
    "bbl" ["BARREL" "BARRELS" "BBLS"] Volume * 0.158_987_294_928 + 0.0;
};

/// Symbols that are another unit than that which other letters' case would make of them, and that the
/// table does not have: mPa is no MPa, and mS no ms.
///
/// Those of the Energistics dictionary, and two of its prefix for a million. Symbols all in capitals
/// are not among them, though MV is a megavolt there and S a siemens: old files know no small letters.
const NOT_FOLDED: &[&str] = &["Mm", "mPa", "pA", "mS", "uS", "MN/m", "MPa.s"];

/// Whether a unit says nothing: data files fill the place with all sorts of signs.
pub fn is_blank(unit: &str) -> bool {
    let text = unit.trim().trim_matches(['[', ']', '(', ')', '_', '-', '.', ' ']);
    text.is_empty()
        || ["none", "unitless", "n/a"].iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// A linear map from one unit to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conversion {
    /// Multiplied first.
    pub factor: f64,
    /// Added then.
    pub offset: f64,
}

impl Conversion {
    /// Whether values stay as they are.
    pub fn is_identity(&self) -> bool {
        self.factor == 1.0 && self.offset == 0.0
    }

    /// Converts one value.
    pub fn apply(&self, value: f64) -> f64 {
        value * self.factor + self.offset
    }
}

impl Unit {
    /// Reads a unit as data files write it: any case, unless that makes another unit of it; brackets
    /// and blanks ignored.
    pub fn parse(text: &str) -> Option<&'static Self> {
        let text = bare(text);
        // `MD` is a depth mnemonic, `mD` and `md` a permeability; symbols are tried as written first.
        if let Some(unit) = UNITS.iter().find(|unit| unit.symbol == text) {
            return Some(unit);
        }
        if NOT_FOLDED.contains(&text) {
            return None;
        }
        let capitals = text.to_uppercase();
        UNITS.iter().find(|unit| {
            unit.symbol.to_uppercase() == capitals || unit.spellings.contains(&capitals.as_str())
        })
    }
}

fn bare(text: &str) -> &str {
    text.trim().trim_matches(['[', ']', '(', ')']).trim()
}

/// Returns the conversion between two units, or `None` when either is unknown or the dimensions differ.
///
/// Units with the same text convert by identity, known or not.
pub fn conversion(from: &str, to: &str) -> Option<Conversion> {
    // A number without unit: files leave the place empty, or write a sign for nothing.
    let from = if is_blank(from) && to.trim() == "-" { "-" } else { from };
    let same = Some(Conversion { factor: 1.0, offset: 0.0 });
    if from.trim() == to.trim() {
        return same;
    }
    let (from, to) = match (Unit::parse(from), Unit::parse(to)) {
        (Some(from), Some(to)) => (from, to),
        (None, None) => {
            let folded = ![from, to].iter().any(|unit| NOT_FOLDED.contains(&bare(unit)));
            return same.filter(|_| folded && from.trim().eq_ignore_ascii_case(to.trim()));
        }
        _ => return None,
    };
    if from.symbol == to.symbol {
        return same;
    }
    (from.dimension == to.dimension).then(|| Conversion {
        factor: from.factor / to.factor,
        offset: (from.offset - to.offset) / to.factor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(value: f64, from: &str, to: &str) -> f64 {
        conversion(from, to).expect("convertible").apply(value)
    }

    #[test]
    fn published_conversions_hold() {
        // NIST SP 811: 1 ft = 0.3048 m; 32 degF = 0 degC; 1 psi = 6.894757 kPa.
        assert!((converted(1.0, "FEET", "m") - 0.3048).abs() < 1e-12);
        assert!((converted(212.0, "degF", "degC") - 100.0).abs() < 1e-9);
        assert!((converted(0.0, "degC", "degF") - 32.0).abs() < 1e-9);
        assert!((converted(2650.0, "K/M3", "G/C3") - 2.65).abs() < 1e-12);
        assert!((converted(182.086, "US/M", "us/ft") - 55.5).abs() < 1e-3);
        assert!((converted(25.0, "%", "v/v") - 0.25).abs() < 1e-12);
    }

    #[test]
    fn units_of_the_field_and_of_the_laboratory_convert() {
        // NIST SP 811, appendix B: psi/ft from 6.894 757 kPa and 0.3048 m, barrel 0.158 987 3 m3.
        for (value, from, to, wanted) in [
            (300.0, "K", "degC", 26.85),
            (0.0, "degC", "K", 273.15),
            (273.15, "K", "degF", 32.0),
            (212.0, "degF", "K", 373.15),
            (101_325.0, "Pa", "atm", 1.0),
            (1.0, "atm", "psi", 14.695_948_775_513_45),
            (50.0, "MMHO/M", "S/m", 0.05),
            (1.0, "psi/ft", "kPa/m", 22.620_594_793_859_4),
            (9.806_65, "kPa/m", "psi/ft", 0.433_527_504_001_004),
            (62.427_960_576_144_6, "lb/ft3", "g/cm3", 1.0),
            (35_000.0, "mg/L", "kg/m3", 35.0),
            (1.0, "bbl", "m3", 0.158_987_294_928),
            (1.0, "t", "lb", 2_204.622_621_848_78),
            (1.5, "h", "min", 90.0),
        ] {
            let found = converted(value, from, to);
            assert!((found - wanted).abs() <= 1e-12 * wanted.abs(), "{value} {from}: {found} {to}");
        }
        assert_eq!(conversion("mg/L", "ppm"), None, "that takes a density");
        assert_eq!(conversion("S/m", "ohm.m"), None, "that is no linear map");
    }

    #[test]
    fn case_is_folded_only_where_it_makes_no_other_unit() {
        let symbol = |text: &str| Unit::parse(text).map(|unit| unit.symbol);
        let folded = [
            ("GAPI", "gAPI"),
            ("US/F", "us/ft"),
            ("OHMM", "ohm.m"),
            ("G/C3", "g/cm3"),
            ("MV", "mV"),
            ("MS", "ms"),
            ("MS/M", "mS/m"),
            ("S/M", "S/m"),
            ("MPA", "MPa"),
            ("Mpa", "MPa"),
            ("MM", "mm"),
            ("md", "mD"),
            ("uS/ft", "us/ft"),
            ("C", "degC"),
        ];
        for (text, wanted) in folded {
            assert_eq!(symbol(text), Some(wanted), "{text}");
        }
        for (text, wanted) in [("d", "d"), ("D", "D"), ("s/m", "s/m"), ("ms/m", "ms/m")] {
            assert_eq!(symbol(text), Some(wanted), "{text}");
        }
        for text in NOT_FOLDED {
            assert_eq!(symbol(text), None, "{text}");
            assert_eq!(conversion(text, &text.to_uppercase()), None, "{text}");
        }
        assert_eq!(conversion("d", "D"), None, "a day is no darcy");
        assert_eq!(conversion("furlong", "FURLONG").map(|one| one.factor), Some(1.0));
        assert!((converted(1.0, "us/m", "s/m") - 1e-6).abs() < 1e-18);
        assert!((converted(1.0, "d", "h") - 24.0).abs() < 1e-12);
    }

    /// Waxman and Smits give B = 0.046 mho.cm2/meq at most, which is 4.6 mho/m per meq/cm3.
    #[test]
    fn counter_ions_conduct_alike_in_both_units() {
        assert!((converted(0.046, "mho.cm2/meq", "mho/m.cm3/meq") - 4.6).abs() < 1e-12);
    }

    #[test]
    fn different_dimensions_do_not_convert() {
        assert_eq!(conversion("degC", "g/cm3"), None);
        assert_eq!(conversion("furlong", "m"), None);
    }

    #[test]
    fn signs_for_no_unit_are_blank() {
        for unit in ["", " ", "_", "-", "NONE", "[]", "unitless"] {
            assert!(is_blank(unit), "{unit:?}");
        }
        assert!(!is_blank("v/v") && !is_blank("%"));
    }

    #[test]
    fn no_spelling_stands_in_the_table_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for unit in UNITS {
            assert!(seen.insert(unit.symbol.to_owned()), "{}", unit.symbol);
            for spelling in unit.spellings {
                if spelling.to_uppercase() != unit.symbol.to_uppercase() {
                    assert!(seen.insert((*spelling).to_owned()), "{spelling}");
                }
            }
        }
    }
}
