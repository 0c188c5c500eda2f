// A library to be preloaded (LD_PRELOAD): the signal EBSNN_EARLY_SIGNAL comes while MPI starts.

#include <dlfcn.h>

#include <csignal>
#include <cstdlib>

extern "C" int MPI_Init_thread(int* argc, char*** argv, int required, int* provided) {
  const char* signal = std::getenv("EBSNN_EARLY_SIGNAL");
  if (signal != nullptr) std::raise(std::atoi(signal));
  using Function = int (*)(int*, char***, int, int*);
  const auto next = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, "MPI_Init_thread"));
  return next(argc, argv, required, provided);
}
