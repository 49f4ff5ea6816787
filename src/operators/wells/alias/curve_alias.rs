//! Names of curves.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::{DEPTH, MNEMONICS};
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::curve_set::{extent, validity};
use crate::operators::values::Values;

/// Gives curves the names that stand for the many of tools and companies.
///
/// ## Formula
/// For each name of the table the curves that bear it or one of its aliases are found, whatever their case, in the order of the table: the name itself, then its aliases; a name among its own aliases has its place there. Of several the policy chooses one, which takes the name; the others, and curves that the table does not know, keep theirs. The table that is there by default renames nothing into what only measures alike: CGR stays beside GR, SSP beside SP, NETRES beside NETPAY, PHYD beside PP, ECD beside MW, DXC beside DEXP, and the total and effective saturations SWT and SWE beside SW.
/// ## Units
/// Values and units stay as they are. The run report says which name was changed into which.
/// ## Nulls
/// Values stay as they are. Curves of equal name are told apart by :1, :2 and so on first, which is no part of the name that is looked up; a curve that bears the name but was not chosen becomes NAME:2, or the next that is free.
/// ## Source
/// The alias dictionaries of welly, Agile Scientific, 2021; Energistics, Practical Well Log Standard V3.0, 2022; CDA, CS-3 guidelines for digital well logs, 2004.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Names, each with its aliases in order of priority; no alias stands twice. The default is the mnemonic table of MudRock, but for SWT and SWE.
    pub table: BTreeMap<String, Vec<String>>,
    /// Which of several curves takes the name.
    pub policy: Policy,
}

/// Which of several curves takes the name; where they are equal, the first does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// The first in the order of the table.
    First,
    /// The one that reaches over the longest interval, from its first valid sample to its last.
    Longest,
    /// The one with the fewest nulls.
    FewestNulls,
}

/// Aliases of the mnemonic table that a pipeline may take for the name, and that are another quantity.
const NOT_RENAMED: &[&str] = &["SWT", "SWE", "SWT_WS", "SWT_DW"];

impl Default for Params {
    fn default() -> Self {
        let known = MNEMONICS.iter().filter(|entry| entry.canonical != DEPTH);
        let table = known.map(|entry| {
            let aliases = entry.aliases.iter().filter(|alias| !NOT_RENAMED.contains(alias));
            let aliases = aliases.map(|alias| (*alias).to_owned());
            (entry.canonical.to_owned(), aliases.collect())
        });
        Self { table: table.collect(), policy: Policy::First }
    }
}

pub struct CurveAlias;

impl Operator for CurveAlias {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "curve_alias",
        title: "Map mnemonics to canonical names",
        terms: &["rename", "mnemonic", "alias", "standard names"],
        inputs: &[Port::any("curves").repeated().alias(&["curve set"])],
        outputs: &[Output::keeping("curves", "curves").repeated()],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "GRC and the density are renamed; the second gamma ray and the tension stay.",
                params: "{}",
                input: r#"{"curves": {"ECGR": [71, 81], "GRC": [70, 80], "RHOZ": [2.4, null], "TENS": [1, 2]}}"#,
                output: r#"{"GR": [70, 80], "ECGR": [71, 81], "RHOB": [2.4, null], "TENS": [1, 2]}"#,
            },
            Example {
                note: "What is another quantity keeps its name.",
                params: "{}",
                input: r#"{"curves": {"CGR": [60], "NETRES": [1], "PHYD": [20], "DXC": [1.5], "SWT": [0.5]}}"#,
                output: r#"{"CGR": [60], "NETRES": [1], "PHYD": [20], "DXC": [1.5], "SWT": [0.5]}"#,
            },
            Example {
                note: "A table of one's own; the fuller curve takes the name, its bearer gives it up.",
                params: r#"{"table": {"GR": ["GAM"]}, "policy": "fewest_nulls"}"#,
                input: r#"{"curves": {"GR": [null, 80], "gam": [70, 81]}}"#,
                output: r#"{"GR": [70, 81], "GR:2": [null, 80]}"#,
            },
            Example {
                note: "A name that comes after an alias of its own.",
                params: r#"{"table": {"GR": ["SGR", "GR"]}}"#,
                input: r#"{"curves": {"GR": [71, 80], "SGR": [70, 81]}}"#,
                output: r#"{"GR": [70, 81], "GR:2": [71, 80]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = input.members("curves");
        let told_apart = tell_apart(curves);
        let mut names = told_apart.clone();
        for (name, aliases) in &params.table {
            let mut bearers: Vec<usize> = Vec::new();
            for wanted in by_priority(name, aliases) {
                let bears = |curve: &usize| base(&told_apart[*curve]).eq_ignore_ascii_case(wanted);
                bearers.extend((0..curves.len()).filter(bears));
            }
            let Some(chosen) = choose(params.policy, &bearers, input) else { continue };
            if let Some(other) = (0..curves.len())
                .find(|curve| *curve != chosen && names[*curve].eq_ignore_ascii_case(name))
            {
                names[other] = free_name(name, &names);
            }
            names[chosen].clone_from(name);
        }

        let mut outputs = Outputs::default().with_no_members("curves");
        for ((before, values), name) in curves.iter().zip(names) {
            if *before != name {
                outputs = outputs.note(format!("{before} is now {name}"));
            }
            outputs = outputs.with_member("curves", name, values.clone());
        }
        Ok(outputs)
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let mut seen = BTreeSet::new();
        let names = params.table.iter().flat_map(|(name, aliases)| by_priority(name, aliases));
        let twice = names.filter(|name| !seen.insert(name.to_uppercase()));
        twice
            .map(|name| {
                let hint = format!("leave {name} under one name only");
                BrokenRule::new("table", name, "names and aliases that stand once", hint)
            })
            .collect()
    }
}

/// Returns a name and its aliases in order of priority.
fn by_priority<'a>(name: &'a String, aliases: &'a [String]) -> impl Iterator<Item = &'a String> {
    let listed = aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name));
    (!listed).then_some(name).into_iter().chain(aliases)
}

/// Returns a name without the mark that tells it from equal ones.
fn base(name: &str) -> &str {
    name.split(':').next().unwrap_or(name).trim()
}

/// Marks curves of equal name with :1, :2 and so on.
fn tell_apart(curves: &[(String, Values)]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, _) in curves {
        *counts.entry(name).or_default() += 1;
    }
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let mark = |(name, _): &(String, Values)| {
        if counts.get(name.as_str()).is_none_or(|count| *count < 2) {
            return name.clone();
        }
        let number = used.entry(name.clone()).or_default();
        *number += 1;
        format!("{name}:{number}")
    };
    curves.iter().map(mark).collect()
}

fn choose(policy: Policy, bearers: &[usize], input: &Inputs) -> Option<usize> {
    let curves = input.members("curves");
    let merit = |curve: usize| -> f64 {
        let values = &curves[curve].1;
        match policy {
            Policy::First => 0.0,
            Policy::FewestNulls => -(values.null_count() as f64),
            Policy::Longest => {
                extent(input.depth(), &validity(values)).map_or(-1.0, |[top, base]| base - top)
            }
        }
    };
    let better =
        |best: (usize, f64), other: (usize, f64)| if other.1 > best.1 { other } else { best };
    let rated = bearers.iter().map(|curve| (*curve, merit(*curve)));
    rated.reduce(better).map(|(curve, _)| curve)
}

fn free_name(name: &str, names: &[String]) -> String {
    let taken = |wanted: &String| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    let mut marked = (2..=names.len() + 2).map(|number| format!("{name}:{number}"));
    marked.find(|wanted| !taken(wanted)).unwrap_or_else(|| name.to_owned())
}
