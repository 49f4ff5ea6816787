//! Barton Q.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{NUMBER, Output, PERCENT, Port};
use crate::operators::support::samples::map;

/// Rates a rock mass for tunnels after Barton.
///
/// ## Formula
/// `Q = max(RQD, 10) / jn * (jr / ja) * (jw / srf)`
/// ## Units
/// RQD in %; Q and the ratings are numbers.
/// ## Nulls
/// Null in, null out. Nothing is clipped, but RQD counts as 10 at least.
/// ## Source
/// Barton, Lien and Lunde, Engineering Classification of Rock Masses for the Design of Tunnel Support, Rock Mechanics 6, 1974. The ratings have no defaults: they are logged.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Joint set number, from 0.5 for massive to 20 for crushed rock; doubled at portals, trebled at crossings. Null is refused.
    #[schemars(range(min = 0.5, max = 60.0), extend("x-unit" = "1"))]
    pub jn: Option<f64>,
    /// Joint roughness number, from 0.5 for slickensided to 4 for discontinuous joints, and more with wide spacing. Null is refused.
    #[schemars(range(min = 0.5, max = 5.0), extend("x-unit" = "1"))]
    pub jr: Option<f64>,
    /// Joint alteration number, from 0.75 for healed joints to 20 for thick clay. Null is refused.
    #[schemars(range(min = 0.75, max = 20.0), extend("x-unit" = "1"))]
    pub ja: Option<f64>,
    /// Joint water reduction factor, from 0.05 for great inflow to 1 for dry rock. Null is refused.
    #[schemars(range(min = 0.05, max = 1.0), extend("x-unit" = "1"))]
    pub jw: Option<f64>,
    /// Stress reduction factor, from 0.5 for favourable stress to 400 for heavy rock burst. Null is refused.
    #[schemars(range(min = 0.5, max = 400.0), extend("x-unit" = "1"))]
    pub srf: Option<f64>,
}

impl Params {
    fn ratings(&self) -> [(&'static str, Option<f64>); 5] {
        [("jn", self.jn), ("jr", self.jr), ("ja", self.ja), ("jw", self.jw), ("srf", self.srf)]
    }
}

pub struct Barton;

impl Operator for Barton {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "q_barton",
        title: "Barton Q",
        terms: &["q system", "rock mass", "tunnel", "geotechnical", "rating"],
        inputs: &[Port::curve("RQD", PERCENT).fits(&[Quantity::Unknown])],
        outputs: &[Output::curve("Q", NUMBER)],
        examples: &[Example {
            note: "Three joint sets, rough planar joints, slightly altered, dry, medium stress; an RQD below 10 counts as 10.",
            params: r#"{"jn": 9, "jr": 1.5, "ja": 2, "jw": 1, "srf": 1}"#,
            input: r#"{"RQD": [90, 5, null]}"#,
            output: r#"{"Q": [7.5, 0.8333333333333334, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let [jn, jr, ja, jw, srf] = params.ratings().map(|(_, rating)| rating.unwrap_or(1.0));
        let quality = |[rqd]: [f64; 1]| rqd.max(10.0) / jn * (jr / ja) * (jw / srf);
        Ok(Outputs::one("Q", map([input.curve("RQD")?], quality)))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let missing = params.ratings().into_iter().filter(|(_, rating)| rating.is_none());
        let rule = |(name, _)| {
            BrokenRule::new(name, "null", "a rating", "take it from the tables of Barton, 1974")
        };
        missing.map(rule).collect()
    }
}
