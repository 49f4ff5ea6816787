//! LAS 1.2 and 2.0 well-log files: read with every doubt reported by line, and written.
//!
//! A file is never silently wrong: what is repaired, assumed or left out is a diagnostic.

mod cells;
mod columns;
mod header;
mod index;
mod line;
mod nulls;
mod number;
mod rows;
mod section;
mod stored;
mod text;
mod write;

use arrow::array::Float64Array;

use crate::domain::diagnostic::{Diagnostic, ErrorType};

pub use stored::header_items;
pub(super) use write::number;
pub use write::write;

/// One line of a header section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderItem {
    /// Mnemonic as written.
    pub mnemonic: String,
    /// Unit as written, without brackets.
    pub unit: String,
    /// Value as text, so that the leading zeros of a well identifier stay.
    pub value: String,
    /// Description.
    pub description: String,
    /// Line in the file, counted from 1; 0 for an item that no file gave.
    pub line: usize,
}

/// One line of the curve section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LasCurve {
    /// Mnemonic, unique in the file: repeated ones carry `:1`, `:2`.
    pub mnemonic: String,
    /// Mnemonic as written.
    pub original: String,
    /// Unit as written, without brackets.
    pub unit: String,
    /// Description.
    pub description: String,
    /// Line in the file, counted from 1; 0 for a curve that no line named.
    pub line: usize,
}

/// A section that is kept as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawSection {
    /// Title, without the tilde.
    pub title: String,
    /// Line of the title, counted from 1.
    pub line: usize,
    /// The lines below the title.
    pub text: String,
}

/// What is known of the depth column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Index {
    /// Mnemonic as written.
    pub mnemonic: String,
    /// Unit of the depths, as written; empty when the file does not say.
    pub unit: String,
    /// Shallowest and deepest depth; `None` without rows.
    pub range: Option<(f64, f64)>,
    /// Distance of the rows; `None` when it is not regular.
    pub step: Option<f64>,
    /// Whether the file runs from deep to shallow; the columns never do.
    pub decreasing: bool,
}

/// A LAS file in memory.
#[derive(Debug, Clone, Default)]
pub struct LasFile {
    /// Version as written, `2.0` when the file does not say.
    pub version: String,
    /// Whether a depth step takes several lines.
    pub wrapped: bool,
    /// The declared null value.
    pub null: Option<f64>,
    /// The `~Well` section.
    pub well: Vec<HeaderItem>,
    /// The `~Parameter` section.
    pub parameters: Vec<HeaderItem>,
    /// The curves; the first is the depth.
    pub curves: Vec<LasCurve>,
    /// The depth column.
    pub index: Index,
    /// One column a curve, depth increasing, missing values null and never NaN; none without rows.
    pub columns: Vec<Float64Array>,
    /// Sections kept as text.
    pub other: Vec<RawSection>,
    /// All that the user should know, in the order it was found.
    pub diagnostics: Vec<Diagnostic>,
}

impl LasFile {
    /// Returns the first item of the `~Well` section with a mnemonic, whatever the case.
    pub fn item(&self, mnemonic: &str) -> Option<&HeaderItem> {
        self.well.iter().find(|item| item.mnemonic.eq_ignore_ascii_case(mnemonic))
    }

    /// Returns the value of a `~Well` item, unless it is empty.
    pub fn value(&self, mnemonic: &str) -> Option<&str> {
        self.item(mnemonic).map(|item| item.value.as_str()).filter(|value| !value.is_empty())
    }

    /// Returns the name of the well.
    pub fn well_name(&self) -> Option<&str> {
        self.value("WELL")
    }

    /// Returns the unique well identifier, or the API number where there is none.
    pub fn uwi(&self) -> Option<&str> {
        self.value("UWI").or_else(|| self.value("API"))
    }

    /// Returns the number of depth steps.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, arrow::array::Array::len)
    }

    /// Returns the column of a curve, by its unique mnemonic and whatever the case.
    pub fn column(&self, mnemonic: &str) -> Option<&Float64Array> {
        let place = self.curves.iter().position(|c| c.mnemonic.eq_ignore_ascii_case(mnemonic))?;
        self.columns.get(place)
    }

    /// Whether the file must not be imported.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Collects the diagnostics of one file.
struct Findings {
    file: String,
    list: Vec<Diagnostic>,
}

impl Findings {
    fn add(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic.in_file(&self.file));
    }
}

/// Reads a LAS file.
///
/// # Errors
/// The bytes are no LAS file at all. A LAS file with faults is returned with error diagnostics, and
/// [`LasFile::has_errors`] says so.
pub fn parse(bytes: &[u8], file: &str) -> Result<LasFile, Diagnostic> {
    let mut findings = Findings { file: file.to_owned(), list: Vec::new() };
    let text = text::decode(bytes, &mut findings).map_err(|refusal| refusal.in_file(file))?;
    let sections = section::split(&text, &mut findings);
    if sections.iter().all(|section| section.kind == section::Kind::Unknown) {
        return Err(Diagnostic::error(ErrorType::FileUnreadable, "this is not a LAS file")
            .in_file(file)
            .found("no section that LAS knows")
            .wanted("lines that start with ~V, ~W, ~C, ~A")
            .hint("choose a LAS file"));
    }
    let mut las = header::read(&sections, &mut findings);
    if las.version_is_3() && !section::is_one_plain_table(&sections) {
        las.refuse_version_3(&mut findings);
    } else {
        section::report_repeated(&sections, &mut findings);
        let last = sections.last().is_some_and(|section| section.kind == section::Kind::Data);
        let open_end = last && !text.ends_with(['\n', '\r']);
        rows::read(&mut las, &sections, open_end, &mut findings);
    }
    las.file.diagnostics = findings.list;
    Ok(las.file)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, any, prop, prop_assert, proptest};

    use super::*;

    /// Pieces that headers and rows are made of, in any order.
    fn broken_file() -> impl Strategy<Value = String> {
        let pieces = [
            "~V\n",
            "~W\n",
            "~C\n",
            "~A\n",
            "~",
            "VERS. 2.0 :\n",
            "VERS. 3.0 :\n",
            "WRAP. YES :\n",
            "DLM. COMMA :\n",
            "DLM. TAB :\n",
            "STRT.M 1 :\n",
            "STOP.M 9 :\n",
            "NULL. -999.25 :\n",
            "DEPT.M :\n",
            "GR.GAPI :\n",
            "µ..é:ü",
            ".",
            ":",
            "..1",
            "'",
            "\"",
            ",",
            "\t",
            " ",
            "\n",
            "\r",
            "#",
            "1 ",
            "2.5 ",
            "-999.25",
            "1e999 ",
            "****",
            "7.0.1 ",
            "sand ",
            "12-34 ",
            "é",
        ];
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..60)
            .prop_map(|parts| parts.concat())
    }

    fn is_sound(las: &LasFile) -> bool {
        let rows = las.rows();
        let lengths = las.columns.iter().all(|column| arrow::array::Array::len(column) == rows);
        let whole = las.columns.iter().all(|column| column.iter().flatten().all(f64::is_finite));
        let matched = las.columns.is_empty() || las.columns.len() == las.curves.len();
        let spoken = rows > 0 || las.has_errors();
        lengths && whole && matched && spoken
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse(&bytes, "a.las");
        }

        #[test]
        fn a_broken_file_is_read_soundly_or_refused(text in broken_file()) {
            if let Ok(las) = parse(text.as_bytes(), "a.las") {
                prop_assert!(is_sound(&las), "{las:?}");
            }
        }

        #[test]
        fn a_file_cut_anywhere_is_read_soundly_or_refused(end in 0..2_000_usize) {
            let recipe = crate::data::generate::Recipe { wells: 1, samples: 40, seed: 1 };
            let well = crate::data::generate::wells(recipe).next().expect("one well");
            let text = well.las_text();
            if let Ok(las) = parse(&text.as_bytes()[..end.min(text.len())], "a.las") {
                prop_assert!(is_sound(&las), "{las:?}");
            }
        }
    }
}
