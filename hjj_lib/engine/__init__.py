"""Runs the notebooks and makes the reports: plan, run (papermill), export (nbconvert), manifest, index pages."""

import sys

# With JupyterLab installed, every first import of nbformat builds some 35 grammars in rfc3987_syntax, seconds of work
# for checks that no notebook schema uses. jsonschema does without the module when it is not there.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
