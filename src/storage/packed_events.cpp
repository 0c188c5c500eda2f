#include "storage/packed_events.hpp"

#include "core/error.hpp"
#include "events/nmnist.hpp"
#include "h5/row_reader.hpp"

#include <fmt/format.h>

#include <span>

namespace ebsnn {

void refuse_packed(const h5::File& file, const std::string& what) {
  throw InputError(fmt::format("{}: damaged: {}", printable(file.path().native()), what));
}

namespace {

class ByteEvents final : public PackedEvents {
 public:
  ByteEvents(const h5::File& file, const std::string& group) : rows_(file, group + "/events") {
    if (rows_.shape().size() != 2 || rows_.shape()[1] != kNmnistEventBytes) {
      refuse_packed(file,
                    fmt::format("{}/events has no rows of {} bytes", group, kNmnistEventBytes));
    }
  }

  [[nodiscard]] std::uint64_t rows() const override { return rows_.shape()[0]; }
  [[nodiscard]] std::vector<Event> read(std::uint64_t first, std::uint64_t count,
                                        std::string_view name) const override {
    const std::vector<std::uint8_t> bytes = rows_.read(first, count);
    return decode_nmnist(std::as_bytes(std::span(bytes)), name, kNmnistSensor);
  }

 private:
  h5::RowReader<std::uint8_t> rows_;
};

class ColumnEvents final : public PackedEvents {
 public:
  ColumnEvents(const h5::File& file, const std::string& group, const SensorGeometry& sensor)
      : sensor_(sensor),
        x_(file, group + "/x"),
        y_(file, group + "/y"),
        t_us_(file, group + "/t"),
        on_(file, group + "/p") {
    const h5::Shape& shape = t_us_.shape();
    if (shape.size() != 1 || x_.shape() != shape || y_.shape() != shape || on_.shape() != shape) {
      refuse_packed(file, fmt::format("{}: x, y, t and p are not lists of the same length", group));
    }
  }

  [[nodiscard]] std::uint64_t rows() const override { return t_us_.shape()[0]; }
  [[nodiscard]] std::vector<Event> read(std::uint64_t first, std::uint64_t count,
                                        std::string_view name) const override {
    const std::vector<std::uint16_t> x = x_.read(first, count);
    const std::vector<std::uint16_t> y = y_.read(first, count);
    const std::vector<std::uint32_t> t_us = t_us_.read(first, count);
    const std::vector<std::uint8_t> on = on_.read(first, count);
    std::vector<Event> events(count);
    for (std::size_t i = 0; i < count; ++i) {
      if (!sensor_.contains(x[i], y[i]) || on[i] > 1) {
        throw InputError(
            fmt::format("{}: damaged: event {} at x = {}, y = {} with p = {} (sensor of {} px)",
                        name, i, x[i], y[i], on[i], text_of(sensor_)));
      }
      events[i] = {t_us[i], x[i], y[i], on[i] == 1};
    }
    return events;
  }

 private:
  SensorGeometry sensor_;
  h5::RowReader<std::uint16_t> x_;
  h5::RowReader<std::uint16_t> y_;
  h5::RowReader<std::uint32_t> t_us_;
  h5::RowReader<std::uint8_t> on_;
};

}  // namespace

std::unique_ptr<PackedEvents> open_byte_events(const h5::File& file, const std::string& group) {
  return std::make_unique<ByteEvents>(file, group);
}

std::unique_ptr<PackedEvents> open_column_events(const h5::File& file, const std::string& group,
                                                 const SensorGeometry& sensor) {
  return std::make_unique<ColumnEvents>(file, group, sensor);
}

}  // namespace ebsnn
