//! The registry of operators against a real database: kept in step, told where it differs, resolved by runs.

use mudrock::control::connect::Source;
use mudrock::domain::diagnostic::ErrorType;
use mudrock::domain::execution::{LogLevel, Status};
use mudrock::operators::catalogue;
use mudrock::services::Workspace;
use serde_json::{Value, json};

use crate::workspace::{Bench, all_of};

/// A pipeline of one moving average, which takes its version by a strategy.
fn smooth(strategy: Value) -> Value {
    json!({
        "name": format!("smooth {strategy}"), "nodes": [
            {"id": "in", "name": "Wells", "dependencies": [], "node_type": {"type": "ingestion",
                "source_type": {"source": "well_logs", "well_ids": ["Mudrock-1"], "curve_names": ["GR"]}}},
            {"id": "ma", "name": "Smooth", "dependencies": ["in"], "node_type": {"type": "operator",
                "operator_id": "moving_average", "operator_version": strategy, "parameters": {}},
                "curve_mapping": {"X_MA": {"mode": "create_new", "output_curve_id": null, "suffix": "_ma"}}},
            {"id": "out", "name": "Keep", "dependencies": ["ma"],
                "node_type": {"type": "output", "output_type": "frontend"}}
        ]
    })
}

impl Bench {
    /// Opens another workspace on the same database, as another start of the program does.
    async fn again(&self) -> Workspace {
        let source = Source::Given(self.server.clone());
        Workspace::open_on(&self.settings, source).await.unwrap()
    }

    async fn number(&self, query: &str) -> i64 {
        self.sql().await.query_one(query, &[]).await.expect(query).get(0)
    }

    async fn change(&self, statements: &str) {
        self.sql().await.batch_execute(statements).await.expect(statements);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_version_of_the_program_has_its_row() {
    let bench = Bench::empty().await;
    let versions = catalogue().iter().count() as i64;
    let operators = catalogue().newest().count() as i64;
    assert!(versions > operators, "an operator has two versions");
    let count = |what: &str| format!("select count(*) from operator_registry where {what}");
    assert_eq!(bench.number(&count("runnable")).await, versions);
    assert_eq!(bench.number(&count("is_latest and runnable")).await, operators);
    assert_eq!(bench.number("select count(*) from operator_kernels").await, versions);
    let stable = "select count(*) from operator_channels where channel_name = 'stable'";
    assert_eq!(bench.number(stable).await, operators);
    let row = bench
        .sql()
        .await
        .query_one(
            "select r.operator_name, r.input_schema, r.output_schema, r.parameters_schema, \
               r.impl_digest, r.implementation_path, r.version_minor, r.schema_compatible, f.title, \
               f.kind, c.version \
             from operator_registry r join operator_families f on f.slug = r.family \
             join operator_channels c on c.operator_id = r.operator_id \
             where r.operator_id = 'moving_average' and r.is_latest",
            &[],
        )
        .await
        .unwrap();
    let spec = catalogue().get("moving_average").unwrap().spec();
    assert_eq!(row.get::<_, &str>(0), "Centred moving average");
    assert_eq!(row.get::<_, Value>(1)[0]["name"], "X");
    assert_eq!(row.get::<_, Value>(2)[0]["keeps"], "X");
    assert_eq!(row.get::<_, Value>(3)["properties"]["window"]["default"], 5);
    assert_eq!(row.get::<_, &str>(4), spec.impl_digest);
    assert!(row.get::<_, &str>(5).ends_with("moving_average.rs"));
    assert_eq!(row.get::<_, i32>(6), 1);
    assert!(row.get::<_, bool>(7), "1.1.0 takes what 1.0.0 took");
    assert_eq!((row.get::<_, &str>(8), row.get::<_, &str>(9)), ("Smoothing", "window"));
    assert_eq!(row.get::<_, &str>(10), spec.version);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_in_step_writes_nothing_and_two_starts_at_once_write_once() {
    let bench = Bench::empty().await;
    let written = "select count(*) from operator_registry where updated_at > created_at";
    let age = "select extract(epoch from max(seen_at))::numeric::text from operator_kernels";
    let text = async || -> String { bench.sql().await.query_one(age, &[]).await.unwrap().get(0) };
    let before = text().await;
    bench.again().await.close().await.unwrap();
    assert_eq!((bench.number(written).await, text().await), (0, before));

    bench
        .change(
            "delete from operator_channels; delete from operator_kernels;
        delete from operator_registry",
        )
        .await;
    let (left, right) = tokio::join!(bench.again(), bench.again());
    let versions = catalogue().iter().count() as i64;
    assert_eq!(bench.number("select count(*) from operator_registry").await, versions);
    left.close().await.unwrap();
    right.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_program_lost_is_marked_and_never_deleted() {
    let bench = Bench::empty().await;
    bench
        .change(
            "insert into operator_registry (id, operator_id, operator_name, category, description,
               version, input_schema, output_schema, parameters_schema, implementation_path, impl_digest)
             values (gen_random_uuid(), 'gone_for_good', 'Gone', 'signal', 'Was there once.', '1.0.0',
               '[]', '[]', '{}', 'gone.rs', 'abc');
             insert into operator_registry (id, operator_id, operator_name, category, description,
               version, input_schema, output_schema, parameters_schema, implementation_path,
               impl_digest, is_latest)
             values (gen_random_uuid(), 'moving_average', 'Centred', 'signal', 'Not yet here.', '9.0.0',
               '[]', '[]', '{}', 'later.rs', 'def', false);
             update operator_registry set is_latest = false, fingerprint = 'of the later program'
             where operator_id = 'moving_average' and version = '1.1.0';
             update operator_registry set is_latest = true
             where operator_id = 'moving_average' and version = '9.0.0'",
        )
        .await;
    bench.again().await.close().await.unwrap();
    let gone = "select count(*) from operator_registry where not runnable and not is_latest
        and deprecated_at is not null and version in ('1.0.0', '9.0.0')";
    assert_eq!(bench.number(gone).await, 2);
    let newest = "select version_minor::bigint from operator_registry
        where operator_id = 'moving_average' and is_latest";
    assert_eq!(bench.number(newest).await, 1);
    // What came back is there again, and deprecated no more.
    bench
        .change(
            "update operator_registry set runnable = false, deprecated_at = now(), fingerprint = ''
             where operator_id = 'hampel_filter'",
        )
        .await;
    bench.again().await.close().await.unwrap();
    let back = "select count(*) from operator_registry
        where operator_id = 'hampel_filter' and runnable and deprecated_at is null";
    assert_eq!(bench.number(back).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_records_the_version_that_its_strategy_came_to() {
    let bench = Bench::with_wells().await;
    bench.workspace.set_channel("moving_average", "beta", "1.0.0").await.unwrap();
    let strategies = [
        (json!({"strategy": "latest"}), "1.1.0"),
        (json!({"strategy": "pinned", "version": "1.0.0"}), "1.0.0"),
        (json!({"strategy": "compatible", "fallback_version": "1.0.0"}), "1.1.0"),
        (json!({"strategy": "channel", "channel": "stable"}), "1.1.0"),
        (json!({"strategy": "channel", "channel": "beta"}), "1.0.0"),
    ];
    for (nth, (strategy, version)) in strategies.into_iter().enumerate() {
        let mut pipeline = smooth(strategy.clone());
        pipeline["nodes"][1]["curve_mapping"]["X_MA"]["suffix"] = json!(format!("_{nth}"));
        let pipeline = bench.pipeline_of(pipeline).await;
        let detail = bench.run(all_of(pipeline)).await;
        assert_eq!(detail.run.status, Status::Completed, "{detail:#?}");
        let row = bench
            .sql()
            .await
            .query_one(
                "select n.operator_version, n.operator_config_snapshot, e.resolved_operators, \
                   (select transformation_config from pipeline_lineage where execution_id = e.id) \
                 from node_executions n join pipeline_executions e on e.id = n.execution_id \
                 where e.id = $1 and n.operator_id = 'moving_average'",
                &[&detail.run.id],
            )
            .await
            .unwrap();
        let digest =
            &catalogue().get(&format!("moving_average@{version}")).unwrap().spec().impl_digest;
        assert_eq!(row.get::<_, &str>(0), version, "{strategy}");
        let records = [row.get::<_, Value>(1), row.get::<_, Value>(2)[0].clone(), row.get(3)];
        for record in records {
            assert_eq!(record["version"], json!(version), "{strategy}: {record}");
            assert_eq!(record["impl_digest"], json!(digest), "{strategy}: {record}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_set_for_all_and_given_back() {
    let bench = Bench::with_wells().await;
    let workspace = &bench.workspace;
    let long = smooth(json!({"strategy": "channel", "channel": "lts-2026"}));
    let pipeline = bench.pipeline_of(long).await;
    let asked = async || {
        let detail = bench.run(all_of(pipeline)).await;
        let query = "select operator_version from node_executions \
            where execution_id = $1 and operator_id = 'moving_average'";
        let row = bench.sql().await.query_one(query, &[&detail.run.id]).await.unwrap();
        row.get::<_, String>(0)
    };
    assert_eq!(asked().await, "1.1.0", "an empty channel is the stable one");
    workspace.set_channel("moving_average", "lts-2026", "1.0.0").await.unwrap();
    assert_eq!(asked().await, "1.0.0");
    // Another start leaves it alone.
    bench.again().await.close().await.unwrap();
    let rows = workspace.channels(Some("moving_average")).await.unwrap();
    let told: Vec<(&str, &str, Option<&str>)> = rows
        .iter()
        .map(|row| (row.channel.as_str(), row.version.as_str(), row.set_by.as_deref()))
        .collect();
    assert_eq!(
        told,
        [("lts-2026", "1.0.0", Some("tester@example.org")), ("stable", "1.1.0", None)]
    );
    workspace.reset_channel("moving_average", "lts-2026").await.unwrap();
    assert_eq!(asked().await, "1.1.0");

    let refused = async |operator: &str, channel: &str, version: &str| {
        workspace.set_channel(operator, channel, version).await.unwrap_err().remove(0)
    };
    let none = refused("moving_average", "stable", "7.0.0").await;
    assert_eq!(none.wanted.as_deref(), Some("1.0.0 or 1.1.0"));
    assert_eq!(
        refused("moving_avrage", "stable", "1.0.0").await.error_type,
        ErrorType::OperatorNotFound
    );
    let misspelt = refused("moving_average", "stabel", "1.0.0").await;
    assert_eq!(misspelt.hint.as_deref(), Some("did you mean `stable`?"));
    let nobody = workspace.reset_channel("moving_average", "stable").await.unwrap_err();
    assert!(nobody[0].what.contains("not set by anybody"), "{nobody:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kernel_that_changed_under_its_version_is_told() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline_of(smooth(json!({"strategy": "latest"}))).await;
    let warnings = async || {
        let detail = bench.run(all_of(pipeline)).await;
        let log = bench.workspace.logs(detail.run.id, None, 100).await.unwrap();
        let warnings = log.into_iter().filter(|row| row.level == LogLevel::Warn);
        warnings.filter(|row| row.message.contains("kernel")).collect::<Vec<_>>()
    };
    assert!(warnings().await.is_empty());
    assert!(!bench.mudrock(&["doctor"]).exits(0).stdout.contains("without a new version"));

    // As a program with another kernel behind the same number would have left it.
    bench
        .change(
            "update operator_registry set impl_digest = 'former', fingerprint = 'former'
             where operator_id = 'moving_average' and version = '1.1.0';
             update operator_kernels set impl_digest = 'former'
             where operator_id = 'moving_average' and version = '1.1.0'",
        )
        .await;
    bench.again().await.close().await.unwrap();
    let digest = &catalogue().get("moving_average").unwrap().spec().impl_digest;
    let told = warnings().await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].node_name.as_deref(), Some("Smooth"));
    assert!(told[0].message.starts_with("moving_average 1.1.0"), "{}", told[0].message);
    assert_eq!(told[0].data, json!({"impl_digest": digest, "former_digests": ["former"]}));
    let stored = "select count(*) from operator_registry r
        join operator_kernels k using (operator_id, version, impl_digest)
        where r.operator_id = 'moving_average'";
    assert_eq!(bench.number(stored).await, 2, "the registry names the kernel of today");
    let said = bench.mudrock(&["doctor"]).exits(0);
    said.reports(&["changed without a new version: moving_average@1.1.0", "nothing is broken"]);
}
