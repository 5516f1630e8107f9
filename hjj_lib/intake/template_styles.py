"""Colours and borders of the template, named by what a cell is for."""

from __future__ import annotations

from typing import Any

from hjj_lib.intake.layout import layout


class Styles:
    """Formats of one workbook. A cell to be filled is yellow with a border; everything else is grey or white."""

    def __init__(self, workbook: Any) -> None:
        colours, sizes = layout()["colours"], layout()["sizes"]
        body = {
            "font_name": "Calibri",
            "font_size": sizes["body"],
            "font_color": colours["text"],
            "valign": "top",
            "text_wrap": True,
        }
        border = {"border": 1, "border_color": colours["fixed_border"]}
        inputs = {**body, "bg_color": colours["input"], "border": 1, "border_color": colours["input_border"], "locked": False}
        self.title = workbook.add_format(
            {**body, "bold": True, "font_size": sizes["title"], "font_color": colours["heading"], "text_wrap": False}
        )
        self.subtitle = workbook.add_format({**body, "font_color": colours["soft_text"], "text_wrap": False})
        self.heading = workbook.add_format(
            {
                **body,
                **border,
                "bold": True,
                "bg_color": colours["heading"],
                "font_color": colours["heading_text"],
                "valign": "vcenter",
            }
        )
        self.section = workbook.add_format(
            {
                **body,
                "bold": True,
                "font_size": sizes["section"],
                "bg_color": colours["section"],
                "text_wrap": False,
                "valign": "vcenter",
            }
        )
        self.section_text = workbook.add_format({**body, "bg_color": colours["section"], "font_color": colours["soft_text"]})
        self.fixed = workbook.add_format({**body, **border, "bg_color": colours["fixed"]})
        self.key = workbook.add_format({**body, "font_color": colours["soft_text"], "text_wrap": False})
        self.help = workbook.add_format({**body, **border, "font_color": colours["soft_text"]})
        # The number format stays General: only there does Excel show that it made a date of 1.5 or a percentage of 10 %.
        self.number = workbook.add_format({**inputs, "align": "right"})
        self.text = workbook.add_format(inputs)
        self.day = workbook.add_format({**inputs, "num_format": "d.m.yyyy", "align": "right"})
        self.shown = workbook.add_format(
            {**body, **border, "bg_color": colours["fixed"], "font_color": colours["soft_text"], "italic": True}
        )
        self.plain = workbook.add_format(body)
        self.bold = workbook.add_format({**body, "bold": True})
        self.label = workbook.add_format({**body, **border, "bold": True, "bg_color": colours["fixed"]})
