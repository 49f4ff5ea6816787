//! Upscaling and blocking.
