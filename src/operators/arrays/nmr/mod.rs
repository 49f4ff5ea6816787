//! Nuclear magnetic resonance.
