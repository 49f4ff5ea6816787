//! A small catalogue, small pipelines and small projects to validate.

mod binding;
mod mapping;
mod outputs;
pub(crate) mod pipelines;
mod project;
mod report;
mod structure;
pub(crate) mod versions;

use std::cell::RefCell;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::*;
use crate::domain::curve::{self, Quantity};
use crate::domain::diagnostic::ErrorType;
use crate::domain::inventory::{CurveFact, WellCurves};
use crate::domain::nearest::nearest;
use crate::domain::operator::{Kind, OperatorSpec, OutputSpec, PortSpec, Scope};

/// Operators with the ports of the real ones and one parameter, `strength`.
pub(crate) struct Catalogue(pub(crate) Vec<OperatorSpec>);

fn input(name: &str, unit: Option<&str>, quantities: &[Quantity]) -> PortSpec {
    PortSpec {
        name: name.trim_end_matches('?').to_owned(),
        unit: unit.map(str::to_owned),
        quantities: quantities.to_vec(),
        optional: name.ends_with('?'),
        ..PortSpec::default()
    }
}

fn computes(name: &str, unit: &str, quantity: Quantity) -> OutputSpec {
    OutputSpec {
        name: name.to_owned(),
        unit: Some(unit.to_owned()),
        quantity: Some(quantity),
        keeps: None,
        ..OutputSpec::default()
    }
}

fn operator(id: &str, inputs: Vec<PortSpec>, output: OutputSpec) -> OperatorSpec {
    OperatorSpec {
        id: id.to_owned(),
        version: "1.0.0".to_owned(),
        title: id.to_owned(),
        category: "subsurface".to_owned(),
        family: "family".to_owned(),
        summary: String::new(),
        documentation: String::new(),
        terms: Vec::new(),
        inputs,
        outputs: vec![output],
        parameters: json!({}),
        scope: Scope::Pointwise,
        impl_digest: String::new(),
        ..OperatorSpec::default()
    }
}

fn filter(id: &str, output: &str) -> OperatorSpec {
    let output = OutputSpec {
        name: output.to_owned(),
        unit: None,
        quantity: None,
        keeps: Some("X".to_owned()),
        ..OutputSpec::default()
    };
    operator(id, vec![input("X", None, &[])], output)
}

pub(crate) fn catalogue() -> Catalogue {
    use Quantity::*;
    let fraction = Some("v/v");
    let porosity = [TotalPorosity, EffectivePorosity];
    Catalogue(vec![
        operator(
            "vshale_larionov_tertiary",
            vec![input("GR", Some("gAPI"), &[GammaRay])],
            computes("VSH_LT", "v/v", ShaleVolume),
        ),
        operator(
            "porosity_density",
            vec![input("RHOB", Some("g/cm3"), &[BulkDensity])],
            computes("PHID", "v/v", DensityPorosity),
        ),
        operator(
            "porosity_sonic_wyllie",
            vec![input("DT", Some("us/ft"), &[CompressionalSlowness])],
            computes("PHIS_W", "v/v", SonicPorosity),
        ),
        operator(
            "porosity_nd_average",
            vec![
                input("PHIN", fraction, &[NeutronPorosity]),
                input("PHID", fraction, &[DensityPorosity]),
            ],
            computes("PHIX_AV", "v/v", TotalPorosity),
        ),
        operator(
            "sw_archie",
            vec![input("RT", Some("ohm.m"), &[DeepResistivity]), input("PHI", fraction, &porosity)],
            computes("SW_AR", "v/v", WaterSaturation),
        ),
        operator(
            "permeability_timur",
            vec![
                input("PHI", fraction, &porosity),
                input("SWIRR", fraction, &[IrreducibleWaterSaturation]),
            ],
            computes("PERM_TIM", "mD", Permeability),
        ),
        operator(
            "net_pay_flag",
            vec![
                input("PHIE", fraction, &porosity),
                input("VSH", fraction, &[ShaleVolume]),
                input("SW", fraction, &[WaterSaturation]),
                input("PERM?", Some("mD"), &[Permeability]),
            ],
            computes("NETPAY", "0/1", Flag),
        ),
        operator(
            "integral",
            vec![input("X", None, &[]), input("DEPT", Some("m"), &[Depth])],
            computes("X_INT", "m", Unknown),
        ),
        filter("hampel_filter", "X_HMP"),
        filter("median_filter", "X_MED"),
        filter("savitzky_golay", "X_SG"),
    ])
}

impl OperatorLookup for Catalogue {
    fn spec(&self, id: &str) -> Option<&OperatorSpec> {
        let versions = self.versions(id);
        versions.iter().rev().copied().find(|spec| !spec.version.contains('-'))
    }

    fn versions(&self, id: &str) -> Vec<&OperatorSpec> {
        self.0.iter().filter(|spec| spec.id == id).collect()
    }

    fn checked_parameters(
        &self,
        spec: &OperatorSpec,
        parameters: &Map<String, Value>,
    ) -> Result<Map<String, Value>, Vec<Diagnostic>> {
        let mut checked = parameters.clone();
        match checked.entry("strength").or_insert(json!(1)).as_i64() {
            Some(0..) => Ok(checked),
            _ => Err(vec![
                Diagnostic::error(
                    ErrorType::ParameterInvalid,
                    format!("{}: out of range", spec.id),
                )
                .at_parameter("strength"),
            ]),
        }
    }

    fn nearest_id(&self, id: &str) -> Option<String> {
        nearest(id, self.0.iter().map(|spec| spec.id.as_str())).map(str::to_owned)
    }
}

/// A node as JSON, to be changed by the methods below.
#[derive(Debug, Clone)]
pub(crate) struct Node(pub(crate) Value);

impl Node {
    pub(crate) fn set(mut self, pointer: &str, value: Value) -> Self {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer has a slash");
        self.0.pointer_mut(parent).expect("the parent is there")[key] = value;
        self
    }

    pub(crate) fn inputs(self, inputs: Value) -> Self {
        self.set("/node_type/inputs", inputs)
    }

    pub(crate) fn creates(self, port: &str, suffix: &str) -> Self {
        self.maps(port, json!({"mode": "create_new", "output_curve_id": null, "suffix": suffix}))
    }

    pub(crate) fn maps(mut self, port: &str, mapping: Value) -> Self {
        self.0["curve_mapping"][port] = mapping;
        self
    }
}

pub(crate) fn node(id: &str, dependencies: &[&str], node_type: Value) -> Node {
    let name = id.to_uppercase();
    Node(json!({"id": id, "name": name, "dependencies": dependencies,
        "node_type": node_type, "curve_mapping": {}, "metadata": {}}))
}

pub(crate) fn wells(curves: &[&str]) -> Node {
    reads("wells", curves)
}

pub(crate) fn reads(id: &str, curves: &[&str]) -> Node {
    let source = json!({"source": "well_logs", "well_ids": ["*"], "curve_names": curves});
    node(id, &[], json!({"type": "ingestion", "source_type": source}))
}

pub(crate) fn applies(id: &str, operator: &str, dependencies: &[&str]) -> Node {
    node(id, dependencies, json!({"type": "operator", "operator_id": operator}))
}

pub(crate) fn vshale(id: &str, dependencies: &[&str]) -> Node {
    applies(id, "vshale_larionov_tertiary", dependencies)
}

pub(crate) fn keep(dependencies: &[&str]) -> Node {
    node("keep", dependencies, json!({"type": "output", "output_type": "frontend"}))
}

pub(crate) fn pipeline(nodes: impl IntoIterator<Item = Node>) -> DagDefinition {
    let nodes: Vec<Value> = nodes.into_iter().map(|node| node.0).collect();
    serde_json::from_value(json!({"name": "p", "nodes": nodes})).expect("a definition")
}

thread_local! {
    /// What the tests of this thread validated.
    static SEEN: RefCell<Vec<(DagDefinition, Option<Inventory>)>> = const { RefCell::new(Vec::new()) };
}

/// Returns the pipelines of all tests, most of them broken in one way, with their projects.
pub(crate) fn pipelines_of_all_tests() -> Vec<(DagDefinition, Option<Inventory>)> {
    SEEN.take();
    let tests = [binding::ALL, mapping::ALL, project::ALL, report::ALL, structure::ALL];
    tests.into_iter().flatten().for_each(|test| test());
    SEEN.take()
}

/// Validates without a project.
fn validated(nodes: impl IntoIterator<Item = Node>) -> Validation {
    let definition = pipeline(nodes);
    let validation = validate(&definition, &catalogue(), None);
    SEEN.with_borrow_mut(|seen| seen.push((definition, None)));
    let sound = !validation.diagnostics.iter().any(Diagnostic::is_error);
    assert_eq!(validation.plan.is_some(), sound, "a plan stands exactly for no errors");
    validation
}

/// Validates without a project and returns the diagnostics.
fn problems(nodes: impl IntoIterator<Item = Node>) -> Vec<Diagnostic> {
    validated(nodes).diagnostics
}

/// Validates within a project and returns the diagnostics.
fn problems_in(project: &Inventory, nodes: impl IntoIterator<Item = Node>) -> Vec<Diagnostic> {
    let definition = pipeline(nodes);
    let validation = validate(&definition, &catalogue(), Some(project));
    SEEN.with_borrow_mut(|seen| seen.push((definition, Some(project.clone()))));
    validation.diagnostics
}

/// Returns the only diagnostic, and checks its kind.
#[track_caller]
fn only(diagnostics: Vec<Diagnostic>, error_type: ErrorType) -> Diagnostic {
    assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
    let only = diagnostics.into_iter().next().expect("there is one");
    assert_eq!(only.error_type, error_type, "{only}");
    only
}

fn hint(diagnostic: &Diagnostic) -> &str {
    diagnostic.hint.as_deref().unwrap_or_default()
}

fn found(diagnostic: &Diagnostic) -> &str {
    diagnostic.found.as_deref().unwrap_or_default()
}

/// A project with wells `(name, [(curve, unit)])`.
pub(crate) fn project(wells: &[(&str, &[(&str, &str)])]) -> Inventory {
    let wells = wells.iter().enumerate().map(|(at, (name, curves))| WellCurves {
        well_id: Uuid::from_u128(at as u128 + 1),
        well_name: (*name).to_owned(),
        curves: curves
            .iter()
            .enumerate()
            .map(|(nth, (name, unit))| CurveFact {
                curve_id: Uuid::from_u128((at as u128 + 1) * 100 + nth as u128),
                name: (*name).to_owned(),
                mnemonic: curve::lookup(name).map_or(*name, |entry| entry.canonical).to_owned(),
                quantity: curve::quantity_of(name),
                unit: (*unit).to_owned(),
                kind: Kind::Number,
            })
            .collect(),
    });
    Inventory { wells: wells.collect() }
}
