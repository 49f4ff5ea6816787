//! The private server: shared by processes, stopped by the last, and robust against their deaths.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use mudrock::control::connect::{Database, ServerSettings, Source};
use mudrock::control::managed::{ManagedServer, Options, TestCluster, throw_away};
use mudrock::control::probe::probe;
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, geteuid};
use tempfile::TempDir;

use super::eventually;

/// Directory that a child of these tests works in.
const CHILD_DIR: &str = "MUDROCK_TEST_CHILD_DIR";

fn quick() -> Options {
    Options { durable: false, ..Options::default() }
}

fn is_alive(pid: i32) -> bool {
    // A killed child of nobody may stay as a zombie; a zombie has no working directory.
    kill(Pid::from_raw(pid), None).is_ok()
        && (!Path::new("/proc/self").exists() || fs::read_link(format!("/proc/{pid}/cwd")).is_ok())
}

async fn answers(server: &ManagedServer) -> bool {
    match ServerSettings::from(server.connection()).connect().await {
        Ok(connection) => connection.simple_query("select 1").await.is_ok(),
        Err(_) => false,
    }
}

/// Runs one of the ignored tests below in a process of its own, until it has printed a word, and returns that.
fn child_running(test: &str, dir: &Path) -> (Child, String) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--ignored", "--nocapture"])
        .env(CHILD_DIR, dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let word = lines
        // The harness prints the name of the test on the same line.
        .find_map(|line| line.split_once("child says ").map(|(_, word)| word.to_owned()))
        .expect("the child says something");
    // The harness of the child has more to say at its end.
    std::thread::spawn(move || lines.for_each(drop));
    (child, word)
}

fn wait_for_end_of_input() {
    std::io::stdin().lines().for_each(drop);
}

#[tokio::test]
#[ignore = "a child process of other tests"]
async fn child_holds_the_server() {
    let dir = env::var_os(CHILD_DIR).expect("the parent names a directory");
    let server = ManagedServer::ensure(Path::new(&dir), &quick()).unwrap();
    println!("child says {}", server.facts().pid.unwrap());
    wait_for_end_of_input();
    server.release().await.unwrap();
}

#[test]
#[ignore = "a child process of other tests"]
fn child_has_a_throw_away_cluster() {
    let cluster = TestCluster::shared().unwrap();
    println!("child says {} {}", cluster.pid().unwrap(), cluster.root().display());
    wait_for_end_of_input();
}

#[tokio::test]
async fn the_last_user_stops_the_server() {
    let dir = TempDir::new().unwrap();
    let first = ManagedServer::start(dir.path().to_path_buf(), Options::default()).await.unwrap();
    let second = ManagedServer::start(dir.path().to_path_buf(), Options::default()).await.unwrap();
    let pid = first.facts().pid.expect("it runs");
    assert_eq!(second.facts().pid, Some(pid));
    if geteuid().is_root() && Path::new("/proc/self").exists() {
        assert_ne!(fs::metadata(format!("/proc/{pid}")).unwrap().uid(), 0, "never as root");
    }
    assert!(!first.release().await.unwrap(), "somebody still uses it");
    assert!(answers(&second).await);
    assert!(second.release().await.unwrap(), "the last one stops it");
    assert!(!is_alive(pid));
}

#[test]
fn users_who_start_at_once_get_one_server() {
    let dir = TempDir::new().unwrap();
    let servers: Vec<ManagedServer> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| ManagedServer::ensure(dir.path(), &quick()).unwrap()))
            .collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    let pids: Vec<_> = servers.iter().map(|server| server.facts().pid.unwrap()).collect();
    assert!(pids.iter().all(|pid| *pid == pids[0]), "{pids:?}");
    drop(servers);
    assert!(!is_alive(pids[0]), "dropping lets go as well");
}

#[tokio::test]
async fn two_processes_share_the_server() {
    let dir = TempDir::new().unwrap();
    let (mut child, pid) = child_running("postgres::managed::child_holds_the_server", dir.path());
    let pid: i32 = pid.parse().unwrap();
    let server = ManagedServer::ensure(dir.path(), &quick()).unwrap();
    assert_eq!(server.facts().pid, Some(pid));
    assert!(!server.release().await.unwrap(), "the child still uses it");
    assert!(is_alive(pid));
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    assert!(!is_alive(pid), "the child was the last");
}

#[tokio::test]
async fn a_killed_user_leaves_a_server_that_the_next_one_takes_over() {
    let dir = TempDir::new().unwrap();
    let (mut child, pid) = child_running("postgres::managed::child_holds_the_server", dir.path());
    child.kill().unwrap();
    child.wait().unwrap();
    let server = ManagedServer::ensure(dir.path(), &quick()).unwrap();
    assert_eq!(server.facts().pid, Some(pid.parse().unwrap()), "the same server");
    assert!(server.release().await.unwrap(), "and nobody else holds it");
}

#[tokio::test]
async fn a_stale_pid_file_does_not_keep_the_server_from_starting() {
    let dir = TempDir::new().unwrap();
    let server = ManagedServer::ensure(dir.path(), &quick()).unwrap();
    let facts = server.facts();
    kill(Pid::from_raw(facts.pid.unwrap()), Signal::SIGKILL).unwrap();
    // The number of the dead server now belongs to another program of the same account.
    let owner = fs::metadata(&facts.data).unwrap().uid();
    let mut stranger =
        Command::new("sleep").arg("600").uid(owner).stdout(Stdio::null()).spawn().unwrap();
    let pid_file = facts.data.join("postmaster.pid");
    let text = fs::read_to_string(&pid_file).unwrap();
    fs::write(
        &pid_file,
        text.replacen(&facts.pid.unwrap().to_string(), &stranger.id().to_string(), 1),
    )
    .unwrap();

    let next = ManagedServer::ensure(dir.path(), &quick()).unwrap();
    assert!(answers(&next).await);
    assert_ne!(next.facts().pid, facts.pid);
    assert!(stranger.try_wait().unwrap().is_none(), "the stranger was left alone");
    stranger.kill().unwrap();
    stranger.wait().unwrap();
    drop(server);
    assert!(next.release().await.unwrap());
}

#[test]
fn a_half_made_cluster_is_made_anew() {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join("data.new")).unwrap();
    fs::write(dir.path().join("data.new/PG_VERSION"), "15\n").unwrap();
    let server = ManagedServer::ensure(dir.path(), &quick()).unwrap();
    assert!(server.facts().pid.is_some());
}

#[tokio::test]
async fn a_long_path_still_gets_a_socket() {
    let dir = TempDir::new().unwrap();
    let deep = dir.path().join("d".repeat(120));
    fs::create_dir(&deep).unwrap();
    set_mode(dir.path(), 0o711);
    let server = ManagedServer::ensure(&deep, &quick()).unwrap();
    assert!(answers(&server).await);
    let socket = server.facts().socket;
    assert!(socket.starts_with("/tmp"), "{}", socket.display());
    assert_eq!(fs::metadata(&socket).unwrap().mode() & 0o777, 0o700);
    drop(server);
    fs::remove_dir_all(socket).unwrap();
}

fn set_mode(dir: &Path, mode: u32) {
    fs::set_permissions(dir, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_directory_that_the_servers_account_cannot_enter_is_named() {
    if !geteuid().is_root() {
        return;
    }
    let closed = TempDir::new().unwrap();
    set_mode(closed.path(), 0o700);
    let error = ManagedServer::ensure(&closed.path().join("pg"), &quick()).unwrap_err();
    assert!(error.what.ends_with(&format!("cannot enter {}", closed.path().display())), "{error}");
    assert!(error.hint.unwrap().contains("chmod o+x"));
}

#[test]
fn a_directory_without_binaries_is_named() {
    let dir = TempDir::new().unwrap();
    let options = Options { binaries: Some(dir.path().to_path_buf()), ..quick() };
    let error = ManagedServer::ensure(&dir.path().join("pg"), &options).unwrap_err();
    assert!(error.what.contains(&dir.path().display().to_string()), "{error}");
    assert!(error.hint.unwrap().contains("MUDROCK_PG_BIN"));
}

#[test]
fn a_throw_away_cluster_vanishes_when_dropped() {
    let started = Instant::now();
    let cluster = throw_away().unwrap();
    println!("started in {:?}", started.elapsed());
    let (root, pid) = (cluster.root().to_path_buf(), cluster.pid().unwrap());
    drop(cluster);
    assert!(!root.exists());
    assert!(!is_alive(pid));
}

#[tokio::test]
async fn a_throw_away_cluster_vanishes_when_its_process_is_killed() {
    let dir = TempDir::new().unwrap();
    let (mut child, said) =
        child_running("postgres::managed::child_has_a_throw_away_cluster", dir.path());
    let (pid, root) = said.split_once(' ').unwrap();
    assert!(Path::new(root).exists());
    child.kill().unwrap();
    child.wait().unwrap();
    eventually("the end of the cluster", || !Path::new(root).exists()).await;
    assert!(!is_alive(pid.parse().unwrap()));
}

#[tokio::test]
async fn the_doctor_hears_about_the_private_server() {
    let dir = TempDir::new().unwrap();
    let source = Source::Embedded { dir: dir.path().to_path_buf(), options: quick() };
    let database = Database::open(source).await.unwrap();
    let facts = probe(&database).await.unwrap();
    assert!(facts.place.ends_with("/mudrock as mudrock"), "{}", facts.place);
    assert_eq!(facts.max_connections, 100);
    assert!(facts.connections >= 1);
    assert_eq!(facts.version.applied, None, "nothing is migrated yet");
    let managed = facts.managed.expect("the private server is in use");
    assert!(managed.binaries.join("postgres").exists());
    assert!(managed.log.exists());
    database.close().await.unwrap();
    assert!(!is_alive(managed.pid.unwrap()));
}
