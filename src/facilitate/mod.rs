//! Holding a review: what is due is asked, admitted, kept and taken in.
//!
//! Read the files in the order below. What is due, and whether an answer fits, the [review](crate::review) says; here it
//! meets a person, a disk and the records. An answer is on the disk before the review takes it in.

// Values: what a review needs of the world, and how it comes out.
mod world;

// What lies on this computer and in the records: read, and opened again.
mod reopened;
mod unfinished;

// The safety questions, and the small record that an answer makes at once.
mod noting;
mod risk;

// One turn of the loop: a file for each thing that can be due.
mod check;
mod dates;
mod differs;
mod door;
mod following;
mod leaving;
mod on_case;
mod reason;
mod reference;
mod room;
mod short;
mod step;
mod stops;
mod watch;

// The loop, a sitting, and from one sitting to the next.
mod begin;
mod driver;
mod hold;
mod sitting;

// What somebody does: each begins a sitting, and hands it to the driver.
mod abandoned;
mod beforehand;
mod correct;
mod discard;
mod resume;
mod start;
mod stop_by_file;
mod what_was_done;

// Answers given to a strategy with nothing saved.
mod again;
mod walk;

pub use again::Again;
pub use again::Comes;
pub use again::again;
pub use beforehand::answers_digest;
pub use beforehand::answers_given;
pub use beforehand::correction_given;
pub use begin::Begin;
pub use correct::correct;
pub use discard::discard;
pub use noting::stopped_while_setting_up;
pub use reopened::as_it_stands;
pub use reopened::reopened;
pub use reopened::title_of;
pub use resume::can_be_carried_on;
pub use resume::resume;
pub use risk::Door;
pub(crate) use risk::LEFT_OUT;
pub(crate) use risk::OTHERWISE;
pub use risk::at_the_door;
pub use risk::look_at_escalation;
pub use start::start;
pub use stop_by_file::StopByFile;
pub use stop_by_file::StopNoted;
pub use stop_by_file::stopped_by_file;
pub use stops::STOPPED_ON;
pub use stops::has_stopped;
pub(crate) use unfinished::all_known;
pub use unfinished::closed;
pub(crate) use unfinished::is_of;
pub use unfinished::unfinished;
pub use walk::Shows;
pub use walk::Walk;
pub use walk::Walking;
pub use walk::walk;
pub use what_was_done::Said;
pub use what_was_done::say_what_was_done;
pub use world::Clock;
pub use world::Done;
pub use world::Held;
pub use world::World;
