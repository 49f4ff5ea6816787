//! The rules for one source file; each finding names the file, the line and what is wrong with it.

use super::source::Source;
use super::{IMPORTS, LONGEST_FILE, OWNED_CRATES, PRINTING_ROOMS};

/// Applies every rule to a file of `src/`.
pub fn findings(source: &Source) -> Vec<String> {
    let rules: [fn(&Source) -> Vec<String>; 8] =
        [place, opening, length, room_imports, owned_crates, globs, unwraps, macros];
    rules.iter().flat_map(|rule| rule(source)).collect()
}

/// Tells whether a name is a room of the import table.
pub fn is_room(name: &str) -> bool {
    IMPORTS.iter().any(|(room, _)| *room == name)
}

fn place(source: &Source) -> Vec<String> {
    let room = source.room();
    if room == "lib" || is_room(room) {
        return Vec::new();
    }
    vec![format!("{}:1: {room} is not a room of the house", source.path)]
}

/// Demands that a file opens with a sentence that says what it is for.
pub fn opening(source: &Source) -> Vec<String> {
    let purpose = source.text.lines().next().and_then(|line| line.strip_prefix("//! "));
    if purpose.is_some_and(|purpose| !purpose.trim().is_empty()) {
        return Vec::new();
    }
    vec![format!("{}:1: the file does not open with a `//!` sentence", source.path)]
}

fn length(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    if lines <= LONGEST_FILE {
        return Vec::new();
    }
    let path = &source.path;
    vec![format!("{path}:{LONGEST_FILE}: {lines} lines, at most {LONGEST_FILE} are wanted")]
}

fn room_imports(source: &Source) -> Vec<String> {
    let room = source.room();
    let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == room) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for path in source.paths() {
        let Some(other) = path.below_root().and_then(|rest| rest.first()) else { continue };
        if is_room(other) && other != room && !allowed.contains(&other.as_str()) {
            found.push(finding(source, path.line, &format!("{room} may not import {other}")));
        }
    }
    found
}

fn owned_crates(source: &Source) -> Vec<String> {
    let room = source.room();
    let mut found = Vec::new();
    for path in source.paths() {
        let first = path.segments[0].as_str();
        let Some((name, rooms)) = OWNED_CRATES.iter().find(|(name, _)| *name == first) else {
            continue;
        };
        if !rooms.contains(&room) {
            let owners = rooms.join(" and ");
            let what = format!("{name} belongs to {owners}, not to {room}");
            found.push(finding(source, path.line, &what));
        }
    }
    found
}

fn globs(source: &Source) -> Vec<String> {
    source
        .paths()
        .iter()
        .filter(|path| !path.test && path.segments.last().is_some_and(|last| last == "*"))
        .map(|path| finding(source, path.line, "a glob import hides where names come from"))
        .collect()
}

fn unwraps(source: &Source) -> Vec<String> {
    source
        .words
        .windows(2)
        .filter(|pair| matches!(pair[0].text.as_str(), "." | "::") && pair[1].text == "unwrap")
        .filter(|pair| !pair[1].test)
        .map(|pair| finding(source, pair[1].line, "unwrap() outside tests"))
        .collect()
}

fn macros(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for call in source.words.windows(3) {
        // The delimiter tells a call from `name != other`.
        if call[1].text != "!" || !matches!(call[2].text.as_str(), "(" | "[" | "{") {
            continue;
        }
        let name = call[0].text.as_str();
        let what = match name {
            "todo" | "unimplemented" => "unfinished code",
            "dbg" => "a trace left behind",
            "println" | "eprintln" | "print" | "eprint"
                if !call[0].test && !PRINTING_ROOMS.contains(&source.room()) =>
            {
                "only the command line prints"
            }
            _ => continue,
        };
        found.push(finding(source, call[0].line, &format!("{name}!: {what}")));
    }
    found
}

fn finding(source: &Source, line: usize, what: &str) -> String {
    format!("{}:{line}: {what}: `{}`", source.path, source.line(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places code, with an opening sentence, at a path; compares lines and beginnings of findings.
    fn check(path: &str, code: &str, expected: &[&str]) {
        let source = Source::parse(path, &format!("//! Says why.\n{code}")).unwrap();
        let found = findings(&source);
        let short: Vec<&str> = found
            .iter()
            .map(|finding| finding.strip_prefix(&format!("{path}:")).unwrap())
            .map(|finding| finding.split_once(": `").map_or(finding, |(short, _)| short))
            .collect();
        assert_eq!(short, expected, "{code}");
    }

    #[test]
    fn import_of_a_forbidden_room_is_found_with_its_line() {
        check("src/data/las.rs", "use crate::control::Db;", &["2: data may not import control"]);
        check("src/domain/dag.rs", "\nuse crate::config;", &["3: domain may not import config"]);
        check("src/main.rs", "use mudrock::engine::run;", &["2: main may not import engine"]);
        check("src/config.rs", "use crate::cli::Args;", &["2: config may not import cli"]);
    }

    #[test]
    fn import_of_an_allowed_room_passes() {
        check("src/data/las.rs", "use crate::domain::curve::Column;\nuse crate::data::store;", &[]);
        check("src/engine/mod.rs", "use crate::{control::Db, data, operators as ops};", &[]);
        check("src/main.rs", "use mudrock::{cli, tui};", &[]);
        check("src/lib.rs", "pub mod domain;\npub use domain::dag;", &[]);
    }

    #[test]
    fn every_branch_of_a_use_tree_is_followed() {
        check(
            "src/validate/ports.rs",
            "use crate::{\n    domain::{dag, plan::{self, Plan as P}},\n    engine::{Run, Report},\n};",
            &["4: validate may not import engine", "4: validate may not import engine"],
        );
        check(
            "src/tui/mod.rs",
            "use {crate::engine, std::fmt};",
            &["2: tui may not import engine"],
        );
    }

    #[test]
    fn path_inside_code_is_found() {
        check(
            "src/operators/shale.rs",
            "fn f() -> Vec<crate::data::Batch> { vec![] }\nmacro_rules! m { () => { $crate::control::go() } }",
            &["2: operators may not import data", "3: operators may not import control"],
        );
        check(
            "src/canvas/layout.rs",
            "fn f() { format!(\"{}\", <crate::engine::Run as crate::domain::Name>::NAME); }",
            &["2: canvas may not import engine"],
        );
    }

    #[test]
    fn super_is_followed_to_the_root() {
        check("src/control/mod.rs", "use super::data;", &["2: control may not import data"]);
        check(
            "src/control/feed/read.rs",
            "use super::super::super::data::Store;\nuse super::super::data::Local;",
            &["2: control may not import data"],
        );
        check(
            "src/control/feed.rs",
            "mod inner { use super::super::super::data::Store; use super::super::connect; }",
            &["2: control may not import data"],
        );
    }

    #[test]
    fn comments_strings_and_longer_names_are_not_imports() {
        check(
            "src/domain/dag.rs",
            "// use crate::control::Db;\n/// See [`crate::engine`]; never `x.unwrap()` or `todo!()`.\n\
             const TEXT: &str = \"crate::engine::run println!()\";\nuse crate::domain::control::X;\n\
             pub(crate) fn f(control: u8) -> impl Sized + use<> { control }\npub(super) struct S;",
            &[],
        );
    }

    #[test]
    fn crate_outside_its_room_is_found() {
        check("src/cli/show.rs", "use ratatui::Frame;", &["2: ratatui belongs to tui, not to cli"]);
        check(
            "src/engine/run.rs",
            "use {petgraph as graph, std::fmt};",
            &["2: petgraph belongs to validate and canvas, not to engine"],
        );
        check(
            "src/data/store.rs",
            "fn f(error: ::tokio_postgres::Error) {}",
            &["2: tokio_postgres belongs to control, not to data"],
        );
        check(
            "src/services/run.rs",
            "#[derive(clap::Args)]\nstruct A;",
            &["2: clap belongs to cli and main, not to services"],
        );
        check("src/canvas/layout.rs", "use petgraph::Graph;\nlet clap = a.clap::<u8>();", &[]);
    }

    #[test]
    fn glob_is_found_outside_tests() {
        check(
            "src/domain/dag.rs",
            "use super::curve::*;\nlet a = b * c;",
            &["2: a glob import hides where names come from"],
        );
        check("src/domain/dag.rs", "#[cfg(test)]\nmod tests { use super::*; }", &[]);
        check("src/domain/tests.rs", "use super::*;", &[]);
    }

    #[test]
    fn unwrap_is_found_outside_tests() {
        check(
            "src/domain/dag.rs",
            "#[cfg(test)]\n#[allow(dead_code)]\nmod tests { fn a() { b.unwrap(); } }\n\
             #[test]\nfn t() { b.unwrap() }\nfn a() {\n    b\n        .unwrap();\n    c.unwrap_or(1)\n}",
            &["9: unwrap() outside tests"],
        );
        check(
            "src/cli/mod.rs",
            "#[cfg(not(test))]\nfn a() { x.map(Option::unwrap) }",
            &["3: unwrap() outside tests"],
        );
        check(
            "src/cli/mod.rs",
            "#[cfg(test)]\nmod tests;\nfn a() { x.unwrap() }",
            &["4: unwrap() outside tests"],
        );
    }

    #[test]
    fn printing_is_left_to_the_command_line() {
        check(
            "src/engine/run.rs",
            "fn a() { eprintln!(\"x\") }",
            &["2: eprintln!: only the command line prints"],
        );
        check("src/cli/run.rs", "fn a() { println!(\"x\") }", &[]);
        check(
            "src/engine/run.rs",
            "fn a() { writeln!(out, \"x\")?; tracing::info!(\"x\"); print != 1 }",
            &[],
        );
    }

    #[test]
    fn unfinished_code_is_found_everywhere() {
        check(
            "src/cli/run.rs",
            "fn a() { todo!() }\nfn b() { unimplemented!() }\nfn c() { dbg!(1); }",
            &[
                "2: todo!: unfinished code",
                "3: unimplemented!: unfinished code",
                "4: dbg!: a trace left behind",
            ],
        );
    }

    #[test]
    fn file_outside_the_rooms_is_found() {
        check("src/utils/mod.rs", "", &["1: utils is not a room of the house"]);
        check("src/helper.rs", "", &["1: helper is not a room of the house"]);
    }

    #[test]
    fn long_file_is_found() {
        let lines = |count: usize| "\n".repeat(count);
        check("src/domain/dag.rs", &lines(LONGEST_FILE - 1), &[]);
        check(
            "src/domain/dag.rs",
            &lines(LONGEST_FILE),
            &["600: 601 lines, at most 600 are wanted"],
        );
    }

    #[test]
    fn file_without_a_purpose_is_found() {
        for text in ["use std::fmt;", "//! \n", "", "// Says why.\n"] {
            let source = Source::parse("src/domain/dag.rs", text).unwrap();
            assert_eq!(opening(&source).len(), 1, "{text:?}");
        }
    }

    #[test]
    fn finding_quotes_the_line() {
        let source =
            Source::parse("src/data/las.rs", "//! Reads.\n  use crate::tui::App;").unwrap();
        assert_eq!(
            findings(&source),
            ["src/data/las.rs:2: data may not import tui: `use crate::tui::App;`"]
        );
    }
}
