#include "show_program.hpp"
#include "start.hpp"

int main(int argc, char** argv) { return ebsnn::start(argc, argv, ebsnn::show_program); }
