//! Elastic moduli in GPa of velocities in m/s and densities in g/cm3, and back.

/// Returns the shear modulus.
pub fn shear(vs: f64, rhob: f64) -> f64 {
    rhob * vs * vs * 1e-6
}

/// Returns the bulk modulus.
pub fn bulk(vp: f64, vs: f64, rhob: f64) -> f64 {
    rhob * (vp * vp - 4.0 / 3.0 * vs * vs) * 1e-6
}

/// Returns the velocity that goes with a modulus; that of P waves goes with `bulk + 4/3 * shear`.
pub fn velocity(modulus: f64, rhob: f64) -> f64 {
    (modulus / rhob * 1e6).sqrt()
}
