//! The starter library, compiled in: statements, wordings and a company to be renamed.

include!(concat!(env!("OUT_DIR"), "/starter.rs"));
