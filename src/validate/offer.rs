//! A column that a node offers to the nodes after it, with where it comes from.

use std::collections::BTreeSet;

use crate::domain::curve::Column;

/// A column on offer.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    /// What flows.
    pub column: Column,
    /// Name without the node: the curve of an ingestion, or the port of an operator.
    pub name: String,
    /// Index of the node that adds it to the flow.
    pub producer: usize,
    /// Whether an ingestion reads it, rather than an operator computing it.
    pub ingested: bool,
    /// Curve, as an ingestion names it, whose unit the column still has in each well.
    pub origin: Option<String>,
    /// Wells that will have it, by their position in the inventory; empty without one.
    pub wells: BTreeSet<usize>,
}
