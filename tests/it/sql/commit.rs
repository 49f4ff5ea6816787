//! The commit protocol: who may commit, what a commit writes, and what is cleaned up after it.

use std::collections::BTreeSet;

use mudrock::control::commit::{CommitError, sweep_staged};
use mudrock::control::executions::request_cancel;
use mudrock::domain::diagnostic::ErrorType;
use mudrock::domain::execution::Status;
use uuid::Uuid;

use super::{Ground, Work};

fn lost_lease(error: CommitError) {
    let CommitError::LeaseLost(diagnostic) = error else { panic!("{error:?}") };
    assert_eq!(diagnostic.error_type, ErrorType::LeaseLost);
    assert!(diagnostic.hint.is_some());
}

#[tokio::test]
async fn an_item_is_one_runners_until_its_lease_runs_out() {
    let ground = Ground::new().await;
    let work = ground.work().await;
    let (left, right) = (Uuid::now_v7(), Uuid::now_v7());
    let first = ground.claim(work, left).await.unwrap();
    assert!(ground.claim(work, right).await.is_none(), "the lease holds");
    ground.expire(work).await;
    let second = ground.claim(work, right).await.unwrap();
    assert!(second.fencing_token > first.fencing_token);
    assert!(ground.claim(work, left).await.is_none(), "the other lease holds");
    let again = ground.claim(work, right).await.unwrap();
    assert!(again.fencing_token > second.fencing_token, "a runner may claim anew");
}

#[tokio::test]
async fn an_item_that_ended_cannot_be_claimed() {
    let ground = Ground::new().await;
    let run = ground.run("running").await;
    for status in Status::ALL.into_iter().filter(|status| status.is_final()) {
        let node = ground.node(run, "running").await;
        let work = Work { run, node, item: ground.item(run, node, status.name()).await };
        assert!(ground.claim(work, Uuid::now_v7()).await.is_none(), "{status}");
    }
}

#[tokio::test]
async fn a_commit_moves_everything_at_once() {
    let ground = Ground::new().await;
    let input = ground.created("GR_1", Vec::new());
    let source = input.version_id;
    ground.committed(&[input]).await;

    let work = ground.work().await;
    let claim = ground.claim(work, Uuid::now_v7()).await.unwrap();
    let object = ground.stage(Some(work.run)).await;
    let before = ground.number("select max(seq) from outbox").await;
    let output = ground.created("GR_2", vec![source]);
    let written = ground.commit(work, &claim, object, std::slice::from_ref(&output)).await.unwrap();

    assert_eq!(written, [output.curve_id]);
    let row = ground
        .client
        .query_one(
            "select c.current_version, c.parquet_file_path = o.path, o.status, v.execution_id,
               l.source_version_id, l.transformation_type, r.status, r.output_curve_ids
             from curves c
             join curve_versions v on v.curve_id = c.id and v.valid_to is null
             join objects o on o.id = v.object_id
             join pipeline_lineage l on l.target_version_id = v.id
             join node_well_results r on r.execution_id = v.execution_id
             where c.id = $1",
            &[&output.curve_id],
        )
        .await
        .unwrap();
    assert_eq!((row.get::<_, i32>(0), row.get::<_, bool>(1)), (1, true));
    assert_eq!(row.get::<_, &str>(2), "live");
    assert_eq!((row.get::<_, Uuid>(3), row.get::<_, Uuid>(4)), (work.run, source));
    assert_eq!(row.get::<_, &str>(5), "smoothing_median");
    assert_eq!((row.get::<_, &str>(6), row.get::<_, Vec<Uuid>>(7)), ("completed", written));
    let told =
        format!("select string_agg(topic, ' ' order by topic) from outbox where seq > {before}");
    assert_eq!(ground.text(&told).await, "curves node_well_results");
}

#[tokio::test]
async fn a_commit_with_a_lost_claim_changes_nothing() {
    let ground = Ground::new().await;
    let runner = Uuid::now_v7();
    for (how, fails_run) in
        [("superseded", false), ("claimed anew", false), ("expired", false), ("failed", true)]
    {
        let work = ground.work().await;
        let claim = ground.claim(work, runner).await.unwrap();
        let object = ground.stage(Some(work.run)).await;
        match how {
            "claimed anew" => drop(ground.claim(work, runner).await.unwrap()),
            "failed" => {
                let id = work.item;
                let end =
                    format!("update node_well_results set status = 'failed' where id = '{id}'");
                ground.sql(&end).await;
            }
            _ => ground.expire(work).await,
        }
        if how == "superseded" {
            ground.claim(work, Uuid::now_v7()).await.unwrap();
        }
        let before = ground.picture().await;
        let versions = [ground.created("GR_1", Vec::new())];
        lost_lease(ground.commit(work, &claim, object, &versions).await.unwrap_err());
        assert_eq!(ground.picture().await, before, "{how}");
        // Who claims it next can commit, unless the item has ended.
        ground.expire(work).await;
        assert_eq!(ground.claim(work, Uuid::now_v7()).await.is_none(), fails_run, "{how}");
    }
}

#[tokio::test]
async fn a_commit_of_a_run_that_is_to_stop_changes_nothing() {
    let ground = Ground::new().await;
    let (work, other) = (ground.work().await, ground.work().await);
    let claim = ground.claim(work, Uuid::now_v7()).await.unwrap();
    let object = ground.stage(Some(work.run)).await;
    request_cancel(&ground.client, work.run, ground.user).await.unwrap();
    let before = ground.picture().await;
    let versions = [ground.created("GR_1", Vec::new())];
    let refused = ground.commit(work, &claim, object, &versions).await.unwrap_err();
    assert!(matches!(refused, CommitError::Cancelled(_)), "{refused:?}");
    assert_eq!(refused.diagnostic().error_type, ErrorType::Cancelled);
    assert_eq!(ground.picture().await, before);
    // Another run is not concerned, and what is committed already stays so in a replay.
    let claim = ground.claim(other, Uuid::now_v7()).await.unwrap();
    let object = ground.stage(Some(other.run)).await;
    let first = ground.commit(other, &claim, object, &versions).await.unwrap();
    request_cancel(&ground.client, other.run, ground.user).await.unwrap();
    assert_eq!(ground.commit(other, &claim, object, &versions).await.unwrap(), first);
}

#[tokio::test]
async fn a_replayed_commit_returns_the_first_result() {
    let ground = Ground::new().await;
    let work = ground.work().await;
    let claim = ground.claim(work, Uuid::now_v7()).await.unwrap();
    let object = ground.stage(Some(work.run)).await;
    let versions = [ground.created("GR_1", Vec::new()), ground.created("GR_2", Vec::new())];
    let first = ground.commit(work, &claim, object, &versions).await.unwrap();
    // The runner never heard of the success, staged anew and tries again, with its lease long gone.
    let object = ground.stage(Some(work.run)).await;
    ground.expire(work).await;
    let before = ground.picture().await;
    let versions = [ground.created("GR_1", Vec::new()), ground.created("GR_2", Vec::new())];
    assert_eq!(ground.commit(work, &claim, object, &versions).await.unwrap(), first);
    assert_eq!(ground.picture().await, before);
}

#[tokio::test]
async fn only_staged_objects_of_dead_attempts_are_swept() {
    let ground = Ground::new().await;
    let mut dead = BTreeSet::new();
    for status in Status::ALL {
        let run = ground.run(status.name()).await;
        let object = ground.stage(Some(run)).await;
        if status.is_final() {
            dead.insert(format!("{object}.parquet"));
        }
    }
    let kept = ground.created("GR_1", Vec::new());
    let run = ground.committed(&[kept]).await;
    ground
        .sql(&format!("update pipeline_executions set status = 'completed' where id = '{run}'"))
        .await;
    let old_import = ground.stage(None).await;
    ground.stage(None).await;
    ground
        .sql(&format!(
            "update objects set created_at = now() - interval '25 hours' where id = '{old_import}'"
        ))
        .await;
    dead.insert(format!("{old_import}.parquet"));

    let swept: BTreeSet<String> = sweep_staged(&ground.client).await.unwrap().into_iter().collect();
    assert_eq!(swept, dead);
    assert!(sweep_staged(&ground.client).await.unwrap().is_empty());
    // Those of the three runs that go on, the young import's, and the live one.
    assert_eq!(ground.number("select count(*) from objects").await, 5);
}
