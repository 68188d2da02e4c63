"""Names of people: spelling, prefixes, Thai order, and a key for names that sound alike."""

from core.names.collation import thai_sort_key
from core.names.phonetic import phonetic_key
from core.names.spelling import NameFault, NameRefused, check_english_name, check_thai_name
from core.names.splitting import PREFIX_WORDS, PersonName, Prefix, PrefixWords, split_full_name, split_prefix
from core.text import TextRefused, normalize_thai

__all__ = [
    "PREFIX_WORDS",
    "NameFault",
    "NameRefused",
    "PersonName",
    "Prefix",
    "PrefixWords",
    "TextRefused",
    "check_english_name",
    "check_thai_name",
    "normalize_thai",
    "phonetic_key",
    "split_full_name",
    "split_prefix",
    "thai_sort_key",
]
