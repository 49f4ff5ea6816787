//! Follows the changes of the database: the outbox is the truth, NOTIFY only wakes.
//!
//! Sequence numbers are drawn before commit, so "greater than the last one seen" loses rows. The
//! cursor is `(xid, seq)` instead, and it moves only to the horizon: transactions older than
//! `pg_snapshot_xmin(pg_current_snapshot())` have all ended, so nothing can appear behind the cursor.
//! Rows above it are told as soon as they can be seen, and remembered until the cursor passes them:
//! a transaction that stays open somewhere delays nobody else's changes.
//! At every new connection the reader is told to read everything again, since what happened in
//! between may be out of reach (another cluster, a trimmed outbox).

use std::future::poll_fn;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc::error::SendError;
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::timeout;
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{AsyncMessage, Client, Connection, Row, Socket, Statement};
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use super::connect::ServerSettings;
use super::error::{During, diagnose};
use crate::domain::diagnostic::Diagnostic;

/// Age at which outbox rows may be removed.
pub const OUTBOX_RETENTION: Duration = Duration::from_secs(24 * 3600);

/// Name of feeds in `pg_stat_activity`.
pub const APPLICATION_NAME: &str = "mudrock feed";

const HORIZON: &str = "select pg_snapshot_xmin(pg_current_snapshot())::text";

/// The order names the table: `xid` alone would be the text, by which 1000 stands before 999.
const PAGE: &str = "
    select xid::text, seq, topic, project_id, key, at,
           xid < pg_snapshot_xmin(pg_current_snapshot()) as settled
    from outbox
    where (xid, seq) > ($1::text::xid8, $2) and seq <> all ($4::bigint[])
    order by outbox.xid, outbox.seq
    limit $3";

/// Something to read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Everything: changes may have been missed. Comes first, and after every reconnection.
    Resync,
    /// The rows of one table under one key.
    Touched {
        /// Name of the table.
        topic: String,
        /// Project, where the rows belong to one.
        project_id: Option<Uuid>,
        /// What the rows belong to: a pipeline, an execution, a well.
        key: Option<Uuid>,
        /// Start of the transaction that changed them.
        at: DateTime<Utc>,
    },
}

/// How far the feed can be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedState {
    /// Everything committed has been handed on.
    Live,
    /// Committed changes are yet to come: a backlog, or a slow reader.
    CatchingUp,
    /// The database is out of reach.
    Stale {
        /// Last time at which it answered, or the start of the feed.
        since: Instant,
        /// The reason, without passwords.
        why: String,
    },
}

/// Times and sizes of a feed.
#[derive(Debug, Clone)]
pub struct Pace {
    /// Time between two looks without a notice.
    pub poll: Duration,
    /// Time after which an unanswered query means a lost connection.
    pub probe: Duration,
    /// First pause before a reconnection; doubles.
    pub first_retry: Duration,
    /// Longest pause before a reconnection.
    pub last_retry: Duration,
    /// Rows read at once, and so handed on at once.
    pub page: i64,
    /// Pages that wait for the reader: a short stall of a screen, not a memory of everything.
    pub pages_waiting: usize,
    /// Silence after which rows may have been trimmed away, so that everything is read again.
    pub longest_pause: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            poll: Duration::from_secs(1),
            probe: Duration::from_secs(5),
            first_retry: Duration::from_millis(100),
            last_retry: Duration::from_secs(5),
            page: 1000,
            pages_waiting: 16,
            longest_pause: OUTBOX_RETENTION / 24,
        }
    }
}

/// The receiving end of a feed; dropping it ends the feed.
#[derive(Debug)]
pub struct Feed {
    /// Changes in the order of their transactions.
    pub changes: mpsc::Receiver<Vec<Change>>,
    /// How far the changes can be trusted.
    pub state: watch::Receiver<FeedState>,
    _task: AbortOnDropHandle<()>,
}

/// Follows the database from now on.
pub fn follow(settings: &ServerSettings) -> Feed {
    follow_at(settings, Pace::default())
}

/// Follows the database at another pace.
pub fn follow_at(settings: &ServerSettings, pace: Pace) -> Feed {
    let (changes, received) = mpsc::channel(pace.pages_waiting);
    let answered = Instant::now();
    let why = "not connected yet".to_owned();
    let (state, seen) = watch::channel(FeedState::Stale { since: answered, why });
    let settings = settings.with_application_name(APPLICATION_NAME);
    let follower = Follower { settings, pace, changes, state, answered };
    let task = AbortOnDropHandle::new(tokio::spawn(follower.run()));
    Feed { changes: received, state: seen, _task: task }
}

/// Removes outbox rows older than `retention`, and returns how many.
///
/// Rows of transactions yet to come are of another cluster, by way of a restored dump: they would
/// stay above the horizon and look like a backlog that never ends.
pub async fn trim(client: &Client, retention: Duration) -> Result<u64, Diagnostic> {
    let seconds = retention.as_secs_f64();
    let statement = "
        delete from outbox
        where at < now() - make_interval(secs => $1)
          and xid < pg_snapshot_xmin(pg_current_snapshot())
          or xid >= pg_snapshot_xmax(pg_current_snapshot())";
    client.execute(statement, &[&seconds]).await.during("trim the outbox")
}

/// Why a session ended.
enum End {
    /// Nobody reads any more.
    ReaderGone,
    /// So much time has passed that the cursor may be older than the outbox.
    CursorTooOld,
    /// The connection or a query failed.
    Lost(String),
}

impl From<Diagnostic> for End {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Lost(diagnostic.to_string())
    }
}

impl From<SendError<()>> for End {
    fn from(_: SendError<()>) -> Self {
        Self::ReaderGone
    }
}

/// What was handed on: everything up to a position, and some rows beyond it.
struct Cursor {
    xid: u64,
    seq: i64,
    /// Transaction and sequence number of rows beyond the position.
    told: Vec<(u64, i64)>,
}

struct Follower {
    settings: ServerSettings,
    pace: Pace,
    changes: mpsc::Sender<Vec<Change>>,
    state: watch::Sender<FeedState>,
    answered: Instant,
}

impl Follower {
    async fn run(mut self) {
        let mut pause = self.pace.first_retry;
        loop {
            let started = Instant::now();
            match self.session().await {
                End::ReaderGone => return,
                End::CursorTooOld => continue,
                End::Lost(why) => self.show(FeedState::Stale { since: self.answered, why }),
            }
            // A session that worked for a while ends the series of failures.
            if self.answered.saturating_duration_since(started) > self.pace.last_retry {
                pause = self.pace.first_retry;
            }
            tokio::time::sleep(jittered(pause)).await;
            pause = (pause * 2).min(self.pace.last_retry);
        }
    }

    /// Follows through one connection, as long as it lasts.
    async fn session(&mut self) -> End {
        let (client, connection) = match self.settings.open().await {
            Ok(opened) => opened,
            Err(error) => return error.into(),
        };
        let wake = Arc::new(Notify::new());
        let mut driver = AbortOnDropHandle::new(tokio::spawn(drive(connection, Arc::clone(&wake))));
        let end = match self.read(&client, &wake).await {
            Ok(never) => match never {},
            Err(end) => end,
        };
        // When the connection itself ended, it knows better why than the query that found it closed.
        if let End::Lost(_) = &end
            && driver.is_finished()
            && let Ok(Some(why)) = (&mut driver).await
        {
            return End::Lost(why);
        }
        end
    }

    async fn read(
        &mut self,
        client: &Client,
        wake: &Notify,
    ) -> Result<std::convert::Infallible, End> {
        // Listening comes first: a commit after the horizon is then never without its notice.
        self.answer(client.batch_execute("listen mudrock")).await?;
        let horizon = self.answer(client.prepare(HORIZON)).await?;
        // Sequence numbers start at 1, so this stands before the first row of the horizon.
        let xid = self.horizon(client, &horizon).await?;
        let mut cursor = Cursor { xid, seq: 0, told: Vec::new() };
        let page = self.answer(client.prepare(PAGE)).await?;
        self.show(FeedState::CatchingUp);
        self.hand_on(vec![Change::Resync]).await?;

        let mut read_at = SystemTime::now();
        loop {
            // Taken before the rows are read: what ended by then is among them.
            let xid = self.horizon(client, &horizon).await?;
            self.drain(client, &page, &mut cursor, &mut read_at).await?;
            if xid > cursor.xid {
                cursor.told.retain(|(told, _)| *told >= xid);
                cursor = Cursor { xid, seq: 0, told: cursor.told };
            }
            self.show(FeedState::Live);
            // Both outcomes lead to the same look.
            let _woken = timeout(self.pace.poll, wake.notified()).await;
        }
    }

    async fn horizon(&mut self, client: &Client, statement: &Statement) -> Result<u64, End> {
        let row = self.answer(client.query_one(statement, &[])).await?;
        Ok(number(row.get(0)))
    }

    /// Hands on every row that can be seen and was not told yet.
    async fn drain(
        &mut self,
        client: &Client,
        page: &Statement,
        cursor: &mut Cursor,
        read_at: &mut SystemTime,
    ) -> Result<(), End> {
        loop {
            // The wall clock also counts the time for which the machine slept.
            if read_at.elapsed().is_ok_and(|pause| pause > self.pace.longest_pause) {
                return Err(End::CursorTooOld);
            }
            let limit = self.pace.page;
            let told: Vec<i64> = cursor.told.iter().map(|(_, seq)| *seq).collect();
            let xid = cursor.xid.to_string();
            let rows = self.answer(client.query(page, &[&xid, &cursor.seq, &limit, &told])).await?;
            *read_at = SystemTime::now();
            if rows.is_empty() {
                return Ok(());
            }
            for row in &rows {
                let (xid, seq) = (number(row.get(0)), row.get(1));
                // Settled rows stand before the others, and nothing can appear between them.
                if row.get("settled") {
                    (cursor.xid, cursor.seq) = (xid, seq);
                } else {
                    cursor.told.push((xid, seq));
                }
            }
            let is_full = i64::try_from(rows.len()).is_ok_and(|rows| rows == limit);
            if is_full {
                self.show(FeedState::CatchingUp);
            }
            self.hand_on(rows.iter().map(touched).collect()).await?;
            if !is_full {
                return Ok(());
            }
        }
    }

    /// Waits for an answer of the server, but not for ever.
    async fn answer<T>(
        &mut self,
        question: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, End> {
        match timeout(self.pace.probe, question).await {
            Ok(Ok(answer)) => {
                self.answered = Instant::now();
                Ok(answer)
            }
            Ok(Err(error)) => Err(diagnose("the change feed is cut off", &error).into()),
            Err(_) => Err(End::Lost(format!(
                "the database has not answered for {} s",
                self.pace.probe.as_secs()
            ))),
        }
    }

    /// Hands changes to the reader, and waits as long as it is busy.
    async fn hand_on(&mut self, changes: Vec<Change>) -> Result<(), End> {
        let place = match timeout(self.pace.poll, self.changes.reserve()).await {
            Ok(place) => place?,
            Err(_) => {
                self.show(FeedState::CatchingUp);
                self.changes.reserve().await?
            }
        };
        place.send(changes);
        Ok(())
    }

    fn show(&self, new: FeedState) {
        self.state.send_if_modified(|state| {
            let is_new = *state != new;
            *state = new;
            is_new
        });
    }
}

/// Drives the connection by its messages, because driving it as a future would discard the notices.
///
/// Returns why it ended, when there was an error.
async fn drive(
    mut connection: Connection<Socket, NoTlsStream>,
    wake: Arc<Notify>,
) -> Option<String> {
    let error = loop {
        match poll_fn(|context| connection.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notification(_))) => wake.notify_one(),
            Some(Ok(_)) => {}
            Some(Err(error)) => {
                break Some(diagnose("the change feed is cut off", &error).to_string());
            }
            None => break None,
        }
    };
    // The reader finds the connection closed at once, not at its next poll.
    drop(connection);
    wake.notify_one();
    error
}

/// Transaction numbers have 64 bits and come as text, because the driver has no type for them.
fn number(xid: &str) -> u64 {
    xid.parse().expect("Postgres writes transaction numbers as digits")
}

fn touched(row: &Row) -> Change {
    Change::Touched { topic: row.get(2), project_id: row.get(3), key: row.get(4), at: row.get(5) }
}

/// Spreads reconnections over 50 to 100 % of a pause, so that a restarted server is not met by everybody at once.
fn jittered(pause: Duration) -> Duration {
    let random = RandomState::new().build_hasher().finish();
    let share = f64::from(u32::try_from(random >> 32).expect("32 bits fit")) / f64::from(u32::MAX);
    pause.mul_f64(0.5 + share / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_stays_between_half_and_whole() {
        let pause = Duration::from_secs(2);
        for _ in 0..1000 {
            let jittered = jittered(pause);
            assert!(jittered >= pause / 2 && jittered <= pause, "{jittered:?}");
        }
    }
}
