//! The line of a file on which a part of it stands.

/// One step from a value into a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Into a member of an object.
    Key(String),
    /// Into an element of a list.
    Index(usize),
}

/// Returns the line, counted from 1, of the part that a path leads to in a well-formed JSON text.
pub(super) fn line_in_json(text: &str, path: &[Step]) -> Option<usize> {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    let mut part_starts = 0;
    for step in path {
        scan.blanks();
        part_starts = match step {
            Step::Key(key) => scan.enter_key(key)?,
            Step::Index(index) => scan.enter_index(*index)?,
        };
    }
    let before = text.as_bytes().get(..part_starts)?;
    Some(1 + before.iter().filter(|byte| **byte == b'\n').count())
}

/// Returns the line of a key in a YAML text, unless the key stands there more than once.
pub(super) fn line_in_yaml(text: &str, path: &[Step]) -> Option<usize> {
    let key = path.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Index(_) => None,
    })?;
    let mut lines = text.lines().enumerate().filter(|(_, line)| {
        let line = line.trim_start_matches([' ', '-']);
        let line = line.strip_prefix(['"', '\'']).unwrap_or(line);
        line.strip_prefix(key)
            .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
    });
    match (lines.next(), lines.next()) {
        (Some((index, _)), None) => Some(index + 1),
        _ => None,
    }
}

/// A position in JSON bytes that a parser has already accepted.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace() || byte == b',') {
            self.at += 1;
        }
    }

    /// Stops at the value of a member and returns where its key starts.
    ///
    /// The last of several equal keys counts, as it does for the parser.
    fn enter_key(&mut self, wanted: &str) -> Option<usize> {
        let mut found = None;
        self.opening(b'{')?;
        while self.peek()? != b'}' {
            let key_starts = self.at;
            self.skip_value()?;
            let key = self.bytes.get(key_starts..self.at)?;
            self.blanks();
            self.opening(b':')?;
            if serde_json::from_slice::<String>(key).is_ok_and(|key| key == wanted) {
                found = Some((key_starts, self.at));
            }
            self.skip_value()?;
            self.blanks();
        }
        let (key_starts, value_starts) = found?;
        self.at = value_starts;
        Some(key_starts)
    }

    fn enter_index(&mut self, wanted: usize) -> Option<usize> {
        self.opening(b'[')?;
        for _ in 0..wanted {
            self.skip_value()?;
            self.blanks();
        }
        (self.peek()? != b']').then_some(self.at)
    }

    fn opening(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)?;
        self.blanks();
        Some(())
    }

    fn skip_value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => self.skip_text()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                byte if byte.is_ascii_whitespace() || matches!(byte, b',' | b':') => self.at += 1,
                _ => self.skip_word(),
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn skip_text(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.peek()? {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                _ => self.at += 1,
            }
        }
    }

    fn skip_word(&mut self) {
        let ends = |byte: u8| byte.is_ascii_whitespace() || b",:{}[]\"".contains(&byte);
        while self.peek().is_some_and(|byte| !ends(byte)) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Step {
        Step::Key(name.to_owned())
    }

    const TEXT: &str = "{\n \"a\": [1,\n  {\"b\": \"}]\\\"\",\n   \"c\": null}],\n \"d\": {}\n}";

    #[test]
    fn a_path_leads_to_its_line() {
        assert_eq!(line_in_json(TEXT, &[]), Some(1));
        assert_eq!(line_in_json(TEXT, &[key("a"), Step::Index(1)]), Some(3));
        assert_eq!(line_in_json(TEXT, &[key("a"), Step::Index(1), key("c")]), Some(4));
        assert_eq!(line_in_json(TEXT, &[key("d")]), Some(5));
    }

    #[test]
    fn a_path_that_leads_nowhere_has_no_line() {
        for path in [vec![key("x")], vec![key("d"), key("x")], vec![key("a"), Step::Index(9)]] {
            assert_eq!(line_in_json(TEXT, &path), None, "{path:?}");
        }
        assert_eq!(line_in_json("", &[key("a")]), None);
    }

    #[test]
    fn a_yaml_key_has_a_line_when_it_stands_there_once() {
        let text = "name: x\nnodes:\n- id: a\n  inputz: {}\n- id: b\n";
        assert_eq!(line_in_yaml(text, &[key("nodes"), Step::Index(0), key("inputz")]), Some(4));
        assert_eq!(line_in_yaml(text, &[key("nodes"), Step::Index(0), key("id")]), None);
    }
}
