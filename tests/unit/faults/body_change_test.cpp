#include <string>
#include <variant>

#include "tests/support/text_search.hpp"
#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

faults::BodyChange::Change change_of(const std::string& change) {
  const Fault fault = good_fault(R"({"fault": "body_change", "change": )" + change + "}");
  return std::get<faults::BodyChange>(fault).change;
}

std::string mistake_in(const std::string& change) {
  const auto mistakes = mistakes_of_fault(R"({"fault": "body_change", "change": )" + change + "}");
  REQUIRE(mistakes.size() == 1);
  return mistakes.front();
}

}  // namespace

TEST_CASE("a body is changed in one of six ways", "[unit][faults]") {
  CHECK(std::get<faults::RemoveMember>(change_of(R"({"remove": "/price"})")).member == "/price");
  const auto renamed = change_of(R"({"rename": {"/a~1b": "/c/0"}})");
  CHECK(std::get<faults::RenameMember>(renamed).from == "/a~1b");
  CHECK(std::get<faults::RenameMember>(renamed).to == "/c/0");
  CHECK(std::get<faults::RetypeMember>(change_of(R"({"retype": "/price"})")).member == "/price");
  const auto set = change_of(R"({"set": {"/price": {"a": [1, null]}}})");
  CHECK(std::get<faults::SetMember>(set).member == "/price");
  CHECK(std::get<faults::SetMember>(set).value == R"({"a": [1, null]})");
  CHECK(std::get<faults::WrapBody>(change_of(R"({"wrap": "data"})")).name == "data");
  CHECK(std::get<faults::ReplaceBody>(change_of(R"({"replace": "<p>"})")).text == "<p>");
  CHECK(std::get<faults::ReplaceBody>(change_of(R"({"replace": ""})")).text.empty());
}

TEST_CASE("callers cannot read a changed body, of all answers or a share", "[unit][faults]") {
  const std::string start = R"({"fault": "body_change", "change": {"wrap": "data"})";
  const auto all = verdicts(good_fault(start + "}"), 1, 1);
  CHECK(std::get<SpoilAnswer>(all.front()).code == code::malformed);
  CHECK(std::get<SpoilAnswer>(all.front()).how == Spoiling::changed_body);
  CHECK(described(good_fault(R"({"fault": "body_change", "change": {"remove": "/price"}})")) ==
        "body_change (remove /price)");
  CHECK(described(good_fault(start + R"(, "noticed": false})")) ==
        "body_change (wrap data, unnoticed)");
  CHECK(described(good_fault(R"({"fault": "body_change", "change": {"remove": "/)" +
                             std::string(100, 'x') + R"("}})")) == "body_change (remove)");

  const Fault quarter = good_fault(start + R"(, "rate": "25%"})");
  const auto hits = count_of<SpoilAnswer>(verdicts(quarter, 4000, 1));
  CHECK(hits > 890);  // 1000, four standard deviations of 27
  CHECK(hits < 1110);
  CHECK(pattern_of<SpoilAnswer>(verdicts(quarter, 100, 7)) ==
        pattern_of<SpoilAnswer>(verdicts(quarter, 100, 7)));
}

TEST_CASE("a change of a body is one, known and with a place", "[unit][faults]") {
  CHECK(mistakes_of_fault(R"({"fault": "body_change"})").size() == 1);
  CHECK(contains(mistake_in(R"("remove")"), R"("change" must be a change such as)"));
  CHECK(contains(mistake_in("{}"), R"("change" must be a change such as)"));
  CHECK(contains(mistake_in(R"({"remove": "/a", "wrap": "b"})"), R"("change" must be a change)"));
  CHECK(contains(mistake_in(R"({"retyp": "/a"})"), R"(did you mean "retype"?)"));
  CHECK(contains(mistake_in(R"({"remove": "price"})"), R"("price" is no JSON pointer)"));
  CHECK(contains(mistake_in(R"({"remove": "/a~2"})"), R"("/a~2" is no JSON pointer)"));
  CHECK(contains(mistake_in(R"({"rename": {"/a": "b"}})"), R"("b" is no JSON pointer)"));
  CHECK(contains(mistake_in(R"({"rename": {"/a": "/b", "/c": "/d"}})"), R"("rename" must be one)"));
  CHECK(contains(mistake_in(R"({"set": {"a": 1}})"), R"("a" is no JSON pointer)"));
  CHECK(contains(mistake_in(R"({"set": ["/a", 1]})"), R"("set" must be one member)"));
  CHECK(contains(mistake_in(R"({"wrap": ""})"), R"("wrap")"));
  CHECK(contains(mistake_in(R"({"replace": {}})"), R"("replace" must be text)"));
  const std::string longest(4096, 'x');
  CHECK(std::get<faults::ReplaceBody>(change_of(R"({"replace": ")" + longest + R"("})"))
            .text.size() == 4096);
  CHECK(contains(mistake_in(R"({"replace": "x)" + longest + R"("})"), "the body is too long"));
}
