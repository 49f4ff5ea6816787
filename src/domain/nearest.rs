//! The nearest known name to a misspelt one.

/// Returns the candidate nearest to a misspelt word, unless all are too far to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    // A third of the letters may differ: enough for a slip, too little for another word.
    let reach = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= reach)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_word_that_was_meant() {
        assert_eq!(nearest("paramters", ["inputs", "parameters"]), Some("parameters"));
        assert_eq!(nearest("gr", ["RHOB", "GR"]), Some("GR"));
    }

    #[test]
    fn another_word_finds_nothing() {
        assert_eq!(nearest("colour", ["inputs", "parameters"]), None);
        assert_eq!(nearest("", ["inputs"]), None);
    }
}
