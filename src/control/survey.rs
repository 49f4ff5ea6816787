//! The survey of a project: read whole, told by the outbox what changed since, and read in part.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use alphanumeric_sort::compare_str;
use deadpool_postgres::GenericClient;
use serde_json::Value;
use tokio_postgres::Row;
use uuid::Uuid;

use super::curves::kind;
use super::error::During;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::inventory::{CurveFact, WellCurves};
use crate::domain::survey::{CurveDetail, Survey, TopFacts, WellDetail};

/// A moment in the history of the database: which transactions had ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark(String);

/// What happened since a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Now.
    pub mark: Mark,
    /// Wells to read again; `None` where the mark says nothing about this database.
    pub wells: Option<Vec<Uuid>>,
}

/// Returns the wells that changed since a mark, or whose curves did.
///
/// It asks the outbox by snapshot, not by sequence: a transaction that was open at the mark and has
/// committed since is found, however early its rows were numbered.
pub async fn news(
    client: &impl GenericClient,
    project: Uuid,
    since: &Mark,
) -> Result<News, Diagnostic> {
    let statement = client
        .prepare_cached(include_str!("../../sql/queries/survey_news.sql"))
        .await
        .during("prepare to look for changed wells")?;
    let row = client
        .query_one(&statement, &[&project, &since.0])
        .await
        .during("look for changed wells")?;
    let is_foreign: bool = row.get("is_foreign");
    Ok(News { mark: Mark(row.get("mark")), wells: (!is_foreign).then(|| row.get("wells")) })
}

/// Reads every well of a project.
///
/// The mark is taken first: what is committed while the wells are read counts as news.
pub async fn read(
    client: &impl GenericClient,
    project: Uuid,
) -> Result<(Mark, Survey), Diagnostic> {
    let row = client
        .query_one("select pg_current_snapshot()::text", &[])
        .await
        .during("take a snapshot of the database")?;
    let wells = wells(client, project, None).await?;
    Ok((Mark(row.get(0)), sorted(wells)))
}

/// Reads some wells of a survey again; one that is gone leaves it.
pub async fn refreshed(
    client: &impl GenericClient,
    project: Uuid,
    survey: &Survey,
    changed: &[Uuid],
) -> Result<Survey, Diagnostic> {
    let fresh = wells(client, project, Some(changed)).await?;
    let changed: HashSet<Uuid> = changed.iter().copied().collect();
    let kept = survey.inventory.wells.iter().zip(&survey.wells);
    let kept = kept
        .filter(|(well, _)| !changed.contains(&well.well_id))
        .map(|(well, detail)| (well.clone(), detail.clone()));
    Ok(sorted(kept.chain(fresh).collect()))
}

/// By name as people count: A-2 before A-10.
fn sorted(mut wells: Vec<(WellCurves, WellDetail)>) -> Survey {
    wells.sort_by(|(a, _), (b, _)| compare_str(&a.well_name, &b.well_name));
    Survey::new(wells)
}

async fn wells(
    client: &impl GenericClient,
    project: Uuid,
    chosen: Option<&[Uuid]>,
) -> Result<Vec<(WellCurves, WellDetail)>, Diagnostic> {
    let wells = client
        .query(include_str!("../../sql/queries/survey_wells.sql"), &[&project, &chosen])
        .await
        .during("list the wells")?;
    let rows = client
        .query(include_str!("../../sql/queries/survey_curves.sql"), &[&project, &chosen])
        .await
        .during("list the curves")?;
    let mut shared = Shared::default();
    let mut by_well: BTreeMap<Uuid, Vec<(CurveFact, CurveDetail)>> = BTreeMap::new();
    for row in &rows {
        by_well.entry(row.get("well_id")).or_default().push(curve(row, &mut shared));
    }
    let well = |row: &Row| {
        let well_id = row.get("id");
        let mut curves = by_well.remove(&well_id).unwrap_or_default();
        curves.sort_by(|(a, _), (b, _)| compare_str(&a.name, &b.name));
        let (facts, details) = curves.into_iter().unzip();
        let detail = WellDetail {
            uwi: row.get("uwi"),
            field: row.get("field"),
            tags: row.get("tags"),
            curves: details,
        };
        (WellCurves { well_id, well_name: row.get("name"), curves: facts }, detail)
    };
    Ok(wells.iter().map(well).collect())
}

fn curve(row: &Row, shared: &mut Shared) -> (CurveFact, CurveDetail) {
    let quantity: String = row.get("quantity");
    let fact = CurveFact {
        curve_id: row.get("id"),
        name: row.get("curve_name"),
        mnemonic: row.get("mnemonic"),
        quantity: serde_json::from_value(Value::String(quantity)).unwrap_or_default(),
        unit: row.get("unit"),
        kind: kind(row),
    };
    let detail = CurveDetail {
        version_id: row.get("version_id"),
        version: row.get("version"),
        samples: row.get("samples"),
        nulls: row.get("nulls"),
        top_depth_m: row.get("top_depth_m"),
        base_depth_m: row.get("base_depth_m"),
        source: shared.text(row.get("source")),
        author: shared.text(row.get("author")),
        written_at: row.get("valid_from"),
        execution_id: row.get("execution_id"),
    };
    (fact, detail)
}

/// Texts that thousands of curves have in common, kept once.
#[derive(Default)]
struct Shared(HashMap<String, Arc<str>>);

impl Shared {
    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(text);
        self.0.insert(text.to_owned(), Arc::clone(&new));
        new
    }
}

/// Returns the tops of wells by name, from above.
pub async fn tops(
    client: &impl GenericClient,
    wells: &[Uuid],
) -> Result<Vec<TopFacts>, Diagnostic> {
    let rows = client
        .query(include_str!("../../sql/queries/survey_tops.sql"), &[&wells])
        .await
        .during("read the tops")?;
    let top = |row: &Row| TopFacts {
        name: row.get("name"),
        wells: usize::try_from(row.get::<_, i64>("wells")).unwrap_or_default(),
        min_m: row.get("top_m"),
        max_m: row.get("base_m"),
    };
    Ok(rows.iter().map(top).collect())
}

/// Gives wells a tag, or takes it from them; returns how many changed.
pub async fn tag(
    client: &impl GenericClient,
    project: Uuid,
    wells: &[Uuid],
    tag: &str,
    take_away: bool,
) -> Result<u64, Diagnostic> {
    client
        .execute(
            include_str!("../../sql/queries/tag_wells.sql"),
            &[&project, &wells, &tag, &take_away],
        )
        .await
        .during("tag the wells")
}
