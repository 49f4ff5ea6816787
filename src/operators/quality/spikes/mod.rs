//! Spikes, stuck tools and noise.
