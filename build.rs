//! Hashes the operators' sources, so that a changed kernel is a different operator to the cache.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest, Sha256};

const OPERATORS: &str = "src/operators";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={OPERATORS}");
    // Migrations are embedded by a macro, which Cargo would not run again for a new file alone.
    println!("cargo::rerun-if-changed=sql/migrations");

    let support = sources(&Path::new(OPERATORS).join("support"))?;
    let mut shared = Sha256::new();
    for path in &support {
        shared.update(path.to_string_lossy().as_bytes());
        shared.update(fs::read(path)?);
    }

    let mut rows = Vec::new();
    for path in sources(Path::new(OPERATORS))? {
        let digest = shared.clone().chain_update(fs::read(&path)?).finalize();
        rows.push(format!("    ({:?}, \"{digest:x}\"),", path.to_string_lossy()));
    }
    let table = format!("static DIGESTS: &[(&str, &str)] = &[\n{}\n];\n", rows.join("\n"));
    let target = env::var_os("OUT_DIR").map(PathBuf::from).ok_or(io::ErrorKind::NotFound)?;
    fs::write(target.join("operator_digests.rs"), table)
}

/// Lists the Rust files of a folder and its folders, sorted.
fn sources(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
