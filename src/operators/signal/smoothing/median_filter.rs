//! Median filter.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::ranked::ranked;
use crate::operators::support::window::{Edge, check_odd};

/// Smooths a curve by the median of a centred window, which keeps bed boundaries sharp.
///
/// ## Formula
/// `X_MED[i] = median(X[i - h .. i + h])`, where `h = (window - 1) / 2`; an even number of valid values gives the mean of the middle two
/// ## Units
/// Any; X_MED has the unit of X. The window counts samples.
/// ## Nulls
/// Nulls in the window are passed over; a null sample stays null; a sample is null when fewer than half of its window is valid.
/// ## Source
/// scipy.ndimage.median_filter, SciPy 1.17, 2026; not scipy.signal.medfilt, which pads with zeros.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of the window; odd, so that it has a middle.
    #[schemars(range(min = 1, max = 10001), extend("x-unit" = "samples"))]
    pub window: u32,
    /// What the window sees beyond the ends of the curve.
    pub edge: Edge,
}

impl Default for Params {
    fn default() -> Self {
        Self { window: 5, edge: Edge::Reflect }
    }
}

pub struct MedianFilter;

impl Operator for MedianFilter {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "median_filter",
        title: "Median filter",
        terms: &["smooth", "despike", "rank"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_MED", "X")],
        scope: Scope::Window,
        examples: &[Example {
            note: "A single spike vanishes.",
            params: r#"{"window": 3}"#,
            input: r#"{"X": [1, 2, 90, 3, null]}"#,
            output: r#"{"X_MED": [1, 2, 3, 46.5, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let half = Self::halo(params);
        let smooth = ranked::<1>(input.curve("X")?, half, params.edge, |window, _| window.median());
        Ok(Outputs::one("X_MED", smooth))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        check_odd(params.window)
    }

    fn halo(params: &Params) -> usize {
        params.window as usize / 2
    }
}
