//! The rules of the house: who may import whom, and what a source file may hold.
//!
//! The tables are the law; `docs/architecture.md` repeats the import table word for word.

mod rules;
mod source;

use std::fs;
use std::path::Path;

use source::Source;

/// Rooms of `src/` from the top of the house down, each with the rooms that it may import.
const IMPORTS: [(&str, &[&str]); 14] = [
    ("main", &["cli", "tui", "services", "config"]),
    ("cli", &["services", "canvas", "edit", "config", "domain"]),
    ("tui", &["services", "canvas", "edit", "config", "domain"]),
    (
        "services",
        &[
            "engine",
            "edit",
            "validate",
            "query",
            "operators",
            "control",
            "data",
            "canvas",
            "config",
            "domain",
        ],
    ),
    ("engine", &["validate", "operators", "control", "data", "domain"]),
    ("edit", &["validate", "domain"]),
    ("validate", &["domain"]),
    ("query", &["operators", "domain"]),
    ("operators", &["domain"]),
    ("control", &["domain"]),
    ("data", &["domain"]),
    ("canvas", &["domain"]),
    ("config", &["domain"]),
    ("domain", &[]),
];

/// External crates that stay in the rooms that own them.
const OWNED_CRATES: [(&str, &[&str]); 11] = [
    ("ratatui", &["tui"]),
    ("ratatui_textarea", &["tui"]),
    ("crossterm", &["tui"]),
    ("petgraph", &["validate", "canvas"]),
    ("tokio_postgres", &["control"]),
    ("deadpool_postgres", &["control"]),
    ("refinery", &["control"]),
    ("opendal", &["data"]),
    ("datafusion", &["query"]),
    ("clap", &["cli", "main"]),
    ("color_eyre", &["main"]),
];

/// Rooms that may write to standard output and standard error.
const PRINTING_ROOMS: [&str; 2] = ["cli", "main"];

/// Longest source file, in lines.
const LONGEST_FILE: usize = 600;

#[test]
fn house_is_tidy() {
    let found: Vec<String> = rust_files("src").iter().flat_map(rules::findings).collect();
    assert!(found.is_empty(), "the house is not tidy:\n{}", found.join("\n"));
}

#[test]
fn tests_open_with_their_purpose() {
    let found: Vec<String> = rust_files("tests").iter().flat_map(rules::opening).collect();
    assert!(found.is_empty(), "the tests are not tidy:\n{}", found.join("\n"));
}

#[test]
fn rooms_import_only_rooms_below_them() {
    for (index, (room, imports)) in IMPORTS.iter().enumerate() {
        for import in *imports {
            let place = IMPORTS.iter().position(|(name, _)| name == import);
            assert!(place > Some(index), "{import} does not stand below {room} in the table");
        }
    }
}

#[test]
fn owned_crates_are_dependencies_owned_by_rooms() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("Cargo.toml is TOML");
    let dependencies: Vec<String> = manifest["dependencies"]
        .as_table()
        .expect("the package has dependencies")
        .keys()
        .map(|name| name.replace('-', "_"))
        .collect();
    for (name, rooms) in OWNED_CRATES {
        assert!(dependencies.iter().any(|known| known == name), "{name} is not a dependency");
        for room in rooms {
            assert!(rules::is_room(room), "{room}, which owns {name}, is not a room");
        }
    }
}

#[test]
fn architecture_page_repeats_the_import_table() {
    let page = read("docs/architecture.md");
    for (room, imports) in IMPORTS {
        let allowed = if imports.is_empty() { "nobody".into() } else { imports.join(", ") };
        let line = format!("{room} -> {allowed}");
        assert!(page.lines().any(|written| written == line), "docs/architecture.md lacks `{line}`");
    }
}

#[test]
fn architecture_page_maps_every_room() {
    let page = read("docs/architecture.md");
    for (room, _) in IMPORTS {
        let mapped = page.lines().any(|line| {
            let place = line.split_whitespace().next().unwrap_or_default();
            place.trim_end_matches(".rs").trim_end_matches('/') == room
        });
        assert!(mapped, "the code map of docs/architecture.md lacks the room {room}");
    }
}

/// Reads a file of the package.
fn read(path: &str) -> String {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&full).unwrap_or_else(|error| panic!("{}: {error}", full.display()))
}

/// Parses the Rust files below a folder of the package, in order of path.
fn rust_files(folder: &str) -> Vec<Source> {
    let mut entries: Vec<_> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
        .unwrap_or_else(|error| panic!("{folder}: {error}"))
        .map(|entry| entry.expect("a folder entry can be read"))
        .collect();
    entries.sort_by_key(|entry| entry.file_name());

    let mut files = Vec::new();
    for entry in entries {
        let name = entry.file_name().into_string().expect("file names are UTF-8");
        let path = format!("{folder}/{name}");
        if entry.path().is_dir() {
            files.extend(rust_files(&path));
        } else if name.ends_with(".rs") {
            let text = read(&path);
            files.push(Source::parse(&path, &text).unwrap_or_else(|error| panic!("{error}")));
        }
    }
    files
}
