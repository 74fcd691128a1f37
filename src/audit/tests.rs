//! Four cases, worked out by hand on a calendar of November 2026 (the 2nd, 9th, 16th and 23rd are Mondays; no bank
//! holiday lies between).

use std::path::PathBuf;

use chrono::DateTime;
use chrono::NaiveDate;

use crate::audit::By;
use crate::audit::Figure;
use crate::audit::Filter;
use crate::audit::Folder;
use crate::audit::Ladder;
use crate::audit::Last;
use crate::audit::Question;
use crate::audit::Reason;
use crate::audit::Report;
use crate::audit::Why;
use crate::audit::audit;
use crate::calendar::Calendar;
use crate::calendar::Division;
use crate::record::Brief;
use crate::record::Handover;
use crate::record::Head;
use crate::record::HowMet;
use crate::record::LookAgain;
use crate::record::Met;
use crate::record::OfOutcome;
use crate::record::OfStrategy;
use crate::record::Waiting;
use crate::records::Standing;
use crate::review::Continues;
use crate::review::Corrects;
use crate::review::Follows;
use crate::strategy::SHIPPED;
use crate::strategy::Sketch;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub(crate) fn head(case: &str, review: &str, part: u32, date: &str, strategy: &str) -> Head {
    let at = DateTime::parse_from_rfc3339(&format!("{date}T10:00:00+00:00")).expect("a time");
    Head {
        format: 1,
        record: format!("{date}_{case}_{strategy}_{review}{part}"),
        case: case.into(),
        also: Vec::new(),
        typed_by: None,
        date: day(date),
        about: "child".into(),
        strategy: OfStrategy { id: strategy.into(), title: strategy.into(), version: "1".into(), sha256: "0".into() },
        outcome: None,
        handover: None,
        look_again: None,
        waiting: None,
        at_risk: "no".into(),
        at_risk_at: None,
        confirmed: true,
        own: Vec::new(),
        review: review.into(),
        part,
        continues: None,
        corrects: None,
        explains: None,
        follows: None,
        met: None,
        facts: [].into(),
        calendar: "england-and-wales".into(),
        retention: None,
        began: at,
        written: at,
        date_given: false,
        clock_went_back: false,
        practice: false,
        answers_sha256: None,
        rethink: "0".into(),
        salt: "0".into(),
    }
}

pub(crate) fn outcome(id: &str, kind: &str, next: Option<&str>) -> OfOutcome {
    OfOutcome { id: id.into(), kind: kind.into(), text: id.into(), because: None, next: next.map(Into::into) }
}

fn waiting(role: &str, due: &str) -> Waiting {
    let (step, label) = ("meet".into(), "Meeting".into());
    Waiting { step, label, role: role.into(), who: role.into(), due: day(due), counted: String::new() }
}

fn handover(role: &str, by: &str) -> Handover {
    Handover { role: role.into(), to: role.into(), by: day(by), counted: String::new() }
}

fn met(how: HowMet, due: &str, on: &str, late: i64) -> Met {
    Met { how, due: day(due), on: day(on), late }
}

/// The digest of a record, in these tests, is its name.
fn follows(record: &str, due: &str) -> Follows {
    Follows { record: record.into(), sha256: record.into(), due: day(due), past_wait: false }
}

fn facts(head: &mut Head, facts: &[(&str, &str)]) {
    head.facts.extend(facts.iter().map(|(name, word)| ((*name).into(), (*word).into())));
}

/// A-1 waited and was settled a working day late. B-2 went on to strategy 2, was to be looked at again, and was closed
/// two working days late. C-3 was handed over, and nothing follows. D-4 began at strategy 3 and waits for its manager.
fn folder() -> Folder {
    let mut a1 = head("A-1", "a", 1, "2026-11-02", "rethink-1");
    a1.waiting = Some(waiting("family", "2026-11-09"));
    let mut a2 = head("A-1", "a", 2, "2026-11-10", "rethink-1");
    a2.continues = Some(Continues { record: a1.record.clone(), sha256: a1.record.clone() });
    a2.met = Some(met(HowMet::Late, "2026-11-09", "2026-11-10", 1));
    a2.outcome = Some(outcome("resolved", "resolved", None));
    facts(&mut a2, &[("childs-view", "given"), ("family-told", "raiser"), ("category", "progress")]);

    let mut b1 = head("B-2", "b", 1, "2026-11-03", "rethink-1");
    b1.outcome = Some(outcome("not-settled", "handover", Some("rethink-2")));
    b1.handover = Some(handover("lead-professional", "2026-11-06"));
    let mut b2 = head("B-2", "c", 1, "2026-11-06", "rethink-2");
    b2.also = vec!["HV-9".into()];
    b2.follows = Some(follows(&b1.record, "2026-11-06"));
    b2.met = Some(met(HowMet::Kept, "2026-11-06", "2026-11-06", 0));
    b2.outcome = Some(outcome("agreed", "review", None));
    b2.look_again = Some(LookAgain { by: day("2026-11-20"), counted: String::new() });
    // The other agency writes under its own reference.
    let mut b3 = head("hv-9", "d", 1, "2026-11-24", "follow-up");
    b3.follows = Some(follows(&b2.record, "2026-11-20"));
    b3.met = Some(met(HowMet::Late, "2026-11-20", "2026-11-24", 2));
    b3.outcome = Some(outcome("closed", "resolved", None));
    facts(&mut b3, &[("raiser-told-on", "2026-11-24"), ("changed-for-child", "better"), ("category", "plan")]);

    let mut c1 = head("C-3", "e", 1, "2026-11-04", "rethink-1");
    c1.outcome = Some(outcome("not-settled", "handover", Some("rethink-2")));
    c1.handover = Some(handover("lead-professional", "2026-11-11"));
    facts(&mut c1, &[("category", "progress")]);

    let mut d1 = head("D-4", "f", 1, "2026-11-16", "rethink-3");
    d1.waiting = Some(waiting("line-manager", "2026-11-27"));
    facts(&mut d1, &[("facilitator-asked-on", "2026-11-16"), ("went-straight-to", "given")]);
    d1.date_given = true;

    let briefs = [a1, a2, b1, b2, b3, c1, d1].iter().map(|head| Brief::of(head, &head.record)).collect();
    Folder { briefs, ..Folder::default() }
}

pub(crate) fn ladder() -> Ladder {
    Ladder::of(SHIPPED.iter().filter_map(|(_, text)| Sketch::of(text)))
}

pub(crate) fn question(filter: Filter) -> Question {
    let (today, soon) = (day("2026-11-25"), day("2026-12-09"));
    Question { today, soon, filter, by: None, compared: None, role: None, last: None, lost: 0, risks_gone: Vec::new() }
}

fn put<T>(question: &Question, draw: impl FnOnce(&Report<'_>) -> T) -> T {
    let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
    audit(&folder(), &[], &calendar, &ladder(), question, |report| draw(report))
}

fn asked<T>(filter: Filter, by: Option<By>, draw: impl FnOnce(&Report<'_>) -> T) -> T {
    put(&Question { by, ..question(filter) }, draw)
}

fn figure(report: &Report<'_>, group: &str, what: &str, strategy: &str, to: &str) -> String {
    let found = report.figures[group].iter().find(|it| (it.what, &*it.strategy, &*it.to) == (what, strategy, to));
    match found.map(|measure| &measure.figure) {
        None => "none".to_owned(),
        Some(Figure::Few) => "few".to_owned(),
        Some(Figure::Count(many)) => many.to_string(),
        Some(Figure::Share(share)) => format!("{} of {}", share.part, share.whole),
        Some(Figure::Days(days)) => format!(
            "{}: {}, {}",
            days.many(),
            days.median().map_or(String::new(), |days| days.to_string()),
            days.percentile(90).map_or(String::new(), |days| days.to_string())
        ),
    }
}

#[test]
fn every_figure_is_the_one_worked_out_by_hand() {
    asked(Filter::default(), None, |report| {
        for (what, strategy, to, wanted) in [
            ("cases", "", "", "4"),
            // A-1 has two parts of one review; B-2 has three reviews.
            ("reviews", "", "", "6"),
            // Strategy 1 has ended for A, B and C.
            ("settled", "rethink-1", "", "1 of 3"),
            ("went-on", "rethink-1", "rethink-2", "2 of 3"),
            ("open", "rethink-1", "", "0 of 3"),
            // A: 3, 4, 5, 6, 9 and 10 November; B was picked up on the 6th: 4, 5, 6. Nobody has picked up C.
            ("days", "rethink-1", "", "2: 3, 6"),
            // Nobody has begun strategy 2 on C yet.
            ("settled", "rethink-2", "", "1 of 1"),
            // Nobody went there, and its file says that one may.
            ("went-on", "rethink-2", "rethink-3", "0 of 1"),
            // From the 6th to the 24th: 5 + 5 + 2.
            ("days", "rethink-2", "", "1: 12, 12"),
            ("rounds", "rethink-2", "", "1: 1, 1"),
            ("settled", "rethink-3", "", "0 of 0"),
            ("open", "rethink-3", "", "1 of 1"),
            ("days", "rethink-3", "", "0: , "),
            // The follow-up is no stay of its own.
            ("settled", "follow-up", "", "none"),
            ("dates-kept", "", "", "1 of 4"),
            ("dates-late", "", "", "2 of 4"),
            ("dates-no-reply", "", "", "0 of 4"),
            ("dates-past", "", "", "1 of 4"),
            ("dates-to-come", "", "", "1 of 5"),
            ("days-late", "", "", "2: 1, 2"),
            ("first", "", "", "1 of 3"),
            ("came-back", "", "", "0 of 2"),
            ("straight-to", "", "", "1 of 4"),
            ("childs-view", "", "", "1 of 4"),
            ("family-told", "", "", "1 of 4"),
            ("raiser-told", "", "", "1 of 2"),
            ("changed-yes", "", "", "1 of 1"),
            ("changed-too-soon", "", "", "0 of 1"),
        ] {
            assert_eq!(figure(report, "", what, strategy, to), wanted, "{what} {strategy} {to}");
        }
        assert_eq!((report.totals.records, report.given, report.invented), (7, 1, false));
    });
}

#[test]
fn what_waits_for_the_reader_is_first_and_then_what_is_most_urgent() {
    asked(Filter::default(), None, |report| {
        let needs: Vec<_> = report
            .needs
            .iter()
            .map(|need| (need.case, need.why, need.days, need.yours, need.reason == Reason::Said))
            .collect();
        let wanted = [
            // The 26th and the 27th are still to come.
            ("D-4", Why::Soon, -2, true, false),
            // After the 11th: 12, 13, five days, 23, 24, 25.
            ("C-3", Why::Late, 10, false, false),
            ("D-4", Why::Facilitator, 7, false, false),
            ("C-3", Why::ChildsView, 15, false, false),
            ("D-4", Why::ChildsView, 7, false, false),
            ("C-3", Why::Family, 15, false, false),
            ("D-4", Why::Family, 7, false, false),
            // Settled on the 10th: three days, five days, three days.
            ("A-1", Why::Raiser, 11, false, false),
        ];
        assert_eq!(needs, wanted);
    });
}

#[test]
fn a_filter_leaves_out_cases_and_needs() {
    let cases = |filter: Filter| asked(filter, None, |report| figure(report, "", "cases", "", ""));
    let some = |word: &str| Some(word.to_owned());
    for (filter, wanted) in [
        (Filter { case: some("b-2"), ..Filter::default() }, "1"),
        (Filter { case: some("HV-9"), ..Filter::default() }, "1"),
        (Filter { strategy: some("rethink-1"), ..Filter::default() }, "3"),
        (Filter { outcome: some("resolved"), ..Filter::default() }, "2"),
        (Filter { outcome: some("closed"), ..Filter::default() }, "1"),
        (Filter { category: some("progress"), ..Filter::default() }, "2"),
        (Filter { agency: some("NHS"), ..Filter::default() }, "0"),
        // A ended on the 10th, B's strategy 2 on the 24th; D has not ended and began on the 16th.
        (Filter { from: Some(day("2026-11-10")), ..Filter::default() }, "3"),
        (Filter { to: Some(day("2026-11-04")), ..Filter::default() }, "2"),
    ] {
        assert_eq!(cases(filter.clone()), wanted, "{filter:?}");
    }
    let needs = |filter: Filter| asked(filter, None, |report| report.needs.len());
    assert_eq!(needs(Filter { overdue: true, ..Filter::default() }), 1);
    assert_eq!(needs(Filter { due_by: Some(day("2026-11-27")), ..Filter::default() }), 2);
    assert_eq!(needs(Filter { due_by: Some(day("2026-11-26")), ..Filter::default() }), 1);
    // The date, and what has no outcome while it waits.
    assert_eq!(needs(Filter { waiting_on: some("line-manager"), ..Filter::default() }), 2);
}

#[test]
fn groups_hold_each_case_once() {
    asked(Filter::default(), Some(By::Category), |report| {
        let groups: Vec<(&str, String)> =
            report.figures.keys().map(|group| (group.as_str(), figure(report, group, "cases", "", ""))).collect();
        let wanted = [("", "4"), ("not said", "1"), ("plan", "1"), ("progress", "2")];
        assert_eq!(groups, wanted.map(|(group, many)| (group, many.to_owned())));
    });
    asked(Filter::default(), Some(By::Quarter), |report| {
        assert_eq!(figure(report, "2026-Q4", "cases", "", ""), "4");
    });
}

#[test]
fn a_correction_counts_in_the_place_and_as_of_the_day_of_what_it_corrects() {
    let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
    // Raised on Monday 2 November; the record of Friday said that it was settled, and it was not: put right a week later.
    let mut wrong = head("W-1", "wwwwwww", 1, "2026-11-02", "rethink-1");
    wrong.outcome = Some(outcome("settled", "resolved", None));
    let mut right = head("W-1", "wwwwwww", 1, "2026-11-09", "rethink-1");
    right.record += "x";
    right.outcome = Some(outcome("on", "handover", Some("rethink-2")));
    right.handover = Some(handover("lead", "2026-11-16"));
    right.corrects = Some(Corrects {
        record: wrong.record.clone(),
        sha256: wrong.record.clone(),
        day: wrong.date,
        reason: "The wrong one was chosen".to_owned(),
    });
    let heads = |all: &[&Head]| {
        let briefs = all.iter().map(|head| Brief::of(head, &head.record)).collect();
        Folder { briefs, ..Folder::default() }.standing(&|_, _| None)
    };
    let figures = |folder: &Folder, wanted: &[&str]| {
        audit(folder, &[], &calendar, &ladder(), &question(Filter::default()), |report| {
            let one = |what, strategy, to| figure(report, "", what, strategy, to);
            let have = [
                one("cases", "", ""),
                one("reviews", "", ""),
                one("settled", "rethink-1", ""),
                one("went-on", "rethink-1", "rethink-2"),
                one("days", "rethink-1", ""),
                one("dates-past", "", ""),
            ];
            assert_eq!(have, wanted);
            assert!(report.needs.iter().all(|need| need.why != Why::Twice));
            report.corrected.iter().map(|(was, is)| format!("{was} {is}")).collect::<Vec<_>>()
        })
    };
    assert_eq!(figures(&heads(&[&wrong]), &["1", "1", "1 of 1", "0 of 1", "1: 0, 0", "0 of 0"]), [""; 0]);
    // It was handed on, and nobody has picked it up: it is not over, whenever that was put right.
    let both = figures(&heads(&[&wrong, &right]), &["1", "1", "0 of 1", "1 of 1", "0: , ", "1 of 1"]);
    assert_eq!(both, [format!("{} {}", wrong.record, right.record)]);
}

#[test]
fn a_folder_as_it_stood_on_a_day_has_nothing_of_later_days() {
    let unread = ["2026-11-20_X-1_rethink-1_aaaaaaaa.toml", "2026-11-03_X-1_rethink-1_bbbbbbbb.toml"];
    let mut folder = folder();
    let why = crate::records::Unread::TooLong;
    folder.unread = unread.iter().map(|name| (PathBuf::from("team").join(name), why)).collect();
    let folder = folder.as_of(day("2026-11-06"));
    // A's first part, B's first two, C.
    assert_eq!(folder.totals().records, 4);
    assert_eq!(folder.totals().closed, 1);
}

#[test]
fn who_looks_for_the_right_strategy_has_tried_none() {
    let mut folder = folder();
    let mut triage = head("E-5", "g", 1, "2026-11-18", "triage");
    triage.outcome = Some(outcome("other-procedure", "stopped", None));
    folder.briefs.push(Brief::of(&triage, &triage.record));
    let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
    audit(&folder, &[], &calendar, &ladder(), &question(Filter::default()), |report| {
        assert_eq!(figure(report, "", "cases", "", ""), "5");
        assert_eq!(figure(report, "", "settled", "triage", ""), "none");
        assert_eq!(figure(report, "", "straight-to", "", ""), "1 of 5");
    });
}

#[test]
fn a_later_strategy_comes_early_unless_the_one_that_leads_to_it_was_tried() {
    for (strategies, wanted) in [
        (&["rethink-2"][..], "0 of 1"),
        (&["rethink-3"], "1 of 1"),
        (&["hips-escalation"], "1 of 1"),
        // Strategy 2 is missing in between, or strategy 3, or both.
        (&["rethink-1", "rethink-3"], "1 of 1"),
        (&["rethink-1", "rethink-3", "hips-escalation"], "1 of 1"),
        (&["rethink-2", "hips-escalation"], "1 of 1"),
        (&["rethink-1", "hips-escalation"], "1 of 1"),
        // A lead professional begins with strategy 2.
        (&["rethink-2", "rethink-3", "hips-escalation"], "0 of 1"),
        (&["rethink-1", "rethink-2", "rethink-3"], "0 of 1"),
    ] {
        let heads: Vec<Head> = (0u32..)
            .zip(strategies)
            .map(|(number, id)| head("N-1", &format!("r{number}"), 1, &format!("2026-11-{:02}", number + 3), id))
            .collect();
        let briefs = heads.iter().map(|head| Brief::of(head, &head.record)).collect();
        let folder = Folder { briefs, ..Folder::default() };
        let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
        audit(&folder, &[], &calendar, &ladder(), &question(Filter::default()), |report| {
            assert_eq!(figure(report, "", "straight-to", "", ""), wanted, "{strategies:?}");
        });
    }
}

#[test]
fn a_handover_that_nobody_has_answered_has_no_outcome_yet() {
    let handed = |strategy: &str, to: &str, next: Option<&str>| {
        let mut one = head("I-1", "i", 1, "2026-11-12", strategy);
        one.outcome = Some(outcome("on", "handover", next));
        one.handover = Some(handover(to, "2027-02-26"));
        facts(&mut one, &[("childs-view", "given"), ("family-told", "raiser")]);
        one
    };
    let facilitator = handed("rethink-2", "independent-facilitator", Some("rethink-3"));
    assert_eq!(needed(&[&facilitator], Filter::default()), [Why::Facilitator]);
    let mut escalated = handed("hips-escalation", "safeguarding-partners", None);
    assert_eq!(needed(&[&escalated], Filter::default()), [Why::Escalated]);
    escalated = handed("rethink-2", "safeguarding-lead", Some("hips-escalation"));
    assert_eq!(needed(&[&escalated], Filter::default()), [Why::Escalated]);
    // Another strategy is nobody's escalation, and a record answers it, whether or not it says what it follows.
    assert_eq!(needed(&[&handed("rethink-1", "lead-professional", Some("rethink-2"))], Filter::default()), []);
    let next = head("I-1", "j", 1, "2026-11-20", "rethink-3");
    assert_eq!(needed(&[&facilitator, &next], Filter::default()), []);
}

#[test]
fn where_a_child_may_be_at_risk_comes_before_all_else() {
    // K-1 is urgent and due today; the manager's own note is past its day, and somebody was not sure on O-1.
    let mut urgent = head("K-1", "k", 1, "2026-11-25", "hips-escalation");
    urgent.at_risk = "told-and-disagree".into();
    urgent.waiting = Some(waiting("other-manager", "2026-11-25"));
    let mut note = head("C-1", "c", 1, "2026-11-02", "oversight");
    note.outcome = Some(outcome("asked", "review", None));
    note.look_again = Some(LookAgain { by: day("2026-11-09"), counted: String::new() });
    let mut unsure = head("O-1", "o", 1, "2026-11-16", "rethink-1");
    unsure.at_risk = "not-sure".into();
    unsure.outcome = Some(outcome("settled", "resolved", None));
    facts(&mut unsure, &[("raiser-told-on", "2026-11-16")]);
    let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
    let first = |heads: &[&Head], many: usize| {
        let briefs = heads.iter().map(|head| Brief::of(head, &head.record)).collect();
        let folder = Folder { briefs, ..Folder::default() };
        audit(&folder, &[], &calendar, &ladder(), &question(Filter::default()), |report| {
            let needs = report.needs.iter().take(many);
            needs.map(|need| (need.case.to_owned(), need.why, need.reason)).collect::<Vec<_>>()
        })
    };
    let wanted =
        [("K-1", Why::Risk, Reason::AtRisk), ("O-1", Why::Risk, Reason::Unsaid), ("C-1", Why::Late, Reason::Unsaid)];
    let wanted = wanted.map(|(case, why, reason)| (case.to_owned(), why, reason));
    assert_eq!(first(&[&urgent, &note, &unsure], 3), wanted);
    // Another review's no and a note end nothing that was said in this one; its own no does, if it is of the same person.
    let at = |hour: u32| format!("2026-11-25T{hour}:00:00Z").parse().ok();
    let later = |case: &str, strategy: &str| Head { at_risk_at: at(20), ..head(case, "l", 1, "2026-11-25", strategy) };
    let part = |of: &Head, risk: &str, hour: u32, typed_by: Option<&str>| Head {
        record: format!("{}{hour}", of.record),
        part: 2,
        at_risk: risk.into(),
        at_risk_at: at(hour),
        typed_by: typed_by.map(str::to_owned),
        date: day("2026-11-25"),
        ..of.clone()
    };
    let risks = |heads: &[&Head]| first(heads, 9).iter().filter(|(_, why, _)| *why == Why::Risk).count();
    for strategy in ["rethink-1", "rethink-2", "oversight", "hips-escalation"] {
        assert_eq!(risks(&[&unsure, &later("O-1", strategy)]), 1, "{strategy}");
        assert_eq!(risks(&[&urgent, &later("K-1", strategy)]), 1, "{strategy}");
    }
    let teacher = Head { typed_by: Some("Teacher".to_owned()), ..unsure.clone() };
    assert_eq!(risks(&[&unsure, &part(&unsure, "no", 20, None)]), 0);
    assert_eq!(risks(&[&teacher, &part(&unsure, "no", 20, None)]), 1);
    assert_eq!(risks(&[&teacher, &part(&unsure, "no", 20, Some("Nurse"))]), 1);
    assert_eq!(risks(&[&teacher, &part(&unsure, "no", 20, Some("teacher"))]), 0);
    // Of two who were not sure, each answers for themselves.
    let two = [&teacher, &part(&unsure, "not-sure", 20, Some("Nurse")), &part(&unsure, "no", 21, Some("Nurse"))];
    assert_eq!(risks(&two), 1);
    // What is said again after a no is open again.
    assert_eq!(risks(&[&urgent, &part(&urgent, "no", 20, None), &part(&urgent, "told-and-disagree", 21, None)]), 1);
    // What was urgent and is settled is over.
    urgent.waiting = None;
    urgent.outcome = Some(outcome("resolved", "resolved", None));
    assert_eq!(risks(&[&urgent]), 0);
}

#[test]
fn what_waits_for_the_reader_goes_by_their_role_if_records_know_it() {
    let yours = |role: Option<&str>| {
        let question = Question { role: role.map(str::to_owned), ..question(Filter::default()) };
        put(&question, |report| {
            let yours = report.needs.iter().filter(|need| need.yours).map(|need| need.case.to_owned());
            (report.reader.to_owned(), yours.collect::<Vec<_>>())
        })
    };
    assert_eq!(yours(None), ("line-manager".to_owned(), vec!["D-4".to_owned()]));
    assert_eq!(yours(Some("The lead professional")), ("The lead professional".to_owned(), vec!["C-3".to_owned()]));
    assert_eq!(yours(Some("Team manager, north")), ("line-manager".to_owned(), vec!["D-4".to_owned()]));
}

#[test]
fn those_on_whom_most_dates_wait_come_first() {
    put(&question(Filter::default()), |report| {
        // C-3's handover is ten working days past; D-4's talk comes soon.
        let turns: Vec<_> = report.turns.iter().map(|it| (it.who, it.past, it.soon, it.longest)).collect();
        assert_eq!(turns, [("lead-professional", 1, 0, 10), ("line-manager", 0, 1, 0)]);
    });
}

#[test]
fn what_is_new_is_what_was_not_there_last_time() {
    let of = |on: &str| {
        put(&question(Filter::default()), |report| Last {
            on: day(on),
            needs: report.needs.iter().filter(|need| need.case != "C-3").map(crate::audit::Need::key).collect(),
        })
    };
    let last = of("2026-11-20");
    put(&Question { last: Some(last), ..question(Filter::default()) }, |report| {
        assert_eq!(report.last, Some(day("2026-11-20")));
        assert!(report.needs.iter().all(|need| need.new == (need.case == "C-3")));
    });
    put(&question(Filter::default()), |report| assert!(report.needs.iter().all(|need| !need.new)));
}

#[test]
fn what_was_settled_early_is_there_to_thank_people_for() {
    put(&question(Filter::default()), |report| {
        // A-1 was settled on the 10th by strategy 1, six working days after the 2nd. B-2 took two strategies.
        let thanks: Vec<_> = report.thanks.iter().map(|it| (it.case, it.strategy, it.on, it.days)).collect();
        assert_eq!(thanks, [("A-1", "rethink-1", day("2026-11-10"), 6)]);
    });
    // A month later it is no news.
    let later = Question { today: day("2026-12-23"), ..question(Filter::default()) };
    put(&later, |report| assert_eq!(report.thanks, []));
}

#[test]
fn an_end_to_which_nobody_came_is_named_once_there_were_many() {
    let mut folder = folder();
    let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
    let never = |folder: &Folder| {
        audit(folder, &[], &calendar, &ladder(), &question(Filter::default()), |report| {
            report.never.iter().map(|(id, end)| format!("{id} {end}")).collect::<Vec<_>>()
        })
    };
    assert_eq!(never(&folder), [""; 0]);
    for number in 0..20 {
        let mut one = head(&format!("F-{number}"), "f", 1, "2026-11-18", "oversight");
        one.outcome = Some(outcome("noted", "stopped", None));
        folder.briefs.push(Brief::of(&one, &one.record));
    }
    assert_eq!(never(&folder), ["oversight asked"]);
}

#[test]
fn two_times_are_held_against_each_other() {
    // Strategy 1 ended for C on the 4th, for B on the 3rd and for A on the 10th.
    let times = [(day("2026-11-01"), day("2026-11-05")), (day("2026-11-06"), day("2026-11-30"))];
    put(&Question { compared: Some(times), ..question(Filter::default()) }, |report| {
        let compared = report.compared.as_ref().expect("two times");
        let of = |what: &str, strategy: &str, to: &str| {
            let is = |it: &&crate::audit::Change| (it.what, &*it.strategy, &*it.to) == (what, strategy, to);
            let change = compared.changes.iter().find(is).expect("a share");
            let (before, after) = (change.before, change.after);
            ((before.part, before.whole), (after.part, after.whole), change.is_too_few())
        };
        assert_eq!(of("settled", "rethink-1", ""), ((0, 2), (1, 1), true));
        assert_eq!(of("went-on", "rethink-1", "rethink-2"), ((2, 2), (0, 1), true));
        // Strategy 2 ended for B on the 24th, and for nobody before: it has a whole in one time only.
        assert_eq!(of("settled", "rethink-2", ""), ((0, 0), (1, 1), true));
        // Of the dates, B's 6th, A's 9th, C's 11th, B's 20th and D's 27th come later: kept, late, past, late, to come.
        assert_eq!(of("dates-kept", "", ""), ((0, 0), (1, 4), true));
    });
}

#[test]
fn what_happened_in_one_time_only_has_its_whole_in_the_other() {
    // In October strategy 1 settled six cases. In November it settled five, and sent one to strategy 3 and one round again.
    let mut folder = Folder::default();
    let mut put = |case: &str, review: &str, date: &str, end: (&str, &str, Option<&str>)| {
        let mut one = head(case, review, 1, date, "rethink-1");
        one.outcome = Some(outcome(end.0, end.1, end.2));
        folder.briefs.push(Brief::of(&one, &one.record));
    };
    let settled = ("resolved", "resolved", None);
    (0..6).for_each(|number| put(&format!("O-{number}"), "o", "2026-10-14", settled));
    (0..5).for_each(|number| put(&format!("N-{number}"), "n", "2026-11-11", settled));
    put("T-1", "t", "2026-11-12", ("stuck", "handover", Some("rethink-3")));
    put("R-1", "r", "2026-11-13", ("stuck", "handover", Some("rethink-1")));
    let times = [(day("2026-10-01"), day("2026-10-31")), (day("2026-11-01"), day("2026-11-30"))];
    let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
    let of = |times: [(NaiveDate, NaiveDate); 2]| {
        let question = Question { compared: Some(times), ..question(Filter::default()) };
        audit(&folder, &[], &calendar, &ladder(), &question, |report| {
            let compared = report.compared.as_ref().expect("two times");
            let its = compared.changes.iter().filter(|it| it.strategy == "rethink-1");
            let share = |share: crate::audit::Share| (share.part, share.whole);
            its.map(|it| (format!("{} {}", it.what, it.to), share(it.before), share(it.after))).collect::<Vec<_>>()
        })
    };
    let wanted = [
        ("settled ", (6, 6), (5, 7)),
        ("went-on rethink-1", (0, 6), (1, 7)),
        ("went-on rethink-2", (0, 6), (0, 7)),
        ("went-on rethink-3", (0, 6), (1, 7)),
        ("ended-otherwise ", (0, 6), (0, 7)),
        ("open ", (0, 6), (0, 7)),
    ];
    assert_eq!(of(times), wanted.map(|(what, before, after)| (what.to_owned(), before, after)));
    // Whichever time it is.
    let turned = wanted.map(|(what, before, after)| (what.to_owned(), after, before));
    assert_eq!(of([times[1], times[0]]), turned);
}

#[test]
fn in_a_meeting_nobody_is_known_by_a_reference() {
    let mut folder = folder();
    folder.unread = vec![("team/2026-11-20_B-2_rethink-1_aaaaaaaa.toml".into(), crate::records::Unread::TooLong)];
    let of = |folder: &Folder| {
        let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
        audit(folder, &[], &calendar, &ladder(), &question(Filter::default()), |report| {
            (report.needs.iter().map(|need| need.case.to_owned()).collect::<Vec<_>>(), report.figures.clone())
        })
    };
    let (before, figures) = of(&folder);
    let folder = folder.anonymous();
    let (numbered, same) = of(&folder);
    // A, B, C and D began in that order.
    let number = |case: &String| ["A-1", "hv-9", "C-3", "D-4"].iter().position(|it| it == case).map(|it| it + 1);
    let wanted: Vec<String> = before.iter().filter_map(number).map(|number| format!("case-{number}")).collect();
    assert_eq!((numbered.len(), &same), (before.len(), &figures));
    let sorted = |mut all: Vec<String>| {
        all.sort();
        all
    };
    assert_eq!(sorted(numbered), sorted(wanted));
    let names = folder.briefs.iter().flat_map(|it| {
        let before = it.continues.iter().chain(&it.follows).map(|before| before.record.to_string());
        [it.record.to_string(), it.case.to_string(), format!("{:?}", it.also)].into_iter().chain(before)
    });
    let names = names.chain(folder.unread.iter().map(|(path, _)| path.display().to_string()));
    let names = names.collect::<Vec<_>>().join(" ").to_lowercase();
    assert!(["a-1", "b-2", "c-3", "d-4", "hv-9"].iter().all(|case| !names.contains(&format!("_{case}_"))), "{names}");
    assert!(folder.briefs.iter().all(|it| it.case.starts_with("case-")), "{names}");
}

#[test]
fn a_correction_stands_in_the_place_of_what_it_corrects() {
    let mut folder = folder();
    let corrects = |name: &str, sha256: &str, on: &str, kind: &str| {
        let mut one = head("A-1", "a", 2, "2026-11-10", "rethink-1");
        one.continues = Some(Continues {
            record: "2026-11-02_A-1_rethink-1_a1".into(),
            sha256: "2026-11-02_A-1_rethink-1_a1".into(),
        });
        one.met = Some(met(HowMet::Kept, "2026-11-09", "2026-11-09", 0));
        one.outcome = Some(outcome(kind, kind, None));
        let mut brief = Brief::of(&one, name);
        brief.date = day(on);
        brief.written = DateTime::parse_from_rfc3339(&format!("{on}T10:00:00+00:00")).expect("a time");
        brief.corrects = Some(crate::record::InPlaceOf { sha256: sha256.into(), day: day("2026-11-10") });
        brief
    };
    // The end of A-1 is corrected on the 20th, and that correction again on the 23rd: it stopped, and its date was kept.
    folder.briefs.push(corrects("one", "2026-11-10_A-1_rethink-1_a2", "2026-11-20", "resolved"));
    folder.briefs.push(corrects("two", "one", "2026-11-23", "stopped"));
    let folder = folder.standing(&|_, _| None);
    assert_eq!((folder.totals().records, folder.totals().corrected), (7, 2));
    let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
    audit(&folder, &[], &calendar, &ladder(), &question(Filter::default()), |report| {
        for (what, strategy, wanted) in [
            ("cases", "", "4"),
            ("reviews", "", "6"),
            ("settled", "rethink-1", "0 of 3"),
            // It counts as of the 10th: six working days still.
            ("days", "rethink-1", "2: 3, 6"),
            ("dates-kept", "", "2 of 4"),
            ("dates-late", "", "1 of 4"),
        ] {
            assert_eq!(figure(report, "", what, strategy, ""), wanted, "{what} {strategy}");
        }
    });
}

/// What an audit of this folder found, with the calendar by which it was seen.
pub(crate) fn put_in<T>(folder: &Folder, draw: impl FnOnce(&mut Report<'_>, &Calendar) -> T) -> T {
    let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
    audit(folder, &[], &calendar, &ladder(), &question(Filter::default()), |report| draw(report, &calendar))
}

/// Why the only case needs somebody.
fn needed(heads: &[&Head], filter: Filter) -> Vec<Why> {
    let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
    let briefs = heads.iter().map(|head| Brief::of(head, &head.record)).collect();
    let folder = Folder { briefs, ..Folder::default() };
    audit(&folder, &[], &calendar, &ladder(), &question(filter), |report| {
        report.needs.iter().map(|need| need.why).collect()
    })
}

#[test]
fn what_was_once_done_stays_done() {
    let mut first = head("E-5", "g", 1, "2026-11-03", "rethink-1");
    first.outcome = Some(outcome("on", "handover", Some("rethink-2")));
    facts(&mut first, &[("childs-view", "given"), ("family-told", "raiser")]);
    let mut next = head("E-5", "h", 1, "2026-11-10", "rethink-2");
    facts(&mut next, &[("childs-view", "why-not"), ("family-told", "why-not")]);
    assert_eq!(needed(&[&first, &next], Filter::default()), []);
    assert_eq!(needed(&[&next], Filter::default()), [Why::ChildsView, Why::Family]);
    // A later part of the same review takes nothing back either.
    let mut later = head("E-5", "g", 2, "2026-11-10", "rethink-1");
    later.continues = Some(Continues { record: first.record.clone(), sha256: first.record.clone() });
    facts(&mut later, &[("childs-view", "why-not"), ("family-told", "why-not")]);
    first.outcome = None;
    assert_eq!(needed(&[&first, &later], Filter::default()), []);
}

#[test]
fn nothing_has_ended_that_waits_for_somebody_outside_every_strategy() {
    let mut given = head("F-6", "i", 1, "2026-11-03", "our-own");
    given.outcome = Some(outcome("to-them", "handover", None));
    given.handover = Some(handover("their-manager", "2026-11-10"));
    assert_eq!(needed(&[&given], Filter::default()), [Why::Late, Why::ChildsView, Why::Family]);
    let mut stopped = given.clone();
    stopped.handover = None;
    stopped.outcome = Some(outcome("withdrawn", "stopped", None));
    assert_eq!(needed(&[&stopped], Filter::default()), [Why::Raiser]);
}

#[test]
fn of_one_agency_no_more_is_shown_than_by_agency() {
    let heads: Vec<Head> = (0..6)
        .map(|number| {
            let mut one = head(&format!("G-{number}"), &format!("g{number}"), 1, "2026-11-03", "rethink-1");
            let kind = if number < 2 { "resolved" } else { "stopped" };
            one.outcome = Some(outcome(kind, kind, None));
            facts(&mut one, &[("raiser-agency", "School"), ("other-agency", "Health")]);
            one
        })
        .collect();
    let briefs = heads.iter().map(|head| Brief::of(head, &head.record)).collect();
    let folder = Folder { briefs, ..Folder::default() };
    let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
    let of = |filter: Filter| {
        audit(&folder, &[], &calendar, &ladder(), &question(filter), |report| {
            ["cases", "settled"]
                .map(|what| figure(report, "", what, if what == "cases" { "" } else { "rethink-1" }, ""))
        })
    };
    assert_eq!(of(Filter::default()), ["6", "2 of 6"]);
    assert_eq!(of(Filter { agency: Some("school".into()), ..Filter::default() }), ["6", "few"]);
}

/// Four records, each correcting none or any of the others, two of them written in the same moment: the audit and the
/// story of a case agree which ones stand, also where a clock was slow.
#[test]
fn the_audit_and_the_story_of_a_case_agree_which_records_stand() {
    let names = ["a", "b", "c", "d"];
    let other = |own: usize, which: usize| (which > 0).then(|| names[(own + which) % 4]);
    // A digest cannot come to depend on itself.
    let is_round = |which: usize| {
        (0..4).any(|own| {
            let mut at = own;
            (0..4).any(|_| {
                at = (at + (which >> (2 * at) & 3)) % 4;
                at == own && which >> (2 * own) & 3 > 0
            })
        })
    };
    for which in (0..256).filter(|which| !is_round(*which)) {
        for hours in [[9, 9, 10, 9], [10, 9, 9, 9]] {
            let heads: Vec<(Head, String)> = (0..4)
                .map(|own| {
                    let mut one = head("A-1", names[own], 1, "2026-11-10", "rethink-1");
                    one.record = format!("2026-11-10_A-1_rethink-1_{}", names[own]);
                    one.written = format!("2026-11-10T{:02}:00:00Z", hours[own]).parse().expect("a time");
                    one.corrects = other(own, which >> (2 * own) & 3).map(|sha256| Corrects {
                        record: format!("2026-11-10_A-1_rethink-1_{sha256}"),
                        sha256: sha256.into(),
                        day: one.date,
                        reason: "A slip".into(),
                    });
                    (one, names[own].to_owned())
                })
                .collect();
            let standing = Standing::of_all(&heads);
            let wanted: Vec<&str> =
                heads.iter().map(|(_, sha256)| sha256.as_str()).filter(|sha256| standing.stands(sha256)).collect();
            let briefs = heads.iter().map(|(head, sha256)| Brief::of(head, sha256)).collect();
            let folder = Folder { briefs, ..Folder::default() }.standing(&|_, _| None);
            let got: Vec<&str> = folder.briefs.iter().map(|brief| &*brief.sha256).collect();
            assert_eq!(got, wanted, "{which} {hours:?}");
        }
    }
}
