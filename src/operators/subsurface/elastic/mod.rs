//! Elastic properties and rock physics.

pub mod acoustic_impedance;
pub mod bulk_modulus;
pub mod density_gardner;
pub mod fluid_modulus;
pub mod fluid_substitution;
pub mod gassmann_dry;
pub mod gassmann_saturated;
pub mod lambda_rho;
pub mod lame_lambda;
pub mod mineral_modulus;
pub mod mu_rho;
pub mod poisson_ratio;
pub mod reflection_coefficient;
pub mod shear_impedance;
pub mod shear_modulus;
pub mod two_way_time;
pub mod velocity_gardner;
pub mod velocity_p;
pub mod velocity_s;
pub mod vp_vs_ratio;
pub mod vs_castagna;
pub mod vs_greenberg_castagna;
pub mod youngs_modulus;
