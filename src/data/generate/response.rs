//! What ideal tools read in a rock: the formulas of petrophysics, run backwards.
//!
//! Only the four operations are used: exponentials differ between machines in the last digit.

use super::beds::Rock;

/// Readings of ideal tools at one depth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Response {
    /// Gamma ray in gAPI.
    pub(super) gr: f64,
    /// Bulk density in g/cm3.
    pub(super) rhob: f64,
    /// Neutron porosity in limestone units, v/v.
    pub(super) nphi: f64,
    /// Compressional slowness in us/ft.
    pub(super) dt: f64,
    /// Deep resistivity in ohm.m.
    pub(super) rt: f64,
    /// Photoelectric factor in b/e.
    pub(super) pef: f64,
    /// Spontaneous potential in mV, from the shale line.
    pub(super) sp: f64,
}

/// Resistivity of the formation water in ohm.m.
pub(super) const RW: f64 = 0.06;
/// Resistivity of shale in ohm.m.
pub(super) const RSH: f64 = 2.5;

/// Readings in the pure components: sand, limestone, coal, shale, water, gas.
///
/// Source: Asquith and Krygowski, Basic Well Log Analysis, 2nd ed., AAPG, 2004, tables of matrix values;
/// shale and gas are round numbers within the ranges given there.
struct Component {
    sand: f64,
    lime: f64,
    coal: f64,
    shale: f64,
    water: f64,
    gas: f64,
}

const GR: Component =
    Component { sand: 25.0, lime: 18.0, coal: 30.0, shale: 120.0, water: 0.0, gas: 0.0 };
const RHOB: Component =
    Component { sand: 2.65, lime: 2.71, coal: 1.35, shale: 2.52, water: 1.03, gas: 0.2 };
const NPHI: Component =
    Component { sand: -0.02, lime: 0.0, coal: 0.55, shale: 0.38, water: 1.0, gas: 0.35 };
const DT: Component =
    Component { sand: 55.5, lime: 47.5, coal: 120.0, shale: 105.0, water: 189.0, gas: 230.0 };
const PEF: Component =
    Component { sand: 1.81, lime: 5.08, coal: 0.17, shale: 3.3, water: 0.36, gas: 0.1 };

impl Response {
    /// Returns what ideal tools read in a rock.
    pub(super) fn of(rock: &Rock) -> Self {
        let clean = 1.0 - rock.vsh;
        Self {
            // The index of gamma rays is linear in shale, whatever the pores hold.
            gr: GR.shale * rock.vsh + GR.solids(rock) * clean,
            rhob: RHOB.mixed(rock),
            nphi: NPHI.mixed(rock),
            dt: DT.mixed(rock),
            rt: resistivity(rock),
            pef: PEF.mixed(rock),
            sp: -60.0 * clean * (1.0 - 0.7 * rock.lime) * (1.0 - 0.8 * rock.coal),
        }
    }
}

impl Component {
    fn solids(&self, rock: &Rock) -> f64 {
        let sand = 1.0 - rock.lime - rock.coal;
        self.sand * sand + self.lime * rock.lime + self.coal * rock.coal
    }

    /// Adds the components by volume; the tools see the zone that mud has half flushed of gas.
    fn mixed(&self, rock: &Rock) -> f64 {
        let sxo = 0.5 + 0.5 * rock.sw;
        let fluid = self.water * sxo + self.gas * (1.0 - sxo);
        let solids = (1.0 - rock.vsh - rock.phi).max(0.0);
        self.shale * rock.vsh + fluid * rock.phi + self.solids(rock) * solids
    }
}

/// `1/Rt = phi^2 Sw^2 / Rw + Vsh Sw / Rsh`: Simandoux, Dielectric measurements in porous media, 1963,
/// with a = 1 and m = n = 2; without shale it is Archie's law.
fn resistivity(rock: &Rock) -> f64 {
    let pores = rock.phi * rock.phi * rock.sw * rock.sw / RW;
    let conductivity = pores + rock.vsh * rock.sw / RSH;
    let coal = 1.0 / 150.0;
    1.0 / (conductivity * (1.0 - rock.coal) + coal * rock.coal + 0.0005)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_wet_sand_reads_as_the_book_says() {
        // By hand: 0.75 * 2.65 + 0.25 * 1.03; 0.06 / 0.25^2; 0.75 * 55.5 + 0.25 * 189.
        let read = Response::of(&Rock { phi: 0.25, sw: 1.0, ..Rock::default() });
        assert!((read.rhob - 2.245).abs() < 1e-9);
        assert!((read.rt - 0.96).abs() < 1e-3);
        assert!((read.dt - 88.875).abs() < 1e-9);
        assert!((read.gr - 25.0).abs() < 1e-9);
    }

    #[test]
    fn gas_lowers_density_and_neutron_and_raises_resistivity() {
        let wet = Response::of(&Rock { phi: 0.25, sw: 1.0, ..Rock::default() });
        let gas = Response::of(&Rock { phi: 0.25, sw: 0.2, ..Rock::default() });
        assert!(gas.rhob < wet.rhob && gas.nphi < wet.nphi);
        // By hand: Archie, (1 / 0.2)^2 = 25.
        assert!((gas.rt / wet.rt - 25.0).abs() < 0.5);
    }
}
