//! Plain loops: the formula of each pointwise operator with its default parameters, over slices.
//!
//! They are what somebody would write who knows of no nulls, no units and no parameters.

/// Computes all outputs of an operator from the needed inputs.
pub type Loop = fn(&[&[f64]]) -> Vec<Vec<f64>>;

macro_rules! loops {
    ($($id:literal |$($x:ident),+| $formula:expr;)*) => {
        /// Returns the plain loop of an operator.
        pub fn of(id: &str) -> Option<Loop> {
            Some(match id {
                $($id => |columns| {
                    let rows = columns[0].len();
                    let mut next = columns.iter();
                    $(let $x = &next.next().expect("a column")[..rows];)+
                    let all = (0..rows).map(|row| {
                        $(let $x = $x[row];)+
                        $formula
                    });
                    collected(all)
                },)*
                _ => return None,
            })
        }
    };
}

/// Parts the outputs of each row; a single one is the rows themselves.
fn collected<const N: usize>(rows: impl Iterator<Item = [f64; N]>) -> Vec<Vec<f64>> {
    let rows: Vec<[f64; N]> = rows.collect();
    if N == 1 {
        return vec![rows.into_flattened()];
    }
    (0..N).map(|output| rows.iter().map(|row| row[output]).collect()).collect()
}

fn clip(value: f64) -> f64 {
    value.clamp(0.0, 1.0)
}

/// A parameter: the compiler must not know its value, or it would leave the power out, or unroll
/// the loop.
pub fn known<T>(parameter: T) -> T {
    std::hint::black_box(parameter)
}

fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

fn igr(gr: f64) -> f64 {
    (gr - 20.0) / 100.0
}

/// Corners of the overlay check, neutron porosity and density.
const POLYGON: [[f64; 2]; 6] =
    [[-0.06, 3.05], [0.15, 3.05], [0.55, 2.85], [1.05, 0.95], [0.35, 0.95], [-0.06, 1.85]];

fn in_polygon(polygon: &[[f64; 2]], x: f64, y: f64) -> bool {
    let mut inside = false;
    let [mut x1, mut y1] = polygon[polygon.len() - 1];
    for &[x2, y2] in polygon {
        if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
            inside = !inside;
        }
        (x1, y1) = (x2, y2);
    }
    inside
}

fn quadratic(square: f64, linear: f64, constant: f64) -> f64 {
    ((linear * linear + 4.0 * square * constant).sqrt() - linear) / (2.0 * square)
}

fn greenberg_castagna(vp: f64, parts: [f64; 4]) -> f64 {
    let pure = [
        0.80416 * vp - 0.85588,
        -0.05508 * vp * vp + 1.01677 * vp - 1.03049,
        0.58321 * vp - 0.07775,
        0.76969 * vp - 0.86735,
    ];
    let mean: f64 = (0..4).map(|rock| parts[rock] * pure[rock]).sum();
    let slowness: f64 = (0..4).map(|rock| parts[rock] / pure[rock]).sum();
    500.0 * (mean + 1.0 / slowness)
}

fn vshale_resistivity(rt: f64) -> f64 {
    let z = 3.0 / rt * (100.0 - rt) / 97.0;
    if rt <= 6.0 {
        clip(z)
    } else if z < 0.0 {
        0.0
    } else {
        clip(0.5 * (2.0 * z).powf(0.67 * (z + 1.0)))
    }
}

loops! {
    "gamma_ray_index" |gr| [clip(igr(gr))];
    "vshale_gr_linear" |gr| [clip(igr(gr))];
    "vshale_larionov_tertiary" |gr| [clip(0.083 * ((3.7 * igr(gr)).exp2() - 1.0))];
    "vshale_larionov_old" |gr| [clip(0.33 * ((2.0 * igr(gr)).exp2() - 1.0))];
    "vshale_clavier" |gr| [clip(1.7 - (3.38 - (clip(igr(gr)) + 0.7).powi(2)).sqrt())];
    "vshale_steiber" |gr| [{ let i = clip(igr(gr)); i / (3.0 - 2.0 * i) }];
    "vshale_sp" |sp| [clip((sp + 80.0) / 80.0)];
    "vshale_thorium" |th| [clip((th - 2.0) / 12.0)];
    "vshale_neutron_density" |n, d| [clip((-1.65 * (n + 0.02) - (d - 2.65) * 1.02) / (-1.65 * 0.42 + 0.15 * 1.02))];
    "vshale_resistivity" |rt| [vshale_resistivity(rt)];
    "spectral_gr" |k, u, th| [16.0 * k + 8.0 * u + 4.0 * th];
    "computed_gr" |k, th| [16.0 * k + 4.0 * th];
    "porosity_density" |rhob| [(2.65 - rhob) / 1.65];
    "porosity_density_shale_corrected" |rhob, vsh| [(2.65 - rhob) / 1.65 - vsh * 0.15 / 1.65];
    "porosity_sonic_wyllie" |dt| [(dt - 55.5) / 133.5];
    "sonic_compaction_factor" |dt| [(dt / 100.0).max(1.0)];
    "porosity_sonic_rhg" |dt| [{ let (m, f) = (1.0 / 55.5, 1.0 / 189.0); let b = 2.0 * m - f; (b - (b * b - 4.0 * m * (m - 1.0 / dt)).sqrt()) / (2.0 * m) }];
    "porosity_sonic_rhg_approx" |dt| [0.67 * (dt - 55.5) / dt];
    "porosity_nd_average" |n, d| [(n + d) / 2.0];
    "porosity_nd_rms" |n, d| [((n * n + d * d) / 2.0).sqrt()];
    "porosity_nd_crossplot" |n, d| [if n >= d { (d * 0.4 - n * 0.1) / 0.3 } else { ((n * n + d * d) / 2.0).sqrt() }];
    "porosity_effective" |phi, vsh| [clip(phi - vsh * 0.12)];
    "porosity_total" |phi, vsh| [phi + vsh * 0.12];
    "porosity_secondary" |total, sonic| [clip(total - sonic)];
    "matrix_density_apparent" |rhob, phi| [(rhob - phi) / (1.0 - phi)];
    "photoelectric_u" |pef, rhob| [pef * (rhob + 0.1883) / 1.0704];
    "umaa" |u, phi| [(u - phi * 0.398) / (1.0 - phi)];
    "m_lithology" |dt, rhob| [0.01 * (189.0 - dt) / (rhob - 1.0)];
    "n_lithology" |n, rhob| [(1.0 - n) / (rhob - 1.0)];
    "coal_flag" |rhob| [flag(u8::from(rhob < 2.0) >= known(2.0) as u8)];
    "mineral_volume_two" |rhomaa| [clip((2.87 - rhomaa) / 0.16)];
    "formation_factor" |phi| [1.0 / phi.powf(known(2.0))];
    "wet_resistivity" |phi| [0.1 / phi.powf(known(2.0))];
    "rw_apparent" |rt, phi| [rt * phi.powf(known(2.0))];
    "sw_archie" |rt, phi| [clip((0.1 / (phi.powf(known(2.0)) * rt)).powf(known(0.5)))];
    "sxo_archie" |rxo, phi| [clip((0.2 / (phi.powf(known(2.0)) * rxo)).powf(known(0.5)))];
    "sw_indonesia" |rt, phi, vsh| [clip(((1.0 / rt.sqrt()) / (vsh.powf(1.0 - vsh / 2.0) / 2.0 + (phi.powf(known(2.0)) / 0.1).sqrt())).powf(known(1.0)))];
    "sw_poupon_laminated" |rt, phi, vsh| [clip(((1.0 / rt - vsh / 5.0) * 0.1 / (phi.powf(known(2.0)) * (1.0 - vsh))).powf(known(0.5)))];
    "sw_fertl" |rt, phi, vsh| [{ let s = 0.3 * vsh / 2.0; clip(phi.powf(known(-1.0)) * ((0.1 / rt + s * s).sqrt() - s)) }];
    "sw_simandoux" |rt, phi, vsh| [clip(quadratic(phi.powf(known(2.0)) / 0.1, vsh / 4.0, 1.0 / rt))];
    "sw_simandoux_modified" |rt, phi, vsh| [clip(quadratic(phi.powf(known(2.0)) / 0.1 / (1.0 - vsh), vsh / 4.0, 1.0 / rt).powf(known(1.0)))];
    "sw_waxman_smits" |rt, phi, qv| [clip(quadratic(1.0, 0.45 * qv, 0.1 / (rt * phi.powf(known(2.0)))))];
    "waxman_smits_b" |t| [(-1.28 + 0.225 * t - 0.0004059 * t * t) / (1.0 + 0.0589 * (0.045 * t - 0.27))];
    "sw_dual_water" |rt, phi, swb| [clip(quadratic(1.0, -0.5 * swb, 0.1 / (rt * phi.powf(known(2.0)))))];
    "bound_water_saturation" |vsh, phi| [clip(vsh * 0.12 / phi)];
    "qv_from_cec" |cec, phi| [cec * 2.65 * (1.0 - phi) / phi];
    "sw_effective_from_total" |swt, swb| [clip((swt - swb) / (1.0 - swb))];
    "sw_ratio" |rt, rxo| [clip((rxo / rt / 3.0).powf(known(0.625)))];
    "moveable_hydrocarbon_index" |sw, sxo| [sw / sxo];
    "bulk_volume_water" |phi, sw| [phi * sw];
    "bulk_volume_hydrocarbon" |phi, sw| [phi * (1.0 - sw)];
    "sw_irreducible_buckles" |phi| [clip(0.04 / phi)];
    "leverett_j" |pc, k, phi| [0.21645 * pc / 26.0 * (k / phi).sqrt()];
    "permeability_wyllie_rose" |phi, sw| [62_500.0 * phi.powf(known(6.0)) / sw.powf(known(2.0))];
    "permeability_timur" |phi, sw| [0.136 * (100.0 * phi).powf(known(4.4)) / (100.0 * sw).powi(2)];
    "permeability_tixier" |phi, sw| [(250.0 * phi.powi(3) / sw).powi(2)];
    "permeability_coates" |phi, sw| [(100.0 * phi * phi * (1.0 - sw) / sw).powi(2)];
    "permeability_kozeny_carman" |phi, fzi| [1014.24 * fzi * fzi * phi.powi(3) / (1.0 - phi).powi(2)];
    "permeability_regression" |phi| [10f64.powf(-2.0 + 20.0 * phi).min(100_000.0)];
    "rock_quality_index" |k, phi| [0.0314 * (k / phi).sqrt()];
    "flow_zone_indicator" |k, phi| [0.0314 * (k / phi).sqrt() / (phi / (1.0 - phi))];
    "winland_r35" |k, phi| [10f64.powf(0.732 + 0.588 * k.log10() - 0.864 * (100.0 * phi).log10())];
    "velocity_p" |dt| [304_800.0 / dt];
    "velocity_s" |dt| [304_800.0 / dt];
    "vp_vs_ratio" |vp, vs| [vp / vs];
    "acoustic_impedance" |vp, rhob| [vp * rhob];
    "shear_impedance" |vs, rhob| [vs * rhob];
    "poisson_ratio" |vp, vs| [(vp * vp - 2.0 * vs * vs) / (2.0 * (vp * vp - vs * vs))];
    "shear_modulus" |vs, rhob| [rhob * vs * vs * 1e-6];
    "bulk_modulus" |vp, vs, rhob| [rhob * (vp * vp - 4.0 / 3.0 * vs * vs) * 1e-6];
    "youngs_modulus" |vp, vs, rhob| [rhob * vs * vs * (3.0 * vp * vp - 4.0 * vs * vs) / (vp * vp - vs * vs) * 1e-6];
    "lame_lambda" |vp, vs, rhob| [rhob * (vp * vp - 2.0 * vs * vs) * 1e-6];
    "lambda_rho" |ai, si| [(ai * ai - 2.0 * si * si) * 1e-6];
    "mu_rho" |si| [si * si * 1e-6];
    "vs_greenberg_castagna" |vp, sand, lime, dolomite, shale| [greenberg_castagna(vp / 1000.0, [sand, lime, dolomite, shale])];
    "vs_castagna_mudrock" |vp| [(vp - 1360.0) / 1.16];
    "density_gardner" |vp| [0.31 * vp.powf(known(0.25))];
    "velocity_gardner" |rhob| [(rhob / 0.31).powf(known(4.0))];
    "fluid_modulus_wood" |sw| [1.0 / (sw / 2.5 + (1.0 - sw) / 0.1)];
    "gassmann_dry" |k, phi, f| [(k * (phi * 36.6 / f + 1.0 - phi) - 36.6) / (phi * 36.6 / f + k / 36.6 - 1.0 - phi)];
    "gassmann_saturated" |k, phi, f| [k + (1.0 - k / 36.6).powi(2) / (phi / f + (1.0 - phi) / 36.6 - k / (36.6 * 36.6))];
    "brittleness_rickman" |e, pr| [(50.0 * ((e - 1.0) / 7.0 + (pr - 0.4) / -0.25)).clamp(0.0, 100.0)];
    "ucs_mcnally" |dt| [1200.0 * (-0.036 * dt).exp()];
    "d_exponent" |rop, rpm, wob| [(rop / (60.0 * rpm)).log10() / (12.0 * wob / 8500.0).log10()];
    "d_exponent_corrected" |d, mw| [d * 9.0 / mw];
    "hydrostatic_pressure" |tvd| [9.80665e-3 * 1.03 * tvd];
    "pore_pressure_eaton_sonic" |dt, normal, sv, ph| [sv - (sv - ph) * (normal / dt).powf(known(3.0))];
    "pore_pressure_eaton_resistivity" |rt, normal, sv, ph| [sv - (sv - ph) * (rt / normal).powf(known(1.2))];
    "pore_pressure_eaton_dxc" |d, normal, sv, ph| [sv - (sv - ph) * (d / normal).powf(known(1.2))];
    "effective_stress" |sv, pp| [sv - pp];
    "fracture_pressure_eaton" |sv, pp, pr| [pr / (1.0 - pr) * (sv - pp) + pp];
    "formation_temperature" |tvd| [70.0 + 130.0 / 10_000.0 * tvd];
    "rw_arps" |t| [0.1 * 81.77 / (t + 6.77)];
    "rw_from_salinity" |sal| [0.0123 + 3647.5 / sal.powf(known(0.955))];
    "salinity_from_rw" |rw| [(3647.5 / (rw - 0.0123)).powf(1.0 / 0.955)];
    "rwe_from_ssp" |ssp, t| [0.5 * 10f64.powf(ssp / (61.0 + 0.133 * t))];
    "rw_from_rwe" |rwe| [if rwe > 0.12 { 10f64.powf(0.69 * rwe - 0.24) - 0.58 } else { (77.0 * rwe + 5.0) / (146.0 - 337.0 * rwe) }];
    "toc_passey_sonic" |dt, rt| [((rt / 3.0).log10() + 0.02 * (dt - 80.0)).max(0.0) * 10f64.powf(2.297 - 1.688) + 0.8];
    "toc_passey_density" |rhob, rt| [((rt / 3.0).log10() - 2.5 * (rhob - 2.5)).max(0.0) * 10f64.powf(2.297 - 1.688) + 0.8];
    "toc_passey_neutron" |nphi, rt| [((rt / 3.0).log10() + 4.0 * (nphi - 0.25)).max(0.0) * 10f64.powf(2.297 - 1.688) + 0.8];
    "toc_schmoker" |rhob| [(154.497 / rhob - 57.261).max(0.0)];
    "net_reservoir_flag" |phi, vsh| [flag(phi >= 0.08 && vsh <= 0.5)];
    "clip_range" |x| [x.clamp(known(f64::NEG_INFINITY), known(f64::INFINITY))];
    "log10_transform" |x| [if x < 1e-6 { f64::NAN } else { x.log10() }];
    "grade_cutoff_flag" |g| [flag(g >= 0.5)];
    "metal_accumulation" |g, l| [g * l];
    "true_thickness" |l| [l * 90f64.to_radians().sin()];
    "core_recovery_total" |a, b| [100.0 * a / b, flag(100.0 * a / b > 105.0)];
    "core_recovery_solid" |a, b| [100.0 * a / b, f64::NAN];
    "fracture_frequency" |n, l| [n / l];
    "rqd_from_frequency" |f| [100.0 * (-0.1 * f).exp() * (0.1 * f + 1.0)];
    "dry_density_archimedes" |dry, wet| [dry / (dry - wet)];
    "tvd_subsea" |tvd| [-tvd];
    "vertical_section" |n, e| [n * 0f64.cos() + e * 0f64.sin()];
    "closure" |n, e| [n.hypot(e), e.atan2(n).to_degrees().rem_euclid(360.0)];
    "true_stratigraphic_thickness" |md, i, a| [md * (i.to_radians().cos() - i.to_radians().sin() * 0f64.sin() * a.to_radians().cos())];
    "badhole_caliper_flag" |cali, bs| [flag(cali - bs > 1.5 || bs - cali > 0.5)];
    "badhole_drho_flag" |drho| [flag(drho.abs() > 0.15)];
    "washout_ratio" |cali, bs| [100.0 * (cali * cali - bs * bs) / (bs * bs)];
    "mudcake_flag" |cali, bs| [flag((bs - cali) / 2.0 >= 0.25)];
    "resistivity_order_check" |s, m, d| [flag(m < s.min(d) * 0.9 || m > s.max(d) * 1.1)];
    "density_neutron_overlay_check" |d, n| [flag(!in_polygon(known(&POLYGON), n, d))];
    "array_induction_mean_depth" |a, b| [(b / a).log10()];
    "permeability_timur_coates" |phi, f, b| [(100.0 * phi / 10.0).powf(known(4.0)) * (f / b).powf(known(2.0))];
    "permeability_sdr" |phi, t| [4.0 * phi.powf(known(4.0)) * t.powf(known(2.0))];
}
