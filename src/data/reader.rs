//! Feeds the Parquet reader with byte ranges from the store.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;
use opendal::Operator;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

/// One object, read in ranges.
pub(super) struct ObjectReader {
    operator: Operator,
    key: String,
    fetched: Arc<AtomicU64>,
}

impl ObjectReader {
    pub(super) fn new(operator: Operator, key: &str) -> Self {
        Self { operator, key: key.to_owned(), fetched: Arc::default() }
    }

    /// Returns the count of bytes fetched, which rises while the object is read.
    pub(super) fn fetched(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.fetched)
    }
}

fn failed(error: opendal::Error) -> ParquetError {
    ParquetError::External(Box::new(error))
}

impl AsyncFileReader for ObjectReader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, Result<Bytes>> {
        async move {
            let buffer = self.operator.read_with(&self.key).range(range).await.map_err(failed)?;
            self.fetched.fetch_add(buffer.len() as u64, Ordering::Relaxed);
            Ok(buffer.to_bytes())
        }
        .boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, Result<Arc<ParquetMetaData>>> {
        async move {
            let size = self.operator.stat(&self.key).await.map_err(failed)?.content_length();
            let metadata = ParquetMetaDataReader::new()
                .with_arrow_reader_options(options)
                .load_and_finish(self, size)
                .await?;
            Ok(Arc::new(metadata))
        }
        .boxed()
    }
}
