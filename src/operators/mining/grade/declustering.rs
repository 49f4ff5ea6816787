//! Cell declustering weights.

use std::collections::HashMap;

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, NUMBER, Output, Port};

/// Weighs samples down where they stand close together, so that dense drilling does not rule a mean.
///
/// ## Formula
/// A grid of cells of the given size is laid over the samples; a sample weighs `1 / n`, n being the number of samples in its cell, scaled to a mean of 1. This is done for each of `offsets` origins of the grid, shifted by `cell / offsets` along all axes from the least coordinates, and the weights are averaged. GSLIB's declus differs in two things: it lays the first grid 0.01 below the least coordinates, and limits the shift along each axis to half the extent of the samples.
/// ## Units
/// X, Y, Z and cell in m; GRADE in any unit; W is a number with a mean of 1. Without Z, or with a null one, a sample lies at 0.
/// ## Nulls
/// A sample with a null GRADE, X or Y is left out: it counts in no cell and its weight is null.
/// ## Source
/// Deutsch and Journel, GSLIB: Geostatistical Software Library, program declus, 2nd ed., 1998.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Edge of a cell.
    #[schemars(range(max = 100000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "m"))]
    pub cell: f64,
    /// Number of origins of the grid over which weights are averaged.
    #[schemars(range(min = 1, max = 100), extend("x-unit" = "1"))]
    pub offsets: i32,
}

impl Default for Params {
    fn default() -> Self {
        Self { cell: 25.0, offsets: 5 }
    }
}

pub struct Declustering;

impl Operator for Declustering {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "declustering_weights",
        title: "Cell declustering weights",
        terms: &["decluster", "geostatistics", "weight", "cell", "gslib"],
        inputs: &[
            Port::curve("X", METRE).in_table("samples").alias(&["east", "easting"]),
            Port::curve("Y", METRE).in_table("samples").alias(&["north", "northing"]),
            Port::curve("Z", METRE).in_table("samples").optional().alias(&["elevation"]),
            Port::any("GRADE").in_table("samples"),
        ],
        outputs: &[Output::curve("W", NUMBER).in_table("samples")],
        scope: Scope::Well,
        examples: &[Example {
            note: "Two samples share a cell, one has its own: 1/2, 1/2 and 1, scaled by 3/2; the one without grade does not count.",
            params: r#"{"cell": 10, "offsets": 1}"#,
            input: r#"{"X": [0, 1, 50, 51], "Y": [0, 1, 0, 0], "Z": [0, 0, 0, 0], "GRADE": [1, 2, 3, null]}"#,
            output: r#"{"W": [0.75, 0.75, 1.5, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (x, y, grades) = (input.curve("X")?, input.curve("Y")?, input.curve("GRADE")?);
        let z = input.optional("Z");
        let rows: Vec<usize> = (0..grades.len())
            .filter(|row| [x, y, grades].iter().all(|column| column.is_valid(*row)))
            .collect();
        let height = |row: usize| z.filter(|z| z.is_valid(row)).map_or(0.0, |z| z.value(row));
        let points: Vec<[f64; 3]> =
            rows.iter().map(|row| [x.value(*row), y.value(*row), height(*row)]).collect();
        let weights = weights(&points, params.cell, params.offsets);

        let mut column = vec![None; grades.len()];
        rows.iter().zip(weights).for_each(|(row, weight)| column[*row] = Some(weight));
        let left_out = grades.len() - rows.len();
        let outputs = Outputs::one("W", Float64Array::from(column));
        if left_out == 0 {
            return Ok(outputs);
        }
        Ok(outputs.note(format!("{left_out} samples left out: no grade or no place")))
    }
}

fn weights(points: &[[f64; 3]], cell: f64, offsets: i32) -> Vec<f64> {
    let least: [f64; 3] = std::array::from_fn(|axis| {
        points.iter().map(|point| point[axis]).fold(f64::INFINITY, f64::min)
    });
    let mut weights = vec![0.0; points.len()];
    for offset in 0..offsets {
        let shift = cell * f64::from(offset) / f64::from(offsets);
        // Beyond the range of whole numbers the cast stays at its end, which is one cell like others.
        let cell_of = |point: &[f64; 3]| -> [i64; 3] {
            std::array::from_fn(|axis| ((point[axis] - least[axis] + shift) / cell).floor() as i64)
        };
        let cells: Vec<[i64; 3]> = points.iter().map(cell_of).collect();
        let mut counts: HashMap<[i64; 3], f64> = HashMap::new();
        for cell in &cells {
            *counts.entry(*cell).or_default() += 1.0;
        }
        // The reciprocals sum to the number of cells, so this scales to a mean of 1.
        let scale = points.len() as f64 / counts.len() as f64 / f64::from(offsets);
        for (weight, cell) in weights.iter_mut().zip(&cells) {
            *weight += scale / counts[cell];
        }
    }
    weights
}
