"""Lets Rasa start where packages are not installed that it imports whether or not it needs them.

Rasa 3.6 imports TensorFlow, and the clients of the channels and stores it knows, at the top of its modules. Where one of
OPTIONAL is not installed, Rasa's modules get a stand-in for it. Names can be bound to it and classes inherit from it;
whoever calls it once the module is imported gets a KeptOutError that says what to install. Nothing is pretended to anyone
else: only import statements of Rasa's own modules get stand-ins, only while those modules are being imported, and a
package that is installed is never replaced.

The file rasa_stand_ins.pth beside this package calls install() at every start of Python in the environment, so that
``rasa train``, ``rasa shell``, ``rasa test`` and the rest work as they are. This module therefore imports next to nothing.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

TYPE_CHECKING = False  # typing itself would be imported at every start
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence
    from types import FrameType
    from typing import Any, Protocol

    class Source(Protocol):
        """Whoever makes stand-ins. made: the names of those that are in sys.modules."""

        made: list[str]

        @property
        def importing(self) -> bool:
            """Whether modules that get its stand-ins are being imported."""

        def refusal(self, name: str) -> KeptOutError:
            """What is raised when the stand-in *name* is called."""


# Package → what brings it.
OPTIONAL = {
    "tensorflow": "make train EXTRA=tensorflow, or uv sync --extra tensorflow",
    "keras": "make train EXTRA=tensorflow, or uv sync --extra tensorflow",
    "matplotlib": "uv sync, which installs the developers' tools; rasa test can do without: --no-plot",
    "aiogram": "uv add 'aiogram<2.26'",
    "boto3": "uv add boto3",
    "botocore": "uv add boto3",
    "cachecontrol": "uv add 'CacheControl<0.13'",
    "fbmessenger": "uv add 'fbmessenger<6.1'",
    "google": "uv add google-auth",
    "pymongo": "uv add 'pymongo[srv,tls]<4.4'",
    "slack_sdk": "uv add slack-sdk",
    "socketio": "uv add 'python-socketio<6'",
    "twilio": "uv add 'twilio<8.3'",
    "webexteamssdk": "uv add 'webexteamssdk<1.7'",
}

# Rasa imports these when it makes a tracker store of any kind, to catch their errors. Nothing raises the errors of a client that is not there.
ERRORS_TO_CATCH = ("botocore", "botocore.exceptions", "pymongo", "pymongo.errors")


class KeptOutError(ModuleNotFoundError):
    """Something calls or imports a package that is represented by a stand-in."""


class StandIn:
    """A name of a package that is not there: may be bound, inherited from and, while modules are being imported, called."""

    def __init__(self, name: str, source: Source) -> None:
        self._name = name
        self._source = source
        self.__name__ = name.rpartition(".")[2]

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self._name}.{name}", self._source)

    def __instancecheck__(self, instance: Any) -> bool:
        return False

    def __subclasscheck__(self, subclass: type) -> bool:
        return False

    def __getitem__(self, key: Any) -> StandIn:
        return self

    def __or__(self, other: Any) -> StandIn:
        return self

    __ror__ = __or__

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        def refuse(*arguments: Any, **options: Any) -> None:
            raise self._source.refusal(self._name)

        return (type(self.__name__, (), {"__init__": refuse}),)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """While modules are imported, calls are decorators or make constants and base classes; later ones are refused."""
        if not self._source.importing:
            raise self._source.refusal(self._name)
        return arguments[0] if len(arguments) == 1 and callable(arguments[0]) and not options else StandIn(f"{self._name}()", self._source)


class StandInModule(ModuleType):
    """A module that has every name."""

    def __init__(self, name: str, source: Source) -> None:
        super().__init__(name)
        self._source = source

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self.__name__}.{name}", self._source)


class ErrorsModule(ModuleType):
    """A module in which every name is an exception that nobody raises."""

    def __getattr__(self, name: str) -> type[Exception]:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Exception,), {"__module__": self.__name__})


class _Loader:
    """Makes the modules of a source."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """An empty stand-in."""
        if not self._source.importing:
            return ErrorsModule(spec.name)
        self._source.made.append(spec.name)
        return StandInModule(spec.name, self._source)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def stand_in(fullname: str, source: Source) -> ModuleSpec:
    """The spec of a stand-in module; of one with errors to catch if nothing is being imported."""
    return ModuleSpec(fullname, _Loader(source), is_package=True)  # type: ignore[arg-type]  # the type wants load_module, which Python has replaced


def forget(source: Source) -> None:
    """Take the stand-ins of *source* out of sys.modules; the modules that got them keep them."""
    while source.made:
        sys.modules.pop(source.made.pop(), None)


def importer() -> str:
    """The module whose import has led to the calling finder."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] in ("importlib", "_frozen_importlib"):
        frame = frame.f_back
    return "" if frame is None else str(frame.f_globals.get("__name__", ""))


class AbsentPackages:
    """Two finders for sys.meta_path: the first notices when Rasa's modules are run, the last finds what nobody else has found."""

    def __init__(self, optional: dict[str, str], *, for_package: str) -> None:
        """*optional*: package → what brings it. Modules of *for_package* get stand-ins for them."""
        self._optional = optional
        self._for = for_package
        self._running = 0
        self.made: list[str] = []

    @property
    def importing(self) -> bool:
        """Whether a module of the package is being imported."""
        return self._running > 0

    def refusal(self, name: str) -> KeptOutError:
        """What is raised for *name*."""
        top = name.partition(".")[0]
        return KeptOutError(f"{self._for} uses {name}, and {top} is not installed here. To install it: {self._optional[top]}", name=name)

    def first(self) -> _First:
        """The finder that stands before all others."""
        return _First(self, self._for, self._optional)

    def find_spec(self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The last finder: a stand-in's spec if a module of the package imports it while it is run, None for other importers.

        An import later on is refused, but for errors to catch. Rasa puts some refusals into its own words, so the log tells what to install.
        """
        if fullname.partition(".")[0] not in self._optional or importer().partition(".")[0] != self._for:
            return None
        if not self.importing and fullname not in ERRORS_TO_CATCH:
            from logging import getLogger

            refusal = self.refusal(fullname)
            getLogger(__name__).error(refusal)
            raise refusal
        return stand_in(fullname, self)

    def run(self, execute: Callable[[ModuleType], None], module: ModuleType) -> None:
        """Run a module of the package; after the outermost one nobody finds stand-ins any more."""
        self._running += 1
        try:
            execute(module)
        finally:
            self._running -= 1
            if not self._running:
                forget(self)


class _First:
    def __init__(self, absent: AbsentPackages, package: str, optional: Container[str]) -> None:
        self._absent = absent
        self._package = package
        self._optional = optional

    def find_spec(self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The real spec of a module of the package, with a loader that tells when it runs; None for all others."""
        top = fullname.partition(".")[0]
        if top != self._package:
            if top not in self._optional:
                forget(self._absent)  # a module of somebody else is next, which may look for the same packages
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module
            spec.loader.exec_module = lambda module: self._absent.run(execute, module)  # type: ignore[method-assign]  # of this one loader: what it loads is still its own
        return spec


def install() -> None:
    """Stand-ins for Rasa, in this process. Python may run a .pth file more than once; the second time changes nothing."""
    if any(isinstance(finder, AbsentPackages) for finder in sys.meta_path):
        return
    absent = AbsentPackages(OPTIONAL, for_package="rasa")
    sys.meta_path.insert(0, absent.first())
    sys.meta_path.append(absent)
