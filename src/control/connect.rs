//! Decides which Postgres to use, and connects to it.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use tokio_postgres::config::Host;
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{Client, Config, Connection, NoTls, Socket};
use tokio_util::task::AbortOnDropHandle;

use super::error::diagnose;
use super::managed::{ManagedServer, Options, ServerAddress, ServerFacts};
use super::mask::mask_known;
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Connections of one process: enough for panes and runners, and a small server still has room for ten processes.
pub const POOL_CONNECTIONS: usize = 8;

/// Time to wait for a free connection of the pool.
const POOL_WAIT: Duration = Duration::from_secs(30);

/// Time to reach the server.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Silence after which the kernel asks whether the server is still there, then how often, and how many times.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(15);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
const KEEPALIVE_RETRIES: u32 = 3;

/// Time after which sent data without an answer ends the connection.
const UNANSWERED: Duration = Duration::from_secs(30);

/// How a database is reached; shows no password, in no form.
#[derive(Clone)]
pub struct ServerSettings {
    config: Box<Config>,
}

/// A connection outside of the pool, for work that keeps a session of its own.
#[derive(Debug)]
pub struct Dedicated {
    client: Client,
    _driver: AbortOnDropHandle<()>,
}

/// Which Postgres to use.
#[derive(Debug, Clone)]
pub enum Source {
    /// A server that the user names.
    Given(ServerSettings),
    /// The private server.
    Embedded {
        /// Its directory.
        dir: PathBuf,
        /// How it runs.
        options: Options,
    },
}

/// A database that answers, with its pool, and the hold on the private server if it is that one.
#[derive(Debug)]
pub struct Database {
    settings: ServerSettings,
    pool: Pool,
    managed: Option<ManagedServer>,
}

impl Source {
    /// Takes the server of the environment, else that of `configured_url`, else the private one in `embedded_dir`.
    pub fn from_env(configured_url: Option<&str>, embedded_dir: &Path) -> Result<Self, Diagnostic> {
        let named = match ServerSettings::from_lookup(|name| env::var(name).ok())? {
            Some(settings) => Some(settings),
            None => configured_url.map(ServerSettings::parse).transpose()?,
        };
        Ok(named.map_or_else(
            || Self::Embedded { dir: embedded_dir.to_path_buf(), options: Options::default() },
            Self::Given,
        ))
    }
}

impl ServerSettings {
    /// Reads a URL or a `key=value` string.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let config: Config = text.parse().map_err(|error: tokio_postgres::Error| {
            let reason =
                std::error::Error::source(&error).map_or(error.to_string(), ToString::to_string);
            Diagnostic::error(ErrorType::ConfigurationInvalid, "the database URL cannot be read")
                .found(mask_known(&format!("{text} ({reason})"), None))
                .wanted("postgres://user:password@host:5432/database")
                .hint("percent-encode special characters of the password, such as %40 for @")
        })?;
        Ok(Self { config: Box::new(with_defaults(config)) })
    }

    /// Reads the variables of the environment through `get`; `None` when they name no server.
    ///
    /// `DATABASE_URL` wins; else `DB_HOST`, with `DB_PORT`, `DB_USER`, `POSTGRES_PASSWORD`, `DB_NAME`.
    pub fn from_lookup(get: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, Diagnostic> {
        let get = |name: &str| get(name).filter(|value| !value.is_empty());
        if let Some(url) = get("DATABASE_URL") {
            return Self::parse(&url).map(Some);
        }
        let Some(host) = get("DB_HOST") else { return Ok(None) };
        let port = get("DB_PORT").unwrap_or_else(|| "5432".to_owned());
        let port: u16 = port.parse().map_err(|_| {
            Diagnostic::error(ErrorType::ConfigurationInvalid, "DB_PORT is not a port")
                .found(port.clone())
                .wanted("a number from 1 to 65535")
                .hint("correct or unset DB_PORT")
        })?;
        // As in libpq, a database left out has the name of the user.
        let user = get("DB_USER").unwrap_or_else(|| "postgres".to_owned());
        let mut config = Config::new();
        config
            .host(host)
            .port(port)
            .dbname(get("DB_NAME").unwrap_or_else(|| user.clone()))
            .user(user);
        if let Some(password) = get("POSTGRES_PASSWORD") {
            config.password(password);
        }
        Ok(Some(Self { config: Box::new(with_defaults(config)) }))
    }

    /// Returns the variables of the environment under which a child process uses the same database.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let host = match self.config.get_hosts().first() {
            Some(Host::Tcp(name)) => name.clone(),
            Some(Host::Unix(dir)) => dir.display().to_string(),
            None => "localhost".to_owned(),
        };
        let port = self.config.get_ports().first().copied().unwrap_or(5432);
        let mut variables = vec![("DB_HOST", host), ("DB_PORT", port.to_string())];
        variables.extend(self.config.get_user().map(|user| ("DB_USER", user.to_owned())));
        variables.extend(self.config.get_dbname().map(|name| ("DB_NAME", name.to_owned())));
        variables.extend(
            self.config.get_password().map(|password| {
                ("POSTGRES_PASSWORD", String::from_utf8_lossy(password).into_owned())
            }),
        );
        variables
    }

    /// Returns the same server with another database.
    pub fn with_database(&self, name: &str) -> Self {
        let mut config = self.config.clone();
        config.dbname(name);
        Self { config }
    }

    /// Returns the same database for another user.
    pub fn with_user(&self, name: &str, password: Option<&str>) -> Self {
        let mut config = self.config.clone();
        config.user(name);
        config.password(password.unwrap_or_default());
        Self { config }
    }

    /// Returns the same database under another name in `pg_stat_activity`.
    pub fn with_application_name(&self, name: &str) -> Self {
        let mut config = self.config.clone();
        config.application_name(name);
        Self { config }
    }

    /// Connects outside of the pool.
    pub async fn connect(&self) -> Result<Dedicated, Diagnostic> {
        let (client, connection) = self.open().await?;
        let driver = tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = %super::mask::mask(&error.to_string()), "a database connection ended");
            }
        });
        Ok(Dedicated { client, _driver: AbortOnDropHandle::new(driver) })
    }

    /// Connects, and leaves it to the caller to drive the connection.
    pub(super) async fn open(
        &self,
    ) -> Result<(Client, Connection<Socket, NoTlsStream>), Diagnostic> {
        self.config.connect(NoTls).await.map_err(|error| self.unreachable(&error))
    }

    /// Says that the server cannot be reached, and names it.
    fn unreachable(&self, error: &tokio_postgres::Error) -> Diagnostic {
        self.masked(Diagnostic {
            error_type: ErrorType::DatabaseUnreachable,
            ..diagnose(&format!("cannot connect to Postgres at {self}"), error)
        })
    }

    /// Masks the password of these settings in a diagnostic.
    fn masked(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        let mask = |text: String| mask_known(&text, self.config.get_password());
        // `what` is our own text; a short password such as `a` must not tear it apart.
        diagnostic.found = diagnostic.found.map(mask);
        diagnostic
    }
}

/// Host, port, database and user; never a password.
impl fmt::Display for ServerSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ports = self.config.get_ports();
        let hosts: Vec<String> = self
            .config
            .get_hosts()
            .iter()
            .enumerate()
            .map(|(index, host)| {
                let port = ports.get(index).or(ports.first()).copied().unwrap_or(5432);
                match host {
                    Host::Tcp(name) => format!("{name}:{port}"),
                    Host::Unix(dir) => format!("{}:{port}", dir.display()),
                }
            })
            .collect();
        write!(
            f,
            "{}/{} as {}",
            hosts.join(","),
            self.config.get_dbname().unwrap_or_default(),
            self.config.get_user().unwrap_or("the current user")
        )
    }
}

impl fmt::Debug for ServerSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServerSettings({self})")
    }
}

impl From<ServerAddress> for ServerSettings {
    fn from(address: ServerAddress) -> Self {
        let mut config = Config::new();
        config
            .host_path(&address.socket_dir)
            .port(address.port)
            .user(address.user)
            .dbname(address.database);
        Self { config: Box::new(with_defaults(config)) }
    }
}

impl std::ops::Deref for Dedicated {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl std::ops::DerefMut for Dedicated {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.client
    }
}

impl Database {
    /// Starts the private server if it is wanted, and connects.
    pub async fn open(source: Source) -> Result<Self, Diagnostic> {
        match source {
            Source::Given(settings) => Self::connect(settings, None).await,
            Source::Embedded { dir, options } => {
                let managed = ManagedServer::start(dir, options).await?;
                Self::connect(managed.connection().into(), Some(managed)).await
            }
        }
    }

    async fn connect(
        settings: ServerSettings,
        managed: Option<ManagedServer>,
    ) -> Result<Self, Diagnostic> {
        let manager = Manager::from_config(
            Config::clone(&settings.config),
            NoTls,
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let pool = Pool::builder(manager)
            .max_size(POOL_CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(POOL_WAIT))
            .create_timeout(Some(2 * CONNECT_TIMEOUT))
            .build()
            .map_err(|error| {
                Diagnostic::error(ErrorType::Internal, "the connection pool cannot be built")
                    .found(error.to_string())
            })?;
        let database = Self { settings, pool, managed };
        // The first connection shows whether the database answers; it stays in the pool.
        drop(database.client().await?);
        Ok(database)
    }

    /// Takes a connection from the pool; a private server that died is started again.
    pub async fn client(&self) -> Result<Object, Diagnostic> {
        let taken = match (self.pool.get().await, &self.managed) {
            (Err(deadpool_postgres::PoolError::Backend(_)), Some(managed)) => {
                managed.revive().await?;
                self.pool.get().await
            }
            (taken, _) => taken,
        };
        taken.map_err(|error| match error {
            deadpool_postgres::PoolError::Backend(error) => self.settings.unreachable(&error),
            other => self.settings.masked(other.into()),
        })
    }

    /// Returns the pool.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Returns how the database is reached.
    pub fn settings(&self) -> &ServerSettings {
        &self.settings
    }

    /// Returns what there is to know about the private server, when it is in use.
    pub fn managed(&self) -> Option<ServerFacts> {
        self.managed.as_ref().map(ManagedServer::facts)
    }

    /// Closes the pool, and stops the private server if this process was its last user.
    pub async fn close(self) -> Result<(), Diagnostic> {
        self.pool.close();
        match self.managed {
            Some(managed) => managed.release().await.map(drop),
            None => Ok(()),
        }
    }
}

/// Adds what a connection string rarely says; what it says stays.
fn with_defaults(mut config: Config) -> Config {
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_application_name().is_none() {
        config.application_name("mudrock");
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(UNANSWERED);
    }
    if config.get_keepalives_interval().is_none() {
        config
            .keepalives_idle(KEEPALIVE_IDLE)
            .keepalives_interval(KEEPALIVE_INTERVAL)
            .keepalives_retries(KEEPALIVE_RETRIES);
    }
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked_up(pairs: &[(&str, &str)]) -> Result<Option<ServerSettings>, Diagnostic> {
        let find = |name: &str| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        ServerSettings::from_lookup(find)
    }

    #[test]
    fn the_url_wins_over_single_variables_and_both_over_the_private_server() {
        let url = ("DATABASE_URL", "postgres://ann:s3cret@db:6432/mud");
        let host = ("DB_HOST", "other");
        let place =
            |pairs: &[(&str, &str)]| looked_up(pairs).unwrap().map(|found| found.to_string());
        assert_eq!(place(&[url, host]).as_deref(), Some("db:6432/mud as ann"));
        assert_eq!(place(&[host, ("DB_USER", "bo")]).as_deref(), Some("other:5432/bo as bo"));
        assert_eq!(place(&[("DATABASE_URL", "")]), None);
    }

    #[test]
    fn neither_debug_nor_a_parse_error_shows_the_password() {
        let settings = ServerSettings::parse("postgres://ann:s3cret@db/mud").unwrap();
        assert!(!format!("{settings:?} {settings}").contains("s3cret"));
        for bad in [
            "postgres://ann:s3cret@db:port/mud",
            "host=db password=s3cret port=x",
            "password='s3cret",
        ] {
            let error = ServerSettings::parse(bad).unwrap_err();
            assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        }
    }

    #[test]
    fn a_bad_port_is_named() {
        let error = looked_up(&[("DB_HOST", "db"), ("DB_PORT", "many")]).unwrap_err();
        assert_eq!(error.found.as_deref(), Some("many"));
    }
}
