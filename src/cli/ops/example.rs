//! Examples as a command that can be copied, and its answer.

use serde_json::{Map, Value};

use crate::canvas::label::columns;
use crate::cli::words::wrap;
use crate::domain::operator::{OperatorSpec, Rows};
use crate::services::operators::OperatorPage;

/// Blanks before what follows the first line of a command.
const FURTHER: &str = "    ";

/// Returns the lines of the command that runs an example, set to a width where it can be.
pub fn command(page: &OperatorPage, params: &str, input: &str, width: usize) -> Vec<String> {
    let spec = &page.spec;
    let newest = page.versions.last().is_some_and(|newest| *newest == spec.version);
    let id = if newest { spec.id.clone() } else { spec.reference() };
    let start = vec![format!("mudrock ops eval {id}")];
    let given: Map<String, Value> = serde_json::from_str(input).unwrap_or_default();
    let params = Some(params).filter(|params| params.trim() != "{}");
    let params = params.map(|params| parameters(params, width));
    let fits = |piece: &String| fits(piece, width);
    if let Some(arguments) = arguments(spec, &given).filter(|all| all.iter().all(fits)) {
        let pieces: Vec<Vec<String>> = std::iter::once(start)
            .chain(arguments.into_iter().map(|argument| vec![argument]))
            .chain(params)
            .collect();
        return joined(&pieces, width);
    }
    let document = vec!["<<'JSON'".to_owned()];
    let pieces: Vec<Vec<String>> = [start].into_iter().chain(params).chain([document]).collect();
    let mut lines = joined(&pieces, width);
    lines.extend(json_lines(&given, width));
    lines.push("JSON".to_owned());
    lines
}

/// Returns the inputs as `PORT=V,V`; `None` where one of them cannot be written so.
pub fn arguments(spec: &OperatorSpec, given: &Map<String, Value>) -> Option<Vec<String>> {
    let arguments = given.iter().map(|(name, value)| {
        let alone = spec.input(name).is_some_and(|port| port.rows == Rows::One);
        let values = match value {
            Value::Array(values) if !values.is_empty() => values.as_slice(),
            one if alone || name == "step" => std::slice::from_ref(one),
            _ => return None,
        };
        let values: Option<Vec<String>> = values.iter().map(argument).collect();
        let plain = name.chars().all(|letter| letter.is_alphanumeric() || "_.".contains(letter));
        plain.then_some(format!("{name}={}", values?.join(",")))
    });
    arguments.collect()
}

/// Writes a sample as the shell and `ops eval` read it back.
fn argument(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("null".to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => {
            let plain = |letter: char| letter.is_alphanumeric() || "_-.".contains(letter);
            let read_otherwise = text.parse::<f64>().is_ok() || text == "null" || text.is_empty();
            (!read_otherwise && text.chars().all(plain)).then(|| text.clone())
        }
        _ => None,
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Whether a piece of a command has room in a line of its own, with a backslash behind it.
fn fits(piece: &str, width: usize) -> bool {
    columns(piece) + FURTHER.len() + 2 <= width
}

/// Writes the parameters, in several lines where one is not enough: to the shell all between two
/// quotes is one word, and to JSON a new line is a blank.
fn parameters(params: &str, width: usize) -> Vec<String> {
    let whole = format!("--params {}", quoted(params));
    let read = serde_json::from_str::<Value>(params);
    let (false, Ok(read)) = (fits(&whole, width), read) else { return vec![whole] };
    let open = "--params '";
    let room = width.saturating_sub(FURTHER.len() + columns(open) + 3);
    let mut lines: Vec<String> = Vec::new();
    for part in parts(&spaced(&read), room) {
        let part = part.replace('\'', r"'\''");
        let start = if lines.is_empty() { open.to_owned() } else { " ".repeat(columns(open)) };
        lines.push(format!("{start}{part}"));
    }
    if let Some(last) = lines.last_mut() {
        last.push('\'');
    }
    lines
}

/// Joins the pieces of a command, in several lines where one is not enough; a piece may have several
/// lines itself.
fn joined(pieces: &[Vec<String>], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        let Some((first, rest)) = piece.split_first() else { continue };
        match lines.last_mut() {
            // A backslash must find room behind what follows.
            Some(line) if rest.is_empty() && columns(line) + 1 + columns(first) + 2 <= width => {
                line.push(' ');
                line.push_str(first);
            }
            Some(line) => {
                line.push_str(" \\");
                lines.push(format!("{FURTHER}{first}"));
            }
            None => lines.push(first.clone()),
        }
        lines.extend(rest.iter().map(|line| format!("{FURTHER}{line}")));
    }
    lines
}

/// Writes an object with a line for each key, and more where its values are long.
pub fn json_lines(object: &Map<String, Value>, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let last = object.len().saturating_sub(1);
    for (at, (name, value)) in object.iter().enumerate() {
        let open = if at == 0 { "{" } else { " " };
        let close = if at == last { "}" } else { "," };
        let told = format!("{}: {}{close}", Value::String(name.clone()), spaced(value));
        for (nth, part) in parts(&told, width.saturating_sub(5)).into_iter().enumerate() {
            lines.push(if nth == 0 {
                format!("{open}{part}")
            } else {
                format!("{FURTHER} {part}")
            });
        }
    }
    if lines.is_empty() { vec!["{}".to_owned()] } else { lines }
}

/// Writes JSON with a blank behind each comma outside of texts, so that it may be broken there.
fn spaced(value: &Value) -> String {
    let list = |values: Vec<String>| values.join(", ");
    match value {
        Value::Array(values) => format!("[{}]", list(values.iter().map(spaced).collect())),
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| {
                format!("{}: {}", Value::String(name.clone()), spaced(value))
            };
            format!("{{{}}}", list(members.iter().map(member).collect()))
        }
        plain => plain.to_string(),
    }
}

/// Breaks JSON at blanks, but never inside a text.
fn parts(json: &str, width: usize) -> Vec<String> {
    // A blank of a text is hidden from the wrapping as a letter that JSON cannot hold.
    let (mut inside, mut escaped) = (false, false);
    let hidden: String = json
        .chars()
        .map(|letter| {
            match letter {
                '"' if !escaped => inside = !inside,
                ' ' if inside => return '\u{1}',
                _ => {}
            }
            escaped = letter == '\\' && !escaped;
            letter
        })
        .collect();
    wrap(&hidden, width.max(40)).into_iter().map(|part| part.replace('\u{1}', " ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::ops::given::argument;
    use crate::services::operators::{eval, list, show};

    /// What can be copied from a page does what the page says.
    #[test]
    fn commands_of_examples_give_what_the_examples_say() {
        let mut written = 0;
        for spec in list() {
            for example in show(&spec.id).expect("an operator").examples {
                let params = serde_json::from_str(example.params).expect("JSON");
                let given = serde_json::from_str(example.input).expect("JSON");
                let Some(arguments) = arguments(&spec, &given) else { continue };
                let read =
                    arguments.iter().map(|one| argument(&spec, one).expect("read")).collect();
                let outputs = |given| eval(&spec.id, &params, given).expect("runs").outputs;
                assert_eq!(outputs(&read), outputs(&given), "{}: {arguments:?}", spec.id);
                written += 1;
            }
        }
        assert!(written > 10, "{written}");
    }

    #[test]
    fn a_long_command_goes_on_in_the_next_line() {
        let pieces = ["mudrock ops eval x", "A=1,2", "--params '{}'"].map(|it| vec![it.to_owned()]);
        assert_eq!(joined(&pieces, 60), ["mudrock ops eval x A=1,2 --params '{}'"]);
        assert_eq!(joined(&pieces, 30), ["mudrock ops eval x A=1,2 \\", "    --params '{}'"]);
    }

    /// A terminal of 80 columns holds what is to be copied, and the shell reads it back.
    #[test]
    fn no_command_is_wider_than_a_small_terminal() {
        for spec in list() {
            let page = show(&spec.id).expect("an operator");
            for example in page.examples {
                let lines = command(&page, example.params, example.input, 78);
                for line in &lines {
                    assert!(columns(line) <= 78, "{}: {line}", spec.id);
                }
                let text = lines.join("\n").replace(" \\\n", " ");
                let words = shell_words::split(text.split("<<'JSON'").next().unwrap_or_default());
                let words = words.expect("a command");
                if let Some(at) = words.iter().position(|word| word == "--params") {
                    let read = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
                    assert_eq!(read(&words[at + 1]), read(example.params), "{}", spec.id);
                }
            }
        }
    }

    #[test]
    fn json_is_broken_outside_of_texts() {
        let object = serde_json::json!({"ZONE": ["upper part", "lower part"], "MD": [0, 100]});
        let lines = json_lines(object.as_object().expect("an object"), 30);
        assert_eq!(lines, ["{\"ZONE\": [\"upper part\", \"lower part\"],", " \"MD\": [0, 100]}"]);
        let lines = json_lines(object.as_object().expect("an object"), 80);
        assert_eq!(serde_json::from_str::<Value>(&lines.concat()).expect("JSON"), object);
    }
}
