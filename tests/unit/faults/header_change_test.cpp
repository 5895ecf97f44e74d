#include <string>
#include <variant>

#include "tests/support/text_search.hpp"
#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

faults::HeaderChange::Change header_change(const std::string& change) {
  const Fault fault = good_fault(R"({"fault": "header_change", "change": )" + change + "}");
  return std::get<faults::HeaderChange>(fault).change;
}

bool header_mistake(const std::string& change, const std::string& part) {
  const auto mistakes =
      mistakes_of_fault(R"({"fault": "header_change", "change": )" + change + "}");
  return mistakes.size() == 1 && contains(mistakes.front(), part);
}

}  // namespace

TEST_CASE("headers are changed in one of four ways", "[unit][faults]") {
  CHECK(std::get<faults::RemoveHeader>(header_change(R"({"remove": "ETag"})")).name == "ETag");
  const auto renamed = header_change(R"({"rename": {"etag": "x-etag"}})");
  CHECK(std::get<faults::RenameHeader>(renamed).from == "etag");
  CHECK(std::get<faults::RenameHeader>(renamed).to == "x-etag");
  const auto set = header_change(R"({"set": {"vary": ""}})");
  CHECK(std::get<faults::SetHeader>(set).name == "vary");
  CHECK(std::get<faults::SetHeader>(set).value.empty());
  const auto added = header_change(R"({"add": {"set-cookie": "a=b"}})");
  CHECK(std::get<faults::AddHeader>(added).name == "set-cookie");
  CHECK(std::get<faults::AddHeader>(added).value == "a=b");
}

TEST_CASE("callers cannot read answers with changed headers", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "header_change", "change": {"remove": "etag"}})");
  const auto all = verdicts(fault, 1, 1);
  CHECK(std::get<SpoilAnswer>(all.front()).code == code::malformed);
  CHECK(std::get<SpoilAnswer>(all.front()).how == Spoiling::changed_headers);
  CHECK(described(good_fault(R"({"fault": "header_change", "change": {"add": {"vary": "*"}}})")) ==
        "header_change (add vary)");
}

TEST_CASE("a change of headers is one, known, and of headers that are not ours", "[unit][faults]") {
  CHECK(mistakes_of_fault(R"({"fault": "header_change"})").size() == 1);
  CHECK(header_mistake(R"("remove")", R"("change" must be a change such as)"));
  CHECK(header_mistake(R"({"remove": "a", "add": {"b": "c"}})", R"("change" must be a change)"));
  CHECK(header_mistake(R"({"renam": {"a": "b"}})", R"(did you mean "rename"?)"));
  CHECK(header_mistake(R"({"remove": "a b"})", R"("a b" is no name of a header)"));
  CHECK(header_mistake(R"({"rename": {"a": "b:"}})", R"("b:" is no name of a header)"));
  CHECK(header_mistake(R"({"remove": "Content-Length"})", "firedrill itself sets the header"));
  CHECK(header_mistake(R"({"set": {"X-Firedrill-Cause": "1"}})", "firedrill itself sets"));
  CHECK(header_mistake(R"({"set": {"a": "b\nc"}})", "holds a control character"));
  CHECK(header_mistake(R"({"set": {"a": 1}})", R"("a" must be text)"));
  CHECK(header_mistake(R"({"add": {"a": "b", "c": "d"}})", R"("add" must be one header)"));
  const std::string longest(4096, 'x');
  CHECK(std::get<faults::SetHeader>(header_change(R"({"set": {"a": ")" + longest + R"("}})"))
            .value.size() == 4096);
  CHECK(header_mistake(R"({"set": {"a": "x)" + longest + R"("}})", "the header is too long"));
}
