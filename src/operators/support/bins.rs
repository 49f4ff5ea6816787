//! Where the bins of an array lie: their positions, fed as one list or written as a parameter.

use crate::operators::inputs::Inputs;
use crate::operators::operator::KernelError;
use crate::operators::values::ArrayCurve;

/// Name of the port, and of the parameter, that hold the positions.
pub const BINS: &str = "bins";

/// Returns the positions of the bins, one for each bin of every row of `array` (fed to `port`).
///
/// The port goes before the parameter; without both, and where a row has another number of bins, the
/// data are refused.
pub fn positions(
    input: &Inputs,
    parameter: &[f64],
    port: &str,
    array: &ArrayCurve,
) -> Result<Vec<f64>, KernelError> {
    let Some(bins) = given(input, parameter)? else {
        return Err(KernelError::invalid(
            BINS,
            "the positions of the bins are not known",
            "neither a list at port bins nor a parameter bins",
            format!("one position for each bin of {port}"),
            "bind the list of bins to port bins, or write it as the parameter bins",
        ));
    };
    for row in array.rows().flatten() {
        if row.len() != bins.len() {
            return Err(KernelError::invalid(
                port,
                "a row and the list of bins differ in length",
                format!("{} bins in a row", row.len()),
                format!("{}, as many as positions in bins", bins.len()),
                "give one position for each bin",
            ));
        }
    }
    Ok(bins)
}

/// Returns the positions of the bins where they are given.
pub fn given(input: &Inputs, parameter: &[f64]) -> Result<Option<Vec<f64>>, KernelError> {
    let row = input.optional_array(BINS).and_then(|array| array.row(0));
    let Some(row) = row else {
        return Ok((!parameter.is_empty()).then(|| parameter.to_vec()));
    };
    let bins: Option<Vec<f64>> = row.iter().collect();
    let bins = bins.filter(|bins| !bins.is_empty());
    bins.map(Some).ok_or_else(|| {
        KernelError::invalid(
            BINS,
            "a bin has no position",
            "a null, or no bin",
            "a number for each bin",
            "give the position of every bin",
        )
    })
}

/// Refuses positions of which no logarithm can be taken.
pub fn check_positive(bins: &[f64]) -> Result<(), KernelError> {
    match bins.iter().find(|bin| **bin <= 0.0) {
        None => Ok(()),
        Some(bin) => Err(KernelError::invalid(
            BINS,
            "a bin lies at or below zero",
            bin,
            "positions above zero",
            "give the centres of the bins, not their logarithms",
        )),
    }
}

/// Returns the order in which the bins ascend; two at one place are refused.
pub fn ascending(bins: &[f64]) -> Result<Vec<usize>, KernelError> {
    let mut order: Vec<usize> = (0..bins.len()).collect();
    order.sort_unstable_by(|one, other| bins[*one].total_cmp(&bins[*other]));
    match order.windows(2).find(|pair| bins[pair[0]] == bins[pair[1]]) {
        None => Ok(order),
        Some(pair) => Err(KernelError::invalid(
            BINS,
            "two bins lie at one place",
            bins[pair[0]],
            "a place of its own for each bin",
            "give the centre of every bin",
        )),
    }
}
