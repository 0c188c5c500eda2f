#pragma once
// Objects to bytes and back, as Boost binary archives: weights travel between ranks in this form.
// Objects need serialize() of Boost. Archives are for machines of one kind within one run, not for
// files.

#include "parallel/communicator.hpp"

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/iostreams/device/array.hpp>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/stream.hpp>
#include <boost/serialization/vector.hpp>

namespace ebsnn {

/// Overwrites `bytes` and reuses its memory.
template <class T>
void to_archive(const T& object, Bytes& bytes) {
  bytes.clear();
  boost::iostreams::stream<boost::iostreams::back_insert_device<Bytes>> stream{
      boost::iostreams::back_inserter(bytes)};
  boost::archive::binary_oarchive archive(stream, boost::archive::no_header);
  archive << object;
  stream.flush();
}

template <class T>
[[nodiscard]] Bytes to_archive(const T& object) {
  Bytes bytes;
  to_archive(object, bytes);
  return bytes;
}

template <class T>
void from_archive(const Bytes& bytes, T& object) {
  boost::iostreams::stream<boost::iostreams::array_source> stream{
      boost::iostreams::array_source(bytes.data(), bytes.size())};
  boost::archive::binary_iarchive archive(stream, boost::archive::no_header);
  archive >> object;
}

/// Collective: `object` of the root replaces that of all others. `buffer` is used for the transfer,
/// and its memory is reused.
template <class T>
void broadcast_object(const Communicator& comm, T& object, Bytes& buffer) {
  if (comm.size() == 1) return;
  if (comm.is_root()) {
    to_archive(object, buffer);
  }
  comm.broadcast(buffer);
  if (!comm.is_root()) {
    from_archive(buffer, object);
  }
}

template <class T>
void broadcast_object(const Communicator& comm, T& object) {
  Bytes buffer;
  broadcast_object(comm, object, buffer);
}

}  // namespace ebsnn
