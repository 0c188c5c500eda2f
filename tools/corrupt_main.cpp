#include "corrupt_program.hpp"
#include "pipeline/stop.hpp"
#include "start.hpp"

int main(int argc, char** argv) {
  ebsnn::watch_stop_signals();
  return ebsnn::start(argc, argv, ebsnn::corrupt_program);
}
