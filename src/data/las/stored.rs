//! The header that an import kept of a well, as sections of a LAS file again.

use serde_json::Value;

use super::HeaderItem;
use super::write::COMPUTED;

/// Items of the `~Well` section, in the order in which files have them; others are parameters.
const WELL_ITEMS: [&str; 17] = [
    "COMP", "WELL", "FLD", "LOC", "LOC1", "LOC2", "PROV", "CNTY", "STAT", "CTRY", "SRVC", "DATE",
    "UWI", "API", "LIC", "X", "Y",
];

/// Returns the `~Well` and the `~Parameter` items of a well from `{mnemonic: {value, unit, description}}`.
///
/// The name is that of the program, whatever the file said; what follows from the columns is left out.
pub fn header_items(name: &str, header: &Value) -> (Vec<HeaderItem>, Vec<HeaderItem>) {
    let stored = header.as_object().into_iter().flatten().map(|(mnemonic, item)| {
        let text = |key: &str| item[key].as_str().unwrap_or_default().to_owned();
        HeaderItem {
            mnemonic: mnemonic.clone(),
            unit: text("unit"),
            value: text("value"),
            description: text("description"),
            line: 0,
        }
    });
    let rank = |item: &HeaderItem| {
        WELL_ITEMS.iter().position(|known| item.mnemonic.eq_ignore_ascii_case(known))
    };
    let left_out = |item: &HeaderItem| {
        let computed = COMPUTED.iter().any(|name| item.mnemonic.eq_ignore_ascii_case(name));
        computed || item.mnemonic.trim().is_empty() || item.mnemonic.eq_ignore_ascii_case("WELL")
    };
    let named = HeaderItem {
        mnemonic: "WELL".to_owned(),
        value: name.to_owned(),
        description: "WELL".to_owned(),
        ..HeaderItem::default()
    };
    let (mut well, mut parameters): (Vec<HeaderItem>, Vec<HeaderItem>) =
        stored.filter(|item| !left_out(item)).chain([named]).partition(|item| rank(item).is_some());
    well.sort_by_key(rank);
    parameters.sort_by(|a, b| a.mnemonic.cmp(&b.mnemonic));
    (well, parameters)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_header_is_split_into_well_and_parameters() {
        let item = |value: &str| json!({"value": value, "unit": "", "description": "said so"});
        let header = json!({
            "EKB": {"value": "25.3", "unit": "M", "description": "KELLY BUSHING"},
            "UWI": item("00512"), "STRT": item("7"), "well": item("other"), "COMP": item("Mud"),
            "BS": item("8.5"), "": item("none"),
        });
        let (well, parameters) = header_items("A-1", &header);
        let pairs = |items: &[HeaderItem]| -> Vec<(String, String)> {
            items.iter().map(|item| (item.mnemonic.clone(), item.value.clone())).collect()
        };
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(pairs(&well), [pair("COMP", "Mud"), pair("WELL", "A-1"), pair("UWI", "00512")]);
        assert_eq!(pairs(&parameters), [pair("BS", "8.5"), pair("EKB", "25.3")]);
        assert_eq!(parameters[1].unit, "M");
    }

    #[test]
    fn a_well_without_a_header_has_its_name() {
        let (well, parameters) = header_items("A-1", &Value::Null);
        assert_eq!((well.len(), parameters.len()), (1, 0));
    }
}
