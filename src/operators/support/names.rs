//! Names of columns that come from several tables and stand side by side.

use std::collections::{BTreeMap, BTreeSet};

/// Gives each column, known by its table and its name, a name of its own.
///
/// A column keeps a name that no other has and that is not `reserved`; otherwise the name of the table
/// is put before it. Where that is taken as well, a mark like `:2` tells the columns apart.
pub fn apart(columns: &[(Option<&str>, &str)], reserved: &[&str]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = reserved.iter().map(|name| (*name, 1)).collect();
    for (_, name) in columns {
        *counts.entry(name).or_default() += 1;
    }
    let alone = |name: &str| counts.get(name) == Some(&1);
    let kept = columns.iter().map(|(_, name)| *name).filter(|name| alone(name));
    let mut taken: BTreeSet<String> =
        kept.chain(reserved.iter().copied()).map(str::to_owned).collect();
    let mut named = |(table, name): &(Option<&str>, &str)| {
        if alone(name) {
            return (*name).to_owned();
        }
        let wanted = table.map_or_else(|| (*name).to_owned(), |table| format!("{table}_{name}"));
        let marked = (2..).map(|number: usize| format!("{wanted}:{number}"));
        let mut free = std::iter::once(wanted.clone()).chain(marked);
        free.find(|name| taken.insert(name.clone())).unwrap_or(wanted)
    };
    columns.iter().map(&mut named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_columns_have_one_name() {
        let columns = [
            (Some("a"), "Au"),
            (Some("a"), "a_Au"),
            (Some("a"), "mid"),
            (Some("a"), "X"),
            (Some("b"), "Au"),
            (Some("b"), "X"),
            (Some("b"), "X"),
            (None, "X"),
            (None, "mid"),
        ];
        let named = ["a_Au:2", "a_Au", "a_mid", "a_X", "b_Au", "b_X", "b_X:2", "X", "mid:2"];
        assert_eq!(apart(&columns, &["mid"]), named);
    }
}
