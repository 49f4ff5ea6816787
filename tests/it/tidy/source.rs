//! Reads a source file as words and paths: comments are gone, strings are single words, test code is marked.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// A source file.
pub struct Source {
    /// Path from the root of the package, with forward slashes.
    pub path: String,
    /// The file as written.
    pub text: String,
    /// Its code, word by word, with delimiters as words of their own.
    pub words: Vec<Word>,
}

/// One token of code.
pub struct Word {
    /// The token; `::` is one word, a string literal is one word with its quotes.
    pub text: String,
    /// Line, from one.
    pub line: usize,
    /// Whether it belongs to code that only tests compile.
    pub test: bool,
    /// Number of modules around it, so that `super` can be followed; zero at the root of the crate.
    depth: usize,
}

/// A path of at least two segments, or one name that a `use` brings in.
#[derive(Debug, PartialEq, Eq)]
pub struct CodePath {
    /// Segments as written, from `crate`, `self`, `super` or a name; a glob ends in `*`.
    pub segments: Vec<String>,
    /// Line of the last segment, from one.
    pub line: usize,
    /// Whether it belongs to code that only tests compile.
    pub test: bool,
    depth: usize,
}

impl Source {
    /// Splits a file into words; a file that Rust cannot split is an error that names it.
    pub fn parse(path: &str, text: &str) -> Result<Self, String> {
        let stream: TokenStream = text.parse().map_err(|error| format!("{path}: {error}"))?;
        let places: Vec<&str> = path.trim_end_matches(".rs").split('/').skip(1).collect();
        let depth = match places.last() {
            Some(&"main" | &"lib") if places.len() == 1 => 0,
            Some(&"mod") => places.len() - 1,
            _ => places.len(),
        };
        let test = places.contains(&"tests");
        let mut words = Vec::new();
        flatten(stream, test, depth, &mut words);
        Ok(Self { path: path.into(), text: text.into(), words })
    }

    /// Returns the room that the file belongs to: the first place below `src/`.
    pub fn room(&self) -> &str {
        let below = self.path.trim_start_matches("src/");
        below.split('/').next().unwrap_or(below).trim_end_matches(".rs")
    }

    /// Returns a line of the file as written, without indentation.
    pub fn line(&self, number: usize) -> &str {
        self.text.lines().nth(number - 1).unwrap_or_default().trim()
    }

    /// Lists all paths of the code, with the trees of `use` spread out.
    pub fn paths(&self) -> Vec<CodePath> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            let used = self.follows_use(at);
            if used || self.starts_path(at) {
                let mut tree = Vec::new();
                at = self.tree(at, &[], &mut tree).max(at + 1);
                found.extend(tree.into_iter().filter(|path| used || path.segments.len() > 1));
            } else {
                at += 1;
            }
        }
        found
    }

    fn text_at(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.text.as_str())
    }

    /// Tells a `use` declaration from the `use<'a>` of a captured lifetime.
    fn follows_use(&self, at: usize) -> bool {
        at > 0 && self.text_at(at - 1) == "use" && self.text_at(at) != "<"
    }

    fn starts_path(&self, at: usize) -> bool {
        let global = self.text_at(at) == "::";
        let follows = at > 0 && {
            let before = self.text_at(at - 1);
            before == "." || before == "::" || (global && ends_segment(before))
        };
        !follows && (global || is_name(self.text_at(at)))
    }

    /// Reads one path or `use` tree that begins at a word; returns the place after it.
    fn tree(&self, mut at: usize, prefix: &[String], found: &mut Vec<CodePath>) -> usize {
        let mut segments = prefix.to_vec();
        if self.text_at(at) == "::" {
            at += 1;
        }
        loop {
            match self.text_at(at) {
                "{" => {
                    at += 1;
                    while at < self.words.len() && self.text_at(at) != "}" {
                        let after = self.tree(at, &segments, found);
                        at = after.max(at + 1);
                        // Passes over `as Name` and the comma.
                        while !matches!(self.text_at(at), "," | "}" | "") {
                            at += 1;
                        }
                        if self.text_at(at) == "," {
                            at += 1;
                        }
                    }
                    return at + 1;
                }
                name if name == "*" || is_name(name) => {
                    segments.push(name.to_owned());
                    at += 1;
                }
                _ => break,
            }
            let goes_on =
                matches!(self.text_at(at + 1), "{" | "*") || is_name(self.text_at(at + 1));
            if self.text_at(at) != "::" || !goes_on {
                break;
            }
            at += 1;
        }
        if segments.len() > prefix.len() {
            let Word { line, test, depth, .. } = self.words[at - 1];
            found.push(CodePath { segments, line, test, depth });
        }
        at
    }
}

impl CodePath {
    /// Returns the segments from the root of the crate, where the path leads back to the root.
    pub fn below_root(&self) -> Option<&[String]> {
        let mut above = self.depth;
        let mut rest = self.segments.as_slice();
        let mut relative = false;
        while let Some((first, after)) = rest.split_first() {
            match first.as_str() {
                "crate" | "mudrock" if !relative => return Some(after),
                "self" => {}
                "super" => above = above.checked_sub(1)?,
                _ => break,
            }
            relative = true;
            rest = after;
        }
        (relative && above == 0).then_some(rest)
    }
}

/// Appends the words of a stream; `test` marks all of it.
fn flatten(stream: TokenStream, test: bool, depth: usize, words: &mut Vec<Word>) {
    let mut trees = stream.into_iter().peekable();
    let mut test_item = false;
    let mut after_hash = false;
    let mut names_module = false;
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        let mut push = |text: String, test: bool| words.push(Word { text, line, test, depth });
        match tree {
            TokenTree::Group(group) => {
                let attribute = after_hash && group.delimiter() == Delimiter::Bracket;
                test_item |= attribute && marks_test(&group);
                let inner_depth = depth + usize::from(names_module);
                enclose(&group, test || test_item, depth, inner_depth, words);
                if group.delimiter() == Delimiter::Brace {
                    test_item = false;
                    names_module = false;
                }
                after_hash = false;
            }
            TokenTree::Punct(punct) => {
                let sign = punct.as_char();
                let doubled = sign == ':'
                    && punct.spacing() == Spacing::Joint
                    && matches!(trees.peek(), Some(TokenTree::Punct(next)) if next.as_char() == ':');
                if doubled {
                    trees.next();
                    push("::".into(), test || test_item);
                } else {
                    push(sign.to_string(), test || test_item);
                }
                if sign == ';' {
                    test_item = false;
                    names_module = false;
                }
                after_hash = sign == '#' || (after_hash && sign == '!');
            }
            TokenTree::Ident(name) => {
                names_module |= name == "mod";
                after_hash = false;
                push(name.to_string(), test || test_item);
            }
            TokenTree::Literal(literal) => {
                after_hash = false;
                push(literal.to_string(), test || test_item);
            }
        }
    }
}

fn enclose(group: &Group, test: bool, depth: usize, inner_depth: usize, words: &mut Vec<Word>) {
    let (open, close) = match group.delimiter() {
        Delimiter::Brace => ("{", "}"),
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    };
    let opens = group.span_open().start().line;
    let closes = group.span_close().start().line;
    words.push(Word { text: open.into(), line: opens, test, depth });
    flatten(group.stream(), test, inner_depth, words);
    words.push(Word { text: close.into(), line: closes, test, depth });
}

/// Tells whether an attribute leaves its item to tests: `test`, `tokio::test`, `cfg(test)`, `cfg(all(test, …))`.
fn marks_test(attribute: &Group) -> bool {
    let written = attribute.stream().to_string().replace(' ', "");
    matches!(written.as_str(), "test" | "cfg(test)")
        || written.ends_with("::test")
        || written.starts_with("tokio::test(")
        || written.starts_with("cfg(all(test,")
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && !matches!(text, "use" | "pub" | "as" | "in" | "mod" | "fn" | "impl" | "for" | "dyn")
}

fn ends_segment(text: &str) -> bool {
    is_name(text) || text == ">"
}
