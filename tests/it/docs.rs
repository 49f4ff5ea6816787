//! Generated pages are what the program would write now.

use std::path::Path;

/// Compares a page with what the program writes; `UPDATE_DOCS=1 cargo test` writes it anew.
fn is_current(page: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{page} is not current: run UPDATE_DOCS=1 cargo test --test it docs");
}

#[test]
fn the_page_of_keys_is_current() {
    is_current("docs/keys.md", &mudrock::tui::commands_markdown());
}

#[test]
fn the_pages_of_operators_are_current_and_no_other_is_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operators");
    std::fs::create_dir_all(&folder).unwrap();
    let pages = mudrock::services::operators::manual::pages();
    for found in std::fs::read_dir(&folder).unwrap() {
        let name = found.unwrap().file_name().into_string().unwrap();
        if pages.iter().all(|(page, _)| *page != name) {
            assert!(std::env::var_os("UPDATE_DOCS").is_some(), "no family has the page {name}");
            std::fs::remove_file(folder.join(name)).unwrap();
        }
    }
    for (name, text) in &pages {
        is_current(&format!("docs/operators/{name}"), text);
    }
}
