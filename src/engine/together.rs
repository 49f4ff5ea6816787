//! A node that needs all wells at once: it takes every one, computes once, and gives each its part.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::batch::{Parcel, WellBatch};
use super::compute::Computation;
use super::context::Context;
use super::feed::Fed;
use super::node::{Ready, failed, receive};
use super::project;
use super::thread::{broken_down, on_a_thread, within};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::execution::Status;

/// Takes all wells of a node that needs them at once, and computes them together.
///
/// Also tells how long the computing took, without the waiting for wells.
pub(super) async fn compute_together(
    context: &Arc<Context>,
    index: usize,
    computation: Arc<Computation>,
    inlets: &mut [mpsc::Receiver<Parcel>],
) -> (Vec<Result<Ready, (Status, Diagnostic)>>, Duration) {
    let mut wells: Vec<Result<WellBatch, (Status, Diagnostic)>> = Vec::new();
    let mut all: Vec<Fed> = Vec::new();
    let mut cells = 0;
    for well in 0..context.run.wells.len() {
        let parcel = receive(inlets).await;
        if well == 0 {
            context.recorder.node_starts(context.run.nodes[index]);
        }
        let gathered = match parcel {
            _ if context.cancel.is_cancelled() => Err((Status::Cancelled, Diagnostic::cancelled())),
            Err(lost) => Err((Status::Skipped, lost)),
            // What is too large already is not held any longer.
            Ok(_) if cells > project::MOST_CELLS => {
                all.clear();
                Err((Status::Failed, project::too_large(cells)))
            }
            Ok(input) => {
                let batch = WellBatch::merge(input);
                computation.gather(&batch).map(|fed| (batch, fed)).map_err(failed)
            }
        };
        wells.push(gathered.map(|(batch, fed)| {
            cells += fed.cells();
            all.push(fed);
            batch
        }));
    }
    let began = Instant::now();
    let computed = match (cells > project::MOST_CELLS, all.is_empty()) {
        (true, _) => Err(project::too_large(cells)),
        (false, true) => Ok(Vec::new()),
        (false, false) => {
            let seconds = context.run.plan.nodes[index].timeout_seconds;
            let wells = u64::try_from(all.len()).unwrap_or(u64::MAX);
            // The limit is one for each well.
            let limit = seconds.map(|one| Duration::from_secs(one.saturating_mul(wells)));
            let cancel = context.cancel.clone();
            let work = on_a_thread(context, move || computation.run_together(all, &cancel));
            within(limit.unwrap_or(Duration::MAX), work).await
        }
    };
    let took = began.elapsed();
    let ready = match computed {
        Ok(computed) => {
            let mut computed = computed.into_iter();
            let mut next = |batch: WellBatch| match computed.next() {
                Some(Ok(computed)) => Ok(Ready::Computed(Box::new(batch), Box::new(computed))),
                Some(Err(error)) => Err(failed(error)),
                None => Err((Status::Failed, broken_down("fewer results than wells"))),
            };
            wells.into_iter().map(|well| well.and_then(&mut next)).collect()
        }
        Err(error) => {
            let error = failed(error);
            wells.into_iter().map(|well| well.and_then(|_| Err(error.clone()))).collect()
        }
    };
    (ready, took)
}
