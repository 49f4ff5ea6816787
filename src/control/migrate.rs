//! Brings the tables of the database to the version that this binary knows.

use refinery::error::{Error, Kind};
use refinery::{Migration, Runner};

use super::connect::{Dedicated, ServerSettings};
use super::error::{During, diagnose};
use super::mask::mask;
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Key of the advisory lock around migrations, because refinery takes none: "mudrock" in ASCII.
const LOCK: i64 = 0x6d_75_64_72_6f_63_6b;

/// Time to wait while another process migrates.
const LOCK_TIMEOUT: &str = "set lock_timeout = '60s'";

mod embedded {
    refinery::embed_migrations!("sql/migrations");
}

/// How far the tables are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Number of the newest migration applied; `None` for an empty database.
    pub applied: Option<i32>,
    /// Number of the newest migration that this binary knows.
    pub known: Option<i32>,
}

impl Version {
    /// Whether nothing is left to apply.
    pub fn is_current(&self) -> bool {
        self.applied == self.known
    }

    /// Whether a newer binary has migrated the database.
    pub fn is_ahead(&self) -> bool {
        self.applied > self.known
    }
}

/// Applies the migrations that are missing, and returns their names; several processes may do so at once.
pub async fn migrate(settings: &ServerSettings) -> Result<Vec<String>, Diagnostic> {
    migrate_with(settings, embedded_migrations()).await
}

/// Applies `migrations` instead of those in the binary.
pub async fn migrate_with(
    settings: &ServerSettings,
    migrations: Vec<Migration>,
) -> Result<Vec<String>, Diagnostic> {
    let mut connection = settings.connect().await?;
    // A user without the right to change tables still gets past a database that is current.
    if checked_version(&connection, &migrations).await?.is_current() {
        return Ok(Vec::new());
    }
    connection.batch_execute(LOCK_TIMEOUT).await.during("prepare the migrations")?;
    connection.execute("select pg_advisory_lock($1)", &[&LOCK]).await.map_err(|error| {
        diagnose("cannot migrate the database: another process has been at it for a minute", &error)
            .hint(
                "see pg_stat_activity for the session that waits or works, and end it if it hangs",
            )
    })?;
    connection.batch_execute("reset lock_timeout").await.during("prepare the migrations")?;
    let outcome = apply(&mut connection, &migrations).await;
    // The lock belongs to the session, so an early return or a crash frees it too.
    connection
        .execute("select pg_advisory_unlock($1)", &[&LOCK])
        .await
        .during("end the migrations")?;
    outcome
}

/// Tells how far the tables are, and changes nothing.
pub async fn version(connection: &tokio_postgres::Client) -> Result<Version, Diagnostic> {
    version_against(connection, &embedded_migrations()).await
}

async fn apply(
    connection: &mut Dedicated,
    migrations: &[Migration],
) -> Result<Vec<String>, Diagnostic> {
    checked_version(connection, migrations).await?;
    // Refinery runs each migration and its row of history in a transaction of their own.
    let report = Runner::new(migrations)
        .run_async(&mut **connection)
        .await
        .map_err(|error| refused(&error))?;
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}

async fn checked_version(
    connection: &tokio_postgres::Client,
    migrations: &[Migration],
) -> Result<Version, Diagnostic> {
    let version = version_against(connection, migrations).await?;
    if !version.is_ahead() {
        return Ok(version);
    }
    let number =
        |version: Option<i32>| version.map_or("none".to_owned(), |number| number.to_string());
    Err(Diagnostic::error(ErrorType::DatabaseError, "the database is newer than this mudrock")
        .found(format!("migration {}", number(version.applied)))
        .wanted(format!("at most migration {}", number(version.known)))
        .hint("install the newer mudrock that migrated it, or use another database"))
}

async fn version_against(
    connection: &tokio_postgres::Client,
    migrations: &[Migration],
) -> Result<Version, Diagnostic> {
    let known = migrations.iter().map(Migration::version).max();
    let doing = "read the version of the tables";
    let history = connection
        .query_one("select to_regclass('refinery_schema_history') is not null", &[])
        .await
        .during(doing)?;
    if !history.get::<_, bool>(0) {
        return Ok(Version { applied: None, known });
    }
    let newest = connection
        .query_one("select max(version) from refinery_schema_history", &[])
        .await
        .during(doing)?;
    Ok(Version { applied: newest.get(0), known })
}

fn embedded_migrations() -> Vec<Migration> {
    embedded::migrations::runner().get_migrations().clone()
}

fn refused(error: &Error) -> Diagnostic {
    let changed = |found: String| {
        Diagnostic::error(
            ErrorType::DatabaseError,
            "the history of migrations differs from this mudrock's",
        )
        .found(found)
        .wanted("the same migrations in database and binary")
        .hint("use the mudrock that migrated this database, or another database")
    };
    match error.kind() {
        Kind::DivergentVersion(applied, known) => changed(format!(
            "{applied} in the database, {known} in the binary, or with another text"
        )),
        Kind::MissingVersion(missing) => changed(format!("{missing} on one side only")),
        Kind::Connection(what, source) => match source.downcast_ref::<tokio_postgres::Error>() {
            Some(source) => diagnose(what.trim_matches('`'), source),
            None => Diagnostic::error(ErrorType::DatabaseError, mask(what))
                .found(mask(&source.to_string())),
        },
        other => {
            Diagnostic::error(ErrorType::Internal, "the migrations in this binary are at fault")
                .found(mask(&other.to_string()))
        }
    }
}
