//! Metal equivalent grade.

use std::collections::BTreeMap;

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{NUMBER, Output, Port};

/// Adds the metals of a deposit up as the grade of one of them that would be worth as much.
///
/// ## Formula
/// `factor_i = price_i * recovery_i * u_i / (price_1 * recovery_1 * u_1)` for each metal i beside the primary one, 1; `EQ = g_1 + sum(factor_i * g_i)`. u is 0.01 for grades in percent, whose price is per tonne, and 1 for grades in g/t or ppm, whose price is per gram.
/// ## Units
/// The name of a grade says metal and unit: Zn_pct, Au_gpt, Cu_ppm. Without such an ending the unit is the one named in `unit`, or else that of the column (%, g/t, ppm). Prices in one currency, per tonne for pct and per gram for gpt and ppm; recovery in v/v, 1 where it is not given. EQ is in the unit of the primary grade; the factors are numbers. Currency and the year of the prices belong into the report.
/// ## Nulls
/// A null primary grade gives null. A null grade of another metal gives null too, and counts as 0 only where null_as_zero is set. A metal without price or unit is an error, and so is a name in `recovery` or `unit` of which no grade is bound; a list of prices may name more metals.
/// ## Source
/// JORC Code, clause 50, 2012; Rose and Fahey, CSA Global, metal equivalents, example 2, 2014.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Price by metal: per tonne where the grade is in percent, per gram where in g/t or ppm.
    pub price: BTreeMap<String, f64>,
    /// Part of each metal that is recovered, by metal; 1 where not given.
    pub recovery: BTreeMap<String, f64>,
    /// Unit by metal, pct, gpt or ppm, where neither the name nor the column says it.
    pub unit: BTreeMap<String, String>,
    /// Metal in whose grade the result is given; empty takes the first.
    pub primary: String,
    /// Counts a null grade of another metal than the primary as 0.
    pub null_as_zero: bool,
}

pub struct MetalEquivalent;

impl Operator for MetalEquivalent {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "metal_equivalent",
        title: "Metal equivalent grade",
        terms: &["polymetallic", "price", "recovery", "copper equivalent", "gold equivalent"],
        inputs: &[Port::any("grades").repeated()],
        outputs: &[
            Output::curve("EQ", NUMBER),
            Output::curve("factors", NUMBER).repeated().alone(),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "1 g/t of gold at 60 a gram and 80 % recovery is worth 48; 1 % of copper at 8000 a tonne and 90 % is worth 72.",
                params: r#"{"price": {"Cu": 8000, "Au": 60}, "recovery": {"Cu": 0.9, "Au": 0.8}, "primary": "Cu"}"#,
                input: r#"{"grades": {"Cu_pct": [1, 0.5, null], "Au_gpt": [3, null, 1]}}"#,
                output: r#"{"EQ": [3, null, null], "factor_Au": 0.6666666666666666}"#,
            },
            Example {
                note: "A null counts as 0 when that is said; 1 ppm is 1 g/t.",
                params: r#"{"price": {"Cu": 8000, "Au": 60}, "recovery": {"Cu": 0.9, "Au": 0.8}, "null_as_zero": true}"#,
                input: r#"{"grades": {"Cu_pct": [0.5, 1], "Au_ppm": [null, 3]}}"#,
                output: r#"{"EQ": [0.5, 3]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let mut metals = Vec::new();
        for (name, grades) in input.curves("grades") {
            metals.push(Metal::read(params, input, name, grades)?);
        }
        check_names("recovery", params.recovery.keys(), &metals)?;
        check_names("unit", params.unit.keys(), &metals)?;
        let is_primary = |metal: &Metal| {
            params.primary.is_empty()
                || [&metal.name, metal.column].iter().any(|name| **name == *params.primary)
        };
        let Some(first) = metals.iter().position(is_primary) else {
            let names: Vec<&str> = metals.iter().map(|metal| metal.column).collect();
            return Err(KernelError::invalid(
                "grades",
                "the primary metal has no grade",
                names.join(", "),
                format!("a grade of {}", params.primary),
                "bind its grade, or name another primary metal",
            ));
        };
        let primary = metals.remove(first);
        if primary.value == 0.0 {
            return Err(KernelError::invalid(
                "grades",
                "the primary metal is worth nothing",
                format!("price times recovery of 0 for {}", primary.name),
                "a price and a recovery above 0",
                "correct price or recovery, or name another primary metal",
            ));
        }

        let equivalent = |row: usize, grade: Option<f64>| {
            metals.iter().try_fold(grade?, |sum, metal| {
                let other = metal.grades.is_valid(row).then(|| metal.grades.value(row));
                let other = other.or(params.null_as_zero.then_some(0.0))?;
                Some(sum + other * metal.value / primary.value)
            })
        };
        let rows = primary.grades.iter().enumerate();
        let equivalents: Float64Array = rows.map(|(row, grade)| equivalent(row, grade)).collect();
        let outputs = Outputs::one("EQ", equivalents).with_no_members("factors");
        Ok(metals.iter().fold(outputs, |outputs, metal| {
            let factor = Float64Array::from(vec![metal.value / primary.value]);
            outputs.with_member("factors", format!("factor_{}", metal.name), factor)
        }))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let mut broken = Vec::new();
        let (price, recovery) = (params.price.iter(), params.recovery.iter());
        for (metal, price) in price.filter(|(_, price)| !(**price >= 0.0 && price.is_finite())) {
            let hint = "leave the metal out if it earns nothing";
            broken.push(BrokenRule::new("price", format!("{metal}: {price}"), "0 or more", hint));
        }
        for (metal, part) in recovery.filter(|(_, part)| !(0.0..=1.0).contains(*part)) {
            let hint = "write recovery as a fraction: 0.92 for 92 %";
            broken.push(BrokenRule::new("recovery", format!("{metal}: {part}"), "0 to 1", hint));
        }
        for (metal, unit) in params.unit.iter().filter(|(_, unit)| share_of(unit).is_none()) {
            let found = format!("{metal}: {unit}");
            broken.push(BrokenRule::new("unit", found, "pct, gpt or ppm", "name one of them"));
        }
        broken
    }
}

/// Refuses a parameter that names a metal without grade: misspelt, it would not be heeded.
fn check_names<'a>(
    parameter: &str,
    mut names: impl Iterator<Item = &'a String>,
    metals: &[Metal<'_>],
) -> Result<(), KernelError> {
    let Some(stranger) = names.find(|name| metals.iter().all(|metal| metal.name != **name)) else {
        return Ok(());
    };
    let known: Vec<&str> = metals.iter().map(|metal| metal.name.as_str()).collect();
    let wanted = format!("a metal that has a grade: {}", known.join(", "));
    let hint = "write the metal as the name of its grade has it, without the unit, or take it out";
    Err(KernelError::Parameter(BrokenRule::new(parameter, stranger, wanted, hint)))
}

/// One of the metals.
struct Metal<'a> {
    name: String,
    column: &'a str,
    grades: &'a Float64Array,
    /// What one unit of grade earns.
    value: f64,
}

impl<'a> Metal<'a> {
    fn read(
        params: &Params,
        input: &Inputs,
        column: &'a str,
        grades: &'a Float64Array,
    ) -> Result<Self, KernelError> {
        let ending = column.rsplit_once('_').filter(|(_, unit)| share_of(unit).is_some());
        let (name, ending) = ending.map_or((column, None), |(name, unit)| (name, Some(unit)));
        let unit = params.unit.get(name).map(String::as_str).or(ending).or(input.unit(column));
        let share = unit.and_then(share_of).ok_or_else(|| {
            KernelError::invalid(
                "grades",
                "the unit of a grade is not known",
                column,
                "a name like Zn_pct, Au_gpt or Cu_ppm",
                "rename the column, or name its unit in the parameter unit",
            )
        })?;
        let price = params.price.get(name).ok_or_else(|| {
            KernelError::invalid(
                "grades",
                "a metal has no price",
                name,
                "a price for every metal",
                "add it to the parameter price, or unbind the grade",
            )
        })?;
        let recovery = params.recovery.get(name).copied().unwrap_or(1.0);
        Ok(Self { name: name.to_owned(), column, grades, value: price * recovery * share })
    }
}

/// Returns how many priced units (tonnes for percent, grams otherwise) of metal one unit of grade is
/// in a tonne of rock.
fn share_of(unit: &str) -> Option<f64> {
    match unit.to_ascii_lowercase().as_str() {
        "pct" | "%" | "percent" => Some(0.01),
        "gpt" | "g/t" | "ppm" => Some(1.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::operators::eval::eval;

    #[test]
    fn a_metal_that_has_no_grade_is_refused_where_it_would_be_forgotten() {
        let object = |value: Value| value.as_object().cloned().expect("an object");
        let run = |parameter: &str, value: Value| {
            let mut params = object(json!({"price": {"Cu": 8000, "Zn": 2500}}));
            params.insert(parameter.to_owned(), value);
            eval("metal_equivalent", &params, &object(json!({"grades": {"Cu_pct": [1]}})))
        };
        assert!(run("recovery", json!({"Cu": 0.9})).is_ok(), "prices may be of more metals");
        for (parameter, value) in
            [("recovery", json!({"cu": 0.9})), ("unit", json!({"Cu_pct": "pct"}))]
        {
            let problem = &run(parameter, value).expect_err("refused")[0];
            assert_eq!(problem.place.parameter.as_deref(), Some(parameter));
            assert_eq!(problem.wanted.as_deref(), Some("a metal that has a grade: Cu"));
        }
    }
}
