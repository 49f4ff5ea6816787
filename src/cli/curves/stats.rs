//! `curves stats`: the values of a curve summed up.

use clap::Args;

use crate::canvas::label::Charset;
use crate::cli::failure::{Exit, Failure};
use crate::cli::out::{Out, Tone};
use crate::cli::table::{Table, plain};
use crate::cli::target::{self, with_workspace};
use crate::cli::words::{clean, count, number};
use crate::config::Settings;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::services::statistics::{CurveStatistics, Histogram, Summary};

/// Characters of the longest bar of a histogram.
const LONGEST_BAR: u64 = 40;

/// Rows of a histogram: bins are put together until they are no more.
const BARS: usize = 16;

/// Arguments of `curves stats`.
#[derive(Debug, Args)]
pub struct StatsArgs {
    /// Curve, by name or mnemonic; aliases count too.
    #[arg(value_name = "NAME")]
    curve: String,
    /// Project; may be left out where there is only one.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
    /// Wells, by name or id, `tag:WORD` or `field:NAME`, with commas between them.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    wells: Vec<String>,
    /// Depths in metres, both ends included.
    #[arg(
        long,
        value_name = "TOP,BASE",
        value_delimiter = ',',
        num_args = 1,
        allow_hyphen_values = true
    )]
    depth: Vec<f64>,
}

/// Computes and prints the statistics.
pub async fn run(args: StatsArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let mut wells = target::wells(&args.wells)?;
    if wells.is_empty() {
        wells.push("*".to_owned());
    }
    let depth = match args.depth.as_slice() {
        [] => None,
        &[top, base] if top <= base => Some([top, base]),
        other => {
            let found: Vec<String> = other.iter().map(ToString::to_string).collect();
            return Err(Failure::usage(
                Diagnostic::error(ErrorType::ParameterInvalid, "--depth is no range")
                    .found(found.join(","))
                    .wanted("two depths in metres, the smaller first, such as 1200,1800"),
            ));
        }
    };
    let statistics = with_workspace(settings, out, async |workspace| {
        let project = target::project(workspace, args.project.as_deref()).await?;
        Ok(workspace.curve_statistics(project.id, &args.curve, &wells, depth).await?)
    })
    .await?;
    if out.json {
        out.value(&*statistics);
    } else {
        text(&statistics, out);
    }
    Ok(Exit::Done)
}

fn text(statistics: &CurveStatistics, out: &Out) {
    let heading = out.paint(Tone::Strong, &clean(&statistics.curve));
    let having = statistics.wells_having;
    out.line(&format!("{heading}  in {having} of {}", count(statistics.wells, "well")));
    if statistics.estimated {
        let read = count(statistics.wells_read, "well");
        let note = format!("an estimate from {read}: all samples are too many");
        out.line(&out.paint(Tone::Doubtful, &note));
    }
    for unit in &statistics.units {
        out.line("");
        let name = if unit.unit.trim().is_empty() { "no unit" } else { &unit.unit };
        out.line(&format!(
            "{}  {}, {}, {} null",
            out.paint(Tone::Strong, &clean(name)),
            count(unit.wells, "well"),
            count(usize::try_from(unit.samples).unwrap_or(usize::MAX), "sample"),
            unit.nulls
        ));
        match &unit.summary {
            Some(summary) => values(summary, out),
            None => out.line(&out.paint(Tone::Faint, "all null")),
        }
    }
}

fn values(summary: &Summary, out: &Out) {
    let mut table = Table::new(&["", ">value"]);
    let named = [("min", summary.min), ("max", summary.max), ("mean", summary.mean)];
    for (name, value) in named.into_iter().chain([("std", summary.std)]) {
        table.row([plain(name), plain(number(value))]);
    }
    for percentile in &summary.percentiles {
        let name = format!("P{}", number(percentile.percent));
        table.row([plain(name), plain(number(percentile.value))]);
    }
    table.print(out);
    out.line("");
    bars(&summary.histogram, out);
}

fn bars(histogram: &Histogram, out: &Out) {
    let together = histogram.counts.len().div_ceil(BARS).max(1);
    let counts: Vec<u64> =
        histogram.counts.chunks(together).map(|bins| bins.iter().sum()).collect();
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let block = match out.charset {
        Charset::Unicode => "█",
        Charset::Ascii => "#",
    };
    let mut table = Table::new(&[">from", ">to", ">values", ""]);
    for (bar, samples) in counts.iter().enumerate() {
        let last = ((bar + 1) * together).min(histogram.counts.len());
        // Rounded up, so that a bin with a single value is seen.
        let length = (samples * LONGEST_BAR).div_ceil(most);
        table.row([
            plain(number(histogram.edges[bar * together])),
            plain(number(histogram.edges[last])),
            plain(samples.to_string()),
            (block.repeat(usize::try_from(length).unwrap_or(0)), Tone::Active),
        ]);
    }
    table.print(out);
}
