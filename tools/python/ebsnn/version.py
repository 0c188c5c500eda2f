"""The version of the project: CMakeLists.txt, the reports and the packages take it from here."""

__version__ = "0.1.0"
