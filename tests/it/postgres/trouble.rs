//! Errors of the database: what they tell, and what they never tell.

use mudrock::control::connect::{Database, ServerSettings, Source};
use mudrock::control::error::{During, is_unique_violation};
use mudrock::domain::diagnostic::{Diagnostic, ErrorType};

use super::empty_database;

async fn failure(settings: ServerSettings) -> Diagnostic {
    Database::open(Source::Given(settings)).await.expect_err("nobody answers")
}

#[tokio::test]
async fn an_unreachable_server_is_named_without_its_password() {
    // Port 1 is reserved, and nothing listens on it.
    for url in [
        "postgres://ann:s3cret@127.0.0.1:1/mud",
        "postgres://ann:s3cret@name.invalid/mud",
        "postgres://ann:s3cret@127.0.0.1:1/mud?sslmode=require",
        "host=/nonexistent user=ann password=s3cret dbname=mud",
    ] {
        let error = failure(ServerSettings::parse(url).unwrap()).await;
        assert_eq!(error.error_type, ErrorType::DatabaseUnreachable, "{error}");
        assert!(error.what.contains("/mud as ann"), "{error}");
        assert!(error.found.is_some() && error.hint.is_some(), "{error:?}");
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
    }
}

#[tokio::test]
async fn a_missing_database_or_user_is_named_without_the_password() {
    let settings = empty_database().await;
    for (settings, code) in [
        (settings.with_database("nowhere"), "3D000"),
        (settings.with_user("stranger", Some("s3cret")), "28000"),
    ] {
        let error = failure(settings).await;
        assert_eq!(error.error_type, ErrorType::DatabaseUnreachable);
        assert!(error.found.as_deref().unwrap().contains(code), "{error}");
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
    }
}

#[tokio::test]
async fn passwords_in_server_messages_are_masked() {
    let connection = empty_database().await.connect().await.unwrap();
    let statement = "do $$ begin raise 'cannot reach postgres://ann:s3cret@db/mud'; end $$";
    let error = connection.batch_execute(statement).await.during("copy").unwrap_err();
    assert_eq!(error.found.as_deref(), Some("cannot reach postgres://ann:****@db/mud (P0001)"));
}

#[tokio::test]
async fn a_violated_constraint_is_named() {
    let connection = empty_database().await.connect().await.unwrap();
    connection
        .batch_execute("create table t (a int constraint t_a_key unique); insert into t values (1)")
        .await
        .unwrap();
    let error = connection.execute("insert into t values (1)", &[]).await.unwrap_err();
    assert!(is_unique_violation(&error, "t_a_key"));
    assert!(!is_unique_violation(&error, "t_b_key"));
    let diagnostic = Diagnostic::from(error);
    assert_eq!(diagnostic.error_type, ErrorType::DatabaseError);
    let found = diagnostic.found.unwrap();
    for part in ["23505", "(a)=(1)", "constraint t_a_key"] {
        assert!(found.contains(part), "{found}");
    }
}
