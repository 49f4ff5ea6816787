//! From arrays to curves.

pub mod argmax;
pub mod induction_mean_depth;
pub mod max;
pub mod mean;
pub mod median;
pub mod min;
pub mod percentile;
pub mod std;
pub mod sum;
