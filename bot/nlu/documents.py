"""Which statements or subjects of the plans a document's number stands for, in whatever form it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.language.documents import Document, find_documents
from bot.language.reading import Reader
from bot.nlu.names import Claim, claim_of, plan_aliases
from bot.plan.find import documents_in, facts_citing, facts_of
from bot.plan.model import Plan


class DocumentIndex:
    """The documents that plans know: those that an alias is the number of, and those that a statement names or rests on."""

    def __init__(self, plans: Sequence[Plan], reader: Reader) -> None:
        self._plans = plans
        self._reader = reader
        self._own = {document.letters for plan in plans for document in documents_in(plan.decision.number)}
        self._named: dict[str, list[tuple[Document, Claim]]] = {plan.id: [] for plan in plans}
        self._owners: dict[Claim, Claim] = {}
        for plan in plans:
            self._owners.update({Claim("fact", f"{plan.id}/{owner.id}/{fact.id}"): claim_of(plan, owner) for owner, fact in facts_of(plan)})
            for alias, claim in plan_aliases(plan):
                document = self.document_of(alias)
                if document is not None:
                    self._named[plan.id].append((document, claim))

    def document_of(self, alias: str) -> Document | None:
        """The document that *alias* is the number of, with nothing beside it."""
        if not any(char.isdigit() for char in alias):
            return None
        tokens = self._reader.read_plain(alias)
        mentions = find_documents(tokens)
        return mentions[0].document if mentions and (mentions[0].start, mentions[0].end) == (0, len(tokens)) else None

    def claims(self, document: Document) -> tuple[Claim, ...]:
        """What *document* stands for: subjects first, then statements; its number last unless a subject goes by it. () if no plan knows it."""
        found = [claim for plan in self._plans for claim in self._claims_in(plan, document)]
        if not found:
            return ()
        called = any(claim.kind != "fact" for claim in found)
        subjects = [self._owners.get(claim, claim) for claim in found]
        return tuple(dict.fromkeys((*subjects, *found, *(() if called else (Claim("document", str(document)),)))))

    def may_be_own(self, document: Document) -> bool:
        """Whether *document* may be meant for the one that issued a plan: it has the same letters, or none."""
        return not document.letters or document.letters in self._own

    def _claims_in(self, plan: Plan, document: Document) -> list[Claim]:
        if self._is_of_another(plan, document):
            return []
        claims = [claim for known, claim in self._named[plan.id] if known.fits(document)]
        if claims:
            return claims
        cited = facts_citing(plan, document)
        return [Claim("fact", f"{plan.id}/{owner.id}/{fact.id}") for owner, fact in cited if owner is cited[0][0]]

    def _is_of_another(self, plan: Plan, document: Document) -> bool:
        """Whether the plan knows the number from other issuers only: «27/QĐ-TTg» is not its decision 27, which an alias names without issuer."""
        if not document.issuer:
            return False
        number = replace(document, year="", letters="")
        written = (document for text in (plan.decision.number, *(fact.text for _, fact in facts_of(plan))) for document in documents_in(text))
        issuers = {known.issuer for known in (*(known for known, _ in self._named[plan.id]), *written) if known.issuer and number.fits(known)}
        return bool(issuers) and document.issuer not in issuers
