//! The folder of exports: files for other programs, written whole or not at all.
//!
//! Unlike the object store it is always a local folder: what users take away needs names, and a
//! rename that refuses to replace a file, which object stores do not offer.

use std::fs::{File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::column::digest_of_bytes;
use crate::domain::dag::IfExists;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::export::numbered;

/// Where exports lie.
#[derive(Debug, Clone)]
pub struct ExportFolder {
    root: PathBuf,
}

/// A file that lies beside its target under a name of its own; dropping it removes it.
#[derive(Debug)]
pub struct StagedFile {
    root: PathBuf,
    relative: String,
    temporary: TempPath,
    bytes: i64,
    sha256: String,
}

/// A file that has its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedFile {
    /// Full path.
    pub path: PathBuf,
    /// Size.
    pub bytes: i64,
    /// sha256 of the bytes.
    pub sha256: String,
    /// Whether a file that was there had to go.
    pub replaced: bool,
}

/// Why a file cannot be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The rule refuses to touch what is there.
    #[error("file {path} is there already")]
    Exists {
        /// Full path.
        path: String,
    },
    /// The file system failed.
    #[error("file {path} cannot be written: {source}")]
    Write {
        /// Full path.
        path: String,
        /// Cause.
        source: io::Error,
    },
}

impl ExportFolder {
    /// Names the folder; it is made when the first file is written.
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Returns the full path of an export.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Whether something stands at the path, be it a folder or a link that leads nowhere.
    pub fn exists(&self, relative: &str) -> bool {
        self.path(relative).symlink_metadata().is_ok()
    }

    /// Returns the path itself, or the first numbered one at which nothing stands.
    pub fn free(&self, relative: &str) -> String {
        let mut free = relative.to_owned();
        let mut number = 1;
        while self.exists(&free) {
            number += 1;
            free = numbered(relative, number);
        }
        free
    }

    /// Writes the bytes beside the target and forces them to disk.
    pub fn stage(&self, relative: &str, bytes: &[u8]) -> Result<StagedFile, ExportError> {
        let target = self.path(relative);
        let folder = target.parent().unwrap_or(&self.root);
        let staged = || {
            std::fs::create_dir_all(folder)?;
            let mut file = tempfile::Builder::new()
                .prefix(".")
                .suffix(".part")
                // Others may read what is exported, as far as the user's mask lets them.
                .permissions(Permissions::from_mode(0o666))
                .tempfile_in(folder)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            Ok(file.into_temp_path())
        };
        let temporary = staged().map_err(|source| failed(&target, source))?;
        Ok(StagedFile {
            root: self.root.clone(),
            relative: relative.to_owned(),
            temporary,
            bytes: i64::try_from(bytes.len()).expect("a file in memory is shorter than i64::MAX"),
            sha256: digest_of_bytes(bytes),
        })
    }
}

impl StagedFile {
    /// Gives the file its name in one step, by the rule for files that are there.
    pub fn publish(self, if_exists: IfExists) -> Result<ExportedFile, ExportError> {
        let Self { root, relative, temporary, bytes, sha256 } = self;
        let target = root.join(&relative);
        let (path, replaced) = match if_exists {
            IfExists::Replace => {
                // Told, not decided upon: the rename replaces either way.
                let replaced = target.symlink_metadata().is_ok();
                temporary.persist(&target).map_err(|error| failed(&target, error.error))?;
                (target, replaced)
            }
            IfExists::Refuse => {
                temporary
                    .persist_noclobber(&target)
                    .map_err(|error| failed(&target, error.error))?;
                (target, false)
            }
            IfExists::NewName => (persist_numbered(temporary, &root, &relative)?, false),
        };
        sync_folders(&root, &path).map_err(|source| failed(&path, source))?;
        Ok(ExportedFile { path, bytes, sha256, replaced })
    }
}

/// Takes the first name that nobody else takes at the same moment.
fn persist_numbered(
    mut temporary: TempPath,
    root: &Path,
    relative: &str,
) -> Result<PathBuf, ExportError> {
    let mut target = root.join(relative);
    let mut number = 1;
    loop {
        match temporary.persist_noclobber(&target) {
            Ok(()) => return Ok(target),
            Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => {
                temporary = taken.path;
                number += 1;
                target = root.join(numbered(relative, number));
            }
            Err(other) => return Err(failed(&target, other.error)),
        }
    }
}

/// A new name is an entry of its folder, and a new folder one of its parent, up to the root.
fn sync_folders(root: &Path, file: &Path) -> io::Result<()> {
    let mut folder = file.parent();
    while let Some(path) = folder.filter(|path| path.starts_with(root)) {
        File::open(path)?.sync_all()?;
        folder = path.parent();
    }
    Ok(())
}

fn failed(path: &Path, source: io::Error) -> ExportError {
    let path = path.display().to_string();
    match source.kind() {
        io::ErrorKind::AlreadyExists => ExportError::Exists { path },
        _ => ExportError::Write { path, source },
    }
}

impl ExportError {
    /// Says what to do about it.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            Self::Exists { path } => {
                Diagnostic::error(ErrorType::NameTaken, "the file is there already")
                    .found(path.clone())
                    .wanted("a free name")
                    .hint("move it away, or set `if_exists` to `replace` or `new_name`")
            }
            Self::Write { path, source } => {
                Diagnostic::error(ErrorType::StorageError, "the file cannot be written")
                    .found(format!("{path}: {source}"))
                    .hint("check free space and permissions of the folder of exports")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, ExportFolder) {
        let dir = tempfile::tempdir().unwrap();
        let exports = ExportFolder::new(dir.path().join("exports"));
        (dir, exports)
    }

    /// Names of all files in a folder, in order.
    fn files(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let (dir, exports) = folder();
        let staged = exports.stage("a/b.csv", b"abc").unwrap();
        assert!(!exports.exists("a/b.csv"));
        drop(staged);
        assert!(files(&dir.path().join("exports/a")).is_empty());
        let written = exports.stage("a/b.csv", b"abc").unwrap().publish(IfExists::Refuse).unwrap();
        assert_eq!(std::fs::read(&written.path).unwrap(), b"abc");
        assert_eq!(written.sha256, digest_of_bytes(b"abc"));
        assert_eq!((written.bytes, written.replaced), (3, false));
        assert_eq!(files(&dir.path().join("exports/a")), ["b.csv"]);
    }

    #[test]
    fn the_rule_decides_about_a_file_that_appeared_meanwhile() {
        let (dir, exports) = folder();
        let put = |text: &[u8], rule| {
            exports.stage("x.csv", text).unwrap().publish(rule).map(|written| written.replaced)
        };
        assert!(!put(b"one", IfExists::Refuse).unwrap());
        let refused = put(b"two", IfExists::Refuse).unwrap_err().diagnostic();
        assert_eq!(refused.error_type, ErrorType::NameTaken);
        assert_eq!(exports.free("x.csv"), "x_2.csv");
        assert!(!put(b"three", IfExists::NewName).unwrap());
        assert!(!put(b"four", IfExists::NewName).unwrap());
        assert!(put(b"five", IfExists::Replace).unwrap());
        assert_eq!(files(&dir.path().join("exports")), ["x.csv", "x_2.csv", "x_3.csv"]);
        let text = |name: &str| std::fs::read_to_string(dir.path().join("exports").join(name));
        assert_eq!(text("x.csv").unwrap(), "five");
        assert_eq!(text("x_3.csv").unwrap(), "four");
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_is_told_with_its_path() {
        let (_dir, exports) = folder();
        exports.stage("a", b"").unwrap().publish(IfExists::Refuse).unwrap();
        let error = exports.stage("a/b.csv", b"").unwrap_err().diagnostic();
        assert!(error.found.unwrap().contains("exports/a/b.csv"));
    }
}
