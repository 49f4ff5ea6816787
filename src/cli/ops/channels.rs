//! `ops channels`: which version a channel of an operator names, and channels set by hand.

use clap::Args;
use serde_json::json;

use crate::cli::failure::{Exit, Failure};
use crate::cli::out::{Out, Tone};
use crate::cli::table::{Table, plain};
use crate::cli::target::with_workspace;
use crate::cli::words::time;
use crate::config::Settings;
use crate::domain::rows::ChannelRow;
use crate::services::Workspace;

/// Arguments of `ops channels`.
#[derive(Debug, Args)]
pub struct ChannelsArgs {
    /// Only channels of this operator; without it, those that are not simply the newest version.
    #[arg(value_name = "OPERATOR")]
    operator: Option<String>,
    /// Sets a channel to a version, for all projects of the database.
    #[arg(long, num_args = 3, value_names = ["OPERATOR", "CHANNEL", "VERSION"], conflicts_with_all = ["reset", "operator"])]
    set: Option<Vec<String>>,
    /// Gives a channel that was set back to the program.
    #[arg(long, num_args = 2, value_names = ["OPERATOR", "CHANNEL"], conflicts_with = "operator")]
    reset: Option<Vec<String>>,
}

/// Does what the arguments say.
pub async fn run(args: ChannelsArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    with_workspace(settings, out, async |workspace| work(&args, workspace, out).await).await
}

async fn work(args: &ChannelsArgs, workspace: &Workspace, out: &Out) -> Result<Exit, Failure> {
    let mut asked = args.operator.clone();
    if let Some([operator, channel, version]) = args.set.as_deref() {
        workspace.set_channel(operator, channel, version).await?;
        asked = Some(operator.clone());
    }
    if let Some([operator, channel]) = args.reset.as_deref() {
        workspace.reset_channel(operator, channel).await?;
        asked = Some(operator.clone());
    }
    let mut rows = workspace.channels(asked.as_deref()).await?;
    let all = rows.len();
    if asked.is_none() {
        rows.retain(|row| row.set_by.is_some() || row.channel != "stable");
    }
    if out.json {
        out.value(&json!(rows));
        return Ok(Exit::Done);
    }
    print(&rows, out);
    if asked.is_none() {
        let rest = all - rows.len();
        let told =
            format!("{rest} channels are the program's own: stable names the newest version");
        out.line(&out.paint(Tone::Faint, &told));
    }
    Ok(Exit::Done)
}

fn print(rows: &[ChannelRow], out: &Out) {
    if rows.is_empty() {
        return;
    }
    let mut table = Table::new(&["operator", "channel", "version", "set by", "when"]);
    for row in rows {
        let version = if row.runnable {
            plain(row.version.clone())
        } else {
            (format!("{} (not in this program)", row.version), Tone::Bad)
        };
        table.row([
            plain(row.operator_id.clone()),
            plain(row.channel.clone()),
            version,
            plain(row.set_by.clone().unwrap_or_else(|| "the program".to_owned())),
            (time(row.updated_at), Tone::Faint),
        ]);
    }
    table.print(out);
}
