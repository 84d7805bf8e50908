"""Workbooks for the tests of imports: what they say, how they are laid out, how they are scored.

* `samples`: small workbooks written row by row;
* `pools`, `content`, `flat`: what an invented plan says, and in whose words;
* `layouts`, `cells`, `writing`, `tables`, `boards`: a plan written out in a drawn layout;
* `refused`: sheets that look like a plan and are none;
* `scoring`, `report`: how much of a drawn workbook is read as it was written;
* `accuracy`, `fields`, `texts`: how much of trusts' own trackers comes through.
"""
