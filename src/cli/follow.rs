//! Follows a run until it ends: progress on standard error, Ctrl-C as a wish to stop.

use std::collections::BTreeSet;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use uuid::Uuid;

use super::failure::Failure;
use super::interrupt::Interrupts;
use super::out::{Out, Tone};
use super::words::{clean, count, duration, short_id};
use crate::canvas::label::{Charset, status_sign};
use crate::domain::execution::Status;
use crate::domain::rows::{NodeRunRow, RunDetail};
use crate::services::{Change, Event, Events, FeedState, Workspace};

/// Time between two pictures of the spinner.
const SPIN: Duration = Duration::from_millis(120);

/// Shortest time between two looks at a run; a busy one changes hundreds of times a second.
const PAUSE: Duration = Duration::from_millis(100);

/// How the following ended.
pub enum Followed {
    /// The run ended.
    Ended(Box<RunDetail>),
    /// The user did not wait for the end.
    Left,
}

/// Follows a run; `events` and `interrupts` must have been opened before the run was started.
pub async fn follow(
    workspace: &Workspace,
    events: &mut Events,
    interrupts: &mut Interrupts,
    execution: Uuid,
    out: &Out,
) -> Result<Followed, Failure> {
    let mut progress = Progress::new(out);
    let mut asked_to_stop = false;
    loop {
        let detail = workspace.run(execution).await?;
        progress.show(&detail);
        if detail.run.status.is_final() {
            progress.end();
            return Ok(Followed::Ended(Box::new(detail)));
        }
        tokio::select! {
            () = touched(events, execution, &progress) => tokio::time::sleep(PAUSE).await,
            () = interrupts.next() => {
                if asked_to_stop {
                    progress.end();
                    return Ok(Followed::Left);
                }
                asked_to_stop = true;
                // A refusal means that the run has ended meanwhile, which the next look shows.
                if workspace.cancel_run(execution).await.is_ok() {
                    progress.note("stopping the run; Ctrl-C again leaves without waiting");
                }
            }
        }
    }
}

/// Waits until something of the run changed.
pub async fn changed(events: &mut Events, execution: Uuid) -> Option<FeedState> {
    loop {
        match events.next().await {
            Some(Event::Changed(changes)) => {
                let concerns = |change: &Change| match change {
                    Change::Resync => true,
                    Change::Row { key, .. } => *key == Some(execution),
                };
                if changes.iter().any(concerns) {
                    return None;
                }
            }
            Some(Event::Feed(state @ FeedState::Stale { .. })) => return Some(state),
            Some(Event::Feed(_) | Event::Job(_)) => {}
            None => return None,
        }
    }
}

async fn touched(events: &mut Events, execution: Uuid, progress: &Progress<'_>) {
    while let Some(FeedState::Stale { why, .. }) = changed(events, execution).await {
        progress.note(&format!("the database is out of reach, trying again: {}", clean(&why)));
    }
}

/// What was said about the nodes so far, and the bar below it.
struct Progress<'a> {
    out: &'a Out,
    bar: ProgressBar,
    told: BTreeSet<Uuid>,
    announced: bool,
}

impl<'a> Progress<'a> {
    fn new(out: &'a Out) -> Self {
        let bar = if out.draws_progress() {
            let signs = match out.charset {
                Charset::Unicode => ("◐◓◑◒ ", "━╸ "),
                Charset::Ascii => ("|/-\\ ", "=> "),
            };
            let style =
                ProgressStyle::with_template("{spinner} {bar:24.cyan} {pos}/{len}  {wide_msg}")
                    .expect("the template is a constant")
                    .tick_chars(signs.0)
                    .progress_chars(signs.1);
            let bar = ProgressBar::new(0).with_style(style);
            bar.enable_steady_tick(SPIN);
            bar
        } else {
            ProgressBar::hidden()
        };
        Self { out, bar, told: BTreeSet::new(), announced: false }
    }

    fn note(&self, text: &str) {
        self.bar.suspend(|| self.out.note(text));
    }

    fn show(&mut self, detail: &RunDetail) {
        let (mut done, mut total, mut running) = (0, 0, Vec::new());
        for node in &detail.nodes {
            let ended = node.wells.done + node.wells.failed + node.wells.skipped;
            done += ended;
            total += node.wells.total;
            if node.status == Status::Running {
                running.push(format!("{} {ended}/{}", clean(&node.node_name), node.wells.total));
            }
        }
        self.bar.set_length(u64::try_from(total).unwrap_or(0));
        self.bar.set_position(u64::try_from(done).unwrap_or(0));
        self.bar.set_message(running.join(", "));
        if !self.announced {
            self.announced = true;
            let wells = usize::try_from(detail.run.wells.total).unwrap_or(0);
            let what = match &detail.run.only_node {
                Some(node) => format!("{}, node {node}", detail.run.pipeline_name),
                None => detail.run.pipeline_name.clone(),
            };
            let (what, wells, id) = (clean(&what), count(wells, "well"), short_id(detail.run.id));
            self.note(&format!("run {id}: {what} on {wells}"));
        }
        for node in detail.nodes.iter().filter(|node| node.status.is_final()) {
            if self.told.insert(node.id) {
                self.note(&self.told_of(node));
            }
        }
    }

    fn told_of(&self, node: &NodeRunRow) -> String {
        let sign = status_sign(node.status, self.out.charset).to_string();
        let sign = self.out.paint_note(Tone::of(node.status), &sign);
        let wells = &node.wells;
        let mut parts = vec![format!("{} of {}", wells.done, count(wells.total as usize, "well"))];
        if wells.failed > 0 {
            parts.push(format!("{} failed", wells.failed));
        }
        if wells.skipped > 0 {
            parts.push(format!("{} skipped", wells.skipped));
        }
        parts.extend(node.execution_time_ms.map(duration));
        format!("{sign} {}: {}", clean(&node.node_name), parts.join(", "))
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}
