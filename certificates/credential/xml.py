"""The certificate as XML, for offices that keep records so: the frozen facts under one root, dates in C.E.

The profile is one function from facts to bytes; an installation whose partner asks for another names it in
`CERTIFICATE_XML`.
"""

import json
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from certificates.paper.facts import CertificateFacts

ONE_OF = {"signatories": "signatory", "topics": "topic"}
NAMESPACE = "urn:thai-vocational-training:certificate:1"


def as_xml(facts: CertificateFacts) -> bytes:
    """An element for each fact, named as the fact; each of those who sign and each topic has elements below."""
    root = Element("certificate", {"xmlns": NAMESPACE})
    for name, value in json.loads(facts.to_json()).items():
        _write(root, name, value)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _write(parent: Element, name: str, value: Any) -> None:
    if isinstance(value, list):
        for part in value:
            _write(parent, ONE_OF[name], part)
        return
    element = SubElement(parent, name)
    if isinstance(value, dict):
        for part, text in value.items():
            _write(element, part, text)
    else:
        element.text = {True: "true", False: "false"}.get(value, str(value)) if value is not None else ""
