//! The change feed: what is seen is what was committed, whatever happens to the connection.

use std::collections::BTreeSet;
use std::time::Duration;

use mudrock::control::connect::{Database, Dedicated, ServerSettings, Source};
use mudrock::control::feed::{
    APPLICATION_NAME, Change, Feed, FeedState, Pace, follow, follow_at, trim,
};
use mudrock::control::managed::{TestCluster, throw_away};
use mudrock::control::people;
use mudrock::control::pulse::Pulse;
use uuid::Uuid;

use super::patiently;

/// A pane: keeps the keys it was told of, and reads all of them when told to.
struct Pane {
    feed: Feed,
    reader: Dedicated,
    keys: BTreeSet<Uuid>,
    /// Every key told singly, in order.
    told: Vec<Uuid>,
    resyncs: usize,
}

impl Pane {
    async fn open(settings: &ServerSettings, pace: Pace) -> Self {
        let reader = settings.connect().await.unwrap();
        let feed = follow_at(settings, pace);
        let mut pane = Self { feed, reader, keys: BTreeSet::new(), told: Vec::new(), resyncs: 0 };
        pane.step().await;
        assert_eq!(pane.resyncs, 1, "the first change is to read everything");
        pane
    }

    async fn step(&mut self) {
        let changes =
            patiently("a change", self.feed.changes.recv()).await.expect("the feed goes on");
        for change in changes {
            match change {
                Change::Resync => {
                    self.resyncs += 1;
                    self.keys = committed(&self.reader).await;
                }
                Change::Touched { key, .. } => {
                    let key = key.expect("these tests always give a key");
                    self.keys.insert(key);
                    self.told.push(key);
                }
            }
        }
    }

    async fn see(&mut self, key: Uuid) {
        while !self.keys.contains(&key) {
            self.step().await;
        }
    }

    async fn wait_for(&mut self, event: &str, wanted: impl FnMut(&FeedState) -> bool) {
        patiently(event, self.feed.state.wait_for(wanted)).await.expect("the feed goes on");
    }

    /// Reads on past everything committed so far; then the pane must be as a fresh select.
    async fn must_be_complete(&mut self, writer: &Dedicated) {
        self.see(write(writer, 1).await).await;
        assert_eq!(self.keys, committed(&self.reader).await);
        let once: BTreeSet<Uuid> = self.told.iter().copied().collect();
        assert_eq!(once.len(), self.told.len(), "nothing is told twice");
    }
}

async fn with_outbox() -> (ServerSettings, Dedicated) {
    let settings = TestCluster::shared().unwrap().migrated_database().await.unwrap();
    let writer = settings.connect().await.unwrap();
    (settings, writer)
}

async fn committed(reader: &Dedicated) -> BTreeSet<Uuid> {
    let rows = reader.query("select key from outbox", &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// Commits `count` rows in one transaction, and returns the last key.
async fn write(writer: &Dedicated, count: i32) -> Uuid {
    let rows = writer
        .query(
            "with rows as (insert into outbox (topic, key) select 'wells', gen_random_uuid() from generate_series(1, $1) returning seq, key)
             select key from rows order by seq desc",
            &[&count],
        )
        .await
        .unwrap();
    writer.batch_execute("notify mudrock").await.unwrap();
    rows[0].get(0)
}

/// Small pages and short pauses, so that a test meets every boundary.
fn brisk() -> Pace {
    Pace {
        poll: Duration::from_millis(200),
        first_retry: Duration::from_millis(20),
        last_retry: Duration::from_millis(200),
        page: 50,
        pages_waiting: 4,
        ..Pace::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_seen_is_what_twelve_racing_writers_committed() {
    let (settings, sentinel) = with_outbox().await;
    let mut pane = Pane::open(&settings, brisk()).await;
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..12_u64 {
        let settings = settings.clone();
        writers.spawn(async move {
            let connection = settings.connect().await.unwrap();
            let mut kept = Vec::new();
            for turn in 0..60_u64 {
                // Numbers are drawn, then the transaction stays open for a while that differs from the others'.
                let naps = (writer * 7 + turn * 13) % 10;
                connection.batch_execute("begin").await.unwrap();
                let mut keys = Vec::new();
                for _ in 0..=turn % 3 {
                    let key = Uuid::new_v4();
                    connection
                        .execute("insert into outbox (topic, key) values ('curves', $1)", &[&key])
                        .await
                        .unwrap();
                    connection
                        .batch_execute(&format!("select pg_sleep({naps} / 1000.0)"))
                        .await
                        .unwrap();
                    keys.push(key);
                }
                if (writer + turn) % 4 == 0 {
                    connection.batch_execute("rollback").await.unwrap();
                } else {
                    connection.batch_execute("commit").await.unwrap();
                    kept.extend(keys);
                }
                // Some notices are lost on purpose: the feed also polls.
                if turn % 2 == 0 {
                    connection.batch_execute("notify mudrock").await.unwrap();
                }
            }
            kept
        });
    }
    let mut kept = BTreeSet::new();
    while let Some(keys) = tokio::select! {
        keys = writers.join_next() => keys,
        () = async { loop { pane.step().await } } => unreachable!("the loop has no end"),
    } {
        kept.extend(keys.unwrap());
    }
    pane.must_be_complete(&sentinel).await;
    kept.insert(*pane.told.last().unwrap());
    let told: BTreeSet<Uuid> = pane.told.iter().copied().collect();
    assert_eq!(told.len(), kept.len());
    assert_eq!(told, kept);
    assert_eq!(pane.resyncs, 1, "all of it by the cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_a_table_names_the_table_and_the_project() {
    let (settings, _writer) = with_outbox().await;
    let database = Database::open(Source::Given(settings.clone())).await.unwrap();
    let writer = database.client().await.unwrap();
    // The triggers alone wake this feed.
    let mut feed = follow_at(&settings, Pace { poll: Duration::from_secs(3600), ..brisk() });
    assert_eq!(patiently("the start", feed.changes.recv()).await.unwrap(), [Change::Resync]);
    patiently("live", feed.state.wait_for(|state| *state == FeedState::Live)).await.unwrap();
    let owner = people::ensure_user(&writer, "ann@example.org").await.unwrap();
    let (project, _) = people::ensure_project(&writer, "North", owner).await.unwrap();
    let changes = patiently("the project", feed.changes.recv()).await.unwrap();
    let [Change::Touched { topic, project_id, key, .. }] = changes.as_slice() else {
        panic!("{changes:?}")
    };
    assert_eq!((topic.as_str(), *project_id, *key), ("projects", Some(project), Some(project)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_open_transaction_delays_nobody_else_and_is_not_lost() {
    let (settings, writer) = with_outbox().await;
    let mut pane = Pane::open(&settings, brisk()).await;
    pane.wait_for("live", |state| *state == FeedState::Live).await;
    let older = settings.connect().await.unwrap();
    let early = Uuid::new_v4();
    older.batch_execute("begin").await.unwrap();
    older.execute("insert into outbox (topic, key) values ('wells', $1)", &[&early]).await.unwrap();
    let late = write(&writer, 1).await;
    pane.see(late).await;
    assert_eq!(pane.told, [late]);
    older.batch_execute("commit").await.unwrap();
    pane.see(early).await;
    assert_eq!(pane.told, [late, early], "each is told once, as soon as it can be seen");
    pane.wait_for("live", |state| *state == FeedState::Live).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_are_ordered_as_numbers_where_they_get_a_digit_more() {
    // A cluster of its own, because the numbers of transactions are the whole cluster's.
    let cluster = throw_away().unwrap();
    let settings = cluster.migrated_database().await.unwrap();
    let writer = settings.connect().await.unwrap();
    let mut pane = Pane::open(&settings, brisk()).await;
    let older = settings.connect().await.unwrap();
    let number = |row: tokio_postgres::Row| row.get::<_, &str>(0).parse::<u64>().unwrap();
    let now = "select pg_current_xact_id()::text";
    let next_power = |xid: u64| 10_u64.pow(xid.ilog10() + 1);
    let border = next_power(number(writer.query_one(now, &[]).await.unwrap()) + 50);
    while number(writer.query_one(now, &[]).await.unwrap()) < border - 50 {}
    // While this one is open nothing is shown, so that what follows comes in few pages.
    older.batch_execute("begin").await.unwrap();
    assert!(number(older.query_one(now, &[]).await.unwrap()) < border);
    let mut written = Vec::new();
    for _ in 0..120 {
        written.push(write(&writer, 1).await);
    }
    assert!(number(writer.query_one(now, &[]).await.unwrap()) > border);
    older.batch_execute("commit").await.unwrap();
    pane.must_be_complete(&writer).await;
    assert_eq!(pane.told[..120], written);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_of_ten_thousand_rows_arrives_whole() {
    let (settings, writer) = with_outbox().await;
    let mut pane = Pane::open(&settings, Pace::default()).await;
    let last = write(&writer, 10_000).await;
    pane.see(last).await;
    assert_eq!(pane.told.len(), 10_000);
    pane.must_be_complete(&writer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_reader_misses_nothing() {
    let (settings, writer) = with_outbox().await;
    let mut pane = Pane::open(&settings, brisk()).await;
    pane.wait_for("live", |state| *state == FeedState::Live).await;
    // Far more than pages wait in the channel.
    for _ in 0..20 {
        write(&writer, 37).await;
    }
    pane.wait_for("catching up", |state| *state == FeedState::CatchingUp).await;
    pane.must_be_complete(&writer).await;
    assert_eq!((pane.told.len(), pane.resyncs), (20 * 37 + 1, 1));
    pane.wait_for("live", |state| *state == FeedState::Live).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_paused_beyond_the_outbox_reads_everything_again() {
    let (settings, writer) = with_outbox().await;
    let pace = Pace { longest_pause: Duration::ZERO, ..brisk() };
    let mut pane = Pane::open(&settings, pace).await;
    while pane.resyncs < 2 {
        pane.step().await;
    }
    pane.must_be_complete(&writer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_connection_is_shown_and_made_good() {
    let (settings, writer) = with_outbox().await;
    let mut pane = Pane::open(&settings, brisk()).await;
    for round in 1..=3 {
        pane.must_be_complete(&writer).await;
        let cut = writer
            .query_one(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity
                 where application_name = $1 and datname = current_database()",
                &[&APPLICATION_NAME],
            )
            .await
            .unwrap();
        assert_eq!(cut.get::<_, i64>(0), 1);
        write(&writer, 3).await;
        while pane.resyncs < round + 1 {
            pane.step().await;
        }
    }
    pane.must_be_complete(&writer).await;
    pane.wait_for("live", |state| *state == FeedState::Live).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crashed_server_is_shown_and_made_good() {
    let cluster = throw_away().unwrap();
    let settings = cluster.migrated_database().await.unwrap();
    let writer = settings.connect().await.unwrap();
    let mut pane = Pane::open(&settings, brisk()).await;
    pane.must_be_complete(&writer).await;
    let mut state = pane.feed.state.clone();
    let stale = tokio::spawn(async move {
        let stale = state.wait_for(|state| matches!(state, FeedState::Stale { .. })).await;
        stale.expect("the feed goes on").clone()
    });
    cluster.crash().await.unwrap();
    let FeedState::Stale { why, .. } = patiently("stale", stale).await.unwrap() else {
        unreachable!()
    };
    assert!(!why.is_empty());
    let writer = settings.connect().await.unwrap();
    pane.reader = settings.connect().await.unwrap();
    write(&writer, 5).await;
    while pane.resyncs < 2 {
        pane.step().await;
    }
    pane.must_be_complete(&writer).await;
    pane.wait_for("live", |state| *state == FeedState::Live).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pulse_wakes_the_feed_and_its_last_ring_is_never_lost() {
    let (settings, writer) = with_outbox().await;
    let database = Database::open(Source::Given(settings.clone())).await.unwrap();
    let pulse = Pulse::new(database.pool().clone());
    // Only a notice can wake this feed.
    let patient = Pace { poll: Duration::from_secs(3600), ..brisk() };
    let mut pane = Pane::open(&settings, patient).await;
    pane.wait_for("live", |state| *state == FeedState::Live).await;
    let mut last = Uuid::nil();
    for _ in 0..200 {
        let key = Uuid::new_v4();
        writer
            .execute("insert into outbox (topic, key) values ('logs', $1)", &[&key])
            .await
            .unwrap();
        pulse.ring();
        last = key;
    }
    pane.see(last).await;
    assert_eq!(pane.told.len(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_feed_ends_its_connection() {
    let (settings, writer) = with_outbox().await;
    let mut feed = follow(&settings);
    patiently("the first change", feed.changes.recv()).await.unwrap();
    drop(feed);
    let count = "select count(*) from pg_stat_activity where application_name = $1 and datname = current_database()";
    patiently("the end of the connection", async {
        while writer.query_one(count, &[&APPLICATION_NAME]).await.unwrap().get::<_, i64>(0) > 0 {}
    })
    .await;
}

#[tokio::test]
async fn trimming_keeps_what_is_young() {
    let (_settings, writer) = with_outbox().await;
    write(&writer, 5).await;
    let old = "insert into outbox (topic, at) values ('wells', now() - interval '2 days')";
    writer.execute(old, &[]).await.unwrap();
    // The horizon may be held for a moment by other tests' databases: snapshots are of the whole cluster.
    patiently("the trim", async {
        while trim(&writer, Duration::from_secs(86_400)).await.unwrap() == 0 {}
    })
    .await;
    assert_eq!(writer.query("select from outbox", &[]).await.unwrap().len(), 5);
}
