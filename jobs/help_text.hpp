#pragma once
// How --help looks: as GNU programs print it, 80 columns wide. Manual pages (help2man) and the
// completion of shells (tools/documents) are made of this text.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace CLI {
class FormatterBase;
}  // namespace CLI

namespace ebsnn {

/// `text` in lines of at most `width` characters (bytes; help is ASCII), each with `indent` spaces
/// before it, which count. Lines end at spaces; a longer word has a line of its own. Line ends stay,
/// and lines that begin with a space stay as they are. The result ends with a line end, unless it
/// is empty.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::size_t indent = 0);

/// Usage, summary, positional arguments, groups of options, footer. An option is
/// "  -v, --name VALUE", then its description, with "(required)" or "(1 .. 5, default: 1)" at the end.
/// VALUE is "{one,other}" where only these are allowed, followed by ",..." where several are.
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> help_text();

}  // namespace ebsnn
