//! The form as a user meets it: keys, pages, and whatever else may come.

mod forms;
mod keys;
mod pages;
mod schemas;
mod storm;
