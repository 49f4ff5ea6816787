//! Lists the operators and the templates, so that a file in their folder is enough to make one, and
//! hashes the operators' sources, so that a changed kernel is a different operator to the cache.

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

fn operator_digests() -> io::Result<String> {
    let support = sources(&Path::new(OPERATORS).join("support"), "rs")?;
    let mut shared = Sha256::new();
    for path in &support {
        shared.update(path.to_string_lossy().as_bytes());
        shared.update(fs::read(path)?);
    }

    let mut rows = Vec::new();
    for path in sources(Path::new(OPERATORS), "rs")? {
        let digest = shared.clone().chain_update(fs::read(&path)?).finalize();
        rows.push(format!("    ({:?}, \"{digest:x}\"),", path.to_string_lossy()));
    }
    Ok(format!("static DIGESTS: &[(&str, &str)] = &[\n{}\n];\n", rows.join("\n")))
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
