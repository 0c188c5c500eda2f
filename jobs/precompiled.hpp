#pragma once
// Headers that most programs include, compiled once. A source still includes everything it uses:
// clang-tidy reads it without this header.

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
