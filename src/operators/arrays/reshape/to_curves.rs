//! Split array into channel curves.

use std::collections::BTreeSet;

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};

/// Makes a curve of every bin of an array.
///
/// ## Formula
/// `NAME[j][i] = A[i, j]`: the inverse of array_from_curves; channels are counted from 0. One name for an array of one bin is the name of that channel, and is not numbered.
/// ## Units
/// Any; the channels have the unit of A.
/// ## Nulls
/// Null bins stay null; a null row, and a row shorter than the longest, is null in the channels it lacks.
/// ## Source
/// lasio 0.31, which writes an array as NAME\[0\], NAME\[1\], and on, 2023.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// One name for each channel, or one name alone, which is numbered unless there is a single channel; none stands for A, numbered.
    pub names: Vec<String>,
}

impl Params {
    /// Returns the names of `width` channels.
    fn of(&self, width: usize) -> Result<Vec<String>, KernelError> {
        match self.names.as_slice() {
            [] => Ok((0..width).map(|bin| format!("A[{bin}]")).collect()),
            names if names.len() == width => Ok(names.to_vec()),
            [name] => Ok((0..width).map(|bin| format!("{name}[{bin}]")).collect()),
            names => Err(KernelError::invalid(
                "A",
                "the array has another number of bins than names are given",
                format!("{width} bins"),
                format!("{}, one for each name", names.len()),
                "give one name for each bin, or one name for all",
            )),
        }
    }
}

pub struct ArrayToCurves;

impl Operator for ArrayToCurves {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "array_to_curves",
        title: "Split array into channel curves",
        terms: &["unstack", "channels", "multi-channel", "lasio"],
        inputs: &[Port::array("A", None)],
        outputs: &[Output::keeping("curves", "A").repeated()],
        // How many channels there are, the longest row of the well says.
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Channels are counted from 0; a short row lacks the last.",
                params: r#"{"names": ["GR"]}"#,
                input: r#"{"A": [[1, 2, 3], [4, null, 6], [7, 8], null]}"#,
                output: r#"{"GR[0]": [1, 4, 7, null], "GR[1]": [2, null, 8, null], "GR[2]": [3, 6, null, null]}"#,
            },
            Example {
                note: "A name for each channel.",
                params: r#"{"names": ["NEAR", "FAR"]}"#,
                input: r#"{"A": [[1, 2]]}"#,
                output: r#"{"NEAR": [1], "FAR": [2]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let array = input.array("A")?;
        let width = array.width();
        if width == 0 {
            return Ok(Outputs::default().with_no_members("curves"));
        }
        let names = params.of(width)?;
        Ok(names.into_iter().enumerate().fold(Outputs::default(), |outputs, (bin, name)| {
            let channel: Float64Array =
                array.rows().map(|row| row.and_then(|row| row.get(bin))).collect();
            outputs.with_member("curves", name, channel)
        }))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let mut seen = BTreeSet::new();
        let wrong = params.names.iter().find(|name| name.is_empty() || !seen.insert(*name));
        let refused = wrong.map(|name| {
            let hint = "give each channel a name of its own";
            BrokenRule::new(
                "names",
                format!("{name:?}"),
                "names that are neither empty nor twice there",
                hint,
            )
        });
        refused.into_iter().collect()
    }
}
