//! What a list of operators is narrowed to: a category, a family, a quantity; or what was perhaps meant.

use std::fmt::Write;

use super::{CATEGORIES, family_title, list};
use crate::domain::curve::{self, Quantity};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::domain::operator::OperatorSpec;
use crate::operators::catalogue::families;

/// Names that a hint tells; of more, one would read none.
const TOLD: usize = 8;

/// Takes case, hyphens and underscores out of a name.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['_', '-'], " ")
}

/// Keeps the operators of a family, by its name or its title.
pub fn of_family(
    mut specs: Vec<OperatorSpec>,
    family: &str,
) -> Result<Vec<OperatorSpec>, Diagnostic> {
    let wanted = plain(family);
    let called = |category: &str, name: &str| {
        plain(name) == wanted || plain(family_title(category, name)) == wanted
    };
    if !families().iter().any(|known| called(known.category, known.name)) {
        return Err(no_group("family", family, &[]));
    }
    specs.retain(|spec| called(&spec.category, &spec.family));
    Ok(specs)
}

/// Keeps the operators of a category; who means a family by it gets that.
pub fn of_category(
    mut specs: Vec<OperatorSpec>,
    category: &str,
) -> Result<Vec<OperatorSpec>, Diagnostic> {
    let wanted = plain(category);
    if CATEGORIES.contains(&wanted.as_str()) {
        specs.retain(|spec| spec.category == wanted);
        return Ok(specs);
    }
    of_family(specs, category).map_err(|_| no_group("category or family", category, &CATEGORIES))
}

fn no_group(what: &str, found: &str, categories: &[&'static str]) -> Diagnostic {
    let names = || {
        let families = families().iter().filter(|family| !family.operators.is_empty());
        categories.iter().copied().chain(families.map(|family| family.name))
    };
    let titles = families().iter().map(|family| (plain(family.title), family.name));
    let titles: Vec<(String, &str)> = titles.collect();
    let wanted = plain(found);
    let by_title = || {
        let near = nearest(&wanted, titles.iter().map(|(title, _)| title.as_str()))?;
        titles.iter().find(|(title, _)| title == near).map(|(_, name)| *name)
    };
    let within = || {
        let of_title = titles.iter().filter(|(title, _)| has(title, &wanted)).map(|(_, it)| *it);
        let mut found: Vec<&str> =
            names().filter(|name| has(&plain(name), &wanted)).chain(of_title).collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    let near = nearest(&wanted, names()).or_else(by_title).map(|near| vec![near]);
    let meant = near.unwrap_or_else(within);
    let hint = match meant.is_empty() {
        false => one_of(&meant),
        true => "`mudrock ops list` shows all, each under its category and family".to_owned(),
    };
    // A name may stand in two categories.
    let mut all: Vec<&str> = names().collect();
    all.sort_unstable();
    all.dedup();
    Diagnostic::error(ErrorType::OperatorNotFound, format!("there is no such {what}"))
        .found(format!("\"{found}\""))
        .wanted(format!("one of {}", all.join(", ")))
        .hint(hint)
        .with_choices(meant)
}

/// Whether a word stands in a name, at the beginning of one of its words.
fn has(name: &str, word: &str) -> bool {
    !word.is_empty() && format!(" {name}").contains(&format!(" {word}"))
}

/// Asks whether one of these was meant.
fn one_of(names: &[&str]) -> String {
    let named: Vec<String> = names.iter().take(TOLD).map(|name| format!("\"{name}\"")).collect();
    let mut hint = match named.as_slice() {
        [name] => format!("did you mean {name}?"),
        [most @ .., last] => format!("did you mean {} or {last}?", most.join(", ")),
        [] => String::new(),
    };
    if let Some(more @ 1..) = names.len().checked_sub(TOLD) {
        let _ = write!(hint, " There are {more} more.");
    }
    hint
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
    for spec in list() {
        let outputs = spec.outputs.iter().filter_map(|port| port.quantity);
        for quantity in spec.inputs.iter().flat_map(|port| port.quantities.clone()).chain(outputs) {
            if quantity != Quantity::Unknown && !known.iter().any(|(_, it)| *it == quantity) {
                known.push((quantity.to_string(), quantity));
            }
        }
    }
    known.sort();
    let wanted = plain(text);
    if let Some((_, quantity)) = known.iter().find(|(name, _)| *name == wanted) {
        return Ok(*quantity);
    }
    let begun: Vec<_> = known.iter().filter(|(name, _)| name.starts_with(&wanted)).collect();
    if let [(_, quantity)] = begun.as_slice() {
        return Ok(*quantity);
    }
    let names = || known.iter().map(|(name, _)| name.as_str());
    let measured = curve::lookup(text).map(|entry| (entry.canonical, entry.quantity.to_string()));
    let measured = measured.filter(|(_, quantity)| names().any(|name| name == quantity));
    let within: Vec<&str> = names().filter(|name| has(name, &wanted)).collect();
    let hint = match (measured, nearest(&wanted, names())) {
        (Some((mnemonic, quantity)), _) => {
            format!("{mnemonic} is a curve of \"{quantity}\": ask for that")
        }
        (None, Some(near)) => format!("did you mean \"{near}\"?"),
        (None, None) if !within.is_empty() => one_of(&within),
        (None, None) => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
    };
    Err(Diagnostic::error(ErrorType::OperatorNotFound, "no operator knows this quantity")
        .found(format!("\"{text}\""))
        .wanted("a quantity that operators compute or read, e.g. \"shale volume\"")
        .hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }

    #[test]
    fn a_quantity_that_nobody_knows_is_told_what_was_meant() {
        let hint = |text: &str| measuring(list(), text).expect_err("unknown").hint.expect("a hint");
        assert_eq!(hint("shael volume"), "did you mean \"shale volume\"?");
        assert!(hint("porosity").starts_with("did you mean \"density porosity\", "));
        assert!(hint("porosity").ends_with(" or \"total porosity\"?"), "{}", hint("porosity"));
        assert_eq!(hint("GR"), "GR is a curve of \"gamma ray\": ask for that");
        assert!(hint("xylophones").starts_with("there are "));
    }

    #[test]
    fn families_go_by_name_and_title_and_unknown_ones_are_told() {
        let of = |name: &str| of_family(list(), name).map(|specs| specs.len());
        let all = of("vshale").expect("a family");
        assert!(all > 3);
        assert_eq!(of("Shale volume").expect("its title"), all);
        assert_eq!(of_category(list(), "vshale").expect("a family in the place").len(), all);
        let unknown = of("vhsale").expect_err("misspelt");
        assert_eq!(unknown.hint.as_deref(), Some("did you mean \"vshale\"?"));
        let unknown = of_category(list(), "signals").expect_err("misspelt");
        assert_eq!(unknown.hint.as_deref(), Some("did you mean \"signal\"?"));
        let unknown = of_category(list(), "nonsense").expect_err("unknown");
        assert!(unknown.wanted.expect("a list").starts_with("one of "));
    }
}
