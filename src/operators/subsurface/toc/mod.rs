//! Total organic carbon.
