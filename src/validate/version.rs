//! Which version of an operator a node takes.

use semver::Version;

use crate::domain::dag::VersionStrategy;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::domain::operator::{OperatorLookup, OperatorSpec};

/// Channels that may be asked for, besides `lts-…`.
const CHANNELS: [&str; 3] = ["stable", "beta", "canary"];

/// The version that a strategy comes to.
pub struct Resolved<'o> {
    /// The version; where none answers the strategy, the newest, so that the rest can be checked.
    pub spec: &'o OperatorSpec,
    /// What speaks against it.
    pub problems: Vec<Diagnostic>,
}

/// Resolves a strategy; `None` where there is no such operator.
pub fn resolve<'o>(
    operators: &'o dyn OperatorLookup,
    id: &str,
    wanted: &VersionStrategy,
) -> Option<Resolved<'o>> {
    let newest = operators.spec(id)?;
    let versions = operators.versions(id);
    let exact = |number: &str| versions.iter().copied().find(|spec| spec.version == number);
    let mut problems = Vec::new();
    let found = match wanted {
        VersionStrategy::Latest => Some(newest),
        VersionStrategy::Pinned { version } => exact(version).or_else(|| {
            problems.push(lacking(newest, &versions, format!("has no version {version}"), version));
            None
        }),
        VersionStrategy::Compatible { fallback_version: None } => Some(newest),
        VersionStrategy::Compatible { fallback_version: Some(least) } => {
            compatible(&versions, least).or_else(|| {
                let what = format!("has no version compatible with {least}");
                problems.push(lacking(newest, &versions, what, least));
                None
            })
        }
        VersionStrategy::Channel { channel } => match operators.channel(id, channel) {
            Some(version) => exact(&version).or_else(|| {
                let what = format!("has no version {version}, which channel {channel} names");
                let problem = lacking(newest, &versions, what, &version);
                problems.push(problem.hint(format!(
                    "run the program that has it, or set the channel: \
                     mudrock ops channels --set {} {channel} {}",
                    newest.id, newest.version
                )));
                None
            }),
            None => {
                let stable = operators.channel(id, "stable");
                let taken = stable.and_then(|version| exact(&version)).unwrap_or(newest);
                problems.push(empty(taken, channel));
                Some(taken)
            }
        },
    };
    let spec = found.unwrap_or(newest);
    problems.extend(deprecated(spec));
    Some(Resolved { spec, problems })
}

/// Returns the newest version with the same first number that is at least the given one.
///
/// A pre-release answers only a strategy that names one.
fn compatible<'o>(versions: &[&'o OperatorSpec], least: &str) -> Option<&'o OperatorSpec> {
    let least = Version::parse(least).ok()?;
    versions.iter().rev().copied().find(|spec| {
        Version::parse(&spec.version).is_ok_and(|version| {
            version.major == least.major
                && version >= least
                && (version.pre.is_empty() || !least.pre.is_empty())
        })
    })
}

fn lacking(
    newest: &OperatorSpec,
    versions: &[&OperatorSpec],
    what: String,
    found: &str,
) -> Diagnostic {
    let numbers: Vec<&str> = versions.iter().map(|spec| spec.version.as_str()).collect();
    let hint = format!("pin {}, or use the strategy `latest`", newest.version);
    Diagnostic::error(ErrorType::OperatorNotFound, format!("operator \"{}\" {what}", newest.id))
        .found(found)
        .wanted(numbers.join(" or "))
        .hint(hint)
}

/// Says that a channel names nothing, or that there is no channel of this name.
fn empty(taken: &OperatorSpec, channel: &str) -> Diagnostic {
    known_channel(channel).err().unwrap_or_else(|| {
        let what = format!("channel {channel} of operator \"{}\" is empty", taken.id);
        Diagnostic::warning(ErrorType::OperatorNotFound, what)
            .hint(format!("version {} of the channel stable is taken", taken.version))
    })
}

/// Refuses a channel of which nobody may make use.
pub fn known_channel(channel: &str) -> Result<(), Diagnostic> {
    if CHANNELS.contains(&channel) || channel.strip_prefix("lts-").is_some_and(|it| !it.is_empty())
    {
        return Ok(());
    }
    let near = nearest(channel, CHANNELS).unwrap_or("stable");
    Err(Diagnostic::error(ErrorType::OperatorNotFound, "channel does not exist")
        .found(format!("\"{channel}\""))
        .wanted("stable, beta, canary or lts-…")
        .hint(format!("did you mean `{near}`?")))
}

fn deprecated(spec: &OperatorSpec) -> Option<Diagnostic> {
    let word = spec.deprecated.as_ref()?;
    let (what, hint) = match word.version() {
        Some(version) => (
            format!("version {} of operator \"{}\" is deprecated", spec.version, spec.id),
            format!("take version {version}"),
        ),
        None => {
            (format!("operator \"{}\" is deprecated", spec.id), format!("use {}", word.replacement))
        }
    };
    Some(
        Diagnostic::warning(ErrorType::OperatorDeprecated, what)
            .found(format!("deprecated since {}", word.since))
            .hint(hint),
    )
}
