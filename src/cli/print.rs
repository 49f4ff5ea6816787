//! Diagnostics as people and programs read them.

use serde_json::json;

use super::out::{Out, Tone};
use super::words::clean;
use crate::domain::diagnostic::{Diagnostic, Severity};

/// Prints diagnostics on standard error, each with where, found, wanted and hint below it.
pub fn diagnostics<'a>(out: &Out, diagnostics: impl IntoIterator<Item = &'a Diagnostic>) {
    for diagnostic in diagnostics {
        one(out, diagnostic);
    }
}

/// Prints why a command failed: on standard error, and as JSON in the place of the report.
pub fn failure(out: &Out, errors: &[Diagnostic]) {
    diagnostics(out, errors);
    if out.json {
        out.value(&json!({ "errors": errors }));
    }
}

fn one(out: &Out, diagnostic: &Diagnostic) {
    let (label, tone) = match diagnostic.severity {
        Severity::Error => ("error", Tone::Bad),
        Severity::Warning => ("warning", Tone::Doubtful),
        Severity::Info => ("note", Tone::Active),
    };
    out.note(&format!(
        "{}: {}",
        out.paint_note(tone, label),
        out.paint_note(Tone::Strong, &clean(&diagnostic.what))
    ));
    let place = diagnostic.place.to_string();
    let parts = [
        ("where", (!place.is_empty()).then_some(place.as_str())),
        ("found", diagnostic.found.as_deref()),
        ("wanted", diagnostic.wanted.as_deref()),
        ("hint", diagnostic.hint.as_deref()),
    ];
    for (label, text) in parts {
        if let Some(text) = text {
            let label = out.paint_note(Tone::Faint, &format!("{label}:"));
            out.note(&format!("  {label} {}", clean(text)));
        }
    }
}
