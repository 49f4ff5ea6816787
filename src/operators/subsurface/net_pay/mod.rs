//! Net reservoir and net pay.

pub mod pay_flag;
