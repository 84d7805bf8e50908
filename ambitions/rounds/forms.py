"""Forms with which governance runs a round."""

from django import forms

from strategy_tracker.ui.forms import text_field


class ReturnForm(forms.Form):
    """What is to be answered before an update can be approved."""

    text = text_field(
        "If you return it: what must be answered?",
        hint="The lead sees these words above the form.",
        error="Say what must be answered, so that the lead knows what to change.",
    )


class ChaseForm(forms.Form):
    """The officer's words above the list of what is to answer."""

    message = text_field(
        "Your words",
        hint="They stand above the list of what each person owes.",
        error="Say something to them: the list alone is not a letter.",
        rows=4,
    )
