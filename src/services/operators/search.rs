//! Operators found by words, the best first.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::stem::{parts, stem};
use crate::domain::operator::OperatorSpec;

/// Shortest word whose letters may stand apart or inside another; any text has those of shorter ones.
const INSIDE: usize = 4;

/// Shortest word whose letters may stand apart anywhere in another: a shorter one must be its
/// beginning, but for a few letters that were left out.
const ANYWHERE: usize = 8;

/// Letters that may be left out of a shorter word.
const LEFT_OUT: usize = 2;

/// Shortest word that may be two which somebody wrote as one, `gammaray`.
const JOINED: usize = 6;

/// Score of a word of an id that was copied as it stands.
const COPIED: u32 = 500;

/// Returns the operators that tell of all these words, those first that tell of them most plainly.
///
/// A word counts where it stands whole, begins a word, stands inside one, or where its letters come
/// in order and close together. Case, hyphens, plurals and the two spellings of English do not count.
pub fn ranked<'a>(specs: &'a [OperatorSpec], words: &str) -> Vec<&'a OperatorSpec> {
    let mut finder = Finder { matcher: Matcher::new(Config::DEFAULT), letters: Vec::new() };
    let asked = Asked::of(words);
    let mut found: Vec<(u32, &OperatorSpec)> =
        specs.iter().filter_map(|spec| Some((finder.score(spec, &asked)?, spec))).collect();
    // Stable, so that what is equally good stays in the order of the list.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, spec)| spec).collect()
}

/// The words that were asked for.
struct Asked {
    /// As they stand between blanks: who copies an id with its underscores means that one.
    whole: Vec<(String, Vec<Word>)>,
}

impl Asked {
    fn of(words: &str) -> Self {
        let whole = words.split_whitespace().map(|whole| {
            let whole = whole.to_lowercase();
            let mut words: Vec<Word> = parts(&whole).map(Word::of).collect();
            if words.is_empty() {
                // Signs alone are found nowhere, rather than everywhere.
                words.push(Word::of(&whole));
            }
            (whole, words)
        });
        Self { whole: whole.collect() }
    }
}

/// A word, as written and reduced to what its spellings have in common.
struct Word {
    plain: String,
    stem: String,
}

impl Word {
    fn of(word: &str) -> Self {
        Self { plain: word.to_owned(), stem: stem(word) }
    }
}

/// A text of an operator, by words.
struct Text {
    words: Vec<Word>,
}

impl Text {
    fn of(text: &str) -> Self {
        Self { words: parts(&text.to_lowercase()).map(Word::of).collect() }
    }

    /// Scores a word that stands in the text as it is, or in another spelling.
    fn plain(&self, word: &Word) -> Option<u32> {
        let any = |is: &dyn Fn(&Word) -> bool| self.words.iter().any(is);
        if any(&|one| one.plain == word.plain) {
            return Some(100);
        }
        if any(&|one| one.stem == word.stem) {
            return Some(95);
        }
        if any(&|one| one.plain.starts_with(&word.plain)) {
            return Some(80);
        }
        if self.joined(&word.plain) {
            return Some(75);
        }
        let long = |text: &str| text.chars().count() >= INSIDE;
        if long(&word.stem) && any(&|one| one.stem.starts_with(&word.stem)) {
            return Some(70);
        }
        (long(&word.plain) && any(&|one| one.plain.contains(&word.plain))).then_some(60)
    }

    /// Whether neighbours make a word that somebody wrote as one.
    fn joined(&self, word: &str) -> bool {
        word.chars().count() >= JOINED
            && (0..self.words.len()).any(|from| {
                let mut rest = word;
                for one in &self.words[from..] {
                    match rest.strip_prefix(one.plain.as_str()) {
                        Some(after) => rest = after,
                        None => return rest != word && one.plain.starts_with(rest),
                    }
                    if rest.is_empty() {
                        return true;
                    }
                }
                false
            })
    }
}

struct Finder {
    matcher: Matcher,
    letters: Vec<char>,
}

impl Finder {
    fn score(&mut self, spec: &OperatorSpec, asked: &Asked) -> Option<u32> {
        let terms = [spec.terms.join(" "), spec.aliases.join(" "), spec.family.clone()].join(" ");
        let texts = [(Text::of(&spec.id), 4), (Text::of(&spec.title), 3), (Text::of(&terms), 2)];
        let summary = Text::of(&spec.summary);
        let mut sum = 0;
        for (whole, words) in &asked.whole {
            if *whole == spec.id {
                // More than its words could come to anywhere else.
                sum += COPIED * u32::try_from(words.len()).unwrap_or(1);
                continue;
            }
            for word in words {
                let scores = texts.iter().map(|(text, weight)| {
                    Some(text.plain(word).or_else(|| self.fuzzy(text, &word.plain))? * weight)
                });
                sum += scores.chain([summary.plain(word)]).flatten().max()?;
            }
        }
        Some(sum)
    }

    /// Scores a word of which letters were left out.
    fn fuzzy(&mut self, text: &Text, word: &str) -> Option<u32> {
        let letters = word.chars().count();
        if letters < INSIDE {
            return None;
        }
        let atom =
            Atom::new(word, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false);
        let ideal = atom.score(Utf32Str::new(word, &mut self.letters), &mut self.matcher)?;
        let mut best = 0;
        for one in &text.words {
            let is_short = letters < ANYWHERE;
            if is_short && one.plain.chars().next() != word.chars().next() {
                continue;
            }
            let reach = if is_short { letters + LEFT_OUT } else { usize::MAX };
            let beginning: String = one.plain.chars().take(reach).collect();
            let haystack = Utf32Str::new(&beginning, &mut self.letters);
            best = best.max(atom.score(haystack, &mut self.matcher).unwrap_or(0));
        }
        // A quarter lost is a gap or two.
        (best * 4 >= ideal * 3).then(|| 40 * u32::from(best) / u32::from(ideal.max(1)))
    }
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
        assert!(ids("xylophone").is_empty() && ids("%%").is_empty());
    }

    #[test]
    fn spellings_hyphens_case_and_plurals_do_not_count() {
        let gamma = ids("gamma ray");
        assert!(gamma.contains(&"gamma_ray_index".to_owned()), "{gamma:?}");
        let sorted = |words: &str| {
            let mut ids = ids(words);
            ids.sort();
            ids
        };
        assert_eq!(sorted("gamma-ray"), sorted("gamma ray"));
        assert!(sorted("GAMMARAY").contains(&"gamma_ray_index".to_owned()));
        assert_eq!(sorted("normalization"), sorted("normalisation"));
        for words in ["normalize", "normalised", "NORMALIZING"] {
            assert!(sorted(words).contains(&"array_normalise_rows".to_owned()), "{words}");
        }
        assert_eq!(sorted("moving averages"), sorted("moving average"));
    }

    #[test]
    fn a_short_word_is_not_found_inside_another() {
        let made_of = |words: &str| ids(words).contains(&"autocorrelation".to_owned());
        assert!(!made_of("toc") && !made_of("color"));
        assert!(made_of("correlation") && made_of("autocorelation"));
        assert!(ids("toc").iter().all(|id| id.contains("toc")), "{:?}", ids("toc"));
    }
}
