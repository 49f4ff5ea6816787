//! Net reservoir and net pay.

mod pay_flag;

use super::catalogue::Family;

pub static FAMILY: Family =
    Family { category: "subsurface", name: "net_pay", operators: &[&pay_flag::PayFlag] };
