#include "option_list.hpp"

#include <CLI/CLI.hpp>

#include <utility>

namespace ebsnn {
namespace {

CLI::Validator validator_of(const OptionCheck& check) { return {check.function, check.allowed}; }

}  // namespace

Option* Option::required() {
  option_.required();
  return this;
}

Option* Option::check(const OptionCheck& check) {
  option_.check(validator_of(check));
  return this;
}

Option* Option::transform(const OptionCheck& check) {
  option_.transform(validator_of(check));
  return this;
}

Option* Option::each(std::function<void(const std::string&)> function) {
  option_.each(std::move(function));
  return this;
}

Option* Option::description(const std::string& text) {
  option_.description(text);
  return this;
}

Option* Option::group(const std::string& name) {
  option_.group(name);
  return this;
}

Option* Option::type_name(const std::string& name) {
  option_.type_name(name);
  return this;
}

Option* Option::default_str(const std::string& text) {
  option_.default_str(text);
  return this;
}

Option* Option::capture_default_str() {
  option_.capture_default_str();
  return this;
}

Option* Option::expected(int values) {
  option_.expected(values);
  return this;
}

Option* Option::take_all() {
  option_.multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  return this;
}

Option* Option::delimiter(char separator) {
  option_.delimiter(separator);
  return this;
}

Option* Option::configurable(bool allowed) {
  option_.configurable(allowed);
  return this;
}

std::size_t Option::count() const { return option_.count(); }

const std::vector<std::string>& Option::results() const { return option_.results(); }

Option* OptionList::add_option(const std::string& names, std::string& value,
                               const std::string& text) {
  return added(app_.add_option(names, value, text));
}

Option* OptionList::add_option(const std::string& names, std::filesystem::path& value,
                               const std::string& text) {
  return added(app_.add_option(names, value, text));
}

Option* OptionList::add_option(const std::string& names, int& value, const std::string& text) {
  return added(app_.add_option(names, value, text));
}

Option* OptionList::add_option(const std::string& names, double& value, const std::string& text) {
  return added(app_.add_option(names, value, text));
}

Option* OptionList::add_option(const std::string& names, std::uint64_t& value,
                               const std::string& text) {
  return added(app_.add_option(names, value, text));
}

Option* OptionList::add_option(const std::string& names, std::optional<std::uint64_t>& value,
                               const std::string& text) {
  return added(app_.add_option(names, value, text));
}

Option* OptionList::add_option(const std::string& names, std::vector<std::string>& values,
                               const std::string& text) {
  return added(app_.add_option(names, values, text));
}

Option* OptionList::add_option(const std::string& names) { return added(app_.add_option(names)); }

Option* OptionList::add_flag(const std::string& names, bool& value, const std::string& text) {
  return added(app_.add_flag(names, value, text));
}

Option* OptionList::add_flag(const std::string& names, const std::string& text) {
  return added(app_.add_flag(names, text));
}

std::vector<const Option*> OptionList::parse_order() const {
  std::vector<const Option*> order;
  for (const CLI::Option* option : app_.parse_order()) {
    const auto own = options_.find(option);
    if (own != options_.end()) order.push_back(&own->second);
  }
  return order;
}

Option* OptionList::added(CLI::Option* option) {
  return &options_.try_emplace(option, *option).first->second;
}

}  // namespace ebsnn
