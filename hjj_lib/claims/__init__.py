"""Good done elsewhere, sinks, and environmental claims: what is told beside a footprint, with the evidence that law asks."""

from hjj_lib.claims import words
from hjj_lib.claims.told import CLAIMS_FILE, HANDPRINT_FILE, Told, read_told
from hjj_lib.claims.verdicts import VERDICTS, claim_of, verdicts

__all__ = ["CLAIMS_FILE", "HANDPRINT_FILE", "VERDICTS", "Told", "claim_of", "read_told", "verdicts", "words"]
