//! The shop's orders and the service through which Rapport looks them up and changes them.

pub(crate) mod book;
pub(crate) mod catalogue;
pub(crate) mod customers;
pub(crate) mod order;
pub(crate) mod order_service;
mod seed;
