//! Chooses the account under which the private server runs, because Postgres refuses root.

use std::env;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::unistd::{Gid, Uid, User, geteuid};

use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Accounts that stand in for root, best first.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// An account of the operating system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Name, or the number where the account has none.
    pub name: String,
    uid: u32,
    gid: u32,
    /// Whether it differs from the account of this process.
    switched: bool,
}

impl Account {
    /// Chooses the account for the server whose data directory is `data`.
    ///
    /// A user runs the server itself; root takes the owner of existing data, else an unprivileged account.
    pub fn for_data(data: &Path) -> Result<Self, Diagnostic> {
        let own = geteuid();
        let owner = fs::metadata(data).ok().map(|data| (data.uid(), data.gid()));
        if !own.is_root() {
            let account = Self::of(own, nix::unistd::getegid(), false);
            return match owner {
                Some((uid, _)) if uid != own.as_raw() => Err(Diagnostic::error(
                    ErrorType::ConfigurationInvalid,
                    format!("{} belongs to another account", data.display()),
                )
                .found(name_of(Uid::from_raw(uid)))
                .wanted(account.name)
                .hint("choose another data directory, or run mudrock as that account")),
                _ => Ok(account),
            };
        }
        if let Some((uid, gid)) = owner.filter(|(uid, _)| *uid != 0) {
            return Ok(Self::of(Uid::from_raw(uid), Gid::from_raw(gid), true));
        }
        UNPRIVILEGED
            .iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .map(|user| Self::of(user.uid, user.gid, true))
            .ok_or_else(|| {
                Diagnostic::error(
                    ErrorType::ConfigurationInvalid,
                    "root has no account to run the Postgres server under",
                )
                .wanted(format!("the account {}", UNPRIVILEGED.join(" or ")))
                .hint("create the account with `useradd --system postgres`, or run mudrock as a normal user")
            })
    }

    fn of(uid: Uid, gid: Gid, switched: bool) -> Self {
        Self { name: name_of(uid), uid: uid.as_raw(), gid: gid.as_raw(), switched }
    }

    /// Whether a file with this owner belongs to the account.
    pub fn is(&self, uid: u32) -> bool {
        self.uid == uid
    }

    /// Prepares a program that runs under the account, away from the terminal and from every `PG…` variable.
    ///
    /// When root gives up its rights here, the standard library drops the supplementary groups too.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // Postgres insists on a working directory that it may enter.
        command.current_dir("/").stdin(Stdio::null()).env("LC_ALL", "C");
        for (name, _) in
            env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"PG"))
        {
            command.env_remove(name);
        }
        if self.switched {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Gives a file to the account.
    pub fn own(&self, path: &Path) -> std::io::Result<()> {
        if self.switched { chown(path, Some(self.uid), Some(self.gid)) } else { Ok(()) }
    }

    /// Makes `dir` passable for the account, and checks that every directory above is.
    pub fn open_way(&self, dir: &Path) -> Result<(), Diagnostic> {
        if !self.switched {
            return Ok(());
        }
        // Only this directory is ours; those above are the administrator's.
        if fs::metadata(dir).is_ok_and(|own| own.uid() == geteuid().as_raw()) {
            fs::set_permissions(dir, fs::Permissions::from_mode(0o711))
                .map_err(|error| super::cluster::unusable(dir, &error))?;
        }
        match dir.ancestors().find(|above| !self.may_enter(above)) {
            None => Ok(()),
            Some(closed) => Err(Diagnostic::error(
                ErrorType::ConfigurationInvalid,
                format!("account {} cannot enter {}", self.name, closed.display()),
            )
            .found(format!("mode {:04o}", mode_of(closed)))
            .wanted(format!("a way to {}: root's Postgres server runs as {}", dir.display(), self.name))
            .hint(format!(
                "choose a data directory such as /var/lib/mudrock, or run `chmod o+x {}`, or run mudrock as a normal user",
                closed.display()
            ))),
        }
    }

    fn may_enter(&self, dir: &Path) -> bool {
        fs::metadata(dir).is_ok_and(|dir| {
            let bit = match (dir.uid() == self.uid, dir.gid() == self.gid) {
                (true, _) => 0o100,
                (false, true) => 0o010,
                (false, false) => 0o001,
            };
            dir.mode() & bit != 0
        })
    }
}

fn name_of(uid: Uid) -> String {
    User::from_uid(uid).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name)
}

fn mode_of(path: &Path) -> u32 {
    fs::metadata(path).map_or(0, |file| file.mode() & 0o7777)
}
