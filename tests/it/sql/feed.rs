//! One outbox row for each statement and key, on every table that `sql/README.md` says is fed.

use std::collections::BTreeSet;
use std::future::poll_fn;

use mudrock::control::feed;
use mudrock::control::logs::{self, NewLog};
use mudrock::domain::execution::LogLevel;
use serde_json::json;
use tokio_postgres::{AsyncMessage, NoTls};
use uuid::Uuid;

use super::{Ground, readme, table_rows};

/// An insert, an update and a delete that each touch `keys` keys, most of them in several rows.
struct Statements {
    table: &'static str,
    keys: i64,
    insert: String,
    update: &'static str,
    delete: &'static str,
}

/// Returns table, key column and project column of the page's rows, and whether the trigger rings.
fn fed() -> Vec<[String; 4]> {
    let section = readme("The change feed");
    table_rows(&section)
        .iter()
        .map(|cells| std::array::from_fn(|cell| cells[cell].trim_matches('`').to_owned()))
        .collect()
}

#[tokio::test]
async fn the_triggers_are_those_that_the_page_tells() {
    let ground = Ground::new().await;
    let triggers = "select c.relname::text, t.tgname::text,
          (select string_agg(a, ' ') from unnest(string_to_array(encode(t.tgargs, 'escape'), '\\000')) as a)
        from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where t.tgname like 'feed\\_%' and t.tgenabled = 'O'";
    let rows = ground.client.query(triggers, &[]).await.unwrap();
    let found: BTreeSet<(String, String, String)> = rows
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get::<_, &str>(2).trim().to_owned()))
        .collect();
    let mut told = BTreeSet::new();
    for [table, key, project, ring] in fed() {
        let ring = if ring == "yes" { "notify" } else { "" };
        let arguments = format!("{key} {project} {ring}").trim().to_owned();
        for trigger in ["feed_insert", "feed_update", "feed_delete"] {
            told.insert((table.clone(), trigger.to_owned(), arguments.clone()));
        }
    }
    assert_eq!(found, told);
}

#[tokio::test]
async fn each_statement_gives_one_row_for_each_key() {
    let ground = Ground::new().await;
    let script = script(&ground).await;
    let told: BTreeSet<String> = fed().into_iter().map(|[table, ..]| table).collect();
    let tried: BTreeSet<String> = script.iter().map(|one| one.table.to_owned()).collect();
    assert_eq!(tried, told, "every fed table is tried");
    for one in &script {
        for statement in [one.insert.as_str(), one.update, one.delete] {
            let (before, rows) = (last(&ground).await, one.keys);
            ground.sql(statement).await;
            let found = ground
                .client
                .query_one(
                    "select count(*), count(distinct key), count(project_id) from outbox
                     where seq > $1 and topic = $2",
                    &[&before, &one.table],
                )
                .await
                .unwrap();
            let found: (i64, i64, i64) = (found.get(0), found.get(1), found.get(2));
            assert_eq!(found, (rows, rows, rows), "{statement}");
            let others = format!(
                "select count(*) from outbox where seq > {before} and topic <> '{}'",
                one.table
            );
            assert_eq!(ground.number(&others).await, 0, "{statement}");
        }
    }
}

#[tokio::test]
async fn a_thousand_log_rows_of_one_statement_are_one_row_of_the_outbox() {
    let ground = Ground::new().await;
    let run = ground.run("running").await;
    let before = last(&ground).await;
    let rows: Vec<NewLog> = (0..1000)
        .map(|number| NewLog {
            node_execution_id: None,
            level: LogLevel::Info,
            message: format!("row {number}"),
            data: json!({}),
        })
        .collect();
    logs::append(&ground.client, ground.project, run, &rows).await.unwrap();
    let row = ground
        .client
        .query("select topic, project_id, key from outbox where seq > $1", &[&before])
        .await
        .unwrap();
    let [row] = row.as_slice() else { panic!("{row:?}") };
    assert_eq!(
        (row.get::<_, &str>(0), row.get::<_, Uuid>(1), row.get::<_, Uuid>(2)),
        ("execution_logs", ground.project, run)
    );
    assert_eq!(ground.number("select count(*) from execution_logs").await, 1000);
}

#[tokio::test]
async fn tables_that_ring_do_so_and_only_when_something_changed() {
    let ground = Ground::new().await;
    for [table, key, _, ring] in fed() {
        let nothing = format!("update {table} set {key} = {key} where false");
        assert_eq!(rung_by(&ground, &nothing).await, "", "{table}, when nothing changed");
        if table == "wells" {
            let something = format!("update {table} set {key} = {key}");
            assert_eq!(
                (rung_by(&ground, &something).await, ring.as_str()),
                ("mudrock ".to_owned(), "yes")
            );
        }
    }
}

/// Returns the channels on which a statement rang, each followed by a blank.
async fn rung_by(ground: &Ground, statement: &str) -> String {
    let mut config = tokio_postgres::Config::new();
    for (name, value) in ground.database.settings().environment() {
        match name {
            "DB_HOST" => config.host(value),
            "DB_PORT" => config.port(value.parse().unwrap()),
            "DB_USER" => config.user(value),
            "DB_NAME" => config.dbname(value),
            other => panic!("{other}"),
        };
    }
    let (listener, mut connection) = config.connect(NoTls).await.unwrap();
    // A notice that was sent last arrives last.
    let talk = async {
        listener.batch_execute("listen mudrock; listen the_end").await.unwrap();
        ground.sql(statement).await;
        ground.sql("notify the_end").await;
    };
    let hear = async {
        let mut rung = String::new();
        loop {
            match poll_fn(|context| connection.poll_message(context)).await.unwrap().unwrap() {
                AsyncMessage::Notification(notice) if notice.channel() == "the_end" => return rung,
                AsyncMessage::Notification(notice) => {
                    rung.push_str(&format!("{} ", notice.channel()))
                }
                _ => {}
            }
        }
    };
    tokio::join!(talk, hear).1
}

#[tokio::test]
async fn a_statement_that_touches_nothing_or_is_rolled_back_leaves_no_row() {
    let ground = Ground::new().await;
    let before = ground.number("select count(*) from outbox").await;
    ground.sql("update wells set field = 'Nowhere' where name = 'no such well'").await;
    ground.sql("begin; update wells set field = 'Nowhere'; rollback").await;
    assert_eq!(ground.number("select count(*) from outbox").await, before);
}

#[tokio::test]
async fn rows_that_a_dump_brought_from_another_cluster_are_trimmed() {
    let ground = Ground::new().await;
    ground.sql("update wells set field = 'North'").await;
    let own = ground.number("select count(*) from outbox").await;
    ground
        .sql("insert into outbox (xid, topic) values ('9000000000000', 'wells'), ('9000000000001', 'wells')")
        .await;
    assert_eq!(feed::trim(&ground.client, feed::OUTBOX_RETENTION).await.unwrap(), 2);
    assert_eq!(ground.number("select count(*) from outbox").await, own);
}

async fn last(ground: &Ground) -> i64 {
    ground.number("select coalesce(max(seq), 0) from outbox").await
}

/// Statements in an order in which nothing is deleted that another one still needs.
async fn script(ground: &Ground) -> Vec<Statements> {
    let Ground { user, project, gamma_ray, .. } = ground;
    let (left, right) = (ground.well, Uuid::now_v7());
    ground
        .sql(&format!(
            "insert into wells (id, project_id, name) values ('{right}', '{project}', 'A-2')"
        ))
        .await;
    let (pipeline, revision) = (Uuid::now_v7(), Uuid::now_v7());
    ground
        .sql(&format!(
            "insert into pipelines (id, project_id, name, dag_definition, created_by, updated_by)
               values ('{pipeline}', '{project}', 'shale', '{{}}', '{user}', '{user}');
             insert into pipeline_revisions
                 (id, project_id, pipeline_id, revision_message, snapshot, created_by)
               values ('{revision}', '{project}', '{pipeline}', '', '{{}}', '{user}')"
        ))
        .await;
    let (first, second) = (ground.run("running").await, ground.run("running").await);
    let node = ground.node(first, "running").await;
    let both_wells = format!("unnest(array['{left}', '{right}']::uuid[]) as well");
    let both_runs = format!("unnest(array['{first}', '{second}']::uuid[]) as run");
    let thrice = "generate_series(1, 3) as n";
    vec![
        Statements {
            table: "projects",
            keys: 3,
            insert: format!(
                "insert into projects (id, name, created_by)
                 select gen_random_uuid(), 'new ' || n, '{user}' from {thrice}"
            ),
            update: "update projects set description = 'x' where name like 'new %'",
            delete: "delete from projects where name like 'new %'",
        },
        Statements {
            table: "wells",
            keys: 3,
            insert: format!(
                "insert into wells (id, project_id, name)
                 select gen_random_uuid(), '{project}', 'new ' || n from {thrice}"
            ),
            update: "update wells set field = 'x' where name like 'new %'",
            delete: "delete from wells where name like 'new %'",
        },
        Statements {
            table: "well_markers",
            keys: 2,
            insert: format!(
                "insert into well_markers (id, project_id, well_id, name, md_m)
                 select gen_random_uuid(), '{project}', well, 'top ' || n, n from {both_wells}, {thrice}"
            ),
            update: "update well_markers set md_m = md_m + 1",
            delete: "delete from well_markers",
        },
        Statements {
            table: "curves",
            keys: 2,
            insert: format!(
                "insert into curves (id, project_id, well_id, curve_id, curve_name, curve_metadata_id,
                   unit, parquet_file_path, parquet_column_name)
                 select gen_random_uuid(), '{project}', well, 'GR', 'GR_' || n, '{gamma_ray}',
                   'gAPI', 'x.parquet', 'GR' from {both_wells}, {thrice}"
            ),
            update: "update curves set unit = 'API'",
            delete: "delete from curves",
        },
        Statements {
            table: "pipelines",
            keys: 3,
            insert: format!(
                "insert into pipelines (id, project_id, name, dag_definition, created_by, updated_by)
                 select gen_random_uuid(), '{project}', 'p ' || n, '{{}}', '{user}', '{user}' from {thrice}"
            ),
            update: "update pipelines set description = 'x' where name like 'p %'",
            delete: "delete from pipelines where name like 'p %'",
        },
        Statements {
            table: "pipeline_drafts",
            keys: 3,
            insert: format!(
                "insert into pipeline_drafts (user_id, pipeline_id, project_id, definition, history)
                 select '{user}', gen_random_uuid(), '{project}', '{{}}', '{{}}' from {thrice}"
            ),
            update: "update pipeline_drafts set ordinal = ordinal + 1",
            delete: "delete from pipeline_drafts",
        },
        Statements {
            table: "pipeline_branches",
            keys: 1,
            insert: format!(
                "insert into pipeline_branches (id, project_id, pipeline_id, branch_name, head_revision_id)
                 select gen_random_uuid(), '{project}', '{pipeline}', 'b' || n, '{revision}'
                 from {thrice}"
            ),
            update: "update pipeline_branches set updated_at = clock_timestamp()",
            delete: "delete from pipeline_branches",
        },
        Statements {
            table: "pipeline_executions",
            keys: 3,
            insert: format!(
                "insert into pipeline_executions (id, project_id, pipeline_name, execution_type,
                   executed_by, executed_by_email, dag_snapshot, otel_trace_id)
                 select gen_random_uuid(), '{project}', 'new', 'dag', '{user}', '', '{{}}', ''
                 from {thrice}"
            ),
            update: "update pipeline_executions set wells_total = 5 where pipeline_name = 'new'",
            delete: "delete from pipeline_executions where pipeline_name = 'new'",
        },
        Statements {
            table: "node_executions",
            keys: 2,
            insert: format!(
                "insert into node_executions (id, project_id, execution_id, ordinal, node_id,
                   node_name, execution_type, executed_by, executed_by_email, node_config_snapshot,
                   otel_trace_id)
                 select gen_random_uuid(), '{project}', run, n, 'n' || n, 'new', 'dag', '{user}',
                   '', '{{}}', '' from {both_runs}, {thrice}"
            ),
            update: "update node_executions set wells_total = 5 where node_name = 'new'",
            delete: "delete from node_executions where node_name = 'new'",
        },
        Statements {
            table: "node_well_results",
            keys: 1,
            insert: format!(
                "insert into node_well_results (id, project_id, execution_id, node_execution_id, well_id)
                 select gen_random_uuid(), '{project}', '{first}', '{node}', well from {both_wells}"
            ),
            update: "update node_well_results set rows_in = 10",
            delete: "delete from node_well_results",
        },
        Statements {
            table: "execution_logs",
            keys: 2,
            insert: format!(
                "insert into execution_logs (project_id, execution_id, level, message)
                 select '{project}', run, 'info', 'x' from {both_runs}, {thrice}"
            ),
            update: "update execution_logs set level = 'warn'",
            delete: "delete from execution_logs",
        },
        Statements {
            table: "result_tables",
            keys: 1,
            insert: format!(
                "insert into result_tables (id, project_id, execution_id, node_execution_id, well_id,
                   name, columns, rows, row_count, truncated)
                 select gen_random_uuid(), '{project}', '{first}', '{node}', well, 'gaps', '[]', '[]',
                   0, false from {both_wells}"
            ),
            update: "update result_tables set row_count = 1",
            delete: "delete from result_tables",
        },
    ]
}
