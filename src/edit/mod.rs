//! Changes of a definition: what an editor does to a pipeline, and how it is undone; nothing here does I/O.
//!
//! Reading order: [`change`] is what can be done, [`patch`] is what exactly it did, [`history`] keeps
//! patches with a label for undo and redo, and a [`draft`] is a definition that is being edited.
//! [`connect`] and [`offer`] say what may be done next, [`fresh`] and [`names`] make what is added,
//! [`fragment`] and [`group`] work on many nodes, and [`repair`] mends what validation finds.
//! [`resolve`] lets scripts name nodes as people do.
//! [`diff`] tells people what differs between two definitions.
//! [`merge`] brings together what two people made of one definition.

pub mod change;
mod choose;
pub mod connect;
pub mod diff;
pub mod draft;
pub mod fragment;
pub mod fresh;
pub mod group;
pub mod history;
pub mod merge;
pub mod message;
pub mod names;
pub mod offer;
pub mod patch;
mod reach;
pub mod repair;
pub mod resolve;
pub mod suffixes;

#[cfg(test)]
mod tests;
