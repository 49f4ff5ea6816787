//! Users and projects.

use deadpool_postgres::GenericClient;
use uuid::Uuid;

use super::error::During;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::domain::rows::ProjectRow;

/// Returns the id of a user, who is made known if need be.
pub async fn ensure_user(client: &impl GenericClient, email: &str) -> Result<Uuid, Diagnostic> {
    // The update changes nothing; it makes `returning` answer for a row that was there.
    let row = client
        .query_one(
            "insert into users (id, email) values ($1, $2) \
             on conflict (email) do update set email = excluded.email returning id",
            &[&Uuid::now_v7(), &email],
        )
        .await
        .during("make the user known")?;
    Ok(row.get(0))
}

/// Returns the id of a project, which is created if need be, and whether it was.
pub async fn ensure_project(
    client: &impl GenericClient,
    name: &str,
    owner: Uuid,
) -> Result<(Uuid, bool), Diagnostic> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Diagnostic::error(ErrorType::ConfigurationInvalid, "a project needs a name")
            .found("an empty one")
            .hint("give --project a name"));
    }
    let created = client
        .query_opt(
            "with created as ( \
               insert into projects (id, name, created_by) values ($1, $2, $3) \
               on conflict (name) do nothing returning id), \
             member as ( \
               insert into project_members (project_id, user_id, member_role) \
               select id, $3, 'owner' from created) \
             select id from created",
            &[&Uuid::now_v7(), &name, &owner],
        )
        .await
        .during("create the project")?;
    match created {
        Some(row) => Ok((row.get(0), true)),
        None => Ok((find_project(client, name).await?.id, false)),
    }
}

const PROJECTS: &str = "select p.id, p.name, \
    (select count(*) from wells w where w.project_id = p.id) as wells, \
    (select count(*) from pipelines l where l.project_id = p.id and l.is_active) as pipelines \
    from projects p";

fn project(row: &tokio_postgres::Row) -> ProjectRow {
    ProjectRow {
        id: row.get("id"),
        name: row.get("name"),
        wells: row.get("wells"),
        pipelines: row.get("pipelines"),
    }
}

/// Returns a project by name or id.
pub async fn find_project(
    client: &impl GenericClient,
    name_or_id: &str,
) -> Result<ProjectRow, Diagnostic> {
    let row = client
        .query_opt(&format!("{PROJECTS} where p.name = $1 or p.id::text = $1"), &[&name_or_id])
        .await
        .during("look the project up")?;
    if let Some(row) = row {
        return Ok(project(&row));
    }
    let known: Vec<String> =
        list_projects(client).await?.into_iter().map(|project| project.name).collect();
    Err(Diagnostic::error(ErrorType::ProjectNotFound, "there is no such project")
        .found(format!("\"{name_or_id}\""))
        .wanted(match known.as_slice() {
            [] => "a project; none exists yet".to_owned(),
            known => format!("one of {}", known.join(", ")),
        })
        .hint(nearest(name_or_id, known.iter().map(String::as_str)).map_or_else(
            || "`mudrock import PATH --project NAME` creates a project".to_owned(),
            |near| format!("did you mean \"{near}\"?"),
        )))
}

/// Returns all projects by name.
pub async fn list_projects(client: &impl GenericClient) -> Result<Vec<ProjectRow>, Diagnostic> {
    let rows = client
        .query(&format!("{PROJECTS} order by p.name"), &[])
        .await
        .during("list the projects")?;
    Ok(rows.iter().map(project).collect())
}
