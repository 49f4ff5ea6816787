//! Temperature and water resistivity.
