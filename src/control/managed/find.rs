//! Finds the Postgres server binaries of this machine.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Environment variable that names the directory of the server binaries; nothing else is searched when it is set.
pub const BINARIES_VARIABLE: &str = "MUDROCK_PG_BIN";

/// Oldest major version that MudRock is made for; it is also the oldest that supported distributions bring.
pub const OLDEST_MAJOR: u32 = 14;

/// Programs without which a directory does not count.
const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// A directory with `initdb`, `pg_ctl` and `postgres`, all of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    /// The directory.
    pub dir: PathBuf,
    /// Major version, such as 16.
    pub major: u32,
}

impl Binaries {
    /// Returns the path of one program.
    pub fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }
}

/// Finds the binaries for a new cluster, or those that fit an existing cluster of major version `cluster_major`.
///
/// `explicit` comes before the environment variable, which comes before every search.
pub fn find(explicit: Option<&Path>, cluster_major: Option<u32>) -> Result<Binaries, Diagnostic> {
    let named = explicit.map(Path::to_path_buf).or_else(|| {
        env::var_os(BINARIES_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from)
    });
    if let Some(dir) = &named
        && !is_complete(dir)
    {
        return Err(Diagnostic::error(
            ErrorType::ConfigurationInvalid,
            format!("{} holds no Postgres server", dir.display()),
        )
        .wanted(format!("a directory with {}", PROGRAMS.join(", ")))
        .hint(format!("mend or unset {BINARIES_VARIABLE}")));
    }
    let dirs = named.map_or_else(searched_dirs, |dir| vec![dir]);
    choose(&dirs, cluster_major)
}

/// Takes the first directory whose binaries are new enough and fit the cluster.
fn choose(dirs: &[PathBuf], cluster_major: Option<u32>) -> Result<Binaries, Diagnostic> {
    let mut seen = HashSet::new();
    let mut others = Vec::new();
    for dir in dirs.iter().filter_map(|dir| resolved(dir)) {
        if !seen.insert(dir.clone()) {
            continue;
        }
        let Some(major) = major_version(&dir) else { continue };
        if cluster_major.map_or(major >= OLDEST_MAJOR, |wanted| wanted == major) {
            return Ok(Binaries { dir, major });
        }
        others.push(format!("{major} in {}", dir.display()));
    }
    let wanted = match cluster_major {
        Some(major) => format!("version {major}, which created the data directory"),
        None => format!("version {OLDEST_MAJOR} or newer"),
    };
    let found = if others.is_empty() { "none".to_owned() } else { others.join(", ") };
    Err(Diagnostic::error(ErrorType::DatabaseUnreachable, "no Postgres server binaries")
        .found(found)
        .wanted(wanted)
        .hint(format!(
            "run `{}`, or name an existing server by DATABASE_URL, or its binaries by {BINARIES_VARIABLE}",
            install_command()
        )))
}

/// Lists the directories to look into, best first.
fn searched_dirs() -> Vec<PathBuf> {
    let mut dirs = Vec::new();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output()
        && output.status.success()
    {
        dirs.push(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    }
    dirs.extend(env::var_os("PATH").iter().flat_map(env::split_paths));
    for (parent, below) in [
        ("/usr/lib/postgresql", "bin"),
        ("/usr/pgsql", "bin"),
        ("/opt/homebrew/opt/postgresql", "bin"),
        ("/usr/local/opt/postgresql", "bin"),
        ("/home/linuxbrew/.linuxbrew/opt/postgresql", "bin"),
        ("/Library/PostgreSQL", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "bin"),
    ] {
        dirs.extend(versions_below(Path::new(parent)).into_iter().map(|dir| dir.join(below)));
    }
    dirs.push(PathBuf::from("/usr/local/pgsql/bin"));
    dirs
}

/// Lists `parent/16`, or its siblings `parent-16` and `parent@16`, newest first.
fn versions_below(parent: &Path) -> Vec<PathBuf> {
    let stem = parent.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let siblings = parent.parent().into_iter().flat_map(fs::read_dir).flatten().flatten();
    let children = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = children
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.split('.').next()?.parse().ok()?, entry.path()))
        })
        .chain(siblings.filter_map(|entry| {
            let name = entry.file_name();
            let rest = name.to_str()?.strip_prefix(stem)?.strip_prefix(['-', '@'])?;
            Some((rest.parse().ok()?, entry.path()))
        }))
        .collect();
    versions.sort_by(|left, right| right.cmp(left));
    versions.into_iter().map(|(_, path)| path).collect()
}

/// Follows a link such as `/usr/local/bin/postgres` to the directory with all programs.
fn resolved(dir: &Path) -> Option<PathBuf> {
    let behind_link = fs::canonicalize(dir.join("postgres"))
        .ok()
        .and_then(|postgres| postgres.parent().map(Path::to_path_buf));
    behind_link
        .filter(|dir| is_complete(dir))
        .or_else(|| is_complete(dir).then(|| dir.to_path_buf()))
}

fn is_complete(dir: &Path) -> bool {
    PROGRAMS.iter().all(|program| {
        fs::metadata(dir.join(program))
            .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
    })
}

/// Asks `postgres --version`, which also runs as root.
fn major_version(dir: &Path) -> Option<u32> {
    let output = Command::new(dir.join("postgres")).arg("--version").output().ok()?;
    parsed_major(&String::from_utf8_lossy(&output.stdout))
}

fn parsed_major(text: &str) -> Option<u32> {
    let version = text
        .split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Returns the command that installs Postgres on this platform.
fn install_command() -> &'static str {
    if cfg!(target_os = "macos") {
        return "brew install postgresql@17";
    }
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    install_command_for(&release)
}

fn install_command_for(os_release: &str) -> &'static str {
    let families: String = os_release
        .lines()
        .filter(|line| line.starts_with("ID=") || line.starts_with("ID_LIKE="))
        .collect();
    [
        ("fedora", "dnf install postgresql-server"),
        ("rhel", "dnf install postgresql-server"),
        ("arch", "pacman -S postgresql"),
        ("alpine", "apk add postgresql"),
        ("suse", "zypper install postgresql-server"),
    ]
    .iter()
    .find(|(family, _)| families.contains(family))
    .map_or("apt-get install postgresql", |(_, command)| command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_lines_of_packagers_are_read() {
        assert_eq!(parsed_major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(parsed_major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(parsed_major("no version"), None);
    }

    #[test]
    fn missing_binaries_name_the_command_that_installs_them() {
        let error = choose(&[PathBuf::from("/nonexistent")], None).unwrap_err();
        assert_eq!(error.error_type, ErrorType::DatabaseUnreachable);
        assert!(error.hint.unwrap().contains(install_command()));
    }

    #[test]
    fn a_cluster_of_another_version_names_both_versions() {
        let Ok(found) = find(None, None) else { return };
        let error = choose(std::slice::from_ref(&found.dir), Some(9)).unwrap_err();
        assert!(error.found.unwrap().starts_with(&found.major.to_string()));
        assert!(error.wanted.unwrap().contains("version 9"));
    }

    #[test]
    fn each_platform_gets_its_own_command() {
        assert_eq!(install_command_for("ID=debian\n"), "apt-get install postgresql");
        assert_eq!(
            install_command_for("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"),
            "dnf install postgresql-server"
        );
        assert_eq!(install_command_for("ID=alpine\n"), "apk add postgresql");
    }
}
