//! Zone summary with net pay.

use arrow::array::{Array, Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, FRACTION, METRE, MILLIDARCY, Output, PERCENT, POROSITY, Port};
use crate::operators::support::cut_offs::{Judged, Pay, Reservoir};
use crate::operators::support::pay_sums::{PaySamples, PaySums};
use crate::operators::support::thickness::thickness;
use crate::operators::support::zones::zones;

/// Sums up thickness, averages and hydrocarbon of the net pay in each zone.
///
/// ## Formula
/// `gross = sum(h)` over the zone, `net_res` and `net_pay` over its reservoir and pay, `ntg = net_pay / gross`; over the net pay `phi_av = sum(PHIE * h) / sum(h)`, `sw_av = sum(PHIE * SW * h) / sum(PHIE * h)`, `vsh_av = sum(VSH * h) / sum(h)`, `hpt = sum(PHIE * (1 - SW) * h)`, `kh = sum(PERM * h)`; h is half the distance to both neighbours, and at either end of the well the one neighbour counts twice
/// ## Units
/// PHIE, SW, VSH and the averages in v/v; PERM in mD; h, depth, TVD and the thicknesses in m; kh in mD.m; evaluated in %. Columns take h from the measured depth, those that end in _tvd take it from TVD, as a distance: where the hole turns upwards it counts too. Reservoir is what NETRES says or, where it is not bound, `PHIE >= phi_min and VSH <= vsh_max`. Pay is what NETPAY says or, where it is not bound, reservoir with `SW <= sw_max` and `PERM >= perm_min` that is no thinner than min_thickness; without PERM its cut-off does not apply.
/// ## Nulls
/// A flag of 0 means no, anything else means yes. What is null is left out of each sum that it would enter, and counts neither as reservoir nor as pay. `evaluated` is the part of the thickness in which no bound input but TVD is null. Without net pay the averages are null and the sums zero; kh is null without PERM, and the columns of TVD without TVD. Without ZONE the well is one zone without a name; with it, samples in no zone are left out.
/// ## Source
/// Crain's Petrophysical Handbook, reserves summary, 2000; PetroWiki, Net pay determination, Society of Petroleum Engineers, 2015.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Smallest effective porosity.
    #[schemars(range(min = 0.0, max = 0.4), extend("x-unit" = "v/v"))]
    pub phi_min: f64,
    /// Greatest shale volume.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "v/v"))]
    pub vsh_max: f64,
    /// Greatest water saturation.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "v/v"))]
    pub sw_max: f64,
    /// Smallest permeability, where PERM is bound.
    #[schemars(range(min = 0.0, max = 100000.0), extend("x-unit" = "mD"))]
    pub perm_min: f64,
    /// Smallest thickness of a run of pay, whatever the zones; 0 keeps every run.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "m"))]
    pub min_thickness: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { phi_min: 0.08, vsh_max: 0.5, sw_max: 0.5, perm_min: 0.1, min_thickness: 0.0 }
    }
}

/// A thickness, a fraction or another column of the table.
const fn column(name: &'static str, unit: &'static str) -> Output {
    Output::curve(name, unit).measures(Quantity::Unknown).in_table("zones")
}

const FLOW_CAPACITY: &str = "mD.m";

pub struct ZoneSummary;

impl Operator for ZoneSummary {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "zone_net_pay_summary",
        title: "Zone summary with net pay",
        terms: &["zone", "net to gross", "ntg", "reserves", "cutoff", "average"],
        inputs: &[
            Port::text("ZONE").optional(),
            Port::curve("PHIE", FRACTION).fits(POROSITY),
            Port::curve("SW", FRACTION),
            Port::curve("VSH", FRACTION),
            Port::curve("PERM", MILLIDARCY).optional(),
            Port::curve("NETRES", FLAG).optional(),
            Port::curve("NETPAY", FLAG).optional(),
            Port::curve("TVD", METRE).optional(),
        ],
        outputs: &[
            Output::text("ZONE").in_table("zones"),
            column("gross", METRE),
            column("net_res", METRE),
            column("net_pay", METRE),
            column("ntg", FRACTION),
            column("phi_av", FRACTION).measures(Quantity::EffectivePorosity),
            column("sw_av", FRACTION).measures(Quantity::WaterSaturation),
            column("vsh_av", FRACTION).measures(Quantity::ShaleVolume),
            column("hpt", METRE),
            column("kh", FLOW_CAPACITY),
            column("gross_tvd", METRE),
            column("net_res_tvd", METRE),
            column("net_pay_tvd", METRE),
            column("ntg_tvd", FRACTION),
            column("phi_av_tvd", FRACTION).measures(Quantity::EffectivePorosity),
            column("sw_av_tvd", FRACTION).measures(Quantity::WaterSaturation),
            column("vsh_av_tvd", FRACTION).measures(Quantity::ShaleVolume),
            column("hpt_tvd", METRE),
            column("kh_tvd", FLOW_CAPACITY),
            column("evaluated", PERCENT),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Two zones of two samples at 1 m: one all pay, one half of which is not known.",
                params: "{}",
                input: r#"{"ZONE": ["A", "A", "B", "B", null], "PHIE": [0.2, 0.1, 0.05, null, 0.2], "SW": [0.25, 0.5, 0.5, 0.5, 0.2], "VSH": [0.1, 0.3, 0.1, 0.1, 0.1], "PERM": [100, 10, 1, 1, 1]}"#,
                output: r#"{"ZONE": ["A", "B"], "gross": [2, 2], "net_res": [2, 0], "net_pay": [2, 0], "ntg": [1, 0], "phi_av": [0.15, null], "sw_av": [0.33333333333333333, null], "vsh_av": [0.2, null], "hpt": [0.2, 0], "kh": [110, 0], "gross_tvd": [null, null], "evaluated": [100, 50]}"#,
            },
            Example {
                note: "A hole at 60 degrees: half the thickness; pay by a flag in the place of the cut-offs.",
                params: "{}",
                input: r#"{"DEPT": [1000, 1002, 1004], "TVD": [900, 901, 902], "PHIE": [0.2, 0.2, 0.2], "SW": [0.9, 0.5, 0.5], "VSH": [0.1, 0.1, 0.1], "NETPAY": [1, 1, 0]}"#,
                output: r#"{"ZONE": [null], "gross": [6], "net_res": [6], "net_pay": [4], "hpt": [0.24], "gross_tvd": [3], "net_pay_tvd": [2], "hpt_tvd": [0.12], "ntg_tvd": [0.66666666666666667], "kh": [null], "evaluated": [100]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let well = samples(params, input)?;
        let names = input.optional_text("ZONE");
        let mut zones = zones(names, input.len());
        let outside = names.map_or(0, |names| names.null_count());
        if names.is_some() {
            zones.retain(|zone| zone.name.is_some());
        }
        let by_depth = thickness(input.depth());
        let by_tvd = input.optional("TVD").map(thickness);

        let titles: StringArray = zones.iter().map(|zone| zone.name.as_deref()).collect();
        let mut outputs = Outputs::one("ZONE", titles);
        for (suffix, heights) in [("", Some(&by_depth)), ("_tvd", by_tvd.as_ref())] {
            let sums: Vec<Option<PaySums>> =
                zones.iter().map(|zone| Some(well.sums(&zone.rows, heights?))).collect();
            for (name, value) in COLUMNS {
                let values: Float64Array = sums.iter().map(|sums| value(sums.as_ref()?)).collect();
                outputs = outputs.with(format!("{name}{suffix}"), values);
            }
        }
        let evaluated: Float64Array =
            zones.iter().map(|zone| well.evaluated(&zone.rows, &by_depth)).collect();
        outputs = outputs.with("evaluated", evaluated);
        if outside == 0 {
            return Ok(outputs);
        }
        Ok(outputs.note(format!("{outside} samples lie in no zone and are left out")))
    }
}

/// What a column tells of the sums of a zone.
type Told = fn(&PaySums) -> Option<f64>;

/// Columns that stand in the table for the measured and for the vertical depth.
const COLUMNS: [(&str, Told); 9] = [
    ("gross", |sums| Some(sums.gross)),
    ("net_res", |sums| Some(sums.reservoir)),
    ("net_pay", |sums| Some(sums.pay)),
    ("ntg", |sums| Some(sums.pay / sums.gross)),
    ("phi_av", |sums| sums.porosity.mean()),
    ("sw_av", |sums| sums.water.mean()),
    ("vsh_av", |sums| sums.shale.mean()),
    ("hpt", |sums| Some(sums.hydrocarbon)),
    ("kh", |sums| sums.flow),
];

/// Tells reservoir and pay by the flags that are bound, and by the cut-offs where not.
fn samples<'a>(params: &Params, input: &'a Inputs) -> Result<PaySamples<'a>, KernelError> {
    let curves = Judged {
        phie: input.curve("PHIE")?,
        sw: input.curve("SW")?,
        vsh: input.curve("VSH")?,
        perm: input.optional("PERM"),
    };
    let reservoir = match input.optional("NETRES") {
        Some(given) => given.clone(),
        None => Reservoir { phi_min: params.phi_min, vsh_max: params.vsh_max }
            .judge(curves.phie, curves.vsh)
            .into(),
    };
    let pay = match input.optional("NETPAY") {
        Some(given) => given.clone(),
        None => {
            let cut_offs = Pay {
                sw_max: params.sw_max,
                perm_min: params.perm_min,
                min_thickness: params.min_thickness,
            };
            cut_offs.without_thin(cut_offs.judge(&reservoir, &curves).into(), input.depth()).0
        }
    };
    Ok(PaySamples { curves, reservoir, pay })
}
