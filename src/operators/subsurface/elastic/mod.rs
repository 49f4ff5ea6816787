//! Elastic properties and rock physics.
