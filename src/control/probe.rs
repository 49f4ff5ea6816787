//! Gathers what `mudrock doctor` tells about the database.

use std::future::poll_fn;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_postgres::AsyncMessage;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use super::connect::{Database, POOL_CONNECTIONS};
use super::error::During;
use super::managed::ServerFacts;
use super::migrate::{self, Version};
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Time in which a notice must arrive.
const NOTICE_TIMEOUT: Duration = Duration::from_secs(5);

/// What there is to know about a database that answers.
#[derive(Debug, Clone, PartialEq)]
pub struct DatabaseFacts {
    /// Host, port, database and user.
    pub place: String,
    /// Version of the server, such as `16.4`.
    pub server_version: String,
    /// Time for one question and its answer.
    pub round_trip: Duration,
    /// How far the tables are.
    pub version: Version,
    /// Time from one session's commit to another's notice.
    pub notice_latency: Duration,
    /// Connections of all programs.
    pub connections: i64,
    /// Connections that the server allows.
    pub max_connections: i64,
    /// Connections that this process allows itself.
    pub pool_connections: usize,
    /// The private server, when it is in use.
    pub managed: Option<ServerFacts>,
}

/// Asks the database about itself.
pub async fn probe(database: &Database) -> Result<DatabaseFacts, Diagnostic> {
    let client = database.client().await?;
    let asked = Instant::now();
    client.simple_query("").await.during("reach the database")?;
    let round_trip = asked.elapsed();
    let row = client
        .query_one(
            "select current_setting('server_version'),
                    (select count(*) from pg_stat_activity where backend_type = 'client backend'),
                    current_setting('max_connections')::bigint",
            &[],
        )
        .await
        .during("ask the server about itself")?;
    Ok(DatabaseFacts {
        place: database.settings().to_string(),
        server_version: row.get(0),
        round_trip,
        version: migrate::version(&client).await?,
        notice_latency: notice_latency(database, &client).await?,
        connections: row.get(1),
        max_connections: row.get(2),
        pool_connections: POOL_CONNECTIONS,
        managed: database.managed(),
    })
}

/// Sends a notice from one session to another, on a channel of its own so that nobody else wakes.
async fn notice_latency(
    database: &Database,
    sender: &tokio_postgres::Client,
) -> Result<Duration, Diagnostic> {
    let doing = "send a notice through the database";
    let channel = format!("mudrock_probe_{}", Uuid::new_v4().simple());
    let (listener, mut connection) = database.settings().open().await?;
    let (heard, mut notices) = mpsc::channel(1);
    let _driver = AbortOnDropHandle::new(tokio::spawn(async move {
        while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
            if matches!(message, AsyncMessage::Notification(_))
                && heard.send(Instant::now()).await.is_err()
            {
                return;
            }
        }
    }));
    listener.batch_execute(&format!("listen {channel}")).await.during(doing)?;
    let sent = Instant::now();
    sender.batch_execute(&format!("notify {channel}")).await.during(doing)?;
    match timeout(NOTICE_TIMEOUT, notices.recv()).await {
        Ok(Some(arrived)) => Ok(arrived.saturating_duration_since(sent)),
        _ => Err(Diagnostic::error(ErrorType::DatabaseError, "a notice does not arrive")
            .wanted(format!("an arrival within {} s", NOTICE_TIMEOUT.as_secs()))
            .hint("connect to the server itself: a pooler such as pgbouncer in transaction mode drops notices; changes still appear each second")),
    }
}
