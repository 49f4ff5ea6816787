//! Settings: flags over environment over file over defaults.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::Deserialize;

use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// The commented default file.
pub const DEFAULT_FILE: &str = include_str!("config.toml");

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where the private Postgres, objects and logs live.
    pub data_dir: PathBuf,
    /// Where settings, key bindings and themes of the user live.
    pub config_dir: PathBuf,
    /// Postgres named by the settings file; the environment's wins, and without either the private one is used.
    pub database_url: Option<Secret>,
    /// Root directory of the Parquet objects.
    pub store_dir: PathBuf,
    /// E-mail, or operating-system user and host.
    pub user: String,
    /// Name of the theme, or a path to one.
    pub theme: String,
    /// Path of the user's key bindings.
    pub keys_file: PathBuf,
    /// Forced colour depth; `None` decides by COLORTERM and TERM.
    pub color: Option<ColorDepth>,
    /// Whether only ASCII is drawn.
    pub ascii: bool,
    /// Whether the screens take clicks, drags and the wheel.
    pub mouse: bool,
    /// Threads for operators.
    pub threads: usize,
}

/// Text that Debug does not show: a URL may hold a password.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColorDepth {
    /// 24 bits.
    True,
    /// The 16 of every terminal.
    Sixteen,
    /// None: weight and glyphs only.
    None,
}

/// What the command line may set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// `--theme`.
    pub theme: Option<String>,
    /// `--ascii`.
    pub ascii: bool,
}

/// The settings file as written; every key may be left out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    data_dir: Option<PathBuf>,
    database_url: Option<Secret>,
    store: Option<PathBuf>,
    user: Option<String>,
    theme: Option<String>,
    color: Option<String>,
    ascii: Option<bool>,
    mouse: Option<bool>,
    threads: Option<usize>,
}

impl Settings {
    /// Reads flags, the environment of this process and the settings file.
    pub fn load(flags: &Flags) -> Result<Self, Diagnostic> {
        Self::from_sources(flags, |name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Puts the sources together; `env` looks an environment variable up.
    pub fn from_sources(
        flags: &Flags,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Diagnostic> {
        let base = etcetera::choose_base_strategy().map_err(|error| {
            Diagnostic::error(ErrorType::ConfigurationInvalid, "the home directory is not known")
                .found(error.to_string())
                .hint("set HOME, or give MUDROCK_DATA_DIR and MUDROCK_CONFIG_DIR")
        })?;
        let config_dir = env("MUDROCK_CONFIG_DIR")
            .map_or_else(|| base.config_dir().join("mudrock"), PathBuf::from);
        let file = read_file(&config_dir.join("config.toml"))?;

        let data_dir = absolute(
            flags
                .data_dir
                .clone()
                .or_else(|| env("MUDROCK_DATA_DIR").map(PathBuf::from))
                .or(file.data_dir)
                .unwrap_or_else(|| default_data_dir(&base)),
        );
        let color = match env("NO_COLOR") {
            Some(_) => Some(ColorDepth::None),
            None => color_depth(env("MUDROCK_COLOR").or(file.color).as_deref())?,
        };
        let threads = match env("MUDROCK_THREADS") {
            Some(text) => text.parse().map_err(|_| {
                invalid("MUDROCK_THREADS", &text, "a whole number; 0 means one for each core")
            })?,
            None => file.threads.unwrap_or(0),
        };
        Ok(Self {
            database_url: file.database_url,
            store_dir: env("MUDROCK_STORE")
                .map(PathBuf::from)
                .or(file.store)
                .map_or_else(|| data_dir.join("objects"), absolute),
            user: env("MUDROCK_USER").or(file.user).unwrap_or_else(operating_system_user),
            theme: flags
                .theme
                .clone()
                .or_else(|| env("MUDROCK_THEME"))
                .or(file.theme)
                .unwrap_or_else(|| "dark".to_owned()),
            keys_file: config_dir.join("keys.toml"),
            color,
            ascii: flags.ascii || env("MUDROCK_ASCII").is_some() || file.ascii.unwrap_or(false),
            mouse: file.mouse.unwrap_or(true),
            threads: if threads == 0 {
                std::thread::available_parallelism().map_or(1, usize::from)
            } else {
                threads
            },
            config_dir,
            data_dir,
        })
    }
}

fn invalid(name: &str, found: &str, wanted: &str) -> Diagnostic {
    Diagnostic::error(ErrorType::ConfigurationInvalid, format!("setting {name} is not valid"))
        .found(format!("\"{found}\""))
        .wanted(wanted)
        .hint("mend it in the environment or in the settings file")
}

fn read_file(path: &Path) -> Result<File, Diagnostic> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(File::default()),
        Err(error) => {
            return Err(Diagnostic::error(
                ErrorType::ConfigurationInvalid,
                "the settings file cannot be read",
            )
            .in_file(path.display().to_string())
            .found(error.to_string())
            .hint("make it readable, or remove it"));
        }
    };
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
        let diagnostic =
            Diagnostic::error(ErrorType::ConfigurationInvalid, "the settings file has an error")
                .in_file(path.display().to_string())
                .found(error.message().to_owned())
                .hint("`mudrock doctor --settings` prints the commented default file");
        match line {
            Some(line) => diagnostic.at_line(line),
            None => diagnostic,
        }
    })
}

/// Root has no home that the server's unprivileged user may enter, so its data lives under `/var/lib`.
fn default_data_dir(base: &impl BaseStrategy) -> PathBuf {
    if nix::unistd::geteuid().is_root() {
        PathBuf::from("/var/lib/mudrock")
    } else {
        base.data_dir().join("mudrock")
    }
}

fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}

fn color_depth(text: Option<&str>) -> Result<Option<ColorDepth>, Diagnostic> {
    match text {
        None | Some("auto") => Ok(None),
        Some("true") => Ok(Some(ColorDepth::True)),
        Some("16") => Ok(Some(ColorDepth::Sixteen)),
        Some("none") => Ok(Some(ColorDepth::None)),
        Some(other) => Err(invalid("color", other, "auto, true, 16 or none")),
    }
}

fn operating_system_user() -> String {
    let user = nix::unistd::User::from_uid(nix::unistd::getuid())
        .ok()
        .flatten()
        .map_or_else(|| "unknown".to_owned(), |user| user.name);
    let host = nix::unistd::gethostname()
        .ok()
        .and_then(|host| host.into_string().ok())
        .unwrap_or_else(|| "localhost".to_owned());
    format!("{user}@{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> Result<Settings, Diagnostic> {
        let dir = tempfile::tempdir().unwrap();
        let config_dir = dir.path().display().to_string();
        Settings::from_sources(&Flags::default(), |name| {
            pairs
                .iter()
                .chain(&[("MUDROCK_CONFIG_DIR", config_dir.as_str())])
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_default_file_is_valid_and_says_the_defaults() {
        let file: File = toml::from_str(DEFAULT_FILE).unwrap();
        assert_eq!(file.theme.as_deref(), Some("dark"));
        assert_eq!((file.mouse, file.threads), (Some(true), Some(0)));
    }

    #[test]
    fn a_password_is_not_shown_by_debug() {
        let file: File =
            toml::from_str(r#"database_url = "postgresql://jane:secret@host/db""#).unwrap();
        assert!(!format!("{file:?}").contains("secret"));
    }

    #[test]
    fn no_color_beats_a_forced_depth() {
        let found = settings(&[("NO_COLOR", "1"), ("MUDROCK_COLOR", "true")]).unwrap();
        assert_eq!(found.color, Some(ColorDepth::None));
    }

    #[test]
    fn a_bad_value_is_named_with_what_was_wanted() {
        let diagnostic = settings(&[("MUDROCK_COLOR", "purple")]).unwrap_err();
        assert!(diagnostic.to_string().contains("found \"purple\", wanted auto, true, 16 or none"));
    }
}
