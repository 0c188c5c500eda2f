#include "pipeline/stop.hpp"
#include "start.hpp"
#include "study_program.hpp"

int main(int argc, char** argv) {
  ebsnn::watch_stop_signals();
  return ebsnn::start(argc, argv, ebsnn::study_program);
}
