"""Papers published before papers were made of parts: their content is only rendered, never built.

    schema      "strategy-tracker/paper/1"
    layout      a key of reports.paper1.layouts.LAYOUTS
    trust       name, colour (six digits, or with "#")
    title
    strategy    title
    period      label, starts_on, ends_on (ISO), status
    meeting     name, date (ISO or None), agenda_item
    status      draft (bool), version, as_at (ISO), hash (first 8 digits, "" for a draft)
    words       objective, ambition, action, risk: [one, several]; lead
    legend      ratings in use, worst first: label, letter, tone, meaning
    summary     text; counts: label, tone, count
    columns     key, label, kind (text, leads, rating, narratives or date)
    objectives  reference, title, introduction, description, aims, leads
    groups      reference, title, introduction, leads, update, and rows (progress table) or areas
                with rows, and risks (quarterly progress)
    risks       reference, title, leads, current, target, movement, linked

A rating is label, letter, tone, number, direction, movement, or None where not answered
("handed_in" of its row or update says whether anything was: papers frozen before it have none);
a narrative is heading, text (as given), empty ("", "none", "na" or "tbc"); a lead is
name, role; a score is score, band, tone.
"""
