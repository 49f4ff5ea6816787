//! What a save says about itself where nobody writes a message: the steps since the last one.

use super::draft::Draft;
use crate::domain::dag::DagDefinition;

/// Longest message made of steps, in characters.
const LONGEST: usize = 72;

impl Draft {
    /// Returns what was done since the last save: `add "Despike", connect "GR" to "Despike"`.
    pub fn message(&self) -> String {
        let labels = match &self.base {
            None => self.labels(),
            Some(base) => self.labels_since(&base.definition),
        };
        match labels.as_slice() {
            [] if self.base.is_none() => "new pipeline".to_owned(),
            [] => "saved".to_owned(),
            labels => shortened(labels),
        }
    }

    fn labels(&self) -> Vec<String> {
        self.history.past().iter().map(|step| step.label.clone()).collect()
    }

    /// Walks back, or through what was undone, to the definition that was saved.
    fn labels_since(&self, saved: &DagDefinition) -> Vec<String> {
        let mut definition = self.definition.clone();
        let past = self.history.past();
        for (at, step) in past.iter().enumerate().rev() {
            if definition == *saved {
                return past[at + 1..].iter().map(|step| step.label.clone()).collect();
            }
            match step.patch.reversed().applied(&definition) {
                Ok(before) => definition = before,
                Err(_) => break,
            }
        }
        if definition == *saved {
            return self.labels();
        }
        let mut definition = self.definition.clone();
        let mut undone = Vec::new();
        for step in self.history.future().iter().rev() {
            let Ok(after) = step.patch.applied(&definition) else { break };
            definition = after;
            undone.insert(0, format!("undo {}", step.label));
            if definition == *saved {
                return undone;
            }
        }
        // Some were undone and others done since, or the oldest are forgotten.
        self.labels()
    }
}

/// Joins labels while there is room, and counts the rest.
fn shortened(labels: &[String]) -> String {
    let mut labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    labels.dedup();
    let mut message = String::new();
    for (at, label) in labels.iter().enumerate() {
        let with = if at == 0 { (*label).to_owned() } else { format!("{message}, {label}") };
        if at > 0 && with.chars().count() > LONGEST {
            return format!("{message}, and {} more", labels.len() - at);
        }
        message = with;
    }
    if message.chars().count() > LONGEST {
        message = message.chars().take(LONGEST - 1).collect::<String>() + "…";
    }
    message
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use uuid::Uuid;

    use super::*;

    fn renamed(draft: &mut Draft, name: &str, label: &str) {
        let definition = DagDefinition { name: name.to_owned(), ..draft.definition.clone() };
        draft.replace(definition, label, Utc::now());
    }

    fn stored() -> Draft {
        let mut draft = Draft::new_pipeline("p");
        renamed(&mut draft, "q", "rename it");
        draft.saved(draft.definition.clone(), Utc::now());
        draft
    }

    #[test]
    fn only_steps_since_the_last_save_are_told() {
        let mut draft = stored();
        assert_eq!(draft.message(), "saved");
        renamed(&mut draft, "r", "call it r");
        renamed(&mut draft, "s", "call it s");
        assert_eq!(draft.message(), "call it r, call it s");
    }

    #[test]
    fn what_was_undone_since_is_told_as_that() {
        let mut draft = stored();
        draft.undo().unwrap();
        assert_eq!(draft.message(), "undo rename it");
    }

    #[test]
    fn a_new_pipeline_tells_all() {
        let mut draft = Draft::new_pipeline("p");
        assert_eq!(
            (draft.message().as_str(), draft.pipeline == Uuid::nil()),
            ("new pipeline", false)
        );
        renamed(&mut draft, "q", "rename it");
        assert_eq!(draft.message(), "rename it");
    }

    #[test]
    fn many_steps_are_counted_and_repeated_ones_told_once() {
        let mut draft = stored();
        for at in 0..20 {
            renamed(
                &mut draft,
                &format!("a{at}"),
                if at < 5 { "set up \"Despike\"" } else { "move \"Wells\"" },
            );
            renamed(&mut draft, &format!("b{at}"), "connect");
        }
        let message = draft.message();
        assert!(
            message.starts_with("set up \"Despike\", connect, set up \"Despike\""),
            "{message}"
        );
        assert!(message.ends_with(" more") && message.chars().count() < LONGEST + 20, "{message}");
    }
}
