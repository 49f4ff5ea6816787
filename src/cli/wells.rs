//! `wells`: which there are, and the tags by which they are chosen.

use clap::{Args, Subcommand};
use serde_json::json;

use super::failure::{Exit, Failure};
use super::out::Out;
use super::table::{Table, plain};
use super::target::{self, with_workspace};
use super::words::{clean, count, number};
use crate::config::Settings;
use crate::services::ingestion::WellFacts;

/// Subcommands of `wells`.
#[derive(Debug, Subcommand)]
pub enum WellsCommand {
    /// Lists wells with field, tags, depths and number of curves.
    List(ListArgs),
    /// Gives wells a tag, so that `tag:WORD` chooses them, or takes it from them.
    Tag(TagArgs),
}

/// Arguments of `wells list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Project; may be left out where there is only one.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
    /// Only these wells, by name or id, `tag:WORD` or `field:NAME`, with commas between them.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    wells: Vec<String>,
}

/// Arguments of `wells tag`.
#[derive(Debug, Args)]
pub struct TagArgs {
    /// Tag: a word or some, without commas.
    #[arg(value_name = "TAG")]
    tag: String,
    /// Wells, by name or id, `*`, `tag:WORD` or `field:NAME`, with commas between them.
    #[arg(long, value_name = "A,B", value_delimiter = ',', required = true)]
    wells: Vec<String>,
    /// Takes the tag from the wells.
    #[arg(long)]
    remove: bool,
    /// Project; may be left out where there is only one.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
}

/// Does what the subcommand says.
pub async fn run(command: WellsCommand, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    match command {
        WellsCommand::List(args) => list(args, settings, out).await,
        WellsCommand::Tag(args) => tag(args, settings, out).await,
    }
}

async fn list(args: ListArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let mut selection = target::wells(&args.wells)?;
    if selection.is_empty() {
        selection.push("*".to_owned());
    }
    let mut facts = with_workspace(settings, out, async |workspace| {
        let project = target::project(workspace, args.project.as_deref()).await?;
        Ok(workspace.ingestion_facts(project.id, &selection).await?)
    })
    .await?;
    facts.wells.retain(|well| well.chosen);
    if out.json {
        out.value(&facts.wells);
    } else if facts.wells.is_empty() {
        out.line("no wells yet; `mudrock import PATH --project NAME` brings some in");
    } else {
        table(&facts.wells, out);
    }
    Ok(Exit::Done)
}

fn table(wells: &[WellFacts], out: &Out) {
    let mut table = Table::new(&["well", "field", "tags", ">curves", ">top m", ">base m"]);
    let depth = |depth: Option<f64>| depth.map_or_else(|| out.nothing().to_owned(), number);
    for well in wells {
        table.row([
            plain(well.name.clone()),
            plain(well.field.clone().unwrap_or_default()),
            plain(well.tags.join(", ")),
            plain(well.curves.to_string()),
            plain(depth(well.top_m)),
            plain(depth(well.base_m)),
        ]);
    }
    table.print(out);
}

async fn tag(args: TagArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let selection = target::wells(&args.wells)?;
    let changed = with_workspace(settings, out, async |workspace| {
        let project = target::project(workspace, args.project.as_deref()).await?;
        Ok(workspace.tag_wells(project.id, &selection, &args.tag, args.remove).await?)
    })
    .await?;
    if out.json {
        out.value(&json!({"tag": args.tag.trim(), "removed": args.remove, "wells": changed}));
        return Ok(Exit::Done);
    }
    let wells = count(usize::try_from(changed).unwrap_or(usize::MAX), "well");
    let tag = clean(args.tag.trim());
    out.line(&match args.remove {
        true => format!("tag \"{tag}\" taken from {wells}"),
        false => format!("tag \"{tag}\" given to {wells}"),
    });
    Ok(Exit::Done)
}
