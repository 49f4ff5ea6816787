//! Lays a pipeline out and draws it as cells: no terminal, no files, the same picture for the same graph.
//!
//! Reading order: [`graph`] is what is drawn, [`layout`] says where, [`raster`] says with which
//! characters. [`fold`] makes a graph smaller; [`walk`], [`jump`], [`path`] and [`minimap`] find the
//! way in a large one. [`text`], [`svg`], [`dot`] and [`mermaid`] are the forms that leave the program.

pub mod dot;
pub mod fold;
pub mod geometry;
pub mod graph;
pub mod jump;
pub mod label;
pub mod layout;
pub mod mermaid;
pub mod minimap;
pub mod path;
pub mod raster;
pub mod svg;
pub mod text;
pub mod walk;
