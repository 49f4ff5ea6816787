//! Lists the operators and the templates, so that a file in their folder is enough to make one, and
//! hashes the operators' sources, so that a changed kernel is a different operator to the cache.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest, Sha256};

const OPERATORS: &str = "src/operators";
const TEMPLATES: &str = "templates";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={OPERATORS}");
    println!("cargo::rerun-if-changed={TEMPLATES}");
    // Migrations are embedded by a macro, which Cargo would not run again for a new file alone.
    println!("cargo::rerun-if-changed=sql/migrations");

    let target = env::var_os("OUT_DIR").map(PathBuf::from).ok_or(io::ErrorKind::NotFound)?;
    fs::write(target.join("operator_digests.rs"), operator_digests()?)?;
    fs::write(target.join("operator_families.rs"), operator_families()?)?;
    fs::write(target.join("templates.rs"), templates()?)
}

/// Hashes each operator's file with the files whose code it uses, and no others: what one operator
/// needs makes no other one a different operator.
fn operator_digests() -> io::Result<String> {
    let mut rows = Vec::new();
    for path in sources(Path::new(OPERATORS), "rs")? {
        let mut digest = Sha256::new().chain_update(fs::read(&path)?);
        for used in used_by(&path)? {
            digest.update(used.to_string_lossy().as_bytes());
            digest.update(code(&used)?);
        }
        rows.push(format!("    ({:?}, \"{:x}\"),", path.to_string_lossy(), digest.finalize()));
    }
    Ok(format!("static DIGESTS: &[(&str, &str)] = &[\n{}\n];\n", rows.join("\n")))
}

/// Returns the files below the operators that a file uses, itself or through another, sorted.
fn used_by(path: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let mut used = BTreeSet::new();
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        let text = fs::read_to_string(&path)?;
        let folder = path.parent().unwrap_or(Path::new(OPERATORS));
        let mut named = BTreeSet::from([folder.join("mod.rs")]);
        for (at, _) in text.match_indices("crate::operators::") {
            follow(Path::new(OPERATORS), &text[at + "crate::operators::".len()..], &mut named);
        }
        for (at, _) in text.match_indices("super::") {
            let mut base = folder;
            let mut rest = &text[at + "super::".len()..];
            while let Some(further) = rest.strip_prefix("super::") {
                base = base.parent().unwrap_or(base);
                rest = further;
            }
            follow(base, rest, &mut named);
        }
        // Beside the folders stand the frame and the ports, which no number depends on.
        named.retain(|file| file.parent() != Some(Path::new(OPERATORS)) && file.exists());
        for file in named {
            if file != path && used.insert(file.clone()) {
                open.push(file);
            }
        }
    }
    used.remove(path);
    Ok(used)
}

/// Adds the files that a path such as `support::{samples, window::Edge}` leads to.
fn follow(base: &Path, path: &str, found: &mut BTreeSet<PathBuf>) {
    if let Some(list) = path.strip_prefix('{') {
        let mut depth = 0;
        let mut start = 0;
        for (at, letter) in list.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    follow(base, list[start..at].trim(), found);
                    start = at + 1;
                    if letter == '}' {
                        return;
                    }
                }
                _ => {}
            }
        }
        return;
    }
    let end = path.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let (name, rest) = path.split_at(end.unwrap_or(path.len()));
    if name.is_empty() {
        return;
    }
    let (file, folder) = (base.join(format!("{name}.rs")), base.join(name));
    if file.exists() {
        found.insert(file);
    } else if folder.is_dir() {
        found.insert(folder.join("mod.rs"));
        if let Some(rest) = rest.strip_prefix("::") {
            follow(&folder, rest, found);
        }
    }
}

/// Returns what a file computes with: a list of modules that grows by one changes nothing.
fn code(path: &Path) -> io::Result<String> {
    let text = fs::read_to_string(path)?;
    if !path.ends_with("mod.rs") {
        return Ok(text);
    }
    let list = ["//", "mod ", "pub mod ", "pub(crate) mod ", "pub(super) mod "];
    let counts =
        |line: &&str| !line.is_empty() && !list.iter().any(|start| line.starts_with(start));
    Ok(text.lines().filter(counts).collect::<Vec<_>>().join("\n"))
}

/// Returns the table of families: every `impl Operator for` in the files of a family is one operator.
///
/// A file without its `pub mod` line in the family's `mod.rs` does not compile, so none is forgotten.
fn operator_families() -> io::Result<String> {
    let mut rows = Vec::new();
    for family in sources(Path::new(OPERATORS), "rs")? {
        let parts: Vec<&str> = family.iter().filter_map(|part| part.to_str()).collect();
        let &[_, _, category, name, "mod.rs"] = parts.as_slice() else { continue };
        let text = fs::read_to_string(&family)?;
        let title = text.lines().next().unwrap_or_default();
        let title = title.trim_start_matches("//!").trim().trim_end_matches('.');
        let folder = family.parent().ok_or(io::ErrorKind::NotFound)?;
        let mut operators = Vec::new();
        for file in sources(folder, "rs")? {
            let module = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            let text = fs::read_to_string(&file)?;
            let structs = text.lines().filter_map(|line| line.strip_prefix("impl Operator for "));
            operators.extend(structs.map(|one| {
                let one = one.trim_end_matches(['{', ' ']);
                format!("&super::{category}::{name}::{module}::{one}")
            }));
        }
        let operators = operators.join(", ");
        rows.push(format!(
            "    Family {{ category: {category:?}, name: {name:?}, title: {title:?}, operators: &[{operators}] }},"
        ));
    }
    Ok(format!("static FAMILIES: &[Family] = &[\n{}\n];\n", rows.join("\n")))
}

/// Returns the table of templates: the name of each file without its ending, and its text.
fn templates() -> io::Result<String> {
    let here =
        env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).ok_or(io::ErrorKind::NotFound)?;
    let rows: Vec<String> = sources(Path::new(TEMPLATES), "yaml")?
        .into_iter()
        .filter_map(|path| {
            let slug = path.file_stem()?.to_str()?.to_owned();
            Some(format!("    ({slug:?}, include_str!({:?})),", here.join(path)))
        })
        .collect();
    Ok(format!("static FILES: &[(&str, &str)] = &[\n{}\n];\n", rows.join("\n")))
}

/// Lists the files of a folder and its folders that have an ending, sorted.
fn sources(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(sources(&path, ending)?);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
