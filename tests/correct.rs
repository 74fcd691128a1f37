//! Correcting a record, from outside: the earlier one stays as it is, the new one stands in its place.

use std::fs;

use rethink::record::Head;
use rethink::record::Record;

use crate::case::AGREES;
use crate::case::NOTE;
use crate::case::WAITS;
use crate::case::answers;
use crate::case::copy;
use crate::case::heads;
use crate::case::home_with;
use crate::case::paths;
use crate::program::Home;

/// A home with one note, of which the kind is wrong; and the name of its record.
fn noted() -> (Home, String) {
    let mut home = home_with("note", NOTE, "2026-11-23");
    let file = home.file("note.toml", &answers("note", "[answers]\nwho = \"School nurse\"\nkind-of = \"old\"\n"));
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    home.turn_to("2026-11-25");
    let name = name(&heads(&home)[0]);
    (home, name)
}

fn name(head: &Head) -> String {
    head.name().to_owned()
}

/// What corrects a record, as a file.
fn correction(record: &str, reason: &str, rest: &str) -> String {
    format!(
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\ncorrects = {{ record = \"{record}\", reason = \"{reason}\" }}\n{rest}"
    )
}

/// Corrects by script, and gives back the head of the new record.
#[track_caller]
fn correct(home: &Home, record: &str, reason: &str, rest: &str) -> Head {
    let file = home.file("correction.toml", &correction(record, reason, rest));
    let before = home.record_names();
    let run = home.run(&["correct", "--answers", file.to_str().unwrap()]).ends(0);
    let new: Vec<String> = home.record_names().into_iter().filter(|name| !before.contains(name)).collect();
    assert_eq!(new.len(), 1, "{new:?}");
    assert!(run.out.trim_end().ends_with(&new[0]), "{}", run.out);
    Record::read(&fs::read_to_string(home.records().join(&new[0])).unwrap()).unwrap().head
}

const NEW: &str = "[answers]\nkind-of = \"new\"\n";

#[test]
fn the_earlier_record_stays_and_the_new_one_differs_in_what_was_put_right() {
    let (home, name) = noted();
    let before = fs::read(&paths(&home)[0]).unwrap();
    let new = correct(&home, &name, "The plan was a new one", NEW);
    assert_eq!(fs::read(&paths(&home)[0]).unwrap(), before, "the earlier record is never touched");
    let read = |place: usize| Record::read(&fs::read_to_string(&paths(&home)[place]).unwrap()).unwrap();
    let (was, is) = (read(0), read(1));
    let corrects = new.corrects.clone().unwrap();
    assert_eq!((&corrects.record, &corrects.sha256), (&was.head.record, &was.sha256));
    assert_eq!((corrects.day, corrects.reason.as_str()), (was.head.date, "The plan was a new one"));
    assert_eq!((new.review.as_str(), new.part), (was.head.review.as_str(), 1));
    assert_eq!(new.date.to_string(), "2026-11-25");
    let said = |record: &Record| -> Vec<(Option<String>, Option<String>)> {
        let entries = record.body.entry.iter().filter(|entry| entry.what.is_none());
        entries.map(|entry| (entry.said.clone(), entry.is.clone())).collect()
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(said(&was), [(text("School nurse"), None), (None, text("old"))]);
    assert_eq!(said(&is), [(text("School nurse"), None), (None, text("new"))]);
    // Both outcomes come out of their answers again, and each is named for what it is.
    let run = home.run(&["verify"]).ends(0);
    assert!(run.out.contains(&format!("it has been corrected: {} stands in its place", new.record)), "{}", run.out);
    assert!(run.out.contains(&format!("it stands in the place of {}", was.head.record)), "{}", run.out);
    let json = home.run(&["verify", "--format", "json"]).ends(0).out;
    assert!(json.contains("\"note\": \"corrected\"") && json.contains("\"note\": \"corrects\""), "{json}");
    // The same file again is harmless, and nothing is advised that cannot be done.
    let run = home.run(&["correct", "--answers", home.path().join("correction.toml").to_str().unwrap()]).ends(6);
    assert!(run.err.contains(&format!("rethink show {}", new.name())) && !run.err.contains("--again"), "{}", run.err);
    let run = home.run(&["correct", &name]).ends(4).says("rethink correct --answers FILE");
    assert!(!run.err.contains("rethink start"), "{}", run.err);
    home.run(&["resume", "PCC-1"]).ends(5).says("nothing is unfinished on PCC-1").says("rethink history PCC-1");
}

#[test]
fn the_list_the_story_and_each_record_say_which_one_stands() {
    let (home, name) = noted();
    let new = correct(&home, &name, "The plan was a new one", NEW);
    let new = new.name();
    home.run(&["history"]).ends(0).prints("Correction: Ended").prints(&format!("Corrected: {new} stands"));
    let story = home.run(&["history", "PCC-1"]).ends(0).out;
    let flat = story.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(&format!("Corrected: the record of 25 November 2026, note, {new}, stands in its place")));
    let why = format!("In place of the record of 23 November 2026, note, {name}. Why: The plan was a new one.");
    assert!(flat.contains(&why), "{story}");
    let earlier = home.run(&["show", &name]).ends(0).out;
    assert!(
        earlier.lines().nth(1).unwrap().starts_with("This record has been corrected.")
            && earlier.contains(&format!("show {new}"))
    );
    let later = home.run(&["show", new]).ends(0).out;
    assert!(!later.contains("has been corrected"), "{later}");
    assert!(later.contains("The plan was a new one") && later.contains("In place of"), "{later}");
    let flat = later.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("What was put right What kind of plan is it? Before: Old Now: New"), "{later}");
    for format in ["markdown", "html"] {
        home.run(&["show", &name, "--format", format]).ends(0).prints("This record has been corrected.");
        home.run(&["show", new, "--format", format]).ends(0).prints("What was put right");
    }
    let json = home.run(&["show", &name, "--format", "json"]).ends(0).out;
    assert!(json.contains("\"corrected-by\": \"2026-11-25_PCC-1_note_"), "{json}");
    // A case stands for the record that stands, and what is known of it comes from there.
    assert_eq!(home.run(&["show", "PCC-1"]).ends(0).out, later);
    home.run(&["strategy", "template", "note", "--case", "PCC-1"]).ends(0).prints("kind-of = \"new\"");
}

#[test]
fn a_promised_date_gives_way_to_the_corrected_one_and_is_met_all_the_same() {
    let mut home = home_with("agrees", AGREES, "2026-11-23");
    let file = home.file("a.toml", &answers("agrees", "[answers]\nreview-on = 2026-12-04\n"));
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    let first = name(&heads(&home)[0]);
    home.turn_to("2026-11-25");
    correct(&home, &first, "It was 8 December", "[answers]\nreview-on = 2026-12-08\n");
    let status = home.run(&["status"]).ends(0).out;
    assert!(status.contains("by 8 December 2026") && !status.contains("by 4 December 2026"), "{status}");
    // Only the date that stands is there to be met; a correction of a later record keeps its own day.
    home.turn_to("2026-12-08");
    let next = answers("agrees", "follows = 2026-12-08\n[answers]\nreview-on = 2027-01-11\n");
    let file = home.file("b.toml", &next);
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    let later = heads(&home).into_iter().find(|head| head.follows.is_some()).unwrap();
    home.turn_to("2026-12-10");
    let corrected = correct(&home, later.name(), "It is 12 January", "[answers]\nreview-on = 2027-01-12\n");
    assert_eq!(corrected.met, later.met, "written two days after the date, it still met it on the day");
    let story = home.run(&["history", "PCC-1"]).ends(0).out;
    assert!(story.contains("By Tuesday 8 December 2026: kept on 8 December 2026."), "{story}");
    assert_eq!(story.matches("open, in").count(), 1, "{story}");
    home.run(&["verify"]).ends(0);
}

/// A wait for the manager, with its record.
fn waits() -> (Home, Head) {
    let home = home_with("waits", WAITS, "2026-11-23");
    let file = home.file("w.toml", &answers("waits", "[answers]\nasked-on = 2026-11-20\nreply = \"waiting\"\n"));
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    let head = heads(&home).remove(0);
    (home, head)
}

#[test]
fn a_wait_that_was_corrected_is_carried_on_from_the_correction() {
    let (mut home, first) = waits();
    assert_eq!(first.waiting.unwrap().due.to_string(), "2026-12-04");
    home.turn_to("2026-11-24");
    // Asked a day later: ten working days from Monday 23 November.
    let new = correct(&home, &first.review, "They were asked on Monday", "[answers]\nasked-on = 2026-11-23\n");
    assert_eq!(new.waiting.as_ref().unwrap().due.to_string(), "2026-12-07");
    home.run(&["status"]).ends(0).prints("by 7 December 2026");
    home.turn_to("2026-11-30");
    let file = home.file(
        "r.toml",
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nreply = { is = \"yes\", on = 2026-11-27 }\n",
    );
    home.run(&["resume", "PCC-1", "--answers", file.to_str().unwrap()]).ends(0);
    let second = heads(&home).into_iter().find(|head| head.part == 2).unwrap();
    assert_eq!(second.continues.unwrap().record, new.record);
    home.run(&["status"]).ends(0).prints("Nothing is unfinished and nothing waits.");
    home.run(&["verify"]).ends(0);
    // A later part is corrected on top of the part before it, and the first once more: nothing waits for all that.
    home.turn_to("2026-12-01");
    let again =
        correct(&home, &second.record, "The answer was no", "[answers]\nreply = { is = \"no\", on = 2026-11-26 }\n");
    assert_eq!((again.part, again.met.unwrap().on.to_string()), (2, "2026-11-26".to_owned()));
    correct(&home, &new.record, "Friday after all", "[answers]\nasked-on = 2026-11-20\n");
    home.run(&["status"]).ends(0).prints("Nothing is unfinished and nothing waits.");
    let story = home.run(&["history", "PCC-1"]).ends(0).out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!story.contains("Carried on twice"), "{story}");
    assert!(
        story.contains("By Friday 4 December 2026: met as the date of 7 December 2026, on 26 November 2026."),
        "{story}"
    );
    home.run(&["verify"]).ends(0);
}

#[test]
fn what_happened_after_the_day_of_the_record_is_no_correction_of_it() {
    let (mut home, first) = waits();
    home.turn_to("2026-11-30");
    let rest = "[answers]\nreply = { is = \"yes\", on = 2026-11-27 }\n";
    let file = home.file("late.toml", &correction(&first.review, "They answered", rest));
    home.run(&["correct", "--answers", file.to_str().unwrap()])
        .ends(3)
        .says("that is after the day of the record that you correct");
    assert_eq!(home.record_names().len(), 1);
}

#[test]
fn a_correction_is_corrected_in_turn_and_the_first_name_leads_to_the_one_that_stands() {
    let (home, name) = noted();
    let second = correct(&home, &name, "The plan was a new one", NEW);
    let third = correct(&home, &name, "The health visitor leads it", "[answers]\nwho = \"Health visitor\"\n");
    assert_eq!(third.corrects.as_ref().unwrap().record, second.record);
    // It counts as of the day of the very first.
    assert_eq!(third.corrects.as_ref().unwrap().day.to_string(), "2026-11-23");
    home.run(&["show", &name]).ends(0).prints(&format!("show {}", third.name()));
    home.run(&["history"]).ends(0).prints(&format!("Corrected: {} stands", third.name()));
    home.run(&["strategy", "template", "note", "--case", "PCC-1"]).ends(0).prints("who = \"Health visitor\"");
    home.run(&["verify"]).ends(0);
}

#[test]
fn two_people_may_correct_one_record_unknown_to_each_other_and_the_later_one_stands() {
    let (home, name) = noted();
    let other = home_with("note", NOTE, "2026-11-26");
    copy(&home, &other);
    let one = correct(&home, &name, "The plan was a new one", NEW);
    let two = correct(&other, &name, "It was the health visitor", "[answers]\nwho = \"Health visitor\"\n");
    copy(&other, &home);
    // Of two in one second, the name decides.
    let (one, two) = if (two.written, &two.record) > (one.written, &one.record) { (one, two) } else { (two, one) };
    let story = home.run(&["history", "PCC-1"]).ends(0).out;
    assert_eq!(story.matches("Corrected twice").count(), 2, "{story}");
    let shown = home.run(&["show", &name]).ends(0).out;
    assert!(shown.contains(&format!("show {}", two.name())), "{shown}");
    assert!(shown.contains(one.name()) && shown.contains("The later one stands."), "{shown}");
    home.run(&["show", one.name()]).ends(0).prints(&format!("show {}", two.name()));
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_record_may_turn_out_to_be_of_another_case() {
    let (home, record) = noted();
    let file = home.file("c.toml", &format!("case = \"PCC-2\"\n{}", correction(&record, "It is the other child", "")));
    home.run(&["correct", "--answers", file.to_str().unwrap()]).ends(0);
    let new = heads(&home).into_iter().find(|head| head.case == "PCC-2").unwrap();
    home.run(&["show", &record]).ends(0).prints(&format!("show {}", new.name()));
    home.run(&["history", "PCC-1"]).ends(0).prints("corrected, under another reference");
    let template = |case: &str| home.run(&["strategy", "template", "note", "--case", case]).ends(0).out;
    assert!(!template("PCC-1").contains("School nurse"), "nothing of it is offered to the wrong child");
    assert!(template("PCC-2").contains("School nurse"));
    home.run(&["verify"]).ends(0);
}

#[test]
fn what_a_correction_needs_and_lacks_is_said_and_nothing_is_written() {
    let (home, name) = noted();
    let wrong = |text: &str, code: i32, says: &str| {
        let file = home.file("wrong.toml", text);
        home.run(&["correct", "--answers", file.to_str().unwrap()]).ends(code).says(says);
    };
    wrong(&correction(&name, "Canary", ""), 3, "nothing differs yet");
    wrong(&correction(&name, "Canary", "[answers]\nkind-of = \"old\"\n"), 3, "nothing differs yet");
    wrong(&correction(&name, "Canary", "[answers]\nkind = \"new\"\n"), 3, "there is no step `kind`");
    wrong(&correction("aaaaaaaa", "Canary", NEW), 5, "there is no record of that name");
    wrong(
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nkind-of = \"new\"\n",
        4,
        "which record they correct",
    );
    wrong(&correction(&name, " ", NEW), 3, "`reason` takes words");
    let run = home.run(&["correct", "--answers", home.path().join("wrong.toml").to_str().unwrap()]);
    assert!(!run.err.contains("Canary"), "{}", run.err);
    let file = home.file("right.toml", &correction(&name, "A slip", NEW));
    home.run(&["start", "note", "--answers", file.to_str().unwrap()]).ends(2).says("rethink correct --answers");
    home.run(&["correct", "PCC-9", "--answers", file.to_str().unwrap()]).ends(5);
    home.run(&["correct"]).ends(2);
    home.run(&["correct", &name]).ends(4);
    // Neither the strategy nor the part before can be guessed at.
    fs::remove_dir_all(home.records().join("kept")).unwrap();
    fs::remove_dir_all(home.records().join("strategies")).unwrap();
    fs::remove_dir_all(home.state().join("kept")).unwrap();
    wrong(&correction(&name, "A slip", NEW), 5, "a strategy that this review uses is not kept here");
    assert_eq!(home.record_names().len(), 1);
    assert_eq!(fs::read_dir(home.state().join("journals")).unwrap().count(), 0);
}

#[test]
fn at_the_keyboard_nothing_is_written_until_the_word_and_it_can_be_left_and_carried_on() {
    let (home, name) = noted();
    // A strategy of the team's own is shown once.
    let intro = "no\nno\nThe plan was a new one\n\n";
    // Nothing differs yet; then a number, the answer, and away.
    let run = home.run_with(&["--plain", "correct", &name], &format!("{intro}write\n2\n2\nsave\n"));
    let run = run.ends(8).says("no admission of fault").says("nothing differs yet").says("Why it is corrected");
    assert!(run.err.contains("counts as of Monday 23 November 2026"), "{}", run.err);
    assert_eq!(home.record_names().len(), 1);
    home.run(&["status"]).ends(0).prints("a correction").prints("rethink resume PCC-1");
    // Another start of the same correction is the same one.
    let run = home
        .run_with(&["--plain", "correct", &name], "no\nno\nreason\nIt was a new plan, as the minutes show\nwrite\n");
    let run = run.ends(0).says("begun already");
    assert!(run.err.contains("In place of:"), "{}", run.err);
    let new = heads(&home).remove(1);
    assert_eq!(new.corrects.unwrap().reason, "It was a new plan, as the minutes show");
    home.run(&["status"]).ends(0).prints("Nothing is unfinished");
}

#[test]
fn a_correction_is_left_for_a_child_at_risk_and_discarded_and_the_record_stays() {
    let (home, name) = noted();
    home.run_with(&["--plain", "correct", &name], "yes\n").ends(9).says("999");
    assert_eq!(fs::read_dir(home.state().join("journals")).unwrap().count(), 0);
    home.run_with(&["--plain", "correct", &name], "no\nno\n2\nA slip\n2\n2\n:save\n").ends(8);
    home.run_with(&["--plain", "discard", "PCC-1"], "discard\n").ends(0);
    assert_eq!(home.record_names().len(), 1);
    home.run(&["show", &name]).ends(0).prints("Old");
}

#[test]
fn an_unfinished_correction_travels_to_another_computer() {
    let (home, name) = noted();
    home.run_with(&["--plain", "correct", &name], "no\nno\nA slip\n\n2\n2\nsave\n").ends(8);
    let file = home.path().join("travels.toml");
    home.run(&["save", "PCC-1", file.to_str().unwrap()]).ends(0).says("rethink correct --answers travels.toml");
    let other = home_with("note", NOTE, "2026-11-25");
    copy(&home, &other);
    other.run(&["correct", "--answers", file.to_str().unwrap(), "--partial"]).ends(8);
    assert_eq!(other.record_names().len(), 1);
    other.run_with(&["--plain", "resume", "PCC-1"], "no\nno\n\nwrite\n").ends(0);
    assert_eq!(heads(&other)[1].corrects.as_ref().unwrap().reason, "A slip");
    other.run(&["verify"]).ends(0);
}

#[test]
fn a_practice_record_is_corrected_among_practice_records() {
    let home = home_with("note", NOTE, "2026-11-23");
    let file = home.file("note.toml", &answers("note", "[answers]\nwho = \"School nurse\"\nkind-of = \"old\"\n"));
    home.run(&["start", "--practice", "--answers", file.to_str().unwrap()]).ends(0);
    home.run(&["--plain", "correct", "PCC-1"]).ends(5).says("it was held to practise");
    let correct = &["--plain", "correct", "PCC-1", "--practice"];
    home.run_with(correct, "no\nno\nA slip\n\n2\n2\nwrite\n").ends(0).says("PRACTICE");
    assert_eq!(home.record_names().len(), 0);
    let practice = fs::read_dir(home.state().join("practice/records")).unwrap();
    let records = practice.filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().starts_with("20"));
    assert_eq!(records.count(), 2);
}

#[test]
fn a_hostile_reason_is_words_and_nothing_more() {
    let (home, name) = noted();
    let reason = "x\\\"]\\n# rethink-sha256: 00 [[entry]] =cmd";
    let new = correct(&home, &name, reason, NEW);
    assert_eq!(new.corrects.unwrap().reason, "x\"] # rethink-sha256: 00 [[entry]] =cmd");
    home.run(&["verify"]).ends(0);
    for args in [&["show", "PCC-1"][..], &["history", "PCC-1"], &["history"]] {
        let run = home.run(args).ends(0);
        assert!(run.out.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", run.out);
    }
}

#[test]
fn the_audit_counts_the_correction_and_names_what_was_corrected() {
    let (mut home, first) = waits();
    home.turn_to("2026-11-24");
    let new = correct(&home, &first.review, "They were asked on Monday", "[answers]\nasked-on = 2026-11-23\n");
    home.turn_to("2026-12-07");
    // Due on 7 December, and no longer on the 4th.
    let text = home.run(&["audit", "--format", "plain"]).ends(0).out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("1 has been corrected and does not count"), "{text}");
    assert!(text.contains("by 7 December 2026") && !text.contains("by 4 December 2026"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&home.run(&["audit", "--format", "json"]).ends(0).out).unwrap();
    assert_eq!(json["corrected"], serde_json::json!([{ "record": first.record, "by": new.record }]));
    assert_eq!(json["records"].as_array().unwrap().len(), 1);
    assert_eq!(json["records"][0]["date"], "2026-11-23");
    home.run(&["audit", "--fail-on", "overdue"]).ends(0);
    home.turn_to("2026-12-08");
    home.run(&["audit", "--fail-on", "overdue"]).ends(1);
}

/// One day of one case to look again, and a record of another case that follows it in its own.
fn met() -> (Home, Head, Head) {
    let mut home = home_with("agrees", AGREES, "2026-11-23");
    let file = home.file("a.toml", &answers("agrees", "[answers]\nreview-on = 2026-12-04\n"));
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    let first = heads(&home).remove(0);
    home.turn_to("2026-12-04");
    let next = answers("agrees", "also = [\"HV-7\"]\nfollows = 2026-12-04\n[answers]\nreview-on = 2027-01-11\n");
    let file = home.file("b.toml", &next);
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    let later = heads(&home).into_iter().find(|head| head.follows.is_some()).unwrap();
    home.turn_to("2026-12-08");
    (home, first, later)
}

/// What `status`, `audit` and `history` say of a day on which one case is to be looked at again: open or not.
#[track_caller]
fn is_open(home: &Home, case: &str, day: &str, long: &str) -> bool {
    let flat = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let status = flat(home.run(&["status"]).ends(0).out);
    let status = status.contains(&format!("{case}: to be looked at again, by {day}"));
    let audit: serde_json::Value = serde_json::from_str(&home.run(&["audit", "--format", "json"]).ends(0).out).unwrap();
    let date = long.split('|').next().unwrap();
    let needs = audit["needs"].as_array().unwrap();
    let dated = |need: &serde_json::Value| need["why"] == "overdue" || need["why"] == "due-soon";
    let audit = needs.iter().any(|need| need["case"] == case && need["day"] == date && dated(need));
    let story = flat(home.run(&["history", case]).ends(0).out);
    let history = story.contains(&format!("By {}: open,", long.split('|').nth(1).unwrap()));
    assert_eq!((status, audit), (history, history), "{case} {day}\n{story}\n{needs:?}");
    history
}

const FOURTH: (&str, &str) = ("4 December 2026", "2026-12-04|Friday 4 December 2026");

#[test]
fn a_record_that_moves_to_another_child_takes_nothing_of_the_first_with_it() {
    let (home, first, later) = met();
    assert!(!is_open(&home, "PCC-1", FOURTH.0, FOURTH.1));
    let moved = correct(&home, later.name(), "It was another child", "case = \"PCC-2\"\n");
    assert_eq!(
        (moved.case.as_str(), moved.also.as_slice(), &moved.follows, &moved.met),
        ("PCC-2", &[][..], &None, &None)
    );
    // The first child's date is open again, wherever one looks, and the story of each is its own.
    assert!(is_open(&home, "PCC-1", FOURTH.0, FOURTH.1));
    let story = home.run(&["history", "PCC-2"]).ends(0).out;
    assert!(!story.contains("not here") && !story.contains("HV-7"), "{story}");
    assert!(!story.contains(first.name()), "{story}");
    let story = home.run(&["history", "PCC-1"]).ends(0).out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(story.contains("stands in its place, under another") && !story.contains("HV-7"), "{story}");
    // What the correction has taken out ties them no longer.
    home.run(&["history", "HV-7"]).ends(5);
    home.run(&["verify"]).ends(0);
    // Back again, it meets the date once more, as the file says.
    let back =
        correct(&home, moved.name(), "It was not", "case = \"PCC-1\"\nfollows = 2026-12-04\nalso = [\"HV-8\"]\n");
    assert_eq!((back.follows, back.also), (later.follows, vec!["HV-8".to_owned()]));
    assert!(!is_open(&home, "PCC-1", FOURTH.0, FOURTH.1));
    let name = back.record.rsplit('_').next().unwrap();
    let shown = home.run(&["show", name]).ends(0).out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("Promised date that it meets: Before: none Now: Friday 4 December 2026"), "{shown}");
    home.run(&["verify"]).ends(0);
}

#[test]
fn what_a_correction_says_of_dates_and_references_is_done_or_is_a_finding_at_its_line() {
    let (home, _, later) = met();
    let refused = |rest: &str, line: usize, says: &str| {
        let file = home.file("correction.toml", &correction(later.name(), "A slip", rest));
        let run = home.run(&["correct", "--answers", file.to_str().unwrap()]).ends(3);
        let line = format!("correction.toml:{line}: ");
        assert!(run.err.lines().any(|said| said.contains(&line) && said.contains(says)), "{rest}\n{}", run.err);
    };
    refused("follows = 2026-12-05\n", 5, "no record of this case promises that day");
    refused("also = [\"HV-9\"]\nfollows = 2027-01-11\n", 6, "no record of this case promises that day");
    refused("case = \"PCC-2\"\nfollows = 2026-12-04\n", 6, "no record of this case promises that day");
    refused("also = [\"Sam\"]\n", 5, "a reference has letters");
    refused("strategy = \"note\"\nalso = []\n", 5, "leave `strategy` out");
    refused("also = []\nwithdrawn = { why = \"They moved\" }\n", 6, "does not lead out of the review");
    assert_eq!(home.record_names().len(), 2);
    let none = correct(&home, later.name(), "It was something else", "follows = \"none\"\n");
    assert_eq!((none.follows, none.met, none.also), (None, None, later.also.clone()));
    assert!(is_open(&home, "PCC-1", FOURTH.0, FOURTH.1));
    let also = correct(&home, &none.record, "It has no other reference", "also = []\n");
    assert_eq!((also.follows, also.also), (None, Vec::<String>::new()));
    // A case with a day open asks which it is, and an answers file says so.
    let file = home.file("c.toml", &answers("agrees", "[answers]\nreview-on = 2027-01-12\n").replace("PCC-1", "PCC-2"));
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    let other = heads(&home).into_iter().find(|head| head.case == "PCC-2").unwrap();
    let file = home.file("correction.toml", &correction(other.name(), "The first child", "case = \"PCC-1\"\n"));
    home.run(&["correct", "--answers", file.to_str().unwrap()]).ends(4).says("write `follows`, one of 2026-12-04");
    let rest = "case = \"PCC-1\"\nfollows = 2027-01-11\n";
    let moved = correct(&home, other.name(), "The first child", rest);
    assert_eq!(moved.follows.unwrap().record, also.record);
    // A later part ends a wait and meets no other date.
    let (mut home, first) = waits();
    home.turn_to("2026-11-30");
    let file = home.file(
        "r.toml",
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nreply = { is = \"yes\", on = 2026-11-27 }\n",
    );
    home.run(&["resume", "PCC-1", "--answers", file.to_str().unwrap()]).ends(0);
    let second = heads(&home).into_iter().find(|head| head.part == 2).unwrap();
    let rest = "follows = 2026-12-04\n[answers]\nreply = { is = \"no\", on = 2026-11-26 }\n";
    let file = home.file("correction.toml", &correction(&second.record, "It was no", rest));
    home.run(&["correct", "--answers", file.to_str().unwrap()]).ends(3).says("cannot say which promised date it meets");
    let rest = "[answers]\nasked-on = 2026-11-19\n";
    let file = home.file("correction.toml", &correction(&second.record, "It was no", rest));
    home.run(&["correct", "--answers", file.to_str().unwrap()])
        .ends(3)
        .says("`asked-on` was answered in an earlier part of this review");
    // The parts move one by one, and each is put right and carried on where it is.
    let moved = correct(&home, &second.record, "Another child", "case = \"PCC-2\"\n");
    home.run(&["status"]).ends(0).prints("rethink resume PCC-1");
    correct(&home, &moved.record, "It was no", "[answers]\nreply = { is = \"no\", on = 2026-11-26 }\n");
    correct(&home, &first.record, "Another child", "case = \"PCC-2\"\n");
    home.run(&["status"]).ends(0).prints("Nothing is unfinished and nothing waits.");
    home.run(&["verify"]).ends(0);
}

#[test]
fn at_the_keyboard_the_date_that_a_record_meets_is_asked_when_it_moves_and_can_be_chosen() {
    let (home, _, later) = met();
    let run = home.run_with(
        &["correct", later.name(), "--plain"],
        "2\n2\nSomething else\n\nfollows\n2\nreference\nPCC-3\nwrite\n",
    );
    assert!(run.err.contains("follows    to say which promised date it meets"), "{}", run.err);
    assert!(run.err.contains("Is this that?"), "{}", run.err);
    assert!(run.err.contains("references of other agencies are taken out"), "{}", run.err);
    run.ends(0);
    let moved = heads(&home).into_iter().find(|head| head.corrects.is_some()).unwrap();
    assert_eq!((moved.case.as_str(), moved.follows, moved.also), ("PCC-3", None, Vec::new()));
    // Where it moves to a case with a day open, it is asked by itself; left and carried on, it is still to be asked.
    let run = home.run_with(&["correct", &moved.record, "--plain"], "2\n2\nThe first child\nreference\nPCC-1\n");
    assert!(run.ends(8).err.contains("Is this that?"));
    home.run_with(&["resume", "PCC-1", "--plain"], "1\nwrite\n").ends(0);
    let back = heads(&home).into_iter().find(|head| head.corrects.is_some() && head.case == "PCC-1").unwrap();
    assert_eq!(back.follows, later.follows);
}

/// A strategy that waits or hands over, with a fact that is carried.
const RAISED: &str = r#"
format = 1
id = "raised"
title = "A concern raised"
version = "1"
source = "Invented"
verified = true

[roles]
manager = "the manager"

[[step]]
id = "raised-on"
ask = "On what day was it first raised?"
kind = "date"
fact = "raised-on"
filled-from = "case"

[[step]]
id = "way"
ask = "Which way does it go?"
kind = "choice"
options = [ { id = "wait", label = "We wait" }, { id = "hand", label = "We hand it over" } ]
routes = [ { is = "hand", to = "handed" }, { to = "reply" } ]

[[step]]
id = "reply"
label = "The reply"
ask = "What is the reply?"
kind = "choice"
options = [ { id = "yes", label = "Yes" }, { id = "no", label = "No" } ]
wait-for = "manager"
due = { within = "10 working days", from = "raised-on" }
routes = [ { is = "no-reply", to = "agreed", because = "There was no reply." }, { to = "agreed" } ]

[[outcome]]
id = "agreed"
kind = "resolved"
text = "It is over."

[[outcome]]
id = "handed"
kind = "handover"
text = "The manager takes it on."
handover = "manager"
due = { within = "10 working days", from = "raised-on" }
"#;

/// A review in two parts, settled, and what was said in it of the day: its two records.
fn settled() -> (Home, Head, Head) {
    let mut home = home_with("raised", RAISED, "2026-11-23");
    let file = "[answers]\nraised-on = 2026-11-20\nway = \"wait\"\nreply = \"waiting\"\n";
    let file = home.file("a.toml", &answers("raised", file));
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    home.turn_to("2026-11-30");
    let file =
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nreply = { is = \"yes\", on = 2026-11-27 }\n";
    let file = home.file("b.toml", file);
    home.run(&["resume", "PCC-1", "--answers", file.to_str().unwrap()]).ends(0);
    let part = |part: u32| heads(&home).into_iter().find(|head| head.part == part).unwrap();
    let (first, second) = (part(1), part(2));
    (home, first, second)
}

/// The words that the audit has for the day on which it was raised, one for each record that counts.
fn raised(home: &Home) -> Vec<String> {
    let audit = home.run(&["audit", "--format", "json"]).ends(0).out;
    let audit: serde_json::Value = serde_json::from_str(&audit).unwrap();
    let records = audit["records"].as_array().unwrap();
    records.iter().map(|record| record["facts"]["raised-on"].as_str().unwrap_or("none").to_owned()).collect()
}

#[test]
fn what_a_later_record_only_took_over_gives_way_to_what_was_put_right() {
    let (mut home, first, second) = settled();
    assert_eq!(second.facts["raised-on"], "2026-11-20");
    // Another review of the case keeps what it is shown.
    home.turn_to("2026-12-01");
    let again = "# The second review.\n[answers]\nraised-on = 2026-11-20\nway = \"wait\"\nreply = \"waiting\"\n";
    let file = home.file("c.toml", &answers("raised", again));
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    let text = fs::read_to_string(&paths(&home)[2]).unwrap();
    assert!(text.contains("carried-from = "), "{text}");
    correct(&home, first.name(), "It was in April", "[answers]\nraised-on = 2026-04-11\n");
    assert_eq!(raised(&home), ["2026-04-11", "2026-04-11", "2026-04-11"]);
    home.run(&["history", "PCC-1"]).ends(0).prints("First raised on Saturday 11 April 2026");
    home.run(&["strategy", "template", "raised", "--case", "PCC-1"]).ends(0).prints("raised-on = 2026-04-11");
    // The correction of a later part does not bring the old day back.
    let no = "[answers]\nreply = { is = \"no\", on = 2026-11-27 }\n";
    correct(&home, &second.record, "The answer was no", no);
    assert_eq!(raised(&home), ["2026-04-11", "2026-04-11", "2026-04-11"]);
    // Whoever says another day by themselves is believed.
    home.turn_to("2026-12-02");
    let own = again.replace("2026-11-20", "2026-11-19");
    let file = home.file("d.toml", &answers("raised", &own));
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    home.run(&["history", "PCC-1"]).ends(0).prints("First raised on Thursday 19 November 2026");
    let words = raised(&home);
    assert_eq!(words.iter().filter(|day| *day == "2026-11-19").count(), 1);
    home.run(&["verify"]).ends(0);
    // Whatever the files are called, the same was said in them.
    for (number, path) in paths(&home).into_iter().enumerate() {
        fs::rename(&path, path.with_file_name(format!("copy {number}.toml"))).unwrap();
    }
    assert_eq!(raised(&home), words);
}

#[test]
fn a_later_part_that_no_longer_follows_from_what_was_put_right_is_to_be_looked_at_again() {
    let (mut home, first, second) = settled();
    home.run(&["status"]).ends(0).prints("Nothing is unfinished and nothing waits.");
    home.turn_to("2026-12-08");
    // What only moves the date of the wait leaves the later part as it is.
    let moved = correct(&home, first.name(), "A day earlier", "[answers]\nraised-on = 2026-11-19\n");
    let flat = |args: &[&str]| home.run(args).ends(0).out.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = "later part";
    assert!(!flat(&["history", "PCC-1"]).contains(words) && !flat(&["verify"]).contains(words));
    let rest = "[answers]\nway = \"hand\"\nuntil-then = \"The school nurse calls on Mondays.\"\n";
    let handed = correct(&home, &moved.record, "It was handed over", rest);
    let by = handed.handover.as_ref().unwrap().by;
    assert_eq!(by.to_string(), "2026-12-03");
    let (name, words) = (second.name(), "A later part was written before this was put right: look at it again.");
    let story = flat(&["history", "PCC-1"]);
    assert!(story.contains(&format!("{words} It is the record of 30 November 2026, raised, {name}.")), "{story}");
    assert!(story.contains("By Thursday 3 December 2026: open, 3 working days late."), "{story}");
    assert!(!story.contains("No date is open"), "{story}");
    assert!(flat(&["show", &handed.record]).contains(words));
    // Whoever reads the later part alone is told too.
    let told = "This part was written before an earlier one was put right: look at it again.";
    for name in [name, second.record.as_str()] {
        assert!(flat(&["show", name]).contains(told), "{name}: {}", flat(&["show", name]));
    }
    assert!(flat(&["verify"]).contains("was written before this was put right: look at it again."));
    assert!(flat(&["status"]).contains("PCC-1: to go to the manager, by 3 December 2026"));
    let audit = home.run(&["audit", "--format", "json"]).ends(0).out;
    let audit: serde_json::Value = serde_json::from_str(&audit).unwrap();
    assert!(audit["needs"].as_array().unwrap().iter().any(|need| need["why"] == "overdue"), "{audit}");
}

#[test]
fn a_day_that_was_taken_over_as_the_promised_one_is_asked_again_where_another_is_met() {
    let step = "[[step]]\nid = \"promised-on\"\nask = \"By which day was it to be looked at?\"\nkind = \"date\"\nfilled-from = \"promised\"\n";
    let strategy = AGREES.replacen("[[step]]", &format!("{step}\n[[step]]"), 1);
    let mut home = home_with("agrees", &strategy, "2026-11-23");
    let file = "[answers]\npromised-on = 2026-11-20\nreview-on = 2026-12-04\n";
    let file = home.file("a.toml", &answers("agrees", file));
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    home.turn_to("2026-12-04");
    let file = home.file("b.toml", &answers("agrees", "follows = 2026-12-04\n[answers]\nreview-on = 2027-01-11\n"));
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    let later = heads(&home).into_iter().find(|head| head.follows.is_some()).unwrap();
    let file = home.file("correction.toml", &correction(later.name(), "A slip", "follows = \"none\"\n"));
    home.run(&["correct", "--answers", file.to_str().unwrap()]).ends(4).says("`promised-on` has no answer");
    let rest = "follows = \"none\"\n[answers]\npromised-on = 2026-12-01\n";
    let none = correct(&home, later.name(), "A slip", rest);
    let text = fs::read_to_string(home.records().join(format!("{}.toml", none.record))).unwrap();
    assert!(!text.contains("from = \"promised\"") && text.contains("date = 2026-12-01"), "{text}");
    let back = correct(&home, later.name(), "A slip", "follows = 2026-12-04\n");
    assert_eq!(back.follows, later.follows);
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_correction_of_references_alone_gives_back_a_date_that_only_they_tied() {
    let mut home = home_with("agrees", AGREES, "2026-11-23");
    let file = home.file("a.toml", &answers("agrees", "[answers]\nreview-on = 2026-12-04\n"));
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    home.turn_to("2026-12-04");
    let next = answers("agrees", "also = [\"PCC-1\"]\nfollows = 2026-12-04\n[answers]\nreview-on = 2027-01-11\n");
    let file = home.file("b.toml", &next.replacen("case = \"PCC-1\"", "case = \"HV-120\"", 1));
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    let later = heads(&home).into_iter().find(|head| head.follows.is_some()).unwrap();
    home.turn_to("2026-12-08");
    assert!(!is_open(&home, "PCC-1", FOURTH.0, FOURTH.1));
    let right = correct(&home, later.name(), "Another child's reference", "also = [\"ZZ-1\"]\n");
    assert_eq!((right.also, right.follows, right.met), (vec!["ZZ-1".to_owned()], None, None));
    assert!(is_open(&home, "PCC-1", FOURTH.0, FOURTH.1));
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_review_whose_references_were_changed_can_still_be_carried_on() {
    let step = "[[step]]\nid = \"promised-on\"\nask = \"By which day was it to be looked at?\"\nkind = \"date\"\nfilled-from = \"promised\"\n";
    let strategy = AGREES.replacen("[[step]]", &format!("{step}\n[[step]]"), 1);
    let mut home = home_with("agrees", &strategy, "2026-11-23");
    let file = "[answers]\npromised-on = 2026-11-20\nreview-on = 2026-12-04\n";
    let file = home.file("a.toml", &answers("agrees", file));
    home.run(&["start", "--answers", file.to_str().unwrap()]).ends(0);
    home.turn_to("2026-12-04");
    let part = answers("agrees", "also = [\"PCC-1\"]\nfollows = 2026-12-04\n[answers]\nreview-on = 2027-01-11\n");
    let file = home.file("b.toml", &part.replacen("case = \"PCC-1\"", "case = \"HV-120\"", 1));
    home.run(&["start", "--answers", file.to_str().unwrap(), "--partial"]).ends(8);
    let run = home.run_with(&["resume", "HV-120", "--plain"], "\nalso\nZZ-123\n.\n2 12 2026\n:save\n").ends(8);
    assert!(run.err.contains("By which day was it to be looked at?"), "{}", run.err);
    let run = home.run_with(&["resume", "HV-120", "--plain"], "write\n").ends(0);
    let made = heads(&home).into_iter().find(|head| head.case == "HV-120").unwrap();
    assert_eq!((made.also, made.follows), (vec!["ZZ-123".to_owned()], None), "{}", run.err);
}
