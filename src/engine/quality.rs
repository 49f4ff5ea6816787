//! Quality flags of an ingestion: where a flag is not good, the curves become null and the rows stay.

use arrow::array::{Array, BooleanArray, Float64Array};
use uuid::Uuid;

use super::batch::{Frame, SAME_DEPTH_M, masked};
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// A flag curve of a well, read whole, so that a depth range of the ingestion changes no answer.
#[derive(Debug, Clone)]
pub struct Flag {
    /// Name.
    pub name: String,
    /// Curve that it is.
    pub curve: Uuid,
    /// Depths in metres, increasing.
    pub depth_m: Float64Array,
    /// Good where neither zero nor null.
    pub values: Float64Array,
}

/// Makes every curve null where one of the flags is not good; flags among the curves stay.
pub fn apply(frame: &mut Frame, flags: &[Flag]) -> Result<(), Diagnostic> {
    let Some(depth_m) = frame.depth_m.as_ref().filter(|_| !flags.is_empty()) else {
        return Ok(());
    };
    let mut good = vec![true; depth_m.len()];
    for flag in flags {
        for (good, flagged) in good.iter_mut().zip(good_at(depth_m.values(), flag)?) {
            *good &= flagged;
        }
    }
    let good = BooleanArray::from(good);
    for column in &mut frame.columns {
        if !flags.iter().any(|flag| column.curves.contains(&flag.curve)) {
            column.values = masked(&column.values, &good);
        }
    }
    Ok(())
}

/// Tells for each depth whether the flag is good there.
///
/// Above and below the interval of the flag nothing is known to be good. Inside it every depth needs
/// a sample of the flag: reading one between its samples would be a silent choice.
fn good_at(depths: &[f64], flag: &Flag) -> Result<Vec<bool>, Diagnostic> {
    let known = flag.depth_m.values();
    let mut row = 0;
    let mut good = Vec::with_capacity(depths.len());
    for &depth in depths {
        while row < known.len() && known[row] < depth - SAME_DEPTH_M {
            row += 1;
        }
        if row < known.len() && known[row] <= depth + SAME_DEPTH_M {
            let value = flag.values.value(row);
            good.push(flag.values.is_valid(row) && value != 0.0 && !value.is_nan());
        } else if row == 0 || row == known.len() {
            good.push(false);
        } else {
            return Err(Diagnostic::error(
                ErrorType::DepthMismatch,
                "the quality flag lies on another depth grid than the curves",
            )
            .of_curve(&flag.name)
            .found(format!("no sample of the flag at {depth} m"))
            .wanted("a sample of the flag at every depth inside its interval")
            .hint("bring the flag to the grid of the curves before the pipeline"));
        }
    }
    Ok(good)
}

#[cfg(test)]
mod tests {
    use super::super::batch::{FlowColumn, tests};
    use super::*;

    fn numbers(column: &FlowColumn) -> &Float64Array {
        column.values.numbers().unwrap()
    }

    fn flag(depths: &[f64], values: &[Option<f64>]) -> Flag {
        Flag {
            name: "OK".to_owned(),
            curve: Uuid::from_u128(7),
            depth_m: depths.to_vec().into(),
            values: values.to_vec().into(),
        }
    }

    fn column(key: &str, curve: u128, values: Float64Array) -> FlowColumn {
        let column = tests::column(key, values);
        FlowColumn { curves: vec![Uuid::from_u128(curve)], ..column }
    }

    /// Values of a curve `10 × depth` where the flags are good.
    fn kept(depths: &[f64], flags: &[Flag]) -> Result<Vec<Option<f64>>, Diagnostic> {
        let values: Vec<f64> = depths.iter().map(|depth| depth * 10.0).collect();
        let mut frame =
            Frame::at_depths(depths.to_vec().into(), vec![column("GR", 1, values.into())]);
        apply(&mut frame, flags)?;
        assert_eq!(frame.rows(), depths.len(), "no row goes");
        Ok(numbers(&frame.columns[0]).iter().collect())
    }

    #[test]
    fn a_sample_stays_where_every_flag_is_neither_zero_nor_null() {
        let depths = [1.0, 2.0, 3.0, 4.0];
        let one = flag(&depths, &[Some(1.0), Some(0.0), None, Some(-2.0)]);
        let other = flag(&depths, &[Some(0.0), Some(1.0), Some(1.0), Some(1.0)]);
        assert_eq!(
            kept(&depths, std::slice::from_ref(&one)).unwrap(),
            [Some(10.0), None, None, Some(40.0)]
        );
        assert_eq!(kept(&depths, &[one, other]).unwrap(), [None, None, None, Some(40.0)]);
    }

    #[test]
    fn outside_the_interval_of_a_flag_nothing_is_good() {
        let flag = flag(&[2.0, 2.5, 3.0], &[Some(1.0); 3]);
        assert_eq!(
            kept(&[1.0, 2.0, 3.0, 4.0], &[flag]).unwrap(),
            [None, Some(20.0), Some(30.0), None]
        );
        let never = self::flag(&[], &[]);
        assert_eq!(kept(&[1.0], &[never]).unwrap(), [None]);
    }

    #[test]
    fn a_depth_between_two_samples_of_the_flag_is_refused() {
        let error = kept(&[1.0, 1.5, 2.0], &[flag(&[1.0, 2.0], &[Some(1.0); 2])]).unwrap_err();
        assert_eq!(error.error_type, ErrorType::DepthMismatch);
        assert_eq!(error.found.as_deref(), Some("no sample of the flag at 1.5 m"));
    }

    #[test]
    fn the_answer_does_not_depend_on_how_the_well_was_cut() {
        let depths: Vec<f64> = (0..200).map(|row| 1000.0 + f64::from(row) * 0.1524).collect();
        let values: Vec<Option<f64>> =
            (0..200).map(|row| (row % 7 != 3).then(|| f64::from(row % 3))).collect();
        let flag = flag(&depths, &values);
        let whole = kept(&depths, std::slice::from_ref(&flag)).unwrap();
        for size in [1, 2, 17, 150] {
            let split: Vec<Option<f64>> = depths
                .chunks(size)
                .flat_map(|part| kept(part, std::slice::from_ref(&flag)).unwrap())
                .collect();
            assert_eq!(split, whole, "in pieces of {size}");
        }
    }

    #[test]
    fn a_flag_that_is_read_as_a_curve_keeps_its_values() {
        let flag = flag(&[1.0, 2.0], &[Some(0.0), Some(1.0)]);
        let mut frame = Frame::at_depths(
            flag.depth_m.clone(),
            vec![column("GR", 1, vec![5.0, 6.0].into()), column("OK", 7, flag.values.clone())],
        );
        apply(&mut frame, std::slice::from_ref(&flag)).unwrap();
        assert_eq!(*numbers(&frame.columns[0]), Float64Array::from(vec![None, Some(6.0)]));
        assert_eq!(*numbers(&frame.columns[1]), flag.values);
    }
}
