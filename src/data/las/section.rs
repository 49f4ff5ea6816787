//! Sections: where each starts, and what its title says it is.

use super::text::Lines;
use super::{Findings, number};
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Version,
    Well,
    Curve,
    Parameter,
    Other,
    Data,
    /// Not a section of LAS 1.2 or 2.0.
    Unknown,
}

/// A section, not yet read.
#[derive(Debug, Clone)]
pub(super) struct Section<'a> {
    pub(super) kind: Kind,
    /// Title without the tilde.
    pub(super) title: &'a str,
    /// Line of the title.
    pub(super) line: usize,
    /// Text below the title.
    pub(super) body: &'a str,
}

impl<'a> Section<'a> {
    /// Returns the lines that are neither blank nor comments, trimmed.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &'a str)> + Clone + use<'a> {
        Lines::new(self.body, self.line + 1)
            .map(|(line, text)| (line, text.trim_ascii()))
            .filter(|(_, text)| !text.is_empty() && !text.starts_with('#'))
    }

    /// Returns the lines that hold something, tabs at the ends kept: they may stand for empty columns.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, &'a str)> + Clone + use<'a> {
        Lines::new(self.body, self.line + 1).filter(|(_, text)| {
            text.bytes().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| byte != b'#')
        })
    }
}

/// Splits a text at the lines that start with a tilde.
pub(super) fn split<'a>(text: &'a str, findings: &mut Findings) -> Vec<Section<'a>> {
    let mut sections: Vec<Section<'a>> = Vec::new();
    let mut starts = Vec::new();
    let mut lines = Lines::new(text, 1);
    let mut before = 0;
    while let Some((line, content)) = lines.next() {
        if let Some(title) = content.trim_ascii_start().strip_prefix('~') {
            starts.push(before);
            sections.push(Section {
                kind: kind_of(title),
                title: title.trim_ascii_end(),
                line,
                body: &text[lines.offset()..],
            });
        }
        before = lines.offset();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    for (section, end) in sections.iter_mut().zip(ends) {
        let start = text.len() - section.body.len();
        section.body = &text[start..end];
    }
    find_untitled_data(&mut sections, findings);
    sections
}

/// Only the first letter of a title counts, except in LAS 3 names such as `Core_Data`.
fn kind_of(title: &str) -> Kind {
    let word = title.split_ascii_whitespace().next().unwrap_or_default();
    if title.starts_with(|first: char| first.is_whitespace()) || word.contains('_') {
        return Kind::Unknown;
    }
    match word.as_bytes().first().map(u8::to_ascii_uppercase) {
        Some(b'V') => Kind::Version,
        Some(b'W') => Kind::Well,
        Some(b'C') => Kind::Curve,
        Some(b'P') => Kind::Parameter,
        Some(b'O') => Kind::Other,
        Some(b'A') => Kind::Data,
        _ => Kind::Unknown,
    }
}

/// Some writers title the data with a bare tilde.
fn find_untitled_data(sections: &mut [Section<'_>], findings: &mut Findings) {
    if sections.iter().any(|section| section.kind == Kind::Data) {
        return;
    }
    let untitled = sections.iter_mut().find(|section| {
        section.title.trim_ascii_start().len() != section.title.len() || section.title.is_empty()
    });
    let Some(section) = untitled else { return };
    let first = section.lines().next().and_then(|(_, row)| row.split_ascii_whitespace().next());
    if first.and_then(number::read).is_some() {
        section.kind = Kind::Data;
        findings.add(
            Diagnostic::warning(ErrorType::MalformedFile, "data section has no title")
                .at_line(section.line)
                .found(format!("~{}", section.title))
                .wanted("~A"),
        );
    }
}

/// Reports sections that may stand only once and stand again.
pub(super) fn report_repeated(sections: &[Section<'_>], findings: &mut Findings) {
    for (place, section) in sections.iter().enumerate() {
        let first = sections[..place].iter().find(|earlier| earlier.kind == section.kind);
        if let (Some(first), true) = (first, section.kind.is_single()) {
            findings.add(
                Diagnostic::warning(ErrorType::MalformedFile, "section stands twice")
                    .at_line(section.line)
                    .found(format!("~{}, kept as text", section.title))
                    .wanted(format!("only the one of line {}, which is read", first.line)),
            );
        }
    }
}

impl Kind {
    /// Whether a file may hold only one section of this kind.
    pub(super) fn is_single(self) -> bool {
        !matches!(self, Self::Other | Self::Unknown)
    }
}

/// Whether a LAS 3 file holds just what a LAS 2 file holds.
pub(super) fn is_one_plain_table(sections: &[Section<'_>]) -> bool {
    let count = |kind| sections.iter().filter(|section| section.kind == kind).count();
    count(Kind::Unknown) == 0 && count(Kind::Curve) == 1 && count(Kind::Data) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split_quietly(text: &str) -> (Vec<Section<'_>>, Vec<Diagnostic>) {
        let mut findings = Findings { file: "a.las".into(), list: Vec::new() };
        let sections = split(text, &mut findings);
        report_repeated(&sections, &mut findings);
        (sections, findings.list)
    }

    #[test]
    fn titles_short_long_and_indented_are_known() {
        let (sections, _) =
            split_quietly("~V\n~Well info\n ~CURVE\n~params\n~Other\n~Special\n~ASCII\n1 2\n");
        let kinds: Vec<_> = sections.iter().map(|section| section.kind).collect();
        use Kind::{Curve, Data, Other, Parameter, Unknown, Version, Well};
        assert_eq!(kinds, [Version, Well, Curve, Parameter, Other, Unknown, Data]);
        assert_eq!(sections[6].lines().next(), Some((8, "1 2")));
    }

    #[test]
    fn blank_and_comment_lines_are_skipped_and_counted() {
        let (sections, _) = split_quietly("~A\n\n# note\n 1 2 \n");
        assert_eq!(sections[0].lines().collect::<Vec<_>>(), [(4, "1 2")]);
    }

    #[test]
    fn data_under_a_bare_tilde_is_found_and_reported() {
        let (sections, diagnostics) = split_quietly("~C\nDEPT.M:\n~  DEPTH\n 1.0\n");
        assert_eq!(sections[1].kind, Kind::Data);
        assert_eq!(diagnostics[0].place.line, Some(3));
    }

    #[test]
    fn a_second_section_of_a_kind_is_reported() {
        let (_, diagnostics) = split_quietly("~W\n~C\n~W\n~O\n~O\n");
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].place.line, Some(3));
    }
}
