//! `curves`: what is there, in which unit, from whom.

mod stats;

use clap::{Args, Subcommand};

use super::failure::{Exit, Failure};
use super::out::Out;
use super::summary::curve_table;
use super::target::{self, with_workspace};
use crate::config::Settings;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::domain::rows::{CurveRow, WellRow};

/// Subcommands of `curves`.
#[derive(Debug, Subcommand)]
pub enum CurvesCommand {
    /// Lists curves by well, at their current versions.
    List(ListArgs),
    /// Sums up the values of a curve over wells: extremes, mean, percentiles, histogram.
    Stats(stats::StatsArgs),
}

/// Arguments of `curves list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Project; may be left out where there is only one.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
    /// Only this well, by name or id.
    #[arg(long, value_name = "WELL")]
    well: Option<String>,
    /// Only curves of this name or mnemonic.
    #[arg(long, value_name = "CURVE")]
    curve: Option<String>,
}

/// Does what the subcommand says.
pub async fn run(command: CurvesCommand, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    match command {
        CurvesCommand::List(args) => list(args, settings, out).await,
        CurvesCommand::Stats(args) => stats::run(args, settings, out).await,
    }
}

async fn list(args: ListArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let wells = with_workspace(settings, out, async |workspace| {
        let project = target::project(workspace, args.project.as_deref()).await?;
        Ok(workspace.wells(project.id).await?)
    })
    .await?;
    let curves = chosen(&wells, &args)?;
    if out.json {
        out.value(&curves);
    } else if curves.is_empty() {
        out.line("no curves yet; `mudrock import PATH --project NAME` brings some in");
    } else {
        curve_table(curves, true, out);
    }
    Ok(Exit::Done)
}

fn chosen<'a>(wells: &'a [WellRow], args: &ListArgs) -> Result<Vec<&'a CurveRow>, Failure> {
    let is_well = |well: &&WellRow| {
        args.well.as_ref().is_none_or(|wanted| {
            well.name.eq_ignore_ascii_case(wanted) || well.id.to_string() == *wanted
        })
    };
    let is_curve = |curve: &&CurveRow| {
        args.curve.as_ref().is_none_or(|wanted| {
            curve.name.eq_ignore_ascii_case(wanted) || curve.mnemonic.eq_ignore_ascii_case(wanted)
        })
    };
    let wells_chosen: Vec<&WellRow> = wells.iter().filter(is_well).collect();
    if let (Some(wanted), []) = (&args.well, wells_chosen.as_slice()) {
        let error =
            Diagnostic::error(ErrorType::WellNotFound, "there is no such well in the project");
        let names = wells.iter().map(|well| well.name.as_str());
        return Err(not_there(error, wanted, names, "well").into());
    }
    let all = || wells_chosen.iter().flat_map(|well| &well.curves);
    let curves: Vec<&CurveRow> = all().filter(is_curve).collect();
    if let (Some(wanted), []) = (&args.curve, curves.as_slice()) {
        let error = Diagnostic::error(ErrorType::MissingInputCurves, "there is no such curve");
        let names = all().map(|curve| curve.name.as_str());
        return Err(not_there(error, wanted, names, "curve").into());
    }
    Ok(curves)
}

fn not_there<'a>(
    error: Diagnostic,
    wanted: &str,
    names: impl Iterator<Item = &'a str>,
    option: &str,
) -> Diagnostic {
    let error = error.found(format!("\"{wanted}\""));
    match nearest(wanted, names) {
        Some(near) => error.hint(format!("did you mean \"{near}\"?")),
        None => error.hint(format!("without --{option} all are listed")),
    }
}
