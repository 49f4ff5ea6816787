//! Wells, their curves at the current version, and what mnemonics mean.

use std::collections::BTreeMap;

use alphanumeric_sort::compare_str;
use deadpool_postgres::GenericClient;
use serde::Serialize;
use serde_json::Value;
use tokio_postgres::Row;
use uuid::Uuid;

use super::error::During;
use crate::domain::curve::{self, DisplayScale, MNEMONICS, Quantity};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::Kind;
use crate::domain::rows::{CurveRow, WellRow};

/// Brings `curve_metadata` up to the program's mnemonic table.
pub async fn sync_mnemonics(client: &impl GenericClient) -> Result<(), Diagnostic> {
    #[derive(Serialize)]
    struct Entry {
        id: Uuid,
        mnemonic: &'static str,
        quantity: Quantity,
        unit: &'static str,
        aliases: &'static [&'static str],
        left: f64,
        right: f64,
        logarithmic: bool,
    }
    let entries: Vec<Entry> = MNEMONICS
        .iter()
        .map(|entry| Entry {
            id: Uuid::now_v7(),
            mnemonic: entry.canonical,
            quantity: entry.quantity,
            unit: entry.unit,
            aliases: entry.aliases,
            left: entry.scale.left,
            right: entry.scale.right,
            logarithmic: entry.scale.logarithmic,
        })
        .collect();
    let entries = serde_json::to_value(entries).expect("plain data is JSON");
    client
        .execute(include_str!("../../sql/queries/sync_mnemonics.sql"), &[&entries])
        .await
        .during("bring the mnemonic table up to date")?;
    Ok(())
}

/// Returns the metadata row of each mnemonic; a mnemonic outside the table gets a row of its own.
pub async fn metadata_ids(
    client: &impl GenericClient,
    mnemonics: &[(&str, &str)],
) -> Result<BTreeMap<String, Uuid>, Diagnostic> {
    let canonical = |mnemonic: &str| {
        curve::lookup(mnemonic).map_or_else(|| own_mnemonic(mnemonic), |e| e.canonical.to_owned())
    };
    let names: Vec<String> = mnemonics.iter().map(|(name, _)| canonical(name)).collect();
    let units: Vec<&str> = mnemonics.iter().map(|(_, unit)| *unit).collect();
    let ids: Vec<Uuid> = names.iter().map(|_| Uuid::now_v7()).collect();
    client
        .execute(
            "insert into curve_metadata (id, mnemonic, quantity, unit) \
             select distinct on (t.name) t.id, t.name, 'unknown', t.unit \
             from unnest($1::uuid[], $2::text[], $3::text[]) as t (id, name, unit) \
             on conflict (mnemonic) do nothing",
            &[&ids, &names, &units],
        )
        .await
        .during("record new mnemonics")?;
    let rows = client
        .query("select mnemonic, id from curve_metadata where mnemonic = any($1)", &[&names])
        .await
        .during("look mnemonics up")?;
    let found: BTreeMap<String, Uuid> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    Ok(mnemonics
        .iter()
        .zip(&names)
        .map(|((given, _), name)| ((*given).to_owned(), found[name]))
        .collect())
}

/// The mnemonic itself, without the mark of a repeat and in capitals.
fn own_mnemonic(mnemonic: &str) -> String {
    mnemonic.split(':').next().unwrap_or_default().trim().to_uppercase()
}

/// A well as a file tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewWell {
    /// Name, unique in the project.
    pub name: String,
    /// Unique well identifier, as text.
    pub uwi: Option<String>,
    /// Field.
    pub field: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Every header item.
    pub header: Value,
}

/// Returns the id of a well, which is created if need be, and whether it was.
pub async fn ensure_well(
    client: &impl GenericClient,
    project: Uuid,
    well: &NewWell,
) -> Result<(Uuid, bool), Diagnostic> {
    let id = Uuid::now_v7();
    let row = client
        .query_one(
            "insert into wells (id, project_id, name, uwi, field, company, header) \
             values ($1, $2, $3, $4, $5, $6, $7) \
             on conflict (project_id, name) do update set updated_at = now(), \
               uwi = coalesce(wells.uwi, excluded.uwi), \
               field = coalesce(wells.field, excluded.field), \
               company = coalesce(wells.company, excluded.company) \
             returning id",
            &[&id, &project, &well.name, &well.uwi, &well.field, &well.company, &well.header],
        )
        .await
        .during("record the well")?;
    let found: Uuid = row.get(0);
    Ok((found, found == id))
}

/// Returns the header that the import kept of a well.
pub async fn header(client: &impl GenericClient, well: Uuid) -> Result<Value, Diagnostic> {
    let row = client
        .query_one("select header from wells where id = $1", &[&well])
        .await
        .during("read the header of the well")?;
    Ok(row.get(0))
}

/// Records tops of a well; one that is there gets the new depth. Returns how many changed.
pub async fn put_markers(
    client: &impl GenericClient,
    project: Uuid,
    well: Uuid,
    markers: &[(String, f64)],
    source: &str,
) -> Result<u64, Diagnostic> {
    let ids: Vec<Uuid> = markers.iter().map(|_| Uuid::now_v7()).collect();
    let names: Vec<&str> = markers.iter().map(|(name, _)| name.as_str()).collect();
    let depths: Vec<f64> = markers.iter().map(|(_, md_m)| *md_m).collect();
    let changed = client
        .execute(
            "insert into well_markers (id, project_id, well_id, name, md_m, source) \
             select t.id, $1, $2, t.name, t.md_m, $3 \
             from unnest($4::uuid[], $5::text[], $6::float8[]) as t (id, name, md_m) \
             on conflict (well_id, name) do update set md_m = excluded.md_m, source = excluded.source \
             where well_markers.md_m <> excluded.md_m",
            &[&project, &well, &source, &ids, &names, &depths],
        )
        .await
        .during("record the tops")?;
    Ok(changed)
}

/// Returns the tops of a well by depth.
pub async fn markers(
    client: &impl GenericClient,
    well: Uuid,
) -> Result<Vec<(String, f64)>, Diagnostic> {
    let rows = client
        .query("select name, md_m from well_markers where well_id = $1 order by md_m", &[&well])
        .await
        .during("read the tops")?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

/// A top of a well.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    /// Name of the well.
    pub well: String,
    /// Name of the top.
    pub name: String,
    /// Measured depth, in metres.
    pub md_m: f64,
}

/// Returns the tops of all wells of a project, by well and depth.
pub async fn markers_of_project(
    client: &impl GenericClient,
    project: Uuid,
) -> Result<Vec<Marker>, Diagnostic> {
    let rows = client
        .query(
            "select w.name as well, m.name, m.md_m from well_markers m \
             join wells w on w.id = m.well_id where m.project_id = $1 order by w.name, m.md_m",
            &[&project],
        )
        .await
        .during("read the tops of the project")?;
    let marker = |row: &Row| Marker { well: row.get(0), name: row.get(1), md_m: row.get(2) };
    Ok(rows.iter().map(marker).collect())
}

const CURVES: &str = include_str!("../../sql/queries/current_curves.sql");

/// Returns every well of a project with its current curves, both by name as people count: A-2 before A-10.
pub async fn wells(client: &impl GenericClient, project: Uuid) -> Result<Vec<WellRow>, Diagnostic> {
    let wells = client
        .query("select id, name, uwi from wells where project_id = $1", &[&project])
        .await
        .during("list the wells")?;
    let curves = client
        .query(&format!("{CURVES} where c.project_id = $1 and c.retired_at is null"), &[&project])
        .await
        .during("list the curves")?;
    let mut by_well: BTreeMap<Uuid, Vec<CurveRow>> = BTreeMap::new();
    for row in &curves {
        let curve = curve_row(row);
        by_well.entry(curve.well_id).or_default().push(curve);
    }
    let mut wells: Vec<WellRow> = wells
        .iter()
        .map(|row| {
            let id = row.get("id");
            let mut curves = by_well.remove(&id).unwrap_or_default();
            curves.sort_by(|a, b| compare_str(&a.name, &b.name));
            WellRow { id, name: row.get("name"), uwi: row.get("uwi"), curves }
        })
        .collect();
    wells.sort_by(|a, b| compare_str(&a.name, &b.name));
    Ok(wells)
}

/// Where the current version of a curve lies.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCurve {
    /// The curve.
    pub curve: CurveRow,
    /// Key of the object.
    pub path: String,
    /// Column of the object.
    pub column: String,
    /// Id of the current version.
    pub version_id: Uuid,
    /// sha256 of the depths, so that equal grids are known as equal without reading them.
    pub depth_sha256: String,
    /// sha256 of the values.
    pub values_sha256: String,
}

/// Returns the current curves of some wells with the place of their samples.
pub async fn stored_curves(
    client: &impl GenericClient,
    wells: &[Uuid],
) -> Result<Vec<StoredCurve>, Diagnostic> {
    let rows = client
        .query(
            &format!(
                "{CURVES} where c.well_id = any($1) and c.retired_at is null order by c.curve_name"
            ),
            &[&wells],
        )
        .await
        .during("look the curves up")?;
    Ok(rows.iter().map(stored_curve).collect())
}

/// Returns some curves with the place of their samples, in any order.
pub async fn stored_curves_by_id(
    client: &impl GenericClient,
    ids: &[Uuid],
) -> Result<Vec<StoredCurve>, Diagnostic> {
    let rows = client
        .query(&format!("{CURVES} where c.id = any($1)"), &[&ids])
        .await
        .during("look the curves up")?;
    Ok(rows.iter().map(stored_curve).collect())
}

/// Returns one curve with the place of its samples.
pub async fn stored_curve_by_id(
    client: &impl GenericClient,
    id: Uuid,
) -> Result<StoredCurve, Diagnostic> {
    client
        .query_opt(&format!("{CURVES} where c.id = $1"), &[&id])
        .await
        .during("look the curve up")?
        .as_ref()
        .map(stored_curve)
        .ok_or_else(|| {
            Diagnostic::error(ErrorType::MissingInputCurves, "there is no such curve")
                .found(id.to_string())
                .hint("it may have been removed meanwhile; look at `mudrock curves list`")
        })
}

/// Returns the curves whose current version an execution wrote, by well and name.
pub async fn written_by(
    client: &impl GenericClient,
    execution: Uuid,
) -> Result<Vec<CurveRow>, Diagnostic> {
    let rows = client
        .query(&format!("{CURVES} where v.execution_id = $1"), &[&execution])
        .await
        .during("list the curves of the run")?;
    let mut curves: Vec<CurveRow> = rows.iter().map(curve_row).collect();
    curves.sort_by(|a, b| {
        compare_str(&a.well_name, &b.well_name).then_with(|| compare_str(&a.name, &b.name))
    });
    Ok(curves)
}

fn stored_curve(row: &Row) -> StoredCurve {
    StoredCurve {
        curve: curve_row(row),
        path: row.get("parquet_file_path"),
        column: row.get("parquet_column_name"),
        version_id: row.get("version_id"),
        depth_sha256: row.get("depth_sha256"),
        values_sha256: row.get("values_sha256"),
    }
}

/// Reads what a sample of a curve is.
pub(super) fn kind(row: &Row) -> Kind {
    serde_json::from_value(Value::String(row.get("kind"))).unwrap_or_default()
}

fn curve_row(row: &Row) -> CurveRow {
    let (left, right): (Option<f64>, Option<f64>) = (row.get("scale_left"), row.get("scale_right"));
    let quantity: String = row.get("quantity");
    CurveRow {
        id: row.get("id"),
        well_id: row.get("well_id"),
        well_name: row.get("well_name"),
        name: row.get("curve_name"),
        mnemonic: row.get("mnemonic"),
        quantity: serde_json::from_value(Value::String(quantity)).unwrap_or_default(),
        unit: row.get("unit"),
        kind: kind(row),
        scale: left.zip(right).map(|(left, right)| DisplayScale {
            left,
            right,
            logarithmic: row.get("scale_logarithmic"),
        }),
        version: row.get("version"),
        samples: row.get("samples"),
        nulls: row.get("nulls"),
        min: row.get("min_value"),
        mean: row.get("mean_value"),
        max: row.get("max_value"),
        top_depth_m: row.get("top_depth_m"),
        base_depth_m: row.get("base_depth_m"),
        source: row.get("source"),
        author: row.get("author"),
        updated_at: row.get("valid_from"),
    }
}
