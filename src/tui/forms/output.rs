//! The form of an output node: where results go.

use super::{about, name, together};
use crate::domain::dag::{DagNode, IfExists, NodeType, OutputType};
use crate::domain::export::{FilePattern, check_table_name};
use crate::edit::change::Edit;
use crate::tui::widget::form::{Choice, Field, Form};

/// Builds the form of an output node.
pub fn form(node: &DagNode) -> Form {
    let NodeType::Output { output_type, if_exists } = &node.node_type else {
        return Form::new(node.name.clone(), Vec::new());
    };
    let (kind, place) = match output_type {
        OutputType::Frontend => ("frontend", ""),
        OutputType::Parquet { storage_path } => ("parquet", storage_path.as_str()),
        OutputType::Csv { storage_path } => ("csv", storage_path.as_str()),
        OutputType::Las { storage_path } => ("las", storage_path.as_str()),
        OutputType::PostgresTable { table_name } => ("postgres_table", table_name.as_str()),
    };
    let kinds = vec![
        Choice::new("frontend", "screens")
            .help("Kept curves appear in every open session; no file is written."),
        Choice::new("las", "LAS").help("A LAS 2.0 file for each well."),
        Choice::new("csv", "CSV").help("A CSV file for each well, units in the head."),
        Choice::new("parquet", "Parquet").help("A wide Parquet file for each well."),
        Choice::new("postgres_table", "table").help("Rows in a table of the exports schema."),
    ];
    let table = kind == "postgres_table";
    let mut fields = vec![
        name(node),
        Field::choice("kind", "Write to", kinds).help("Where the results go.").value(kind),
        Field::text("path", "Folder")
            .help(
                "Folder below the exports of the data directory; one file a well is written there.",
            )
            .checked(folder)
            .required()
            .value(if table { "" } else { place }),
        Field::text("table", "Table")
            .help("Table in the exports schema; it is made where it does not exist.")
            .checked(table_name)
            .required()
            .value(if table { place } else { "" }),
    ];
    fields.push(rule(*if_exists));
    fields.extend(about(node));
    let mut form = Form::new(format!("Output: {}", node.name), fields);
    changed(&mut form);
    form.focus("kind");
    form
}

/// Shows the fields that the kind of output has.
pub fn changed(form: &mut Form) {
    let kind = form.text("kind");
    form.show("path", matches!(kind.as_str(), "las" | "csv" | "parquet"));
    form.show("table", kind == "postgres_table");
    form.show("if_exists", kind != "frontend");
}

/// Returns what submitting the form does to the node.
pub fn edit(node: &DagNode, form: &Form) -> Edit {
    let storage_path = form.text("path").trim().to_owned();
    let output_type = match form.text("kind").as_str() {
        "las" => OutputType::Las { storage_path },
        "csv" => OutputType::Csv { storage_path },
        "parquet" => OutputType::Parquet { storage_path },
        "postgres_table" => {
            OutputType::PostgresTable { table_name: form.text("table").trim().to_owned() }
        }
        _ => OutputType::Frontend,
    };
    let if_exists = match form.text("if_exists").as_str() {
        "replace" => IfExists::Replace,
        "new_name" => IfExists::NewName,
        _ => IfExists::Refuse,
    };
    let node_type = NodeType::Output { output_type, if_exists };
    let work =
        (node_type != node.node_type).then(|| Edit::SetWork { node: node.id.clone(), node_type });
    together(node, form, work)
}

fn rule(present: IfExists) -> Field {
    let rules = vec![
        Choice::new("refuse", "refuse").help("A run does not start while a file is there."),
        Choice::new("replace", "replace").help("Files and rows that are there are replaced."),
        Choice::new("new_name", "new name").help("A number is put behind the name."),
    ];
    Field::choice("if_exists", "If it exists", rules)
        .help("What happens where the file or the rows are there already.")
        .default(IfExists::default().name())
        .value(present.name())
}

fn folder(text: &str) -> Result<(), String> {
    FilePattern::parse(text.trim(), "las").map(|_| ()).map_err(|problem| problem.to_string())
}

fn table_name(text: &str) -> Result<(), String> {
    check_table_name(text.trim()).map_err(|problem| problem.to_string())
}
