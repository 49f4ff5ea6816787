//! `sql/README.md` names every table, and nothing that is not there.

use std::collections::BTreeSet;

use super::{Ground, quoted, readme, table_rows};

#[tokio::test]
async fn the_page_names_every_table_and_no_other() {
    let ground = Ground::new().await;
    let tables = "select tablename::text from pg_tables where schemaname = 'public'";
    let rows = ground.client.query(tables, &[]).await.unwrap();
    let tables: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
    let section = readme("Tables");
    let named: Vec<String> =
        table_rows(&section).iter().map(|cells| cells[0].trim_matches('`').to_owned()).collect();
    let once: BTreeSet<String> = named.iter().cloned().collect();
    assert_eq!(once.len(), named.len(), "each table is named once: {named:?}");
    assert_eq!(once, tables);
}

#[tokio::test]
async fn the_columns_that_the_page_names_exist() {
    let ground = Ground::new().await;
    let section = readme("Tables");
    for cells in table_rows(&section) {
        let table = cells[0].trim_matches('`');
        let columns = "select attname::text from pg_attribute
            where attrelid = to_regclass($1) and attnum > 0 and not attisdropped";
        let rows = ground.client.query(columns, &[&table]).await.unwrap();
        let columns: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
        let named = quoted(cells[2]);
        assert!(!named.is_empty(), "{table} has key columns");
        for column in named {
            assert!(columns.contains(column), "{table} has no column {column}");
        }
    }
}

#[tokio::test]
async fn the_arrows_between_tables_are_foreign_keys() {
    let ground = Ground::new().await;
    let section = readme("How the tables hang together");
    let arrows: Vec<(&str, &str)> = section
        .lines()
        .filter_map(|line| line.trim().split_once(" }o--|| "))
        .map(|(child, rest)| (child, rest.split(' ').next().unwrap()))
        .collect();
    assert!(!arrows.is_empty());
    for (child, parent) in arrows {
        let found = ground
            .number(&format!(
                "select count(*) from pg_constraint where contype = 'f'
                 and conrelid = to_regclass('{child}') and confrelid = to_regclass('{parent}')"
            ))
            .await;
        assert!(found > 0, "{child} does not refer to {parent}");
    }
}
