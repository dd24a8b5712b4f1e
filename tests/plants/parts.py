"""Which products of random plants are made of others, come out of others, or are there from the beginning?

Products stand in an order: assemblies take later ones, and the last one may come out of earlier ones. So nothing needs
itself, and nothing comes out of itself.
"""

from hypothesis import strategies as st

from tests.plants.calendar import Document
from tests.plants.routes import steps_alone, visits
from tests.plants.words import Words

__all__ = ["initial_jobs", "parts"]


@st.composite
def parts(draw: st.DrawFn, words: Words, products: Document) -> None:
    """Add assemblies, disassemblies and stocks to products whose routes stand."""
    names = list(products)
    if len(names) < 2:
        return
    if "assembly" in words:
        for number, name in enumerate(names[:-1]):
            if draw(st.booleans()):
                step = draw(st.sampled_from(list(steps_alone(products[name]["route"]))))
                chosen = draw(
                    st.lists(st.sampled_from(names[number + 1 :]), min_size=1, max_size=2, unique=True)
                )
                step["assemble"] = {part: draw(st.integers(1, 2)) for part in chosen}
    if "disassembly" in words and draw(st.booleans()):
        draw(_taken_out(names[-1], products))
    for name in dict.fromkeys(part for _, part in _needs(products)):
        draw(_component(products[name]))


@st.composite
def _taken_out(draw: st.DrawFn, out: str, products: Document) -> None:
    """Let a product come out of others, instead of being ordered."""
    for name in list(products)[:-1]:
        step = draw(st.sampled_from([None, *steps_alone(products[name]["route"])]))
        if step is not None:
            step["disassemble"] = {out: draw(st.integers(1, 2))}
    holders = [name for name, product in products.items() if _parts(product, "disassemble")]
    if not holders:
        return
    del products[out]["orders"]
    if any(out in _reached(holder, products) for holder in holders):
        first = next(visits(products[out]["route"]))["station"]
        products[out]["initial"] = {first: 2}


@st.composite
def _component(draw: st.DrawFn, product: Document) -> None:
    """Let there be enough of a product for an assembly, and not too many."""
    given = product.get("orders", {})
    if "wip" in given:
        given["wip"] = max(given["wip"], 2)
    if "wip_below" in given.get("release", {}):
        given["release"]["wip_below"] = max(given["release"]["wip_below"], 2)
    if "at" in given:
        given["quantity"] = max(given["quantity"], 2)
    if "supply" in given or draw(st.booleans()):
        product["stock"] = {"capacity": draw(st.integers(2, 4))}


@st.composite
def initial_jobs(draw: st.DrawFn, products: Document) -> None:
    """Let jobs stand in front of stations when the run begins."""
    for product in products.values():
        places = sorted({visit["station"] for visit in visits(product["route"])})
        for place in draw(st.lists(st.sampled_from(places), max_size=2, unique=True)):
            product.setdefault("initial", {}).setdefault(place, draw(st.integers(1, 2)))
        given = product.get("orders", {})
        if "wip" in given:
            given["wip"] = max(given["wip"], sum(product.get("initial", {}).values()))


def _parts(product: Document, word: str) -> list[str]:
    return [part for visit in visits(product["route"]) for part in visit.get(word, {})]


def _needs(products: Document) -> list[tuple[str, str]]:
    return [(name, part) for name, product in products.items() for part in _parts(product, "assemble")]


def _reached(name: str, products: Document) -> set[str]:
    """The products that are needed for one, directly or not."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        new = [part for whole, part in _needs(products) if whole == ahead[-1] and part not in found]
        ahead.pop()
        found.update(new)
        ahead += new
    return found
