//! Where outputs write: the rules for paths and tables, what is planned, and what was written.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::dag::IfExists;
use super::diagnostic::{Diagnostic, ErrorType};
use super::nearest::nearest;

/// Schema of the tables that outputs write; the tables of the program lie in another one.
pub const TABLE_SCHEMA: &str = "exports";

/// Letters of a table name at most: Postgres takes 63, and `_2` may be added.
const TABLE_NAME_LETTERS: usize = 55;

/// Letters of a well or pipeline in a file name at most: file systems take 255 bytes.
const FILE_NAME_LETTERS: usize = 50;

/// What may stand in braces in a path.
const PLACEHOLDERS: [&str; 3] = ["well", "pipeline", "execution"];

/// The path of the file that an output writes for each well, relative to the folder of exports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePattern(String);

/// What the placeholders of a pattern stand for, safe to be part of a path.
#[derive(Debug, Clone, Copy)]
pub struct FileNames<'a> {
    /// `{well}`.
    pub well: &'a str,
    /// `{pipeline}`.
    pub pipeline: &'a str,
    /// `{execution}`.
    pub execution: &'a str,
}

impl FilePattern {
    /// Reads the storage path of an output whose files have this extension.
    ///
    /// A path whose last part has the extension names the file and must tell wells apart; any other
    /// path names a folder, in which each well has a file of its name.
    pub fn parse(storage_path: &str, extension: &str) -> Result<Self, Diagnostic> {
        let refused = |what: &str| {
            Diagnostic::error(ErrorType::ParameterInvalid, what)
                .at_parameter("storage_path")
                .found(format!("\"{storage_path}\""))
                .wanted("a path below the folder of exports")
        };
        if storage_path.trim().is_empty() {
            return Err(refused("path of the output is empty")
                .hint(format!("name a folder, such as \"{extension}\"")));
        }
        if storage_path.starts_with(['/', '~']) {
            return Err(refused("path of the output is absolute").hint(
                "name a folder relative to the exports, which lie in the data directory, or link to it there",
            ));
        }
        if storage_path.contains('\\') || storage_path.contains(char::is_control) {
            return Err(refused("path of the output holds a letter that paths may not have")
                .hint("write `/` between folders, and plain letters in their names"));
        }
        let parts: Vec<&str> =
            storage_path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if parts.contains(&"..") {
            return Err(refused("path of the output leads out of the folder of exports")
                .hint("remove `..`"));
        }
        check_placeholders(storage_path)?;
        let end = format!(".{extension}");
        let names_file = parts.last().is_some_and(|last| last.to_lowercase().ends_with(&end));
        let mut pattern = parts.join("/");
        if !names_file {
            let separator = if pattern.is_empty() { "" } else { "/" };
            pattern.push_str(&format!("{separator}{{well}}{end}"));
        } else if !pattern.contains("{well}") {
            return Err(refused("all wells would be written to one file")
                .wanted("a path with `{well}`, or a folder")
                .hint(format!("write `{{well}}{end}`, or leave the file name out")));
        }
        Ok(Self(pattern))
    }

    /// Returns the path of one well's file.
    pub fn path(&self, names: &FileNames<'_>) -> String {
        // One pass, so that a well called `{execution}` stays what it is.
        let mut path = String::with_capacity(self.0.len() + names.well.len());
        let mut rest = self.0.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            path.push_str(before);
            path.push_str(match name {
                "pipeline" => names.pipeline,
                "execution" => names.execution,
                _ => names.well,
            });
            rest = after;
        }
        path + rest
    }
}

fn check_placeholders(storage_path: &str) -> Result<(), Diagnostic> {
    let refused = |what: &str| {
        Diagnostic::error(ErrorType::ParameterInvalid, what)
            .at_parameter("storage_path")
            .wanted("`{well}`, `{pipeline}` or `{execution}`")
    };
    let mut rest = storage_path;
    while let Some(at) = rest.find(['{', '}']) {
        let inner = rest[at..].strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let Some((name, after)) = inner else {
            return Err(refused("path of the output has a brace without its partner")
                .found(format!("\"{storage_path}\""))
                .hint("close it, or remove it"));
        };
        if !PLACEHOLDERS.contains(&name) {
            let hint = nearest(name, PLACEHOLDERS).map_or_else(
                || format!("remove `{{{name}}}`"),
                |near| format!("did you mean `{{{near}}}`?"),
            );
            return Err(refused("path of the output holds an unknown placeholder")
                .found(format!("\"{{{name}}}\""))
                .hint(hint));
        }
        rest = after;
    }
    Ok(())
}

/// Returns a name as part of a path: letters, digits, `.`, `-` and `_`, never hidden, never empty.
pub fn safe_name(name: &str) -> String {
    let safe: String = name
        .trim()
        .chars()
        .take(FILE_NAME_LETTERS)
        .map(|letter| match letter {
            '.' | '-' | '_' => letter,
            letter if letter.is_alphanumeric() => letter,
            _ => '_',
        })
        .collect();
    match safe.strip_prefix('.') {
        Some(rest) => format!("_{rest}"),
        None if safe.is_empty() => "unnamed".to_owned(),
        None => safe,
    }
}

/// Returns the names that wells have in paths.
///
/// Wells whose safe names are alike, whatever the case, all have the end of their id added. Given all
/// wells of a project, a well has the same name in every run, whichever wells run with it.
pub fn file_names(wells: &[(Uuid, &str)]) -> Vec<String> {
    let safe: Vec<String> = wells.iter().map(|(_, name)| safe_name(name)).collect();
    let mut counts = std::collections::HashMap::new();
    for name in &safe {
        *counts.entry(name.to_lowercase()).or_insert(0) += 1;
    }
    wells
        .iter()
        .zip(&safe)
        .map(|((id, _), name)| match counts[&name.to_lowercase()] {
            1 => name.clone(),
            // The end of a version 7 UUID is random, its beginning is the time.
            _ => format!("{name}-{}", &id.simple().to_string()[24..]),
        })
        .collect()
}

/// Checks the name of a table: what Postgres takes without quotes, and never with a schema.
pub fn check_table_name(name: &str) -> Result<(), Diagnostic> {
    let begins = name.starts_with(|letter: char| letter.is_ascii_lowercase() || letter == '_');
    let goes_on =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if begins && name.len() <= TABLE_NAME_LETTERS && name.chars().all(goes_on) {
        return Ok(());
    }
    let mut better: String = name
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_lowercase()
        .chars()
        .map(|letter| if goes_on(letter) { letter } else { '_' })
        .take(TABLE_NAME_LETTERS - 1)
        .collect();
    if !better.starts_with(|letter: char| letter.is_ascii_lowercase()) {
        better.insert(0, 't');
    }
    let what =
        if name.is_empty() { "table of the output is not named" } else { "name is no table name" };
    Err(Diagnostic::error(ErrorType::ParameterInvalid, what)
        .at_parameter("table_name")
        .found(format!("\"{name}\""))
        .wanted(format!(
            "a name in the schema {TABLE_SCHEMA}: lower-case letters, digits and `_`, a letter first, at most {TABLE_NAME_LETTERS}"
        ))
        .hint(format!("write \"{better}\"")))
}

/// Returns the name to try when a file or table is there already: `a.las` gives `a_2.las`, then `a_3.las`.
pub fn numbered(name: &str, number: usize) -> String {
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
    let separator = if folder.is_empty() { "" } else { "/" };
    match file.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => {
            format!("{folder}{separator}{stem}_{number}.{extension}")
        }
        _ => format!("{name}_{number}"),
    }
}

/// A file or table that a run would write for one well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedOutput {
    /// Id of the output node.
    pub node_id: String,
    /// Its name.
    pub node: String,
    /// `parquet`, `csv`, `las` or `postgres_table`.
    pub kind: &'static str,
    /// Name of the well.
    pub well: String,
    /// Full path of the file, or `exports.table`.
    pub target: String,
    /// Whether the file, or a row of the well, is there already.
    pub exists: bool,
    /// What is done about it.
    pub if_exists: IfExists,
}

/// A file that a run wrote, or the rows of a well that it wrote to a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenOutput {
    /// `parquet`, `csv`, `las` or `postgres_table`.
    pub kind: String,
    /// Name of the well.
    pub well: String,
    /// Full path of the file, or `exports.table`.
    pub target: String,
    /// Depths.
    pub rows: i64,
    /// Columns beside the depth.
    pub columns: Vec<String>,
    /// Size of the file; `None` for a table.
    pub bytes: Option<i64>,
    /// sha256 of the file; `None` for a table, whose rows name the execution instead.
    pub sha256: Option<String>,
    /// Whether a file or rows that were there had to go.
    pub replaced: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: FileNames<'_> = FileNames { well: "A_1", pipeline: "vsh", execution: "77" };

    fn path(storage_path: &str) -> String {
        FilePattern::parse(storage_path, "las").unwrap().path(&NAMES)
    }

    #[test]
    fn a_folder_takes_a_file_a_well_and_a_file_name_its_placeholders() {
        assert_eq!(path("to/petrel"), "to/petrel/A_1.las");
        assert_eq!(path("./to//petrel/"), "to/petrel/A_1.las");
        assert_eq!(path("."), "A_1.las");
        assert_eq!(path("{pipeline}/{execution}"), "vsh/77/A_1.las");
        assert_eq!(path("{well}/final.LAS"), "A_1/final.LAS");
        assert_eq!(path("x/{well}_{pipeline}.las"), "x/A_1_vsh.las");
    }

    #[test]
    fn paths_that_lead_out_or_make_no_sense_are_refused() {
        for (storage_path, what) in [
            ("", "path of the output is empty"),
            (" ", "path of the output is empty"),
            ("/etc", "path of the output is absolute"),
            ("~/out", "path of the output is absolute"),
            ("a/../../b", "path of the output leads out of the folder of exports"),
            ("..", "path of the output leads out of the folder of exports"),
            ("a\\..\\b", "path of the output holds a letter that paths may not have"),
            ("a\0b", "path of the output holds a letter that paths may not have"),
            ("{wel}", "path of the output holds an unknown placeholder"),
            ("{well", "path of the output has a brace without its partner"),
            ("well}", "path of the output has a brace without its partner"),
            ("all.las", "all wells would be written to one file"),
        ] {
            let refused = FilePattern::parse(storage_path, "las").expect_err(storage_path);
            assert_eq!(refused.what, what, "{storage_path}");
            assert_eq!(refused.place.parameter.as_deref(), Some("storage_path"));
        }
    }

    #[test]
    fn no_name_of_a_well_leads_out_of_its_folder() {
        for (name, safe) in [
            ("15/9-F-1 A", "15_9-F-1_A"),
            ("..", "_."),
            (".hidden", "_hidden"),
            ("../../etc/passwd", "_._.._etc_passwd"),
            ("  ", "unnamed"),
            ("Öl 7", "Öl_7"),
            ("{execution}", "_execution_"),
        ] {
            assert_eq!(safe_name(name), safe);
        }
        assert_eq!(safe_name(&"é".repeat(300)).len(), 2 * FILE_NAME_LETTERS);
    }

    #[test]
    fn wells_with_names_alike_have_files_apart() {
        let ids: Vec<Uuid> = (1..=3_u128)
            .map(|number| Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_0000 + number))
            .collect();
        let names = file_names(&[(ids[0], "A/1"), (ids[1], "a 1"), (ids[2], "B")]);
        assert_eq!(names, ["A_1-00000001", "a_1-00000002", "B"]);
    }

    #[test]
    fn a_table_name_needs_no_quotes() {
        for name in ["vshale", "_x", "log_2", &"x".repeat(55)] {
            assert_eq!(check_table_name(name), Ok(()), "{name}");
        }
        for (name, better) in [
            ("", "t"),
            ("Shale", "shale"),
            ("public.wells", "wells"),
            ("2nd", "t2nd"),
            ("a\"; drop table wells; --", "a___drop_table_wells____"),
            ("a b", "a_b"),
        ] {
            let refused = check_table_name(name).expect_err(name);
            assert_eq!(refused.hint, Some(format!("write \"{better}\"")));
            assert_eq!(check_table_name(better), Ok(()));
        }
        assert!(check_table_name(&"x".repeat(56)).is_err());
    }

    #[test]
    fn numbers_stand_before_the_extension() {
        assert_eq!(numbered("a.b/c.las", 2), "a.b/c_2.las");
        assert_eq!(numbered("a.b/c", 3), "a.b/c_3");
        assert_eq!(numbered("vshale", 2), "vshale_2");
    }
}
