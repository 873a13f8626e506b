"""The features as the tests walk them: their modules by layer."""

import pkgutil
from importlib import import_module
from types import ModuleType

FEATURES = ("parties", "groups", "roster", "priorities", "actions", "meetings", "assessment", "audits", "section11")
WHAT_IS_MEANT = ("rules", "lists", "structure")


def modules_of(*layers: str) -> list[ModuleType]:
    """Return the modules of every feature that belong to these layers, those of a layer's package too."""
    packages = [import_module(f"mscp_desktop.{feature}") for feature in FEATURES]
    return [
        import_module(one.name)
        for package in packages
        for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if one.name.split(".")[2] in layers
    ]


def functions_of(module: ModuleType) -> dict[str, object]:
    """Return the public things that a module itself defines, by name."""
    return {
        name: one
        for name, one in vars(module).items()
        if not name.startswith("_") and getattr(one, "__module__", None) == module.__name__
    }
