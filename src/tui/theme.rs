//! Theme tokens: what each part of a screen looks like at each colour depth.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};

use crate::config::ColorDepth;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::execution::{LogLevel, Status};

/// Themes that come with the program: name and text.
pub const BUILT_IN: [(&str, &str); 2] = [
    ("dark", include_str!("../../themes/dark.toml")),
    ("light", include_str!("../../themes/light.toml")),
];

/// Every token that the screens ask for; a theme that lacks one is refused.
pub const TOKENS: &[&str] = &[
    "background",
    "text",
    "muted",
    "accent",
    "border",
    "border_focused",
    "selection",
    "title",
    "status.pending",
    "status.queued",
    "status.running",
    "status.completed",
    "status.partial",
    "status.failed",
    "status.cancelled",
    "status.skipped",
    "node.ingestion",
    "node.operator",
    "node.output",
    "edge",
    "edge_invalid",
    "curve.gamma_ray",
    "curve.density",
    "curve.neutron",
    "curve.resistivity",
    "curve.other",
    "log.debug",
    "log.info",
    "log.warn",
    "log.error",
    "feed.live",
    "feed.catching_up",
    "feed.stale",
    "key_hint",
];

/// Tokens resolved for one terminal.
#[derive(Debug, Clone)]
pub struct Theme {
    name: String,
    depth: ColorDepth,
    styles: BTreeMap<String, Style>,
}

impl Theme {
    /// Returns a theme that comes with the program; `dark` where the name is not one.
    pub fn built_in(name: &str, depth: ColorDepth) -> Self {
        let (name, text) =
            BUILT_IN.into_iter().find(|(known, _)| *known == name).unwrap_or(BUILT_IN[0]);
        Self::parse(name, text, depth).expect("a test reads every built-in theme")
    }

    /// Reads the theme that the settings name: a built-in one, or the path of a file.
    pub fn load(name_or_path: &str, depth: ColorDepth) -> Result<Self, Diagnostic> {
        if BUILT_IN.iter().any(|(name, _)| *name == name_or_path) {
            return Ok(Self::built_in(name_or_path, depth));
        }
        let text = std::fs::read_to_string(name_or_path).map_err(|error| {
            Diagnostic::error(ErrorType::ConfigurationInvalid, "the theme cannot be read")
                .in_file(name_or_path)
                .found(error.to_string())
                .wanted("dark, light or the path of a theme file")
                .hint("set `theme` in the configuration file, or pass --theme")
        })?;
        Self::parse(name_or_path, &text, depth)
    }

    /// Reads a theme: each table with a `fg`, `bg`, `ansi` or weight is a token named by its path.
    pub fn parse(name: &str, text: &str, depth: ColorDepth) -> Result<Self, Diagnostic> {
        let invalid = |found: String| {
            Diagnostic::error(ErrorType::ConfigurationInvalid, "the theme is not valid")
                .in_file(name)
                .found(found)
                .hint("compare it with themes/dark.toml")
        };
        let table: toml::Table =
            toml::from_str(text).map_err(|error| invalid(error.message().to_owned()))?;
        let mut styles = BTreeMap::new();
        collect(&table, "", depth, &mut styles).map_err(invalid)?;
        if let Some(missing) = TOKENS.iter().find(|token| !styles.contains_key(**token)) {
            return Err(invalid(format!("no token {missing}")));
        }
        Ok(Self { name: name.to_owned(), depth, styles })
    }

    /// Name, or path.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Colours that the terminal shows.
    pub fn depth(&self) -> ColorDepth {
        self.depth
    }

    /// Returns the built-in theme after this one.
    pub fn next(&self) -> Self {
        let index = BUILT_IN.iter().position(|(name, _)| *name == self.name);
        let next = index.map_or(0, |index| (index + 1) % BUILT_IN.len());
        Self::built_in(BUILT_IN[next].0, self.depth)
    }

    /// Returns the style of a token; plain for a name that is none.
    pub fn style(&self, token: &str) -> Style {
        self.styles.get(token).copied().unwrap_or_default()
    }

    /// Returns what a selection lays over a style; among 16 colours it sets the text's own as well,
    /// since few of them are readable on another.
    pub fn selection(&self) -> Style {
        let style = self.style("selection");
        if self.depth == ColorDepth::Sixteen { style } else { Style { fg: None, ..style } }
    }

    /// Returns the style of a state.
    pub fn status(&self, status: Status) -> Style {
        self.style(&format!("status.{}", status.name()))
    }

    /// Returns the style of a log level.
    pub fn log(&self, level: LogLevel) -> Style {
        self.style(&format!("log.{}", level.name()))
    }
}

fn collect(
    table: &toml::Table,
    path: &str,
    depth: ColorDepth,
    styles: &mut BTreeMap<String, Style>,
) -> Result<(), String> {
    for (key, value) in table {
        let name = match path {
            "" | "tokens" => key.clone(),
            _ => format!("{path}.{key}"),
        };
        if let toml::Value::Table(inner) = value {
            if inner.values().any(|value| !value.is_table()) {
                styles.insert(name.clone(), style_of(&name, inner, depth)?);
            }
            collect(inner, &name, depth, styles)?;
        }
    }
    Ok(())
}

fn style_of(token: &str, table: &toml::Table, depth: ColorDepth) -> Result<Style, String> {
    let color = |key: &str| -> Result<Option<Color>, String> {
        let Some(value) = table.get(key) else { return Ok(None) };
        let text = value.as_str().unwrap_or_default();
        let wrong = |_| format!("{token}.{key} = {value}, which is no colour");
        if text == "default" || text == "reset" {
            return Ok(Some(Color::Reset));
        }
        text.parse().map(Some).map_err(wrong)
    };
    let mut style = Style::new();
    (style.fg, style.bg) = match depth {
        ColorDepth::True => (color("fg")?, color("bg")?),
        ColorDepth::Sixteen => (color("ansi")?, color("ansi_bg")?),
        ColorDepth::None => (None, None),
    };
    let weights = [
        ("bold", Modifier::BOLD),
        ("dim", Modifier::DIM),
        ("italic", Modifier::ITALIC),
        ("underline", Modifier::UNDERLINED),
        ("reverse", Modifier::REVERSED),
    ];
    for (key, modifier) in weights {
        if table.get(key).and_then(toml::Value::as_bool) == Some(true) {
            style = style.add_modifier(modifier);
        }
    }
    // Without colours a selection that has only a background would vanish.
    let vanishes = match depth {
        ColorDepth::None => table.contains_key("bg"),
        ColorDepth::Sixteen => style.bg.is_none() && table.contains_key("bg"),
        ColorDepth::True => false,
    };
    if vanishes && token != "background" {
        style = style.add_modifier(Modifier::REVERSED);
    }
    Ok(style)
}

/// Decides how many colours to send: forced, else NO_COLOR, COLORTERM, TERM.
pub fn detected_depth(
    forced: Option<ColorDepth>,
    variable: impl Fn(&str) -> Option<String>,
) -> ColorDepth {
    if let Some(depth) = forced {
        return depth;
    }
    if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return ColorDepth::None;
    }
    let term = variable("TERM").unwrap_or_default();
    let colorterm = variable("COLORTERM").unwrap_or_default();
    if colorterm == "truecolor" || colorterm == "24bit" || term.ends_with("-direct") {
        return ColorDepth::True;
    }
    match term.as_str() {
        "" | "dumb" | "vt100" | "vt220" => ColorDepth::None,
        _ => ColorDepth::Sixteen,
    }
}

/// Returns the glyph of a state.
pub fn status_glyph(status: Status) -> &'static str {
    match status {
        Status::Pending => "·",
        Status::Queued => "○",
        Status::Running => "◐",
        Status::Completed => "✓",
        Status::Partial => "◑",
        Status::Failed => "✗",
        Status::Cancelled => "⊘",
        Status::Skipped => "–",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_theme_has_every_token() {
        for (name, text) in BUILT_IN {
            for depth in [ColorDepth::True, ColorDepth::Sixteen, ColorDepth::None] {
                Theme::parse(name, text, depth).unwrap();
            }
        }
    }

    #[test]
    fn no_color_leaves_weight_alone() {
        let theme = Theme::built_in("dark", ColorDepth::None);
        for token in TOKENS {
            let style = theme.style(token);
            assert_eq!((style.fg, style.bg), (None, None), "{token}");
        }
        assert!(theme.style("selection").add_modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn depth_is_decided_by_setting_then_no_color_then_terminal() {
        let with = |pairs: &'static [(&str, &str)]| {
            move |name: &str| {
                pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            }
        };
        let both = [("NO_COLOR", "1"), ("COLORTERM", "truecolor")];
        let both: &'static [(&str, &str)] = Box::leak(Box::new(both));
        assert_eq!(detected_depth(None, with(both)), ColorDepth::None);
        assert_eq!(detected_depth(Some(ColorDepth::True), with(both)), ColorDepth::True);
        assert_eq!(detected_depth(None, with(&[("TERM", "xterm-256color")])), ColorDepth::Sixteen);
        assert_eq!(detected_depth(None, with(&[("COLORTERM", "truecolor")])), ColorDepth::True);
    }

    #[test]
    fn a_theme_names_the_token_it_lacks() {
        let error = Theme::parse("mine", "[text]\nfg = \"red\"", ColorDepth::True).unwrap_err();
        assert!(error.to_string().contains("no token background"), "{error}");
    }
}
