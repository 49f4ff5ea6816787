//! Operators found by words and by what they measure, the best first.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::domain::curve::Quantity;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::domain::operator::OperatorSpec;
use crate::operators::catalogue::catalogue;

/// Shortest word whose letters may stand apart; of shorter ones, any text has the letters.
const FUZZY: usize = 4;

/// Returns the operators that tell of all these words, those first that tell of them most plainly.
///
/// A word counts where it stands whole, begins a word, stands inside one, or where its letters come
/// in order and close together.
pub fn ranked<'a>(specs: &'a [OperatorSpec], words: &str) -> Vec<&'a OperatorSpec> {
    let mut finder = Finder { matcher: Matcher::new(Config::DEFAULT), letters: Vec::new() };
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let mut found: Vec<(u32, &OperatorSpec)> =
        specs.iter().filter_map(|spec| Some((finder.score(spec, &words)?, spec))).collect();
    // Stable, so that what is equally good stays in the order of the list.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, spec)| spec).collect()
}

struct Finder {
    matcher: Matcher,
    letters: Vec<char>,
}

impl Finder {
    fn score(&mut self, spec: &OperatorSpec, words: &[String]) -> Option<u32> {
        let text = |texts: &[String]| texts.join(" ").to_lowercase();
        let id = spec.id.replace('_', " ");
        let title = spec.title.to_lowercase();
        let terms = text(&[spec.terms.join(" "), spec.aliases.join(" "), spec.family.clone()]);
        let summary = spec.summary.to_lowercase();
        // Who copies an id with its underscores means that one.
        let copied = |word: &str| (word == spec.id).then_some(100);
        let mut sum = 0;
        for word in words {
            let scores = [
                (copied(word).or_else(|| self.word(&id, word)), 4),
                (self.word(&title, word), 3),
                (self.word(&terms, word), 2),
                (plain(&summary, word), 1),
            ];
            sum += scores.into_iter().filter_map(|(score, weight)| Some(score? * weight)).max()?;
        }
        Some(sum)
    }

    fn word(&mut self, text: &str, word: &str) -> Option<u32> {
        plain(text, word).or_else(|| {
            if word.chars().count() < FUZZY {
                return None;
            }
            let atom =
                Atom::new(word, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false);
            let ideal = atom.score(Utf32Str::new(word, &mut self.letters), &mut self.matcher)?;
            let mut best = 0;
            for one in text.split_whitespace() {
                let haystack = Utf32Str::new(one, &mut self.letters);
                best = best.max(atom.score(haystack, &mut self.matcher).unwrap_or(0));
            }
            // A quarter lost is a gap or two.
            (best * 4 >= ideal * 3).then(|| 40 * u32::from(best) / u32::from(ideal.max(1)))
        })
    }
}

/// Scores a word that stands in a text as it is.
fn plain(text: &str, word: &str) -> Option<u32> {
    let mut parts = text.split(|letter: char| !letter.is_alphanumeric());
    if parts.clone().any(|part| part == word) {
        return Some(100);
    }
    if parts.any(|part| part.starts_with(word)) {
        return Some(80);
    }
    text.contains(word).then_some(60)
}

/// What an operator has to do with a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// It computes the quantity.
    Computes,
    /// It computes from the quantity.
    Reads,
}

/// Returns what each operator has to do with a quantity, those first that compute it.
pub fn measuring(
    specs: Vec<OperatorSpec>,
    quantity: &str,
) -> Result<Vec<(Part, OperatorSpec)>, Diagnostic> {
    let quantity = quantity_called(quantity)?;
    let mut found: Vec<(Part, OperatorSpec)> = specs
        .into_iter()
        .filter_map(|spec| {
            let computes = spec.outputs.iter().any(|port| port.quantity == Some(quantity));
            let reads = spec.inputs.iter().any(|port| port.quantities.contains(&quantity));
            let part = if computes { Part::Computes } else { Part::Reads };
            (computes || reads).then_some((part, spec))
        })
        .collect();
    found.sort_by_key(|(part, _)| *part);
    Ok(found)
}

/// Returns the quantity of this name, or of the only name that begins so.
fn quantity_called(text: &str) -> Result<Quantity, Diagnostic> {
    let mut known: Vec<(String, Quantity)> = Vec::new();
    for spec in catalogue().newest().map(|entry| entry.spec()) {
        let outputs = spec.outputs.iter().filter_map(|port| port.quantity);
        for quantity in spec.inputs.iter().flat_map(|port| port.quantities.clone()).chain(outputs) {
            if quantity != Quantity::Unknown && !known.iter().any(|(_, it)| *it == quantity) {
                known.push((quantity.to_string(), quantity));
            }
        }
    }
    known.sort();
    let wanted = text.trim().to_lowercase().replace(['_', '-'], " ");
    if let Some((_, quantity)) = known.iter().find(|(name, _)| *name == wanted) {
        return Ok(*quantity);
    }
    let begun: Vec<_> = known.iter().filter(|(name, _)| name.starts_with(&wanted)).collect();
    if let [(_, quantity)] = begun.as_slice() {
        return Ok(*quantity);
    }
    let names = known.iter().map(|(name, _)| name.as_str());
    let hint = match nearest(&wanted, names.clone()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("there are {}", names.collect::<Vec<_>>().join(", ")),
    };
    Err(Diagnostic::error(ErrorType::OperatorNotFound, "no operator knows this quantity")
        .found(format!("\"{text}\""))
        .wanted("a quantity that operators compute or read, e.g. \"shale volume\"")
        .hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::operators::list;

    fn ids(words: &str) -> Vec<String> {
        ranked(&list(), words).into_iter().map(|spec| spec.id.clone()).collect()
    }

    #[test]
    fn the_plainest_answer_comes_first() {
        assert_eq!(ids("larionov tertiary"), ["vshale_larionov_tertiary"]);
        assert_eq!(ids("moving average")[0], "moving_average");
        assert_eq!(ids("sw_archie")[0], "sw_archie");
        assert_eq!(ids("boxcar")[0], "moving_average");
        // Letters that were left out.
        assert_eq!(ids("larinov tertary")[0], "vshale_larionov_tertiary");
        assert!(ids("xylophone").is_empty());
    }

    #[test]
    fn a_quantity_finds_who_computes_it_before_who_reads_it() {
        let found = measuring(list(), "Shale volume").expect("known");
        assert!(found.is_sorted_by_key(|(part, _)| *part));
        let part = |id: &str| found.iter().find(|(_, spec)| spec.id == id).map(|(part, _)| *part);
        assert_eq!(part("vshale_clavier"), Some(Part::Computes));
        assert_eq!(part("net_pay_flag"), Some(Part::Reads));
        assert_eq!(part("moving_average"), None);
        let problem = measuring(list(), "shale volum").map(|found| found.len());
        assert_eq!(problem.expect("the only one that begins so"), found.len());
        let problem = measuring(list(), "shael volume").expect_err("misspelt");
        assert_eq!(problem.hint.as_deref(), Some("did you mean \"shale volume\"?"));
    }
}
