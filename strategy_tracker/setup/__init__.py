"""The screens on which a trust sets itself up, above all apps: what they change is asked below,
and what a change touches (answers, papers) is above."""
