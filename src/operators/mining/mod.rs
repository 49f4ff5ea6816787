//! Drill holes and interval tables.

pub mod compositing;
pub mod density;
pub mod desurvey;
pub mod geotechnical;
pub mod grade;
pub mod validation;
