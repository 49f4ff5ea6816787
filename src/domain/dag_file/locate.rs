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

/// Returns the line of the part that a path leads to in a well-formed YAML text.
///
/// The text is followed by its indents, as far as it is written in block style; where it goes on in
/// braces, the line of the last part before them counts.
pub(super) fn line_in_yaml(text: &str, path: &[Step]) -> Option<usize> {
    let entries = entries(text);
    let mut part = &entries[..];
    let mut line = None;
    for step in path {
        let Some((found, below)) = enter(part, step) else { break };
        (line, part) = (Some(found), below);
    }
    line
}

/// A key, an element or the beginning of a list element, with the column that it starts in.
struct Entry<'a> {
    line: usize,
    indent: usize,
    text: &'a str,
}

/// What stands for the beginning of a list element.
const ELEMENT: &str = "-";

fn entries(text: &str) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    for (line, whole) in (1..).zip(text.lines()) {
        let mut rest = whole.trim();
        if rest.starts_with('#') || rest == "---" {
            continue;
        }
        let mut indent = whole.len() - whole.trim_start().len();
        while rest == ELEMENT || rest.starts_with("- ") {
            entries.push(Entry { line, indent, text: ELEMENT });
            let within = rest[1..].trim_start();
            indent += rest.len() - within.len();
            rest = within;
        }
        if !rest.is_empty() {
            entries.push(Entry { line, indent, text: rest });
        }
    }
    entries
}

/// Takes one step down; returns the line that it leads to, and what stands below it.
fn enter<'e, 't>(part: &'e [Entry<'t>], step: &Step) -> Option<(usize, &'e [Entry<'t>])> {
    let indent = part.first()?.indent;
    let here = |entry: &Entry| entry.indent == indent;
    let at = match step {
        Step::Key(key) => part.iter().position(|entry| here(entry) && is_key(entry.text, key))?,
        Step::Index(index) => {
            let is_element = |at: &usize| here(&part[*at]) && part[*at].text == ELEMENT;
            (0..part.len()).filter(is_element).nth(*index)?
        }
    };
    // A list may stand as far to the left as its key.
    let is_list_of_key = |entry: &Entry| matches!(step, Step::Key(_)) && entry.text == ELEMENT;
    let below = &part[at + 1..];
    let ends = |entry: &Entry| entry.indent < indent || here(entry) && !is_list_of_key(entry);
    let end = below.iter().position(ends).unwrap_or(below.len());
    Some((part[at].line, &below[..end]))
}

fn is_key(text: &str, key: &str) -> bool {
    let text = text.strip_prefix(['"', '\'']).unwrap_or(text);
    let rest = text.strip_prefix(key);
    rest.is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
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
    fn a_path_through_yaml_leads_to_its_line() {
        let text = "# about\n---\nname: x\nnodes:\n- id: a\n  inputs: {X: a.GR}\n\n- id: b\n  dependencies:\n  \
                    - a\n  - c\n  note: |\n    id: no key\n  work:\n      'id': d\ntags:\n  - one\n  - - two\n";
        let node = |index, rest: &[Step]| [&[key("nodes"), Step::Index(index)], rest].concat();
        for (path, line) in [
            (vec![key("name")], 3),
            (node(0, &[]), 5),
            (node(0, &[key("id")]), 5),
            (node(0, &[key("inputs"), key("X")]), 6),
            (node(1, &[key("id")]), 8),
            (node(1, &[key("dependencies"), Step::Index(1)]), 11),
            (node(1, &[key("note")]), 12),
            (node(1, &[key("work"), key("id")]), 15),
            (vec![key("tags"), Step::Index(1), Step::Index(0)], 18),
        ] {
            assert_eq!(line_in_yaml(text, &path), Some(line), "{path:?}");
        }
        assert_eq!(line_in_yaml(text, &[key("version")]), None);
        assert_eq!(line_in_yaml("", &[key("name")]), None);
    }
}
