//! CPU work beside the tasks, and its time limit.

use std::sync::Arc;
use std::time::Duration;

use super::context::Context;
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Does CPU work on a blocking thread, when one is free.
pub(super) async fn on_a_thread<T: Send + 'static>(
    context: &Arc<Context>,
    work: impl FnOnce() -> Result<T, Diagnostic> + Send + 'static,
) -> Result<T, Diagnostic> {
    let permit = Arc::clone(&context.engine.threads).acquire_owned().await;
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        work()
    })
    .await
    .unwrap_or_else(|error| Err(broken_down(&error.to_string())))
}

pub(super) fn broken_down(found: &str) -> Diagnostic {
    Diagnostic::error(ErrorType::Internal, "the operator broke down")
        .found(found)
        .hint("this is a defect of the program; please report it")
}

pub(super) async fn within<T>(
    limit: Duration,
    working: impl Future<Output = Result<T, Diagnostic>>,
) -> Result<T, Diagnostic> {
    tokio::time::timeout(limit, working).await.unwrap_or_else(|_| {
        Err(Diagnostic::error(ErrorType::Timeout, "the node took too long on this well")
            .wanted(format!("at most {} s", limit.as_secs()))
            .hint("raise `timeout_seconds` of the node, or look at the well"))
    })
}
