//! Things to choose from: one of them, or any number of them.

use std::collections::BTreeSet;

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use serde_json::Value;

use super::number::{same, typed};

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What the form then holds.
    pub value: Value,
    /// What is shown.
    pub label: String,
    /// One sentence about it.
    pub help: String,
    /// What stands at the right of it, such as the wells that have the curve.
    pub note: String,
    /// Why it cannot be chosen.
    pub refusal: Option<String>,
}

impl Choice {
    /// Offers a value under a name.
    pub fn new(value: impl Into<Value>, label: impl Into<String>) -> Self {
        let (value, label) = (value.into(), label.into());
        Self { value, label, help: String::new(), note: String::new(), refusal: None }
    }

    /// Offers a text under its own name.
    pub fn of(text: &str) -> Self {
        Self::new(text, text)
    }

    /// Says more about it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Puts something at the right of it.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Says why it cannot be chosen.
    pub fn refused(mut self, reason: impl Into<String>) -> Self {
        self.refusal = Some(reason.into());
        self
    }

    fn missing(value: &Value) -> Self {
        Self::new(value.clone(), typed(value)).refused("not on offer")
    }
}

/// One of some things, or none yet.
#[derive(Debug, Clone, PartialEq)]
pub struct OneOf {
    /// What is on offer.
    pub options: Vec<Choice>,
    /// Index of what is chosen.
    pub chosen: Option<usize>,
}

impl OneOf {
    /// Offers things; none is chosen.
    pub fn new(options: Vec<Choice>) -> Self {
        Self { options, chosen: None }
    }

    /// Returns what is chosen.
    pub fn chosen(&self) -> Option<&Choice> {
        self.chosen.and_then(|index| self.options.get(index))
    }

    /// Chooses by value; one that is not on offer is kept, with that as a refusal.
    pub fn set(&mut self, value: &Value) {
        self.chosen = self.options.iter().position(|option| same(&option.value, value));
        if self.chosen.is_none() && !value.is_null() {
            self.options.push(Choice::missing(value));
            self.chosen = Some(self.options.len() - 1);
        }
    }

    /// Takes the next or the previous thing that can be chosen, round the end.
    pub fn turn(&mut self, forward: bool) -> bool {
        let count = self.options.len();
        let start = self.chosen.unwrap_or(if forward { count.saturating_sub(1) } else { 0 });
        let next = (1..=count)
            .map(|step| if forward { start + step } else { start + count - step })
            .map(|index| index % count)
            .find(|index| self.options[*index].refusal.is_none());
        let moved = next.is_some() && next != self.chosen;
        self.chosen = next.or(self.chosen);
        moved
    }

    /// Offers other things and keeps the choice.
    pub fn offer(&mut self, options: Vec<Choice>) {
        let value = self.chosen().map(|choice| choice.value.clone());
        *self = Self::new(options);
        if let Some(value) = value {
            self.set(&value);
        }
    }
}

/// Any number of some things.
#[derive(Debug, Clone, PartialEq)]
pub struct AnyOf {
    /// What is on offer.
    pub options: Vec<Choice>,
    /// Indices of what is chosen.
    pub chosen: BTreeSet<usize>,
}

impl AnyOf {
    /// Offers things; none is chosen.
    pub fn new(options: Vec<Choice>) -> Self {
        Self { options, chosen: BTreeSet::new() }
    }

    /// Walks what is chosen.
    pub fn chosen(&self) -> impl Iterator<Item = &Choice> {
        self.chosen.iter().filter_map(|index| self.options.get(*index))
    }

    /// Chooses a list of values; those not on offer are kept, with that as a refusal.
    pub fn set(&mut self, values: &Value) {
        self.chosen.clear();
        for value in values.as_array().into_iter().flatten() {
            let place = self.options.iter().position(|option| same(&option.value, value));
            self.chosen.insert(place.unwrap_or(self.options.len()));
            if place.is_none() {
                self.options.push(Choice::missing(value));
            }
        }
    }

    /// Chooses a thing or lets it go; what cannot be chosen can still be let go.
    pub fn toggle(&mut self, index: usize) -> bool {
        if self.chosen.remove(&index) {
            return true;
        }
        let free = self.options.get(index).is_some_and(|option| option.refusal.is_none());
        free && self.chosen.insert(index)
    }

    /// Chooses all of these, or lets them go where all are chosen already.
    pub fn toggle_all(&mut self, indices: &[usize]) {
        let free = |index: &&usize| self.options[**index].refusal.is_none();
        let free: Vec<_> = indices.iter().filter(free).copied().collect();
        if free.iter().all(|index| self.chosen.contains(index)) {
            for index in indices {
                self.chosen.remove(index);
            }
        } else {
            self.chosen.extend(free);
        }
    }

    /// Offers other things and keeps what is chosen.
    pub fn offer(&mut self, options: Vec<Choice>) {
        let values = self.chosen().map(|choice| choice.value.clone()).collect();
        *self = Self::new(options);
        self.set(&Value::Array(values));
    }
}

/// Returns the indices of the options that hold the typed text; with `ranked` a few of its letters
/// are enough, and the best comes first.
pub fn found(options: &[Choice], text: &str, ranked: bool) -> Vec<usize> {
    if text.trim().is_empty() {
        return (0..options.len()).collect();
    }
    let kind = if ranked { AtomKind::Fuzzy } else { AtomKind::Substring };
    let pattern = Pattern::new(text.trim(), CaseMatching::Ignore, Normalization::Smart, kind);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut characters = Vec::new();
    let mut found: Vec<_> = (0..options.len())
        .filter_map(|index| {
            let label = Utf32Str::new(&options[index].label, &mut characters);
            pattern.score(label, &mut matcher).map(|score| (score, index))
        })
        .collect();
    if ranked {
        let length = |index: usize| options[index].label.len();
        found.sort_by_key(|(score, index)| (std::cmp::Reverse(*score), length(*index), *index));
    }
    found.into_iter().map(|(_, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wells() -> Vec<Choice> {
        vec![Choice::of("A-1"), Choice::of("A-11").refused("no curves"), Choice::of("B-1")]
    }

    #[test]
    fn turning_skips_what_is_refused() {
        let mut one = OneOf::new(wells());
        assert!(one.turn(true));
        assert_eq!(one.chosen, Some(0));
        one.turn(true);
        assert_eq!(one.chosen, Some(2));
        one.turn(false);
        assert_eq!(one.chosen, Some(0));
        assert!(!OneOf::new(Vec::new()).turn(true));
    }

    #[test]
    fn values_that_are_not_on_offer_are_kept_and_marked() {
        let mut one = OneOf::new(wells());
        one.set(&json!("C-9"));
        assert_eq!(one.chosen().unwrap().refusal.as_deref(), Some("not on offer"));
        let mut any = AnyOf::new(wells());
        any.set(&json!(["B-1", "C-9"]));
        any.offer(vec![Choice::of("C-9")]);
        let chosen: Vec<_> = any.chosen().map(|choice| choice.label.as_str()).collect();
        assert_eq!(chosen, ["C-9", "B-1"]);
        assert!(any.options[0].refusal.is_none());
    }

    #[test]
    fn all_are_chosen_then_none() {
        let mut any = AnyOf::new(wells());
        any.toggle_all(&[0, 1, 2]);
        assert_eq!(any.chosen, BTreeSet::from([0, 2]));
        assert!(!any.toggle(1));
        any.toggle_all(&[0, 1, 2]);
        assert!(any.chosen.is_empty());
    }

    #[test]
    fn a_filter_ranks_letters_or_finds_parts() {
        let options: Vec<_> = ["nearest", "reflect", "near"].map(Choice::of).into();
        assert_eq!(found(&options, "nr", true), [2, 0]);
        assert_eq!(found(&options, "nr", false), [0usize; 0]);
        assert_eq!(found(&wells(), "a-1", false), [0, 1]);
    }
}
