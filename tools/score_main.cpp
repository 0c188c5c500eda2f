#include "pipeline/stop.hpp"
#include "score_program.hpp"
#include "start.hpp"

int main(int argc, char** argv) {
  ebsnn::watch_stop_signals();
  return ebsnn::start(argc, argv, ebsnn::score_program);
}
