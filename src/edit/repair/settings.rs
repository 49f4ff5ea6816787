//! What nodes are set to: operators, parameters, wells, curves, ranges, limits.

use serde_json::{Map, Value};

use super::{Proposal, Workshop, with_inputs};
use crate::domain::dag::{DagNode, Filters, NodeType, SourceType, VersionStrategy};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::edit::change::Edit;

impl Workshop<'_> {
    /// Proposes for the settings of a node.
    pub(super) fn of_settings(&self, diagnostic: &Diagnostic, node: &DagNode) -> Vec<Proposal> {
        let parameter = diagnostic.place.parameter.as_deref();
        match (&node.node_type, diagnostic.error_type) {
            (_, ErrorType::ParameterInvalid) if parameter == Some("timeout_seconds") => {
                let mut metadata = node.metadata.clone();
                metadata.timeout_seconds = None;
                let edit = Edit::SetMetadata { node: node.id.clone(), metadata };
                vec![("run without a time limit".to_owned(), edit)]
            }
            (NodeType::Operator { .. }, ErrorType::OperatorNotFound) => self.operator(node),
            (NodeType::Operator { .. }, ErrorType::OperatorDeprecated) => self.successor(node),
            (NodeType::Operator { .. }, ErrorType::ParameterInvalid) => {
                parameter.map_or_else(Vec::new, |parameter| self.parameter(node, parameter))
            }
            (NodeType::Ingestion { .. }, ErrorType::ParameterInvalid) => swapped(node, parameter),
            (NodeType::Ingestion { .. }, ErrorType::WellNotFound) => {
                self.wells(node, diagnostic.place.well.as_deref())
            }
            (NodeType::Ingestion { .. }, ErrorType::MissingInputCurves) => {
                match diagnostic.place.curve.as_deref() {
                    Some(curve) => self.curve(node, curve),
                    None => self.curves(node),
                }
            }
            _ => Vec::new(),
        }
    }

    /// Takes the nearest operator, or a version that there is.
    fn operator(&self, node: &DagNode) -> Vec<Proposal> {
        let NodeType::Operator { operator_id, parameters, inputs, .. } = &node.node_type else {
            return Vec::new();
        };
        let work = |operator_id: &str, operator_version| NodeType::Operator {
            operator_id: operator_id.to_owned(),
            operator_version,
            parameters: parameters.clone(),
            inputs: inputs.clone(),
        };
        if let Some(spec) = self.operators.spec(operator_id) {
            let stable = VersionStrategy::Channel { channel: "stable".to_owned() };
            let pinned = VersionStrategy::Pinned { version: spec.version.clone() };
            return vec![
                (
                    "take the newest version".to_owned(),
                    set(node, work(operator_id, VersionStrategy::Latest)),
                ),
                (format!("pin version {}", spec.version), set(node, work(operator_id, pinned))),
                ("take the channel stable".to_owned(), set(node, work(operator_id, stable))),
            ];
        }
        let near = self.operators.nearest_id(operator_id);
        let near = near.map(|near| {
            let NodeType::Operator { operator_version, .. } = &node.node_type else {
                unreachable!("the node is an operator");
            };
            let edit = set(node, work(&near, operator_version.clone()));
            (format!("apply {near}"), edit)
        });
        let edit = Edit::Remove { nodes: vec![node.id.clone()], bridge: true };
        near.into_iter().chain([(format!("delete \"{}\"", node.name), edit)]).collect()
    }

    /// Takes what is to be used in the place of a deprecated operator or version.
    fn successor(&self, node: &DagNode) -> Vec<Proposal> {
        let NodeType::Operator { operator_id, parameters, inputs, .. } = &node.node_type else {
            return Vec::new();
        };
        let Some(word) = self.spec_of(node).and_then(|spec| spec.deprecated.as_ref()) else {
            return Vec::new();
        };
        let mut proposals = Vec::new();
        let mut propose = |title: String, id: &str, operator_version| {
            let Some(spec) = self.operators.spec(id) else { return };
            let takes = &spec.parameters["properties"];
            let parameters = parameters.iter().filter(|(name, _)| takes.get(name).is_some());
            let inputs = inputs.iter().filter(|(port, _)| spec.input(port).is_some());
            let node_type = NodeType::Operator {
                operator_id: id.to_owned(),
                operator_version,
                parameters: parameters.map(|(name, value)| (name.clone(), value.clone())).collect(),
                inputs: inputs.map(|(port, source)| (port.clone(), source.clone())).collect(),
            };
            proposals.push((title, set(node, node_type)));
        };
        match word.version() {
            Some(version) => {
                let pinned = VersionStrategy::Pinned { version: version.to_owned() };
                propose(format!("pin version {version}"), operator_id, pinned);
                let newest = "take the newest version".to_owned();
                propose(newest, operator_id, VersionStrategy::Latest);
            }
            None => {
                let title = format!("apply {}", word.replacement);
                propose(title, &word.replacement, VersionStrategy::Latest);
            }
        }
        proposals
    }

    /// Corrects the name of a parameter, moves it to the nearest bound, or takes its default.
    fn parameter(&self, node: &DagNode, name: &str) -> Vec<Proposal> {
        let NodeType::Operator { parameters, .. } = &node.node_type else { return Vec::new() };
        let schema = self.spec_of(node).map(|spec| &spec.parameters["properties"]);
        let known = schema.and_then(Value::as_object);
        let mut proposals = Vec::new();
        let mut propose = |title: String, change: &dyn Fn(&mut Map<String, Value>)| {
            let mut node_type = node.node_type.clone();
            if let NodeType::Operator { parameters, .. } = &mut node_type {
                change(parameters);
            }
            proposals.push((title, set(node, node_type)));
        };
        match (known.and_then(|known| known.get(name)), parameters.get(name)) {
            (Some(schema), Some(value)) => {
                for value in mended(value, schema) {
                    propose(format!("set {name} to {value}"), &|all| {
                        all.insert(name.to_owned(), value.clone());
                    });
                }
                propose(format!("take the default of {name}"), &|all| {
                    all.shift_remove(name);
                });
            }
            (None, Some(value)) => {
                let names = known.into_iter().flat_map(Map::keys).map(String::as_str);
                let free = names.filter(|name| !parameters.contains_key(*name));
                if let Some(near) = nearest(name, free) {
                    propose(format!("set {near} instead"), &|all| {
                        all.shift_remove(name);
                        all.insert(near.to_owned(), value.clone());
                    });
                }
                propose(format!("remove {name}"), &|all| {
                    all.shift_remove(name);
                });
            }
            (_, None) => {}
        }
        // A rule between parameters may be broken by any of them.
        for other in parameters.keys().filter(|other| *other != name) {
            propose(format!("take the default of {other}"), &|all| {
                all.shift_remove(other);
            });
        }
        propose("take the defaults of all parameters".to_owned(), &Map::clear);
        proposals
    }

    fn wells(&self, node: &DagNode, well: Option<&str>) -> Vec<Proposal> {
        let all = || {
            changed(node, "read all wells", |source, _| {
                if let SourceType::WellLogs { well_ids, .. } = source {
                    *well_ids = vec!["*".to_owned()];
                }
            })
        };
        let Some(gone) = well else { return all() };
        let names = self.inventory.into_iter().flat_map(|inventory| &inventory.wells);
        let near = nearest(gone, names.map(|well| well.well_name.as_str()));
        let mut proposals = Vec::new();
        if let Some(near) = near {
            proposals.extend(changed(node, format!("read well {near} instead"), |source, _| {
                if let SourceType::WellLogs { well_ids, .. } = source {
                    replace(well_ids, gone, Some(near));
                }
            }));
        }
        proposals.extend(changed(node, format!("do not read well {gone}"), |source, _| {
            if let SourceType::WellLogs { well_ids, .. } = source {
                replace(well_ids, gone, None);
            }
        }));
        proposals.extend(all());
        proposals
    }

    /// Mends a curve that an ingestion or one of its filters names and that is not there.
    fn curve(&self, node: &DagNode, gone: &str) -> Vec<Proposal> {
        let NodeType::Ingestion { source_type: SourceType::WellLogs { curve_names, .. }, filters } =
            &node.node_type
        else {
            return Vec::new();
        };
        let mut proposals = Vec::new();
        if curve_names.iter().any(|name| name.eq_ignore_ascii_case(gone)) {
            let stored = self.inventory.into_iter().flat_map(|inventory| &inventory.wells);
            let stored = stored.flat_map(|well| &well.curves).map(|curve| curve.name.as_str());
            if let Some(near) = nearest(gone, stored) {
                proposals.push(self.renamed_curve(node, gone, near));
            }
            proposals.extend(changed(node, format!("do not read {gone}"), |source, filters| {
                if let SourceType::WellLogs { curve_names, .. } = source {
                    replace(curve_names, gone, None);
                }
                filters.curve_filters.remove(gone);
            }));
        }
        if filters.as_ref().is_some_and(|filters| filters.curve_filters.contains_key(gone)) {
            if let Some(near) = nearest(gone, curve_names.iter().map(String::as_str)) {
                proposals.extend(changed(node, format!("filter {near} instead"), |_, filters| {
                    if let Some(filter) = filters.curve_filters.remove(gone) {
                        filters.curve_filters.entry(near.to_owned()).or_insert(filter);
                    }
                }));
            }
            proposals.extend(changed(node, format!("read {gone} too"), |source, _| {
                if let SourceType::WellLogs { curve_names, .. } = source {
                    curve_names.push(gone.to_owned());
                }
            }));
            proposals.extend(changed(node, format!("do not filter {gone}"), |_, filters| {
                filters.curve_filters.remove(gone);
            }));
        }
        proposals
    }

    /// Reads another curve, and lets those that named the former one follow.
    fn renamed_curve(&self, node: &DagNode, gone: &str, near: &str) -> Proposal {
        let title = format!("read {near} instead of {gone}");
        let mut edits: Vec<Edit> = changed(node, title.clone(), |source, filters| {
            if let SourceType::WellLogs { curve_names, .. } = source {
                replace(curve_names, gone, Some(near));
            }
            if let Some(filter) = filters.curve_filters.remove(gone) {
                filters.curve_filters.insert(near.to_owned(), filter);
            }
        })
        .into_iter()
        .map(|(_, edit)| edit)
        .collect();
        let key = format!("{}.{gone}", node.id);
        for reader in &self.definition.nodes {
            let ports = self.flow.node(&reader.id).into_iter().flat_map(|flow| &flow.inputs);
            let reading =
                ports.filter(|input| !input.repeated && input.binding.keys().contains(&key));
            let ports: Vec<&str> = reading.map(|input| input.port.as_str()).collect();
            if !ports.is_empty() {
                edits.extend(with_inputs(reader, |inputs| {
                    for port in ports {
                        inputs.insert(port.to_owned(), format!("{}.{near}", node.id));
                    }
                }));
            }
        }
        (title.clone(), Edit::Together { label: title, edits })
    }

    /// Names curves for an ingestion that names none, or all where nobody knows which.
    fn curves(&self, node: &DagNode) -> Vec<Proposal> {
        let mut wanted: Vec<String> = Vec::new();
        let behind = self.flow.nodes.iter().filter(|reader| {
            let places = &self.connections.positions;
            match (places.get(reader.id.as_str()), places.get(node.id.as_str())) {
                (Some(reader), Some(node)) => self.connections.reach[*reader].contains(*node),
                _ => false,
            }
        });
        for reader in behind {
            let ports = reader.inputs.iter().filter(|input| input.binding.key().is_none());
            let named = ports.filter(|input| !input.optional && !input.quantities.is_empty());
            wanted.extend(named.map(|input| input.port.clone()));
        }
        // A port that a node further up can feed needs no curve.
        let computed: Vec<&str> = self
            .flow
            .nodes
            .iter()
            .flat_map(|flow| &flow.outputs)
            .map(|output| output.base())
            .collect();
        wanted.retain(|name| !computed.iter().any(|base| base.eq_ignore_ascii_case(name)));
        wanted.sort();
        wanted.dedup();
        let mut proposals = Vec::new();
        let read = |names: Vec<String>| {
            let title = match names.as_slice() {
                [star] if star == "*" => "read all curves".to_owned(),
                names => format!("read {}", names.join(", ")),
            };
            changed(node, title, move |source, _| {
                if let SourceType::WellLogs { curve_names, .. } = source {
                    *curve_names = names;
                }
            })
        };
        if !wanted.is_empty() {
            proposals.extend(read(wanted));
        }
        if self.inventory.is_some() {
            proposals.extend(read(vec!["*".to_owned()]));
        }
        proposals
    }
}

fn set(node: &DagNode, node_type: NodeType) -> Edit {
    Edit::SetWork { node: node.id.clone(), node_type }
}

/// Changes source and filters of an ingestion.
fn changed(
    node: &DagNode,
    title: impl Into<String>,
    change: impl FnOnce(&mut SourceType, &mut Filters),
) -> Vec<Proposal> {
    let mut node_type = node.node_type.clone();
    let NodeType::Ingestion { source_type, filters } = &mut node_type else { return Vec::new() };
    let mut changed = filters.clone().unwrap_or_default();
    change(source_type, &mut changed);
    *filters = Some(changed).filter(|changed| *changed != Filters::default());
    vec![(title.into(), set(node, node_type))]
}

/// Swaps the ends of a range that is upside down.
fn swapped(node: &DagNode, parameter: Option<&str>) -> Vec<Proposal> {
    changed(node, "swap the ends of the range", |source, filters| match parameter {
        Some("source_type.depth_range") => {
            if let SourceType::WellLogs { depth_range: Some(range), .. } = source {
                range.reverse();
            }
        }
        Some("filters.depth_range") => {
            if let Some(range) = &mut filters.depth_range {
                range.reverse();
            }
        }
        Some(parameter) => {
            let curve = parameter.strip_prefix("filters.curve_filters.");
            if let Some(filter) = curve.and_then(|curve| filters.curve_filters.get_mut(curve)) {
                std::mem::swap(&mut filter.min_value, &mut filter.max_value);
            }
        }
        None => {}
    })
}

fn replace(names: &mut Vec<String>, gone: &str, new: Option<&str>) {
    if let Some(new) = new
        && !names.iter().any(|name| name.eq_ignore_ascii_case(new))
    {
        for name in names.iter_mut().filter(|name| name.eq_ignore_ascii_case(gone)) {
            new.clone_into(name);
        }
    }
    names.retain(|name| !name.eq_ignore_ascii_case(gone));
}

/// Returns the values near to a refused one that the schema of its parameter takes.
fn mended(value: &Value, schema: &Value) -> Vec<Value> {
    let whole = schema["type"] == "integer";
    let number =
        value.as_f64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()));
    if let Some(number) = number
        && matches!(schema["type"].as_str(), Some("integer" | "number"))
    {
        let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
        let number = bound("minimum").map_or(number, |least| number.max(least));
        let number = bound("maximum").map_or(number, |most| number.min(most));
        let number = if whole { number.round() } else { number };
        let value = if whole {
            Some(Value::from(number as i64))
        } else {
            serde_json::Number::from_f64(number).map(Value::Number)
        };
        return value.into_iter().collect();
    }
    if let Some(text) = value.as_str() {
        let variants = schema["oneOf"].as_array().into_iter().flatten();
        let constants = variants.filter_map(|variant| variant["const"].as_str());
        let listed = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let near = nearest(text, constants.chain(listed)).map(Value::from);
        let truth = (schema["type"] == "boolean")
            .then(|| text.trim().to_lowercase().parse::<bool>().ok().map(Value::from))
            .flatten();
        return near.or(truth).into_iter().collect();
    }
    Vec::new()
}
