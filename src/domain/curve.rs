//! Curves: what a mnemonic measures, in which unit, and on which scale it is drawn.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::operator::Kind;

/// Name of the depth column in every Parquet object and every batch.
pub const DEPTH: &str = "DEPT";

/// Name of the column that holds the names of tops, where they are read as a table.
pub const TOP_NAME: &str = "NAME";

/// Name of the column that holds their depths, in metres.
pub const TOP_DEPTH: &str = "TOP";

/// Name of that table.
pub const TOPS: &str = "tops";

/// What a curve measures.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // Each name is the field's own term.
pub enum Quantity {
    Depth,
    GammaRay,
    GammaRayIndex,
    SpontaneousPotential,
    Caliper,
    BitSize,
    BulkDensity,
    DensityCorrection,
    PhotoelectricFactor,
    NeutronPorosity,
    DensityPorosity,
    SonicPorosity,
    TotalPorosity,
    EffectivePorosity,
    CompressionalSlowness,
    ShearSlowness,
    DeepResistivity,
    MediumResistivity,
    ShallowResistivity,
    WaterResistivity,
    ShaleVolume,
    WaterSaturation,
    IrreducibleWaterSaturation,
    FlushedZoneSaturation,
    BoundWaterSaturation,
    Permeability,
    Flag,
    Temperature,
    Potassium,
    Uranium,
    Thorium,
    CationExchangeCapacity,
    CationConcentration,
    CapillaryPressure,
    FormationFactor,
    Salinity,
    MatrixDensity,
    PhotoelectricCrossSection,
    CompressionalVelocity,
    ShearVelocity,
    VelocityRatio,
    AcousticImpedance,
    ShearImpedance,
    PoissonRatio,
    BulkModulus,
    ShearModulus,
    YoungsModulus,
    LameModulus,
    FluidModulus,
    OverburdenStress,
    PorePressure,
    EffectiveStress,
    Strength,
    PoreThroatRadius,
    FlowZoneIndicator,
    RateOfPenetration,
    RotarySpeed,
    WeightOnBit,
    MudWeight,
    DrillingExponent,
    OrganicCarbon,
    BulkVolume,
    TwoWayTime,
    Reflectivity,
    VerticalDepth,
    Inclination,
    Azimuth,
    Northing,
    Easting,
    DoglegSeverity,
    RelaxationTime,
    RelaxationSpectrum,
    FreeFluid,
    BoundFluid,
    PadAzimuth,
    /// Not in the mnemonic table.
    #[default]
    Unknown,
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_value(self).unwrap_or_default();
        f.write_str(&text.as_str().unwrap_or("unknown").replace('_', " "))
    }
}

/// Scale on which a curve is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DisplayScale {
    /// Value at the left edge of the track.
    pub left: f64,
    /// Value at the right edge; smaller than `left` where the scale is reversed.
    pub right: f64,
    /// Whether the scale is logarithmic.
    pub logarithmic: bool,
}

const fn linear(left: f64, right: f64) -> DisplayScale {
    DisplayScale { left, right, logarithmic: false }
}

const fn logarithmic(left: f64, right: f64) -> DisplayScale {
    DisplayScale { left, right, logarithmic: true }
}

/// One entry of the mnemonic table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mnemonic {
    /// The mnemonic that stands for the others.
    pub canonical: &'static str,
    /// Other mnemonics of tools and companies, in capitals.
    pub aliases: &'static [&'static str],
    /// What it measures.
    pub quantity: Quantity,
    /// Unit in which MudRock computes it.
    pub unit: &'static str,
    /// Usual scale on a log plot.
    pub scale: DisplayScale,
}

macro_rules! mnemonics {
    ($($canonical:literal [$($alias:literal)*] $quantity:ident $unit:literal $scale:expr;)*) => {
        &[$(Mnemonic {
            canonical: $canonical,
            aliases: &[$($alias),*],
            quantity: Quantity::$quantity,
            unit: $unit,
            scale: $scale,
        }),*]
    };
}

/// The mnemonic table: canonical mnemonic, aliases, quantity, working unit, usual scale.
///
/// An alias may be taken for its canonical mnemonic, in a pipeline as in a file. What only measures
/// alike has a line of its own: the gamma ray without uranium, the static potential, net reservoir,
/// hydrostatic pressure, the circulating density and the corrected exponent.
///
/// Source: the mnemonics that lasio, welly and the FORCE 2020 wells meet most often, and Schlumberger's curve catalogue.
pub static MNEMONICS: &[Mnemonic] = mnemonics! {
    "DEPT" ["DEPTH" "MD" "DEPTH_MD" "TDEP"] Depth "m" linear(0.0, 5000.0);
    "GR" ["GRC" "SGR" "GRD" "GAM" "GAMMA" "GRGC" "HGR" "ECGR" "EHGR" "GRS" "GRR"] GammaRay "gAPI" linear(0.0, 150.0);
    "CGR" [] GammaRay "gAPI" linear(0.0, 150.0);
    "IGR" [] GammaRayIndex "v/v" linear(0.0, 1.0);
    "SP" ["SPC"] SpontaneousPotential "mV" linear(-160.0, 40.0);
    "SSP" [] SpontaneousPotential "mV" linear(-160.0, 40.0);
    "CALI" ["CAL" "CALX" "HCAL" "CALS" "CLI" "C1" "C13" "LCAL"] Caliper "in" linear(6.0, 16.0);
    "BS" ["BIT" "BITSIZE"] BitSize "in" linear(6.0, 16.0);
    "RHOB" ["DEN" "ZDEN" "RHOZ" "DENS" "RHO8" "BDC"] BulkDensity "g/cm3" linear(1.95, 2.95);
    "DRHO" ["ZCOR" "DCOR" "HDRA" "CORR"] DensityCorrection "g/cm3" linear(-0.75, 0.25);
    "PEF" ["PE" "PEFZ" "PEF8"] PhotoelectricFactor "b/e" linear(0.0, 10.0);
    "NPHI" ["CNC" "TNPH" "NPOR" "NEUT" "CN" "PHIN" "CNCF" "TNPHI" "HNPHI" "CNPOR"] NeutronPorosity "v/v" linear(0.45, -0.15);
    "PHID" ["DPHI" "DPHZ" "DPOR" "PORD" "PHIDC"] DensityPorosity "v/v" linear(0.45, -0.15);
    "PHIS" ["SPHI" "PHIS_W" "PHIS_R" "PHIS_RA"] SonicPorosity "v/v" linear(0.45, -0.15);
    "PHIT" ["PHI" "POR" "PHIA" "PHIX_AV" "PHIX_RMS" "PHIX" "MPHI" "TCMR"] TotalPorosity "v/v" linear(0.45, -0.15);
    "PHIE" ["PIGE" "EPOR"] EffectivePorosity "v/v" linear(0.45, -0.15);
    "DT" ["DTC" "AC" "DTCO" "DT4P" "SONIC" "DTP" "DTL"] CompressionalSlowness "us/ft" linear(140.0, 40.0);
    "DTS" ["DTSM" "DT4S" "ACS"] ShearSlowness "us/ft" linear(340.0, 40.0);
    "RT" ["RDEP" "ILD" "LLD" "RD" "RILD" "AT90" "RLA5" "HDRS" "AHT90" "AHF90" "RESD" "RDP"] DeepResistivity "ohm.m" logarithmic(0.2, 2000.0);
    "RM" ["RMED" "ILM" "LLM" "AT30" "RLA3" "RILM" "AHT30"] MediumResistivity "ohm.m" logarithmic(0.2, 2000.0);
    "RXO" ["RMICRO" "MSFL" "SFLU" "SFL" "RSHA" "LLS" "AT10" "RXOZ" "MLL" "RS"] ShallowResistivity "ohm.m" logarithmic(0.2, 2000.0);
    "RW" [] WaterResistivity "ohm.m" logarithmic(0.01, 10.0);
    "VSH" ["VSHALE" "VCL" "VSH_GR" "VSH_LT" "VSH_LO" "VSH_CL" "VSH_ST" "VSH_SP" "VSH_ND" "VSH_R" "VSH_TH"] ShaleVolume "v/v" linear(0.0, 1.0);
    "SW" ["SWT" "SWE" "SW_AR" "SW_SIM" "SW_MSIM" "SW_IND" "SW_LAM" "SW_FH" "SWT_WS" "SWT_DW" "SW_RAT" "SUWI"] WaterSaturation "v/v" linear(1.0, 0.0);
    "SWIRR" ["SWI"] IrreducibleWaterSaturation "v/v" linear(1.0, 0.0);
    "SXO" [] FlushedZoneSaturation "v/v" linear(1.0, 0.0);
    "SWB" [] BoundWaterSaturation "v/v" linear(1.0, 0.0);
    "PERM" ["KINT" "PERM_TIM" "KLOGH" "KTIM" "KSDR"] Permeability "mD" logarithmic(0.01, 10000.0);
    "NETPAY" ["PAY"] Flag "0/1" linear(0.0, 1.0);
    "NETRES" [] Flag "0/1" linear(0.0, 1.0);
    "TEMP" ["WTEP" "BHT"] Temperature "degC" linear(0.0, 150.0);
    "POTA" ["HFK" "POTASSIUM"] Potassium "%" linear(0.0, 10.0);
    "URAN" ["HURA" "URANIUM"] Uranium "ppm" linear(0.0, 20.0);
    "THOR" ["HTHO" "TH" "THORIUM"] Thorium "ppm" linear(0.0, 40.0);
    "CEC" [] CationExchangeCapacity "meq/g" linear(0.0, 1.0);
    "QV" [] CationConcentration "meq/cm3" linear(0.0, 2.0);
    "PC" [] CapillaryPressure "psi" logarithmic(0.1, 1000.0);
    "SAL" ["SALINITY"] Salinity "ppm" logarithmic(100.0, 300_000.0);
    "RHOMAA" ["RHOMA"] MatrixDensity "g/cm3" linear(2.5, 3.0);
    "U" [] PhotoelectricCrossSection "b/cm3" linear(0.0, 20.0);
    "VP" ["VELP" "VP_GAR" "VP_FS"] CompressionalVelocity "m/s" linear(1500.0, 6500.0);
    "VS" ["VELS" "VS_CAS" "VS_GC" "VS_FS"] ShearVelocity "m/s" linear(500.0, 4000.0);
    "VPVS" [] VelocityRatio "-" linear(1.4, 3.0);
    "AI" ["IMP"] AcousticImpedance "g/cm3.m/s" linear(3000.0, 18_000.0);
    "SI" [] ShearImpedance "g/cm3.m/s" linear(1000.0, 10_000.0);
    "PR" ["POIS"] PoissonRatio "-" linear(0.0, 0.5);
    "SV" [] OverburdenStress "MPa" linear(0.0, 150.0);
    "PP" ["PP_DT" "PP_RT" "PP_DX"] PorePressure "MPa" linear(0.0, 150.0);
    "PHYD" [] PorePressure "MPa" linear(0.0, 150.0);
    "ROP" [] RateOfPenetration "ft/h" linear(500.0, 0.0);
    "RPM" [] RotarySpeed "1/min" linear(0.0, 200.0);
    "WOB" [] WeightOnBit "klbf" linear(0.0, 60.0);
    "MW" [] MudWeight "ppg" linear(8.0, 20.0);
    "ECD" [] MudWeight "ppg" linear(8.0, 20.0);
    "DEXP" [] DrillingExponent "-" linear(0.0, 3.0);
    "DXC" [] DrillingExponent "-" linear(0.0, 3.0);
    "TOC" ["TOC_DT" "TOC_RHOB" "TOC_NPHI" "TOC_SCH"] OrganicCarbon "%" linear(0.0, 15.0);
    "TVD" ["TVDRKB"] VerticalDepth "m" linear(0.0, 5000.0);
    "INCL" ["DEVI" "INC"] Inclination "deg" linear(0.0, 90.0);
    "AZIM" ["AZI" "HAZI" "AZ"] Azimuth "deg" linear(0.0, 360.0);
    "NORTH" ["NS"] Northing "m" linear(-1000.0, 1000.0);
    "EAST" ["EW"] Easting "m" linear(-1000.0, 1000.0);
    "T2LM" ["T2GM"] RelaxationTime "ms" logarithmic(0.3, 3000.0);
    "T2_DISTRIBUTION" ["T2_DIST" "T2DIST"] RelaxationSpectrum "v/v" linear(0.0, 0.05);
    "FFI" ["CMFF" "MFFI"] FreeFluid "v/v" linear(0.45, -0.15);
    "BVI" ["BFV" "MBVI"] BoundFluid "v/v" linear(0.45, -0.15);
    "P1AZ" ["P1NO"] PadAzimuth "deg" linear(0.0, 360.0);
};

/// Returns the entry for a mnemonic, by canonical name or alias, whatever the case.
///
/// A repeat mark (`GR:1`) is not part of the name.
pub fn lookup(mnemonic: &str) -> Option<&'static Mnemonic> {
    let name = mnemonic.trim().split(':').next().unwrap_or_default();
    MNEMONICS.iter().find(|entry| entry.canonical.eq_ignore_ascii_case(name)).or_else(|| {
        MNEMONICS
            .iter()
            .find(|entry| entry.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name)))
    })
}

/// Returns what a mnemonic measures.
pub fn quantity_of(mnemonic: &str) -> Quantity {
    lookup(mnemonic).map_or(Quantity::Unknown, |entry| entry.quantity)
}

/// A column that flows along an edge: its key in the flow, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Key in the flow, `node.NAME`; unique in a pipeline.
    pub key: String,
    /// Mnemonic: the name of the curve, without node.
    pub mnemonic: String,
    /// Unit, as written; `None` when it differs by well or is not known before the run.
    pub unit: Option<String>,
    /// What it measures.
    pub quantity: Quantity,
    /// What a row holds; `None` when it is not known before the run.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// Where its rows lie.
    #[serde(default)]
    pub place: Place,
    /// Whether it stands for any number of columns, whose names only a run knows.
    #[serde(default)]
    pub is_set: bool,
}

/// Where the rows of a column lie; columns at one place stand side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "lies", rename_all = "snake_case")]
pub enum Place {
    /// At depths of the well; on which grid, only the run of a well knows.
    #[default]
    Depths,
    /// In a table that a node makes.
    Table {
        /// Id of the node.
        node: String,
        /// Name of the table.
        name: String,
        /// Whether a column says at which depth each row lies.
        along: bool,
    },
    /// One value for the whole well.
    One,
}

impl Place {
    /// Whether each row has a depth, so that the column may be read as a curve.
    pub fn has_depths(&self) -> bool {
        matches!(self, Self::Depths | Self::Table { along: true, .. })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Depths => f.write_str("curves"),
            Self::Table { name, .. } => write!(f, "rows of table {name}"),
            Self::One => f.write_str("one value a well"),
        }
    }
}

/// What is told about a version of a curve without reading it again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CurveFacts {
    /// Samples, nulls included.
    pub samples: i64,
    /// Null samples.
    pub nulls: i64,
    /// Smallest value; `None` when all are null.
    pub min: Option<f64>,
    /// Mean of the values that are not null.
    pub mean: Option<f64>,
    /// Largest value.
    pub max: Option<f64>,
    /// First depth in metres.
    pub top_depth_m: Option<f64>,
    /// Last depth in metres.
    pub base_depth_m: Option<f64>,
    /// sha256 of the logical values.
    pub values_sha256: String,
    /// sha256 of the depths.
    pub depth_sha256: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn aliases_lead_to_one_quantity() {
        for mnemonic in ["GR", "grc", "SGR", "GR:2"] {
            assert_eq!(quantity_of(mnemonic), Quantity::GammaRay, "{mnemonic}");
        }
        assert_eq!(quantity_of("XYZ"), Quantity::Unknown);
    }

    #[test]
    fn what_only_measures_alike_is_no_alias() {
        for (one, other) in [
            ("CGR", "GR"),
            ("SSP", "SP"),
            ("NETRES", "NETPAY"),
            ("PHYD", "PP"),
            ("ECD", "MW"),
            ("DXC", "DEXP"),
        ] {
            assert_eq!(quantity_of(one), quantity_of(other), "{one}");
            assert_eq!(lookup(one).map(|entry| entry.canonical), Some(one));
        }
        assert_eq!(quantity_of("OBG"), Quantity::Unknown, "a gradient is no stress");
    }

    #[test]
    fn no_mnemonic_stands_in_the_table_twice() {
        let mut seen = BTreeSet::new();
        for entry in MNEMONICS {
            for name in std::iter::once(&entry.canonical).chain(entry.aliases) {
                assert!(seen.insert(*name), "{name} stands twice");
            }
        }
    }

    #[test]
    fn every_working_unit_is_known() {
        for entry in MNEMONICS {
            assert!(crate::domain::units::Unit::parse(entry.unit).is_some(), "{}", entry.unit);
        }
    }
}
