//! What is given to an operator by hand: arguments, JSON on standard input, curves of a well.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Read};

use serde_json::{Map, Value, json};

use crate::cli::failure::Failure;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::{Kind, OperatorSpec};
use crate::services::operators::port_called;
use written::Written;

mod written;

/// Reads all of standard input.
pub fn standard_input() -> Result<String, Failure> {
    let wanted =
        "PORT=V,V arguments, or a JSON object such as {\"GR\": [20, null, 75]} on standard input";
    let refuse = |found: String| {
        let error =
            Diagnostic::error(ErrorType::MalformedFile, "there are no curves to compute on");
        Failure::usage(
            error.found(found).wanted(wanted).hint("`mudrock ops show ID` names the ports"),
        )
    };
    let mut stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Err(refuse("a terminal".to_owned()));
    }
    let mut text = String::new();
    stdin.read_to_string(&mut text).map_err(|error| refuse(error.to_string()))?;
    Ok(text)
}

/// Reads values by port from standard input; a port may stand there several times.
pub fn by_port(text: &str) -> Result<Vec<(String, Value)>, Failure> {
    let place = "standard input";
    let members = members(text, place, "{\"GR\": [20, null, 75]}")?;
    let value = |(name, value): (String, Written)| match value.value() {
        Ok(value) => Ok((name, value)),
        Err(twice) => Err(named_twice(place, &twice)),
    };
    members.into_iter().map(value).collect()
}

/// Reads the parameters of an operator, by name.
pub fn parameters(text: Option<&String>) -> Result<Map<String, Value>, Failure> {
    let Some(text) = text else { return Ok(Map::new()) };
    let members = members(text, "--params", "{\"gr_clean\": 20}")?;
    match Written::Object(members).value() {
        Ok(Value::Object(parameters)) => Ok(parameters),
        Ok(_) => Ok(Map::new()),
        Err(twice) => Err(named_twice("--params", &twice)),
    }
}

fn members(text: &str, place: &str, example: &str) -> Result<Vec<(String, Written)>, Failure> {
    let refuse = |what: &str, found: String, hint: &str| {
        Failure::usage(
            Diagnostic::error(ErrorType::MalformedFile, format!("{place} {what}"))
                .found(found)
                .wanted(format!("a JSON object such as {example}"))
                .hint(hint),
        )
    };
    let is_argument = place.starts_with("--");
    if text.trim().is_empty() {
        let hint = match is_argument {
            true => "leave it out to take the defaults",
            false => {
                "give the values as PORT=V,V arguments, or send the object in: mudrock ops eval ID < FILE"
            }
        };
        return Err(refuse("is empty", "no text".to_owned(), hint));
    }
    match serde_json::from_str(text) {
        Ok(Written::Object(members)) => Ok(members),
        Ok(Written::List(_)) => {
            Err(refuse("is not a JSON object", "a list".to_owned(), "put a name before each value"))
        }
        Ok(Written::Plain(value)) => {
            Err(refuse("is not a JSON object", value.to_string(), "put a name before each value"))
        }
        Err(error) => {
            let hint = match error.is_eof() {
                true => "the text ends before its last bracket: is it complete?",
                false if is_argument => "single quotes around JSON keep the shell from changing it",
                false => "names and texts stand in double quotes, with commas between members",
            };
            Err(refuse("is not JSON", error.to_string(), hint))
        }
    }
}

fn named_twice(place: &str, name: &str) -> Failure {
    let what = format!("a name stands twice in {place}");
    Failure::usage(
        Diagnostic::error(ErrorType::MalformedFile, what)
            .found(format!("\"{name}\""))
            .wanted("each name once")
            .hint("remove one of them: nobody knows which counts"),
    )
}

/// Reads `PORT=V,V`, or `PORT=[V,V]` as in JSON.
pub fn argument(spec: &OperatorSpec, text: &str) -> Result<(String, Value), Failure> {
    let refuse = |found: &str, hint: String| {
        Failure::usage(
            Diagnostic::error(ErrorType::MalformedFile, "a curve cannot be read")
                .found(format!("\"{found}\""))
                .wanted(
                    "PORT=V,V with numbers, and `null` for a missing sample, e.g. GR=20,null,75",
                )
                .hint(hint),
        )
    };
    let ports = || {
        let ports: Vec<&str> = spec.inputs.iter().map(|port| port.name.as_str()).collect();
        format!("the ports of {} are {}", spec.id, ports.join(", "))
    };
    let (name, values) = text.split_once('=').ok_or_else(|| refuse(text, ports()))?;
    let (name, values) = (name.trim(), values.trim());
    if values.starts_with(['[', '{']) {
        let read = serde_json::from_str::<Written>(values);
        let read = read
            .map_err(|error| error.to_string())
            .and_then(|written| written.value().map_err(|name| format!("\"{name}\" stands twice")));
        return match read {
            Ok(value) => Ok((name.to_owned(), value)),
            Err(error) => Err(refuse(
                values,
                format!("{error}; write {name}=20,null,75, or JSON in single quotes"),
            )),
        };
    }
    let is_text = port_called(spec, name).is_some_and(|port| port.kind == Kind::Text);
    let values: Vec<Value> = values
        .split(',')
        .map(|value| match value.trim() {
            "null" | "" => Ok(Value::Null),
            value if is_text => Ok(json!(value)),
            value => number(value)
                .map_err(|()| refuse(value, "write null for a sample that is missing".to_owned())),
        })
        .collect::<Result<_, _>>()?;
    // The distance of the samples is a number, and no curve.
    match values.as_slice() {
        [step] if name == "step" => Ok(("step".to_owned(), step.clone())),
        _ => Ok((name.to_owned(), Value::Array(values))),
    }
}

/// Reads a number as it is written, whole numbers without a fraction; anything else is a text.
fn number(text: &str) -> Result<Value, ()> {
    if let Ok(whole) = text.parse::<i64>() {
        return Ok(json!(whole));
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(json!(number)),
        Ok(_) => Err(()),
        Err(_) => Ok(json!(text)),
    }
}

/// Reads which curve each port takes: `PORT=CURVE`, several times for a port that takes several.
pub fn curves(
    spec: &OperatorSpec,
    arguments: &[String],
) -> Result<BTreeMap<String, String>, Failure> {
    let mut curves: BTreeMap<String, String> = BTreeMap::new();
    for text in arguments {
        let (name, curve) = curve(text)?;
        let port = port_called(spec, name);
        let name = port.map_or(name, |port| &port.name);
        match curves.get_mut(name) {
            None => {
                curves.insert(name.to_owned(), curve.to_owned());
            }
            Some(all) if port.is_some_and(|port| port.repeated) => {
                all.push_str(", ");
                all.push_str(curve);
            }
            Some(before) => {
                let twice = Diagnostic::error(ErrorType::AmbiguousInput, "a port is fed twice");
                return Err(Failure::usage(
                    twice
                        .at_port(name)
                        .found(format!("{before} and {curve}"))
                        .wanted(format!("one curve: {name} of {} takes one", spec.id))
                        .hint(format!("leave one of them out, as in --input {name}={curve}")),
                ));
            }
        }
    }
    Ok(curves)
}

fn curve(text: &str) -> Result<(&str, &str), Failure> {
    match text.split_once('=').map(|(port, curve)| (port.trim(), curve.trim())) {
        Some((port, curve)) if !port.is_empty() && !curve.is_empty() => Ok((port, curve)),
        _ => Err(Failure::usage(
            Diagnostic::error(ErrorType::MalformedFile, "an input cannot be read")
                .found(format!("\"{text}\""))
                .wanted("PORT=CURVE, e.g. GR=GR_1")
                .hint("`mudrock ops show ID` names the ports"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::failure::Exit;
    use crate::services::operators::spec;

    fn of(id: &str) -> &'static OperatorSpec {
        spec(id).expect("an operator")
    }

    #[test]
    fn curves_are_read_from_arguments() {
        let read = |text: &str| argument(of("vshale_clavier"), text).expect("read");
        assert_eq!(read("GR=20, null,75.5,"), ("GR".to_owned(), json!([20, null, 75.5, null])));
        assert_eq!(read("GR=[20, null]"), ("GR".to_owned(), json!([20, null])));
        assert_eq!(read("step=0.5"), ("step".to_owned(), json!(0.5)));
    }

    #[test]
    fn texts_stay_as_they_are_written() {
        let read = |text: &str| argument(of("tops_to_zones"), text).expect("read").1;
        assert_eq!(read("NAME=1,2.50,null"), json!(["1", "2.50", null]));
        assert_eq!(read(r#"NAME=["A, lower","B"]"#), json!(["A, lower", "B"]));
        assert_eq!(read("TOP=1,2.50"), json!([1, 2.5]));
    }

    #[test]
    fn a_curve_without_numbers_is_wrong_usage() {
        for text in ["GR", "GR=inf", "GR=[20,75", "GR=[20 75]"] {
            let failure = argument(of("vshale_clavier"), text).expect_err("refused");
            assert_eq!(failure.exit, Exit::Usage, "{text}");
            assert!(failure.diagnostics[0].hint.is_some(), "{text}");
        }
    }

    #[test]
    fn json_is_not_read_past_a_name_that_stands_twice() {
        let by_port = |text: &str| by_port(text).map_err(|failure| failure.diagnostics[0].clone());
        let twice = by_port(r#"{"GR": [20], "GR": [30]}"#).expect("for the operator to judge");
        assert_eq!(twice.len(), 2);
        let inside = by_port(r#"{"survey": {"MD": [1], "MD": [2]}}"#).expect_err("refused");
        assert_eq!(inside.found.as_deref(), Some("\"MD\""));
        let given = r#"{"a": [1, 2.5, -3, null, true, "x"], "b": {"c": []}}"#;
        let read = by_port(given).expect("JSON");
        assert_eq!(
            Value::Object(read.into_iter().collect()),
            serde_json::from_str::<Value>(given).unwrap()
        );
        let hint = |text: &str| by_port(text).expect_err("refused").hint.expect("a hint");
        assert!(hint("").contains("PORT=V,V"));
        assert!(hint(r#"{"GR": [20"#).contains("ends before its last bracket"));
        assert!(!hint(r#"{"GR": 20 30}"#).contains("shell"));
        let params = parameters(Some(&r#"{"a": 1, "a": 2}"#.to_owned()));
        assert_eq!(params.expect_err("refused").exit, Exit::Usage);
    }

    #[test]
    fn curves_of_a_port_add_up_where_it_takes_several() {
        let given = |id: &str, texts: &[&str]| {
            let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
            curves(of(id), &texts)
        };
        let several = given("curve_coverage", &["curves=GR", "Curves=DT"]).expect("several");
        assert_eq!(several["curves"], "GR, DT");
        let twice = given("vshale_clavier", &["gr=GR", "GR=GR_1"]).expect_err("refused");
        assert_eq!(twice.diagnostics[0].place.port.as_deref(), Some("GR"));
        assert!(given("vshale_clavier", &["GR="]).is_err());
    }
}
