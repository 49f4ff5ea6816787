//! The user's own editor: which program it is, and a text that goes to it and comes back.

use std::env;
use std::fs::{OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::{AccessFlags, Pid, access};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Variables that name the editor; the first that is set wins.
const VARIABLES: [&str; 2] = ["VISUAL", "EDITOR"];
/// Editors that are tried where no variable names one.
const USUAL: [&str; 2] = ["vi", "nano"];
/// How long an editor may take to save what it has when the screen ends without it.
const LAST_WISHES: Duration = Duration::from_millis(500);
/// An editor that ends sooner has hardly been used: it may have a window of its own.
const SOON: Duration = Duration::from_secs(1);

/// An editor and how it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    path: PathBuf,
    arguments: Vec<String>,
}

impl Program {
    /// Returns its name without the directory.
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Edited {
    /// It says this now.
    Text(String),
    /// It was left as it was.
    Unchanged {
        /// Whether the editor ended at once.
        soon: bool,
    },
    /// There is no editor; the text was not touched.
    NoEditor {
        /// The text.
        text: String,
        /// Why there is none.
        problem: Diagnostic,
    },
    /// The editor or the file failed.
    Failed(Diagnostic),
}

/// Returns the editor of the user: `$VISUAL`, else `$EDITOR`, else one that is usual.
pub fn program() -> Result<Program, Diagnostic> {
    chosen(|name| env::var(name).ok(), found)
}

fn chosen(
    variable: impl Fn(&str) -> Option<String>,
    found: impl Fn(&str) -> Option<PathBuf>,
) -> Result<Program, Diagnostic> {
    let set = |name: &'static str| {
        variable(name).filter(|line| !line.trim().is_empty()).map(|line| (name, line))
    };
    if let Some((name, line)) = VARIABLES.into_iter().find_map(set) {
        return named(name, &line, found);
    }
    let usual = USUAL.into_iter().find_map(found);
    usual.map(|path| Program { path, arguments: Vec::new() }).ok_or_else(|| {
        Diagnostic::warning(ErrorType::NotSupported, "no editor was found")
            .wanted("$VISUAL, $EDITOR, vi or nano")
            .hint("set EDITOR to the editor of your choice, such as `export EDITOR=nano`")
    })
}

/// Reads a command line as a shell does, without expanding anything in it.
fn named(
    variable: &str,
    line: &str,
    found: impl Fn(&str) -> Option<PathBuf>,
) -> Result<Program, Diagnostic> {
    let refused = |what: String| {
        Diagnostic::warning(ErrorType::ConfigurationInvalid, what)
            .found(format!("{variable}={line}"))
            .wanted("a program and its arguments, such as `code --wait`")
            .hint("set it to another editor, and start again")
    };
    let mut words = shell_words::split(line)
        .map_err(|error| refused(format!("${variable} cannot be read: {error}")))?;
    if words.is_empty() {
        return Err(refused(format!("${variable} names no editor")));
    }
    let path = found(&words[0])
        .ok_or_else(|| refused(format!("the editor that ${variable} names was not found")))?;
    Ok(Program { path, arguments: words.split_off(1) })
}

/// Looks a program up as a shell does.
fn found(name: &str) -> Option<PathBuf> {
    let runs = |path: &PathBuf| path.is_file() && access(path, AccessFlags::X_OK).is_ok();
    if name.contains('/') {
        return Some(PathBuf::from(name)).filter(runs);
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|directory| directory.join(name)).find(runs)
}

/// An editor that is open. It runs in the foreground process group of the terminal, beside the
/// screen; dropping this lets it go on alone.
#[derive(Debug)]
pub struct Editing {
    task: JoinSet<Edited>,
    give_up: CancellationToken,
}

impl Editing {
    /// Opens a text; the terminal must have been given back.
    pub fn begin(program: Program, text: String, extension: &'static str) -> Self {
        let give_up = CancellationToken::new();
        let mut task = JoinSet::new();
        task.spawn(edit(program, text, extension, give_up.clone()));
        Self { task, give_up }
    }

    /// Waits until the editor has ended.
    pub async fn done(&mut self) -> Edited {
        match self.task.join_next().await {
            Some(Ok(edited)) => edited,
            _ => Edited::Failed(Diagnostic::error(
                ErrorType::Internal,
                "the editor could not be waited for",
            )),
        }
    }

    /// Asks the editor to end, because the screen does; what it saved stays in its file.
    pub async fn give_up(mut self) {
        self.give_up.cancel();
        self.task.join_next().await;
    }
}

async fn edit(
    program: Program,
    text: String,
    extension: &'static str,
    give_up: CancellationToken,
) -> Edited {
    let sheet = match Sheet::write(&text, extension) {
        Ok(sheet) => sheet,
        Err(error) => {
            return failed("the text cannot be handed to the editor")
                .found(error.to_string())
                .hint("is the directory of temporary files full?")
                .into();
        }
    };
    let mut command = Command::new(&program.path);
    command.args(&program.arguments).arg(&sheet.path);
    let begun = Instant::now();
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            return failed(format!("{} cannot be started", program.name()))
                .found(error.to_string())
                .into();
        }
    };
    let ended = tokio::select! {
        ended = child.wait() => ended,
        () = give_up.cancelled() => {
            hang_up(&mut child).await;
            return sheet.left_alone();
        }
    };
    match ended {
        Ok(status) => sheet.read_back(&program, status, begun.elapsed() < SOON),
        Err(error) => {
            sheet.keep(failed("the editor could not be waited for").found(error.to_string()))
        }
    }
}

/// Does to the editor what the end of a terminal does: it saves what it can, and ends.
async fn hang_up(child: &mut Child) {
    let Some(id) = child.id().and_then(|id| i32::try_from(id).ok()) else { return };
    for signal in [Signal::SIGHUP, Signal::SIGCONT] {
        let _ = kill(Pid::from_raw(id), signal);
    }
    // One that stays has the terminal, or what is left of it, to itself.
    let _ = tokio::time::timeout(LAST_WISHES, child.wait()).await;
}

/// The file that the editor is given, in a directory that only the user may enter.
struct Sheet {
    directory: TempDir,
    path: PathBuf,
    /// What was written to it.
    text: String,
    /// Whether a line end was added, which editors want.
    line_end_added: bool,
}

impl Sheet {
    fn write(text: &str, extension: &str) -> io::Result<Self> {
        let only_for_user = Permissions::from_mode(0o700);
        let directory =
            tempfile::Builder::new().prefix("mudrock-").permissions(only_for_user).tempdir()?;
        let path = directory.path().join(format!("text.{extension}"));
        let line_end_added = !text.ends_with('\n');
        let mut text = text.to_owned();
        if line_end_added {
            text.push('\n');
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        file.write_all(text.as_bytes())?;
        Ok(Self { directory, path, text, line_end_added })
    }

    fn read_back(self, program: &Program, status: ExitStatus, soon: bool) -> Edited {
        let read = std::fs::read(&self.path);
        let untouched = matches!(&read, Ok(bytes) if bytes == self.text.as_bytes());
        if !status.success() {
            let problem = failed(format!("{} gave up, the text stays as it was", program.name()))
                .found(status.to_string());
            return if untouched { problem.into() } else { self.keep(problem) };
        }
        if untouched {
            return Edited::Unchanged { soon };
        }
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(error) => {
                return self.keep(failed("the text cannot be read back").found(error.to_string()));
            }
        };
        match String::from_utf8(bytes) {
            Ok(mut text) => {
                if self.line_end_added && text.ends_with('\n') {
                    text.pop();
                }
                Edited::Text(text)
            }
            Err(error) => {
                let problem = failed("what the editor wrote is not UTF-8")
                    .found(error.utf8_error().to_string());
                self.keep(problem)
            }
        }
    }

    /// Keeps the file for the user, and says where.
    fn keep(self, problem: Diagnostic) -> Edited {
        let path = self.path.clone();
        // Else it would go with the directory.
        let _ = self.directory.keep();
        Edited::Failed(kept_in(&path, problem))
    }

    /// Keeps the file where the editor wrote to it; nobody is there to be told but the log.
    fn left_alone(self) -> Edited {
        let untouched = std::fs::read(&self.path).is_ok_and(|it| it == self.text.as_bytes());
        if untouched {
            return Edited::Unchanged { soon: false };
        }
        tracing::warn!("a text was being edited, it is kept in {}", self.path.display());
        self.keep(failed("the screen ended"))
    }
}

fn kept_in(path: &Path, problem: Diagnostic) -> Diagnostic {
    let what = format!("{}; what was written is in {}", problem.what, path.display());
    Diagnostic { what, ..problem }
}

fn failed(what: impl Into<String>) -> Diagnostic {
    Diagnostic::warning(ErrorType::FileUnreadable, what)
}

impl From<Diagnostic> for Edited {
    fn from(problem: Diagnostic) -> Self {
        Self::Failed(problem)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    fn chosen_from(variables: &[(&str, &str)], programs: &[&str]) -> Result<Program, Diagnostic> {
        let variable = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, line)| (*line).to_owned())
        };
        let there = |name: &str| programs.contains(&name).then(|| Path::new("/usr/bin").join(name));
        chosen(variable, there)
    }

    fn call(program: &Program) -> String {
        [program.name()].into_iter().chain(program.arguments.clone()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn visual_goes_before_editor_and_both_before_what_is_usual() {
        let programs = ["vi", "nano", "hx", "code"];
        for (variables, wanted) in [
            (&[("VISUAL", "code --wait"), ("EDITOR", "hx")][..], "code|--wait"),
            (&[("VISUAL", "  "), ("EDITOR", "hx")], "hx"),
            (&[("EDITOR", "nano")], "nano"),
            (&[], "vi"),
        ] {
            assert_eq!(call(&chosen_from(variables, &programs).unwrap()), wanted);
        }
        assert_eq!(call(&chosen_from(&[], &["nano"]).unwrap()), "nano");
    }

    #[test]
    fn arguments_are_split_as_a_shell_does() {
        for (line, wanted) in [
            ("vim -u NONE -c 'set ft=yaml'", "vim|-u|NONE|-c|set ft=yaml"),
            (r#"vim "+normal G""#, "vim|+normal G"),
            (r"vim two\ words", "vim|two words"),
        ] {
            assert_eq!(call(&chosen_from(&[("EDITOR", line)], &["vim"]).unwrap()), wanted);
        }
    }

    #[test]
    fn an_editor_that_is_not_there_is_named() {
        let problem =
            chosen_from(&[("VISUAL", "edlin -x"), ("EDITOR", "vi")], &["vi"]).unwrap_err();
        assert_eq!(problem.what, "the editor that $VISUAL names was not found");
        assert_eq!(problem.found.as_deref(), Some("VISUAL=edlin -x"));
        let problem = chosen_from(&[("EDITOR", "vi 'half")], &["vi"]).unwrap_err();
        assert_eq!(problem.what, "$EDITOR cannot be read: missing closing quote");
        assert_eq!(chosen_from(&[], &[]).unwrap_err().what, "no editor was found");
    }

    fn vi() -> Program {
        Program { path: "/usr/bin/vi".into(), arguments: Vec::new() }
    }

    fn read_back(text: &str, written: &[u8], code: i32) -> Edited {
        let sheet = Sheet::write(text, "json").unwrap();
        std::fs::write(&sheet.path, written).unwrap();
        // The code of a process stands in the second byte of what `wait` tells.
        sheet.read_back(&vi(), ExitStatus::from_raw(code << 8), false)
    }

    #[test]
    fn the_file_is_private_and_goes_when_it_was_read() {
        let sheet = Sheet::write("{}", "json").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&sheet.path), mode(sheet.directory.path())), (0o600, 0o700));
        assert_eq!(sheet.path.extension().unwrap(), "json");
        let directory = sheet.directory.path().to_owned();
        sheet.read_back(&vi(), ExitStatus::from_raw(0), false);
        assert!(!directory.exists());
    }

    #[test]
    fn only_the_line_end_that_was_added_is_taken_away() {
        assert_eq!(read_back("a", b"b\n", 0), Edited::Text("b".to_owned()));
        assert_eq!(read_back("a\n", b"b\n", 0), Edited::Text("b\n".to_owned()));
        assert_eq!(read_back("a", b"a\n", 0), Edited::Unchanged { soon: false });
        assert_eq!(read_back("a", b"", 0), Edited::Text(String::new()));
    }

    #[test]
    fn what_was_written_is_kept_where_it_cannot_be_taken() {
        for (written, code) in [(&b"\xff\xfe"[..], 0), (b"half done", 1)] {
            let Edited::Failed(problem) = read_back("a", written, code) else { panic!("taken") };
            let path = Path::new(problem.what.rsplit(' ').next().unwrap());
            assert_eq!(std::fs::read(path).unwrap(), written);
            std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
        }
        let Edited::Failed(problem) = read_back("a", b"a\n", 1) else { panic!("taken") };
        assert_eq!(problem.what, "vi gave up, the text stays as it was");
    }
}
