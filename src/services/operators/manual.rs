//! The manual of the operators in Markdown: a page a family, and a page that lists them.

use serde_json::{Map, Value};

use super::words::{
    output_quantity, output_unit, parameters, scope, sections, shape, takes, written,
};
use crate::operators::Entry;
use crate::operators::catalogue::{Family, catalogue, families};
use crate::operators::operator::Example;

/// Returns the pages by their file names, the list of all first.
pub fn pages() -> Vec<(String, String)> {
    let filled: Vec<&Family> = families().iter().filter(|it| !it.operators.is_empty()).collect();
    let mut pages = vec![("README.md".to_owned(), index(&filled))];
    pages.extend(filled.iter().map(|family| (file(family), page(family))));
    pages
}

fn file(family: &Family) -> String {
    format!("{}_{}.md", family.category, family.name)
}

fn of(family: &Family) -> impl Iterator<Item = &'static Entry> {
    let (category, name) = (family.category, family.name);
    catalogue()
        .newest()
        .filter(move |entry| entry.spec().category == category && entry.spec().family == name)
}

const GENERATED: &str =
    "<!-- Made by the program: run `UPDATE_DOCS=1 cargo test --test it docs`. -->";

fn index(families: &[&Family]) -> String {
    let count = catalogue().newest().count();
    let mut page = format!(
        "# Operators\n\n{GENERATED}\n\n{count} operators in {} families.\n\
         `mudrock ops list --search WORDS` searches them, and `mudrock ops show OPERATOR` shows one.\n\
         In examples, an empty cell is a missing sample.\n",
        families.len()
    );
    let mut category = "";
    for family in families {
        if family.category != category {
            category = family.category;
            page.push_str(&format!("\n## {}\n", capital(category)));
        }
        let file = file(family);
        page.push_str(&format!("\n### [{}]({file})\n\n", family.title));
        for entry in of(family) {
            let spec = entry.spec();
            page.push_str(&format!("- [`{}`]({file}#{}): {}\n", spec.id, spec.id, spec.title));
        }
    }
    page
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn page(family: &Family) -> String {
    let mut page = format!("# {}\n\n{GENERATED}\n\n", family.title);
    page.push_str(&format!("Category {}, [all operators](README.md).\n\n", family.category));
    let rows = of(family).map(|entry| {
        let spec = entry.spec();
        vec![format!("[`{0}`](#{0})", spec.id), spec.summary.clone()]
    });
    table(&mut page, &["Operator", "What it does"], rows);
    for entry in of(family) {
        operator(&mut page, entry);
    }
    page
}

fn operator(page: &mut String, entry: &Entry) {
    let spec = entry.spec();
    page.push_str(&format!("\n## {}\n\n**{}**, version {}", spec.id, spec.title, spec.version));
    let others: Vec<&str> = catalogue()
        .versions_of(&spec.id)
        .iter()
        .map(|other| other.spec().version.as_str())
        .filter(|version| *version != spec.version)
        .collect();
    if !others.is_empty() {
        page.push_str(&format!("; {} runs where it is asked for", others.join(", ")));
    }
    page.push_str(&format!(".\n{}\nIt computes {}.\n", spec.summary, scope(spec.scope)));
    if !spec.aliases.is_empty() {
        page.push_str(&format!("It is also called {}.\n", code(&spec.aliases)));
    }
    if let Some(word) = &spec.deprecated {
        let instead = word.version().map_or_else(
            || format!("use `{}`", word.replacement),
            |version| format!("take version {version}"),
        );
        page.push_str(&format!("**Deprecated** since {}: {instead}.\n", word.since));
    }
    for (heading, text) in sections(&spec.documentation) {
        page.push_str(&format!("\n**{heading}**\n\n{text}\n"));
    }
    page.push_str("\n**Ports**\n\n");
    let inputs = spec.inputs.iter().map(|port| {
        vec![
            format!("`{}`", port.name),
            "in".to_owned(),
            port.unit.clone().unwrap_or_else(|| "any".to_owned()),
            shape(port.kind, &port.rows, port.repeated),
            takes(port),
        ]
    });
    let outputs = spec.outputs.iter().map(|port| {
        vec![
            format!("`{}`", port.name),
            "out".to_owned(),
            output_unit(port),
            shape(port.kind, &port.rows, port.repeated),
            output_quantity(port),
        ]
    });
    table(page, &["Port", "Way", "Unit", "Holds", "Measures"], inputs.chain(outputs));
    let parameters = parameters(spec, &entry.defaults());
    if !parameters.is_empty() {
        page.push_str("\n**Parameters**\n\n");
        let rows = parameters.into_iter().map(|one| {
            let choices = one.choices.iter().filter(|(_, about)| !about.is_empty());
            let choices: String =
                choices.map(|(word, about)| format!("<br>`{word}`: {about}")).collect();
            vec![
                format!("`{}`", one.name),
                one.default,
                one.range,
                one.unit,
                format!("{}{choices}", one.meaning),
            ]
        });
        table(page, &["Parameter", "Default", "Range", "Unit", "Meaning"], rows);
    }
    for shown in entry.examples() {
        example(page, shown);
    }
}

fn code(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn example(page: &mut String, example: &Example) {
    page.push_str(&format!("\n**Example**: {}\n", example.note));
    let params = read(example.params);
    if !params.is_empty() {
        let told: Vec<String> =
            params.iter().map(|(name, value)| format!("`{name}` = {}", written(value))).collect();
        page.push_str(&format!("With {}.\n", told.join(", ")));
    }
    page.push('\n');
    let (input, output) = (read(example.input), read(example.output));
    if let Some(columns) = columns(&input, &output) {
        let rows = columns.first().map_or(0, |(_, column)| column.len());
        let heads: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let rows = (0..rows).map(|row| columns.iter().map(|(_, it)| it[row].clone()).collect());
        table(page, &heads, rows);
    } else {
        page.push_str(&format!("```json\n{}\n{}\n```\n", example.input, example.output));
    }
}

fn read(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}

/// Returns inputs and outputs as columns, where all of them are plain and equally long.
fn columns(
    input: &Map<String, Value>,
    output: &Map<String, Value>,
) -> Option<Vec<(String, Vec<String>)>> {
    let cell = |value: &Value| match value {
        Value::Array(_) | Value::Object(_) => None,
        Value::Null => Some(String::new()),
        plain => Some(written(plain)),
    };
    let column = |(name, value): (&String, &Value)| {
        let cells: Option<Vec<String>> = value.as_array()?.iter().map(cell).collect();
        Some((name.clone(), cells?))
    };
    let columns: Vec<(String, Vec<String>)> =
        input.iter().chain(output).map(column).collect::<Option<_>>()?;
    let length = columns.first()?.1.len();
    columns.iter().all(|(_, cells)| cells.len() == length).then_some(columns)
}

fn table(page: &mut String, heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells: Vec<String> = cells.map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    page.push_str(&line(&mut heads.iter().copied()));
    page.push_str(&format!("|{}\n", "---|".repeat(heads.len())));
    for row in rows {
        page.push_str(&line(&mut row.iter().map(String::as_str)));
    }
}
