"""What WeasyPrint leaves undone in a tagged PDF, finished with pikepdf.

Table headers get their scope (PDF/UA-1 7.5), running headers and footers become artifacts instead of text
that belongs to no tag (7.1), and links say where they lead (7.18.5).
"""

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator, Pdf, String

# The annotation flag that has a link printed as it is shown (PDF 1.7, table 165).
_PRINTED = 4


def finish_tags(data: bytes) -> bytes:
    """The same document with complete tags; the same bytes for the same input."""
    with Pdf.open(io.BytesIO(data)) as pdf:
        elements = list(structure(pdf))
        _set_header_scopes(elements)
        _mark_artifacts(pdf, elements)
        _name_links(pdf)
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True)
        return target.getvalue()


def structure(pdf: Pdf) -> Iterator[tuple[str, Object, bool]]:
    """Every structure element in reading order: its tag, itself, and whether it stands in a table head."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is not None:
        yield from _walk(root, in_head=False)


def _walk(parent: Object, *, in_head: bool) -> Iterator[tuple[str, Object, bool]]:
    kids = parent.get("/K")
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            tag = str(kid.S)[1:]
            yield tag, kid, in_head
            yield from _walk(kid, in_head=in_head or tag == "THead")


def _set_header_scopes(elements: list[tuple[str, Object, bool]]) -> None:
    for tag, element, in_head in elements:
        if tag == "TH":
            element.A.Scope = Name.Column if in_head else Name.Row


def _mark_artifacts(pdf: Pdf, elements: list[tuple[str, Object, bool]]) -> None:
    """Rewrite marked content that no element of the structure tree owns."""
    owned = {element.objgen for _, element, _ in elements}
    parents = parent_tree(pdf)
    for page in pdf.pages:
        marks = parents.get(int(page.get("/StructParents", -1)))
        if not isinstance(marks, Array):
            continue
        orphans = {number for number, owner in enumerate(marks) if owner.objgen not in owned}
        if orphans:
            _rewrite(pdf, page, orphans)
            for number in orphans:
                marks[number] = pikepdf.Object.parse(b"null")


def parent_tree(pdf: Pdf) -> dict[int, Object]:
    """What each StructParents number of a page, and StructParent of an annotation, leads to."""
    root = pdf.Root.get("/StructTreeRoot")
    numbers = list(root.ParentTree.Nums) if root is not None and "/ParentTree" in root else []
    return {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}


def _rewrite(pdf: Pdf, page: pikepdf.Page, orphans: set[int]) -> None:
    artifact = ([Name.Artifact, Dictionary(Type=Name.Pagination)], Operator("BDC"))
    steps = [
        artifact if str(step.operator) == "BDC" and mark_number(step.operands) in orphans else step
        for step in pikepdf.parse_content_stream(page)
    ]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(steps))


def mark_number(operands: object) -> int:
    """The number of a marked content sequence, or -1 if it has none."""
    properties = list(operands)[-1]  # type: ignore[call-overload]
    return int(properties.get("/MCID", -1)) if isinstance(properties, Dictionary) else -1


def _name_links(pdf: Pdf) -> None:
    """Describe internal links by the heading they lead to; WeasyPrint writes the bare anchor name."""
    titles = dict(_headings(pdf))
    names = pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", Array())
    places = {str(name): _place(target) for name, target in zip(names[::2], names[1::2], strict=True)}
    for page in pdf.pages:
        for link in page.get("/Annots", Array()):
            link.F = _PRINTED
            heading = titles.get(places.get(str(link.get("/Dest")), ()))
            if heading:
                link.Contents = String(f"Go to {heading}")


def _headings(pdf: Pdf) -> Iterator[tuple[tuple[object, ...], str]]:
    with pdf.open_outline() as outline:
        waiting = list(outline.root)
        while waiting:
            item = waiting.pop()
            waiting.extend(item.children)
            if isinstance(item.destination, Array):
                yield _place(item.destination), str(item.title)


def _place(target: Object) -> tuple[object, ...]:
    return (target[0].objgen, round(float(target[3]), 1))
