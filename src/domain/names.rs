//! Names in place of ids: stored nodes have UUIDs, and people know them by name.

use uuid::Uuid;

use super::dag::DagDefinition;
use super::diagnostic::Diagnostic;

/// Lets a diagnostic say the names of nodes.
pub fn with_names(mut diagnostic: Diagnostic, definition: &DagDefinition) -> Diagnostic {
    if let Some(node) = diagnostic.place.node.as_ref().and_then(|id| definition.node(id)) {
        diagnostic.place.node = Some(node.name.clone());
    }
    let Diagnostic { found, wanted, hint, .. } = &mut diagnostic;
    for text in [found, wanted, hint].into_iter().flatten() {
        *text = named(text, definition);
    }
    diagnostic.what = named(&diagnostic.what, definition);
    diagnostic
}

/// Replaces the ids of nodes in a text by their names; only UUIDs are, as other ids are words.
pub fn named(text: &str, definition: &DagDefinition) -> String {
    definition
        .nodes
        .iter()
        .filter(|node| Uuid::try_parse(&node.id).is_ok())
        .fold(text.to_owned(), |text, node| text.replace(&node.id, &node.name))
}
