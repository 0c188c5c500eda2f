#include "core/precompiled.hpp"
