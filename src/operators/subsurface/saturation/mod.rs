//! Water saturation.

pub mod archie;
pub mod bound_water;
pub mod bulk_volume_hydrocarbon;
pub mod bulk_volume_water;
pub mod dual_water;
pub mod effective_from_total;
pub mod fertl;
pub mod formation_factor;
pub mod indonesia;
pub mod irreducible_buckles;
pub mod leverett_j;
pub mod moveable_hydrocarbon_index;
pub mod poupon_laminated;
pub mod qv_from_cec;
pub mod ratio;
pub mod rw_apparent;
pub mod simandoux;
pub mod simandoux_modified;
pub mod sxo_archie;
pub mod waxman_smits;
pub mod waxman_smits_b;
pub mod wet_resistivity;

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use crate::operators::eval::eval;

    fn first(id: &str, params: &Value, input: Value) -> f64 {
        let object = |value: &Value| -> Map<String, Value> { value.as_object().unwrap().clone() };
        let found = eval(id, &object(params), &object(&input)).unwrap();
        found.values().next().unwrap()[0].as_f64().unwrap()
    }

    /// Names of porosity and of the measure of shale, by operator.
    const SHALY: [(&str, &str, &str); 6] = [
        ("sw_simandoux", "PHIE", "VSH"),
        ("sw_simandoux_modified", "PHIE", "VSH"),
        ("sw_indonesia", "PHIE", "VSH"),
        ("sw_poupon_laminated", "PHIE", "VSH"),
        ("sw_waxman_smits", "PHIT", "QV"),
        ("sw_dual_water", "PHIT", "SWB"),
    ];

    fn constants(id: &str, m: f64, n: f64) -> Value {
        match id {
            "sw_waxman_smits" => {
                json!({"a": 0.8, "m_star": m, "n_star": n, "rw": 0.07, "clip": false})
            }
            _ => json!({"a": 0.8, "m": m, "n": n, "rw": 0.07, "clip": false}),
        }
    }

    #[test]
    fn without_shale_every_equation_is_archies() {
        for (rt, porosity) in [(0.4, 0.3), (3.0, 0.12), (80.0, 0.22), (2000.0, 0.05)] {
            for (m, n) in [(2.0, 2.0), (1.8, 1.6), (2.3, 3.1), (1.0, 1.0)] {
                let clean = json!({"RT": [rt], "PHI": [porosity]});
                let archie = first("sw_archie", &constants("sw_archie", m, n), clean);
                let near = |found: f64| (found - archie).abs() < 1e-10 * archie.max(1.0);
                for (id, pores, shale) in SHALY {
                    let found = first(
                        id,
                        &constants(id, m, n),
                        json!({"RT": [rt], pores: [porosity], shale: [0]}),
                    );
                    assert!(near(found), "{id} m {m} n {n}: {found}, Archie {archie}");
                }
                if n == 2.0 {
                    let params = json!({"a": 0.8, "m": m, "rw": 0.07, "clip": false});
                    let clean = json!({"RT": [rt], "PHIE": [porosity], "VSH": [0]});
                    let found = first("sw_fertl", &params, clean);
                    assert!(near(found), "sw_fertl: {found}, Archie {archie}");
                }
            }
        }
    }

    #[test]
    fn answers_solve_the_published_equations() {
        let (a, rw, r_sh, b, rwb) = (0.8, 0.07, 4.0, 4.5, 0.2);
        for (rt, porosity, shale) in
            [(0.4, 0.3, 0.05), (3.0, 0.12, 0.4), (80.0, 0.22, 0.7), (900.0, 0.04, 0.2)]
        {
            for (m, n) in [(2.0, 2.0), (1.8, 1.6), (2.3, 3.1), (2.0, 1.05), (1.4, 4.0)] {
                let rock = f64::powf(porosity, m) / (a * rw);
                let balance = |id: &str, s: f64| match id {
                    "sw_simandoux" => rock * s.powf(n) + shale / r_sh * s - 1.0 / rt,
                    "sw_simandoux_modified" => {
                        rock / (1.0 - shale) * s.powf(n) + shale / r_sh * s.powf(n / 2.0) - 1.0 / rt
                    }
                    "sw_waxman_smits" => {
                        f64::powf(porosity, m) / a * s.powf(n) * (1.0 / rw + b * shale / s)
                            - 1.0 / rt
                    }
                    _ => {
                        let bound = shale * (1.0 - rw / rwb);
                        rock * (s.powf(n) - bound * s.powf(n - 1.0)) - 1.0 / rt
                    }
                };
                for id in
                    ["sw_simandoux", "sw_simandoux_modified", "sw_waxman_smits", "sw_dual_water"]
                {
                    let (_, pores, measure) =
                        SHALY.into_iter().find(|(one, _, _)| *one == id).unwrap();
                    let input = json!({"RT": [rt], pores: [porosity], measure: [shale]});
                    let found = first(id, &constants(id, m, n), input);
                    let (below, above) = (balance(id, found - 1e-10), balance(id, found + 1e-10));
                    assert!(
                        found > 0.0 && (found < 1e-10 || below <= 0.0) && above >= 0.0,
                        "{id} {m} {n}: {found}"
                    );
                }
            }
        }
    }
}
