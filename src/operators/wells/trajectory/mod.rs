//! Well trajectories.
