//! Changes of a definition: what an editor does to a pipeline, and how it is undone; nothing here does I/O.
//!
//! Reading order: [`change`] is what can be done, [`patch`] is what exactly it did, [`history`] keeps
//! patches with a label for undo and redo, and a [`draft`] is a definition that is being edited.
//! [`merge`] brings together what two people made of one definition.

pub mod change;
pub mod draft;
pub mod history;
pub mod merge;
pub mod message;
pub mod patch;
pub mod suffixes;
