#pragma once
// Whether what a program prints arrives.

namespace ebsnn {

/// Before anything is opened: takes the numbers of standard streams that are closed (`>&-`), so
/// that no file of the program gets them. Reading and writing goes on failing.
void occupy_closed_streams();

/// Before the program ends: throws StorageError where not all that was printed could be written
/// (full disk, quota, closed stream).
void flush_standard_output();

}  // namespace ebsnn
