"""Reads what people hand in: ``institution.toml`` and the filled templates of a year. Writes the blank template."""

from hjj_lib.intake.institution import Institution, read_institution
from hjj_lib.intake.template import write_template
from hjj_lib.intake.year import Intake, purchases_with_suppliers, read_year

__all__ = ["Institution", "Intake", "purchases_with_suppliers", "read_institution", "read_year", "write_template"]
