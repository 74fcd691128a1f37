//! Beginning a review.

use crate::ask::Ask;
use crate::facilitate::begin;
use crate::facilitate::begin::Begin;
use crate::facilitate::driver::drive;
use crate::facilitate::world::Done;
use crate::facilitate::world::World;
use crate::failure::Failure;

/// Begins a review, with the program's own safety questions first.
pub fn start(world: &World<'_>, begin: &Begin, ask: &mut dyn Ask) -> Result<Done, Failure> {
    drive(world, begin::anew(world, begin)?, ask)
}
