//! Leases of runs: renewed in time, lost for good, and wishes to cancel heard.

use mudrock::control::executions::{Beat, beat, fail_lost, request_cancel, take};
use mudrock::domain::execution::Status;
use uuid::Uuid;

use super::{Ground, Work};

impl Ground {
    /// A run that this runner has taken, with an item that it has claimed.
    async fn taken(&self, runner: Uuid) -> Work {
        let run = self.run("queued").await;
        let node = self.node(run, "queued").await;
        let work = Work { run, node, item: self.item(run, node, "queued").await };
        assert!(take(&self.client, run, runner).await.unwrap());
        self.claim(work, runner).await.unwrap();
        work
    }

    async fn shorten(&self, work: Work, lease: &str) {
        let until = format!("lease_until = clock_timestamp() + interval '{lease}'");
        let Work { run, item, .. } = work;
        self.sql(&format!(
            "update pipeline_executions set {until} where id = '{run}';
             update node_well_results set {until} where id = '{item}'"
        ))
        .await;
    }

    /// Seconds for which the leases of run and item hold.
    async fn leases(&self, work: Work) -> [f64; 2] {
        let row = self
            .client
            .query_one(
                "select extract(epoch from e.lease_until - clock_timestamp())::float8,
                   extract(epoch from r.lease_until - clock_timestamp())::float8
                 from pipeline_executions e join node_well_results r on r.execution_id = e.id
                 where r.id = $1",
                &[&work.item],
            )
            .await
            .unwrap();
        [row.get(0), row.get(1)]
    }

    async fn states(&self, work: Work) -> [String; 3] {
        let Work { run, node, item } = work;
        [
            self.text(&format!("select status from pipeline_executions where id = '{run}'")).await,
            self.text(&format!("select status from node_executions where id = '{node}'")).await,
            self.text(&format!("select status from node_well_results where id = '{item}'")).await,
        ]
    }
}

#[tokio::test]
async fn a_run_is_taken_once() {
    let ground = Ground::new().await;
    let work = ground.taken(Uuid::now_v7()).await;
    assert!(!take(&ground.client, work.run, Uuid::now_v7()).await.unwrap());
}

#[tokio::test]
async fn a_beat_renews_a_lease_that_grows_short_and_else_writes_nothing() {
    let ground = Ground::new().await;
    let runner = Uuid::now_v7();
    let work = ground.taken(runner).await;
    let before = ground.number("select count(*) from outbox").await;
    for _ in 0..5 {
        assert_eq!(beat(&ground.client, work.run, runner).await.unwrap(), Beat::GoOn);
    }
    assert_eq!(ground.number("select count(*) from outbox").await, before);
    ground.shorten(work, "10 seconds").await;
    assert_eq!(beat(&ground.client, work.run, runner).await.unwrap(), Beat::GoOn);
    let leases = ground.leases(work).await;
    assert!(leases.iter().all(|lease| *lease > 20.0), "{leases:?}");
}

#[tokio::test]
async fn a_lease_that_ran_out_or_is_anothers_is_not_renewed() {
    let ground = Ground::new().await;
    let runner = Uuid::now_v7();
    let work = ground.taken(runner).await;
    assert_eq!(beat(&ground.client, work.run, Uuid::now_v7()).await.unwrap(), Beat::Lost);
    ground.shorten(work, "-1 ms").await;
    assert_eq!(beat(&ground.client, work.run, runner).await.unwrap(), Beat::Lost);
    assert!(ground.leases(work).await.iter().all(|lease| *lease < 0.0));
}

#[tokio::test]
async fn a_wish_to_cancel_is_heard_by_the_next_beat_and_acknowledged_once() {
    let ground = Ground::new().await;
    let runner = Uuid::now_v7();
    let work = ground.taken(runner).await;
    let status = request_cancel(&ground.client, work.run, ground.user).await.unwrap();
    assert_eq!(status, Status::Running);
    assert_eq!(beat(&ground.client, work.run, runner).await.unwrap(), Beat::Cancel);
    let at = "select cancel_acknowledged_at::text from pipeline_executions";
    let first = ground.text(at).await;
    assert_eq!(beat(&ground.client, work.run, runner).await.unwrap(), Beat::Cancel);
    assert_eq!(ground.text(at).await, first);
}

#[tokio::test]
async fn a_run_cancelled_before_it_began_ends_with_its_nodes_and_wells() {
    let ground = Ground::new().await;
    let run = ground.run("queued").await;
    let node = ground.node(run, "queued").await;
    let work = Work { run, node, item: ground.item(run, node, "queued").await };
    let status = request_cancel(&ground.client, run, ground.user).await.unwrap();
    assert_eq!(status, Status::Cancelled);
    assert_eq!(ground.states(work).await, ["cancelled", "cancelled", "cancelled"]);
    assert!(!take(&ground.client, run, Uuid::now_v7()).await.unwrap());
    assert!(ground.claim(work, Uuid::now_v7()).await.is_none());
    let error = request_cancel(&ground.client, run, ground.user).await.unwrap_err();
    assert_eq!(error.found.as_deref(), Some("cancelled"));
}

#[tokio::test]
async fn runs_whose_lease_ran_out_fail_with_all_that_was_open() {
    let ground = Ground::new().await;
    let (alive, dead) = (ground.taken(Uuid::now_v7()).await, ground.taken(Uuid::now_v7()).await);
    let done = ground.taken(Uuid::now_v7()).await;
    ground.shorten(dead, "-1 ms").await;
    ground
        .sql(&format!(
            "update pipeline_executions set status = 'completed' where id = '{}'",
            done.run
        ))
        .await;
    ground.shorten(done, "-1 ms").await;
    let waits = ground.run("queued").await;
    let forgotten = ground.run("queued").await;
    ground
        .sql(&format!(
            "update pipeline_executions set created_at = now() - interval '61 minutes'
             where id = '{forgotten}'"
        ))
        .await;
    let mut lost = fail_lost(&ground.client).await.unwrap();
    lost.sort();
    assert_eq!(lost, [dead.run, forgotten]);
    assert_eq!(ground.states(dead).await, ["failed", "failed", "failed"]);
    assert_eq!(ground.states(alive).await, ["running", "queued", "running"]);
    assert_eq!(
        ground.text(&format!("select status from pipeline_executions where id = '{waits}'")).await,
        "queued"
    );
    assert!(fail_lost(&ground.client).await.unwrap().is_empty());
}
