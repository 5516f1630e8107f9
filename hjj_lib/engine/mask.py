"""The whole list of what may differ between two runs of the same inputs. Anything else that differs is a fault.

HTML: names that papermill and nbconvert draw by chance for cells, and how long a run took on the page of all institutions.
Manifests: how long things took, and with that the hashes of pages, which are compared themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from hjj_lib.engine.manifest import Manifest

#: What differs by chance in a page → what stands in its place when two pages are compared.
PAGE: Mapping[re.Pattern[str], str] = {
    re.compile(r'id="[0-9a-f]{8}(?:-[0-9a-f-]{27})?"'): 'id="…"',
    re.compile(r'<td class="number duration">[^<]*</td>'): '<td class="number duration">…</td>',
}


def masked(page: str) -> str:
    """A page without what may differ."""
    for pattern, plain in PAGE.items():
        page = pattern.sub(plain, page)
    return page


def masked_manifest(manifest: Manifest) -> Manifest:
    """A manifest without what may differ, and without inputs: those are compared before anything is calculated."""
    reports = {name: replace(record, seconds=0.0, inputs={}) for name, record in manifest.reports.items()}
    outputs = dict.fromkeys(sorted(manifest.outputs), "")
    used = replace(manifest.used, unchanged={}) if manifest.used else None
    return replace(manifest, inputs={}, reports=reports, outputs=outputs, used=used, seconds=0.0)
