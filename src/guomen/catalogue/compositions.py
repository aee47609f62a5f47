"""Following what contains what. Pure."""

from collections.abc import Iterable

from guomen.catalogue.terms import Composition, CompositionPath, IngredientShare

_SHARES = list(IngredientShare)


def followed(compositions: Iterable[Composition], goods: str, depth: int | None = None) -> tuple[CompositionPath, ...]:
    """The products that contain `goods` (a prefix), each once by its shortest path, direct ones first.

    Of two paths as short, the one of the larger share. Circles are walked once; `goods` is no product of itself.
    """
    known = sorted(compositions, key=lambda one: (_SHARES.index(one.share), one.product, one.ingredient))
    found: dict[str, CompositionPath] = {}
    edge = [CompositionPath(one.product, (one,)) for one in known if same(one.ingredient, goods)]
    while edge and (depth is None or len(edge[0].steps) <= depth):
        fresh = [path for path in edge if not same(path.product, goods) and path.product not in found]
        for path in fresh:
            found.setdefault(path.product, path)
        reached = [path for path in fresh if found[path.product] is path]
        edge = [_further(path, one) for path in reached for one in known if same(one.ingredient, path.product)]
    return tuple(sorted(found.values(), key=lambda path: (len(path.steps), path.product)))


def _further(path: CompositionPath, step: Composition) -> CompositionPath:
    return CompositionPath(step.product, (*path.steps, step))


def same(one: str, other: str) -> bool:
    """Whether two prefixes share goods: one of them begins with the other."""
    return one.startswith(other) or other.startswith(one)
