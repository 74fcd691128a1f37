//! What every figure means. This list is where that is said, for every reader and every format.

/// What a figure or a word of an audit means, and how it is worked out.
///
/// Everywhere, working days are counted strictly after the day from which they count, up to and including the last.
/// A strategy *has ended* on a case when the case was settled there, left it for another, or stopped there.
pub const DEFINITIONS: &[(&str, &str)] = &[
    ("cases", "Cases with a record. Records under one reference, or tied by those of other agencies, are one case."),
    ("reviews", "Reviews of any strategy. The parts of a review, written before and after a wait, count once."),
    (
        "settled",
        "Cases settled under a strategy, of the cases in which that strategy has ended. A case that came to a strategy \
         more than once counts once, by how it ended there last.",
    ),
    ("went-on", "Cases that left a strategy for another one, of the cases in which the first has ended."),
    (
        "ended-otherwise",
        "Cases that a strategy ended in another way: agreed to differ, withdrawn, passed to others. \
         With settled and went-on, these are all ways to end.",
    ),
    ("open", "Cases that are under a strategy now, of all cases that have been under it."),
    (
        "days",
        "Working days from the first record under a strategy until it was over there. A strategy that hands a case over \
         waits until the next one begins: those working days are its own. What nobody has picked up yet is not counted.",
    ),
    ("rounds", "Reviews of a strategy until it ended. Follow-ups are not counted."),
    (
        "dates-kept",
        "Promised dates met on the day or before it, of those met, missed, or past and still open. The day that was \
         answered counts, whenever it was written down. Where a time was set and none is known of that day, it is not counted.",
    ),
    ("dates-late", "Promised dates met after the day, of those met, missed, or past and still open."),
    ("dates-no-reply", "Promised dates by which nobody replied, of those met, missed, or past and still open."),
    ("dates-past", "Promised dates that are past and still open, of those met, missed, or past and still open."),
    (
        "dates-to-come",
        "Promised dates that are open and not past, of all that count. Dates that were moved count once.",
    ),
    ("days-late", "Working days after the promised date, for dates that were met late."),
    (
        "raised-to-closed",
        "Working days from the day on which it was first raised to the day on which it was settled or stopped. \
         Only cases that say when it was raised count, each by its newest word for that day.",
    ),
    ("raised-to-closed-days", "The same in days of the calendar: weekends and bank holidays count too."),
    ("first", "Cases settled under their first strategy, of the cases in which that strategy has ended."),
    ("came-back", "Cases with another review after they were settled, of the cases that were ever settled."),
    (
        "straight-to",
        "Cases that came to a strategy with two or more before it, without the one that leads to it, of all cases. \
         To strategy 3 without 2, or to HIPS without 3, whatever came earlier. To begin with strategy 2 is no such thing.",
    ),
    ("childs-view", "Cases in which the child's view is written, of all cases."),
    ("family-told", "Cases in which the family were told, of all cases."),
    ("raiser-told", "Cases in which whoever raised it was told, of the cases that are settled or stopped."),
    ("changed-yes", "Cases in which things are better for the child, of the cases that say whether they are."),
    ("changed-in-part", "Cases in which things are a little better, of the cases that say whether they are."),
    ("changed-no", "Cases in which things are not better yet, of the cases that say whether they are."),
    ("changed-worse", "Cases in which things are worse for the child, of the cases that say whether they are."),
    ("changed-too-soon", "Cases in which it is too soon to say, of the cases that say whether things changed."),
    ("due-soon", "Open dates of the next ten working days, or of the time that --due-within names."),
    (
        "settled-early",
        "Cases that their first strategy settled, unless it was a later one, in the last 20 working days. \
         With --from and --to: in that time.",
    ),
    (
        "at-risk",
        "The newest record says that a child is at risk and an answer is disagreed with, or that nobody was sure. \
         The same where those who must act were told, and it is about something else. It stands until a later record says otherwise. What is urgent stands until it is \
         settled: a note does not end it, nor does whoever withdraws or goes on in another way. Also a risk answer other than no in a review that has no record yet. \
         Every such case is listed, before all else, whatever dates are asked for.",
    ),
    (
        "at-risk-elsewhere",
        "Cases in which a child may be at risk and that were not asked for: with --case, --strategy, --outcome, --agency, \
         --category, --from or --to. They are counted, so that nobody takes some cases for all.",
    ),
    (
        "escalated",
        "An escalation without an outcome: it is open, or was handed over to nobody's record yet. \
         With a facilitator who was asked for, the same.",
    ),
    (
        "stopped",
        "A stop for safety on any computer and of any day, after which no record yet says what was done. \
         A record of the stop on its case explains it from its own day on.",
    ),
    (
        "fewer-than",
        "By agency, a figure is not shown if one to four cases are counted, left out, or all there are. \
         People would be known by it.",
    ),
    (
        "also-not-shown",
        "Where taking away what is shown from all would leave one group, or fewer than five, the next smallest is not \
         shown either. The same holds of the figures of one group that add up to all of it, such as dates kept and \
         late. With --agency, its cases and all others are two groups. All of them say the same, so that nobody can tell which they are.",
    ),
    (
        "not-hidden",
        "What needs somebody is a list of cases, and is not hidden. A document for programs holds every record, \
         unless it is made with --anonymous.",
    ),
    (
        "interval",
        "With --compare: Newcombe's 95% interval for the difference of two shares (1998, method 10, on Wilson's). \
         A case that ended in both times counts in both.",
    ),
    (
        "too-few",
        "With --compare: one of the times has fewer than five cases or dates to count, so no change is said. \
         A change in per cent needs five counted in both.",
    ),
];
