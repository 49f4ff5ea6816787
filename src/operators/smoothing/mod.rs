//! Smoothing.

mod median_filter;
mod moving_average;
mod savitzky_golay;

use super::catalogue::Family;

pub static FAMILY: Family = Family {
    category: "signal",
    name: "smoothing",
    operators: &[
        &moving_average::MovingAverage,
        &median_filter::MedianFilter,
        &savitzky_golay::SavitzkyGolay,
    ],
};
