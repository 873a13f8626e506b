"""The structure tree of a PDF that is bound from several: each part's own tree goes into it as one element.

A part without tags has each of its pages put under one tag, in the order in which the page draws: where a document is
tagged, a screen reader passes over what is not.
"""

from collections.abc import Iterable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name


class BoundTree:
    """The tree of the first part, which takes in those of the others."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._root: Any = pdf.Root.StructTreeRoot
        self._document: Any = _kids(self._root)[0]
        self._document.K = Array(_kids(self._document))
        self._entries: list[tuple[int, Any]] = list(pikepdf.NumberTree(self._root.ParentTree).items())
        self._next = int(self._root.ParentTreeNextKey)
        self._names: Any = None

    def take(self, source: pikepdf.Pdf, pages: Iterable[pikepdf.Page], title: str) -> bool:
        """Take in the tree of a part whose pages were copied already; False where it has none.

        A part with a tree that can't be read is taken for one without.
        """
        there = source.Root.get(Name.StructTreeRoot)
        if not isinstance(there, Dictionary) or not isinstance(there.get(Name.ParentTree), Dictionary):
            return False
        if not there.is_indirect:
            there = source.make_indirect(there)
        copied: Any = self._pdf.copy_foreign(there)
        try:
            entries = [(int(key), value) for key, value in pikepdf.NumberTree(copied.ParentTree).items()]
        except (pikepdf.PdfError, ValueError, TypeError, KeyError):
            return False
        by = self._next
        self._entries += [(key + by, value) for key, value in entries if key >= 0]
        self._next = by + max([key + 1 for key, _ in entries], default=0)
        done: set[tuple[int, int]] = set()
        for page in pages:
            _shift(page.obj, by, done)
        self._adopt(copied, title)
        self._merge(copied)
        return True

    def enclose(self, pages: Iterable[pikepdf.Page], title: str) -> None:
        """Make one element of a part without tags: each page's content, number 0 of the page, is a paragraph of it."""
        part = self._part(title)
        for page in pages:
            for note in page.obj.get(Name.Annots, []):
                if isinstance(note, Dictionary) and Name.StructParent in note:
                    del note[Name.StructParent]
            tag = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=part, Pg=page.obj, K=0))
            part.K.append(tag)
            page.obj.StructParents = self._next
            self._entries.append((self._next, self._pdf.make_indirect(Array([tag]))))
            self._next += 1

    def write(self) -> None:
        """Write what was taken in."""
        flat: list[Any] = []
        for key, value in sorted(self._entries, key=lambda entry: entry[0]):
            flat += [key, value]
        self._root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(flat)))
        self._root.ParentTreeNextKey = self._next

    def _part(self, title: str) -> Any:
        part = self._pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Part, P=self._document, T=title, K=Array())
        )
        self._document.K.append(part)
        return part

    def _adopt(self, copied: Any, title: str) -> None:
        kids = _kids(copied)
        if len(kids) == 1 and isinstance(kids[0], Dictionary) and kids[0].get(Name.S) == Name.Document:
            part = kids[0]
            part.S, part.P, part.T = Name.Part, self._document, pikepdf.String(title)
            self._document.K.append(part)
            return
        part = self._part(title)
        for kid in kids:
            if isinstance(kid, Dictionary):
                kid.P = part
                part.K.append(kid)

    def _merge(self, copied: Any) -> None:
        """Take over what names stand for; where a name stands for something else already, the part's gets another."""
        for kind, key in ((Name.RoleMap, Name.S), (Name.ClassMap, Name.C)):
            theirs = copied.get(kind)
            if isinstance(theirs, Dictionary):
                renamed = self._take_names(kind, theirs)
                if renamed:
                    _rename(self._document.K[-1], key, renamed)
        if isinstance(copied.get(Name.IDTree), Dictionary):
            if self._names is None:
                self._names = pikepdf.NameTree.new(self._pdf)
                self._root.IDTree = self._names.obj
            for name, element in pikepdf.NameTree(copied.IDTree).items():
                if name not in self._names:
                    self._names[name] = element

    def _take_names(self, kind: Name, theirs: Any) -> dict[str, Any]:
        """Take over names, and return those that had to become others."""
        if kind not in self._root:
            self._root[kind] = self._pdf.make_indirect(Dictionary())
        own = self._root[kind]
        renamed: dict[str, Any] = {}
        for key, meaning in dict(theirs).items():
            if key not in own:
                own[key] = meaning
            elif own[key] != meaning:
                number = 2
                while f"{key}-{number}" in own:
                    number += 1
                own[f"{key}-{number}"] = meaning
                renamed[key] = Name(f"{key}-{number}")
        return renamed


def _kids(element: Any) -> list[Any]:
    kids = element.get(Name.K)
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _shift(holder: Any, by: int, done: set[tuple[int, int]]) -> None:
    """Renumber what a page, its annotations, and the forms that it draws say of the parent tree."""
    for name in (Name.StructParents, Name.StructParent):
        if name in holder:
            holder[name] = int(holder[name]) + by
    for note in holder.get(Name.Annots, []):
        if isinstance(note, Dictionary) and Name.StructParent in note and _first(note, done):
            note.StructParent = int(note.StructParent) + by
    resources = holder.get(Name.Resources)
    drawn = resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
    for form in dict(drawn).values() if isinstance(drawn, Dictionary) else ():
        if isinstance(form, pikepdf.Stream) and _first(form, done):
            _shift(form, by, done)


def _first(found: Any, done: set[tuple[int, int]]) -> bool:
    """Say whether an object is met for the first time; one that has no number of its own is met once only."""
    if not found.is_indirect:
        return True
    if found.objgen in done:
        return False
    done.add(found.objgen)
    return True


def _rename(element: Any, key: Name, renamed: dict[str, Any]) -> None:
    """Give elements, from one down, the new names of their roles or classes."""
    waiting = [element]
    seen: set[tuple[int, int]] = set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, Dictionary) or not _first(one, seen):
            continue
        if str(one.get(key, "")) in renamed and isinstance(one[key], Name):
            one[key] = renamed[str(one[key])]
        waiting += [kid for kid in _kids(one) if isinstance(kid, Dictionary) and Name.S in kid]
