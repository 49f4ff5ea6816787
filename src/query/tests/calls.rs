//! Each kind of call on a few real operators, in the forms that users write.

use serde_json::{Value, json};

use super::{add_table, column, numbers, session, texts};
use crate::operators::eval::eval;

fn of(id: &str, parameters: Value, input: Value, output: &str) -> Vec<Value> {
    let object = |value: Value| value.as_object().cloned().expect("an object");
    let found = eval(id, &object(parameters), &object(input)).expect("runs");
    found[output].as_array().cloned().expect("a column")
}

const GR: [Option<f64>; 6] = [Some(20.0), Some(55.0), None, Some(90.0), Some(130.0), Some(70.0)];

#[tokio::test]
async fn a_scalar_function_takes_arguments_by_place_by_name_and_as_a_struct() {
    let session = session();
    add_table(&session, "logs", vec![("gr", numbers(&GR))]);
    let with =
        |parameters: Value| of("vshale_larionov_tertiary", parameters, json!({"GR": GR}), "VSH_LT");
    let raised = with(json!({"gr_clean": 25}));
    let calls = [
        ("vshale_larionov_tertiary(gr)", with(json!({}))),
        ("vshale_larionov_tertiary(gr, 25)", raised.clone()),
        ("vshale_larionov_tertiary(gr, gr_clean => 25)", raised.clone()),
        ("vshale_larionov_tertiary(gr_clean => 50 / 2, GR => gr)", raised.clone()),
        ("vshale_larionov_tertiary(gr, named_struct('gr_clean', 25))", raised.clone()),
        ("vshale_larionov_tertiary(gr, {'gr_clean': 25.0})", raised.clone()),
        ("vshale_larionov_tertiary(gr, '{\"gr_clean\": 25}')", raised.clone()),
        ("vshale_larionov_tertiary(gr => gr, params => '{\"gr_clean\": 25}')", raised),
        ("vshale_larionov_tertiary(gr, clip => false)", with(json!({"clip": false}))),
        ("vshale_larionov_tertiary(gr, null, 100)", with(json!({"gr_shale": 100}))),
    ];
    for (call, wanted) in calls {
        let found = column(&session, &format!("select {call} from logs")).await;
        assert_eq!(sorted(&found), sorted(&wanted), "{call}");
    }
}

/// Without an order rows come as the parts of the table do.
fn sorted(values: &[Value]) -> Vec<String> {
    let mut texts: Vec<String> = values.iter().map(Value::to_string).collect();
    texts.sort();
    texts
}

#[tokio::test]
async fn calls_without_gaps_need_no_completion() {
    let session = session();
    add_table(&session, "logs", vec![("gr", numbers(&GR))]);
    let planned = session.sql("select vshale_clavier(gr_clean => 25, gr => gr) from logs").await;
    assert_eq!(planned.expect("plans").count().await.expect("runs"), 6);
}

#[tokio::test]
async fn a_name_of_both_port_and_parameter_is_a_column_or_a_constant() {
    let session = session();
    let logs = vec![
        ("rt", numbers(&[Some(10.0), Some(10.0)])),
        ("phi", numbers(&[Some(0.2), Some(0.2)])),
        ("rw", numbers(&[Some(0.025), Some(0.1)])),
    ];
    add_table(&session, "logs", logs);
    let by_column =
        column(&session, "select sw_archie(rt, phi, rw => rw) as sw from logs order by sw").await;
    assert_eq!(by_column, [json!(0.25), json!(0.5)]);
    let by_constant = column(&session, "select sw_archie(rt, phi, rw => 0.025) from logs").await;
    assert_eq!(by_constant, [json!(0.25), json!(0.25)]);
}

#[tokio::test]
async fn several_outputs_are_a_struct_and_lists_are_arrays() {
    let session = session();
    let sql = "select (nmr_bound_fluid(make_array(0.02, 0.05, 0.1), bins => make_array(1, 10, 100)))['BVI']";
    assert_eq!(column(&session, sql).await, [json!(0.05)]);
    // The engine has a function of this name as well; by the id of an operator the operator is meant.
    assert_eq!(column(&session, "select array_slice([1, 2, 7], 0, 1)").await, [json!([1.0])]);
    assert_eq!(column(&session, "select list_slice([1, 2, 7], 1, 2)").await, [json!([1, 2])]);
}

#[tokio::test]
async fn what_holds_for_a_well_may_differ_between_wells() {
    let session = session();
    let logs = vec![("well", texts(&["A", "A", "B", "B"])), ("t", numbers(&[Some(1.0); 4]))];
    add_table(&session, "logs", logs);
    let sql = "select array_argmax([t, 2 * t, t], bins => case well when 'A' then [1, 2, 3] else [10, 20, 30] end) as peak from logs order by well";
    assert_eq!(column(&session, sql).await, [json!(2.0), json!(2.0), json!(20.0), json!(20.0)]);
}

#[tokio::test]
async fn a_window_function_sees_each_well_by_itself() {
    let session = session();
    let x = [5.0, 1.0, 9.0, 2.0, 8.0, 3.0].map(Some);
    let logs = vec![
        ("well", texts(&["A", "B", "A", "B", "A", "B"])),
        ("dept", numbers(&[Some(3.0), Some(1.0), Some(1.0), Some(3.0), Some(2.0), Some(2.0)])),
        ("x", numbers(&x)),
    ];
    add_table(&session, "logs", logs);
    let sql = "select median_filter(dept, x, \"window\" => 3) over (partition by well order by dept) from logs order by well, dept";
    let well = |x: Value| of("median_filter", json!({"window": 3}), json!({"X": x}), "X_MED");
    let wanted = [well(json!([9, 8, 5])), well(json!([1, 3, 2]))].concat();
    assert_eq!(column(&session, sql).await, wanted);
}

#[tokio::test]
async fn depth_reaches_the_operator() {
    let session = session();
    let one = [Some(0.2); 4];
    let logs = vec![
        ("dept", numbers(&[Some(1000.0), Some(1000.5), Some(1001.0), Some(1001.5)])),
        ("phie", numbers(&[Some(0.2), Some(0.0), Some(0.2), Some(0.2)])),
        ("v", numbers(&one)),
    ];
    add_table(&session, "logs", logs);
    let sql = "select net_pay_flag(dept, phie, v, v, min_thickness => 1) over (order by dept) from logs order by dept";
    assert_eq!(column(&session, sql).await, [json!(0.0), json!(0.0), json!(1.0), json!(1.0)]);
}

#[tokio::test]
async fn columns_of_unknown_names_are_a_map() {
    let session = session();
    let logs = vec![("c0", numbers(&[Some(1.0), Some(3.0)])), ("c1", numbers(&[Some(2.0), None]))];
    add_table(&session, "logs", logs);
    let array = "array_from_curves(curves => named_struct('GR[1]', c1, 'GR[0]', c0))";
    let sql = format!("select {array} as a from logs order by c0");
    assert_eq!(column(&session, &sql).await, [json!([1.0, 2.0]), json!([3.0, null])]);
    let sql = format!(
        "select (array_to_curves(c0, {array}, names => ['GR']) over (order by c0))['GR[1]'] from logs order by c0"
    );
    assert_eq!(column(&session, &sql).await, [json!(2.0), Value::Null]);
}

#[tokio::test]
async fn an_aggregate_gives_a_table_for_each_well() {
    let session = session();
    let logs = vec![
        ("well", texts(&["A", "A", "B", "B", "B"])),
        ("dept", numbers(&[Some(2.0), Some(1.0), Some(3.0), Some(1.0), Some(2.0)])),
        ("zone", texts(&["T", "T", "L", "T", "L"])),
        ("phie", numbers(&[Some(0.1), Some(0.2), Some(0.2), Some(0.2), Some(0.2)])),
        ("v", numbers(&[Some(0.25); 5])),
    ];
    add_table(&session, "logs", logs);
    let zones = "select well, unnest(zone_net_pay_summary(dept, phie, v, v, zone => zone)) as zone from logs group by well";
    let sql = format!(
        "select zone['ZONE'] || ' ' || zone['gross'] from ({zones}) order by well, zone['gross']"
    );
    assert_eq!(column(&session, &sql).await, [json!("T 2.0"), json!("T 1.0"), json!("L 2.0")]);
    let none =
        "select zone_net_pay_summary(dept, phie, v, v, zone => zone) from logs where well = 'C'";
    assert_eq!(column(&session, none).await, [Value::Null]);
}

#[tokio::test]
async fn an_aggregate_reads_its_rows_by_depth_or_as_it_is_told() {
    let session = session();
    let depth: Vec<Option<f64>> = (0..500).map(|row| Some(f64::from((row * 7) % 500))).collect();
    let up: Vec<Option<f64>> = depth.iter().map(|depth| depth.map(|depth| -depth)).collect();
    let zone: Vec<String> =
        depth.iter().map(|depth| format!("{}", depth.unwrap() as i64 / 100)).collect();
    let zones: Vec<&str> = zone.iter().map(String::as_str).collect();
    let v = vec![Some(0.2); 500];
    let logs = vec![
        ("dept", numbers(&depth)),
        ("up", numbers(&up)),
        ("zone", texts(&zones)),
        ("v", numbers(&v)),
    ];
    add_table(&session, "logs", logs);
    let names = |order: &str| {
        format!(
            "select zone['ZONE'] from (select unnest(zone_net_pay_summary(dept, v, v, v, zone => zone{order})) as zone from logs)"
        )
    };
    let down = ["0", "1", "2", "3", "4"].map(|zone| json!(zone));
    let mut reversed = down.clone();
    reversed.reverse();
    assert_eq!(column(&session, &names("")).await, down);
    assert_eq!(column(&session, &names(" order by up")).await, reversed);
    let count = format!("select count(*) from ({})", names(" order by up desc"));
    assert_eq!(column(&session, &count).await, [json!(5)]);
}
