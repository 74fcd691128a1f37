//! A review held from code: what is due, an answer, the next thing that is due. Run it with
//! `cargo run -p rethink-engine --example review`.

#![expect(clippy::print_stdout, reason = "an example says what it does")]

use std::error::Error;

use chrono::DateTime;
use rethink_engine::prompt::Answer;
use rethink_engine::review::{Due, Note, Review, Sat};
use rethink_engine::session::{Event, Known, Next, Risk, Session, What};
use rethink_engine::settings::Settings;
use rethink_engine::strategy::Shelf;

fn main() -> Result<(), Box<dyn Error>> {
    let shelf = Shelf::shipped();
    let strategy = shelf.get("rethink-1").ok_or("there is no such strategy")?;
    let session = Session::start(&strategy, &shelf, Settings::default(), Known::default())?;
    let mut review = Review::new(session);
    let at = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+00:00")?;
    let day = at.date_naive();
    let event = |what| Note::Event(Box::new(Event { at, day, what, typed: None }));
    let notes = [
        Note::Sat(Sat { day, by_file: false, damaged: false }),
        Note::Case("PCC-48213".to_owned()),
        event(What::AtRisk(Risk::No)),
        Note::OnCase(Box::default()),
        event(What::About("child".to_owned())),
    ];
    for note in notes {
        review.apply(review.admit(note).map_err(|_| "it is not due")?);
    }
    loop {
        let path = review.session.path();
        let (answer, from) = match review.next() {
            Due::Step(Next::Take(_, answer, from)) => (answer, Some(from)),
            Due::Step(Next::Ask(asked)) => {
                let Some(option) = asked.step.prompt().and_then(|prompt| prompt.options.first()) else { break };
                println!("{}: {}", asked.step.label, option.label);
                (Answer::Choice(option.id.clone()), None)
            }
            _ => break,
        };
        let what = What::Answer { path, nth: None, answer, on: None, from };
        review.apply(review.admit(event(what)).map_err(|_| "the answer does not fit")?);
    }
    println!("Then: {}", review.session.path());
    Ok(())
}
