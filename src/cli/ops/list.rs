//! `ops list`: the catalogue by family, or what answers a search, the best first.

use clap::Args;

use super::grid::Grid;
use crate::cli::failure::{Exit, Failure};
use crate::cli::out::{Out, Tone};
use crate::cli::table::{Table, plain};
use crate::cli::words::{count, in_charset};
use crate::domain::operator::OperatorSpec;
use crate::services::operators::filter::{Part, measuring, of_category, of_family};
use crate::services::operators::search::ranked;
use crate::services::operators::{family_title, list};

/// Columns from which there is room for what an operator does beside its title.
const WIDE: usize = 110;

/// Arguments of `ops list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only operators that tell of all these words, the best first; letters may be missing.
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// The same as WORDS.
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// Only this category or family, by its name or title.
    #[arg(long, value_name = "NAME")]
    category: Option<String>,
    /// Only this family, by its name or title.
    #[arg(long, value_name = "NAME")]
    family: Option<String>,
    /// Only operators that compute or read this quantity, e.g. "shale volume".
    #[arg(long, value_name = "QUANTITY")]
    quantity: Option<String>,
}

/// Prints the list.
pub fn print(args: &ListArgs, out: &Out) -> Result<Exit, Failure> {
    let mut specs = list();
    if let Some(family) = &args.family {
        specs = of_family(specs, family)?;
    }
    if let Some(category) = &args.category {
        specs = of_category(specs, category)?;
    }
    let search: Vec<&str> = args.search.iter().chain(&args.words).map(String::as_str).collect();
    let search = search.join(" ");
    if !search.trim().is_empty() {
        specs = ranked(&specs, &search).into_iter().cloned().collect();
    }
    let measured = match &args.quantity {
        None => None,
        Some(quantity) => Some(measuring(specs.clone(), quantity)?),
    };
    if let Some(measured) = &measured {
        specs = measured.iter().map(|(_, spec)| spec.clone()).collect();
    }
    if out.json {
        out.value(&specs);
        return Ok(Exit::Done);
    }
    if specs.is_empty() {
        return Ok(none(out));
    }
    match measured {
        Some(measured) => by_part(&measured, out),
        None if search.trim().is_empty() => by_family(&specs, out),
        None => flat(&specs, out),
    }
    out.line("");
    let told = format!("{}; `mudrock ops show ID` tells more", count(specs.len(), "operator"));
    out.line(&out.paint(Tone::Faint, &told));
    Ok(Exit::Done)
}

fn none(out: &Out) -> Exit {
    let mut names: Vec<String> = list().into_iter().map(|spec| spec.category).collect();
    names.dedup();
    let names = names.join(", ");
    out.line(&format!("no operator fits; try other or fewer words, or a category: {names}"));
    Exit::Done
}

/// Prints the families one after the other, each under its name.
fn by_family(specs: &[OperatorSpec], out: &Out) {
    let ids = specs.iter().map(|spec| spec.id.len()).max().unwrap_or(0);
    let room = out.table_width();
    let (mut last, mut first) = (("", ""), true);
    for spec in specs {
        let family = (spec.category.as_str(), spec.family.as_str());
        if family != last {
            last = family;
            if !std::mem::take(&mut first) {
                out.line("");
            }
            let title = family_title(&spec.category, &spec.family);
            let place = format!("{} / {}", spec.category, spec.family);
            let heading = out.paint(Tone::Strong, title);
            out.line(&format!("{heading}  {}", out.paint(Tone::Faint, &place)));
        }
        let text = told(spec, room);
        let line = in_charset(&format!("  {:ids$}  {text}", spec.id), out.charset);
        out.line(&crate::canvas::label::fitted(&line, room, out.charset));
    }
}

/// Returns the title, and what the operator does where there is room.
fn told(spec: &OperatorSpec, room: usize) -> String {
    let mut text = spec.title.clone();
    if spec.deprecated.is_some() {
        text.push_str(" (deprecated)");
    }
    if room >= WIDE {
        text = format!("{text}: {}", spec.summary);
    }
    text
}

fn flat(specs: &[OperatorSpec], out: &Out) {
    let mut table = Table::new(&["operator", "family", "what it does"]);
    for spec in specs {
        let place = format!("{} / {}", spec.category, spec.family);
        let text = told(spec, out.table_width());
        table.row([plain(spec.id.clone()), (place, Tone::Faint), plain(text)]);
    }
    table.print(out);
}

/// Prints who computes a quantity, and who computes from it.
fn by_part(measured: &[(Part, OperatorSpec)], out: &Out) {
    let parts = [(Part::Computes, "Computed by"), (Part::Reads, "Read by")];
    let mut first = true;
    for (part, heading) in parts {
        let mut grid = Grid::new(&["", ""]);
        let of = measured.iter().filter(|(other, _)| *other == part);
        for (_, spec) in of.clone() {
            grid.row([spec.id.clone(), told(spec, out.width())]);
        }
        if of.count() > 0 {
            if !std::mem::take(&mut first) {
                out.line("");
            }
            out.line(&out.paint(Tone::Strong, heading));
            grid.print(2, out.width(), out);
        }
    }
}
