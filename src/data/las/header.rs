//! The header sections: version, well, parameters and curves.

use super::line::{Parts, split};
use super::section::{Kind, Section};
use super::{Findings, HeaderItem, LasCurve, LasFile, RawSection, number};
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// What stands between the columns of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delimiter {
    Blank,
    Tab,
    Comma,
}

/// A file whose header is read and whose data are not.
pub(super) struct Headed {
    pub(super) file: LasFile,
    /// The declared delimiter.
    pub(super) delimiter: Option<Delimiter>,
}

/// Items whose value stands before the colon in every version.
const VALUE_FIRST: [&str; 4] = ["STRT", "STOP", "STEP", "NULL"];

/// Descriptions that the standard gives to items of the well section.
const LABELS: &[(&str, &[&str])] = &[
    ("COMP", &["COMPANY", "COMPANY NAME"]),
    ("WELL", &["WELL", "WELL NAME"]),
    ("FLD", &["FIELD", "FIELD NAME"]),
    ("LOC", &["LOCATION"]),
    ("PROV", &["PROVINCE"]),
    ("SRVC", &["SERVICE COMPANY"]),
    ("DATE", &["LOG DATE", "DATE"]),
    ("UWI", &["UNIQUE WELL ID", "UWI"]),
    ("API", &["API NUMBER"]),
];

/// Reads all sections but the data.
pub(super) fn read(sections: &[Section<'_>], findings: &mut Findings) -> Headed {
    let mut headed = Headed { file: LasFile::default(), delimiter: None };
    // The version decides how the well section is read, and may stand below it.
    let first = |kind| sections.iter().find(|section| section.kind == kind);
    headed.read_version(first(Kind::Version), findings);
    let file = &mut headed.file;
    if let Some(section) = first(Kind::Well) {
        file.well = items(section, findings);
        order_values(file, findings);
        report_repeated(file, findings);
    }
    read_null(file, first(Kind::Well), findings);
    if let Some(section) = first(Kind::Parameter) {
        file.parameters = items(section, findings);
    }
    if let Some(section) = first(Kind::Curve) {
        file.curves = curves(section, findings);
    }
    let is_read = |section: &Section<'_>| {
        section.kind.is_single() && first(section.kind).is_some_and(|s| s.line == section.line)
    };
    file.other = sections
        .iter()
        .filter(|section| !is_read(section))
        .map(|section| RawSection {
            title: section.title.to_owned(),
            line: section.line,
            text: section.body.to_owned(),
        })
        .collect();
    headed
}

impl Headed {
    /// Whether the file says that it is LAS 3.
    pub(super) fn version_is_3(&self) -> bool {
        version_number(&self.file.version) >= 3.0
    }

    /// Reports that the tables of a LAS 3 file are not read.
    pub(super) fn refuse_version_3(&mut self, findings: &mut Findings) {
        findings.add(
            Diagnostic::error(ErrorType::NotSupported, "LAS 3.0 is not read yet")
                .found(format!("version {} with several tables", self.file.version))
                .wanted("LAS 1.2 or 2.0, or LAS 3.0 with one ~Curve and one ~Ascii section")
                .hint("export the log table as LAS 2.0"),
        );
    }

    fn read_version(&mut self, section: Option<&Section<'_>>, findings: &mut Findings) {
        let line = section.map(|section| section.line);
        let items = section.map(|section| items(section, findings)).unwrap_or_default();
        let value = |mnemonic: &str| {
            let item = items.iter().find(|item| item.mnemonic.eq_ignore_ascii_case(mnemonic));
            item.map(|item| item.value.clone()).filter(|value| !value.is_empty())
        };
        let mut assume = |what: &str, assumed: &str| {
            let report = Diagnostic::warning(ErrorType::MalformedFile, what).found("nothing");
            let report = report.hint(format!("{assumed} is assumed"));
            findings.add(match line {
                Some(line) => report.at_line(line),
                None => report,
            });
        };
        self.file.version = value("VERS").unwrap_or_else(|| {
            assume("no LAS version (VERS) is declared", "2.0");
            "2.0".to_owned()
        });
        let wrap = value("WRAP").unwrap_or_else(|| {
            assume("no line mode (WRAP) is declared", "NO");
            "NO".to_owned()
        });
        self.file.wrapped = wrap.starts_with(['Y', 'y']);
        self.delimiter = match value("DLM").map(|name| name.to_uppercase()).as_deref() {
            Some("COMMA" | ",") => Some(Delimiter::Comma),
            Some("TAB") => Some(Delimiter::Tab),
            Some("SPACE") => Some(Delimiter::Blank),
            _ => None,
        };
    }
}

fn version_number(version: &str) -> f64 {
    version.split_ascii_whitespace().next().and_then(number::read).unwrap_or(2.0)
}

fn skipped(line: usize, text: &str) -> Diagnostic {
    let start: String = text.chars().take(60).collect();
    Diagnostic::warning(ErrorType::MalformedFile, "header line is skipped")
        .at_line(line)
        .found(format!("`{start}`"))
        .wanted("MNEM.UNIT VALUE : DESCRIPTION")
}

fn items(section: &Section<'_>, findings: &mut Findings) -> Vec<HeaderItem> {
    let mut items = Vec::new();
    for (line, text) in section.lines() {
        match split(text) {
            Some(Parts { mnemonic, unit, value, description }) => items.push(HeaderItem {
                mnemonic: mnemonic.to_owned(),
                unit: unit.to_owned(),
                value: value.to_owned(),
                description: description.to_owned(),
                line,
            }),
            None => findings.add(skipped(line, text)),
        }
    }
    items
}

/// Puts values and descriptions of the well section in their places.
///
/// LAS 1.2 writes `WELL. WELL: NAME`, LAS 2.0 `WELL. NAME : WELL`; some files mix the two.
fn order_values(file: &mut LasFile, findings: &mut Findings) {
    let after_colon = version_number(&file.version) < 2.0;
    let mut turned: Vec<(usize, String)> = Vec::new();
    for item in &mut file.well {
        let mnemonic = item.mnemonic.to_uppercase();
        if VALUE_FIRST.contains(&mnemonic.as_str()) {
            continue;
        }
        let label = LABELS.iter().find(|(name, _)| *name == mnemonic).map(|(_, labels)| *labels);
        let is_label =
            |text: &str| label.is_some_and(|labels| labels.contains(&text.to_uppercase().as_str()));
        let (before, after) = (is_label(&item.value), is_label(&item.description));
        let against_version = if after_colon {
            after && !before && !item.value.is_empty()
        } else {
            before && !after && !item.description.is_empty()
        };
        if against_version {
            turned.push((item.line, mnemonic));
        }
        if after_colon != against_version {
            std::mem::swap(&mut item.value, &mut item.description);
        }
    }
    if let Some((line, _)) = turned.first() {
        let names: Vec<&str> = turned.iter().map(|(_, mnemonic)| mnemonic.as_str()).collect();
        findings.add(
            Diagnostic::warning(
                ErrorType::MalformedFile,
                "value stands on the wrong side of the colon",
            )
            .at_line(*line)
            .found(format!("{} as in the other LAS version; read so", names.join(", ")))
            .wanted(format!("the order of LAS {}", file.version)),
        );
    }
}

fn report_repeated(file: &LasFile, findings: &mut Findings) {
    for mnemonic in VALUE_FIRST {
        let mut same = file.well.iter().filter(|item| item.mnemonic.eq_ignore_ascii_case(mnemonic));
        let Some(first) = same.next() else { continue };
        for item in same {
            findings.add(
                Diagnostic::warning(ErrorType::MalformedFile, format!("{mnemonic} stands twice"))
                    .at_line(item.line)
                    .found(format!("{}, which is not used", item.value))
                    .wanted(format!("only the {} of line {}", first.value, first.line)),
            );
        }
    }
}

fn read_null(file: &mut LasFile, section: Option<&Section<'_>>, findings: &mut Findings) {
    let item = file.item("NULL").filter(|item| !item.value.is_empty()).cloned();
    let mut report = Diagnostic::warning(ErrorType::MalformedFile, "no null value is declared")
        .wanted("a number for NULL in the ~Well section")
        .hint("the usual null values, such as -999.25, are still known");
    let Some(item) = item else {
        if let Some(section) = section {
            report = report.at_line(section.line);
        }
        return findings.add(report);
    };
    file.null = number::read(&item.value);
    if file.null.is_none() {
        report.what = "null value is not a number".to_owned();
        findings.add(report.at_line(item.line).found(item.value));
    }
}

fn curves(section: &Section<'_>, findings: &mut Findings) -> Vec<LasCurve> {
    let mut curves = Vec::new();
    for item in items(section, findings) {
        if item.mnemonic.is_empty() {
            findings.add(
                Diagnostic::warning(ErrorType::MalformedFile, "curve has no mnemonic")
                    .at_line(item.line)
                    .hint("it is named UNKNOWN"),
            );
        }
        curves.push(LasCurve {
            mnemonic: String::new(),
            original: item.mnemonic,
            unit: item.unit,
            description: item.description,
            line: item.line,
        });
    }
    name_uniquely(&mut curves, findings);
    curves
}

/// Gives every curve a unique mnemonic: `UNKNOWN` for none, `:1`, `:2` for repeated ones.
pub(super) fn name_uniquely(curves: &mut [LasCurve], findings: &mut Findings) {
    let name = |curve: &LasCurve| match curve.original.as_str() {
        "" => "UNKNOWN".to_owned(),
        original => original.to_owned(),
    };
    let keys: Vec<String> = curves.iter().map(|curve| name(curve).to_uppercase()).collect();
    for (place, curve) in curves.iter_mut().enumerate() {
        let same = |key: &&String| **key == keys[place];
        let (all, before) =
            (keys.iter().filter(same).count(), keys[..place].iter().filter(same).count());
        curve.mnemonic = name(curve);
        if all > 1 {
            curve.mnemonic = format!("{}:{}", curve.mnemonic, before + 1);
        }
        if before == 1 && curve.line > 0 {
            findings.add(
                Diagnostic::warning(ErrorType::MalformedFile, "mnemonic stands twice")
                    .at_line(curve.line)
                    .of_curve(name(curve))
                    .found(format!("{all} curves of that name"))
                    .hint("they are told apart as :1, :2"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::data::las::{LasFile, parse};

    fn read(text: &str) -> LasFile {
        parse(text.as_bytes(), "a.las").expect("a LAS file")
    }

    fn reported(las: &LasFile, what: &str) -> Option<u32> {
        las.diagnostics.iter().find(|found| found.what == what).and_then(|found| found.place.line)
    }

    #[test]
    fn version_1_has_the_value_after_the_colon() {
        let las = read(
            "~V\nVERS. 1.2 : x\n~W\nSTRT.M 1.0:\nWELL.  WELL: ANY ET AL\nUWI . UNIQUE WELL ID: 0512\n",
        );
        assert_eq!(las.well_name(), Some("ANY ET AL"));
        assert_eq!(las.uwi(), Some("0512"));
        assert_eq!(las.value("STRT"), Some("1.0"));
    }

    #[test]
    fn values_in_the_order_of_the_other_version_are_found_and_reported() {
        let what = "value stands on the wrong side of the colon";
        let first = read("~V\nVERS. 1.2 : x\n~W\nWELL. Scorpio : WELL\n");
        assert_eq!((first.well_name(), reported(&first, what)), (Some("Scorpio"), Some(4)));
        let second = read("~V\nVERS. 2.0 : x\n~W\nWELL. WELL : Scorpio\n");
        assert_eq!((second.well_name(), reported(&second, what)), (Some("Scorpio"), Some(4)));
    }

    #[test]
    fn an_api_number_stands_in_for_a_missing_uwi() {
        let las = read("~V\nVERS. 2.0 :\n~W\nUWI . : UWI\nAPI . 0501 : API NUMBER\n");
        assert_eq!(las.uwi(), Some("0501"));
    }

    #[test]
    fn what_the_version_section_leaves_out_is_assumed_aloud() {
        let las = read("~V\n~W\nWELL. A : WELL\n~A\n");
        assert_eq!((las.version.as_str(), las.wrapped, las.null), ("2.0", false, None));
        assert_eq!(reported(&las, "no LAS version (VERS) is declared"), Some(1));
        assert_eq!(reported(&las, "no line mode (WRAP) is declared"), Some(1));
        assert_eq!(reported(&las, "no null value is declared"), Some(2));
    }

    #[test]
    fn the_first_of_two_steps_counts() {
        let las = read("~V\nVERS. 2.0 :\n~W\nSTEP.M 0.5 :\nSTEP.M 1 :\n");
        assert_eq!(las.value("STEP"), Some("0.5"));
        assert_eq!(reported(&las, "STEP stands twice"), Some(5));
    }

    #[test]
    fn repeated_and_missing_mnemonics_become_unique() {
        let las = read("~V\nVERS. 2.0 :\n~C\nDEPT.M :\nGR. : a\ngr. : b\n.OHMM : c\n");
        let names: Vec<_> = las.curves.iter().map(|curve| curve.mnemonic.as_str()).collect();
        assert_eq!(names, ["DEPT", "GR:1", "gr:2", "UNKNOWN"]);
        assert_eq!(las.curves[2].original, "gr");
        assert_eq!(reported(&las, "mnemonic stands twice"), Some(6));
        assert_eq!(reported(&las, "curve has no mnemonic"), Some(7));
    }

    #[test]
    fn lines_that_are_no_header_lines_are_named() {
        let las = read("~V\nVERS. 2.0 :\n~C\nDEPT.M :\n---------\n");
        assert_eq!(reported(&las, "header line is skipped"), Some(5));
    }

    #[test]
    fn extra_sections_are_kept_as_text() {
        let las = read("~V\nVERS. 2.0 :\n~Special\nany text\n~O\nnote\n~W\n");
        let kept: Vec<_> =
            las.other.iter().map(|raw| (raw.title.as_str(), raw.text.as_str())).collect();
        assert_eq!(kept, [("Special", "any text\n"), ("O", "note\n")]);
    }
}
