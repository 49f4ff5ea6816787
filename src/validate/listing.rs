//! Short lists for messages: the first few, and how many more.

/// How many items a message names before it only counts.
const NAMED: usize = 5;

/// Joins the first five items and counts the others: `A, B, C, D, E and 7 more`.
pub(super) fn first_few<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<T> = items.into_iter().collect();
    let named: Vec<&str> = items.iter().take(NAMED).map(AsRef::as_ref).collect();
    match items.len().saturating_sub(NAMED) {
        0 if items.is_empty() => "nothing".to_owned(),
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// Names wells with their count: `3 of 10 wells: A, B, C`.
pub(super) fn wells_of<T: AsRef<str>>(wells: &[T], total: usize) -> String {
    format!("{} of {total} wells: {}", wells.len(), first_few(wells))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_and_counted() {
        assert_eq!(first_few(["A", "B"]), "A, B");
        assert_eq!(first_few(["A", "B", "C", "D", "E", "F", "G"]), "A, B, C, D, E and 2 more");
        assert_eq!(first_few([""; 0]), "nothing");
        assert_eq!(wells_of(&["A"], 3), "1 of 3 wells: A");
    }
}
