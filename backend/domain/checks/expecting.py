"""What a file is judged against, from the guide."""

from backend.domain.facts import Applicant, Expectation
from backend.domain.items import Material


def expect(material: Material, applicant: Applicant = Applicant()) -> Expectation:
    """What the guide says of a material, for one applicant. What else the package knows (the day, the other uploads)
    is added by its owner with ``dataclasses.replace``."""
    return Expectation(
        material_key=material.key,
        material_name=material.name,
        kind=material.kind.value,
        form=material.form,
        title_words=material.title_words,
        holder=material.holder,
        holder_class=material.holder_class.value if material.holder_class else "",
        seal=material.seal,
        applicant=applicant,
        strictness=material.checks,
        demands=material.demands,
    )
