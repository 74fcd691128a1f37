//! What a line manager has to know of many records.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::audit;
use crate::audit::Branches;
use crate::audit::By;
use crate::audit::Filter;
use crate::audit::Folder;
use crate::audit::Last;
use crate::audit::Question;
use crate::audit::Report;
use crate::audit::Unknown;
use crate::calendar;
use crate::calendar::Length;
use crate::calendar::Unit;
use crate::cli::Audit;
use crate::cli::Drawn;
use crate::cli::Groups;
use crate::commands::Files;
use crate::commands::Here;
use crate::commands::Result;
use crate::commands::in_shell;
use crate::commands::ladder::ladder;
use crate::commands::out;
use crate::commands::settings_or_usual;
use crate::commands::there;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::journal::Entry;
use crate::practice;
use crate::records;
use crate::records::Places;
use crate::render;
use crate::render::AuditCommands;
use crate::render::AuditExtent;
use crate::render::AuditLook;
use crate::settings::Settings;
use crate::strategy::Shelf;
use crate::strategy::digest;

/// A date that comes within this time is soon.
const SOON: Length = Length { count: 10, unit: Unit::WorkingDays };

/// What is late, on whom it waits, and where things settle.
pub(crate) fn audit(here: &Here, asked: &Audit) -> Result<Exit> {
    if asked.definitions {
        out(&render::definitions(here.width))?;
        return Ok(Exit::Done);
    }
    let Settings { calendar, options, .. } = settings_or_usual(&here.places);
    let (_, today) = (here.clock)();
    days(asked, today)?;
    let today = asked.as_of.unwrap_or(today);
    let folders = here.places.readable();
    let briefs = records::briefs(&folders);
    // A folder that is not there must not pass for one in which nothing waits. What was read of it has told of most.
    if let Some(folder) = here.places.records.iter().find(|folder| !briefs.is_whole(folder)) {
        there::tell_waiting_risks(here);
        there::must_be_there(&here.places, &here.places.records)?;
        return Err(there::broken_off(folder).into());
    }
    if let Some(failure) = here.places.records.iter().find_map(|it| records::emptied(&here.places, it, today)) {
        there::tell_waiting_risks(here);
        return Err(failure.into());
    }
    let missing = records::looked_over(&here.places, &briefs, (here.clock)());
    there::tell_gone(here, &missing);
    let files = Files::of(folders);
    let mut folder = Folder::of(briefs, here.is_practice());
    if let Some(day) = asked.as_of {
        folder = folder.as_of(day);
    }
    folder = folder.standing(&|record, sha256| {
        files.whole(record).find(|record| record.sha256 == sha256).map(|record| records::sources(&record))
    });
    // A stop dated after today is open all the same. Only --as-of asks for the folder as it was on a day.
    let last_day = asked.as_of.unwrap_or(NaiveDate::MAX);
    let mut stops =
        records::told_risks(&folder.small, &folder.briefs, (today, last_day), &|record| files.about(record));
    let ladder = ladder(&here.places, &folder)?.with(options);
    if asked.anonymous {
        folder = folder.anonymous();
        for stop in &mut stops {
            stop.stand.iter_mut().for_each(|note| note.head.case = None);
        }
    }
    let within = |length| calendar.count(today.into(), length).due.day;
    let filter = Filter {
        case: asked.case.clone(),
        strategy: asked.strategy.clone(),
        outcome: asked.outcome.clone(),
        agency: asked.agency.clone(),
        category: asked.category.clone(),
        from: asked.from,
        to: asked.to,
        overdue: asked.overdue,
        due_by: asked.due_within.map(within),
        waiting_on: asked.waiting_on.clone(),
    };
    let extent = if asked.measures || asked.group_by.is_some() {
        AuditExtent::Measures
    } else if asked.overdue || asked.due_within.is_some() || asked.waiting_on.is_some() || asked.case.is_some() {
        // Who asks for some dates only has asked for all of them.
        AuditExtent::Needs
    } else if here.in_window {
        AuditExtent::Window(here.height)
    } else {
        AuditExtent::Short(here.height)
    };
    let [all, every] = ["--format plain", "--measures"].map(|flag| here.command(&again(&here.typed, flag)));
    let [unread, whole] = ["verify", "audit"].map(|command| here.command(&in_these(command, &here.typed)));
    let commands = AuditCommands { needs: &all, figures: &every, unread: &unread, whole: &whole };
    let look = |extent, bars| AuditLook { width: here.width, extent, bars, commands };
    // What is new is said of a whole audit that people read, and of no other.
    let is_whole = !filter.is_narrow() && asked.as_of.is_none() && !asked.anonymous;
    let shows_needs = asked.compare.is_none() && !asked.branches && extent != AuditExtent::Measures;
    let is_read = is_whole && shows_needs && matches!(asked.format, Drawn::Text | Drawn::Plain | Drawn::Html);
    let last_audit = here.places.audit();
    let question = Question {
        today,
        soon: within(asked.due_within.unwrap_or(SOON)),
        filter,
        by: asked.group_by.map(by),
        compared: two_times(asked.compare.as_deref())?,
        role: here.preferences.as_ref().ok().and_then(|preferences| preferences.role.clone()),
        lost: missing.lost,
        risks_gone: missing.risks.clone(),
        last: if is_read { Last::read(&last_audit, today) } else { None },
    };
    let (words, found, seen, unknown) = audit::audit(&folder, &stops, &calendar, &ladder, &question, |report| {
        if asked.with_text {
            with_text(report, &files);
        }
        if asked.branches {
            report.branches = Some(branches(report, &here.places));
        }
        let words = match asked.format {
            Drawn::Text | Drawn::Plain if asked.branches => render::audit_branches(report, &calendar, here.width),
            Drawn::Text => render::audit_text(report, &calendar, look(extent, !here.plain)),
            Drawn::Plain => render::audit_text(report, &calendar, look(AuditExtent::Whole, false)),
            Drawn::Html => render::audit_html(report, &calendar),
            Drawn::Csv => render::audit_csv(report),
            Drawn::Json => render::audit_json(report, &calendar),
            Drawn::Ics => render::audit_ics(report, (here.clock)().0),
        };
        let found = asked.fail_on.iter().any(|what| is_in(what, report));
        (words, found, report.needs.iter().map(audit::Need::key).collect(), report.unknown.clone())
    });
    if let Some(unknown) = unknown {
        // A slip in what is asked for hides no child who may be at risk.
        let drawn = |at_risk: &[audit::Need<'_>]| render::at_risk(at_risk, today, &calendar, here.width);
        here.say(&audit::at_risk(&folder, &calendar, &ladder, today, &stops, drawn));
        return Err(not_known(&unknown, asked.anonymous, &here.typed).into());
    }
    out(&words)?;
    if is_read {
        // An audit that cannot be noted has still been read.
        drop(Last { on: today, needs: seen }.keep(&last_audit));
    }
    Ok(if found { Exit::Found } else { Exit::Done })
}

/// Refuses days that cannot be meant, and a format in which there is nothing of what was asked for.
fn days(asked: &Audit, today: NaiveDate) -> std::result::Result<(), Failure> {
    let wrong = |says: &str, mend: &str| Err(Failure::new(Exit::CommandLine, says).mend(mend));
    if asked.as_of.is_some_and(|day| day > today) {
        return wrong("the day behind --as-of has not come yet", "name today or a day before it");
    }
    if asked.branches && !matches!(asked.format, Drawn::Text | Drawn::Plain | Drawn::Json) {
        return wrong("--branches does not come in that format", "leave --format out, or write --format plain");
    }
    if asked.with_text && matches!(asked.format, Drawn::Csv | Drawn::Ics) {
        return wrong("--with-text does not come in that format", "leave --with-text out, or write --format plain");
    }
    if asked.from.zip(asked.to).is_some_and(|(from, to)| to < from) {
        return wrong("the day behind --to comes before the one behind --from", "write the earlier day behind --from");
    }
    Ok(())
}

/// What was asked for is known to no record and no strategy here. Nothing that was typed is repeated.
fn not_known(unknown: &Unknown, anonymous: bool, typed: &[String]) -> Failure {
    if anonymous && unknown.flag == "case" {
        let says = "with --anonymous a case has a number in the place of its reference";
        return Failure::new(Exit::NotThere, says).mend("write its number, as in case-1, or leave --anonymous out");
    }
    let mend = match (unknown.flag, unknown.known.as_slice()) {
        ("agency", _) if anonymous => {
            format!("see how agencies are written with: {} --group-by agencies", in_these("audit", typed))
        }
        ("case", _) => format!("see which cases there are with: {}", in_these("history", typed)),
        (_, []) => "ask for all, without this flag".to_owned(),
        (_, known) => format!("write one of {}", known.join(", ")),
    };
    Failure::new(Exit::NotThere, format!("nothing here is known under what stands behind --{}", unknown.flag))
        .mend(mend)
}

/// Two times that have no day in common, the earlier one first.
fn two_times(times: Option<&[(NaiveDate, NaiveDate)]>) -> Result<Option<[(NaiveDate, NaiveDate); 2]>> {
    let Some([before, after]) = times.and_then(|times| <[_; 2]>::try_from(times).ok()) else { return Ok(None) };
    let (from, to) = (before.0.max(after.0), before.1.min(after.1));
    let refused = |says: String, mend: &str| Err(Failure::new(Exit::CommandLine, says).mend(mend).into());
    if from <= to {
        let days = format!("the two times share days: from {} to {}", calendar::medium(from), calendar::medium(to));
        return refused(days, "choose times without a day in common: what counts in both cannot show a change");
    }
    if after < before {
        return refused("the later time stands first".to_owned(), "write the earlier time first");
    }
    Ok(Some([before, after]))
}

/// Ways on that none of these cases took.
fn branches(report: &Report<'_>, places: &Places) -> Branches {
    let kept: Vec<PathBuf> = places.readable().iter().map(|folder| Places::kept(folder)).collect();
    let asked = report.heads.iter().map(|head| &*head.sha256).collect();
    audit::branches(&places.readable(), &asked, |used| {
        let shipped =
            Shelf::shipped().text(&used.id).filter(|text| digest(text.as_bytes()) == used.sha256).map(str::to_owned);
        shipped.or_else(|| records::kept(&kept, &used.sha256))
    })
}

/// Puts beside each need what records say, in the words of whoever wrote them: the reason for it, why it is stuck, and
/// what keeps the child safe.
fn with_text(report: &mut Report<'_>, files: &Files) {
    for need in &mut report.needs {
        let of_record = |entry: Entry| Some((entry.label?, entry.why_not.or(entry.said)?));
        let reason = |name: &&str| {
            let entries = files.body(name).map(|body| body.entry).unwrap_or_default();
            // What was answered last stands.
            entries.into_iter().rev().filter(|entry| entry.fact.as_deref() == need.why.fact()).find_map(of_record)
        };
        let reason = need.why.fact().and_then(|_| need.told_in.iter().find_map(reason));
        let body = files.body(need.record);
        let stuck = body.iter().flat_map(|body| body.reason.iter().map(|it| (it.label.clone(), it.said.clone())));
        let safe = body.iter().flat_map(|body| body.until_then.iter().map(|it| (it.label.clone(), it.said.clone())));
        need.said = reason.into_iter().chain(stuck).chain(safe).collect();
    }
}

/// The command as it was typed, with another flag in the place of those that say how it is drawn.
fn again(typed: &[String], flag: &str) -> String {
    let mut words = typed.iter();
    let mut command = vec!["rethink".to_owned()];
    while let Some(word) = words.next() {
        match word.as_str() {
            "--format" => drop(words.next()),
            "--measures" | practice::FLAG => {}
            format if format.starts_with("--format=") => {}
            word => command.push(in_shell(word)),
        }
    }
    command.push(flag.to_owned());
    command.join(" ")
}

/// Another command for the same folders.
fn in_these(command: &str, typed: &[String]) -> String {
    let mut words = typed.iter();
    let mut line = vec!["rethink".to_owned(), command.to_owned()];
    while let Some(word) = words.next() {
        let folder = match word.strip_prefix("--records") {
            Some("") => words.next().map(String::as_str),
            Some(folder) => folder.strip_prefix('='),
            None => None,
        };
        line.extend(folder.map(|folder| format!("--records {}", in_shell(folder))));
    }
    line.join(" ")
}

fn by(groups: Groups) -> By {
    match groups {
        Groups::Category => By::Category,
        Groups::PlanType => By::PlanType,
        Groups::Agencies => By::Agencies,
        Groups::Month => By::Month,
        Groups::Quarter => By::Quarter,
    }
}

/// True if there is one of what a scheduled job watches for.
fn is_in(what: &str, report: &Report<'_>) -> bool {
    match what {
        "damaged" => report.totals.damaged + report.totals.closed + report.lost > 0,
        "newer" => report.totals.newer > 0,
        "date-given" => report.given > 0,
        "corrected" => !report.corrected.is_empty(),
        "stopped" | "at-risk" if !report.risks_gone.is_empty() => true,
        why => report.needs.iter().any(|need| need.why.name() == why),
    }
}
