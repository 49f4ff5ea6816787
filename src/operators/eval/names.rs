//! What people call ports and tables.

use crate::domain::operator::{OperatorSpec, PortSpec, Rows};

/// Takes case, blanks and underscores out of a name.
pub fn plain(name: &str) -> String {
    name.chars().filter(|letter| !" _-".contains(*letter)).flat_map(char::to_lowercase).collect()
}

/// Returns the input port of this name, whatever its case, or of this further name.
pub fn port_called<'a>(spec: &'a OperatorSpec, name: &str) -> Option<&'a PortSpec> {
    spec.input(name).or_else(|| spec.inputs.iter().find(|port| is_called(port, name)))
}

pub fn is_called(port: &PortSpec, name: &str) -> bool {
    let name = plain(name);
    plain(&port.name) == name || port.aliases.iter().any(|alias| plain(alias) == name)
}

pub fn in_table(port: &PortSpec, name: &str) -> bool {
    // People say `tops table` and `desurveyed intervals`.
    let is = |table: &String, word: &str| plain(table) == plain(word);
    let words = || name.split_whitespace();
    matches!(&port.rows, Rows::Table(table) if is(table, name) || words().any(|word| is(table, word)))
}
