//! From bytes to text: what is not a LAS file is refused, the encoding is found, lines are counted.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memchr2;

use super::Findings;
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// First bytes of files that are often taken for LAS, and what they are.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"LASF", "a LiDAR point cloud", "LiDAR LAS and well-log LAS share only the name"),
    (b"PK\x03\x04", "a zip archive", "unpack it first"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"%PDF", "a PDF document", "ask for the digital data"),
    (b"PAR1", "a Parquet file", "import it as Parquet"),
];

/// Decodes the bytes of a LAS file: byte-order mark, zero-byte pattern, UTF-8, then Windows-1252.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    findings: &mut Findings,
) -> Result<Cow<'a, str>, Diagnostic> {
    let refuse = |found: &str, hint: &str| {
        Err(Diagnostic::error(ErrorType::FileUnreadable, "this is not a LAS file")
            .found(found)
            .wanted("a well-log LAS file")
            .hint(hint))
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return refuse("an empty file", "fetch the file again");
    }
    if let Some((_, found, hint)) = MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return refuse(found, hint);
    }
    if bytes.get(4..15).is_some_and(|label| &label[..2] == b"V1" && &label[5..] == b"RECORD") {
        return refuse("a DLIS file", "convert it to LAS first");
    }
    let utf_16 = match bytes {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => match zero_bytes(&bytes[..bytes.len().min(512)]) {
            (0, 0) => None,
            (even, odd) if odd > 10 * even => Some(UTF_16LE),
            (even, odd) if even > 10 * odd => Some(UTF_16BE),
            _ => return refuse("binary data", "choose a LAS file"),
        },
    };
    if let Some(encoding) = utf_16 {
        let (text, _, _) = encoding.decode(bytes);
        return Ok(text);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            let line = Lines::new(&String::from_utf8_lossy(&bytes[..error.valid_up_to()]), 1)
                .last()
                .map_or(1, |(line, _)| line);
            findings.add(
                Diagnostic::warning(ErrorType::MalformedFile, "text is not UTF-8")
                    .at_line(line)
                    .found("a byte that UTF-8 does not allow; read as Windows-1252")
                    .hint("check names and units with accents"),
            );
            Ok(WINDOWS_1252.decode_without_bom_handling(bytes).0)
        }
    }
}

/// Counts zero bytes at even and at odd places.
fn zero_bytes(bytes: &[u8]) -> (usize, usize) {
    let zeros = |start| bytes.iter().skip(start).step_by(2).filter(|byte| **byte == 0).count();
    (zeros(0), zeros(1))
}

/// Lines with their numbers, ended by LF, CR LF or CR.
#[derive(Debug, Clone)]
pub(super) struct Lines<'a> {
    text: &'a str,
    offset: usize,
    number: usize,
}

impl<'a> Lines<'a> {
    /// Starts at the given line number.
    pub(super) fn new(text: &'a str, number: usize) -> Self {
        Self { text, offset: 0, number }
    }

    /// Returns where the next line starts, in bytes.
    pub(super) fn offset(&self) -> usize {
        self.offset
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.text[self.offset..];
        if rest.is_empty() {
            return None;
        }
        let end = memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let ending = match rest.as_bytes()[end..] {
            [b'\r', b'\n', ..] => 2,
            [] => 0,
            _ => 1,
        };
        self.offset += end + ending;
        self.number += 1;
        Some((self.number - 1, &rest[..end]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Result<(String, usize), Diagnostic> {
        let mut findings = Findings { file: "a.las".into(), list: Vec::new() };
        let text = decode(bytes, &mut findings)?.into_owned();
        Ok((text, findings.list.len()))
    }

    #[test]
    fn every_encoding_reads_the_same() {
        let text = "~V\nUNIT .µs : x";
        let wide: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            [b"\xff\xfe".to_vec(), little.clone()].concat(),
            [b"\xfe\xff".to_vec(), big.clone()].concat(),
            little,
            big,
        ] {
            assert_eq!(decoded(&bytes), Ok((text.to_owned(), 0)));
        }
        assert_eq!(decoded(b"~V\nUNIT .\xb5s : x"), Ok((text.to_owned(), 1)));
    }

    #[test]
    fn what_is_not_text_is_refused() {
        for (bytes, found) in [
            (b" \n".as_slice(), "an empty file"),
            (b"LASF\0\0\x01\x02", "a LiDAR point cloud"),
            (b"PK\x03\x04rest", "a zip archive"),
            (b"0001V1.00RECORD08192", "a DLIS file"),
            (b"\0\0\0\x01\0\0\x07\x08", "binary data"),
        ] {
            let refusal = decoded(bytes).expect_err("refused");
            assert_eq!(refusal.found.as_deref(), Some(found));
        }
    }

    #[test]
    fn lines_end_by_lf_cr_or_both() {
        let lines: Vec<_> = Lines::new("a\nb\r\nc\rd\n\ne", 1).collect();
        assert_eq!(lines, [(1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, ""), (6, "e")]);
    }
}
