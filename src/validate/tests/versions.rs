//! Each strategy comes to a version, or says which versions there are.

use super::*;
use crate::domain::dag::VersionStrategy;
use crate::domain::operator::{Channel, Deprecation, SetChannels, WithChannels};

/// An operator in versions of all kinds, and one that another has replaced.
pub(crate) fn versions() -> Catalogue {
    let version = |number: &str, channel: Channel| OperatorSpec {
        version: number.to_owned(),
        channel,
        ..filter("smooth", "X_SM")
    };
    let word = |since: &str, replacement: &str| {
        Some(Deprecation { since: since.to_owned(), replacement: replacement.to_owned() })
    };
    let mut operators = catalogue();
    operators.0.extend([
        OperatorSpec { deprecated: word("1.2.0", "1.2.0"), ..version("1.0.0", Channel::Stable) },
        version("1.2.0", Channel::Stable),
        version("1.10.0", Channel::Stable),
        version("2.0.0", Channel::Stable),
        version("2.1.0-beta.1", Channel::Beta),
        OperatorSpec { deprecated: word("1.1.0", "smooth"), ..filter("blur", "X_BL") },
    ]);
    operators
}

/// Returns the version that a strategy comes to, or what is wrong with it.
#[track_caller]
fn resolved(operators: &dyn OperatorLookup, strategy: Value) -> Result<String, Diagnostic> {
    let strategy: VersionStrategy = serde_json::from_value(strategy).expect("a strategy");
    let resolved = resolve(operators, "smooth", &strategy).expect("an operator");
    let error = resolved.problems.into_iter().find(Diagnostic::is_error);
    error.map_or_else(|| Ok(resolved.spec.version.clone()), Err)
}

#[track_caller]
fn comes_to(strategy: Value, version: &str) {
    assert_eq!(resolved(&versions(), strategy).expect("resolves"), version);
}

#[test]
fn each_strategy_comes_to_its_version() {
    comes_to(json!({"strategy": "latest"}), "2.0.0");
    comes_to(json!({"strategy": "pinned", "version": "1.2.0"}), "1.2.0");
    comes_to(json!({"strategy": "pinned", "version": "2.1.0-beta.1"}), "2.1.0-beta.1");
    comes_to(json!({"strategy": "compatible"}), "2.0.0");
    // 1.10 is newer than 1.2, and 2.0 takes other things.
    comes_to(json!({"strategy": "compatible", "fallback_version": "1.2.0"}), "1.10.0");
    comes_to(json!({"strategy": "compatible", "fallback_version": "2.0.0"}), "2.0.0");
    comes_to(json!({"strategy": "compatible", "fallback_version": "2.1.0-alpha"}), "2.1.0-beta.1");
    comes_to(json!({"strategy": "channel", "channel": "stable"}), "2.0.0");
    comes_to(json!({"strategy": "channel", "channel": "beta"}), "2.1.0-beta.1");
    // An empty channel is told, and the stable version taken.
    comes_to(json!({"strategy": "channel", "channel": "canary"}), "2.0.0");
}

#[test]
fn what_there_is_not_is_told_with_what_there_is() {
    let refused = |strategy: Value| resolved(&versions(), strategy).expect_err("refused");
    let all = "1.0.0 or 1.2.0 or 1.10.0 or 2.0.0 or 2.1.0-beta.1";
    let pinned = refused(json!({"strategy": "pinned", "version": "1.3.0"}));
    assert_eq!(pinned.what, "operator \"smooth\" has no version 1.3.0");
    assert_eq!(pinned.wanted.as_deref(), Some(all));
    assert_eq!(pinned.hint.as_deref(), Some("pin 2.0.0, or use the strategy `latest`"));
    for least in ["1.11.0", "3.0.0", "0.9.0", "one"] {
        let none = refused(json!({"strategy": "compatible", "fallback_version": least}));
        assert_eq!(none.found.as_deref(), Some(least));
        assert_eq!(none.wanted.as_deref(), Some(all));
    }
    let misspelt = refused(json!({"strategy": "channel", "channel": "bta"}));
    assert_eq!(misspelt.hint.as_deref(), Some("did you mean `beta`?"));
}

#[test]
fn a_channel_that_was_set_goes_before_the_channel_of_the_program() {
    let set = |channel: &str, version: &str| {
        let channels = [(channel.to_owned(), version.to_owned())];
        SetChannels::from([("smooth".to_owned(), channels.into())])
    };
    let operators = versions();
    let asked = |channels: &SetChannels, strategy: Value| {
        resolved(&WithChannels { operators: &operators, channels }, strategy)
    };
    let stable = json!({"strategy": "channel", "channel": "stable"});
    let held = set("stable", "1.10.0");
    assert_eq!(asked(&held, stable.clone()).expect("resolves"), "1.10.0");
    assert_eq!(asked(&held, json!({"strategy": "latest"})).expect("resolves"), "2.0.0");
    let long = json!({"strategy": "channel", "channel": "lts-2026"});
    assert_eq!(asked(&set("lts-2026", "1.0.0"), long).expect("resolves"), "1.0.0");
    let gone = asked(&set("stable", "4.0.0"), stable).expect_err("the program has no such version");
    assert_eq!(gone.what, "operator \"smooth\" has no version 4.0.0, which channel stable names");
    assert!(gone.hint.expect("a hint").contains("ops channels --set smooth stable 2.0.0"));
}

#[test]
fn what_is_deprecated_is_told_with_its_replacement() {
    let told = |id: &str, strategy: VersionStrategy| {
        let operators = versions();
        let problems = resolve(&operators, id, &strategy).expect("an operator").problems;
        problems.into_iter().map(|problem| problem.to_string()).collect::<Vec<_>>()
    };
    let pinned = VersionStrategy::Pinned { version: "1.0.0".to_owned() };
    assert_eq!(
        told("smooth", pinned),
        ["version 1.0.0 of operator \"smooth\" is deprecated: found deprecated since 1.2.0"]
    );
    assert_eq!(
        told("blur", VersionStrategy::Latest),
        ["operator \"blur\" is deprecated: found deprecated since 1.1.0"]
    );
}
