//! The object store: keys are written once, verified, and never changed.
//!
//! The store is never the commit point: Postgres alone says which object holds a curve.

use std::path::{Path, PathBuf};

use opendal::{ErrorKind, Operator, services};

use super::column::digest_of_bytes;
use super::reader::ObjectReader;
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Where Parquet objects live.
#[derive(Clone, Debug)]
pub struct Store {
    operator: Operator,
    root: PathBuf,
}

/// Why the store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store refused or could not be reached.
    #[error("the store could not {action} {key}: {source}")]
    Backend {
        /// What was tried.
        action: &'static str,
        /// Key of the object.
        key: String,
        /// Cause.
        source: opendal::Error,
    },
    /// The file system could not make an object durable.
    #[error("object {key} could not be made durable: {source}")]
    Sync {
        /// Key of the object.
        key: String,
        /// Cause.
        source: std::io::Error,
    },
    /// What came back is not what was written.
    #[error("object {key} came back changed: sha256 {found}, wanted {wanted}")]
    Changed {
        /// Key of the object.
        key: String,
        /// Digest of the bytes read back.
        found: String,
        /// Digest of the bytes written.
        wanted: String,
    },
    /// The key is taken.
    #[error("object {key} exists already; keys are written once")]
    Exists {
        /// Key of the object.
        key: String,
    },
}

/// What `put` stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// sha256 of the bytes.
    pub sha256: String,
    /// Size.
    pub bytes: i64,
}

impl Store {
    /// Opens a local directory as a store and makes it if need be.
    pub fn local(root: &Path) -> Result<Self, Diagnostic> {
        let trouble = |found: String| {
            Diagnostic::error(ErrorType::StorageError, "the object store cannot be opened")
                .in_file(root.display().to_string())
                .found(found)
                .wanted("a directory that this user may write")
                .hint("set MUDROCK_STORE to such a directory, or give this one write permission")
        };
        std::fs::create_dir_all(root).map_err(|error| trouble(error.to_string()))?;
        let text = root.to_str().ok_or_else(|| trouble("a path that is not UTF-8".to_owned()))?;
        let operator = Operator::new(services::Fs::default().root(text))
            .map_err(|error| trouble(error.to_string()))?;
        Ok(Self { operator, root: root.to_owned() })
    }

    /// Returns the root directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Stores bytes under a key that was never used, makes them durable, reads them back and compares.
    pub async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<Stored, StoreError> {
        let failed = |action| {
            let key = key.to_owned();
            move |source| StoreError::Backend { action, key, source }
        };
        if self.operator.exists(key).await.map_err(failed("look up"))? {
            return Err(StoreError::Exists { key: key.to_owned() });
        }
        let stored = Stored {
            sha256: digest_of_bytes(&bytes),
            bytes: i64::try_from(bytes.len()).expect("an object is shorter than i64::MAX"),
        };
        self.operator.write(key, bytes).await.map_err(failed("write"))?;
        self.sync(key).await?;
        let back = self.operator.read(key).await.map_err(failed("read back"))?;
        let found = digest_of_bytes(&back.to_vec());
        if found != stored.sha256 {
            return Err(StoreError::Changed { key: key.to_owned(), found, wanted: stored.sha256 });
        }
        Ok(stored)
    }

    /// opendal's file service syncs neither the file nor its directory, so this does.
    async fn sync(&self, key: &str) -> Result<(), StoreError> {
        let file = self.root.join(key);
        let root = self.root.clone();
        let synced = tokio::task::spawn_blocking(move || {
            std::fs::File::open(&file)?.sync_all()?;
            // A new directory is an entry of its parent, up to the root.
            let mut directory = file.parent();
            while let Some(path) = directory.filter(|path| path.starts_with(&root)) {
                std::fs::File::open(path)?.sync_all()?;
                directory = path.parent();
            }
            Ok(())
        })
        .await
        .unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        synced.map_err(|source| StoreError::Sync { key: key.to_owned(), source })
    }

    /// Deletes an object; one that is not there is fine.
    pub async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.operator.delete(key).await.map_err(|source| StoreError::Backend {
            action: "delete",
            key: key.to_owned(),
            source,
        })
    }

    /// Writes, reads and deletes a probe object.
    pub async fn probe(&self) -> Result<(), StoreError> {
        let key = format!("probe-{}", uuid::Uuid::new_v4());
        let result = self.put(&key, b"probe".to_vec()).await;
        self.delete(&key).await?;
        result.map(|_| ())
    }

    /// Opens an object for reading Parquet columns.
    pub(super) fn reader(&self, key: &str) -> ObjectReader {
        ObjectReader::new(self.operator.clone(), key)
    }
}

impl StoreError {
    /// Says what to do about it.
    pub fn diagnostic(&self) -> Diagnostic {
        let hint = match self {
            Self::Backend { source, .. } if source.kind() == ErrorKind::PermissionDenied => {
                "give this user write permission on the store, or set MUDROCK_STORE"
            }
            Self::Changed { .. } => "check the disk: what it gave back is not what was written",
            _ => "see `mudrock doctor`; check free space and permissions of the store",
        };
        Diagnostic::error(ErrorType::StorageError, self.to_string()).hint(hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_is_written_once() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::local(dir.path()).unwrap();
        store.put("well/x.parquet", b"one".to_vec()).await.unwrap();
        let error = store.put("well/x.parquet", b"two".to_vec()).await.unwrap_err();
        assert!(matches!(error, StoreError::Exists { .. }), "{error}");
        assert_eq!(std::fs::read(dir.path().join("well/x.parquet")).unwrap(), b"one");
    }

    #[tokio::test]
    async fn a_store_under_a_file_is_refused_with_its_path() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("taken");
        std::fs::write(&file, "").unwrap();
        let diagnostic = Store::local(&file.join("objects")).unwrap_err();
        assert_eq!(diagnostic.error_type, ErrorType::StorageError);
        assert!(diagnostic.to_string().contains("taken/objects"));
    }
}
