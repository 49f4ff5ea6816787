//! One Postgres cluster on disk: created, started, found running, stopped.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::unistd::geteuid;
use sha2::{Digest, Sha256};

use super::find::{self, Binaries};
use super::privileges::Account;
use super::{Options, ServerAddress};
use crate::control::mask::mask;
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Longest path of a Unix socket, in bytes, without its final NUL.
const SOCKET_PATH_LIMIT: usize = if cfg!(target_os = "linux") { 107 } else { 103 };

/// Port in the name of the socket; nothing listens on TCP.
const PORT: u16 = 5432;

/// Superuser and database of a private cluster.
const OWNER: &str = "mudrock";

/// Time for a start (crash recovery included) or a stop.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// Pause between two looks at a server that is starting or stopping.
const LOOK_AGAIN: Duration = Duration::from_millis(30);

/// Size in bytes at which the log of a former start is set aside.
const LOG_LIMIT: u64 = 8 * 1024 * 1024;

/// A cluster and what is needed to run it.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// Directory of everything below.
    pub root: PathBuf,
    /// Data directory.
    pub data: PathBuf,
    /// Directory of the socket.
    pub socket: PathBuf,
    /// Server binaries.
    pub binaries: Binaries,
    /// Account of the server.
    pub account: Account,
    durable: bool,
}

/// First and last facts of `postmaster.pid`.
struct Postmaster {
    pid: i32,
    ready: bool,
}

impl Cluster {
    /// Prepares the directory `root`, which belongs to the cluster alone, without starting anything.
    pub fn at(root: &Path, options: &Options) -> Result<Self, Diagnostic> {
        fs::create_dir_all(root).map_err(|error| unusable(root, &error))?;
        let root = root.canonicalize().map_err(|error| unusable(root, &error))?;
        let data = root.join("data");
        let cluster_major = fs::read_to_string(data.join("PG_VERSION"))
            .ok()
            .and_then(|version| version.trim().parse().ok());
        let binaries = find::find(options.binaries.as_deref(), cluster_major)?;
        let account = Account::for_data(&data)?;
        account.open_way(&root)?;
        let socket = socket_dir(&root);
        Ok(Self { root, data, socket, binaries, account, durable: options.durable })
    }

    /// Returns where clients connect.
    pub fn address(&self) -> ServerAddress {
        ServerAddress {
            socket_dir: self.socket.clone(),
            port: PORT,
            user: OWNER.to_owned(),
            database: OWNER.to_owned(),
        }
    }

    /// Returns the path of the server's log.
    pub fn log(&self) -> PathBuf {
        self.data.join("server.log")
    }

    /// Runs `initdb`, unless the cluster exists. A cluster that was half made when its maker died is made anew.
    pub fn create_if_missing(&self) -> Result<(), Diagnostic> {
        if self.data.join("PG_VERSION").exists() {
            return Ok(());
        }
        let unborn = self.root.join("data.new");
        // The type of characters is Unicode where the system knows it; order is by code point everywhere.
        let mut outcome = self.initialise(&unborn, "C.UTF-8");
        if outcome.as_ref().is_err_and(|error| error.to_string().contains("locale")) {
            outcome = self.initialise(&unborn, "C");
        }
        outcome?;
        let conf = unborn.join("postgresql.conf");
        let text = fs::read_to_string(&conf).map_err(|error| unusable(&conf, &error))?;
        fs::write(&conf, format!("{text}\ninclude = 'mudrock.conf'\n"))
            .map_err(|error| unusable(&conf, &error))?;
        self.write_settings(&unborn)?;
        self.create_database(&unborn)?;
        fs::rename(&unborn, &self.data).map_err(|error| unusable(&self.data, &error))
    }

    fn initialise(&self, unborn: &Path, character_type: &str) -> Result<(), Diagnostic> {
        match fs::remove_dir_all(unborn) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(unusable(unborn, &error));
            }
            _ => {}
        }
        self.private_dir(unborn)?;
        let mut initdb = self.account.command(&self.binaries.program("initdb"));
        initdb
            .args(["--username", OWNER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C"])
            .args(["--lc-ctype", character_type, "--no-instructions", "--pgdata"])
            .arg(unborn);
        if !self.durable {
            initdb.arg("--no-sync");
        }
        self.run(&mut initdb, "initdb").map(drop)
    }

    /// Creates the database before the cluster gets its name, so that it is there whenever the cluster is.
    fn create_database(&self, data: &Path) -> Result<(), Diagnostic> {
        let statement = self.root.join("create.sql");
        fs::write(&statement, format!("create database {OWNER}\n"))
            .map_err(|error| unusable(&statement, &error))?;
        let input = fs::File::open(&statement).map_err(|error| unusable(&statement, &error))?;
        let mut single = self.account.command(&self.binaries.program("postgres"));
        single.args(["--single", "-j", "-D"]).arg(data).arg("postgres").stdin(Stdio::from(input));
        let outcome = self.run(&mut single, "postgres --single");
        fs::remove_file(&statement).map_err(|error| unusable(&statement, &error))?;
        outcome.map(drop)
    }

    /// Starts the server, unless it runs. The caller holds the start lock.
    pub fn start_if_stopped(&self) -> Result<(), Diagnostic> {
        let deadline = Instant::now() + START_TIMEOUT;
        loop {
            if self.is_running() {
                return Ok(());
            }
            match self.postmaster() {
                // It starts, recovers or stops: its own end is near.
                Some(found)
                    if self.is_ours(found.pid) && (!found.ready || self.socket_file().exists()) => {
                }
                // Something cleared the directory of temporary files: without its socket a server is of no use.
                Some(found) if self.is_ours(found.pid) => self.stop()?,
                found => {
                    self.forget_dead_server(found.is_some_and(|found| is_alive(found.pid)))?;
                    match self.start() {
                        // Children of a killed server need a moment to notice and go.
                        Err(error) if self.still_occupied(&error) && Instant::now() < deadline => {}
                        outcome => return outcome,
                    }
                }
            }
            if Instant::now() > deadline {
                return Err(self.failure("the private Postgres server does not become ready"));
            }
            thread::sleep(LOOK_AGAIN);
        }
    }

    fn start(&self) -> Result<(), Diagnostic> {
        self.prepare_socket_dir()?;
        self.write_settings(&self.data)?;
        self.set_log_aside()?;
        // `pg_ctl` puts the server into a session of its own: the end of this terminal does not reach it.
        let mut start = self.account.command(&self.binaries.program("pg_ctl"));
        start
            .args(["start", "--wait", "--silent", "--timeout"])
            .arg(START_TIMEOUT.as_secs().to_string())
            .arg("--pgdata")
            .arg(&self.data)
            .arg("--log")
            .arg(self.log())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        match start.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(self.failure("the private Postgres server does not start")),
            Err(error) => Err(self.cannot_run("pg_ctl", &error)),
        }
    }

    /// Stops the server; clients still connected are sent away.
    pub fn stop(&self) -> Result<(), Diagnostic> {
        self.stop_in_mode("fast")
    }

    /// Stops the server in a mode of `pg_ctl stop`; `immediate` is a crash.
    pub fn stop_in_mode(&self, mode: &str) -> Result<(), Diagnostic> {
        let pid = self.postmaster().map(|found| found.pid);
        let mut stop = self.account.command(&self.binaries.program("pg_ctl"));
        stop.args(["stop", "--wait", "--silent", "--mode", mode, "--timeout"])
            .arg(START_TIMEOUT.as_secs().to_string())
            .arg("--pgdata")
            .arg(&self.data);
        match self.run(&mut stop, "pg_ctl stop") {
            Err(error) if self.is_running() => return Err(error),
            _ => {}
        }
        // `pg_ctl` waits for the file, which goes a moment before the process.
        let deadline = Instant::now() + START_TIMEOUT;
        while pid.is_some_and(|pid| self.is_ours(pid)) && Instant::now() < deadline {
            thread::sleep(LOOK_AGAIN);
        }
        Ok(())
    }

    /// Whether a server answers on the socket of this cluster and is past its recovery.
    pub fn is_running(&self) -> bool {
        UnixStream::connect(self.socket_file()).is_ok()
            && self.postmaster().is_some_and(|found| found.ready)
    }

    /// Returns the process id of the running server.
    pub fn pid(&self) -> Option<i32> {
        self.is_running().then(|| self.postmaster()).flatten().map(|found| found.pid)
    }

    fn postmaster(&self) -> Option<Postmaster> {
        let text = fs::read_to_string(self.data.join("postmaster.pid")).ok()?;
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok()?;
        // Line 8 is the state: starting, ready, standby or stopping.
        Some(Postmaster { pid, ready: lines.nth(6).is_some_and(|state| state.trim() == "ready") })
    }

    /// Whether a process is this cluster's server, and not one that got the same number after a restart of the machine.
    fn is_ours(&self, pid: i32) -> bool {
        if Path::new("/proc/self").exists() {
            return fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd == self.data);
        }
        let ps =
            Command::new("ps").args(["-ww", "-o", "command=", "-p"]).arg(pid.to_string()).output();
        ps.is_ok_and(|ps| {
            String::from_utf8_lossy(&ps.stdout).contains(&*self.data.to_string_lossy())
        })
    }

    /// Makes the lock files of a dead server harmless: Postgres would take any living process of its number for it.
    fn forget_dead_server(&self, number_is_taken: bool) -> Result<(), Diagnostic> {
        let socket_lock = self.socket.join(format!(".s.PGSQL.{PORT}.lock"));
        match fs::remove_file(&socket_lock) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(unusable(&socket_lock, &error));
            }
            _ => {}
        }
        if !number_is_taken {
            return Ok(());
        }
        // The rest of the file stays: by it, Postgres refuses to start beside children of the dead server.
        let file = self.data.join("postmaster.pid");
        let dead =
            Command::new("true").spawn().and_then(|mut child| child.wait().map(|_| child.id()));
        dead.and_then(|dead| {
            let text = fs::read_to_string(&file)?;
            let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
            fs::write(&file, format!("{dead}\n{rest}"))
        })
        .map_err(|error| unusable(&file, &error))
    }

    fn still_occupied(&self, error: &Diagnostic) -> bool {
        error.found.as_deref().is_some_and(|found| found.contains("shared memory block"))
    }

    fn socket_file(&self) -> PathBuf {
        self.socket.join(format!(".s.PGSQL.{PORT}"))
    }

    /// Creates the directory of the socket, or checks that the one that exists is private to the server's account.
    fn prepare_socket_dir(&self) -> Result<(), Diagnostic> {
        let found = match fs::symlink_metadata(&self.socket) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return self.private_dir(&self.socket);
            }
            Err(error) => return Err(unusable(&self.socket, &error)),
            Ok(found) => found,
        };
        let ours = self.account.is(found.uid()) || found.uid() == geteuid().as_raw();
        if found.is_dir() && ours && found.mode() & 0o077 == 0 {
            return self.account.own(&self.socket).map_err(|error| unusable(&self.socket, &error));
        }
        Err(Diagnostic::error(
            ErrorType::ConfigurationInvalid,
            format!("{} is not private", self.socket.display()),
        )
        .found(format!("owner {}, mode {:04o}", found.uid(), found.mode() & 0o7777))
        .wanted(format!("a directory of account {} with mode 0700", self.account.name))
        .hint("remove it, and find out who made it"))
    }

    fn private_dir(&self, dir: &Path) -> Result<(), Diagnostic> {
        fs::DirBuilder::new()
            .mode(0o700)
            .create(dir)
            .and_then(|()| self.account.own(dir))
            .map_err(|error| unusable(dir, &error))
    }

    /// Writes the server's settings anew at each start, so that a newer MudRock brings its own.
    fn write_settings(&self, data: &Path) -> Result<(), Diagnostic> {
        let file = data.join("mudrock.conf");
        let socket = self.socket.to_string_lossy().replace('"', "\"\"");
        let socket = socket.replace('\\', "\\\\").replace('\'', "''");
        let durability = if self.durable {
            "shared_buffers = 128MB\nmax_wal_size = 512MB\n"
        } else {
            "shared_buffers = 32MB\nfsync = off\nfull_page_writes = off\n"
        };
        let text = format!(
            "# Written by MudRock at each start; changes here are lost.\n\
             listen_addresses = ''\n\
             port = {PORT}\n\
             unix_socket_directories = '\"{socket}\"'\n\
             unix_socket_permissions = 0700\n\
             max_connections = 100\n\
             {durability}\
             wal_level = minimal\n\
             max_wal_senders = 0\n\
             jit = off\n\
             log_checkpoints = off\n\
             timezone = 'UTC'\n\
             log_timezone = 'UTC'\n"
        );
        fs::write(&file, text)
            .and_then(|()| fs::set_permissions(&file, fs::Permissions::from_mode(0o600)))
            .and_then(|()| self.account.own(&file))
            .map_err(|error| unusable(&file, &error))
    }

    fn set_log_aside(&self) -> Result<(), Diagnostic> {
        let log = self.log();
        if fs::metadata(&log).is_ok_and(|log| log.len() > LOG_LIMIT) {
            fs::rename(&log, self.data.join("server.log.1"))
                .map_err(|error| unusable(&log, &error))?;
        }
        Ok(())
    }

    fn run(&self, command: &mut Command, name: &str) -> Result<(), Diagnostic> {
        let output = command.output().map_err(|error| self.cannot_run(name, &error))?;
        if output.status.success() {
            return Ok(());
        }
        Err(Diagnostic::error(ErrorType::DatabaseUnreachable, format!("{name} failed"))
            .in_file(self.data.display().to_string())
            .found(mask(&last_lines(&String::from_utf8_lossy(&output.stderr), 3)))
            .hint("free disk space, and check that the data directory is writable"))
    }

    fn cannot_run(&self, name: &str, error: &io::Error) -> Diagnostic {
        Diagnostic::error(
            ErrorType::DatabaseUnreachable,
            format!("cannot run {name} as {}", self.account.name),
        )
        .in_file(self.binaries.dir.display().to_string())
        .found(error.to_string())
        .wanted(format!("programs that {} may execute", self.account.name))
        .hint(format!(
            "install Postgres for all users, or name its binaries by {}",
            find::BINARIES_VARIABLE
        ))
    }

    fn failure(&self, what: &str) -> Diagnostic {
        let log = fs::read(self.log()).unwrap_or_default();
        Diagnostic::error(ErrorType::DatabaseUnreachable, what)
            .in_file(self.log().display().to_string())
            .found(mask(&last_lines(&String::from_utf8_lossy(&log), 4)))
            .wanted("a server that accepts connections")
            .hint("read the log")
    }
}

/// Puts the socket beside the data, or into the directory of temporary files where that path is too long.
fn socket_dir(root: &Path) -> PathBuf {
    let beside = root.join("socket");
    let length = beside.as_os_str().len() + format!("/.s.PGSQL.{PORT}").len();
    if length <= SOCKET_PATH_LIMIT && beside.to_str().is_some() {
        return beside;
    }
    let hash = Sha256::digest(root.as_os_str().as_encoded_bytes());
    let short: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    PathBuf::from(format!("/tmp/mudrock-{}-{short}", geteuid()))
}

fn is_alive(pid: i32) -> bool {
    use nix::errno::Errno;
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), None) != Err(Errno::ESRCH)
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(count)..].join("; ")
}

/// Says that a path of the cluster cannot be used.
pub fn unusable(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(
        ErrorType::ConfigurationInvalid,
        "cannot use the directory of the private Postgres server",
    )
    .in_file(path.display().to_string())
    .found(error.to_string())
    .wanted("a directory that mudrock may write")
    .hint("choose another data directory, or mend its owner and mode")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_moves_the_socket_to_the_temporary_files() {
        assert_eq!(socket_dir(Path::new("/srv/m")), Path::new("/srv/m/socket"));
        let long = PathBuf::from(format!("/{}", "x".repeat(SOCKET_PATH_LIMIT)));
        let short = socket_dir(&long);
        assert!(short.starts_with("/tmp") && short.as_os_str().len() < 60, "{}", short.display());
        assert_ne!(short, socket_dir(&long.join("other")), "two clusters never share a socket");
    }
}
