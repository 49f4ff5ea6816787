//! A pipeline as its users write it: the file format, and the form stored as JSONB.
//!
//! A definition is portable: it names curves and ports, never rows of one database.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// Branch of every pipeline that runs, and that lists and files mean.
pub const MAIN_BRANCH: &str = "main";

/// A pipeline: nodes, and through their dependencies the edges between them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DagDefinition {
    /// Id; a UUID once the pipeline is stored, any text or nothing in a file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Name, unique in a project together with the version.
    pub name: String,
    /// Project that the pipeline was exported from; ignored on import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// Semantic version of the definition.
    #[serde(default = "first_version")]
    pub version: String,
    /// Nodes in the order in which the author wrote them.
    pub nodes: Vec<DagNode>,
    /// Description and tags.
    #[serde(default, skip_serializing_if = "DagMetadata::is_empty")]
    pub metadata: DagMetadata,
}

fn first_version() -> String {
    "1.0.0".to_owned()
}

impl DagDefinition {
    /// Returns the node with this id.
    pub fn node(&self, id: &str) -> Option<&DagNode> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// Splits `node.NAME` into a node of this pipeline and the name of its port or curve.
    ///
    /// Ids and curve names may hold dots themselves; the longest id that fits wins.
    pub fn split_reference<'a>(&self, reference: &'a str) -> Option<(&DagNode, &'a str)> {
        self.nodes
            .iter()
            .filter_map(|node| {
                let name = reference.strip_prefix(node.id.as_str())?.strip_prefix('.')?;
                (!node.id.is_empty()).then_some((node, name))
            })
            .max_by_key(|(node, _)| node.id.len())
    }
}

/// Splits what a port is bound to: a port for several columns names them separated by commas.
pub fn references(bound: &str) -> impl Iterator<Item = &str> {
    bound.split(',').map(str::trim).filter(|reference| !reference.is_empty())
}

/// Gives every reference of a binding another form, or drops it; `None` where none is left.
///
/// What does not change stays as it is written, so that a name with a comma is not taken apart.
pub fn with_references(bound: &str, new: impl FnMut(&str) -> Option<String>) -> Option<String> {
    let written: Vec<&str> = references(bound).collect();
    let renewed: Vec<Option<String>> = written.iter().copied().map(new).collect();
    if written.iter().zip(&renewed).all(|(one, new)| new.as_deref() == Some(*one)) {
        return Some(bound.to_owned());
    }
    let left: Vec<String> = renewed.into_iter().flatten().collect();
    (!left.is_empty()).then(|| left.join(", "))
}

/// What people say about a pipeline.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DagMetadata {
    /// What the pipeline is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Words to find it by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

impl DagMetadata {
    fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

/// One step of a pipeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DagNode {
    /// Id, unique in the pipeline.
    pub id: String,
    /// Name shown on the canvas.
    pub name: String,
    /// Ids of the nodes whose data this one reads.
    #[serde(default)]
    pub dependencies: Vec<String>,
    /// What the node does.
    pub node_type: NodeType,
    /// Which output ports are kept as curves, and how; keyed by port. A port without an entry is transient.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub curve_mapping: BTreeMap<String, CurveMapping>,
    /// Position on the canvas, limits, tags.
    #[serde(default, skip_serializing_if = "NodeMetadata::is_empty")]
    pub metadata: NodeMetadata,
}

/// What a node does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum NodeType {
    /// Reads curves.
    Ingestion {
        /// Where from.
        source_type: SourceType,
        /// Which samples.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filters: Option<Filters>,
    },
    /// Computes curves from curves.
    Operator {
        /// Id in the operator catalogue.
        operator_id: String,
        /// Which version of it.
        #[serde(default, skip_serializing_if = "VersionStrategy::is_latest")]
        operator_version: VersionStrategy,
        /// Parameters; those left out take the operator's defaults.
        #[serde(default)]
        parameters: Map<String, Value>,
        /// Input ports bound to `"CURVE"` of an upstream ingestion or `"node.PORT"` of an upstream node; a port for several columns takes them separated by commas.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        inputs: BTreeMap<String, String>,
    },
    /// Hands results on.
    Output {
        /// Where to.
        output_type: OutputType,
        /// What to do about files, or rows of a table, that are there already.
        #[serde(default, skip_serializing_if = "IfExists::is_refuse")]
        if_exists: IfExists,
    },
}

impl NodeType {
    /// Returns the serde tag, which is also the value stored in `pipeline_nodes.node_type`.
    pub fn tag(&self) -> &'static str {
        match self {
            Self::Ingestion { .. } => "ingestion",
            Self::Operator { .. } => "operator",
            Self::Output { .. } => "output",
        }
    }
}

/// Where an ingestion reads from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "source", rename_all = "snake_case", deny_unknown_fields)]
pub enum SourceType {
    /// Curves of wells.
    WellLogs {
        /// Project to read from; the project of the run when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project_id: Option<String>,
        /// Names or ids of wells, or `["*"]` for all.
        #[serde(default = "all_wells")]
        well_ids: Vec<String>,
        /// Curves to offer downstream; `["*"]` offers all.
        curve_names: Vec<String>,
        /// Depths to read, in metres.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        depth_range: Option<[f64; 2]>,
    },
    /// A surface.
    Surface {
        /// Name of the surface.
        surface_name: String,
    },
    /// Tops.
    WellMarkers {
        /// Names or ids of wells, or `["*"]` for all.
        #[serde(default = "all_wells")]
        well_ids: Vec<String>,
    },
    /// A table in Postgres.
    PostgresTable {
        /// Name of the table.
        table_name: String,
        /// Equality filters, by column.
        #[serde(default)]
        filters: Map<String, Value>,
    },
}

impl SourceType {
    /// Returns the wells that it names, where it reads wells.
    pub fn well_ids(&self) -> Option<&Vec<String>> {
        match self {
            Self::WellLogs { well_ids, .. } | Self::WellMarkers { well_ids } => Some(well_ids),
            _ => None,
        }
    }

    /// Returns the wells that it names, to be changed.
    pub fn well_ids_mut(&mut self) -> Option<&mut Vec<String>> {
        match self {
            Self::WellLogs { well_ids, .. } | Self::WellMarkers { well_ids } => Some(well_ids),
            _ => None,
        }
    }

    /// Returns the depths to read: the overlap of the source's own range and the filter's.
    pub fn depths(&self, filters: &Filters) -> Option<[f64; 2]> {
        let own = match self {
            Self::WellLogs { depth_range, .. } => *depth_range,
            _ => None,
        };
        match (own, filters.depth_range) {
            (Some([a, b]), Some([c, d])) => Some([a.max(c), b.min(d)]),
            (one, other) => one.or(other),
        }
    }
}

fn all_wells() -> Vec<String> {
    vec!["*".to_owned()]
}

/// Which samples an ingestion lets through.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Filters {
    /// Depths to read, in metres; narrowed further by the source's own range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depth_range: Option<[f64; 2]>,
    /// Value filters by curve.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub curve_filters: BTreeMap<String, CurveFilter>,
    /// Flag curves of the well: where one of them is zero or null, the curves read become null.
    ///
    /// Rows stay, and so do the flags themselves where they are read as curves. The flags are
    /// looked at before the value filters. A well that lacks a flag fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality_flags: Option<Vec<String>>,
}

/// Value filter of one curve: a sample outside the bounds becomes null.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CurveFilter {
    /// Smallest value kept, in the curve's own unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_value: Option<f64>,
    /// Largest value kept, in the curve's own unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_value: Option<f64>,
    /// Drops the whole row where this curve is null.
    pub exclude_nulls: bool,
}

/// Where an output hands its data: the curves read on its branch, and everything computed from them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum OutputType {
    /// The screens: kept curves appear in every open session.
    Frontend,
    /// A wide Parquet file for each well.
    Parquet {
        /// Folder, relative to the exports of the data directory, or a file name with `{well}`.
        storage_path: String,
    },
    /// A table in Postgres, in the schema of exports.
    PostgresTable {
        /// Name of the table.
        table_name: String,
    },
    /// A CSV file for each well.
    Csv {
        /// Folder, relative to the exports of the data directory, or a file name with `{well}`.
        storage_path: String,
    },
    /// A LAS 2.0 file for each well.
    Las {
        /// Folder, relative to the exports of the data directory, or a file name with `{well}`.
        storage_path: String,
    },
}

impl OutputType {
    /// Returns the name that the file format has for it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Frontend => "frontend",
            Self::Parquet { .. } => "parquet",
            Self::PostgresTable { .. } => "postgres_table",
            Self::Csv { .. } => "csv",
            Self::Las { .. } => "las",
        }
    }

    /// Returns the storage path of an output that writes files; their extension is its kind.
    pub fn storage_path(&self) -> Option<&str> {
        match self {
            Self::Parquet { storage_path }
            | Self::Csv { storage_path }
            | Self::Las { storage_path } => Some(storage_path),
            Self::Frontend | Self::PostgresTable { .. } => None,
        }
    }
}

/// What an output does about files, or rows of a table, that are there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IfExists {
    /// Refuses: the run does not start, and nothing that appears meanwhile is touched.
    #[default]
    Refuse,
    /// Replaces the file, or the rows of the well.
    Replace,
    /// Writes beside it: `name_2`, `name_3` and so on.
    NewName,
}

impl IfExists {
    /// Returns the name that the file format has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Replace => "replace",
            Self::NewName => "new_name",
        }
    }

    #[allow(clippy::trivially_copy_pass_by_ref)] // serde hands references over.
    fn is_refuse(&self) -> bool {
        *self == Self::Refuse
    }
}

/// Which version of an operator a node wants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "strategy", rename_all = "snake_case", deny_unknown_fields)]
pub enum VersionStrategy {
    /// This version and no other.
    Pinned {
        /// Semantic version.
        version: String,
    },
    /// The newest that is not a pre-release.
    #[default]
    Latest,
    /// The newest that takes what the named one takes: of the same major version, and no older.
    Compatible {
        /// Oldest version that will do; without it the newest is taken.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fallback_version: Option<String>,
    },
    /// Whatever a channel points to.
    Channel {
        /// `stable`, `beta`, `canary` or `lts-…`.
        channel: String,
    },
}

impl VersionStrategy {
    fn is_latest(&self) -> bool {
        *self == Self::Latest
    }
}

/// How an output port is kept as a curve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CurveMapping {
    /// New curve, or new version of an existing one.
    pub mode: WriteMode,
    /// Curve to overwrite, by id.
    #[serde(default)]
    pub output_curve_id: Option<String>,
    /// Curve to overwrite, by name, across wells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_curve_name: Option<String>,
    /// Text after the base name of a new curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
}

impl CurveMapping {
    /// Whether an overwrite means this curve: by id where it names one, else by name.
    pub fn overwrites(&self, id: Uuid, name: &str) -> bool {
        self.mode == WriteMode::Overwrite
            && match (&self.output_curve_id, &self.output_curve_name) {
                (Some(wanted), _) => Uuid::parse_str(wanted).is_ok_and(|wanted| wanted == id),
                (None, wanted) => wanted.as_deref() == Some(name),
            }
    }

    /// Returns what an overwrite names: an id or a name.
    pub fn target(&self) -> Option<&str> {
        self.output_curve_id.as_deref().or(self.output_curve_name.as_deref())
    }
}

/// New curve, or new version of an existing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WriteMode {
    /// Makes a curve named base + suffix; refuses when that name is taken.
    CreateNew,
    /// Gives an existing curve a new version.
    Overwrite,
}

/// What the canvas and the engine keep beside a node.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NodeMetadata {
    /// Pinned position on the canvas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<[f64; 2]>,
    /// Whether results may come from the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_enabled: Option<bool>,
    /// Time limit for one well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u64>,
    /// How often a transient failure is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// Words to find the node by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// A note.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Execution hints.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub hints: Map<String, Value>,
}

impl NodeMetadata {
    fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}
