//! `pipelines templates`: the pipelines to begin with.

use serde_json::json;

use crate::cli::failure::Exit;
use crate::cli::out::{Out, Tone};
use crate::cli::table::{Table, plain};
use crate::cli::words::listed;
use crate::services::templates;

/// Lists the templates; needs no database.
pub fn run(out: &Out) -> Exit {
    if out.json {
        let rows = templates().iter().map(|template| {
            json!({
                "slug": template.slug, "title": template.title, "summary": template.summary,
                "description": template.definition.metadata.description,
                "tags": template.tags, "curves": template.curves(),
                "nodes": template.definition.nodes.len(),
            })
        });
        out.value(&rows.collect::<Vec<_>>());
        return Exit::Done;
    }
    let mut table = Table::new(&["template", "needs", "gives"]);
    for template in templates() {
        table.row([
            (template.slug.to_owned(), Tone::Strong),
            plain(listed(&template.curves(), " ")),
            plain(template.summary.clone()),
        ]);
    }
    table.print(out);
    out.line("");
    out.line(
        "`mudrock pipelines new --template NAME` makes a pipeline of one, with -o FILE a file",
    );
    Exit::Done
}
